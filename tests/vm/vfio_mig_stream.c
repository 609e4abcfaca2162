// SPDX-License-Identifier: GPL-2.0-only
/*
 * The streams of migration: from one subdevice of sim's type "mover" to another, in pieces of any size, before and while the
 * device is stopped, with interrupts on the way, and by users who do it wrong.
 *
 *   vfio_mig_stream FROM TO group|cdev
 */
#include "vfio_mig.h"

#include <poll.h>
#include <sys/mman.h>

#define SEED	7

static const char *other;
static struct client to;

static void open_to(void)
{
	int err = client_open(&to, other, via);

	if (err) {
		point(false, "open %s: %s", other, strerror(-err));
		exit(1);
	}
}

/* Both as new. */
static void renew(void)
{
	client_reset(&dev);
	client_reset(&to);
}

static bool same_stream(const struct stream *a, const struct stream *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* How many bytes the next call moves: of small ones not so many in a row that it takes all day. */
static size_t piece(size_t count, unsigned int nr)
{
	return count < 100 && nr % 500 == 499 ? 20011 : count;
}

/* Reads of @count bytes say the same as one of everything. */
static bool pieces_read(const struct stream *whole, size_t count)
{
	struct stream s = {};
	int fd, err = mig_set(&dev, MIG_STOP_COPY, &fd);
	unsigned int nr = 0;
	ssize_t done = err;
	bool same;

	do {
		s.len += done;
		stream_room(&s, 20011 + count);
		done = mig_read(fd, s.data + s.len, piece(count, nr++));
	} while (done > 0);
	same = !err && !done && same_stream(whole, &s);
	close(fd);
	mig_set(&dev, MIG_STOP, NULL);
	stream_free(&s);
	return same;
}

static bool pieces_written(const struct stream *whole, size_t count)
{
	unsigned int nr = 0;
	size_t off = 0, len;
	ssize_t done = 0;
	int fd;

	client_reset(&to);
	mig_set(&to, MIG_RESUMING, &fd);
	for (; off < whole->len && done >= 0; off += done) {
		len = piece(count, nr++);
		done = mig_write(fd, whole->data + off, len < whole->len - off ? len : whole->len - off);
	}
	close(fd);
	return done >= 0 && !mig_set(&to, MIG_RUNNING, NULL) && mover_is(&to, SEED);
}

static void pieces(void)
{
	static const size_t counts[] = { 1, 2, 3, 7, 31, 32, 33, 100, 4095, 65535, 65536, 65568, 65569, 200000, 10000000 };
	struct stream whole = {};
	unsigned int i, read = 0, written = 0;

	renew();
	mover_fill(&dev, SEED);
	point_is(0, mig_save(&dev, &whole), "save");
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		read += pieces_read(&whole, counts[i]);
		written += pieces_written(&whole, counts[i]);
	}
	point_is(i, read, "it says the same in pieces of any size");
	point_is(i, written, "it is taken in pieces of any size");
	stream_free(&whole);
}

/* Memory of the user that ends in the middle: what was moved counts, and nothing is lost. */
static void faults(void)
{
	const size_t page = 4096, size = 16 * page;
	struct stream whole = {}, s = {};
	uint8_t *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ssize_t done;
	int fd;

	renew();
	mover_fill(&dev, SEED);
	mig_save(&dev, &whole);
	munmap(map + size / 2, size / 2);
	mig_set(&dev, MIG_STOP_COPY, &fd);
	point_is(-EFAULT, mig_read(fd, map + size / 2, 100), "a read into nowhere");
	done = mig_read(fd, map, size);
	point_is(size / 2, done, "a read that ends in nowhere");
	stream_room(&s, done);
	memcpy(s.data, map, done);
	s.len = done;
	stream_read(&s, fd, 1 << 20);
	point(same_stream(&whole, &s), "no byte of the stream is lost by them");
	close(fd);
	mig_set(&to, MIG_RESUMING, &fd);
	memcpy(map, whole.data, size / 2);
	point_is(-EFAULT, mig_write(fd, map + size / 2, 100), "a write from nowhere");
	point_is(size / 2, mig_write(fd, map, size), "a write that ends in nowhere");
	s.len = whole.len - size / 2;
	memcpy(s.data, whole.data + size / 2, s.len);
	point_is(0, stream_write(&s, fd, 1 << 20), "the rest follows");
	point_is(0, mig_set(&to, MIG_RUNNING, NULL), "it is whole");
	point(mover_is(&to, SEED), "and right");
	close(fd);
	munmap(map, size / 2);
	stream_free(&whole);
	stream_free(&s);
}

