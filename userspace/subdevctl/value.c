// SPDX-License-Identifier: GPL-2.0-only
/* Resources, amounts and values of params: the parts that several objects have. */
#include "value.h"

void value_put(struct output *out, const struct column *column, const struct subdev_value *value)
{
	switch (value ? subdev_value_get_kind(value) : 0) {
	case SUBDEV_PARAM_KIND_BOOL:
		output_switch(out, column, subdev_value_get_bool(value));
		break;
	case SUBDEV_PARAM_KIND_UINT:
		output_uint(out, column, subdev_value_get_uint(value));
		break;
	case SUBDEV_PARAM_KIND_STRING:
		output_string(out, column, subdev_value_get_string(value));
		break;
	default:
		output_none(out, column);
	}
}

enum { VALUE_NAME, VALUE_VALUE };

static const struct column value_columns[] = {
	[VALUE_NAME] = { "name", COLUMN_NAME },
	[VALUE_VALUE] = { "value", COLUMN_VALUE },
};

void values_begin(struct output *out, const struct column *column)
{
	output_list(out, column, value_columns, ARRAY_SIZE(value_columns));
}

void values_put(struct output *out, const struct subdev_value *value)
{
	output_item(out);
	output_string(out, &value_columns[VALUE_NAME], subdev_value_get_name(value));
	value_put(out, &value_columns[VALUE_VALUE], value);
}

enum { AMOUNT_NAME, AMOUNT_AMOUNT, AMOUNT_START };

static const struct column amount_columns[] = {
	[AMOUNT_NAME] = { "name", COLUMN_NAME },
	[AMOUNT_AMOUNT] = { "amount", COLUMN_VALUE },
	[AMOUNT_START] = { "start", COLUMN_AT },
};

void amounts_begin(struct output *out, const struct column *column)
{
	output_list(out, column, amount_columns, ARRAY_SIZE(amount_columns));
}

void amounts_put(struct output *out, const struct subdev_amount *amount, uint32_t unit)
{
	const struct column *columns = amount_columns;

	output_item(out);
	output_string(out, &columns[AMOUNT_NAME], subdev_amount_get_name(amount));
	output_size(out, &columns[AMOUNT_AMOUNT], subdev_amount_get_amount(amount), unit);
	if (subdev_amount_has_start(amount))
		output_size(out, &columns[AMOUNT_START], subdev_amount_get_start(amount), unit);
	else
		output_none(out, &columns[AMOUNT_START]);
}

enum { NAME, UNIT, FREE, CAPACITY, CONTIGUOUS, LARGEST };

static const struct column resource_columns[] = {
	[NAME] = { "name", COLUMN_NAME | COLUMN_WRAP },
	[UNIT] = { "unit", 0 },
	[FREE] = { "free", COLUMN_VALUE | COLUMN_RIGHT },
	[CAPACITY] = { "capacity", COLUMN_OF | COLUMN_RIGHT },
	[CONTIGUOUS] = { "contiguous", 0 },
	[LARGEST] = { "largest", COLUMN_RIGHT },
};

void resources_begin(struct output *out, const struct column *column)
{
	output_list(out, column, resource_columns, ARRAY_SIZE(resource_columns));
}

void resources_put(struct output *out, const struct subdev_resource *resource)
{
	const struct column *columns = resource_columns;
	uint32_t unit = subdev_resource_get_unit(resource);
	uint64_t largest;

	output_item(out);
	output_string(out, &columns[NAME], subdev_resource_get_name(resource));
	output_string(out, &columns[UNIT], subdev_resource_get_unit_str(resource));
	output_size(out, &columns[FREE], subdev_resource_get_free(resource), unit);
	output_size(out, &columns[CAPACITY], subdev_resource_get_capacity(resource), unit);
	output_bool(out, &columns[CONTIGUOUS], subdev_resource_is_contiguous(resource));
	if (subdev_resource_get_largest(resource, &largest))
		output_size(out, &columns[LARGEST], largest, unit);
	else
		output_none(out, &columns[LARGEST]);
}
