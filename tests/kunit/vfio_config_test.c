// SPDX-License-Identifier: GPL-2.0-only
/*
 * What subdev_vfio.ko makes of a description: whether it is a PCI function, the
 * configuration space, the MSI-X table, and the pieces of an access. The code
 * under test is compiled in.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/sizes.h>

#include "../../kernel/vfio/config.c"
#include "../../kernel/vfio/msix.c"
#include "../../kernel/vfio/pci.c"
#include "../../kernel/vfio/region.c"

/* What is counted is counted in calls that are not tested here. */
struct subdev_counters __percpu *
subdev_dev_counters(const struct subdev_dev *sdev)
{
	return NULL;
}

/* Called after a write to the configuration space; delivery is not tested here. */
void subdev_vfio_intx_update_locked(struct subdev_vfio_priv *priv)
{
}

#define SIZE	SUBDEV_VFIO_CONFIG_SIZE

/* One of everything. */
static const struct subdev_vfio_pci full = {
	.vendor = 0x1234,
	.device = 0x5678,
	.subvendor = 0x9abc,
	.subdevice = 0xdef0,
	.class = 0x070002,
	.revision = 0x42,
	.intx = true,
	.msi = 4,
	.msix = 65,
	.msix_bar = 4,
	.msix_table = 0x800,
	.msix_pba = 0x100,
	.bars = {
		[0] = { .size = SZ_4K },
		[1] = { .size = 32, .flags = SUBDEV_VFIO_BAR_IO },
		[2] = {
			.size = SZ_8G,
			.flags = SUBDEV_VFIO_BAR_64 | SUBDEV_VFIO_BAR_PREFETCH,
		},
		[4] = { .size = SZ_8K },
		[5] = { .size = 16, .flags = SUBDEV_VFIO_BAR_PREFETCH },
	},
};

/* A PCI function and no more. */
static const struct subdev_vfio_pci bare = {
	.vendor = 0x1234,
	.device = 0x5678,
};

static struct subdev_vfio_config *config_new(struct kunit *test,
					     const struct subdev_vfio_pci *pci)
{
	struct subdev_vfio_config *config;

	config = kunit_kzalloc(test, sizeof(*config), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, config);
	/* a reset owes nothing to what was there */
	memset(config, 0xa5, sizeof(*config));
	subdev_vfio_config_reset(config, pci);
	return config;
}

#define CFG_READ(off, width)	subdev_vfio_config_read(config, off, width)
#define CFG_WRITE(off, width, val)	subdev_vfio_config_write(config, off, width, val)

/* Every byte of the header that is not zero after power-on. */
static void config_header(struct kunit *test)
{
	struct subdev_vfio_config *config = config_new(test, &full);
	unsigned int off;

	KUNIT_EXPECT_EQ(test, CFG_READ(0x00, 4), 0x56781234);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x04, 4), 0x00100000);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x08, 4), 0x07000242);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x0c, 4), 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x10, 4), 0x0);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x14, 4), 0x1);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x18, 4), 0xc);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x1c, 4), 0x0);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x20, 4), 0x0);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x24, 4), 0x8);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x28, 4), 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x2c, 4), 0xdef09abc);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x30, 4), 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x34, 4), 0x40);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x38, 4), 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x3c, 4), 0x0100);
	for (off = 0x5c; off < SIZE; off++)
		KUNIT_EXPECT_EQ(test, CFG_READ(off, 1), 0);
}

static void config_bare(struct kunit *test)
{
	struct subdev_vfio_config *config = config_new(test, &bare);
	unsigned int off;

	KUNIT_EXPECT_EQ(test, CFG_READ(0x00, 4), 0x56781234);
	for (off = 4; off < SIZE; off++)
		KUNIT_EXPECT_EQ(test, CFG_READ(off, 1), 0);
	for (off = 0; off < SIZE; off++)
		CFG_WRITE(off, 1, 0xff);
	/* bus master, parity, SERR# */
	KUNIT_EXPECT_EQ(test, CFG_READ(0x04, 4), 0x00000144);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x3c, 4), 0x000000ff);
	for (off = 8; off < SIZE; off++) {
		if (off != 0x3c)
			KUNIT_EXPECT_EQ(test, CFG_READ(off, 1), 0);
	}
}

/* Bits that a write of ones, and then of zeroes, reaches; the others stay. */
static const struct {
	u8 off;
	u32 wmask;
} full_wmasks[] = {
	{ 0x04, 0x00000547 },
	{ 0x10, 0xfffff000 },	/* 4 KiB */
	{ 0x14, 0xffffffe0 },	/* 32 ports */
	{ 0x18, 0x00000000 },	/* 8 GiB */
	{ 0x1c, 0xfffffffe },
	{ 0x20, 0xffffe000 },	/* 8 KiB */
	{ 0x24, 0xfffffff0 },	/* 16 bytes */
	{ 0x3c, 0x000000ff },
	{ 0x40, 0x00710000 },	/* MSI: enable, number of messages */
	{ 0x44, 0xfffffffc },
	{ 0x48, 0xffffffff },
	{ 0x4c, 0x0000ffff },
	{ 0x50, 0xc0000000 },	/* MSI-X: enable, mask all */
};

