// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copy engines by a driver of our own:
 *
 *   ioat_client regs|rings|errors|unmap|threads|watch DEVICE group|cdev
 *   ioat_client share DEVICE DEVICE        both busy: prints bytes that each copied, as "share FIRST SECOND"
 *   ioat_client late DEVICE DEVICE         the same, but the first was busy for some time before the second
 *   ioat_client floor DEVICE DEVICE        the first busy: prints the longest time, in ms, that a copy of 1 MiB took on each
 *                                          channel of the second, as "floor MS"
 *   ioat_client stuck DEVICE               copies to memory that nobody serves, says "# stuck", and waits to be killed
 *   ioat_client others DEVICE              prints the longest time, in ms, that a copy of 1 MiB took, as "others MS"
 *   ioat_client rate DEVICE                prints the bytes that it copies in a second, as "rate BYTES"
 */
#include "ioat_client.h"
#include "stuck_memory.h"

#define SECONDS		2

static struct engine engine;
static enum client_via via;

/* All that can be read, in each width. */
static void test_widths(struct engine *e)
{
	unsigned int off, width, wrong = 0;

	for (off = 0; off < IOAT_MSIX_TABLE; off += 8) {
		uint64_t val = get(e, off, 8);

		for (width = 1; width < 8; width *= 2) {
			uint64_t all = 0;
			unsigned int i;

			for (i = 0; i < 8; i += width)
				all |= get(e, off + i, width) << 8 * i;
			wrong += all != val;
		}
		wrong += off >= IOAT_CHAN(e->channels) && val;
	}
	point_is(0, wrong, "each register reads the same in each width, and nothing is behind the channels");
}

static void test_function(struct engine *e)
{
	uint32_t ids = client_get(&e->dev, VFIO_PCI_CONFIG_REGION_INDEX, 0, 4);
	struct vfio_irq_info irq;

	point_is(IOAT_DEVICE << 16 | IOAT_VENDOR, ids, "vendor and device");
	point_is(IOAT_XFERCAP_LOG, get(e, IOAT_XFERCAP, 1), "XFERCAP");
	point_is(IOAT_VERSION_33, get(e, IOAT_VERSION, 1), "version");
	point_is(0, get(e, 0x10, 8), "no capabilities, no DCA");
	point(!client_irq(&e->dev, VFIO_PCI_MSIX_IRQ_INDEX, &irq) && irq.count == IOAT_MAX_CHANNELS, "a vector for each channel");
	test_widths(e);
}

static bool keeps(struct engine *e, unsigned int reg, unsigned int width, uint64_t val)
{
	chan_put(e, 0, reg, width, val);
	return chan_get(e, 0, reg, width) == val;
}

static void test_kept(struct engine *e)
{
	point(keeps(e, IOAT_CHANCTRL, 2, 0x03dc) && keeps(e, IOAT_CHANCTRL + 1, 1, 2), "CHANCTRL is kept");
	chan_put(e, 0, IOAT_CHANCTRL, 2, 0x03dd);
	point_is(0x03dc, chan_get(e, 0, IOAT_CHANCTRL, 2), "but the bit that rearms");
	point(keeps(e, IOAT_CHANCMP, 8, 0x123456789abcdef8) && keeps(e, IOAT_CHANCMP + 4, 4, 0x11223344) &&
	      chan_get(e, 0, IOAT_CHANCMP, 8) == 0x112233449abcdef8, "CHANCMP is kept");
	point(keeps(e, IOAT_CHAINADDR, 8, 0xfedcba9876543210) && keeps(e, IOAT_CHAINADDR + 2, 2, 0xaaaa) &&
	      chan_get(e, 0, IOAT_CDAR, 8) == 0xfedcba98aaaa3210, "CHAINADDR is kept, and the channel is there");
	point(keeps(e, IOAT_CHANERR_MASK, 4, 0x12345678) && keeps(e, IOAT_DCACTRL, 4, 0x87654321), "the error mask and DCACTRL are");
	put(e, IOAT_CHANCNT, 8, -1ULL);
	point(get(e, IOAT_CHANCNT, 1) == e->channels && (get(e, IOAT_INTRCTRL, 1) & 0xf9) == 9, "of the first only INTRCTRL is");
	put(e, IOAT_VERSION, 8, -1ULL);
	point_is(IOAT_VERSION_33, get(e, IOAT_VERSION, 8), "and the version is what it was");
}

