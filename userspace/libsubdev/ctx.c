// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context, its error and its log. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "arena.h"
#include "ctx.h"
#include "request.h"

SUBDEV_EXPORT const char *subdev_version(void)
{
	return SUBDEV_VERSION;
}

int ctx_new(transport_open_fn open, void *open_data, struct subdev_ctx **out)
{
	struct subdev_ctx *ctx = calloc(1, sizeof(*ctx));

	if (!ctx)
		return -ENOMEM;
	ctx->buf = malloc(TRANSPORT_RECV_SIZE);
	if (!ctx->buf) {
		free(ctx);
		return -ENOMEM;
	}
	ctx->buf_size = TRANSPORT_RECV_SIZE;
	ctx->refcount = 1;
	ctx->log_priority = LOG_ERR;
	ctx->open = open;
	ctx->open_data = open_data;
	*out = ctx;
	return 0;
}

SUBDEV_EXPORT int subdev_ctx_new(struct subdev_ctx **ctx)
{
	return ctx_new(transport_netlink_open, NULL, ctx);
}

SUBDEV_EXPORT struct subdev_ctx *subdev_ctx_ref(struct subdev_ctx *ctx)
{
	ctx->refcount++;
	return ctx;
}

SUBDEV_EXPORT struct subdev_ctx *subdev_ctx_unref(struct subdev_ctx *ctx)
{
	if (!ctx || --ctx->refcount)
		return NULL;
	if (ctx->transport)
		ctx->transport->ops->close(ctx->transport);
	request_free_spare(ctx);
	arena_close(ctx->arena);
	free(ctx->buf);
	free(ctx);
	return NULL;
}

SUBDEV_EXPORT int subdev_ctx_get_fd(const struct subdev_ctx *ctx)
{
	return ctx->transport ? ctx->transport->ops->get_fd(ctx->transport) : -1;
}

SUBDEV_EXPORT void subdev_ctx_set_log_fn(struct subdev_ctx *ctx, subdev_log_fn fn, void *data)
{
	ctx->log_fn = fn;
	ctx->log_data = data;
}

SUBDEV_EXPORT void subdev_ctx_set_log_priority(struct subdev_ctx *ctx, int priority)
{
	ctx->log_priority = priority;
}

void ctx_log(struct subdev_ctx *ctx, int priority, const char *fmt, ...)
{
	char text[ERROR_TEXT_SIZE + ERROR_ATTR_SIZE];
	va_list args;

	if (!ctx->log_fn || priority > ctx->log_priority)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	ctx->log_fn(ctx, priority, text, ctx->log_data);
}

void error_clear(struct subdev_ctx *ctx)
{
	error_reset(&ctx->error);
}

int error_set(struct subdev_ctx *ctx, int code, const char *attr, const char *fmt, ...)
{
	struct error *error = &ctx->error;
	va_list args;

	error_clear(ctx);
	error->code = code;
	if (attr)
		snprintf(error->attr, sizeof(error->attr), "%s", attr);
	if (fmt) {
		va_start(args, fmt);
		vsnprintf(error->text, sizeof(error->text), fmt, args);
		va_end(args);
	}
	return code;
}

int error_nomem(struct subdev_ctx *ctx)
{
	return error_set(ctx, -ENOMEM, NULL, NULL);
}

SUBDEV_EXPORT int subdev_error_get_code(const struct subdev_ctx *ctx)
{
	return ctx->error.code;
}

SUBDEV_EXPORT const char *subdev_error_get_text(const struct subdev_ctx *ctx)
{
	return ctx->error.text;
}

SUBDEV_EXPORT const char *subdev_error_get_attr(const struct subdev_ctx *ctx)
{
	return ctx->error.attr[0] ? ctx->error.attr : NULL;
}

SUBDEV_EXPORT bool subdev_error_is_missing(const struct subdev_ctx *ctx)
{
	return ctx->error.missing;
}

SUBDEV_EXPORT uint64_t subdev_error_get_generation(const struct subdev_ctx *ctx)
{
	return ctx->error.generation;
}