static u32 full_wmask(unsigned int off)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(full_wmasks); i++) {
		if (full_wmasks[i].off == (off & ~3U))
			return full_wmasks[i].wmask >> 8 * (off & 3);
	}
	return 0;
}

/* With each width, so that neighbours are seen to be left alone. */
static void config_write_masks(struct kunit *test)
{
	struct subdev_vfio_config *config = config_new(test, &full);
	struct subdev_vfio_config before = *config;
	unsigned int width, off, i;
	u8 wmask, want;

	for (width = 1; width <= 4; width *= 2) {
		for (off = 0; off < SIZE; off += width) {
			CFG_WRITE(off, width, U32_MAX);
			for (i = 0; i < SIZE; i++) {
				wmask = i >= off && i < off + width ?
					full_wmask(i) : 0;
				want = before.bytes[i] | wmask;
				KUNIT_ASSERT_EQ_MSG(test, CFG_READ(i, 1), want,
						    "byte %x after ones of %u at %x",
						    i, width, off);
			}
			CFG_WRITE(off, width, 0);
			for (i = 0; i < SIZE; i++) {
				wmask = i >= off && i < off + width ?
					full_wmask(i) : 0;
				want = before.bytes[i] & ~wmask;
				KUNIT_ASSERT_EQ_MSG(test, CFG_READ(i, 1), want,
						    "byte %x after zeroes of %u at %x",
						    i, width, off);
			}
			*config = before;
		}
	}
}

/* 6.2.5.1: as firmware does it. */
static u64 bar_size(struct subdev_vfio_config *config, unsigned int bar)
{
	unsigned int off = 0x10 + 4 * bar;
	u64 mask;

	CFG_WRITE(off, 4, U32_MAX);
	mask = CFG_READ(off, 4);
	if (mask & 1)
		return (~(mask & ~3ULL) & U32_MAX) + 1;
	if ((mask & 6) != 4)
		return mask ? (~(mask & ~15ULL) & U32_MAX) + 1 : 0;
	CFG_WRITE(off + 4, 4, U32_MAX);
	return ~((mask & ~15ULL) | (u64)CFG_READ(off + 4, 4) << 32) + 1;
}

static void config_bar_sizes(struct kunit *test)
{
	struct subdev_vfio_pci pci = bare;
	struct subdev_vfio_config *config;
	unsigned int bit;

	for (bit = 2; bit <= 8; bit++) {
		pci.bars[3] = (struct subdev_vfio_bar) {
			.size = BIT(bit), .flags = SUBDEV_VFIO_BAR_IO,
		};
		KUNIT_EXPECT_TRUE(test, subdev_vfio_pci_valid(&pci));
		config = config_new(test, &pci);
		KUNIT_EXPECT_EQ(test, bar_size(config, 3), BIT(bit));
	}
	for (bit = 4; bit <= 31; bit++) {
		pci.bars[3] = (struct subdev_vfio_bar) { .size = BIT(bit) };
		KUNIT_EXPECT_TRUE(test, subdev_vfio_pci_valid(&pci));
		config = config_new(test, &pci);
		KUNIT_EXPECT_EQ(test, bar_size(config, 3), BIT(bit));
	}
	for (bit = 4; bit <= 40; bit++) {
		pci.bars[3] = (struct subdev_vfio_bar) {
			.size = BIT_ULL(bit), .flags = SUBDEV_VFIO_BAR_64,
		};
		KUNIT_EXPECT_TRUE(test, subdev_vfio_pci_valid(&pci));
		config = config_new(test, &pci);
		KUNIT_EXPECT_EQ(test, bar_size(config, 3), BIT_ULL(bit));
	}
	KUNIT_EXPECT_EQ(test, bar_size(config, 0), 0);
}

/* An address that was written is read back without the bits below the size. */
static void config_bar_address(struct kunit *test)
{
	struct subdev_vfio_config *config = config_new(test, &full);

	CFG_WRITE(0x10, 4, 0xfebd1fff);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x10, 4), 0xfebd1000);
	CFG_WRITE(0x14, 4, 0x0000c0ff);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x14, 4), 0x0000c0e1);
	CFG_WRITE(0x18, 4, 0xffffffff);
	CFG_WRITE(0x1c, 4, 0x00000013);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x18, 4), 0x0000000c);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x1c, 4), 0x00000012);
}