static void test_states(struct engine *e)
{
	unsigned int ch = e->channels - 1;

	client_reset(&e->dev);
	point_is(IOAT_STS_HALTED, chan_get(e, ch, IOAT_CHANSTS, 8), "halted after a reset");
	chan_put(e, ch, IOAT_DMACOUNT, 2, 5);
	point_is(IOAT_STS_HALTED, status(e, ch), "no chain, nothing to do");
	chan_put(e, ch, IOAT_CHANCMD, 1, IOAT_CMD_SUSPEND);
	point_is(IOAT_STS_HALTED, status(e, ch), "no suspend from halted");
	chan_setup(e, ch);
	copy_desc(e, ch, 0, DATA, DATA + MIB, MIB);
	chan_go(e, ch, 1);
	point(status(e, ch) <= IOAT_STS_IDLE, "DMACOUNT starts it at once");
	point_is(IOAT_STS_IDLE, chan_wait(e, ch), "and then it is idle");
	point_is(RING(ch) | IOAT_STS_IDLE, chan_get(e, ch, IOAT_CHANSTS, 8), "with the address of what it has done");
	chan_put(e, ch, IOAT_CHANCMD, 1, IOAT_CMD_SUSPEND);
	point_is(IOAT_STS_SUSPENDED, status(e, ch), "suspend from idle, at once");
	chan_go(e, ch, 1);
	nap(20);
	point_is(IOAT_STS_SUSPENDED, status(e, ch), "it stays so");
	chan_put(e, ch, IOAT_CHANCMD, 1, IOAT_CMD_RESUME);
	point_is(IOAT_STS_IDLE, chan_wait(e, ch), "until it is resumed");
	point_is(desc_iova(ch, 1) | IOAT_STS_IDLE, chan_get(e, ch, IOAT_CHANSTS, 8), "which does what was to be done");
	point(chan_reset(e, ch), "reset");
	point_is(0, chan_get(e, ch, IOAT_DMACOUNT, 2), "there is nothing to do");
	point_is(0, chan_get(e, ch, IOAT_CHAINADDR, 8), "no chain");
	chan_setup(e, ch);
	chan_go(e, ch, 3);
	point_is(IOAT_STS_IDLE, chan_wait(e, ch), "a new one is begun");
}

static void test_interrupts(struct engine *e)
{
	unsigned int ch = e->channels - 1;
	int fd = client_eventfd();

	client_reset(&e->dev);
	client_trigger(&e->dev, VFIO_PCI_MSIX_IRQ_INDEX, ch, fd);
	chan_setup(e, ch);
	desc(e, ch, 0)->ctl |= IOAT_CTL_INT;
	desc(e, ch, 2)->ctl |= IOAT_CTL_INT;
	desc(e, ch, 3)->ctl |= IOAT_CTL_INT;
	chan_go(e, ch, 1);
	point(!client_signals(fd, 50), "no interrupt while INTRCTRL says so");
	put(e, IOAT_INTRCTRL, 1, IOAT_INTR_MASTER | IOAT_INTR_VECTORS);
	point_is(1, client_signals(fd, 1000), "it comes then");
	point_is(1 << ch, get(e, IOAT_ATTNSTATUS, 4), "ATTNSTATUS says which");
	point_is(0xf, get(e, IOAT_INTRCTRL, 1), "and INTRCTRL that there is one");
	chan_go(e, ch, 1);
	point(!client_signals(fd, 50), "none from a descriptor that does not say so");
	chan_go(e, ch, 2);
	point(!client_signals(fd, 50), "none before it is rearmed");
	chan_put(e, ch, IOAT_CHANCTRL, 2, IOAT_CTRL_REARM);
	point_is(1, client_signals(fd, 1000), "one of two after it");
	chan_put(e, ch, IOAT_CHANCTRL, 2, IOAT_CTRL_REARM);
	point(!client_signals(fd, 50) && !get(e, IOAT_ATTNSTATUS, 4), "and then none");
	client_irqs_disable(&e->dev, VFIO_PCI_MSIX_IRQ_INDEX);
	close(fd);
}

static int main_regs(struct engine *e)
{
	test_function(e);
	test_kept(e);
	test_states(e);
	test_interrupts(e);
	return 0;
}

static const uint32_t lengths[] = { 1, 2, 3, 7, 8, 63, 64, 65, 4095, 4096, 4097, 65535, 65536, 65537, 262145, MIB - 1, MIB };

/* Each length to and from odd places, one after the other. */
static void test_lengths(struct engine *e, unsigned int ch)
{
	unsigned int i, j, right = 0, num = 0;

	chan_setup(e, ch);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		for (j = 0; j < 4; j++) {
			uint64_t src = DATA + (j & 1 ? 4093 : 0), dst = DATA + 2 * MIB + (j & 2 ? 77 : 0);

			noise(at(e, src), lengths[i], i * 4 + j);
			memset(at(e, dst - 1), 0x55, lengths[i] + 2);
			copy_desc(e, ch, num++, dst, src, lengths[i]);
			chan_go(e, ch, 1);
			right += chan_wait(e, ch) == IOAT_STS_IDLE && !memcmp(at(e, src), at(e, dst), lengths[i]) &&
				 *(uint8_t *)at(e, dst - 1) == 0x55 && *(uint8_t *)at(e, dst + lengths[i]) == 0x55;
		}
	point_is(num, right, "each length is copied, to the byte");
}

