/* SPDX-License-Identifier: GPL-2.0-only */
/* Our side of the benchmarks: libsubdev, as users take it, on simulated parents. */
#ifndef BENCH_OURS_H
#define BENCH_OURS_H

#include <libsubdev.h>

#define OURS_PARENT	"platform/subdev_sim.0"
#define OURS_OTHER	"platform/subdev_sim.1"
#define OURS_TYPE	"small"

struct subdev_ctx *ours_ctx(void);
/* Ends the program, with the library's text, unless @err is 0. */
void ours_check(struct subdev_ctx *ctx, int err, const char *what);
/* A request for one of sim's simplest type. */
struct subdev_dev_create *ours_create(struct subdev_ctx *ctx, const char *parent, bool inactive);
/* Creates one, returns its id. */
uint32_t ours_new(struct subdev_ctx *ctx, struct subdev_dev_create *create);
/* Deletes one, and waits for its end if @wait. */
void ours_delete(struct subdev_ctx *ctx, uint32_t id, bool wait);
/* Deletes @n at once, and waits until the parent has only @left. */
void ours_delete_all(struct subdev_ctx *ctx, const char *parent, const uint32_t *ids, unsigned int n, unsigned int left);
unsigned int ours_devs(struct subdev_ctx *ctx, const char *parent);
void ours_await(struct subdev_ctx *ctx, const char *parent, unsigned int devs);

#endif /* BENCH_OURS_H */