/* A bit of the command register for each kind of BAR, and for INTx. */
static void config_command(struct kunit *test)
{
	struct subdev_vfio_pci pci = bare;
	struct subdev_vfio_config *config;

	pci.bars[5] = (struct subdev_vfio_bar) {
		.size = 8, .flags = SUBDEV_VFIO_BAR_IO,
	};
	config = config_new(test, &pci);
	CFG_WRITE(PCI_COMMAND, 2, 0xffff);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_COMMAND, 2), 0x0145);

	pci.bars[5] = (struct subdev_vfio_bar) { .size = SZ_4K };
	config = config_new(test, &pci);
	CFG_WRITE(PCI_COMMAND, 2, 0xffff);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_COMMAND, 2), 0x0146);

	pci.intx = true;
	config = config_new(test, &pci);
	KUNIT_EXPECT_FALSE(test, subdev_vfio_config_intx_disabled(config));
	CFG_WRITE(PCI_COMMAND, 2, 0xffff);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_COMMAND, 2), 0x0546);
	KUNIT_EXPECT_TRUE(test, subdev_vfio_config_intx_disabled(config));
	/* the upper byte alone */
	CFG_WRITE(PCI_COMMAND + 1, 1, 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_COMMAND, 2), 0x0046);
	KUNIT_EXPECT_FALSE(test, subdev_vfio_config_intx_disabled(config));
}

/* The line is in the status register, which no write changes. */
static void config_intx(struct kunit *test)
{
	struct subdev_vfio_config *config = config_new(test, &full);

	KUNIT_EXPECT_FALSE(test, subdev_vfio_config_intx(config));
	subdev_vfio_config_set_intx(config, true);
	KUNIT_EXPECT_TRUE(test, subdev_vfio_config_intx(config));
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_STATUS, 2), 0x0018);
	CFG_WRITE(PCI_STATUS, 2, 0xffff);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_STATUS, 2), 0x0018);
	CFG_WRITE(PCI_STATUS, 2, 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_STATUS, 2), 0x0018);
	/* the disable bit does not hide it */
	CFG_WRITE(PCI_COMMAND, 4, PCI_COMMAND_INTX_DISABLE);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_COMMAND, 4), 0x00180400);
	subdev_vfio_config_set_intx(config, false);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_COMMAND, 4), 0x00100400);

	subdev_vfio_config_set_intx(config, true);
	subdev_vfio_config_reset(config, &full);
	KUNIT_EXPECT_EQ(test, CFG_READ(PCI_COMMAND, 4), 0x00100000);
}

/* 6.7: as a driver walks it. 0 if there is no such capability. */
static unsigned int cap_find(struct kunit *test,
			     struct subdev_vfio_config *config, u8 id)
{
	unsigned int off, found = 0, steps = 0;

	if (!(CFG_READ(PCI_STATUS, 2) & PCI_STATUS_CAP_LIST)) {
		KUNIT_EXPECT_EQ(test, CFG_READ(PCI_CAPABILITY_LIST, 1), 0);
		return 0;
	}
	for (off = CFG_READ(PCI_CAPABILITY_LIST, 1); off; off = CFG_READ(off + 1, 1)) {
		KUNIT_ASSERT_GE(test, off, 0x40);
		KUNIT_ASSERT_EQ(test, off % 4, 0);
		KUNIT_ASSERT_LT(test, steps++, 48);
		if (CFG_READ(off, 1) == id)
			found = off;
	}
	return found;
}

static void config_caps(struct kunit *test)
{
	struct subdev_vfio_config *config;
	unsigned int msi, msix, i;

	struct subdev_vfio_pci pci = bare;

	config = config_new(test, &full);
	msi = cap_find(test, config, PCI_CAP_ID_MSI);
	msix = cap_find(test, config, PCI_CAP_ID_MSIX);
	KUNIT_ASSERT_NE(test, msi, 0);
	KUNIT_ASSERT_NE(test, msix, 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(msi + 2, 2), 0x0084);
	KUNIT_EXPECT_EQ(test, CFG_READ(msix + 2, 2), 64);
	KUNIT_EXPECT_EQ(test, CFG_READ(msix + 4, 4), 0x804);
	KUNIT_EXPECT_EQ(test, CFG_READ(msix + 8, 4), 0x104);
	KUNIT_EXPECT_EQ(test, cap_find(test, config, PCI_CAP_ID_EXP), 0);

	for (i = 0; i <= 5; i++) {
		pci.msi = BIT(i);
		config = config_new(test, &pci);
		msi = cap_find(test, config, PCI_CAP_ID_MSI);
		KUNIT_ASSERT_NE(test, msi, 0);
		KUNIT_EXPECT_EQ(test, CFG_READ(msi + 2, 2), 0x80 | i << 1);
		KUNIT_EXPECT_EQ(test, cap_find(test, config, PCI_CAP_ID_MSIX),
				0);
	}

	pci = full;
	pci.msi = 0;
	pci.msix = 2048;
	config = config_new(test, &pci);
	msix = cap_find(test, config, PCI_CAP_ID_MSIX);
	KUNIT_ASSERT_NE(test, msix, 0);
	KUNIT_EXPECT_EQ(test, CFG_READ(msix + 2, 2), 0x7ff);
	KUNIT_EXPECT_EQ(test, cap_find(test, config, PCI_CAP_ID_MSI), 0);

	config = config_new(test, &bare);
	KUNIT_EXPECT_EQ(test, cap_find(test, config, PCI_CAP_ID_MSI), 0);
	KUNIT_EXPECT_EQ(test, cap_find(test, config, PCI_CAP_ID_MSIX), 0);
}

