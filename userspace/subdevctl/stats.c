// SPDX-License-Identifier: GPL-2.0-only
/* What was counted of subdevices, pools and parents: the verb stats of each noun. */
#include "stats.h"

/* How one row of a table of stats is put, of which noun. */
struct form {
	const struct column *columns;
	size_t num_columns;
	void (*put)(struct output *out, const struct subdev_stats *stats);
};

static int print_one(struct tool *tool, const struct form *form, struct subdev_stats *stats)
{
	output_table(tool->out, form->columns, form->num_columns);
	output_row(tool->out);
	form->put(tool->out, stats);
	subdev_stats_unref(stats);
	return output_end(tool->out);
}

static int print_list(struct tool *tool, const struct form *form, struct subdev_stats_list *list)
{
	struct subdev_stats *stats;

	output_table(tool->out, form->columns, form->num_columns);
	subdev_stats_list_foreach(list, stats) {
		output_row(tool->out);
		form->put(tool->out, stats);
	}
	list_check(subdev_stats_list_is_consistent(list));
	subdev_stats_list_unref(list);
	return output_end(tool->out);
}

/*
 * Of subdevices
 */

enum {
	DEV_ID, DEV_LABEL, DEV_OPENS, DEV_TIME_IN_USE, DEV_READS, DEV_WRITES, DEV_MMAPS,
	DEV_INTERRUPTS, DEV_DMA_READ, DEV_DMA_WRITTEN, DEV_RESETS, DEV_FAILURES, DEV_PULLS,
	DEV_UUID,
};

static const struct column dev_stats_columns[] = {
	[DEV_ID] = { "id", COLUMN_RIGHT },
	[DEV_LABEL] = { "label", COLUMN_WRAP },
	[DEV_OPENS] = { "opens", COLUMN_RIGHT },
	[DEV_TIME_IN_USE] = { "time_in_use", COLUMN_RIGHT },
	[DEV_READS] = { "reads", COLUMN_RIGHT },
	[DEV_WRITES] = { "writes", COLUMN_RIGHT },
	[DEV_MMAPS] = { "mmaps", COLUMN_RIGHT | COLUMN_WIDE },
	[DEV_INTERRUPTS] = { "interrupts", COLUMN_RIGHT },
	[DEV_DMA_READ] = { "dma_read", COLUMN_RIGHT | COLUMN_WIDE },
	[DEV_DMA_WRITTEN] = { "dma_written", COLUMN_RIGHT | COLUMN_WIDE },
	[DEV_RESETS] = { "resets", COLUMN_RIGHT },
	[DEV_FAILURES] = { "failures", COLUMN_RIGHT },
	[DEV_PULLS] = { "pulls", COLUMN_RIGHT | COLUMN_WIDE },
	[DEV_UUID] = { "uuid", COLUMN_DETAIL },
};

static void put_dev(struct output *out, const struct subdev_stats *stats)
{
	const struct column *columns = dev_stats_columns;

	output_uint(out, &columns[DEV_ID], subdev_stats_get_id(stats));
	output_string(out, &columns[DEV_LABEL], subdev_stats_get_label(stats));
	output_uint(out, &columns[DEV_OPENS], subdev_stats_get_opens(stats));
	output_nanoseconds(out, &columns[DEV_TIME_IN_USE], subdev_stats_get_time_in_use(stats));
	output_uint(out, &columns[DEV_READS], subdev_stats_get_reads(stats));
	output_uint(out, &columns[DEV_WRITES], subdev_stats_get_writes(stats));
	output_uint(out, &columns[DEV_MMAPS], subdev_stats_get_mmaps(stats));
	output_uint(out, &columns[DEV_INTERRUPTS], subdev_stats_get_interrupts(stats));
	output_size(out, &columns[DEV_DMA_READ], subdev_stats_get_dma_read(stats),
		    SUBDEV_UNIT_BYTES);
	output_size(out, &columns[DEV_DMA_WRITTEN], subdev_stats_get_dma_written(stats),
		    SUBDEV_UNIT_BYTES);
	output_uint(out, &columns[DEV_RESETS], subdev_stats_get_resets(stats));
	output_uint(out, &columns[DEV_FAILURES], subdev_stats_get_failures(stats));
	output_uint(out, &columns[DEV_PULLS], subdev_stats_get_pulls(stats));
	output_string(out, &columns[DEV_UUID], subdev_stats_get_uuid_str(stats));
}