static bool readable(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, 0) == 1 && pfd.revents & POLLIN;
}

/* Ends at the temporary end, or at the end; the number of bytes. */
static size_t read_on(struct stream *s, int fd, int end)
{
	size_t before = s->len;
	int err = stream_read(s, fd, 50000);

	if (err != end)
		printf("# read ends with %d, not %d\n", err, end);
	return err == end ? s->len - before : (size_t)-1;
}

static void precopy(void)
{
	size_t mem = mover_size(&dev), len;
	struct precopy info;
	struct stream s = {};
	uint64_t size = 0, before;
	uint8_t buf[100];
	int fd;

	renew();
	mover_fill(&dev, SEED + 1);
	mig_number(&dev, FEATURE_SIZE, &before);
	point(before >= mem && before < mem + (1 << 18), "its size is told while it runs");
	point_is(0, mig_set(&dev, MIG_PRE_COPY, &fd), "copy while it runs");
	point_is(0, mig_precopy(fd, &info), "what there is to copy");
	point(info.initial >= mem && info.initial < mem + 65536 && !info.dirty, "all of it at first");
	point(readable(fd), "there is something to read");
	memset(&info, 0, sizeof(info));
	info.argsz = 8;
	point(ioctl(fd, GET_PRECOPY, &info) == -1 && errno == EINVAL, "too small a structure is refused");
	point(ioctl(fd, _IO(VFIO_TYPE, VFIO_BASE + 50)) == -1 && errno == ENOTTY, "another command is refused");
	len = read_on(&s, fd, -ENOMSG);
	point(len > mem * 3 / 4 && len < mem + 65536, "all of it is read");
	mig_precopy(fd, &info);
	point(!info.initial && !info.dirty, "nothing is left");
	point(!readable(fd), "nothing can be read");
	point_is(-ENOMSG, mig_read(fd, buf, sizeof(buf)), "for the time being");
	mig_number(&dev, FEATURE_SIZE, &size);
	point(size < 1 << 18, "little is left to be copied when it is stopped");

	/* two chunks, one of them twice */
	client_put(&dev, SIM_MEM_BAR, CHUNK + 5, 1, 1);
	client_put(&dev, SIM_MEM_BAR, CHUNK + 1000, 4, 2);
	client_put(&dev, SIM_MEM_BAR, mem - 8, 8, 3);
	mig_precopy(fd, &info);
	point(!info.initial && info.dirty == 2 * CHUNK, "two chunks have changed");
	point(readable(fd), "these can be read");
	point_is(100, mig_read(fd, buf, sizeof(buf)), "read some of it");
	stream_room(&s, sizeof(buf));
	memcpy(s.data + s.len, buf, sizeof(buf));
	s.len += sizeof(buf);
	mig_precopy(fd, &info);
	point(info.dirty == 2 * CHUNK + RECORD - 100 && !info.initial, "the rest is left");

	/* the chunk that is half read, and one that nobody read since */
	client_put(&dev, SIM_MEM_BAR, CHUNK + 5, 1, mem_byte(SEED + 1, CHUNK + 5));
	client_put(&dev, SIM_MEM_BAR, CHUNK + 1000, 1, mem_byte(SEED + 1, CHUNK + 1000));
	client_put(&dev, SIM_MEM_BAR, CHUNK + 1001, 1, mem_byte(SEED + 1, CHUNK + 1001));
	client_put(&dev, SIM_MEM_BAR, CHUNK + 1002, 1, mem_byte(SEED + 1, CHUNK + 1002));
	client_put(&dev, SIM_MEM_BAR, CHUNK + 1003, 1, mem_byte(SEED + 1, CHUNK + 1003));
	point_is(0, mig_set(&dev, MIG_PRE_COPY_P2P, NULL), "go on to the other state that copies");
	point_is(0, mig_precopy(fd, &info), "which tells too");
	for (unsigned int i = 0; i < 8; i++)
		client_put(&dev, SIM_MEM_BAR, mem - 8 + i, 1, mem_byte(SEED + 1, mem - 8 + i));
	point_is(0, mig_set(&dev, MIG_STOP_COPY, NULL), "stop it");
	point_is(-EINVAL, mig_precopy(fd, &info), "now nothing more is told");
	point(readable(fd), "but can be read");
	len = read_on(&s, fd, 0);
	point(len < 3 * (CHUNK + RECORD) + 4096, "what changed, and the state");
	point_is(0, mig_read(fd, buf, sizeof(buf)), "that is the end");
	point(readable(fd), "which can be read");
	point_is(0, mig_set(&dev, MIG_STOP, NULL), "the transfer is over");
	close(fd);
	point_is(0, mig_load(&to, &s), "load it");
	point_is(0, mig_set(&to, MIG_RUNNING, NULL), "let it run");
	point(mover_is(&to, SEED + 1), "it is as the other was in the end");
	stream_free(&s);
}

