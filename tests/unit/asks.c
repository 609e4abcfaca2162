// SPDX-License-Identifier: GPL-2.0-only
/* All that can be asked, and all that is answered read. */
#include <string.h>

#include "asks.h"
#include "harness.h"

/* Read a string to its end: what is none, or has none, is found by the sanitizers. */
static void read_string(const char *text)
{
	static volatile size_t sum;

	if (text)
		sum += strlen(text);
}

static void read_bytes(const uint8_t *bytes, size_t len)
{
	static volatile unsigned int sum;

	for (size_t i = 0; bytes && i < len; i++)
		sum += bytes[i];
}

static void read_resource(const struct subdev_resource *resource)
{
	read_string(subdev_resource_get_name(resource));
	read_string(subdev_resource_get_unit_str(resource));
	subdev_resource_get_capacity(resource);
	subdev_resource_get_free(resource);
	subdev_resource_get_largest(resource, &(uint64_t){ 0 });
}

static void read_value(const struct subdev_value *value)
{
	read_string(subdev_value_get_name(value));
	read_string(subdev_value_get_string(value));
	read_string(subdev_value_get_text(value));
	subdev_value_get_bool(value);
	subdev_value_get_uint(value);
}

static void read_amount(const struct subdev_amount *amount)
{
	read_string(subdev_amount_get_name(amount));
	subdev_amount_get_amount(amount);
	subdev_amount_get_start(amount);
}

static void read_parent(const struct subdev_parent *parent)
{
	read_string(subdev_parent_get_name(parent));
	read_string(subdev_parent_get_driver(parent));
	subdev_parent_get_generation(parent);
	for (unsigned int i = 0; i < subdev_parent_get_num_resources(parent); i++)
		read_resource(subdev_parent_get_resource(parent, i));
}

int ask_parent(struct subdev_ctx *ctx)
{
	struct subdev_parent *parent;
	int err = subdev_parent_get(ctx, "2", &parent);

	if (err)
		return err;
	read_parent(parent);
	subdev_parent_unref(parent);
	return 0;
}

int ask_parents(struct subdev_ctx *ctx)
{
	struct subdev_parent_list *list;
	struct subdev_parent *parent;
	int err = subdev_parent_dump(ctx, &list);

	if (err)
		return err;
	subdev_parent_list_foreach(list, parent)
		read_parent(parent);
	subdev_parent_list_unref(list);
	return 0;
}

static void read_use(const struct subdev_use *use)
{
	read_string(subdev_use_get_name(use));
	read_string(subdev_use_get_unit_str(use));
	read_string(subdev_use_get_grow_str(use));
	read_string(subdev_use_get_shrink_str(use));
	subdev_use_get_default(use);
	subdev_use_get_min(use);
	subdev_use_get_max(use);
	subdev_use_get_step(use);
}

static void read_type(const struct subdev_type *type)
{
	read_string(subdev_type_get_name(type));
	read_string(subdev_type_get_parent_name(type));
	read_string(subdev_type_get_class_str(type));
	read_string(subdev_type_get_description(type));
	read_string(subdev_type_get_device_api(type));
	read_string(subdev_type_get_model(type));
	for (unsigned int i = 0; i < subdev_type_get_num_uses(type); i++)
		read_use(subdev_type_get_use(type, i));
	for (unsigned int i = 0; i < subdev_type_get_num_class_attrs(type); i++) {
		const struct subdev_class_attr *attr = subdev_type_get_class_attr(type, i);

		read_string(subdev_class_attr_get_name(attr));
		read_string(subdev_class_attr_get_unit_str(attr));
	}
}

int ask_type(struct subdev_ctx *ctx)
{
	struct subdev_type *type;
	int err = subdev_type_get(ctx, "2", "my-nic", &type);

	if (err)
		return err;
	read_type(type);
	subdev_type_unref(type);
	return 0;
}