/* Every access is what its bytes are, little-endian. */
static void config_widths(struct kunit *test)
{
	struct subdev_vfio_config *config = config_new(test, &full);
	unsigned int off, width, i;
	u32 want;

	for (width = 1; width <= 4; width++) {
		for (off = 0; off + width <= SIZE; off++) {
			want = 0;
			for (i = 0; i < width; i++)
				want |= config->bytes[off + i] << 8 * i;
			KUNIT_EXPECT_EQ(test, CFG_READ(off, width), want);
		}
	}
	CFG_WRITE(0x45, 2, 0xbeef);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x44, 4), 0x00beef00);
	CFG_WRITE(0x46, 4, 0x12345678);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x44, 4), 0x5678ef00);
	KUNIT_EXPECT_EQ(test, CFG_READ(0x48, 4), 0x00001234);
}

/* What is no PCI function, each made of one that is. */
static void pci_valid(struct kunit *test)
{
	struct subdev_vfio_pci pci;

	KUNIT_EXPECT_TRUE(test, subdev_vfio_pci_valid(&full));
	KUNIT_EXPECT_TRUE(test, subdev_vfio_pci_valid(&bare));

#define EXPECT_VALID(valid, change) do {				\
	pci = full;							\
	change;								\
	KUNIT_EXPECT_EQ_MSG(test, subdev_vfio_pci_valid(&pci), valid,	\
			    "%s", #change);				\
} while (0)

	EXPECT_VALID(false, pci.vendor = 0xffff);
	EXPECT_VALID(false, pci.class = 0x1000000);
	EXPECT_VALID(true, pci.class = 0xffffff);
	EXPECT_VALID(true, pci.msi = 0);
	EXPECT_VALID(false, pci.msi = 3);
	EXPECT_VALID(true, pci.msi = 32);
	EXPECT_VALID(false, pci.msi = 64);

	EXPECT_VALID(false, pci.bars[0].size = 3);
	EXPECT_VALID(false, pci.bars[0].size = SZ_4K + 16);
	EXPECT_VALID(false, pci.bars[0].size = 8);
	EXPECT_VALID(true, pci.bars[0].size = 16);
	EXPECT_VALID(true, pci.bars[0].size = SZ_2G);
	EXPECT_VALID(false, pci.bars[0].size = SZ_4G);
	EXPECT_VALID(true, pci.bars[0].size = 0);
	EXPECT_VALID(false, pci.bars[0].flags = BIT(3));
	EXPECT_VALID(false, pci.bars[0].flags = BIT(31));
	EXPECT_VALID(false, pci.bars[0].flags = SUBDEV_VFIO_BAR_64);
	EXPECT_VALID(false, pci.bars[1].size = 2);
	EXPECT_VALID(true, pci.bars[1].size = 4);
	EXPECT_VALID(true, pci.bars[1].size = 256);
	EXPECT_VALID(false, pci.bars[1].size = 512);
	EXPECT_VALID(false, pci.bars[1].size = 0);
	EXPECT_VALID(false, pci.bars[1].flags |= SUBDEV_VFIO_BAR_PREFETCH);
	EXPECT_VALID(false, pci.bars[1].flags |= SUBDEV_VFIO_BAR_64);
	EXPECT_VALID(true, pci.bars[2].size = BIT_ULL(40));
	EXPECT_VALID(false, pci.bars[2].size = BIT_ULL(41));
	EXPECT_VALID(false, pci.bars[2].flags &= ~SUBDEV_VFIO_BAR_64);
	EXPECT_VALID(false, pci.bars[3].size = SZ_4K);
	EXPECT_VALID(false, pci.bars[3].flags = SUBDEV_VFIO_BAR_PREFETCH);
	EXPECT_VALID(false, pci.bars[5].flags = SUBDEV_VFIO_BAR_64);

	EXPECT_VALID(true, pci.msix = 0);
	EXPECT_VALID(true, (pci.msix = 0, pci.msix_bar = 99));
	EXPECT_VALID(false, pci.msix = 2049);
	EXPECT_VALID(true, (pci.msix = 2048, pci.bars[4].size = SZ_64K));
	EXPECT_VALID(false, pci.msix_bar = 6);
	EXPECT_VALID(false, pci.msix_bar = 3);	/* upper half */
	EXPECT_VALID(false, pci.msix_bar = 1);	/* I/O */
	EXPECT_VALID(true, pci.msix_bar = 2);	/* 64-bit */
	EXPECT_VALID(false, pci.msix_bar = 5);	/* too small */
	EXPECT_VALID(false, pci.bars[4].size = 0);
	EXPECT_VALID(false, pci.msix_table = 0x804);
	EXPECT_VALID(false, pci.msix_pba = 0x101);
	EXPECT_VALID(true, pci.msix_table = 0x1bf0);	/* 0x410 long */
	EXPECT_VALID(false, pci.msix_table = 0x1bf8);
	EXPECT_VALID(false, pci.msix_table = 0x2000);
	EXPECT_VALID(false, pci.msix_table = 0xfffffff8);
	EXPECT_VALID(true, pci.msix_pba = 0x1ff0);	/* 0x10 long */
	EXPECT_VALID(false, pci.msix_pba = 0x1ff8);
	EXPECT_VALID(true, pci.msix_pba = 0x7f0);
	EXPECT_VALID(false, pci.msix_pba = 0x7f8);
	EXPECT_VALID(false, pci.msix_pba = 0x800);
	EXPECT_VALID(false, pci.msix_pba = 0xc08);
	EXPECT_VALID(true, pci.msix_pba = 0xc10);
#undef EXPECT_VALID
}