/* A guest that writes all the time, while all is copied again and again. */
static volatile bool writing;
static volatile uint32_t last[16];

static int write_on(void *arg)
{
	size_t size = *(size_t *)arg;
	uint32_t i;

	for (i = 1; writing; i++) {
		client_put(&dev, SIM_MEM_BAR, i % 16 * (size / 16), 4, i);
		last[i % 16] = i;
	}
	return 0;
}

static void busy(void)
{
	size_t mem = mover_size(&dev);
	struct stream s = {};
	unsigned int i, right = 0;
	struct bg bg;
	int fd;

	renew();
	mover_fill_mem(&dev, SEED);
	writing = true;
	bg_start(&bg, write_on, &mem);
	mig_set(&dev, MIG_PRE_COPY, &fd);
	for (i = 0; i < 20 || !last[15]; i++) {
		stream_read(&s, fd, 300000);
		nap(2);
	}
	writing = false;
	bg_wait(&bg);
	mig_set(&dev, MIG_STOP_COPY, NULL);
	point_is(0, stream_read(&s, fd, 1 << 20), "copy a device whose memory is written all the time");
	close(fd);
	point_is(0, mig_load(&to, &s), "load it");
	for (i = 0; i < 16; i++)
		right += client_get(&to, SIM_MEM_BAR, i * (mem / 16), 4) == last[i];
	point_is(16, right, "it has what was written last");
	stream_free(&s);
}

/* What is held back while it is stopped comes when it runs, once, on the host where it runs. */
static void interrupts(void)
{
	int intx = client_eventfd(), vector[3];
	struct stream s = {};
	unsigned int i;

	for (i = 0; i < 3; i++)
		vector[i] = client_eventfd();
	renew();
	mover_fill(&dev, SEED);
	reg_put(SIM_REG_INTX, 1);
	reg_put(SIM_REG_DOORBELL, 5);
	point_is(0, mig_save(&dev, &s), "save with INTx high and MSI-X pending");
	client_trigger(&to, INTX, 0, intx);
	mig_load(&to, &s);
	point_is(0, client_signals(intx, 20), "INTx is not signalled before it runs");
	point_is(8, client_get(&to, CONFIG, 0x06, 2) & 8, "but its line is high");
	mig_set(&to, MIG_RUNNING, NULL);
	point_is(1, client_signals(intx, 1000), "when it runs it is");
	client_put(&to, SIM_REG_BAR, SIM_REG_INTX, 4, 0);
	point_is(0, client_get(&to, CONFIG, 0x06, 2) & 8, "the loaded device lowers it");
	client_irqs_disable(&to, INTX);

	client_reset(&to);
	mig_load(&to, &s);
	for (i = 0; i < 3; i++)
		client_trigger(&to, MSIX, 4 + i, vector[i]);
	point_is(0, client_signals(vector[1], 20), "MSI-X is not signalled before it runs");
	point_is(0x20, client_get(&to, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8), "but pending");
	mig_set(&to, MIG_RUNNING, NULL);
	point_is(1, client_signals(vector[1], 1000), "when it runs it is");
	point(!client_signals(vector[0], 0) && !client_signals(vector[2], 0), "and no other");
	point_is(0, client_get(&to, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8), "nothing is pending");
	mig_set(&to, MIG_STOP, NULL);
	client_put(&to, SIM_REG_BAR, SIM_REG_DOORBELL, 4, 6);
	client_put(&to, SIM_REG_BAR, SIM_REG_DOORBELL, 4, 6);
	point_is(0, client_signals(vector[2], 20), "stopped, it signals nothing");
	mig_set(&to, MIG_RUNNING, NULL);
	point_is(1, client_signals(vector[2], 1000), "running it does");
	client_irqs_disable(&to, MSIX);

	/* MSI has no pending bits that a guest sees, so these are the helper's own */
	renew();
	for (i = 0; i < 3; i++)
		client_trigger(&dev, MSI, i, -1);
	client_irqs_disable(&dev, MSI);
	client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, MSI, 0, 3, vector);
	mig_set(&dev, MIG_STOP, NULL);
	reg_put(SIM_REG_DOORBELL, 1);
	point_is(0, client_signals(vector[1], 20), "MSI waits too");
	mig_save(&dev, &s);
	mig_load(&to, &s);
	client_irqs_disable(&dev, MSI);
	client_set_irqs(&to, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, MSI, 0, 3, vector);
	point_is(0, client_signals(vector[1], 20), "over there as well");
	mig_set(&to, MIG_RUNNING, NULL);
	point_is(1, client_signals(vector[1], 1000), "until it runs");
	client_irqs_disable(&to, MSI);
	mig_set(&dev, MIG_STOP, NULL);
	client_trigger(&dev, INTX, 0, intx);
	reg_put(SIM_REG_INTX, 1);
	point_is(0, client_signals(intx, 20), "INTx waits");
	client_reset(&dev);
	point_is(0, client_signals(intx, 20), "a reset ends that");
	client_irqs_disable(&dev, INTX);
	for (i = 0; i < 3; i++)
		close(vector[i]);
	close(intx);
	stream_free(&s);
}