int ask_types(struct subdev_ctx *ctx)
{
	struct subdev_type_list *list;
	struct subdev_type *type;
	int err = subdev_type_dump(ctx, NULL, &list);

	if (err)
		return err;
	subdev_type_list_foreach(list, type)
		read_type(type);
	subdev_type_list_unref(list);
	return 0;
}

int ask_holders(struct subdev_ctx *ctx)
{
	struct subdev_holder_list *list;
	struct subdev_holder *holder;
	int err = subdev_holder_dump(ctx, "2", NULL, &list);

	if (err)
		return err;
	subdev_holder_list_foreach(list, holder) {
		read_string(subdev_holder_get_parent_name(holder));
		read_string(subdev_holder_get_resource(holder));
		read_bytes(subdev_holder_get_uuid(holder), SUBDEV_UUID_LEN);
		read_string(subdev_holder_get_uuid_str(holder));
		read_string(subdev_holder_get_label(holder));
		subdev_holder_get_amount(holder);
		subdev_holder_get_start(holder);
	}
	subdev_holder_list_unref(list);
	return 0;
}

int ask_models(struct subdev_ctx *ctx)
{
	struct subdev_model_list *list;
	struct subdev_model *model;
	int err = subdev_model_dump(ctx, "2", "my-nic", &list);

	if (err)
		return err;
	subdev_model_list_foreach(list, model) {
		read_string(subdev_model_get_parent_name(model));
		read_string(subdev_model_get_type(model));
		read_string(subdev_model_get_uri(model));
		for (unsigned int i = 0; i < subdev_model_get_num_values(model); i++)
			read_value(subdev_model_get_value(model, i));
	}
	subdev_model_list_unref(list);
	return 0;
}

static void read_param(const struct subdev_param *param)
{
	read_string(subdev_param_get_parent_name(param));
	read_string(subdev_param_get_type(param));
	read_string(subdev_param_get_model(param));
	read_string(subdev_param_get_name(param));
	read_string(subdev_param_get_kind_str(param));
	read_string(subdev_param_get_change_str(param));
	subdev_param_get_min(param);
	subdev_param_get_max(param);
	if (subdev_param_get_default(param))
		read_value(subdev_param_get_default(param));
	for (unsigned int i = 0; i < subdev_param_get_num_choices(param); i++)
		read_string(subdev_param_get_choice(param, i));
}

int ask_params(struct subdev_ctx *ctx)
{
	struct subdev_param_list *list;
	struct subdev_param *param;
	int err = subdev_param_dump(ctx, "2", "my-nic", &list);

	if (err)
		return err;
	subdev_param_list_foreach(list, param)
		read_param(param);
	subdev_param_list_unref(list);
	return 0;
}

static void read_counts(const struct subdev_pool_counts *counts)
{
	read_string(subdev_pool_counts_get_name(counts));
	subdev_pool_counts_get_generation(counts);
	subdev_pool_counts_get_ready(counts);
}

static void read_dev(const struct subdev_dev *dev)
{
	read_string(subdev_dev_get_pool(dev));
	read_string(subdev_dev_get_why(dev));
	if (subdev_dev_get_pool_counts(dev))
		read_counts(subdev_dev_get_pool_counts(dev));
	read_bytes(subdev_dev_get_uuid(dev), SUBDEV_UUID_LEN);
	read_string(subdev_dev_get_uuid_str(dev));
	read_string(subdev_dev_get_label(dev));
	read_string(subdev_dev_get_parent_name(dev));
	read_string(subdev_dev_get_type(dev));
	read_string(subdev_dev_get_state_str(dev));
	read_string(subdev_dev_get_cdev(dev));
	read_string(subdev_dev_get_owner(dev));
	read_string(subdev_dev_get_lease_str(dev));
	subdev_dev_get_ttl(dev);
	for (unsigned int i = 0; i < subdev_dev_get_num_values(dev); i++)
		read_value(subdev_dev_get_value(dev, i));
	for (unsigned int i = 0; i < subdev_dev_get_num_amounts(dev); i++)
		read_amount(subdev_dev_get_amount(dev, i));
	for (unsigned int i = 0; i < subdev_dev_get_num_parent_resources(dev); i++)
		read_resource(subdev_dev_get_parent_resource(dev, i));
}

