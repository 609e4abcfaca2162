// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that runs out on the data path: each allocation of each operation fails once, and then all is as before, or it has been
 * done. Subdevices of sim's types "full", for interrupts, mappings and DMA, and "mover", for migration.
 *
 *   vfio_fault FULL MOVER group|cdev
 */
#include "vfio_mig.h"
#include "fault_nth.h"

#include <dirent.h>
#include <stddef.h>
#include <sys/mman.h>

#define PAGE	4096
#define BASE	(16ULL << 20)
#define SIZE	(1ULL << 20)
#define SEED	4

static struct client mover;
static const char *mover_name;
static uint8_t *mem;
static int fds[SIM_NUM_MSIX + 1];
static struct stream saved, read_back;

/* What an operation that failed leaves as it was, of the host and of the device. Without padding, as it is compared. */
struct snapshot {
	unsigned int files;
	uint32_t eventfds;
	int state;
	int mover_state;
	uint32_t scratch;
	uint32_t irqs;
};

static unsigned int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static struct snapshot snap(void)
{
	struct vfio_irq_info irq = {};
	struct snapshot s = {};

	s.files = count_fds();
	s.eventfds = client_eventfd_number();
	s.state = mig_get(&dev);
	s.mover_state = mig_get(&mover);
	s.scratch = reg_get(SIM_REG_SCRATCH);
	client_irq(&dev, MSIX, &irq);
	s.irqs = irq.count << 16 | irq.flags;
	return s;
}

/* Runs @what with the fault pending: its value is what that returns. */
#define FAULTY(nth, what) ({		\
	int faulty_ret;			\
					\
	nth_set(nth);			\
	faulty_ret = (what);		\
	hit = nth_hit();		\
	faulty_ret;			\
})

/*
 * Interrupts and doorbells
 */

static int set_msix(unsigned int nth)
{
	return FAULTY(nth, client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, MSIX, 0, SIM_NUM_MSIX,
					   fds));
}

static void unset_msix(void)
{
	must(client_irqs_disable(&dev, MSIX), "disable MSI-X");
}

static int set_msi(unsigned int nth)
{
	return FAULTY(nth, client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, MSI, 0, SIM_NUM_MSI,
					   fds));
}

static void unset_msi(void)
{
	must(client_irqs_disable(&dev, MSI), "disable MSI");
}

static void have_intx(void)
{
	must(client_trigger(&dev, INTX, 0, fds[0]), "set up INTx");
}

static int set_unmask(unsigned int nth)
{
	return FAULTY(nth, client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_UNMASK, INTX, 0, 1, &fds[1]));
}

static int set_mask(unsigned int nth)
{
	return FAULTY(nth, client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_MASK, INTX, 0, 1, &fds[2]));
}

static void unset_intx(void)
{
	must(client_irqs_disable(&dev, INTX), "disable INTx");
}

static int set_doorbell(unsigned int nth)
{
	return FAULTY(nth, client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_SCRATCH + 4, 4, 7, fds[3]));
}

static void unset_doorbell(void)
{
	must(client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_SCRATCH + 4, 4, 7, -1), "take the doorbell away");
}

/*
 * Mappings, DMA
 */

static void *area;

static int map_area(unsigned int nth)
{
	return FAULTY(nth, (area = client_mmap(&dev, SIM_MEM_BAR, SIM_AREA_0, SIM_AREA_SIZE, PROT_READ | PROT_WRITE)) == MAP_FAILED ?
		      -errno : 0);
}

static void unmap_area(void)
{
	munmap(area, SIM_AREA_SIZE);
}

static void have_area(void)
{
	must(map_area(0), "map");
}

/* As a touch of it, which would retry or end in a signal. */
static int touch_area(unsigned int nth)
{
	return FAULTY(nth, madvise(area, SIM_AREA_SIZE, 23 /* MADV_POPULATE_WRITE */) ? -errno : 0);
}

static void have_dma(void)
{
	must(client_map(&dev, BASE, mem, SIZE, true), "map memory");
}

static void no_dma(void)
{
	must(client_unmap(&dev, BASE, SIZE), "unmap memory");
}

static int dma(unsigned int nth, uint32_t cmd)
{
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_ADDR, 8, BASE + SIZE / 2);
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_SRC, 8, BASE);
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_LEN, 8, cmd == SIM_DMA_COPY ? SIZE / 2 : 3 * PAGE);
	nth_set(nth);
	reg_put(SIM_REG_DMA_CMD, cmd);
	hit = nth_hit();
	return -(int)(reg_get(SIM_REG_DMA_CMD) & ~SIM_DMA_AT_DST);
}

static int dma_copy(unsigned int nth)
{
	int err;

	memset(mem, 0x5a, SIZE / 2);
	memset(mem + SIZE / 2, 0, SIZE / 2);
	err = dma(nth, SIM_DMA_COPY);
	return !err && memcmp(mem, mem + SIZE / 2, SIZE / 2) ? -EBADE : err;
}