/* A long chain that copies what it has copied. */
static void test_chain(struct engine *e, unsigned int ch)
{
	unsigned int i, num = RING_DESCS - 1, seed = ch + 1;
	uint8_t *image = malloc(4 * MIB);

	noise(at(e, DATA), 4 * MIB, ch);
	memcpy(image, at(e, DATA), 4 * MIB);
	chan_setup(e, ch);
	for (i = 0; i < num; i++) {
		uint32_t len = 1 + rand_r(&seed) % 8000;
		uint64_t src = rand_r(&seed) % (2 * MIB - len), dst = 2 * MIB + rand_r(&seed) % (2 * MIB - len);

		if (i & 1) {
			uint64_t t = src;

			src = dst;
			dst = t;
		}
		copy_desc(e, ch, i, DATA + dst, DATA + src, len);
		if (i % 3)
			desc(e, ch, i)->ctl = 0;
		memcpy(image + dst, image + src, len);
	}
	desc(e, ch, num - 1)->ctl = IOAT_CTL_COMP;
	chan_go(e, ch, num);
	point_is(IOAT_STS_IDLE, chan_wait(e, ch), "a chain of 1,023 copies ends");
	point_is(desc_iova(ch, num - 1) | IOAT_STS_IDLE, completion(e, ch), "with a completion");
	point(!memcmp(image, at(e, DATA), 4 * MIB), "and what they make of memory");
	free(image);
}

/* DMACOUNT wraps, and so does the ring. */
static void test_count(struct engine *e, unsigned int ch)
{
	unsigned int done = 0, step, right = 0, rounds = 0;

	chan_setup(e, ch);
	while (done < 140000) {
		step = rounds % 3 ? 10000 : 20001;
		chan_go(e, ch, step);
		done += step;
		right += chan_wait(e, ch) == IOAT_STS_IDLE &&
			 chan_get(e, ch, IOAT_CHANSTS, 8) == (desc_iova(ch, done - 1) | IOAT_STS_IDLE);
		rounds++;
	}
	point_is(rounds, right, "DMACOUNT goes round, and each descriptor is done once");
	chan_setup(e, ch);
	desc(e, ch, 0)->next = RING(ch);
	chan_go(e, ch, 65535);
	point_is(IOAT_STS_IDLE, chan_wait(e, ch), "a descriptor that is the next of itself ends too");
}

static void test_completion(struct engine *e, unsigned int ch)
{
	chan_setup(e, ch);
	desc(e, ch, 1)->ctl |= IOAT_CTL_COMP;
	chan_go(e, ch, 1);
	chan_wait(e, ch);
	point_is(0, completion(e, ch), "no completion without the bit");
	chan_go(e, ch, 2);
	chan_wait(e, ch);
	point_is(desc_iova(ch, 1), completion(e, ch) & ~7ULL, "with it, the address of that descriptor");
	chan_put(e, ch, IOAT_CHAINADDR, 8, RING(ch));
	point_is(IOAT_STS_HALTED, chan_get(e, ch, IOAT_CHANSTS, 8), "a new chain has completed nothing");
}

/* Nothing is written when the reset has ended. */
static void test_reset(struct engine *e, unsigned int ch)
{
	unsigned int i, late = 0, slow = 0, rounds = 20;

	memset(at(e, DATA), 1, MIB);
	for (i = 0; i < rounds; i++) {
		unsigned int j;

		chan_setup(e, ch);
		for (j = 0; j < 64; j++)
			copy_desc(e, ch, j, DATA + MIB, DATA, MIB);
		chan_go(e, ch, 64);
		usleep(rand() % 3000);
		slow += !chan_reset(e, ch);
		memset(at(e, DATA + MIB), 0, MIB);
		memset(at(e, COMP(ch)), 0, 8);
		nap(2);
		late += memchr(at(e, DATA + MIB), 1, MIB) || completion(e, ch);
	}
	point_is(0, slow, "a channel can be reset at any time");
	point_is(0, late, "and writes nothing afterwards");
}

/* Nothing is left of who had it before. */
static void test_clean(struct engine *e)
{
	unsigned int ch, left = 0;

	for (ch = 0; ch < e->channels; ch++)
		left += chan_get(e, ch, IOAT_CHANSTS, 8) != IOAT_STS_HALTED || chan_get(e, ch, IOAT_CHANCMP, 8) ||
			chan_get(e, ch, IOAT_CHAINADDR, 8) || chan_get(e, ch, IOAT_DMACOUNT, 2) || chan_get(e, ch, IOAT_CHANERR, 4);
	point_is(0, left, "all channels are as after a reset");
}

