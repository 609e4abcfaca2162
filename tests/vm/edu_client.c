// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mediated edu devices by a driver of our own:
 *
 *   edu_client regs|factorial|dma|bounds|irqs|unmap|close|threads DEVICE group|cdev
 *   edu_client clean DEVICE                it is as one that was reset, whoever had it before, and works
 *   edu_client failed DEVICE               the hardware does not end in time; and works again when a line comes from standard input
 *   edu_client isolation DEVICE DEVICE     each has a buffer of its own
 *   edu_client verify DEVICE ROUNDS        data goes in and comes out
 *   edu_client busy DEVICE                 one DMA after the other, until it is killed
 *   edu_client share SECONDS DEVICE...     all busy: prints how many DMAs each did, as "share FIRST SECOND..."
 *   edu_client beside SECONDS DEVICE DEVICE  the first is busy with DMAs, the second with factorials: prints the same
 *   edu_client stuck DEVICE in|out         a DMA with memory that nobody serves; says "# stuck", and waits to be killed
 *   edu_client gone DEVICE group|cdev      busy until the device is asked for, closes it when a line comes from standard input
 */
#include <linux/pci_regs.h>

#include "edu_client.h"
#include "stuck_memory.h"

static struct edu edu;
static enum client_via via;

static uint64_t ones(unsigned int width)
{
	return width == 8 ? UINT64_MAX : (1ULL << 8 * width) - 1;
}

/* Whether there is a register that can be read there, in this width. */
static bool readable(uint64_t off, unsigned int width)
{
	switch (off) {
	case EDU_ID:
	case EDU_LIVE:
	case EDU_FACT:
	case EDU_STATUS:
	case EDU_IRQ:
	case EDU_ERROR:
		return width == 4;
	case EDU_SRC:
	case EDU_DST:
	case EDU_CNT:
	case EDU_CMD:
		return width == 4 || width == 8;
	default:
		return false;
	}
}

static void test_offsets(struct edu *e, uint64_t from, uint64_t to)
{
	unsigned int width, wrong = 0;
	uint64_t off;

	for (off = from; off < to; off++)
		for (width = 1; width <= 8; width *= 2)
			if (off % width == 0 && !readable(off, width)) {
				put(e, off, width, 0);
				wrong += get(e, off, width) != ones(width);
			}
	point(!wrong, "all ones where nothing is, 0x%llx to 0x%llx", (unsigned long long)from, (unsigned long long)to);
}

static void test_kept(struct edu *e)
{
	static const unsigned int regs[] = { EDU_SRC, EDU_DST, EDU_CNT };
	unsigned int i, wrong = 0;

	for (i = 0; i < 3; i++) {
		put(e, regs[i], 8, 0x123456789abcdef0U + i);
		wrong += get(e, regs[i], 8) != 0x123456789abcdef0U + i || get(e, regs[i], 4) != 0x9abcdef0 + i;
		put(e, regs[i], 4, 0x87654321);
		wrong += get(e, regs[i], 8) != 0x87654321;
	}
	point_is(0, wrong, "what DMA needs is kept, in 64 bits and in 32");
	put(e, EDU_CMD, 4, EDU_CMD_OUT | EDU_CMD_IRQ);
	point_is(0, get(e, EDU_CMD, 8), "a command that starts nothing is not");
	put(e, EDU_STATUS, 4, -1U);
	point_is(EDU_STATUS_IRQ, get(e, EDU_STATUS, 4), "of the status one bit is");
	put(e, EDU_ID, 4, 0);
	put(e, EDU_ERROR, 4, -1U);
	point_is(EDU_ID_VALUE, get(e, EDU_ID, 4) & EDU_ID_MASK, "its id stays");
	point_is(0, get(e, EDU_ERROR, 4), "there is no error");
}

static int main_regs(struct edu *e)
{
	uint32_t ids = client_get(&e->dev, VFIO_PCI_CONFIG_REGION_INDEX, 0, 4);
	struct vfio_region_info bar;

	point_is(EDU_DEVICE << 16 | EDU_VENDOR, ids, "vendor and device");
	point(!client_region(&e->dev, EDU_BAR, &bar) && bar.size == EDU_BAR_SIZE, "a BAR of 1 MiB");
	test_offsets(e, 0, 0x200);
	test_offsets(e, EDU_BUF, EDU_BUF + 0x40);
	test_offsets(e, EDU_BAR_SIZE - 0x40, EDU_BAR_SIZE);
	put(e, EDU_LIVE, 4, 0x12345678);
	point_is(0xedcba987, get(e, EDU_LIVE, 4), "it lives: what was written is inverted");
	put(e, EDU_ID, 8, 0);
	put(e, EDU_LIVE, 1, 0);
	put(e, EDU_LIVE + 2, 2, 0);
	point_is(0xedcba987, get(e, EDU_LIVE, 4), "but not in another width");
	test_kept(e);
	point(!client_reset(&e->dev) && !get(e, EDU_LIVE, 4) && !get(e, EDU_SRC, 8) && !get(e, EDU_STATUS, 4),
	      "after a reset all is zero");
	return 0;
}

