// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first process of the guest of edu_guest.sh, linked statically: drives the edu in slot 4 through the guest's stock
 * uio_pci_generic, which brings the interrupt; the registers are those of the function's resource0, and DMA is told the
 * physical address of a page of ours.
 *
 * Prints points; lines that begin with "host: " ask edu_guest.sh for something, and it answers with a word on the second serial
 * port. It never ends: the guest reboots, or its QEMU is killed.
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest_point.h"
#include "../../kernel/drivers/edu/regs.h"

#define SLOT		"0000:00:04.0"
#define FUNCTION	"/sys/bus/pci/devices/" SLOT
#define DRIVER		"/sys/bus/pci/drivers/uio_pci_generic"

#define COMMAND		4	/* the function's, in its configuration space */
#define MASTER		0x0004
#define INTX_DISABLE	0x0400

#define PAGE		4096UL

/* What is had of the function while the driver is bound. */
struct edu {
	volatile uint32_t *regs;
	int config;
	int uio;
	uint32_t interrupts;	/* that the driver has counted */
};

static uint8_t *page;
static int answers;

/* The host's answer, a word. */
static const char *ask(const char *what)
{
	static char answer[32];
	ssize_t got;

	printf("host: %s\n", what);
	got = read(answers, answer, sizeof(answer) - 1);
	answer[got > 0 ? got : 0] = '\0';
	answer[strcspn(answer, "\r\n")] = '\0';
	return answer;
}

static bool put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

static uint32_t get(const struct edu *e, unsigned int reg)
{
	return e->regs[reg / 4];
}

static void put(const struct edu *e, unsigned int reg, uint32_t val)
{
	e->regs[reg / 4] = val;
}

/* Bits of the command register. */
static bool command(const struct edu *e, uint16_t set, uint16_t clear)
{
	uint16_t val;

	if (pread(e->config, &val, 2, COMMAND) != 2)
		return false;
	val = (val | set) & ~clear;
	return pwrite(e->config, &val, 2, COMMAND) == 2;
}