static int main_rings(struct engine *e)
{
	unsigned int ch;

	test_clean(e);
	for (ch = 0; ch < e->channels; ch++) {
		printf("# channel %u\n", ch);
		test_lengths(e, ch);
		test_chain(e, ch);
		test_count(e, ch);
		test_completion(e, ch);
		test_reset(e, ch);
	}
	return 0;
}

#define NOWHERE		(BASE + SIZE)
#define END		(-64ULL)

/* The second of three descriptors is bad. */
static const struct bad {
	const char *name;
	uint32_t len;
	uint32_t ctl;
	uint64_t src;
	uint64_t dst;
	uint32_t err;
} bads[] = {
	{ "a length of 0", 0, 0, DATA, DATA + MIB, IOAT_ERR_LENGTH },
	{ "a null descriptor of length 0", 0, IOAT_CTL_NULL, 0, 0, IOAT_ERR_LENGTH },
	{ "a length over XFERCAP", MIB + 1, 0, DATA, DATA + 2 * MIB, IOAT_ERR_LENGTH },
	{ "the greatest length", -1U, 0, DATA, DATA + MIB, IOAT_ERR_LENGTH },
	{ "an operation that is none", 64, 0x87000000, DATA, DATA + MIB, IOAT_ERR_CONTROL },
	{ "an operation of all bits", 64, 0xff000000 | IOAT_CTL_NULL, DATA, DATA + MIB, IOAT_ERR_CONTROL },
	{ "a source not mapped", 64, 0, NOWHERE, DATA + MIB, IOAT_ERR_READ },
	{ "a source mapped in part", MIB, 0, NOWHERE - MIB + 1, DATA + MIB, IOAT_ERR_READ },
	{ "a source at 0", 64, 0, 0, DATA, IOAT_ERR_READ },
	{ "a source at the end", 64, 0, END, DATA, IOAT_ERR_READ },
	{ "a source past the end", 65, 0, END, DATA, IOAT_ERR_READ },
	{ "a destination not mapped", 64, 0, DATA, NOWHERE, IOAT_ERR_WRITE },
	{ "a destination mapped in part", MIB, 0, DATA, NOWHERE - MIB + 1, IOAT_ERR_WRITE },
	{ "a destination at the end", 64, 0, DATA, END, IOAT_ERR_WRITE },
	{ "a destination past the end", 65, 0, DATA, END, IOAT_ERR_WRITE },
	{ "neither mapped", 64, 0, NOWHERE, NOWHERE, IOAT_ERR_READ },
};

static void check_bad(struct engine *e, unsigned int ch, const char *name, uint32_t err, uint64_t last, int fd)
{
	unsigned int sts = chan_wait(e, ch);
	uint32_t have = chan_get(e, ch, IOAT_CHANERR, 4);

	/* the channel is halted before its worker has told so */
	nap(20);
	if (!point(sts == IOAT_STS_HALTED && have == err && completion(e, ch) == (last | IOAT_STS_HALTED) && client_signals(fd, 1000),
		   "%s halts the channel, with its error, completion and interrupt", name))
		printf("# status %u, error %#x not %#x, completion %#llx not %#llx\n", sts, have, err,
		       (unsigned long long)completion(e, ch), (unsigned long long)(last | IOAT_STS_HALTED));
}

static bool works(struct engine *e, unsigned int ch)
{
	memset(at(e, DATA + MIB), 0, 100);
	chan_setup(e, ch);
	copy_desc(e, ch, 0, DATA + MIB, DATA, 100);
	chan_go(e, ch, 1);
	return chan_wait(e, ch) == IOAT_STS_IDLE && !memcmp(at(e, DATA), at(e, DATA + MIB), 100);
}

static void check_recovery(struct engine *e, unsigned int ch, int fd)
{
	chan_go(e, ch, 1);
	if (status(e, ch) != IOAT_STS_HALTED)
		point(false, "it stays halted");
	if (!chan_reset(e, ch) || chan_get(e, ch, IOAT_CHANERR, 4) || !works(e, ch))
		point(false, "it works after a reset");
	client_signals(fd, 0);
}

static void test_bad(struct engine *e, unsigned int ch, const struct bad *bad, int fd)
{
	struct desc *d = desc(e, ch, 1);

	chan_setup(e, ch);
	copy_desc(e, ch, 0, DATA + 3 * MIB, DATA, 50);
	copy_desc(e, ch, 2, DATA + 4 * MIB, DATA, 50);
	memset(at(e, DATA + 4 * MIB), 0, 50);
	d->len = bad->len;
	d->ctl = bad->ctl;
	d->src = bad->src;
	d->dst = bad->dst;
	chan_go(e, ch, 3);
	check_bad(e, ch, bad->name, bad->err, desc_iova(ch, 0), fd);
	if (memcmp(at(e, DATA), at(e, DATA + 3 * MIB), 50) || memchr(at(e, DATA + 4 * MIB), 1, 50))
		point(false, "what is before it is done, what is behind is not");
	check_recovery(e, ch, fd);
}