int ask_dev(struct subdev_ctx *ctx)
{
	struct subdev_dev *dev;
	int err = subdev_dev_get(ctx, "nic0", &dev);

	if (err)
		return err;
	read_dev(dev);
	subdev_dev_unref(dev);
	return 0;
}

int ask_devs(struct subdev_ctx *ctx)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	int err = subdev_dev_dump(ctx, NULL, NULL, NULL, &list);

	if (err)
		return err;
	subdev_dev_list_foreach(list, dev)
		read_dev(dev);
	subdev_dev_list_unref(list);
	return 0;
}

static int fill_create(struct subdev_dev_create *create)
{
	int err = subdev_dev_create_set_parent(create, "2");

	subdev_dev_create_set_version(create, 2);
	subdev_dev_create_set_lease(create, SUBDEV_LEASE_KIND_TTL, 30);
	if (!err)
		err = subdev_dev_create_set_owner(create, "agent");
	if (!err)
		err = subdev_dev_create_set_type(create, "my-nic");
	if (!err)
		err = subdev_dev_create_add_param_bool(create, "rss", true);
	if (!err)
		err = subdev_dev_create_add_param_uint(create, "rx-filter-size", 32);
	if (!err)
		err = subdev_dev_create_add_param_string(create, "link", "up");
	if (!err)
		err = subdev_dev_create_add_resource(create, "channel", 8);
	return err;
}

/* @run: creates, or asks what would be created. */
static int create(struct subdev_ctx *ctx,
		  int (*run)(struct subdev_dev_create *create, struct subdev_dev **out))
{
	struct subdev_dev_create *request;
	struct subdev_dev *dev;
	int err = subdev_dev_create_new(ctx, &request);

	if (err)
		return err;
	err = fill_create(request);
	if (!err)
		err = run(request, &dev);
	if (!err) {
		read_dev(dev);
		subdev_dev_unref(dev);
	}
	subdev_dev_create_free(request);
	return err;
}

int ask_create(struct subdev_ctx *ctx)
{
	return create(ctx, subdev_dev_create_run);
}

int ask_try(struct subdev_ctx *ctx)
{
	return create(ctx, subdev_dev_create_try);
}

static int fill_set(struct subdev_dev_set *set)
{
	int err = subdev_dev_set_label(set, "a");

	subdev_dev_set_version(set, 2);
	subdev_dev_set_if_generation(set, 4);
	if (!err)
		err = subdev_dev_set_param_bool(set, "rss", false);
	if (!err)
		err = subdev_dev_set_param_uint(set, "rx-filter-size", 32);
	if (!err)
		err = subdev_dev_set_param_string(set, "link", "up");
	if (!err)
		err = subdev_dev_set_resource(set, "channel", 8);
	return err;
}

int ask_set(struct subdev_ctx *ctx)
{
	struct subdev_dev_set *set;
	struct subdev_dev *dev;
	int err = subdev_dev_set_new(ctx, "nic0", &set);

	if (err)
		return err;
	err = fill_set(set);
	if (!err)
		err = subdev_dev_set_run(set, &dev);
	if (!err) {
		read_dev(dev);
		subdev_dev_unref(dev);
	}
	subdev_dev_set_free(set);
	return err;
}

int ask_renew(struct subdev_ctx *ctx)
{
	struct subdev_dev *dev;
	int err = subdev_dev_renew(ctx, "8", 90, NULL, &dev);

	if (err)
		return err;
	read_dev(dev);
	subdev_dev_unref(dev);
	return 0;
}

int ask_cordon(struct subdev_ctx *ctx)
{
	struct subdev_parent *parent;
	int err = subdev_parent_set_cordon(ctx, "2", true, &parent);

	if (err)
		return err;
	read_parent(parent);
	subdev_parent_unref(parent);
	return 0;
}