/* A stream that is not one, or not all of one. */
static void wrong(void)
{
	struct stream s = {}, cut = {};
	unsigned int refused = 0, i;
	size_t len;
	int fd;

	renew();
	mover_fill(&dev, SEED);
	mig_save(&dev, &s);
	point_is(0, mig_load(&to, &s), "load a state");
	point_is(0, mig_load(&to, &s), "and once more");
	cut = s;
	for (i = 0; i < 64; i++) {
		client_reset(&to);
		cut.len = i < 40 ? i : s.len - (i - 39);
		refused += mig_load(&to, &cut) == -EINVAL && mig_get(&to) == MIG_ERROR;
	}
	point_is(64, refused, "one that is cut off is refused");
	client_reset(&to);
	mig_set(&to, MIG_RESUMING, &fd);
	stream_write(&s, fd, 1 << 20);
	point_is(-EINVAL, mig_write(fd, s.data, 1), "a byte after the end is refused");
	point_is(-EINVAL, mig_set(&to, MIG_STOP, NULL), "and all with it");
	close(fd);
	client_reset(&to);
	mig_set(&to, MIG_RESUMING, &fd);
	stream_write(&s, fd, 1 << 20);
	point_is(0, mig_write(fd, s.data, 0), "nothing after the end is nothing");
	point_is(0, mig_set(&to, MIG_STOP, NULL), "and does no harm");
	close(fd);
	/* without the first record, with it twice, without the second */
	memcpy(&len, s.data + 12, 4);
	len = RECORD + (uint32_t)len;
	cut = (struct stream) { .data = s.data + len, .len = s.len - len };
	client_reset(&to);
	point_is(-EINVAL, mig_load(&to, &cut), "one that lacks its head is refused");
	cut = (struct stream) {};
	stream_room(&cut, s.len + len);
	memcpy(cut.data, s.data, len);
	memcpy(cut.data + len, s.data, s.len);
	cut.len = s.len + len;
	client_reset(&to);
	point_is(-EINVAL, mig_load(&to, &cut), "one that has it twice is refused");
	memcpy(cut.data + len, s.data + len + CHUNK + RECORD, s.len - len - CHUNK - RECORD);
	cut.len = s.len - CHUNK - RECORD;
	client_reset(&to);
	point_is(-EINVAL, mig_load(&to, &cut), "one that lacks something in the middle is refused");
	point_is(-EBADF, mig_read(fd, cut.data, 1), "a closed file is closed");
	stream_free(&cut);
	stream_free(&s);
	client_reset(&to);
	mig_set(&to, MIG_RESUMING, &fd);
	point_is(-EBADF, mig_read(fd, &len, 1), "a file to write to cannot be read");
	close(fd);
	client_reset(&dev);
	mig_set(&dev, MIG_STOP_COPY, &fd);
	point_is(-EBADF, mig_write(fd, &len, 1), "a file to read from cannot be written");
	point(lseek(fd, 0, SEEK_SET) == -1 && errno == ESPIPE, "and has no positions");
	close(fd);
}