static void test_bad_chains(struct engine *e, unsigned int ch, int fd)
{
	chan_setup(e, ch);
	desc(e, ch, 0)->next = NOWHERE;
	chan_go(e, ch, 2);
	check_bad(e, ch, "a next one that is not mapped", IOAT_ERR_NEXT_ADDR, RING(ch), fd);
	check_recovery(e, ch, fd);
	chan_setup(e, ch);
	desc(e, ch, 0)->next = RING(ch) + 65;
	chan_go(e, ch, 2);
	check_bad(e, ch, "a next one at an odd place", IOAT_ERR_NEXT_ALIGN, RING(ch), fd);
	check_recovery(e, ch, fd);
	chan_setup(e, ch);
	chan_put(e, ch, IOAT_CHAINADDR, 8, RING(ch) + 8);
	chan_go(e, ch, 1);
	check_bad(e, ch, "a chain at an odd place", IOAT_ERR_CHAIN_ADDR, 0, fd);
	check_recovery(e, ch, fd);
	chan_setup(e, ch);
	chan_put(e, ch, IOAT_CHAINADDR, 8, END);
	chan_go(e, ch, 1);
	check_bad(e, ch, "a chain at the end of all", IOAT_ERR_NEXT_ADDR, 0, fd);
	check_recovery(e, ch, fd);
	chan_setup(e, ch);
	copy_desc(e, ch, 0, DATA, DATA + MIB, 5);
	chan_put(e, ch, IOAT_CHANCMP, 8, NOWHERE);
	chan_go(e, ch, 1);
	point(chan_wait(e, ch) == IOAT_STS_HALTED && chan_get(e, ch, IOAT_CHANERR, 4) == IOAT_ERR_COMPLETION && !completion(e, ch),
	      "a completion that goes nowhere halts the channel, with its error");
	check_recovery(e, ch, fd);
}

/* Anything at all in the ring and in the registers; afterwards the channel works. */
static void test_noise(struct engine *e, unsigned int ch)
{
	unsigned int i, j, seed = 5 + ch, stuck = 0;

	for (i = 0; i < 200; i++) {
		chan_setup(e, ch);
		for (j = 0; j < 16; j++) {
			struct desc *d = desc(e, ch, j);

			noise((uint8_t *)d, sizeof(*d), rand_r(&seed));
			if (j & 1)
				d->ctl &= 0xffff;
			if (j & 2)
				d->len &= 0xfffff;
			if (j & 4)
				d->src = DATA + rand_r(&seed) % MIB;
			if (rand_r(&seed) % 4)
				d->next = desc_iova(ch, rand_r(&seed) % 16);
		}
		chan_go(e, ch, rand_r(&seed));
		for (j = rand_r(&seed) % 8; j; j--) {
			unsigned int width = 1 << rand_r(&seed) % 4;

			chan_put(e, ch, rand_r(&seed) % (IOAT_CHAN_SIZE / width) * width, width,
				 ((uint64_t)rand_r(&seed) << 32 | rand_r(&seed)) & (width < 8 ? (1ULL << 8 * width) - 1 : -1ULL));
		}
		stuck += !chan_reset(e, ch);
	}
	point_is(0, stuck, "rings and registers of noise leave a channel that can be reset");
	point(works(e, ch), "and works then");
}

static int main_errors(struct engine *e)
{
	unsigned int i, ch = e->channels - 1;
	int fd = client_eventfd();

	noise(at(e, DATA), MIB, 3);
	memset(at(e, DATA), 1, 64);
	client_trigger(&e->dev, VFIO_PCI_MSIX_IRQ_INDEX, ch, fd);
	put(e, IOAT_INTRCTRL, 1, IOAT_INTR_MASTER | IOAT_INTR_VECTORS);
	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++)
		test_bad(e, ch, &bads[i], fd);
	test_bad_chains(e, ch, fd);
	test_noise(e, ch);
	return 0;
}