static const struct form dev_form = {
	dev_stats_columns, ARRAY_SIZE(dev_stats_columns), put_dev,
};

enum { DEV_STATS_DEV, DEV_STATS_PARENT };

const struct param dev_stats_params[] = {
	[DEV_STATS_DEV] = { .kind = PARAM_DEV, .value = "DEV", .subject = true },
	[DEV_STATS_PARENT] = { .kind = PARAM_PARENT, .keyword = "parent", .value = "PARENT" },
	{ .kind = PARAM_END },
};

bool dev_stats_check(const struct args *args, struct complaint *why)
{
	if (arg_get(args, DEV_STATS_DEV) && arg_get(args, DEV_STATS_PARENT))
		return complain(why, "one subdevice, or those of a parent");
	return true;
}

int dev_stats(struct tool *tool, const struct args *args)
{
	const char *dev = arg_get(args, DEV_STATS_DEV);
	struct subdev_stats_list *list;
	struct subdev_stats *stats;
	int err;

	err = dev ? subdev_dev_stats_get(tool->ctx, dev, &stats) :
		    subdev_dev_stats_dump(tool->ctx, arg_get(args, DEV_STATS_PARENT), &list);
	if (err)
		return err;
	return dev ? print_one(tool, &dev_form, stats) : print_list(tool, &dev_form, list);
}

/*
 * Of pools
 */

enum {
	POOL_NAME, POOL_PULLS, POOL_RETURNS, POOL_WAITS, POOL_REFILLS, POOL_CREATES, POOL_DELETES,
	POOL_FAILURES,
};

static const struct column pool_stats_columns[] = {
	[POOL_NAME] = { "name", COLUMN_WRAP },
	[POOL_PULLS] = { "pulls", COLUMN_RIGHT },
	[POOL_RETURNS] = { "returns", COLUMN_RIGHT },
	[POOL_WAITS] = { "waits", COLUMN_RIGHT },
	[POOL_REFILLS] = { "refills", COLUMN_RIGHT },
	[POOL_CREATES] = { "creates", COLUMN_RIGHT },
	[POOL_DELETES] = { "deletes", COLUMN_RIGHT },
	[POOL_FAILURES] = { "failures", COLUMN_RIGHT },
};

static void put_pool(struct output *out, const struct subdev_stats *stats)
{
	const struct column *columns = pool_stats_columns;

	output_string(out, &columns[POOL_NAME], subdev_stats_get_pool(stats));
	output_uint(out, &columns[POOL_PULLS], subdev_stats_get_pulls(stats));
	output_uint(out, &columns[POOL_RETURNS], subdev_stats_get_returns(stats));
	output_uint(out, &columns[POOL_WAITS], subdev_stats_get_waits(stats));
	output_uint(out, &columns[POOL_REFILLS], subdev_stats_get_refills(stats));
	output_uint(out, &columns[POOL_CREATES], subdev_stats_get_creates(stats));
	output_uint(out, &columns[POOL_DELETES], subdev_stats_get_deletes(stats));
	output_uint(out, &columns[POOL_FAILURES], subdev_stats_get_failures(stats));
}

static const struct form pool_form = {
	pool_stats_columns, ARRAY_SIZE(pool_stats_columns), put_pool,
};

enum { POOL_STATS_NAME };

const struct param pool_stats_params[] = {
	[POOL_STATS_NAME] = { .kind = PARAM_POOL, .value = "NAME", .subject = true },
	{ .kind = PARAM_END },
};