int ask_limits(struct subdev_ctx *ctx)
{
	struct subdev_limit_list *list;
	struct subdev_limit *limit;
	int err = subdev_limit_dump(ctx, "2", "vm/21", &list);

	if (err)
		return err;
	subdev_limit_list_foreach(list, limit) {
		subdev_limit_get_parent_index(limit);
		read_string(subdev_limit_get_parent_name(limit));
		read_string(subdev_limit_get_owner(limit));
		read_string(subdev_limit_get_resource(limit));
		subdev_limit_get_amount(limit);
		subdev_limit_get_used(limit);
	}
	subdev_limit_list_unref(list);
	return 0;
}

static int run_limit(struct subdev_limit_set *set)
{
	struct subdev_parent *parent;
	int err = subdev_limit_set_amount(set, "channel", 4);

	if (!err)
		err = subdev_limit_set_none(set, "queue");
	if (!err)
		err = subdev_limit_set_run(set, &parent);
	if (err)
		return err;
	read_parent(parent);
	subdev_parent_unref(parent);
	return 0;
}

int ask_limit(struct subdev_ctx *ctx)
{
	struct subdev_limit_set *set;
	int err = subdev_limit_set_new(ctx, "2", "agent", &set);

	if (err)
		return err;
	err = run_limit(set);
	subdev_limit_set_free(set);
	return err;
}

static void read_pool(const struct subdev_pool *pool)
{
	read_string(subdev_pool_get_name(pool));
	read_string(subdev_pool_get_parent_name(pool));
	read_string(subdev_pool_get_type(pool));
	read_string(subdev_pool_get_state_str(pool));
	read_string(subdev_pool_get_why(pool));
	subdev_pool_get_generation(pool);
	for (unsigned int i = 0; i < subdev_pool_get_num_values(pool); i++)
		read_value(subdev_pool_get_value(pool, i));
	for (unsigned int i = 0; i < subdev_pool_get_num_amounts(pool); i++)
		read_amount(subdev_pool_get_amount(pool, i));
}

int ask_pool(struct subdev_ctx *ctx)
{
	struct subdev_pool *pool;
	int err = subdev_pool_get(ctx, "gold", &pool);

	if (err)
		return err;
	read_pool(pool);
	subdev_pool_unref(pool);
	return 0;
}

int ask_pools(struct subdev_ctx *ctx)
{
	struct subdev_pool_list *list;
	struct subdev_pool *pool;
	int err = subdev_pool_dump(ctx, NULL, &list);

	if (err)
		return err;
	subdev_pool_list_foreach(list, pool)
		read_pool(pool);
	subdev_pool_list_unref(list);
	return 0;
}

static int fill_pool_create(struct subdev_pool_create *create)
{
	int err = subdev_pool_create_set_name(create, "silver");

	subdev_pool_create_set_version(create, 2);
	if (!err)
		err = subdev_pool_create_set_parent(create, "2");
	if (!err)
		err = subdev_pool_create_set_type(create, "my-nic");
	if (!err)
		err = subdev_pool_create_add_param_bool(create, "rss", true);
	if (!err)
		err = subdev_pool_create_add_param_uint(create, "rx-filter-size", 32);
	if (!err)
		err = subdev_pool_create_add_param_string(create, "link", "up");
	if (!err)
		err = subdev_pool_create_add_resource(create, "channel", 8);
	return err;
}

int ask_pool_create(struct subdev_ctx *ctx)
{
	struct subdev_pool_create *request;
	struct subdev_pool *pool;
	int err = subdev_pool_create_new(ctx, &request);

	if (err)
		return err;
	err = fill_pool_create(request);
	if (!err)
		err = subdev_pool_create_run(request, &pool);
	if (!err) {
		read_pool(pool);
		subdev_pool_unref(pool);
	}
	subdev_pool_create_free(request);
	return err;
}