/* What a channel copies to goes away under it: it halts, and writes nothing there any more. */
static int main_unmap(struct engine *e)
{
	unsigned int i, j, late = 0, errors = 0, halted = 0, wrong = 0, rounds = 40;
	uint64_t half = BASE + SIZE / 2;

	errors += !!client_unmap(&e->dev, BASE, SIZE);
	errors += !!client_map(&e->dev, BASE, e->mem, SIZE / 2, true);
	memset(at(e, DATA), 1, MIB);
	for (i = 0; i < rounds; i++) {
		errors += !!client_map(&e->dev, half, at(e, half), SIZE / 2, true);
		chan_setup(e, 0);
		for (j = 0; j < RING_DESCS; j++)
			copy_desc(e, 0, j, half + j % 4 * MIB, DATA, MIB);
		chan_go(e, 0, 60000);
		nap(i % 8 ? 1 + i % 5 : 1100);
		errors += !!client_unmap(&e->dev, half, SIZE / 2);
		memset(at(e, half), 0, SIZE / 2);
		halted += chan_wait(e, 0) == IOAT_STS_HALTED;
		wrong += chan_get(e, 0, IOAT_CHANERR, 4) != IOAT_ERR_WRITE;
		late += !!memchr(at(e, half), 1, SIZE / 2);
		errors += !chan_reset(e, 0);
	}
	point_is(0, errors, "memory can be unmapped under a copy");
	point_is(rounds, halted, "which ends the copy");
	point_is(0, wrong, "with the error of a write");
	point_is(0, late, "nothing is written there afterwards");
	return 0;
}

static volatile bool stop;

/* Everything at once, by 32 threads. */
static void *thread_main(void *arg)
{
	unsigned int nr = (uintptr_t)arg, seed = nr, ch = nr % engine.channels;
	struct engine *e = &engine;

	while (!stop)
		switch (nr < 4 ? nr : 4U + rand_r(&seed) % 12) {
		case 0:
			client_reset(&e->dev);
			usleep(rand_r(&seed) % 20000);
			break;
		case 1:
			if (!client_unmap(&e->dev, DATA + 3 * MIB, 4 * MIB))
				client_map(&e->dev, DATA + 3 * MIB, at(e, DATA + 3 * MIB), 4 * MIB, true);
			usleep(rand_r(&seed) % 5000);
			break;
		case 2:
			client_trigger(&e->dev, VFIO_PCI_MSIX_IRQ_INDEX, rand_r(&seed) % IOAT_MAX_CHANNELS, -1);
			put(e, IOAT_INTRCTRL, 1, 9);
			break;
		case 3:
		case 4:
			chan_put(e, ch, IOAT_CHANCMD, 1, 1 << rand_r(&seed) % 8);
			break;
		case 5:
		case 6:
			chan_put(e, ch, IOAT_CHANCMP, 8, COMP(ch));
			chan_put(e, ch, IOAT_CHAINADDR, 8, desc_iova(ch, rand_r(&seed)));
			break;
		case 7:
			chan_put(e, ch, rand_r(&seed) % 16 * 8, 8, rand_r(&seed));
			break;
		case 8:
			chan_put(e, ch, IOAT_CHANCTRL, 2, rand_r(&seed));
			break;
		case 9:
			get(e, rand_r(&seed) % 128 * 8, 8);
			break;
		default:
			copy_desc(e, ch, rand_r(&seed), DATA + (uint64_t)rand_r(&seed) % (7 * MIB), DATA + rand_r(&seed) % (6 * MIB),
				  rand_r(&seed) % MIB);
			chan_put(e, ch, IOAT_DMACOUNT, 2, rand_r(&seed));
		}
	return NULL;
}

static int main_threads(struct engine *e)
{
	pthread_t threads[32];
	uintptr_t i;

	client_unmap(&e->dev, BASE, SIZE);
	client_map(&e->dev, BASE, e->mem, 4 * MIB, true);
	client_map(&e->dev, DATA + 3 * MIB, at(e, DATA + 3 * MIB), 4 * MIB, true);
	for (i = 0; i < e->channels; i++)
		chan_setup(e, i);
	for (i = 0; i < 32; i++)
		if (pthread_create(&threads[i], NULL, thread_main, (void *)i)) {
			perror("thread");
			exit(1);
		}
	sleep(4);
	stop = true;
	for (i = 0; i < 32; i++)
		pthread_join(threads[i], NULL);
	point(client_reset(&e->dev) == 0, "32 threads come to an end");
	for (i = 0; i < e->channels; i++)
		test_lengths(e, i);
	return 0;
}

/* The same memory once more, so that two words that follow each other differ in both halves. */
#define ALIAS		(BASE + (1ULL << 32))
#define PIECE		2048ULL
#define PIECES		(MIB / PIECE)

static uint64_t watched_iova(unsigned int i)
{
	return desc_iova(0, i) + (i & 1 ? ALIAS - BASE : 0);
}

struct watch {
	struct engine *e;
	unsigned int done, looks, wrong, back, early;
};

/* The word is that of a descriptor of the ring, or 0, never a mixture of two; what it says to be done is. */
static void watch_look(struct watch *w, uint64_t word)
{
	unsigned int i = (word & (RING_SIZE - 1)) / 64;

	w->looks++;
	if (!word)
		return;
	if ((word & IOAT_STS) > IOAT_STS_IDLE || (word & ~(uint64_t)IOAT_STS) != watched_iova(i) || i >= PIECES) {
		w->wrong++;
		return;
	}
	w->back += i + 1 < w->done;
	for (; w->done <= i; w->done++)
		w->early += !!memcmp(at(w->e, DATA + MIB + w->done * PIECE), at(w->e, DATA + w->done * PIECE), PIECE);
}

