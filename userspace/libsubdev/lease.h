/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* On whose behalf subdevices exist, and for how long. */
#ifndef SUBDEV_LEASE_H
#define SUBDEV_LEASE_H

#include "ctx.h"

struct request;

/* What a request says of it; all 0 says nothing. */
struct tenure {
	bool has_owner;
	char owner[SUBDEV_OWNER_MAX + 1];
	bool has_lease;
	uint32_t lease, ttl;	/* ttl 0 if there is none */
};

int tenure_set_owner(struct subdev_ctx *ctx, struct tenure *tenure, const char *owner);
void tenure_set_lease(struct tenure *tenure, uint32_t lease, uint32_t ttl);
int tenure_put(struct request *req, const struct tenure *tenure);
/* Will it hang on the connection by which it is asked for? */
bool tenure_is_of_socket(const struct tenure *tenure);

#endif /* SUBDEV_LEASE_H */
