// SPDX-License-Identifier: GPL-2.0-only
/* Everything that a user can do to a device at once, from 32 threads; a subdevice of sim's type "full". */
#include "vfio_test.h"

#include <linux/pci_regs.h>
#include <sys/eventfd.h>

#define SECONDS	4
#define NUM_FDS	16

static int fds[NUM_FDS];
static volatile bool stop;

static uint32_t next(unsigned int *seed)
{
	return rand_r(seed);
}

static void raise_interrupts(unsigned int *seed)
{
	uint32_t r = next(seed);

	reg_put(SIM_REG_INTX, r & 1);
	reg_put(SIM_REG_DOORBELL, r >> 1 & 7);
}

static void set_up_interrupts(unsigned int *seed)
{
	static const uint32_t indexes[] = { INTX, MSI, MSIX, REQ };
	static const uint32_t nums[] = { 1, SIM_NUM_MSI, SIM_NUM_MSIX, 1 };
	uint32_t r = next(seed), i = r & 3, start = (r >> 2) % nums[i];
	int32_t data[SIM_NUM_MSIX];
	unsigned int j;

	if (!(r >> 8 & 3)) {
		client_irqs_disable(&dev, indexes[i]);
		return;
	}
	for (j = 0; j < SIM_NUM_MSIX; j++)
		data[j] = next(seed) & 3 ? fds[next(seed) % NUM_FDS] : -1;
	client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, indexes[i], start, nums[i] - start, data);
}

static void mask_interrupts(unsigned int *seed)
{
	uint32_t r = next(seed);
	uint32_t action = r & 1 ? VFIO_IRQ_SET_ACTION_MASK : VFIO_IRQ_SET_ACTION_UNMASK;
	int32_t fd = r & 2 ? fds[(r >> 8) % NUM_FDS] : -1;

	if (r & 4)
		client_set_irqs(&dev, VFIO_IRQ_SET_DATA_NONE | action, INTX, 0, 1, NULL);
	else
		client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | action, INTX, 0, 1, &fd);
	if (r & 8)
		eventfd_write(fds[(r >> 12) % NUM_FDS], 1);
}

static void loop_back(unsigned int *seed)
{
	client_set_irqs(&dev, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, next(seed) % VFIO_PCI_NUM_IRQS, 0, 1, NULL);
	client_signals(fds[next(seed) % NUM_FDS], 0);
}

static void configure(unsigned int *seed)
{
	uint32_t r = next(seed);

	client_put(&dev, CONFIG, PCI_COMMAND, 2, r & 1 ? PCI_COMMAND_INTX_DISABLE : 0);
	client_put(&dev, CONFIG, r >> 1 & 0xfc, 4, r);
	client_put(&dev, SIM_FULL_MSIX_BAR, r >> 10 & 0x7c, 4, r);
}

static void look(unsigned int *seed)
{
	uint8_t buf[64];

	client_read(&dev, CONFIG, 0, buf, sizeof(buf));
	client_read(&dev, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, buf, 8);
	client_read(&dev, SIM_MEM_BAR, next(seed) & 0x3fff, buf, sizeof(buf));
}

static void bring_back(unsigned int *seed)
{
	client_reset(&dev);
	usleep(next(seed) % 1000);
}

static void (*const works[])(unsigned int *seed) = {
	raise_interrupts, set_up_interrupts, mask_interrupts, loop_back, configure, look, bring_back,
};

/* So many rounds of each, at least. */
#define ENOUGH		10
#define NUM_WORKERS	32

static struct worker {
	void (*work)(unsigned int *seed);
	unsigned int seed;
	volatile unsigned long rounds;
	pthread_t thread;
} workers[NUM_WORKERS];

static void *worker_main(void *arg)
{
	struct worker *w = arg;

	while (!stop) {
		w->work(&w->seed);
		w->rounds++;
	}
	return NULL;
}

static bool all_worked(void)
{
	unsigned int i, worked = 0;

	for (i = 0; i < NUM_WORKERS; i++)
		worked += workers[i].rounds > ENOUGH;
	return worked == NUM_WORKERS;
}

static void run_workers(void)
{
	unsigned int i, waited = 0;

	for (i = 0; i < NUM_WORKERS; i++) {
		workers[i].work = works[i % (sizeof(works) / sizeof(works[0]))];
		workers[i].seed = i + 1;
		if (pthread_create(&workers[i].thread, NULL, worker_main, &workers[i])) {
			perror("thread");
			exit(1);
		}
	}
	sleep(SECONDS);
	/* a busy machine gets longer */
	while (!all_worked() && waited++ < 100)
		sleep(1);
	stop = true;
	for (i = 0; i < NUM_WORKERS; i++) {
		pthread_join(workers[i].thread, NULL);
		printf("# worker %u: %lu rounds\n", i, workers[i].rounds);
	}
	point(all_worked(), "all threads came to do their work");
}

/* After all that it is an ordinary device. */
static void works_still(void)
{
	unsigned int i;

	for (i = 0; i <= REQ; i++)
		client_irqs_disable(&dev, i);
	client_reset(&dev);
	for (i = 0; i < NUM_FDS; i++)
		client_signals(fds[i], 0);
	point(client_trigger(&dev, INTX, 0, fds[0]) == 0, "INTx can be set up");
	reg_put(SIM_REG_INTX, 1);
	point_is(1, client_signals(fds[0], 0), "it comes");
	reg_put(SIM_REG_INTX, 0);
	client_irqs_disable(&dev, INTX);
	point(client_trigger(&dev, MSIX, 3, fds[3]) == 0, "MSI-X can be set up");
	reg_put(SIM_REG_DOORBELL, 3);
	point_is(1, client_signals(fds[3], 0), "it comes");
}

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; i < NUM_FDS; i++)
		fds[i] = client_eventfd();
	test_start(argc, argv);
	run_workers();
	works_still();
	return test_end();
}