/* The name of the driver's device, which has no other. */
static bool find_uio(char *path, size_t size)
{
	struct dirent *entry;
	bool found = false;
	DIR *dir = opendir(FUNCTION "/uio");

	while (dir && !found && (entry = readdir(dir))) {
		found = !strncmp(entry->d_name, "uio", 3);
		if (found)
			snprintf(path, size, "/dev/%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool edu_open(struct edu *e)
{
	int fd = open(FUNCTION "/resource0", O_RDWR | O_CLOEXEC);
	char path[272];

	e->interrupts = 0;
	e->config = open(FUNCTION "/config", O_RDWR | O_CLOEXEC);
	e->uio = find_uio(path, sizeof(path)) ? open(path, O_RDWR | O_CLOEXEC) : -1;
	e->regs = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return e->config >= 0 && e->uio >= 0 && e->regs != MAP_FAILED && command(e, MASTER, INTX_DISABLE);
}

/* The driver takes its access to memory away. */
static void edu_close(struct edu *e)
{
	munmap((void *)e->regs, PAGE);
	close(e->uio);
	close(e->config);
}

/*
 * One interrupt, which must be for @why and for nothing else: it is acknowledged, and INTx, which the driver has disabled, is
 * enabled again.
 */
static bool interrupt(struct edu *e, uint32_t why)
{
	struct pollfd poll_uio = { .fd = e->uio, .events = POLLIN };
	uint32_t count = 0;

	if (poll(&poll_uio, 1, 30000) != 1 || read(e->uio, &count, 4) != 4 || get(e, EDU_IRQ) != why)
		return false;
	if (e->interrupts && count != e->interrupts + 1)
		return false;
	e->interrupts = count;
	put(e, EDU_ACK, why);
	return !get(e, EDU_IRQ) && command(e, 0, INTX_DISABLE);
}

/* Where the page is in the guest's memory, 0 if that is not known. */
static uint64_t physical(void)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;

	if (fd < 0 || pread(fd, &entry, 8, (uintptr_t)page / PAGE * 8) != 8 || !(entry >> 63))
		entry = 0;
	close(fd);
	return (entry & ((1ULL << 55) - 1)) * PAGE;
}

static void dma_start(struct edu *e, bool out, uint32_t off, uint32_t cnt, uint32_t cmd)
{
	uint32_t mem = physical() + off;

	put(e, EDU_SRC, out ? EDU_BUF + off : mem);
	put(e, EDU_DST, out ? mem : EDU_BUF + off);
	put(e, EDU_CNT, cnt);
	put(e, EDU_CMD, EDU_CMD_RUN | cmd | (out ? EDU_CMD_OUT : 0));
}

/* Between the same offsets of the page and of the buffer; its end is an interrupt. */
static bool dma(struct edu *e, bool out, uint32_t off, uint32_t cnt)
{
	dma_start(e, out, off, cnt, EDU_CMD_IRQ);
	return interrupt(e, EDU_IRQ_DMA) && !(get(e, EDU_CMD) & EDU_CMD_RUN);
}

static uint32_t factorial(uint32_t n)
{
	return n ? n * factorial(n - 1) : 1;
}

/* As it is after a reset, which a reboot is. */
static void check_clean(struct edu *e)
{
	static const uint8_t zeros[PAGE];

	point(!get(e, EDU_LIVE) && !get(e, EDU_STATUS) && !get(e, EDU_IRQ) && !get(e, EDU_CNT) && !get(e, EDU_CMD),
	      "its registers are those of a device that was reset");
	memset(page, 0x55, PAGE);
	point(dma(e, true, 0, PAGE) && !memcmp(page, zeros, PAGE), "its buffer is empty");
}

static void check_factorials(struct edu *e)
{
	static const uint32_t numbers[] = { 0, 5, 10, 12, 20, 33 };
	unsigned int i, right = 0, num = sizeof(numbers) / sizeof(numbers[0]);

	put(e, EDU_STATUS, EDU_STATUS_IRQ);
	for (i = 0; i < num; i++) {
		put(e, EDU_FACT, numbers[i]);
		right += interrupt(e, EDU_IRQ_FACT) && get(e, EDU_FACT) == factorial(numbers[i]);
	}
	put(e, EDU_STATUS, 0);
	point(right == num, "%u of %u factorials, an interrupt for each", right, num);
}

static void check_dmas(struct edu *e, unsigned int num)
{
	uint8_t want[PAGE];
	unsigned int i, j, right = 0;

	for (i = 0; i < num; i++) {
		uint32_t cnt = i ? 1 + rand() % PAGE : PAGE, off = rand() % (PAGE - cnt + 1);

		for (j = 0; j < PAGE; j++)
			want[j] = page[j] = rand() >> 8;
		if (!dma(e, false, off, cnt))
			continue;
		memset(page + off, 0, cnt);
		right += dma(e, true, off, cnt) && !memcmp(page, want, PAGE);
	}
	point(right == num, "%u of %u times what went in by DMA came out, an interrupt for each way", right, num);
}

static void check(struct edu *e, unsigned int dmas)
{
	put(e, EDU_LIVE, 0x12345678);
	point((get(e, EDU_ID) & EDU_ID_MASK) == EDU_ID_VALUE && get(e, EDU_LIVE) == 0xedcba987, "its id, and it lives");
	check_factorials(e);
	check_dmas(e, dmas);
}

static void bind_again(struct edu *e)
{
	char path[272];

	edu_close(e);
	point(put_file(DRIVER "/unbind", SLOT) && !find_uio(path, sizeof(path)), "unbind uio_pci_generic");
	if (point(put_file(DRIVER "/bind", SLOT) && edu_open(e), "bind it"))
		check(e, 3);
}

/* One DMA after the other, of all that it has; the buffer is not empty. */
static void busy(struct edu *e)
{
	unsigned int i;

	for (i = 0;; i++) {
		dma_start(e, i % 2, 0, PAGE, 0);
		if (i == 2)
			printf("host: kill\n");
		while (get(e, EDU_CMD) & EDU_CMD_RUN)
			;
	}
}

static int no_dot(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool load_modules(void)
{
	struct dirent **entries;
	int i, fd, num = scandir("/modules", &entries, no_dot, alphasort);
	bool loaded = num > 0;
	char path[272];

	for (i = 0; i < num; i++) {
		snprintf(path, sizeof(path), "/modules/%s", entries[i]->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		loaded &= fd >= 0 && !syscall(SYS_finit_module, fd, "", 0);
		close(fd);
	}
	return loaded;
}

static bool set_up(void)
{
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	answers = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	return page != MAP_FAILED && !mlock(page, PAGE) && answers >= 0;
}

int main(void)
{
	struct edu e;
	bool first;

	if (!point(set_up(), "it boots") || !point(load_modules(), "load uio_pci_generic"))
		goto end;
	first = !strcmp(ask("boot"), "first");
	printf("# guest: the %s boot\n", first ? "first" : "second");
	if (!point(put_file(FUNCTION "/driver_override", "uio_pci_generic") && put_file("/sys/bus/pci/drivers_probe", SLOT) &&
		   edu_open(&e), "uio_pci_generic has it"))
		goto end;
	check_clean(&e);
	check(&e, 5);
	if (first) {
		bind_again(&e);
		printf("host: reboot\n");
		dma_start(&e, true, 0, PAGE, EDU_CMD_IRQ);
		reboot(RB_AUTOBOOT);
	}
	busy(&e);
end:
	ask("end");
	for (;;)
		pause();
}