/* Areas of a BAR of two pages, or of a region of the driver's own. */
static const struct {
	bool valid;
	unsigned int num;
	struct subdev_vfio_area areas[2];
} area_cases[] = {
	{ true, 0 },
	{ true, 1, { { 0, PAGE_SIZE } } },
	{ true, 1, { { PAGE_SIZE, PAGE_SIZE } } },
	{ true, 1, { { 0, 2 * PAGE_SIZE } } },
	{ true, 2, { { 0, PAGE_SIZE }, { PAGE_SIZE, PAGE_SIZE } } },
	{ true, 1, { { 0, PAGE_SIZE, SUBDEV_VFIO_AREA_IO } } },
	{ true, 1, { { 0, PAGE_SIZE,
		       SUBDEV_VFIO_AREA_IO | SUBDEV_VFIO_AREA_WC } } },
	{ false, 1, { { 0, PAGE_SIZE, SUBDEV_VFIO_AREA_WC } } },
	{ false, 1, { { 0, PAGE_SIZE, BIT(2) } } },
	{ false, 1, { { 0, 0 } } },
	{ false, 1, { { 0, PAGE_SIZE - 1 } } },
	{ false, 1, { { 1, PAGE_SIZE } } },
	{ false, 1, { { 0, 3 * PAGE_SIZE } } },
	{ false, 1, { { 2 * PAGE_SIZE, PAGE_SIZE } } },
	{ false, 1, { { PAGE_SIZE, 2 * PAGE_SIZE } } },
	{ false, 1, { { PAGE_SIZE, -PAGE_SIZE } } },
	{ false, 1, { { -PAGE_SIZE, 2 * PAGE_SIZE } } },
	{ false, 2, { { PAGE_SIZE, PAGE_SIZE }, { 0, PAGE_SIZE } } },
	{ false, 2, { { 0, PAGE_SIZE }, { 0, PAGE_SIZE } } },
	{ false, 2, { { 0, 2 * PAGE_SIZE }, { PAGE_SIZE, PAGE_SIZE } } },
};

static void pci_areas(struct kunit *test)
{
	struct subdev_vfio_region region = { .size = 2 * PAGE_SIZE };
	struct subdev_vfio_pci pci = bare;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(area_cases); i++) {
		pci = bare;
		pci.bars[3].size = 2 * PAGE_SIZE;
		pci.bars[3].areas = area_cases[i].areas;
		pci.bars[3].num_areas = area_cases[i].num;
		KUNIT_EXPECT_EQ_MSG(test, subdev_vfio_pci_valid(&pci),
				    area_cases[i].valid, "BAR, case %u", i);
		pci = bare;
		pci.regions = &region;
		pci.num_regions = 1;
		region.areas = area_cases[i].areas;
		region.num_areas = area_cases[i].num;
		KUNIT_EXPECT_EQ_MSG(test, subdev_vfio_pci_valid(&pci),
				    area_cases[i].valid, "region, case %u", i);
	}
}

/* What cannot be mapped: nothing, I/O space, and what the helper answers. */
static void pci_areas_elsewhere(struct kunit *test)
{
	static const struct subdev_vfio_area first = { 0, PAGE_SIZE };
	static const struct subdev_vfio_area second = { PAGE_SIZE, PAGE_SIZE };
	struct subdev_vfio_pci pci;
	unsigned int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		pci = full;
		pci.bars[i].areas = &first;
		pci.bars[i].num_areas = 1;
		KUNIT_EXPECT_EQ_MSG(test, subdev_vfio_pci_valid(&pci),
				    i == 0 || i == 2, "BAR %u", i);
	}
	pci = full;
	pci.bars[4].areas = &second;
	pci.bars[4].num_areas = 1;
	KUNIT_EXPECT_TRUE(test, subdev_vfio_pci_valid(&pci));
	pci.msix_table = PAGE_SIZE - 8;
	KUNIT_EXPECT_FALSE(test, subdev_vfio_pci_valid(&pci));
	pci.msix_table = 0x800;
	pci.msix_pba = 2 * PAGE_SIZE - 16;
	KUNIT_EXPECT_FALSE(test, subdev_vfio_pci_valid(&pci));
}