static uint32_t factorial(uint32_t n)
{
	uint32_t product = 1;

	for (n = n > 40 ? 40 : n; n; n--)
		product *= n;
	return product;
}

static int main_factorial(struct edu *e)
{
	static const uint32_t numbers[] = { 0, 1, 2, 5, 12, 13, 31, 33, 34, 35, 1000, 0x80000000, 0xffffffff };
	unsigned int i;
	double start;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		put(e, EDU_FACT, 4, numbers[i]);
		point(await_clear(e, EDU_STATUS, EDU_STATUS_COMPUTING) && get(e, EDU_FACT, 4) == factorial(numbers[i]),
		      "factorial of %u", numbers[i]);
	}
	start = now();
	for (i = 0; i < 10; i++) {
		put(e, EDU_FACT, 4, 0xffffffff);
		await_clear(e, EDU_STATUS, EDU_STATUS_COMPUTING);
	}
	point(now() - start < 10, "the largest numbers take no longer than others");
	dma_start(e, BASE, EDU_BUF, 4, 0);
	put(e, EDU_FACT, 4, 6);
	put(e, EDU_FACT, 4, 7);
	point(!dma_wait(e) && await_clear(e, EDU_STATUS, EDU_STATUS_COMPUTING) && get(e, EDU_FACT, 4) == 720,
	      "both at once, and a second number is ignored");
	point_is(0, get(e, EDU_ERROR, 4), "no error");
	return 0;
}

static const struct {
	uint32_t off, cnt;
} pieces[] = {
	{ 0, 1 }, { 1, 7 }, { 100, 1000 }, { 4095, 1 }, { 2048, 2048 }, { 0, 4096 }, { 3, 4093 }, { 17, 0 }, { 4096, 0 },
};

static int main_dma(struct edu *e)
{
	uint8_t shadow[PAGE] = { 0 }, have[PAGE];
	unsigned int i;

	point(read_buffer(e, have) && all_bytes(have, PAGE, 0), "the buffer of a new device is zero");
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		uint32_t off = pieces[i].off, cnt = pieces[i].cnt;

		noise(e->mem, 2 * PAGE, i);
		memcpy(shadow + off, e->mem + 33, cnt);
		point(!dma_in(e, BASE + 33, off, cnt), "%u bytes in at %u", cnt, off);
		memset(e->mem, 0x55, 3 * PAGE);
		point(!dma_out(e, BASE + PAGE - 5, off, cnt) && !memcmp(e->mem + PAGE - 5, shadow + off, cnt), "and out");
		point(all_bytes(e->mem, PAGE - 5, 0x55) && all_bytes(e->mem + PAGE - 5 + cnt, 2 * PAGE + 5 - cnt, 0x55),
		      "and nothing else");
	}
	point(read_buffer(e, have) && !memcmp(have, shadow, PAGE), "in the end the buffer has what it should have");
	dma_start(e, BASE, EDU_BUF, 100, 0);
	put(e, EDU_SRC, 8, 1);
	put(e, EDU_DST, 8, 2);
	put(e, EDU_CNT, 8, 3);
	put(e, EDU_CMD, 4, EDU_CMD_RUN | EDU_CMD_OUT);
	point(!dma_wait(e) && get(e, EDU_SRC, 8) == BASE && get(e, EDU_DST, 8) == EDU_BUF && get(e, EDU_CNT, 8) == 100 &&
	      !get(e, EDU_CMD, 8), "a DMA that runs cannot be changed");
	return 0;
}

static const struct bad {
	const char *name;
	bool out;
	uint64_t iova, buf, cnt;
	unsigned int err;
} bads[] = {
	{ "before the buffer", false, BASE, EDU_BUF - 1, 1, EDU_ERR_BUFFER },
	{ "behind the buffer", false, BASE, EDU_BUF + PAGE, 1, EDU_ERR_BUFFER },
	{ "nothing, far behind the buffer", false, BASE, EDU_BUF + PAGE + 1, 0, EDU_ERR_BUFFER },
	{ "across the end of the buffer", false, BASE, EDU_BUF + PAGE - 1, 2, EDU_ERR_BUFFER },
	{ "more than the buffer", false, BASE, EDU_BUF, PAGE + 1, EDU_ERR_BUFFER },
	{ "a count of 2^32", false, BASE, EDU_BUF, 1ULL << 32, EDU_ERR_BUFFER },
	{ "a count of all ones", false, BASE, EDU_BUF, -1ULL, EDU_ERR_BUFFER },
	{ "a count that wraps to the buffer", false, BASE, EDU_BUF + 16, -16ULL, EDU_ERR_BUFFER },
	{ "a buffer's address of 64 bits", false, BASE, EDU_BUF + (1ULL << 32), 1, EDU_ERR_BUFFER },
	{ "a buffer's address of all ones", false, BASE, -1ULL, 2, EDU_ERR_BUFFER },
	{ "out of before the buffer", true, BASE, EDU_BUF - 1, 1, EDU_ERR_BUFFER },
	{ "out of behind the buffer", true, BASE, EDU_BUF + PAGE, 1, EDU_ERR_BUFFER },
	{ "out of across its end", true, BASE, EDU_BUF + 1, PAGE, EDU_ERR_BUFFER },
	{ "out of address 0", true, BASE, 0, 8, EDU_ERR_BUFFER },
	{ "out, a count of 2^63", true, BASE, EDU_BUF, 1ULL << 63, EDU_ERR_BUFFER },
	{ "memory at 2^28", false, 1ULL << 28, EDU_BUF, 1, EDU_ERR_ADDRESS },
	{ "memory across 2^28", false, (1ULL << 28) - 1, EDU_BUF, 2, EDU_ERR_ADDRESS },
	{ "memory that is mapped above", false, HIGH, EDU_BUF, 16, EDU_ERR_ADDRESS },
	{ "out to memory that is mapped above", true, HIGH, EDU_BUF, 16, EDU_ERR_ADDRESS },
	{ "out to what would be mapped in 28 bits", true, (1ULL << 28) + BASE, EDU_BUF, 16, EDU_ERR_ADDRESS },
	{ "out to the end of all addresses", true, -8ULL, EDU_BUF, 16, EDU_ERR_ADDRESS },
	{ "memory that is not mapped", false, BASE - PAGE, EDU_BUF, 16, EDU_ERR_MEMORY },
	{ "memory across the end of what is mapped", false, BASE + SIZE - 8, EDU_BUF, 16, EDU_ERR_MEMORY },
	{ "out to what is not mapped", true, BASE + SIZE, EDU_BUF, 16, EDU_ERR_MEMORY },
	{ "out to what can only be read", true, READ_ONLY, EDU_BUF, 16, EDU_ERR_MEMORY },
};

