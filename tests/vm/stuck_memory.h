/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that nobody serves: who touches it waits for as long as the process lives. */
#ifndef TESTS_STUCK_MEMORY_H
#define TESTS_STUCK_MEMORY_H

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* NULL, with errno, if the kernel has no userfaultfd. To be called after devices were opened: what is opened last is closed first. */
static TAP_UNUSED void *stuck_memory(size_t size)
{
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	void *mem;

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		return NULL;
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		return NULL;
	reg.range.start = (uintptr_t)mem;
	reg.range.len = size;
	return ioctl(fd, UFFDIO_REGISTER, &reg) ? NULL : mem;
}

#endif /* TESTS_STUCK_MEMORY_H */