static int dma_read(unsigned int nth)
{
	return dma(nth, SIM_DMA_READ);
}

static int dma_write_pinned(unsigned int nth)
{
	return dma(nth, SIM_DMA_WRITE_PINNED);
}

static uint64_t log_page;
static uint64_t bitmap[SIZE / PAGE / 64];

static int log_start(unsigned int nth)
{
	log_page = PAGE;
	return FAULTY(nth, client_log_start(&dev, &log_page));
}

static void log_stop(void)
{
	must(client_log_stop(&dev), "stop logging");
}

static void have_log(void)
{
	have_dma();
	must(log_start(0), "log");
}

static void no_log(void)
{
	log_stop();
	no_dma();
}

static int report(void)
{
	memset(bitmap, 0, sizeof(bitmap));
	return client_log_report(&dev, BASE, SIZE, PAGE, bitmap);
}

/* Whether what DMA has written is in it. */
static bool is_reported(void)
{
	return (bitmap[SIZE / 2 / PAGE / 64] & 7) == 7;
}

/* A report that fails has lost nothing. */
static int log_report(unsigned int nth)
{
	bool missed;
	int err;

	must(dma_write_pinned(0), "write");
	err = FAULTY(nth, report());
	missed = (err && report()) || !is_reported();
	return missed ? -EBADE : err;
}

/* What could not be noted as written is told all the same: all of it then. */
static int log_write(unsigned int nth)
{
	int err = dma_write_pinned(nth);
	bool was = hit;

	if (!err && (report() || !is_reported()))
		err = -EBADE;
	hit = was;
	return err;
}

/*
 * Migration
 */

static int stream_fd = -1;

static void end_stream(void)
{
	if (stream_fd >= 0)
		close(stream_fd);
	stream_fd = -1;
	client_reset(&mover);
}

static int save_begin(unsigned int nth)
{
	return FAULTY(nth, mig_set(&mover, MIG_PRE_COPY, &stream_fd));
}

/* It is stopped on the way, and can stay so. */
static int save_at_once(unsigned int nth)
{
	int err = FAULTY(nth, mig_set(&mover, MIG_STOP_COPY, &stream_fd));

	if (err && mig_get(&mover) == MIG_STOP)
		must(mig_set(&mover, MIG_RUNNING, NULL), "run again");
	return err;
}

static void have_begun(void)
{
	must(mig_set(&mover, MIG_PRE_COPY, &stream_fd), "begin to copy");
}

static int save_stop(unsigned int nth)
{
	int err = FAULTY(nth, mig_set(&mover, MIG_STOP_COPY, NULL));

	if (err && mig_get(&mover) == MIG_PRE_COPY_P2P)
		must(mig_set(&mover, MIG_PRE_COPY, NULL), "copy on");
	return err;
}

static void have_stopped(void)
{
	mover_fill(&mover, SEED);
	must(mig_set(&mover, MIG_STOP_COPY, &stream_fd), "stop");
	read_back.len = 0;
}

static int save_read(unsigned int nth)
{
	int err = FAULTY(nth, stream_read(&read_back, stream_fd, 100000));

	return !err && (read_back.len != saved.len || memcmp(read_back.data, saved.data, saved.len)) ? -EBADE : err;
}

/* By STOP too. */
static int load_begin(unsigned int nth)
{
	int err = FAULTY(nth, mig_set(&mover, MIG_RESUMING, &stream_fd));

	if (err && mig_get(&mover) == MIG_STOP)
		must(mig_set(&mover, MIG_RUNNING, NULL), "run again");
	return err;
}

static void have_resuming(void)
{
	must(mig_set(&mover, MIG_RESUMING, &stream_fd), "resume");
}

/* One that has no memory of the last user's: its pages come with the stream. */
static void have_fresh_resuming(void)
{
	end_stream();
	client_close(&mover);
	must(client_open(&mover, mover_name, via), "open it again");
	have_resuming();
}

/* What was not taken is not taken by what follows either. */
static int load_write(unsigned int nth)
{
	int err = FAULTY(nth, stream_write(&saved, stream_fd, 100000)), end = mig_set(&mover, MIG_STOP, NULL);

	if (!err && (end || !mover_is(&mover, SEED)))
		return -EBADE;
	if (err && (end != err || mig_get(&mover) != MIG_ERROR))
		return -EBADE;
	if (err)
		have_fresh_resuming();
	return err;
}

static void have_loaded(void)
{
	have_resuming();
	must(stream_write(&saved, stream_fd, 100000), "load");
}

static int load_end(unsigned int nth)
{
	return FAULTY(nth, mig_set(&mover, MIG_STOP, NULL));
}

/*
 * Opening
 */

static struct client other;

static void have_closed(void)
{
	client_close(&mover);
}

static int open_again(unsigned int nth)
{
	int err = FAULTY(nth, client_open(&other, mover_name, via));

	return err;
}

static void close_other(void)
{
	client_close(&other);
}

static void have_open(void)
{
	must(client_open(&mover, mover_name, via), "open it again");
}