static void test_bad(struct edu *e, const struct bad *bad)
{
	bool quiet, good;

	dma_start(e, bad->out ? bad->buf : bad->iova, bad->out ? bad->iova : bad->buf, bad->cnt,
		  EDU_CMD_IRQ | (bad->out ? EDU_CMD_OUT : 0));
	good = dma_wait(e) == (int)bad->err;
	good &= client_signals(e->msi, 1000) == 1 && get(e, EDU_IRQ, 4) == EDU_IRQ_DMA;
	put(e, EDU_ACK, 4, EDU_IRQ_DMA);
	quiet = all_bytes(e->mem, SIZE, 0x77) && all_bytes(e->other, PAGE, 0x77);
	if (!point(good && quiet, "%s", bad->name))
		printf("# error %llx, memory is %s\n", (unsigned long long)get(e, EDU_ERROR, 4), quiet ? "as it was" : "touched");
}

static int main_bounds(struct edu *e)
{
	uint8_t before[PAGE], after[PAGE];
	unsigned int i;

	noise(e->mem, PAGE, 1);
	memcpy(before, e->mem, PAGE);
	edu_set_msi(e);
	point(!dma_in(e, BASE, 0, PAGE), "fill the buffer");
	memset(e->mem, 0x77, SIZE);
	memset(e->other, 0x77, PAGE);
	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++)
		test_bad(e, &bads[i]);
	point(read_buffer(e, after) && !memcmp(before, after, PAGE), "the buffer is as it was, and it works on");
	point_is(0, get(e, EDU_ERROR, 4), "and has no error");
	return 0;
}

/* A wide one reaches what another cannot. */
static int main_wide(struct edu *e)
{
	memset(e->other, 0x33, PAGE);
	point(!dma_in(e, HIGH, 0, PAGE) && !dma_out(e, BASE, 0, PAGE) && all_bytes(e->mem, PAGE, 0x33), "memory above 2^28");
	dma_start(e, -8ULL, EDU_BUF, 16, 0);
	point_is(EDU_ERR_ADDRESS, dma_wait(e), "the end of all addresses is one for it too");
	return 0;
}

static void test_msi(struct edu *e)
{
	edu_set_msi(e);
	put(e, EDU_RAISE, 4, 0x60);
	point(client_signals(e->msi, 1000) == 1 && get(e, EDU_IRQ, 4) == 0x60, "what is raised is sent");
	put(e, EDU_ACK, 4, 0x20);
	point_is(0x40, get(e, EDU_IRQ, 4), "and acknowledged bit by bit");
	put(e, EDU_ACK, 4, -1U);
	point(!get(e, EDU_IRQ, 4) && !client_signals(e->msi, 50), "until nothing is left");
	put(e, EDU_RAISE, 4, 0);
	point_is(0, client_signals(e->msi, 50), "raising nothing sends nothing");
	dma_start(e, BASE, EDU_BUF, 64, EDU_CMD_IRQ);
	point(client_signals(e->msi, 30000) == 1 && !dma_runs(e) && get(e, EDU_IRQ, 4) == EDU_IRQ_DMA, "the end of a DMA");
	put(e, EDU_ACK, 4, EDU_IRQ_DMA);
	point(!dma_in(e, BASE, 0, 64) && !client_signals(e->msi, 200) && !get(e, EDU_IRQ, 4), "not if it was not asked for");
	put(e, EDU_STATUS, 4, EDU_STATUS_IRQ);
	put(e, EDU_FACT, 4, 10);
	point(client_signals(e->msi, 30000) == 1 && get(e, EDU_FACT, 4) == 3628800 && get(e, EDU_IRQ, 4) == EDU_IRQ_FACT,
	      "the end of a factorial");
	put(e, EDU_ACK, 4, EDU_IRQ_FACT);
	put(e, EDU_STATUS, 4, 0);
	put(e, EDU_FACT, 4, 10);
	await_clear(e, EDU_STATUS, EDU_STATUS_COMPUTING);
	point(!client_signals(e->msi, 200) && !get(e, EDU_IRQ, 4), "not if it was not asked for");
	client_irqs_disable(&e->dev, VFIO_PCI_MSI_IRQ_INDEX);
	close(e->msi);
	e->msi = -1;
}

