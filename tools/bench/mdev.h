/* SPDX-License-Identifier: GPL-2.0-only */
/* The peer that is managed by sysfs: mediated devices of the kernel's samples. */
#ifndef BENCH_MDEV_H
#define BENCH_MDEV_H

/* A type of a sample: the file of its folder that creates. It stays open, which is less work than users have. */
struct mdev_type {
	int create;
};

void mdev_open(struct mdev_type *type, const char *sample, const char *name);
/* Each number is a UUID, the same again for the same number. */
void mdev_uuid(char text[37], unsigned int number);
void mdev_create(const struct mdev_type *type, unsigned int number);
void mdev_remove(unsigned int number);

#endif /* BENCH_MDEV_H */
