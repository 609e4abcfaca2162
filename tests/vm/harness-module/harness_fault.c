// SPDX-License-Identifier: GPL-2.0-only
/* Does on load the one wrong thing that its parameter names: the harness must see each of them. */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *fault = "none";
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "warn, leak, use_after_free, sleep_atomic, deadlock_order, hang or panic");

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

static void do_leak(void)
{
	void *memory;
	int i;

	/* many, since one may still be found in a register or a dead stack frame */
	for (i = 0; i < 16; i++) {
		memory = kmalloc(200, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(memory);
	}
}

static void do_use_after_free(void)
{
	u8 *memory = kmalloc(64, GFP_KERNEL);

	if (!memory)
		return;
	kfree(memory);
	OPTIMIZER_HIDE_VAR(memory);
	WRITE_ONCE(memory[3], 1);
}

static void do_sleep_atomic(void)
{
	preempt_disable();
	might_sleep();
	preempt_enable();
}

static void do_deadlock_order(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);

	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void do_hang(void)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
}

static int __init harness_fault_init(void)
{
	if (!strcmp(fault, "warn"))
		WARN(1, "harness: a warning that a test asked for");
	else if (!strcmp(fault, "leak"))
		do_leak();
	else if (!strcmp(fault, "use_after_free"))
		do_use_after_free();
	else if (!strcmp(fault, "sleep_atomic"))
		do_sleep_atomic();
	else if (!strcmp(fault, "deadlock_order"))
		do_deadlock_order();
	else if (!strcmp(fault, "hang"))
		do_hang();
	else if (!strcmp(fault, "panic"))
		panic("harness: a panic that a test asked for");
	else
		return -EINVAL;
	return 0;
}

static void __exit harness_fault_exit(void)
{
}

module_init(harness_fault_init);
module_exit(harness_fault_exit);
MODULE_DESCRIPTION("Kernel faults for the test of the VM harness");
MODULE_LICENSE("GPL");