static void own_regions(struct kunit *test)
{
	static const struct subdev_vfio_region regions[SUBDEV_VFIO_REGIONS_MAX] = {
		{ .size = 1, .writable = true },
		{ .size = BIT_ULL(40) },
	};
	struct subdev_vfio_pci pci = bare;
	struct place place;
	unsigned int i;

	pci.regions = regions;
	for (i = 1; i <= 3; i++) {
		pci.num_regions = i;
		KUNIT_EXPECT_EQ(test, subdev_vfio_pci_valid(&pci), i < 3);
	}
	pci.num_regions = 2;
	for (i = 0; i < 64; i++) {
		const struct subdev_vfio_region *wanted = NULL;

		if (i == VFIO_PCI_NUM_REGIONS || i == VFIO_PCI_NUM_REGIONS + 1)
			wanted = &regions[i - VFIO_PCI_NUM_REGIONS];
		KUNIT_EXPECT_PTR_EQ(test, subdev_vfio_own_region(&pci, i),
				    wanted);
		if (wanted)
			KUNIT_EXPECT_EQ(test, subdev_vfio_region_size(&pci, i),
					wanted->size);
	}
	KUNIT_EXPECT_NULL(test, subdev_vfio_own_region(&pci, U32_MAX));
	KUNIT_EXPECT_EQ(test, 0, place_find(&pci, 9ULL << 40, 1, &place));
	KUNIT_EXPECT_EQ(test, place.index, 9);
	KUNIT_EXPECT_EQ(test, piece_max(&pci, &place), 8);
	KUNIT_EXPECT_EQ(test, -EINVAL, place_find(&pci, 9ULL << 40, 2, &place));
	KUNIT_EXPECT_EQ(test, 0, place_find(&pci, (11ULL << 40) - 1, 1, &place));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			place_find(&pci, 11ULL << 40, 1, &place));
	KUNIT_EXPECT_TRUE(test, writable(&pci, 9));
	KUNIT_EXPECT_FALSE(test, writable(&pci, 10));
}

static void msix_free(void *msix)
{
	subdev_vfio_msix_free(msix);
}

static struct subdev_vfio_msix *msix_new(struct kunit *test,
					 const struct subdev_vfio_pci *pci)
{
	struct subdev_vfio_msix *msix;

	msix = kunit_kzalloc(test, sizeof(*msix), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, msix);
	KUNIT_ASSERT_EQ(test, subdev_vfio_msix_init(msix, pci), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, msix_free, msix),
			0);
	subdev_vfio_msix_reset(msix);
	return msix;
}

#define TABLE_READ(off, width)						\
	subdev_vfio_msix_read(msix, &full, full.msix_table + (off), width)
#define TABLE_WRITE(off, width, val)					\
	subdev_vfio_msix_write(msix, &full, full.msix_table + (off), width, val)

static void msix_covers(struct kunit *test)
{
	struct subdev_vfio_msix *msix = msix_new(test, &full);
	bool want;
	u64 off;

	for (off = 0; off < full.bars[4].size; off++) {
		want = (off >= 0x800 && off < 0x800 + 65 * 16) ||
		       (off >= 0x100 && off < 0x110);
		KUNIT_ASSERT_EQ(test, want,
				subdev_vfio_msix_covers(msix, &full, 4, off));
		KUNIT_ASSERT_FALSE(test,
				   subdev_vfio_msix_covers(msix, &full, 0, off));
	}
	msix = msix_new(test, &bare);
	KUNIT_EXPECT_FALSE(test, subdev_vfio_msix_covers(msix, &bare, 0, 0));
	/* and a reset does not mind */
	subdev_vfio_msix_reset(msix);
}

