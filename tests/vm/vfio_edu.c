// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mediated edu devices that migrate while a DMA waits for the hardware or is done by it, and states that nobody has saved.
 *
 *   vfio_edu A B OTHER      OTHER has the hardware now and then
 */
#include "edu_client.h"
#include "vfio_mig_record.h"

#define ROUNDS	10
#define STATE	5	/* type of the record with the driver's state */

/* Where things are in it. */
#define AT_STATUS	8
#define AT_ERROR	16
#define AT_ZERO		20
#define AT_SRC		24
#define AT_DST		32
#define AT_CNT		40
#define AT_CMD		48
#define AT_BUF		56

static struct edu ends[2], other;

static uint8_t *state_of(struct stream *s)
{
	size_t off = 0;

	while (s->len - off > RECORD && s->data[off + 8] != STATE)
		off += RECORD + record_len(s->data + off);
	return s->data + off + RECORD;
}

static bool move(struct edu *from, struct edu *to, struct stream *s)
{
	return !mig_save(&from->dev, s) && !mig_load(&to->dev, s) && !mig_set(&to->dev, MIG_RUNNING, NULL) &&
	       !client_reset(&from->dev);
}

/* From one to the other and back, each time with a DMA under way. */
static void test_moves(struct stream *s)
{
	unsigned int i, wrong = 0, lost = 0, waited = 0;
	uint8_t want[PAGE];
	struct edu *from, *to;

	noise(ends[0].mem, PAGE, 5);
	memcpy(want, ends[0].mem, PAGE);
	point(!dma_in(&ends[0], BASE, 0, PAGE), "fill the buffer");
	for (i = 0; i < ROUNDS; i++) {
		from = &ends[i % 2];
		to = &ends[!(i % 2)];
		memset(from->mem, 0, SIZE);
		memset(to->mem, 0, SIZE);
		put(from, EDU_LIVE, 4, i);
		if (i % 3)
			dma_start(&other, BASE, EDU_BUF, PAGE, 0);
		nap(i * 3);
		dma_start(from, EDU_BUF, BASE, PAGE, EDU_CMD_OUT | EDU_CMD_IRQ);
		nap(i * 7);
		if (!move(from, to, s)) {
			point(false, "save and load");
			return;
		}
		waited += state_of(s)[AT_CMD] & EDU_CMD_RUN;
		wrong += dma_wait(to) || get(to, EDU_LIVE, 4) != ~i;
		/* the one or the other was told, and both wrote to the same guest */
		lost += client_signals(from->msi, 0) + client_signals(to->msi, 100) != 1 || get(to, EDU_IRQ, 4) != EDU_IRQ_DMA;
		put(to, EDU_ACK, 4, EDU_IRQ_DMA);
		wrong += memcmp(from->mem, want, PAGE) && memcmp(to->mem, want, PAGE);
	}
	point_is(0, wrong, "each DMA was done, and nothing else had changed");
	point_is(0, lost, "no interrupt was lost, or came twice");
	point(waited, "some were done where they came to");
	from = &ends[ROUNDS % 2];
	put(from, EDU_STATUS, 4, EDU_STATUS_IRQ);
	put(from, EDU_FACT, 4, 11);
	to = &ends[!(ROUNDS % 2)];
	point(move(from, to, s) && await_clear(to, EDU_STATUS, EDU_STATUS_COMPUTING) && get(to, EDU_FACT, 4) == 39916800,
	      "a factorial too");
}

/* Of a VMM that sets up interrupts some time after the device runs; the function has no MSI-X, whose bits could wait. */
static void test_late_setup(struct stream *s)
{
	struct edu *from = &ends[0], *to = &ends[1];

	client_put(&from->dev, VFIO_PCI_CONFIG_REGION_INDEX, 0x42, 2, 1);
	client_irqs_disable(&to->dev, VFIO_PCI_MSI_IRQ_INDEX);
	dma_start(&other, BASE, EDU_BUF, PAGE, 0);
	dma_start(from, EDU_BUF, BASE, PAGE, EDU_CMD_OUT | EDU_CMD_IRQ);
	if (!move(from, to, s))
		point(false, "save and load");
	dma_wait(to);
	put(to, EDU_RAISE, 4, EDU_IRQ_DMA);
	nap(100);
	client_signals(from->msi, 0);
	client_trigger(&to->dev, VFIO_PCI_MSI_IRQ_INDEX, 0, to->msi);
	point(client_signals(to->msi, 1000), "an interrupt that comes before its VMM has set it up is not lost");
	put(to, EDU_ACK, 4, EDU_IRQ_DMA);
	client_reset(&to->dev);
}

