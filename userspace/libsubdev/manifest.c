// SPDX-License-Identifier: LGPL-2.1-or-later
/* Manifests: all that decides whether migrated state is understood. */
#include "dev.h"
#include "manifest.h"
#include "part.h"
#include "query.h"
#include "request.h"

static struct subdev_manifest *to_manifest(struct object *obj)
{
	return (struct subdev_manifest *)obj;
}

static void manifest_free(struct object *obj)
{
	parts_free(&to_manifest(obj)->values);
	parts_free(&to_manifest(obj)->amounts);
}

int manifest_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	struct subdev_manifest *manifest;
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_manifest), manifest_free, &attr_set_manifest,
			 NULL, 0, attrs, len, &obj);
	if (err)
		return err;
	manifest = to_manifest(obj);
	err = parts_new(ctx, obj->attrs, SUBDEV_A_MANIFEST_PARAM, value_new, &manifest->values);
	if (!err)
		err = parts_new(ctx, obj->attrs, SUBDEV_A_MANIFEST_RESOURCE, amount_new,
				&manifest->amounts);
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

/* From an answer, whose only attribute is the nest. */
static int manifest_new_answer(struct subdev_ctx *ctx, const void *attrs, size_t len,
			       struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_DEV_MANIFEST };
	const struct nlattr *nest;
	struct attrs *answer;
	int err;

	err = attrs_parse(ctx, &attr_set_dev, attrs, len, &answer);
	if (err)
		return err;
	err = attrs_require(ctx, answer, required, ARRAY_SIZE(required));
	if (!err) {
		nest = attrs_get(answer, SUBDEV_A_DEV_MANIFEST);
		err = manifest_new(ctx, nla_data(nest), nla_len(nest), out);
	}
	attrs_free(answer);
	return err;
}

static const struct query query_manifests = {
	.op = { "manifest-get", SUBDEV_CMD_MANIFEST_GET, &attr_set_dev },
	.make = manifest_new_answer,
	.parent_index = SUBDEV_A_DEV_PARENT_INDEX,
	.parent_name = SUBDEV_A_DEV_PARENT_NAME,
	.name = SUBDEV_A_DEV_TYPE,
};

int manifest_put(struct request *req, const struct subdev_manifest *manifest)
{
	const struct attrs *attrs = manifest->obj.attrs;

	return request_put_nest(req, SUBDEV_A_DEV_MANIFEST, attrs->data, attrs->len);
}

SUBDEV_EXPORT int subdev_manifest_get_dev(struct subdev_ctx *ctx, const char *dev,
					  struct subdev_manifest **out)
{
	struct request *req;
	struct object *obj;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &query_manifests.op, dev, &req);
	if (err)
		return err;
	err = request_do(req, manifest_new_answer, &obj);
	request_free(req);
	if (!err)
		*out = to_manifest(obj);
	return err;
}

SUBDEV_EXPORT int subdev_manifest_get_type(struct subdev_ctx *ctx, const char *parent,
					   const char *type, struct subdev_manifest **out)
{
	struct object *obj;
	int err;

	error_clear(ctx);
	err = query_get(ctx, &query_manifests, parent, type, &obj);
	if (!err)
		*out = to_manifest(obj);
	return err;
}

SUBDEV_EXPORT int subdev_manifest_dump(struct subdev_ctx *ctx, const char *parent,
				       const char *type, struct subdev_manifest_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_manifests, parent, type, &list);
	if (!err)
		*out = (struct subdev_manifest_list *)list;
	return err;
}

SUBDEV_EXPORT struct subdev_manifest *subdev_manifest_ref(struct subdev_manifest *manifest)
{
	object_ref(&manifest->obj);
	return manifest;
}

SUBDEV_EXPORT struct subdev_manifest *subdev_manifest_unref(struct subdev_manifest *manifest)
{
	if (manifest)
		object_unref(&manifest->obj);
	return NULL;
}

SUBDEV_EXPORT const char *subdev_manifest_get_model(const struct subdev_manifest *manifest)
{
	return attrs_string(manifest->obj.attrs, SUBDEV_A_MANIFEST_MODEL);
}

SUBDEV_EXPORT uint32_t subdev_manifest_get_version(const struct subdev_manifest *manifest)
{
	return attrs_u32(manifest->obj.attrs, SUBDEV_A_MANIFEST_VERSION);
}

SUBDEV_EXPORT unsigned int subdev_manifest_get_num_values(const struct subdev_manifest *manifest)
{
	return manifest->values.count;
}

SUBDEV_EXPORT const struct subdev_value *
subdev_manifest_get_value(const struct subdev_manifest *manifest, unsigned int i)
{
	return parts_get(&manifest->values, i);
}

SUBDEV_EXPORT unsigned int subdev_manifest_get_num_amounts(const struct subdev_manifest *manifest)
{
	return manifest->amounts.count;
}

SUBDEV_EXPORT const struct subdev_amount *
subdev_manifest_get_amount(const struct subdev_manifest *manifest, unsigned int i)
{
	return parts_get(&manifest->amounts, i);
}

SUBDEV_EXPORT const uint8_t *subdev_manifest_get_token(const struct subdev_manifest *manifest)
{
	const struct nlattr *token = attrs_get(manifest->obj.attrs, SUBDEV_A_MANIFEST_TOKEN);

	return token ? nla_data(token) : NULL;
}

SUBDEV_EXPORT unsigned int
subdev_manifest_get_token_len(const struct subdev_manifest *manifest)
{
	const struct nlattr *token = attrs_get(manifest->obj.attrs, SUBDEV_A_MANIFEST_TOKEN);

	return token ? nla_len(token) : 0;
}

SUBDEV_EXPORT struct subdev_manifest_list *
subdev_manifest_list_unref(struct subdev_manifest_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_manifest *
subdev_manifest_list_get_first(const struct subdev_manifest_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_manifest *
subdev_manifest_list_get_next(const struct subdev_manifest_list *list,
			      const struct subdev_manifest *manifest)
{
	(void)list;
	return list_get_next(manifest);
}

SUBDEV_EXPORT bool subdev_manifest_list_is_consistent(const struct subdev_manifest_list *list)
{
	return list_is_consistent(list);
}