/* A record that takes its time: a change of state waits for it, a reset and a close too, and the reader notices. */
struct reader {
	int fd;
	struct stream s;
};

static int read_all(void *arg)
{
	struct reader *r = arg;

	return stream_read(&r->s, r->fd, 1 << 20);
}

static void races(void)
{
	struct reader r = {};
	struct bg bg;

	renew();
	mover_fill_mem(&dev, SEED);
	mig_set(&dev, MIG_STOP_COPY, &r.fd);
	sim_set(0, "delay_mem", 300);
	bg_start(&bg, read_all, &r);
	point(sim_await(0, "delayed", 1), "a record takes its time");
	point_is(0, mig_set(&dev, MIG_STOP, NULL), "the state changes after it");
	point_is(-ENODEV, bg_wait(&bg), "the reader gets no more");
	close(r.fd);
	mig_set(&dev, MIG_STOP_COPY, &r.fd);
	bg_start(&bg, read_all, &r);
	sim_await(0, "delayed", 1);
	point_is(0, client_reset(&dev), "a reset waits for it too");
	point_is(-ENODEV, bg_wait(&bg), "the reader gets no more");
	close(r.fd);
	mig_set(&dev, MIG_STOP_COPY, &r.fd);
	bg_start(&bg, read_all, &r);
	sim_await(0, "delayed", 1);
	client_close(&dev);
	point_is(-ENODEV, bg_wait(&bg), "nor after a close");
	close(r.fd);
	sim_set(0, "delay_mem", 0);
	stream_free(&r.s);
	test_open();
}

/* Two who read, and one who changes the state all the time. */
static int change(void *arg)
{
	static const uint32_t states[] = { MIG_PRE_COPY, MIG_STOP_COPY, MIG_STOP, MIG_RESUMING, MIG_STOP, MIG_RUNNING };
	int *fd = arg, next;
	unsigned int i;

	for (i = 0; writing; i++) {
		if (mig_set(&dev, states[i % 6], &next) || i % 97 == 0)
			client_reset(&dev);
		if (next >= 0) {
			dup2(next, *fd);
			close(next);
		}
	}
	return 0;
}

static int use_file(void *arg)
{
	char *buf = calloc(1, 100000);
	int *fd = arg;
	struct precopy info;

	while (writing) {
		mig_read(*fd, buf, 100000);
		mig_precopy(*fd, &info);
		mig_write(*fd, buf, 1000);
		readable(*fd);
	}
	free(buf);
	return 0;
}

static int use_device(void *arg)
{
	uint64_t size;

	(void)arg;
	while (writing) {
		client_put(&dev, SIM_MEM_BAR, 3 * CHUNK, 4, 1);
		reg_put(SIM_REG_INTX, 1);
		mig_get(&dev);
		mig_number(&dev, FEATURE_SIZE, &size);
		reg_put(SIM_REG_INTX, 0);
	}
	return 0;
}

static void stress(void)
{
	struct bg bg[4];
	int fd = open("/dev/null", O_RDWR);

	renew();
	writing = true;
	bg_start(&bg[0], change, &fd);
	bg_start(&bg[1], use_file, &fd);
	bg_start(&bg[2], use_file, &fd);
	bg_start(&bg[3], use_device, NULL);
	nap(3000);
	writing = false;
	for (unsigned int i = 0; i < 4; i++)
		bg_wait(&bg[i]);
	close(fd);
	client_reset(&dev);
	point_is(MIG_RUNNING, mig_get(&dev), "states, files and device used all at once");
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: %s FROM TO group|cdev\n", argv[0]);
		return 2;
	}
	other = argv[2];
	argv[2] = argv[3];
	test_start(3, argv);
	open_to();
	pieces();
	faults();
	precopy();
	busy();
	interrupts();
	wrong();
	races();
	stress();
	client_close(&to);
	return test_end();
}