/* One number of it is another. */
static int load_with(struct edu *e, const struct stream *good, unsigned int at, unsigned int width, uint64_t val)
{
	struct stream bad = { .data = malloc(good->len), .len = good->len };
	int err;

	memcpy(bad.data, good->data, good->len);
	val = htole64(val);
	memcpy(state_of(&bad) + at, &val, width);
	reseal(&bad);
	client_reset(&e->dev);
	err = mig_load(&e->dev, &bad);
	stream_free(&bad);
	return err;
}

static const struct {
	const char *name;
	unsigned int at, width;
	uint64_t val;
} bads[] = {
	{ "a buffer's address that is none", AT_SRC, 8, EDU_BUF - 1 },
	{ "one behind the buffer", AT_SRC, 8, EDU_BUF + PAGE },
	{ "more than there is", AT_CNT, 8, PAGE + 1 },
	{ "a count of 64 bits", AT_CNT, 8, -1ULL },
	{ "an address of too many bits", AT_DST, 8, 1ULL << 28 },
	{ "a command the other way round, to no buffer", AT_CMD, 8, EDU_CMD_RUN },
	{ "a status that is none", AT_STATUS, 4, 2 },
	{ "an error that is none", AT_ERROR, 4, EDU_ERR_DEVICE + 1 },
	{ "something where nothing is", AT_ZERO, 4, 1 },
};

static void test_bad(struct stream *s)
{
	struct edu *from = &ends[0], *to = &ends[1];
	double end = now() + 60;
	unsigned int i;

	do {
		client_reset(&from->dev);
		dma_wait(&other);
		dma_start(&other, BASE, EDU_BUF, PAGE, 0);
		nap(5);
		dma_start(from, EDU_BUF, BASE, PAGE, EDU_CMD_OUT);
		if (mig_save(&from->dev, s))
			break;
	} while (!(state_of(s)[AT_CMD] & EDU_CMD_RUN) && now() < end);
	point(state_of(s)[AT_CMD] & EDU_CMD_RUN, "save it while a DMA waits for the hardware");
	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++)
		point(load_with(to, s, bads[i].at, bads[i].width, bads[i].val) < 0, "refused: %s", bads[i].name);
	memset(to->mem, 0, SIZE);
	point(!load_with(to, s, AT_BUF + 7, 1, 0x42) && !mig_set(&to->dev, MIG_RUNNING, NULL) && !dma_wait(to) &&
	      to->mem[7] == 0x42 && all_bytes(to->mem + 8, PAGE - 8, 0), "taken: another byte in the buffer");
}

/* Without a DMA that is to be done: each state that is taken would take the hardware its time. What is wrong of that: above. */
static void test_forged(struct stream *s)
{
	struct edu *from = &ends[0], *to = &ends[1];

	client_reset(&from->dev);
	noise(from->mem, PAGE, 4);
	point(!dma_in(from, BASE, 0, PAGE) && !mig_set(&from->dev, MIG_STOP, NULL), "fill it, and stop it");
	put(from, EDU_LIVE, 4, 77);
	put(from, EDU_RAISE, 4, 8);
	put(from, EDU_STATUS, 4, EDU_STATUS_IRQ);
	put(from, EDU_SRC, 8, EDU_BUF);
	put(from, EDU_DST, 8, BASE);
	put(from, EDU_CNT, 8, 64);
	point(!mig_save(&from->dev, s), "save it");
	forge_states(&to->dev, s);
	client_reset(&from->dev);
	client_reset(&to->dev);
	noise(to->mem, PAGE, 6);
	point(!dma_in(to, BASE, 0, PAGE) && !dma_out(to, BASE + PAGE, 0, PAGE) && !memcmp(to->mem, to->mem + PAGE, PAGE),
	      "after all of them it works as ever");
}

int main(int argc, char **argv)
{
	struct stream s = {};
	int i;

	if (argc != 4) {
		fprintf(stderr, "usage: %s A B OTHER\n", argv[0]);
		return 2;
	}
	for (i = 0; i < 2; i++) {
		edu_open(&ends[i], argv[1 + i], VIA_GROUP);
		edu_set_msi(&ends[i]);
	}
	edu_open(&other, argv[3], VIA_GROUP);
	test_moves(&s);
	test_late_setup(&s);
	test_bad(&s);
	test_forged(&s);
	stream_free(&s);
	for (i = 0; i < 2; i++)
		edu_close(&ends[i]);
	edu_close(&other);
	return tap_failed ? 1 : 0;
}