int ask_pool_set(struct subdev_ctx *ctx)
{
	struct subdev_pool_set *set;
	struct subdev_pool *pool;
	int err = subdev_pool_set_new(ctx, "gold", &set);

	if (err)
		return err;
	subdev_pool_set_size(set, 1);
	err = subdev_pool_set_run(set, &pool);
	if (!err) {
		read_pool(pool);
		subdev_pool_unref(pool);
	}
	subdev_pool_set_free(set);
	return err;
}

int ask_pool_push(struct subdev_ctx *ctx)
{
	struct subdev_pool_counts *counts;
	int err = subdev_pool_push(ctx, "gold", 1, &counts);

	if (err)
		return err;
	read_counts(counts);
	subdev_pool_counts_unref(counts);
	return 0;
}

static int fill_pull(struct subdev_pool_pull *pull)
{
	int err = subdev_pool_pull_set_owner(pull, "agent");

	subdev_pool_pull_set_lease(pull, SUBDEV_LEASE_KIND_TTL, 30);
	return err;
}

int ask_pool_pull(struct subdev_ctx *ctx)
{
	struct subdev_pool_pull *pull;
	struct subdev_dev *dev;
	int err = subdev_pool_pull_new(ctx, "gold", &pull);

	if (err)
		return err;
	err = fill_pull(pull);
	if (!err)
		err = subdev_pool_pull_run(pull, SUBDEV_WAIT_FOREVER, &dev);
	if (!err) {
		read_dev(dev);
		subdev_dev_unref(dev);
	}
	subdev_pool_pull_free(pull);
	return err;
}

static int add_pull(struct subdev_ctx *ctx, struct subdev_transaction *transaction)
{
	struct subdev_pool_pull *pull;
	int err = subdev_pool_pull_new(ctx, "gold", &pull);

	if (err)
		return err;
	err = fill_pull(pull);
	if (!err)
		err = subdev_transaction_add_pull(transaction, pull, 1);
	subdev_pool_pull_free(pull);
	return err;
}

static int add_create(struct subdev_ctx *ctx, struct subdev_transaction *transaction)
{
	struct subdev_dev_create *request;
	int err = subdev_dev_create_new(ctx, &request);

	if (err)
		return err;
	err = fill_create(request);
	if (!err)
		err = subdev_transaction_add_create(transaction, request, 1);
	subdev_dev_create_free(request);
	return err;
}

int ask_transaction(struct subdev_ctx *ctx)
{
	struct subdev_transaction *transaction;
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	int err = subdev_transaction_new(ctx, &transaction);

	if (err)
		return err;
	subdev_transaction_set_whole(transaction, true);
	err = add_create(ctx, transaction);
	if (!err)
		err = add_pull(ctx, transaction);
	if (!err)
		err = subdev_transaction_run(transaction, &list);
	if (!err) {
		subdev_dev_list_foreach(list, dev)
			read_dev(dev);
		subdev_dev_list_unref(list);
	}
	subdev_transaction_free(transaction);
	return err;
}

static void read_stats(const struct subdev_stats *stats)
{
	read_bytes(subdev_stats_get_uuid(stats), SUBDEV_UUID_LEN);
	read_string(subdev_stats_get_uuid_str(stats));
	read_string(subdev_stats_get_label(stats));
	read_string(subdev_stats_get_parent_name(stats));
	read_string(subdev_stats_get_pool(stats));
	subdev_stats_get_opens(stats);
	subdev_stats_get_refills(stats);
}

static int read_stats_of(int err, struct subdev_stats_list *list)
{
	struct subdev_stats *stats;

	if (err)
		return err;
	subdev_stats_list_foreach(list, stats)
		read_stats(stats);
	subdev_stats_list_unref(list);
	return 0;
}

int ask_dev_stats(struct subdev_ctx *ctx)
{
	struct subdev_stats_list *list = NULL;
	int err = subdev_dev_stats_dump(ctx, "2", &list);

	return read_stats_of(err, list);
}