int pool_stats(struct tool *tool, const struct args *args)
{
	const char *name = arg_get(args, POOL_STATS_NAME);
	struct subdev_stats_list *list;
	struct subdev_stats *stats;
	int err;

	err = name ? subdev_pool_stats_get(tool->ctx, name, &stats) :
		     subdev_pool_stats_dump(tool->ctx, &list);
	if (err)
		return err;
	return name ? print_one(tool, &pool_form, stats) : print_list(tool, &pool_form, list);
}

/*
 * Of parents
 */

enum {
	PARENT_INDEX, PARENT_NAME, PARENT_CREATES, PARENT_DELETES, PARENT_OPENS,
	PARENT_TIME_IN_USE, PARENT_RESETS, PARENT_FAILURES, PARENT_PULLS, PARENT_RETURNS,
	PARENT_WAITS, PARENT_REFILLS,
};

static const struct column parent_stats_columns[] = {
	[PARENT_INDEX] = { "index", COLUMN_RIGHT },
	[PARENT_NAME] = { "name", COLUMN_WRAP },
	[PARENT_CREATES] = { "creates", COLUMN_RIGHT },
	[PARENT_DELETES] = { "deletes", COLUMN_RIGHT },
	[PARENT_OPENS] = { "opens", COLUMN_RIGHT },
	[PARENT_TIME_IN_USE] = { "time_in_use", COLUMN_RIGHT },
	[PARENT_RESETS] = { "resets", COLUMN_RIGHT },
	[PARENT_FAILURES] = { "failures", COLUMN_RIGHT },
	[PARENT_PULLS] = { "pulls", COLUMN_RIGHT | COLUMN_WIDE },
	[PARENT_RETURNS] = { "returns", COLUMN_RIGHT | COLUMN_WIDE },
	[PARENT_WAITS] = { "waits", COLUMN_RIGHT | COLUMN_WIDE },
	[PARENT_REFILLS] = { "refills", COLUMN_RIGHT | COLUMN_WIDE },
};

static void put_parent(struct output *out, const struct subdev_stats *stats)
{
	const struct column *columns = parent_stats_columns;

	output_uint(out, &columns[PARENT_INDEX], subdev_stats_get_parent_index(stats));
	output_string(out, &columns[PARENT_NAME], subdev_stats_get_parent_name(stats));
	output_uint(out, &columns[PARENT_CREATES], subdev_stats_get_creates(stats));
	output_uint(out, &columns[PARENT_DELETES], subdev_stats_get_deletes(stats));
	output_uint(out, &columns[PARENT_OPENS], subdev_stats_get_opens(stats));
	output_nanoseconds(out, &columns[PARENT_TIME_IN_USE],
			   subdev_stats_get_time_in_use(stats));
	output_uint(out, &columns[PARENT_RESETS], subdev_stats_get_resets(stats));
	output_uint(out, &columns[PARENT_FAILURES], subdev_stats_get_failures(stats));
	output_uint(out, &columns[PARENT_PULLS], subdev_stats_get_pulls(stats));
	output_uint(out, &columns[PARENT_RETURNS], subdev_stats_get_returns(stats));
	output_uint(out, &columns[PARENT_WAITS], subdev_stats_get_waits(stats));
	output_uint(out, &columns[PARENT_REFILLS], subdev_stats_get_refills(stats));
}

static const struct form parent_form = {
	parent_stats_columns, ARRAY_SIZE(parent_stats_columns), put_parent,
};

enum { PARENT_STATS_PARENT };

const struct param parent_stats_params[] = {
	[PARENT_STATS_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	{ .kind = PARAM_END },
};

int parent_stats(struct tool *tool, const struct args *args)
{
	const char *parent = arg_get(args, PARENT_STATS_PARENT);
	struct subdev_stats_list *list;
	struct subdev_stats *stats;
	int err;

	err = parent ? subdev_parent_stats_get(tool->ctx, parent, &stats) :
		       subdev_parent_stats_dump(tool->ctx, &list);
	if (err)
		return err;
	return parent ? print_one(tool, &parent_form, stats) :
			print_list(tool, &parent_form, list);
}