/* VFIO_DEVICE_SET_IRQS for INTx: with no data, with a byte, with an eventfd. */
static int intx(struct edu *e, uint32_t action)
{
	return client_set_irqs(&e->dev, VFIO_IRQ_SET_DATA_NONE | action, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL);
}

static int intx_bool(struct edu *e, uint32_t action, uint8_t val)
{
	return client_set_irqs(&e->dev, VFIO_IRQ_SET_DATA_BOOL | action, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &val);
}

static int intx_fd(struct edu *e, uint32_t action, int32_t fd)
{
	return client_set_irqs(&e->dev, VFIO_IRQ_SET_DATA_EVENTFD | action, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &fd);
}

static int unmask(struct edu *e)
{
	return intx(e, VFIO_IRQ_SET_ACTION_UNMASK);
}

/* The line is low, nothing is pending, and nothing is masked. */
static void intx_quiet(struct edu *e, int fd)
{
	put(e, EDU_ACK, 4, -1U);
	unmask(e);
	client_signals(fd, 0);
}

static void test_intx_automask(struct edu *e, int fd)
{
	dma_start(e, BASE, EDU_BUF, 64, EDU_CMD_IRQ);
	point(client_signals(fd, 30000) == 1, "the end of a DMA raises it");
	put(e, EDU_RAISE, 4, 2);
	point_is(0, client_signals(fd, 100), "it is masked then");
	point(!unmask(e) && client_signals(fd, 1000) == 1, "and comes again, as long as it is not acknowledged");
	put(e, EDU_ACK, 4, EDU_IRQ_DMA);
	point(!unmask(e) && client_signals(fd, 1000) == 1, "all of it");
	put(e, EDU_ACK, 4, 2);
	point(!unmask(e) && !client_signals(fd, 100), "then not");
	put(e, EDU_STATUS, 4, EDU_STATUS_IRQ);
	put(e, EDU_FACT, 4, 4);
	point(client_signals(fd, 30000) == 1 && get(e, EDU_IRQ, 4) == EDU_IRQ_FACT, "the end of a factorial raises it");
	put(e, EDU_STATUS, 4, 0);
	intx_quiet(e, fd);
	put(e, EDU_RAISE, 4, 1);
	point(client_signals(fd, 1000) == 1 && !client_reset(&e->dev) && !unmask(e) && !client_signals(fd, 100) &&
	      !get(e, EDU_IRQ, 4), "a reset lowers it");
}

static void test_intx_mask(struct edu *e, int fd)
{
	point_is(0, intx(e, VFIO_IRQ_SET_ACTION_MASK), "mask it");
	dma_start(e, BASE, EDU_BUF, 64, EDU_CMD_IRQ);
	point(!dma_wait(e) && get(e, EDU_IRQ, 4) == EDU_IRQ_DMA && !client_signals(fd, 100), "the end of a DMA does not come");
	point(!unmask(e) && client_signals(fd, 1000) == 1, "until it is unmasked");
	intx_quiet(e, fd);
	point_is(0, intx_bool(e, VFIO_IRQ_SET_ACTION_MASK, 0), "mask it by a byte that is 0");
	put(e, EDU_RAISE, 4, 1);
	point_is(1, client_signals(fd, 1000), "which is not meant");
	point(!intx_bool(e, VFIO_IRQ_SET_ACTION_UNMASK, 0) && !client_signals(fd, 100), "nor is such an unmask");
	point(!intx_bool(e, VFIO_IRQ_SET_ACTION_UNMASK, 1) && client_signals(fd, 1000) == 1, "one by a byte that is 1 is");
	intx_quiet(e, fd);
	point_is(0, intx_bool(e, VFIO_IRQ_SET_ACTION_MASK, 1), "mask it by one");
	put(e, EDU_RAISE, 4, 1);
	point(!client_signals(fd, 100) && !unmask(e) && client_signals(fd, 1000) == 1, "which holds it back");
	intx_quiet(e, fd);
}

static void test_intx_loopback(struct edu *e, int fd)
{
	point(!intx(e, VFIO_IRQ_SET_ACTION_TRIGGER) && client_signals(fd, 1000) == 1, "sent by its user, it comes");
	point(!intx_bool(e, VFIO_IRQ_SET_ACTION_TRIGGER, 1) && client_signals(fd, 1000) == 1, "and by a byte that is 1, unmasked");
	point(!intx_bool(e, VFIO_IRQ_SET_ACTION_TRIGGER, 0) && !client_signals(fd, 100), "not by one that is 0");
	point_is(0, get(e, EDU_IRQ, 4), "the device knows nothing of it");
	put(e, EDU_RAISE, 4, 1);
	point_is(1, client_signals(fd, 1000), "and its own comes");
	intx_quiet(e, fd);
}