/**
 * struct op - one kind of operation
 * @name: for people
 * @prepare: leads to the state that it needs, once
 * @run: the operation, with its Nth allocation failing; -EBADE if it is said to have been done and was not
 * @undo: of a success
 * @end: undoes @prepare
 * @surely: it never fails
 */
struct op {
	const char *name;
	void (*prepare)(void);
	int (*run)(unsigned int nth);
	void (*undo)(void);
	void (*end)(void);
	bool surely;
};

static const struct op ops[] = {
	{ .name = "SET_IRQS of MSI-X", .run = set_msix, .undo = unset_msix },
	{ .name = "SET_IRQS of MSI", .run = set_msi, .undo = unset_msi },
	{ .name = "unmask by eventfd", .prepare = have_intx, .run = set_unmask, .end = unset_intx },
	{ .name = "mask by eventfd", .prepare = have_intx, .run = set_mask, .end = unset_intx },
	{ .name = "ioeventfd", .run = set_doorbell, .undo = unset_doorbell },
	{ .name = "mmap", .run = map_area, .undo = unmap_area },
	{ .name = "touch of a mapping", .prepare = have_area, .run = touch_area, .end = unmap_area },
	{ .name = "DMA once", .prepare = have_dma, .run = dma_read, .end = no_dma },
	{ .name = "DMA that pins", .prepare = have_dma, .run = dma_copy, .end = no_dma },
	{ .name = "DMA logging", .run = log_start, .undo = log_stop },
	{ .name = "DMA while it is logged", .prepare = have_log, .run = log_write, .end = no_log },
	{ .name = "report of a log", .prepare = have_log, .run = log_report, .end = no_log },
	{ .name = "PRE_COPY", .run = save_begin, .undo = end_stream },
	{ .name = "STOP_COPY", .run = save_at_once, .undo = end_stream },
	{ .name = "PRE_COPY to STOP_COPY", .prepare = have_begun, .run = save_stop, .end = end_stream },
	{ .name = "read of a stream", .prepare = have_stopped, .run = save_read, .end = end_stream, .surely = true },
	{ .name = "RESUMING", .run = load_begin, .undo = end_stream },
	{ .name = "write of a stream", .prepare = have_fresh_resuming, .run = load_write,
	  .undo = have_fresh_resuming, .end = end_stream },
	{ .name = "RESUMING to STOP", .prepare = have_loaded, .run = load_end, .end = end_stream, .surely = true },
	{ .name = "open", .prepare = have_closed, .run = open_again, .undo = close_other, .end = have_open },
};

static bool once(const struct op *op, unsigned int nth, int *err)
{
	struct snapshot before = snap(), after;

	*err = op->run(nth);
	if (!*err) {
		if (op->undo)
			op->undo();
		return true;
	}
	after = snap();
	if (*err != -EBADE && !memcmp(&before, &after, sizeof(before)))
		return true;
	printf("# files %u %u, eventfds %u %u, states %d %d, %d %d, scratch %#x %#x, interrupts %#x %#x\n", before.files,
	       after.files, before.eventfds, after.eventfds, before.state, after.state, before.mover_state, after.mover_state,
	       before.scratch, after.scratch, before.irqs, after.irqs);
	return false;
}

/* As long as an allocation is hit: the last try has met none. */
static void sweep(const struct op *op)
{
	unsigned int nth, failed = 0;
	int err = 0;

	if (op->prepare)
		op->prepare();
	hit = true;
	for (nth = 1; hit && nth < LIMIT; nth++) {
		if (!once(op, nth, &err)) {
			point(false, "%s: allocation %u fails: %s", op->name, nth, strerror(-err));
			exit(1);
		}
		if (err == -ENOTTY) {
			point(true, "%s # SKIP this kernel has no VFIO_VIRQFD", op->name);
			if (op->end)
				op->end();
			return;
		}
		failed += !!err;
	}
	point(!err && nth < LIMIT, "%s: whole or not at all", op->name);
	printf("# %s: %u allocations, without %u of them it fails: %s\n", op->name, nth - 2, failed, strerror(-err));
	if (op->surely)
		point_is(0, failed, "and always");
	if (op->end)
		op->end();
}

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc != 4) {
		fprintf(stderr, "usage: %s FULL MOVER group|cdev\n", argv[0]);
		return 2;
	}
	mover_name = argv[2];
	argv[2] = argv[3];
	test_start(3, argv);
	must(client_open(&mover, mover_name, via), mover_name);
	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		fds[i] = client_eventfd();
	mem = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mover_fill(&mover, SEED);
	must(mig_save(&mover, &saved), "save");
	client_reset(&mover);
	stream_room(&read_back, 2 * saved.len + 200000);
	memset(read_back.data, 0, read_back.room);
	/* a fault of ours is not what is asked for */
	if (mlockall(MCL_CURRENT))
		perror("mlockall");
	nth_open();
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		sweep(&ops[i]);
	munlockall();
	client_close(&mover);
	return test_end();
}