/* For so long, ring after ring; this thread only looks, as a guest's driver that polls. */
static void watch_rings(struct watch *w, double seconds)
{
	double end = now() + seconds, late;
	unsigned int i, rings = 0, looks = w->looks, stuck = 0;

	do {
		noise(at(w->e, DATA), MIB, rings++);
		memset(at(w->e, DATA + MIB), 0, MIB);
		chan_setup(w->e, 0);
		for (i = 0; i < PIECES; i++) {
			copy_desc(w->e, 0, i, DATA + MIB + i * PIECE, DATA + i * PIECE, PIECE);
			desc(w->e, 0, i)->next = watched_iova(i + 1);
		}
		w->done = 0;
		chan_go(w->e, 0, PIECES);
		late = now() + 10;
		while (w->done < PIECES && now() < late)
			for (i = 0; i < 1000; i++)
				watch_look(w, __atomic_load_n((uint64_t *)at(w->e, COMP(0)), __ATOMIC_ACQUIRE));
		stuck += w->done < PIECES;
		chan_reset(w->e, 0);
	} while (now() < end && !stuck);
	printf("# %u rings, %u looks\n", rings, w->looks - looks);
	point_is(0, stuck, "all rings are done");
}

static int main_watch(struct engine *e)
{
	struct watch w = { .e = e };

	point(client_map(&e->dev, ALIAS, e->mem, SIZE, true) == 0, "the memory is mapped twice");
	watch_rings(&w, SECONDS);
	/* a container of type1 gives pins then */
	nap(6000);
	watch_rings(&w, SECONDS);
	point(client_pinned_kb() > 0, "in pinned memory in the end");
	point_is(0, w.wrong, "each word that is seen is one that was written");
	point_is(0, w.back, "none comes after a later one");
	point_is(0, w.early, "what is said to be done is done");
	return 0;
}

/* A ring that never ends, of copies of 64 KiB on each channel. */
static void busy_start(struct engine *e)
{
	unsigned int ch, i;

	for (ch = 0; ch < e->channels; ch++) {
		chan_setup(e, ch);
		for (i = 0; i < RING_DESCS; i++)
			copy_desc(e, ch, i, DATA + MIB, DATA, 64 * KIB);
	}
}

struct busy {
	struct engine *e;
	unsigned int last[IOAT_MAX_CHANNELS];
	uint64_t descs;
};

/* Keeps 500 descriptors ahead of each channel; called often enough that no ring goes round unseen. */
static void busy_look(struct busy *b)
{
	unsigned int ch, i;

	for (ch = 0; ch < b->e->channels; ch++) {
		uint64_t done = completion(b->e, ch) & ~7ULL;
		unsigned int next = done ? (done - RING(ch)) / 64 + 1 : 0;
		unsigned int step = (next - b->last[ch]) % RING_DESCS;

		b->last[ch] = next % RING_DESCS;
		b->descs += step;
		i = step;
		if (i)
			chan_go(b->e, ch, i);
	}
}

static void busy_go(struct busy *b)
{
	unsigned int ch;

	busy_start(b->e);
	for (ch = 0; ch < b->e->channels; ch++)
		chan_go(b->e, ch, 500);
}

static void busy_for(struct busy *b, unsigned int num, double seconds)
{
	double end = now() + seconds;
	unsigned int i;

	while (now() < end)
		for (i = 0; i < num; i++)
			busy_look(&b[i]);
}

static void busy_run(struct busy *b, unsigned int num, double seconds)
{
	unsigned int i;
	double end;

	for (i = 0; i < num; i++)
		busy_go(&b[i]);
	/* warm pins, and a time from which on both are busy */
	busy_for(b, num, 0.3);
	for (i = 0; i < num; i++)
		b[i].descs = 0;
	end = now() + seconds;
	while (now() < end) {
		for (i = 0; i < num; i++)
			busy_look(&b[i]);
		usleep(200);
	}
	for (i = 0; i < num; i++)
		client_reset(&b[i].e->dev);
}

static int main_share(const char *first, const char *second)
{
	struct engine other = {};
	struct busy b[2] = { { .e = &engine }, { .e = &other } };

	engine_open(&engine, first, VIA_GROUP);
	engine_open(&other, second, VIA_GROUP);
	busy_run(b, 2, SECONDS);
	printf("share %llu %llu\n", (unsigned long long)b[0].descs * 64 * 1024, (unsigned long long)b[1].descs * 64 * 1024);
	return 0;
}