static void msix_table(struct kunit *test)
{
	struct subdev_vfio_msix *msix = msix_new(test, &full);
	unsigned int i;

	for (i = 0; i < 65; i++) {
		KUNIT_EXPECT_EQ(test, TABLE_READ(16 * i, 8), 0);
		KUNIT_EXPECT_EQ(test, TABLE_READ(16 * i + 8, 8), BIT_ULL(32));
	}
	TABLE_WRITE(16 * 64, 8, U64_MAX);
	TABLE_WRITE(16 * 64 + 8, 8, U64_MAX);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16 * 64, 4), 0xfffffffc);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16 * 64 + 4, 4), 0xffffffff);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16 * 64 + 8, 4), 0xffffffff);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16 * 64 + 12, 4), 0x00000001);
	/* the neighbours are as they were */
	KUNIT_EXPECT_EQ(test, TABLE_READ(16 * 63, 8), 0);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16 * 63 + 8, 8), BIT_ULL(32));

	TABLE_WRITE(16 + 12, 4, 0);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16 + 12, 4), 0);
	TABLE_WRITE(16 + 5, 1, 0xab);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16, 8), 0x0000ab0000000000);
	TABLE_WRITE(16 + 2, 2, 0xcdef);
	KUNIT_EXPECT_EQ(test, TABLE_READ(16, 8), 0x0000ab00cdef0000);

	subdev_vfio_msix_reset(msix);
	for (i = 0; i < 65; i++) {
		KUNIT_EXPECT_EQ(test, TABLE_READ(16 * i, 8), 0);
		KUNIT_EXPECT_EQ(test, TABLE_READ(16 * i + 8, 8), BIT_ULL(32));
	}
}

static void msix_pba(struct kunit *test)
{
	struct subdev_vfio_msix *msix = msix_new(test, &full);
	static const unsigned int vectors[] = { 0, 7, 8, 63, 64 };
	unsigned int i, v;
	u64 want[2];

	for (i = 0; i < ARRAY_SIZE(vectors); i++) {
		v = vectors[i];
		want[0] = v < 64 ? BIT_ULL(v) : 0;
		want[1] = v < 64 ? 0 : BIT_ULL(v - 64);
		KUNIT_EXPECT_FALSE(test, subdev_vfio_msix_pending(msix, v));
		subdev_vfio_msix_set_pending(msix, v, true);
		KUNIT_EXPECT_TRUE(test, subdev_vfio_msix_pending(msix, v));
		KUNIT_EXPECT_EQ(test, want[0],
				subdev_vfio_msix_read(msix, &full, 0x100, 8));
		KUNIT_EXPECT_EQ(test, want[1],
				subdev_vfio_msix_read(msix, &full, 0x108, 8));
		/* read-only */
		subdev_vfio_msix_write(msix, &full, 0x100, 8, 0);
		subdev_vfio_msix_write(msix, &full, 0x108, 8, U64_MAX);
		KUNIT_EXPECT_EQ(test, want[0],
				subdev_vfio_msix_read(msix, &full, 0x100, 8));
		KUNIT_EXPECT_EQ(test, want[1],
				subdev_vfio_msix_read(msix, &full, 0x108, 8));
		subdev_vfio_msix_set_pending(msix, v, false);
		KUNIT_EXPECT_FALSE(test, subdev_vfio_msix_pending(msix, v));
	}
	subdev_vfio_msix_set_pending(msix, 64, true);
	subdev_vfio_msix_reset(msix);
	KUNIT_EXPECT_FALSE(test, subdev_vfio_msix_pending(msix, 64));
}

static u64 pos(unsigned int index, u64 off)
{
	return (u64)index << SUBDEV_VFIO_OFFSET_SHIFT | off;
}

static void region_place(struct kunit *test)
{
	struct place place;
	unsigned int i;
	u64 size;

	for (i = 0; i < VFIO_PCI_NUM_REGIONS + 2; i++) {
		size = i < 6 ? full.bars[i].size : i == 7 ? 256 : 0;
		KUNIT_EXPECT_EQ(test, subdev_vfio_region_size(&full, i), size);
		KUNIT_EXPECT_EQ(test, -EINVAL,
				place_find(&full, pos(i, size), 1, &place));
		KUNIT_EXPECT_EQ(test, -EINVAL,
				place_find(&full, pos(i, size), 0, &place));
		if (!size) {
			KUNIT_EXPECT_EQ(test, -EINVAL,
					place_find(&full, pos(i, 0), 1, &place));
			continue;
		}
		KUNIT_EXPECT_EQ(test, 0,
				place_find(&full, pos(i, 0), size, &place));
		KUNIT_EXPECT_EQ(test, place.index, i);
		KUNIT_EXPECT_EQ(test, place.off, 0);
		KUNIT_EXPECT_EQ(test, 0,
				place_find(&full, pos(i, size - 1), 1, &place));
		KUNIT_EXPECT_EQ(test, place.index, i);
		KUNIT_EXPECT_EQ(test, place.off, size - 1);
		KUNIT_EXPECT_EQ(test, -EINVAL,
				place_find(&full, pos(i, 1), size, &place));
		KUNIT_EXPECT_EQ(test, -EINVAL,
				place_find(&full, pos(i, size - 1), SIZE_MAX,
					   &place));
	}
	KUNIT_EXPECT_EQ(test, -EINVAL,
			place_find(&full, S64_MAX, 1, &place));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			place_find(&full, U64_MAX, 1, &place));
}

/* What region_access() is to do, byte by byte; it has no context of its own. */
static struct {
	u64 next;
	unsigned int index;
	unsigned int max;
	unsigned int pieces;
	unsigned int fault;	/* the piece that fails, from 1 */
	bool bad;
	u64 before_fault;
} seen;

