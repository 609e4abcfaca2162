/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a request says a subdevice shall be composed of. */
#ifndef SUBDEV_COMPOSE_H
#define SUBDEV_COMPOSE_H

#include "request.h"

/* All 0 says nothing. */
struct composition {
	bool has_version;
	uint32_t version;
	struct nl_msg *attrs;	/* params and resources as they will be sent, or NULL */
};

void composition_clear(struct composition *comp);
int composition_add_bool(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			 bool value);
int composition_add_uint(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			 uint64_t value);
int composition_add_string(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			   const char *value);
int composition_add_amount(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			   uint64_t amount);
int composition_put(struct request *req, const struct composition *comp);

#endif /* SUBDEV_COMPOSE_H */