/* What a driver does that shares the line, as uio_pci_generic in a guest. */
static void test_intx_disable(struct edu *e, int fd)
{
	uint16_t command = client_get(&e->dev, VFIO_PCI_CONFIG_REGION_INDEX, PCI_COMMAND, 2);

	client_put(&e->dev, VFIO_PCI_CONFIG_REGION_INDEX, PCI_COMMAND, 2, command | PCI_COMMAND_INTX_DISABLE);
	dma_start(e, BASE, EDU_BUF, 64, EDU_CMD_IRQ);
	point(!dma_wait(e) && !client_signals(fd, 100), "disabled in the command register, it does not come");
	point(client_get(&e->dev, VFIO_PCI_CONFIG_REGION_INDEX, PCI_STATUS, 2) & PCI_STATUS_INTERRUPT,
	      "but the status register has it");
	client_put(&e->dev, VFIO_PCI_CONFIG_REGION_INDEX, PCI_COMMAND, 2, command);
	point_is(1, client_signals(fd, 1000), "enabled there, it comes");
	put(e, EDU_ACK, 4, EDU_IRQ_DMA);
	point(!(client_get(&e->dev, VFIO_PCI_CONFIG_REGION_INDEX, PCI_STATUS, 2) & PCI_STATUS_INTERRUPT),
	      "acknowledged, it has left the status register");
	intx_quiet(e, fd);
}

static void test_intx_unmask_fd(struct edu *e, int fd)
{
	int unmasker = client_eventfd(), err = intx_fd(e, VFIO_IRQ_SET_ACTION_UNMASK, unmasker);
	uint64_t one = 1;

	point_is(0, err, "an eventfd that unmasks");
	put(e, EDU_RAISE, 4, 1);
	point(client_signals(fd, 1000) == 1 && write(unmasker, &one, 8) == 8 && client_signals(fd, 5000) == 1,
	      "signalled, it does so");
	point_is(0, intx_fd(e, VFIO_IRQ_SET_ACTION_UNMASK, -1), "take it out");
	close(unmasker);
	intx_quiet(e, fd);
}

static void test_intx(struct edu *e)
{
	int fd = client_eventfd();

	point(intx(e, VFIO_IRQ_SET_ACTION_TRIGGER) == -EINVAL && intx(e, VFIO_IRQ_SET_ACTION_MASK) == -EINVAL &&
	      unmask(e) == -EINVAL && intx_bool(e, VFIO_IRQ_SET_ACTION_TRIGGER, 1) == -EINVAL, "no INTx before there is an eventfd");
	point(!client_trigger(&e->dev, VFIO_PCI_INTX_IRQ_INDEX, 0, fd), "INTx");
	test_intx_automask(e, fd);
	test_intx_mask(e, fd);
	test_intx_loopback(e, fd);
	test_intx_disable(e, fd);
	test_intx_unmask_fd(e, fd);
	client_irqs_disable(&e->dev, VFIO_PCI_INTX_IRQ_INDEX);
	put(e, EDU_RAISE, 4, 1);
	point(!client_signals(fd, 100) && unmask(e) == -EINVAL, "without it nothing comes");
	put(e, EDU_ACK, 4, 1);
	close(fd);
}

static int main_irqs(struct edu *e)
{
	test_msi(e);
	test_intx(e);
	return 0;
}

/* Starts one and takes the memory away while it is under way; a machine that is busy may be too late. */
static bool unmap_during(struct edu *e, bool out)
{
	double start;
	int try;

	for (try = 0; try < 20; try++) {
		start = now();
		if (out)
			dma_start(e, EDU_BUF, BASE, PAGE, EDU_CMD_OUT);
		else
			dma_start(e, BASE, EDU_BUF, PAGE, 0);
		nap(10);
		if (client_unmap(&e->dev, BASE, SIZE))
			return false;
		memset(e->mem, 0xee, SIZE);
		if (now() - start < 0.08)
			return true;
		dma_wait(e);
		client_map(&e->dev, BASE, e->mem, SIZE, true);
	}
	return false;
}

static int main_unmap(struct edu *e)
{
	int err;

	noise(e->mem, PAGE, 7);
	point(!dma_in(e, BASE, 0, PAGE), "fill the buffer");
	point(unmap_during(e, true), "unmap the memory that a DMA is to write");
	point_is(EDU_ERR_MEMORY, dma_wait(e), "it ends with an error");
	point(all_bytes(e->mem, SIZE, 0xee), "and nothing was written");
	point(!client_map(&e->dev, BASE, e->mem, SIZE, true) && !dma_out(e, BASE, 0, PAGE), "mapped again it works");
	memset(e->mem, 0x44, SIZE);
	point(unmap_during(e, false), "unmap the memory that a DMA reads");
	err = dma_wait(e);
	point(!err || err == EDU_ERR_MEMORY, "it ends");
	point(!client_map(&e->dev, BASE, e->mem, SIZE, true) && !dma_out(e, BASE, 0, PAGE) &&
	      (err || all_bytes(e->mem, PAGE, 0x44)), "with what was read before that");
	return 0;
}

