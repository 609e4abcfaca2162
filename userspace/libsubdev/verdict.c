// SPDX-License-Identifier: LGPL-2.1-or-later
/* Verdicts: whether a manifest fits. */

#include "dev.h"
#include "manifest.h"
#include "names.h"
#include "query.h"
#include "request.h"

struct subdev_verdict {
	struct object obj;	/* the whole answer */
	struct attrs *attrs;	/* the verdict in it */
	struct parts reasons;
	struct parts manifests;	/* the chosen one, or none */
};

struct subdev_reason {
	struct object obj;
};

static struct subdev_verdict *to_verdict(struct object *obj)
{
	return (struct subdev_verdict *)obj;
}

static int reason_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_REASON_SUBJECT };

	return object_new(ctx, sizeof(struct subdev_reason), NULL, &attr_set_reason, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

static void verdict_free(struct object *obj)
{
	struct subdev_verdict *verdict = to_verdict(obj);

	parts_free(&verdict->manifests);
	parts_free(&verdict->reasons);
	attrs_free(verdict->attrs);
}

static int verdict_fill(struct subdev_ctx *ctx, struct subdev_verdict *verdict)
{
	static const uint8_t required[] = { SUBDEV_A_VERDICT_PURPOSE, SUBDEV_A_VERDICT_ERRNO };
	static const uint8_t chosen[] = { SUBDEV_A_DEV_MANIFEST };
	const struct attrs *answer = verdict->obj.attrs;
	int err;

	err = attrs_parse_nest(ctx, answer, SUBDEV_A_DEV_VERDICT, &verdict->attrs);
	if (!err)
		err = attrs_require(ctx, verdict->attrs, required, ARRAY_SIZE(required));
	if (!err)
		err = parts_new(ctx, verdict->attrs, SUBDEV_A_VERDICT_REASON, reason_new,
				&verdict->reasons);
	if (!err && attrs_has(answer, SUBDEV_A_DEV_CHOSEN))
		err = attrs_require(ctx, answer, chosen, ARRAY_SIZE(chosen));
	if (!err)
		err = parts_new(ctx, answer, SUBDEV_A_DEV_MANIFEST, manifest_new,
				&verdict->manifests);
	return err;
}

static int verdict_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_verdict), verdict_free, &attr_set_dev, NULL, 0,
			 attrs, len, &obj);
	if (err)
		return err;
	err = verdict_fill(ctx, to_verdict(obj));
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

static const struct query query_check = {
	.op = { "manifest-check", SUBDEV_CMD_MANIFEST_CHECK, &attr_set_dev },
	.parent_index = SUBDEV_A_DEV_PARENT_INDEX,
	.parent_name = SUBDEV_A_DEV_PARENT_NAME,
	.name = SUBDEV_A_DEV_TYPE,
};

static const struct query query_negotiate = {
	.op = { "manifest-negotiate", SUBDEV_CMD_MANIFEST_NEGOTIATE, &attr_set_dev },
	.parent_index = SUBDEV_A_DEV_PARENT_INDEX,
	.parent_name = SUBDEV_A_DEV_PARENT_NAME,
	.name = SUBDEV_A_DEV_TYPE,
};

/* Make a request that begins by @err and free it. */
static int verdict_run(struct request *req, int err, struct subdev_verdict **out)
{
	struct object *obj;

	if (!err)
		err = request_do(req, verdict_new, &obj);
	request_free(req);
	if (!err)
		*out = to_verdict(obj);
	return err;
}

SUBDEV_EXPORT int subdev_manifest_check_dev(struct subdev_ctx *ctx,
					    const struct subdev_manifest *manifest,
					    const char *dev, struct subdev_verdict **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &query_check.op, dev, &req);
	return err ? err : verdict_run(req, manifest_put(req, manifest), out);
}

SUBDEV_EXPORT int subdev_manifest_check_type(struct subdev_ctx *ctx,
					     const struct subdev_manifest *manifest,
					     const char *parent, const char *type,
					     struct subdev_verdict **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = query_new(ctx, &query_check, parent, type, &req);
	return err ? err : verdict_run(req, manifest_put(req, manifest), out);
}

SUBDEV_EXPORT int subdev_manifest_negotiate(struct subdev_ctx *ctx,
					    const struct subdev_manifest_list *list,
					    const char *parent, const char *type,
					    struct subdev_verdict **out)
{
	struct subdev_manifest *manifest = subdev_manifest_list_get_first(list);
	struct request *req;
	int err;

	error_clear(ctx);
	err = query_new(ctx, &query_negotiate, parent, type, &req);
	if (err)
		return err;
	for (; !err && manifest; manifest = subdev_manifest_list_get_next(list, manifest))
		err = manifest_put(req, manifest);
	return verdict_run(req, err, out);
}

SUBDEV_EXPORT struct subdev_verdict *subdev_verdict_ref(struct subdev_verdict *verdict)
{
	object_ref(&verdict->obj);
	return verdict;
}

SUBDEV_EXPORT struct subdev_verdict *subdev_verdict_unref(struct subdev_verdict *verdict)
{
	if (verdict)
		object_unref(&verdict->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_verdict_get_purpose(const struct subdev_verdict *verdict)
{
	return attrs_u32(verdict->attrs, SUBDEV_A_VERDICT_PURPOSE);
}

SUBDEV_EXPORT const char *subdev_verdict_get_purpose_str(const struct subdev_verdict *verdict)
{
	return purpose_name(subdev_verdict_get_purpose(verdict));
}

SUBDEV_EXPORT int subdev_verdict_get_errno(const struct subdev_verdict *verdict)
{
	return attrs_u32(verdict->attrs, SUBDEV_A_VERDICT_ERRNO);
}

SUBDEV_EXPORT unsigned int subdev_verdict_get_num_reasons(const struct subdev_verdict *verdict)
{
	return verdict->reasons.count;
}

SUBDEV_EXPORT const struct subdev_reason *
subdev_verdict_get_reason(const struct subdev_verdict *verdict, unsigned int i)
{
	return parts_get(&verdict->reasons, i);
}

SUBDEV_EXPORT int64_t subdev_verdict_get_chosen(const struct subdev_verdict *verdict)
{
	if (!attrs_has(verdict->obj.attrs, SUBDEV_A_DEV_CHOSEN))
		return -1;
	return attrs_u32(verdict->obj.attrs, SUBDEV_A_DEV_CHOSEN);
}

SUBDEV_EXPORT struct subdev_manifest *
subdev_verdict_get_manifest(const struct subdev_verdict *verdict)
{
	return (struct subdev_manifest *)parts_get(&verdict->manifests, 0);
}

SUBDEV_EXPORT uint32_t subdev_reason_get_subject(const struct subdev_reason *reason)
{
	return attrs_u32(reason->obj.attrs, SUBDEV_A_REASON_SUBJECT);
}

SUBDEV_EXPORT const char *subdev_reason_get_subject_str(const struct subdev_reason *reason)
{
	return subject_name(subdev_reason_get_subject(reason));
}

SUBDEV_EXPORT const char *subdev_reason_get_name(const struct subdev_reason *reason)
{
	return attrs_string(reason->obj.attrs, SUBDEV_A_REASON_NAME);
}

SUBDEV_EXPORT const char *subdev_reason_get_wanted(const struct subdev_reason *reason)
{
	return attrs_string(reason->obj.attrs, SUBDEV_A_REASON_WANTED);
}

SUBDEV_EXPORT const char *subdev_reason_get_had(const struct subdev_reason *reason)
{
	return attrs_string(reason->obj.attrs, SUBDEV_A_REASON_HAD);
}