/* Who was alone has used more, which it was entitled to: the other does not make up for that. */
static int main_late(const char *first, const char *second)
{
	struct engine other = {};
	struct busy b[2] = { { .e = &engine }, { .e = &other } };
	uint64_t alone;

	engine_open(&engine, first, VIA_GROUP);
	engine_open(&other, second, VIA_GROUP);
	busy_go(&b[0]);
	busy_for(b, 1, SECONDS);
	alone = b[0].descs;
	busy_go(&b[1]);
	busy_for(b, 2, SECONDS / 2.0);
	printf("share %llu %llu\n", (unsigned long long)(b[0].descs - alone) * 64 * 1024,
	       (unsigned long long)b[1].descs * 64 * 1024);
	return 0;
}

/* Copies of 1 MiB on all channels of one, each when the last has ended, while the other takes what it can get. */
static int main_floor(const char *first, const char *second)
{
	double since[IOAT_MAX_CHANNELS], longest = 0, end;
	unsigned int done[IOAT_MAX_CHANNELS] = {}, ch;
	struct engine other = {};
	struct busy b = { .e = &engine };

	engine_open(&engine, first, VIA_GROUP);
	engine_open(&other, second, VIA_GROUP);
	busy_go(&b);
	busy_for(&b, 1, 0.3);
	for (ch = 0; ch < other.channels; ch++) {
		chan_setup(&other, ch);
		since[ch] = now();
	}
	for (end = now() + 2 * SECONDS; now() < end;) {
		busy_look(&b);
		for (ch = 0; ch < other.channels; ch++) {
			if (done[ch] && status(&other, ch) == IOAT_STS_ACTIVE)
				continue;
			if (done[ch] && now() - since[ch] > longest)
				longest = now() - since[ch];
			since[ch] = now();
			copy_desc(&other, ch, done[ch]++, DATA + MIB, DATA, MIB);
			chan_go(&other, ch, 1);
		}
		usleep(500);
	}
	for (ch = 0; ch < other.channels; ch++)
		if (now() - since[ch] > longest)
			longest = now() - since[ch];
	printf("floor %u\n", (unsigned int)(longest * 1000));
	return 0;
}

#define STUCK	(1024 * MIB)

/* All of its channels, one to what it reads, the others to what they write. */
static int main_stuck(struct engine *e)
{
	void *mem = stuck_memory(2 * MIB);
	unsigned int ch;

	if (!mem || client_map(&e->dev, STUCK, mem, 2 * MIB, true)) {
		printf("# no memory that is stuck: %s\n", strerror(errno));
		return 1;
	}
	for (ch = 0; ch < e->channels; ch++) {
		chan_setup(e, ch);
		copy_desc(e, ch, 0, ch ? STUCK : DATA, ch ? DATA : STUCK, MIB);
		chan_go(e, ch, 1);
	}
	nap(500);
	for (ch = 0; ch < e->channels; ch++)
		if (status(e, ch) != IOAT_STS_ACTIVE)
			return 1;
	printf("# stuck\n");
	fflush(stdout);
	for (;;)
		pause();
}

static int main_others(struct engine *e)
{
	double longest = 0, since, end = now() + SECONDS;
	unsigned int i;

	chan_setup(e, 0);
	for (i = 0; now() < end; i++) {
		since = now();
		copy_desc(e, 0, i, DATA + MIB, DATA, MIB);
		chan_go(e, 0, 1);
		if (chan_wait(e, 0) != IOAT_STS_IDLE)
			return 1;
		if (now() - since > longest)
			longest = now() - since;
	}
	printf("others %u\n", (unsigned int)(longest * 1000));
	return 0;
}

static int main_rate(struct engine *e)
{
	struct busy b = { .e = e };

	busy_run(&b, 1, SECONDS);
	printf("rate %llu\n", (unsigned long long)b.descs * 64 * 1024 / SECONDS);
	return 0;
}

static const struct command {
	const char *name;
	int (*main)(struct engine *e);
} commands[] = {
	{ "regs", main_regs },
	{ "rings", main_rings },
	{ "errors", main_errors },
	{ "unmap", main_unmap },
	{ "threads", main_threads },
	{ "watch", main_watch },
	{ "stuck", main_stuck },
	{ "others", main_others },
	{ "rate", main_rate },
};

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc == 4 && !strcmp(argv[1], "share"))
		return main_share(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "late"))
		return main_late(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "floor"))
		return main_floor(argv[2], argv[3]);
	if (argc >= 3)
		via = argc == 4 && !strcmp(argv[3], "cdev") ? VIA_CDEV : VIA_GROUP;
	for (i = 0; argc >= 3 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		engine_open(&engine, argv[2], via);
		commands[i].main(&engine);
		client_close(&engine.dev);
		return tap_failed ? 1 : 0;
	}
	fprintf(stderr, "usage: %s COMMAND DEVICE...\n", argv[0]);
	return 2;
}