/* Nothing is left of who had it before. */
static void test_clean(struct edu *e)
{
	static const unsigned int regs[] = { EDU_LIVE, EDU_FACT, EDU_STATUS, EDU_IRQ, EDU_SRC, EDU_DST, EDU_CNT, EDU_CMD, EDU_ERROR };
	unsigned int i, left = 0;
	uint8_t have[PAGE];

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		left += get(e, regs[i], 4) != 0;
	point_is(0, left, "the next user finds it idle and reset");
	point(read_buffer(e, have) && all_bytes(have, PAGE, 0), "with nothing in its buffer");
}

static int main_close(struct edu *e)
{
	uint8_t have[PAGE];
	double start;
	int round;

	for (round = 0; round < 2; round++) {
		memset(e->mem, 0x99, SIZE);
		point(!dma_in(e, BASE, 0, PAGE), "fill the buffer");
		put(e, EDU_LIVE, 4, 0);
		dma_start(e, EDU_BUF, BASE, PAGE, EDU_CMD_OUT);
		nap(20 * round);
		start = now();
		edu_close(e);
		point(now() - start < 10, "close it in the middle of a DMA");
		memset(e->mem, 0xee, SIZE);
		nap(300);
		point(all_bytes(e->mem, SIZE, 0xee), "nothing is written after that");
		edu_open(e, e->device, via);
		test_clean(e);
	}
	dma_start(e, BASE, EDU_BUF, PAGE, EDU_CMD_IRQ);
	point(!client_reset(&e->dev) && !dma_runs(e) && !get(e, EDU_IRQ, 4), "a reset in the middle of a DMA");
	point(read_buffer(e, have) && all_bytes(have, PAGE, 0), "leaves nothing in the buffer");
	return 0;
}

static volatile bool stop;

/* Anything at any time; what comes of it is the kernel's to survive. */
static void *thread_main(void *arg)
{
	static const unsigned int regs[] = {
		EDU_LIVE, EDU_FACT, EDU_STATUS, EDU_IRQ, EDU_RAISE, EDU_ACK, EDU_SRC, EDU_DST, EDU_CNT, EDU_CMD, EDU_ERROR,
	};
	unsigned int seed = (uintptr_t)arg;

	while (!stop) {
		unsigned int reg = regs[rand_r(&seed) % (sizeof(regs) / sizeof(regs[0]))];
		uint64_t vals[] = { rand_r(&seed), rand_r(&seed) % 8, BASE, EDU_BUF, rand_r(&seed) % 4096, -1ULL };

		put(&edu, reg, 4, vals[rand_r(&seed) % 6]);
		get(&edu, reg, reg >= EDU_SRC && reg <= EDU_CMD ? 8 : 4);
		if (rand_r(&seed) % 2000 == 0)
			client_reset(&edu.dev);
	}
	return NULL;
}

static int main_threads(struct edu *e)
{
	pthread_t threads[32];
	unsigned long i;

	for (i = 0; i < 32; i++)
		if (pthread_create(&threads[i], NULL, thread_main, (void *)(i + 1))) {
			perror("thread");
			exit(1);
		}
	nap(5000);
	stop = true;
	for (i = 0; i < 32; i++)
		pthread_join(threads[i], NULL);
	noise(e->mem, PAGE, 3);
	client_reset(&e->dev);
	point(!dma_in(e, BASE, 0, PAGE) && !dma_out(e, BASE + PAGE, 0, PAGE) && !memcmp(e->mem, e->mem + PAGE, PAGE),
	      "it works after 32 threads wrote what they liked");
	return 0;
}

/* The time that the hardware has is shorter than what a DMA takes. */
static int main_failed(struct edu *e)
{
	bool told = false, computed = true, late = true;
	unsigned int i, first = 0, second = 0;
	double start = now();
	char line[8];

	edu_set_msi(e);
	/* After a second it is looked at, and works again: on a busy machine that can come too early. */
	for (i = 0; i < 5 && late; i++) {
		client_reset(&e->dev);
		client_signals(e->msi, 0);
		dma_start(e, BASE, EDU_BUF, PAGE, EDU_CMD_IRQ);
		first = dma_wait(e);
		start = now();
		told = client_signals(e->msi, 5000) == 1 && get(e, EDU_IRQ, 4) == EDU_IRQ_DMA;
		put(e, EDU_FACT, 4, 5);
		computed = await_clear(e, EDU_STATUS, EDU_STATUS_COMPUTING) && !(get(e, EDU_ERROR, 4) & EDU_ERR_FACT);
		second = dma_in(e, BASE, 0, 4);
		late = !first || now() - start >= 0.9;
		if (late)
			nap(1500);
	}
	point_is(EDU_ERR_DEVICE, first, "a DMA that does not end is an error");
	point(told, "and tells so");
	point(!computed, "then nothing is computed");
	point_is(EDU_ERR_DEVICE, second, "nor copied");
	point(!late, "without waiting");
	printf("# failed\n");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	start = now();
	noise(e->mem, PAGE, 9);
	while (dma_in(e, BASE, 0, PAGE) && now() < start + 30)
		nap(100);
	point(!dma_out(e, BASE + PAGE, 0, PAGE) && !memcmp(e->mem, e->mem + PAGE, PAGE), "it works again");
	put(e, EDU_FACT, 4, 5);
	point(await_clear(e, EDU_STATUS, EDU_STATUS_COMPUTING) && get(e, EDU_FACT, 4) == 120 && !get(e, EDU_ERROR, 4),
	      "also what computes");
	return 0;
}