int ask_pool_stats(struct subdev_ctx *ctx)
{
	struct subdev_stats_list *list = NULL;
	int err = subdev_pool_stats_dump(ctx, &list);

	return read_stats_of(err, list);
}

int ask_parent_stats(struct subdev_ctx *ctx)
{
	struct subdev_stats_list *list = NULL;
	int err = subdev_parent_stats_dump(ctx, &list);

	return read_stats_of(err, list);
}

static void read_manifest(const struct subdev_manifest *manifest)
{
	read_string(subdev_manifest_get_model(manifest));
	for (unsigned int i = 0; i < subdev_manifest_get_num_values(manifest); i++)
		read_value(subdev_manifest_get_value(manifest, i));
	for (unsigned int i = 0; i < subdev_manifest_get_num_amounts(manifest); i++)
		read_amount(subdev_manifest_get_amount(manifest, i));
	read_bytes(subdev_manifest_get_token(manifest), subdev_manifest_get_token_len(manifest));
}

int ask_manifest(struct subdev_ctx *ctx)
{
	struct subdev_manifest *manifest;
	int err = subdev_manifest_get_dev(ctx, "nic0", &manifest);

	if (err)
		return err;
	read_manifest(manifest);
	subdev_manifest_unref(manifest);
	return 0;
}

int ask_manifests(struct subdev_ctx *ctx)
{
	struct subdev_manifest_list *list;
	struct subdev_manifest *manifest;
	int err = subdev_manifest_dump(ctx, "2", "my-nic", &list);

	if (err)
		return err;
	subdev_manifest_list_foreach(list, manifest)
		read_manifest(manifest);
	subdev_manifest_list_unref(list);
	return 0;
}

static void read_verdict(const struct subdev_verdict *verdict)
{
	read_string(subdev_verdict_get_purpose_str(verdict));
	for (unsigned int i = 0; i < subdev_verdict_get_num_reasons(verdict); i++) {
		const struct subdev_reason *reason = subdev_verdict_get_reason(verdict, i);

		read_string(subdev_reason_get_subject_str(reason));
		read_string(subdev_reason_get_name(reason));
		read_string(subdev_reason_get_wanted(reason));
		read_string(subdev_reason_get_had(reason));
	}
	if (subdev_verdict_get_manifest(verdict))
		read_manifest(subdev_verdict_get_manifest(verdict));
}

/* A manifest that does not fit, so that there are reasons. */
static const char unfit[] =
	"{\"subdev_manifest\":1,\"model\":\"other\",\"params\":{\"turbo\":true}}";

int ask_check(struct subdev_ctx *ctx)
{
	struct subdev_manifest *manifest;
	struct subdev_verdict *verdict;
	int err = subdev_manifest_from_json(ctx, unfit, strlen(unfit), &manifest);

	if (err)
		return err;
	err = subdev_manifest_check_dev(ctx, manifest, "nic0", &verdict);
	if (!err) {
		read_verdict(verdict);
		subdev_verdict_unref(verdict);
	}
	subdev_manifest_unref(manifest);
	return err;
}

static const char fit[] =
	"[{\"subdev_manifest\":1,\"model\":\"https://example.org/my-nic\",\"version\":2,"
	"\"params\":{\"rss\":true,\"link\":\"up\"},\"resources\":{\"channel\":1},"
	"\"token\":\"00\"}]";

int ask_negotiate(struct subdev_ctx *ctx)
{
	struct subdev_manifest_list *list;
	struct subdev_verdict *verdict;
	int err = subdev_manifest_list_from_json(ctx, fit, strlen(fit), &list);

	if (err)
		return err;
	err = subdev_manifest_negotiate(ctx, list, "2", "my-nic", &verdict);
	if (!err) {
		read_verdict(verdict);
		subdev_verdict_unref(verdict);
	}
	subdev_manifest_list_unref(list);
	return err;
}
