// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migration of a subdevice of sim's type "mover" for scripts; what is in it follows from SEED.
 *
 *   vfio_mig save DEVICE group|cdev FILE SEED [precopy]   fill it, and save it into a file
 *   vfio_mig load DEVICE group|cdev FILE SEED             load it from the file: is it the same?
 *   vfio_mig hold DEVICE group|cdev STATE                 bring it into a state, wait for the end of the input
 *
 * The exit status is 0 or 1, and what failed is printed with its errno.
 */
#include "vfio_mig.h"

static int fail(const char *what, int err)
{
	printf("%s: %s\n", what, err ? strerror(-err) : "wrong");
	return 1;
}

static int file_write(const char *path, const struct stream *s)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644), err;

	if (fd < 0)
		return -errno;
	err = stream_write(s, fd, 1 << 20);
	close(fd);
	return err;
}

static int file_read(const char *path, struct stream *s)
{
	int fd = open(path, O_RDONLY), err;

	if (fd < 0)
		return -errno;
	err = stream_read(s, fd, 1 << 20);
	close(fd);
	return err;
}

/* All that can be copied while it runs, then the rest. */
static int save_twice(struct stream *s, uint32_t seed)
{
	int fd, err;

	err = mig_set(&dev, MIG_PRE_COPY, &fd);
	if (err)
		return err;
	mover_fill(&dev, seed + 1);
	err = stream_read(s, fd, 100000);
	if (err != -ENOMSG)
		return err ?: -EBADE;
	mover_fill(&dev, seed);
	err = mig_set(&dev, MIG_STOP_COPY, NULL) ?: stream_read(s, fd, 100000);
	close(fd);
	return err;
}

static int save(const char *path, uint32_t seed, bool precopy)
{
	struct stream s = {};
	int err;

	mover_fill(&dev, seed);
	err = precopy ? save_twice(&s, seed) : mig_save(&dev, &s);
	if (!err)
		err = file_write(path, &s);
	stream_free(&s);
	return err ? fail("save", err) : 0;
}

static int load(const char *path, uint32_t seed)
{
	struct stream s = {};
	int err = file_read(path, &s);

	if (!err)
		err = mig_load(&dev, &s);
	if (!err)
		err = mig_set(&dev, MIG_RUNNING, NULL);
	stream_free(&s);
	if (err)
		return fail("load", err);
	return mover_is(&dev, seed) ? 0 : fail("compare", 0);
}

static int hold(const char *state)
{
	uint32_t nr = 0;
	int err;

	while (nr < MIG_STATES && strcmp(mig_names[nr], state))
		nr++;
	err = mig_set(&dev, nr, NULL);
	if (err)
		return fail(state, err);
	printf("%s\n", state);
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}

int main(int argc, char **argv)
{
	int err;

	if (argc < 5) {
		fprintf(stderr, "usage: %s save|load|hold DEVICE group|cdev FILE|STATE [SEED] [precopy]\n", argv[0]);
		return 2;
	}
	device = argv[2];
	via = strcmp(argv[3], "group") ? VIA_CDEV : VIA_GROUP;
	err = client_open(&dev, device, via);
	if (err)
		return fail("open", err);
	if (!strcmp(argv[1], "hold"))
		return hold(argv[4]);
	if (argc < 6)
		return 2;
	if (!strcmp(argv[1], "save"))
		return save(argv[4], atoi(argv[5]), argc > 6);
	return load(argv[4], atoi(argv[5]));
}