/* Both compute at once, with the one engine. */
static void test_both_compute(struct edu *first, struct edu *second)
{
	unsigned int wrong = 0;
	uint32_t n;

	for (n = 0; n < 300; n++) {
		uint32_t one = n % 13, other = (n + 5) % 13;

		put(first, EDU_FACT, 4, one);
		put(second, EDU_FACT, 4, other);
		wrong += !await_clear(first, EDU_STATUS, EDU_STATUS_COMPUTING) ||
			 !await_clear(second, EDU_STATUS, EDU_STATUS_COMPUTING) ||
			 get(first, EDU_FACT, 4) != factorial(one) || get(second, EDU_FACT, 4) != factorial(other) ||
			 get(first, EDU_ERROR, 4) || get(second, EDU_ERROR, 4);
	}
	point_is(0, wrong, "both compute at once, and each has its own result");
}

static int main_isolation(const char *first, const char *second)
{
	static struct edu two[2];
	uint8_t want[2][PAGE] = { 0 }, have[PAGE];
	unsigned int round, i;

	edu_open(&two[0], first, VIA_GROUP);
	edu_open(&two[1], second, VIA_GROUP);
	noise(two[0].mem, PAGE, 11);
	memcpy(want[0], two[0].mem, PAGE);
	point(!dma_in(&two[0], BASE, 0, PAGE), "the first fills its buffer");
	point(read_buffer(&two[1], have) && all_bytes(have, PAGE, 0), "the second finds nothing in its own");
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 2; i++) {
			uint32_t off = 1000 * round + 7 * i;

			noise(two[i].mem, 100, 20 + 2 * round + i);
			memcpy(want[i] + off, two[i].mem, 100);
			dma_start(&two[i], BASE, EDU_BUF + off, 100, 0);
		}
		point(!dma_wait(&two[0]) && !dma_wait(&two[1]), "both fill a part at once");
		for (i = 0; i < 2; i++)
			point(read_buffer(&two[i], have) && !memcmp(have, want[i], PAGE), "and have all of theirs");
	}
	test_both_compute(&two[0], &two[1]);
	client_reset(&two[0].dev);
	point(read_buffer(&two[0], have) && all_bytes(have, PAGE, 0), "a reset of one clears its buffer");
	point(read_buffer(&two[1], have) && !memcmp(have, want[1], PAGE), "and not the other's");
	return tap_failed ? 1 : 0;
}

static int main_verify(struct edu *e, unsigned int rounds)
{
	unsigned int i, seed = 1, wrong = 0;

	for (i = 0; i < rounds; i++) {
		uint32_t cnt = 1 + rand_r(&seed) % PAGE, off = rand_r(&seed) % (PAGE - cnt + 1);

		noise(e->mem, PAGE, i);
		memset(e->mem + PAGE, 0, PAGE);
		wrong += dma_in(e, BASE, off, cnt) || dma_out(e, BASE + PAGE, off, cnt) || memcmp(e->mem, e->mem + PAGE, cnt);
	}
	point_is(0, wrong, "all that went in came out");
	return 0;
}

static int main_clean(struct edu *e)
{
	test_clean(e);
	return main_verify(e, 2);
}

static int main_busy(struct edu *e)
{
	for (;;)
		if (dma_in(e, BASE, 0, PAGE) || dma_out(e, BASE, 0, PAGE))
			return 1;
}

/* A guest that starts the next one when it is told of the end of the last. */
static void *share_main(void *arg)
{
	struct edu *e = arg;

	while (!stop) {
		dma_start(e, BASE, EDU_BUF, PAGE, EDU_CMD_IRQ);
		if (client_signals(e->msi, 30000))
			e->ended++;
		put(e, EDU_ACK, 4, EDU_IRQ_DMA);
	}
	return NULL;
}

/* Likewise, of the other engine. A wrong result ends it. */
static void *compute_main(void *arg)
{
	struct edu *e = arg;
	bool good = true;
	uint32_t n;

	put(e, EDU_STATUS, 4, EDU_STATUS_IRQ);
	for (n = 0; good && !stop; n = (n + 1) % 13) {
		put(e, EDU_FACT, 4, n);
		good = client_signals(e->msi, 30000) && get(e, EDU_FACT, 4) == factorial(n);
		e->ended += good;
		put(e, EDU_ACK, 4, EDU_IRQ_FACT);
	}
	if (!good)
		e->ended = 0;
	return NULL;
}

