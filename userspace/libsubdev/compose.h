/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a request says a subdevice shall be composed of. */
#ifndef SUBDEV_COMPOSE_H
#define SUBDEV_COMPOSE_H

#include "request.h"

/* The numbers of the attributes of what is composed. */
struct composition_attrs {
	uint8_t version;
	uint8_t param;
	uint8_t resource;
};

extern const struct composition_attrs composition_of_dev;
extern const struct composition_attrs composition_of_pool;

/* With all 0 behind @numbers it says nothing. */
struct composition {
	const struct composition_attrs *numbers;
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