static bool see_piece(struct subdev_vfio *sv, const struct place *place,
		      unsigned int width, char __user *buf)
{
	seen.pieces++;
	if (seen.pieces == seen.fault) {
		seen.before_fault = (unsigned long)buf;
		return false;
	}
	/* @buf counts from 0 here */
	seen.bad |= place->index != seen.index || place->off != seen.next ||
		    width > seen.max || !is_power_of_2(width) ||
		    place->off % width;
	seen.next += width;
	return true;
}

static struct subdev_vfio *region_new(struct kunit *test)
{
	struct subdev_vfio_priv *priv;
	struct subdev_vfio *sv;

	sv = kunit_kzalloc(test, sizeof(*sv), GFP_KERNEL);
	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, sv);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->pci = &full;
	sv->priv = priv;
	return sv;
}

/* Fewest pieces: an aligned access is one, an unaligned one grows and shrinks. */
static unsigned int fewest(u64 off, size_t count, unsigned int max)
{
	unsigned int n = 0, width;

	for (; count; n++, off += width, count -= width) {
		width = off ? min_t(unsigned int, max, off & -off) : max;
		while (width > count)
			width /= 2;
	}
	return n;
}

static void region_pieces(struct kunit *test)
{
	static const struct {
		unsigned int index;
		unsigned int max;
	} regions[] = { { 0, 8 }, { 1, 4 }, { 2, 8 }, { 7, 4 } };
	struct subdev_vfio *sv = region_new(test);
	unsigned int i;
	loff_t ppos;
	size_t count;
	u64 off;

	for (i = 0; i < ARRAY_SIZE(regions); i++) {
		for (off = 0; off < 32; off++) {
			for (count = 0; count <= 32 - off; count++) {
				memset(&seen, 0, sizeof(seen));
				seen.next = off;
				seen.index = regions[i].index;
				seen.max = regions[i].max;
				ppos = pos(seen.index, off);
				KUNIT_ASSERT_EQ(test, count,
						region_access(sv, NULL, count,
							      &ppos, see_piece));
				KUNIT_ASSERT_FALSE(test, seen.bad);
				KUNIT_ASSERT_EQ(test, seen.next, off + count);
				KUNIT_ASSERT_EQ(test, seen.pieces,
						fewest(off, count, seen.max));
				KUNIT_ASSERT_EQ(test, ppos,
						pos(seen.index, off + count));
			}
		}
	}
}

/* The pieces before a fault count; a fault in the first is an error. */
static void region_fault(struct kunit *test)
{
	struct subdev_vfio *sv = region_new(test);
	loff_t ppos;

	memset(&seen, 0, sizeof(seen));
	seen.fault = 1;
	ppos = pos(0, 3);
	KUNIT_EXPECT_EQ(test, -EFAULT,
			region_access(sv, NULL, 13, &ppos, see_piece));
	KUNIT_EXPECT_EQ(test, ppos, pos(0, 3));

	/* 1 at 3, 4 at 4, 8 at 8 */
	memset(&seen, 0, sizeof(seen));
	seen.max = 8;
	seen.next = 3;
	seen.fault = 3;
	KUNIT_EXPECT_EQ(test, 5,
			region_access(sv, NULL, 13, &ppos, see_piece));
	KUNIT_EXPECT_EQ(test, ppos, pos(0, 8));
	KUNIT_EXPECT_FALSE(test, seen.bad);
	KUNIT_EXPECT_EQ(test, seen.pieces, 3);
	KUNIT_EXPECT_EQ(test, seen.before_fault, 5);
}

static struct kunit_case vfio_config_cases[] = {
	KUNIT_CASE(config_header),
	KUNIT_CASE(config_bare),
	KUNIT_CASE(config_write_masks),
	KUNIT_CASE(config_bar_sizes),
	KUNIT_CASE(config_bar_address),
	KUNIT_CASE(config_command),
	KUNIT_CASE(config_intx),
	KUNIT_CASE(config_caps),
	KUNIT_CASE(config_widths),
	KUNIT_CASE(pci_valid),
	KUNIT_CASE(pci_areas),
	KUNIT_CASE(pci_areas_elsewhere),
	KUNIT_CASE(own_regions),
	KUNIT_CASE(msix_covers),
	KUNIT_CASE(msix_table),
	KUNIT_CASE(msix_pba),
	KUNIT_CASE(region_place),
	KUNIT_CASE(region_pieces),
	KUNIT_CASE(region_fault),
	{}
};

static struct kunit_suite vfio_config_suite = {
	.name = "subdev_vfio",
	.test_cases = vfio_config_cases,
};

kunit_test_suite(vfio_config_suite);

MODULE_DESCRIPTION("KUnit tests of subdev_vfio");
MODULE_LICENSE("GPL");