/* @last: what the last one does */
static int main_share(unsigned int seconds, char **devices, unsigned int num, void *(*last)(void *))
{
	static struct edu sharers[8];
	pthread_t threads[8];
	unsigned int i;

	for (i = 0; i < num && i < 8; i++) {
		edu_open(&sharers[i], devices[i], VIA_GROUP);
		edu_set_msi(&sharers[i]);
	}
	for (i = 0; i < num && i < 8; i++)
		pthread_create(&threads[i], NULL, i == num - 1 ? last : share_main, &sharers[i]);
	nap(1000 * seconds);
	stop = true;
	printf("share");
	for (i = 0; i < num && i < 8; i++)
		printf(" %u", sharers[i].ended);
	printf("\n");
	for (i = 0; i < num && i < 8; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static bool is_gone(struct edu *e)
{
	static const unsigned int regs[] = { EDU_ID, EDU_LIVE, EDU_FACT, EDU_STATUS, EDU_IRQ, EDU_CNT, EDU_CMD, EDU_ERROR };
	unsigned int i;

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		if (get(e, regs[i], 4) != 0xffffffff)
			return false;
	return get(e, EDU_SRC, 8) == UINT64_MAX;
}

static int main_gone(struct edu *e)
{
	int request = client_eventfd();
	double end = now() + 120;
	bool asked;
	char line[8];

	edu_set_msi(e);
	memset(e->mem, 0x66, SIZE);
	point(!client_trigger(&e->dev, VFIO_PCI_REQ_IRQ_INDEX, 0, request), "open, and waiting to be asked for it");
	point(!dma_in(e, BASE, 0, PAGE), "it works");
	memset(e->mem, 0xee, SIZE);
	printf("# busy\n");
	fflush(stdout);
	do {
		dma_start(e, EDU_BUF, BASE, PAGE, EDU_CMD_OUT | EDU_CMD_IRQ);
		asked = client_signals(request, 5);
	} while (!asked && now() < end);
	point(asked, "it is asked for");
	point(is_gone(e), "then all of it reads as ones");
	nap(500);
	client_signals(e->msi, 0);
	put(e, EDU_LIVE, 4, 0);
	put(e, EDU_RAISE, 4, 1);
	put(e, EDU_FACT, 4, 3);
	memset(e->mem, 0xee, SIZE);
	dma_start(e, EDU_BUF, BASE, PAGE, EDU_CMD_OUT | EDU_CMD_IRQ);
	point(!client_signals(e->msi, 500) && all_bytes(e->mem, SIZE, 0xee) && is_gone(e), "what is written does nothing");
	point(!client_reset(&e->dev) && is_gone(e), "a reset does not bring it back");
	printf("# asked\n");
	fflush(stdout);
	return fgets(line, sizeof(line), stdin) ? 0 : 1;
}

#define STUCK	(48ULL << 20)

static int main_stuck(struct edu *e, bool out)
{
	void *mem = stuck_memory(PAGE);

	if (!mem || client_map(&e->dev, STUCK, mem, PAGE, true)) {
		printf("# no memory that is stuck: %s\n", strerror(errno));
		return 1;
	}
	dma_start(e, out ? EDU_BUF : STUCK, out ? STUCK : EDU_BUF, PAGE, out ? EDU_CMD_OUT : 0);
	nap(1000);
	if (!dma_runs(e))
		return 1;
	printf("# stuck\n");
	fflush(stdout);
	for (;;)
		pause();
}

static const struct command {
	const char *name;
	int (*main)(struct edu *e);
} commands[] = {
	{ "regs", main_regs },
	{ "factorial", main_factorial },
	{ "dma", main_dma },
	{ "bounds", main_bounds },
	{ "wide", main_wide },
	{ "irqs", main_irqs },
	{ "unmap", main_unmap },
	{ "close", main_close },
	{ "clean", main_clean },
	{ "threads", main_threads },
	{ "failed", main_failed },
	{ "busy", main_busy },
	{ "gone", main_gone },
};

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc >= 4 && !strcmp(argv[1], "share"))
		return main_share(atoi(argv[2]), argv + 3, argc - 3, share_main);
	if (argc == 5 && !strcmp(argv[1], "beside"))
		return main_share(atoi(argv[2]), argv + 3, 2, compute_main);
	if (argc == 4 && !strcmp(argv[1], "isolation"))
		return main_isolation(argv[2], argv[3]);
	if (argc >= 3) {
		via = argc == 4 && !strcmp(argv[3], "cdev") ? VIA_CDEV : VIA_GROUP;
		edu_open(&edu, argv[2], via);
	}
	if (argc == 4 && !strcmp(argv[1], "verify")) {
		main_verify(&edu, atoi(argv[3]));
		return tap_failed ? 1 : 0;
	}
	if (argc == 4 && !strcmp(argv[1], "stuck"))
		return main_stuck(&edu, !strcmp(argv[3], "out"));
	for (i = 0; argc >= 3 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		i = commands[i].main(&edu);
		edu_close(&edu);
		return tap_failed || i ? 1 : 0;
	}
	fprintf(stderr, "usage: %s COMMAND DEVICE...\n", argv[0]);
	return 2;
}
