/* SPDX-License-Identifier: GPL-2.0-only */
/* Resources, amounts and values of params: the parts that several objects have. */
#ifndef SUBDEVCTL_VALUE_H
#define SUBDEVCTL_VALUE_H

#include "tool.h"

/* The value of a param, in the form of its kind; NULL for none. */
void value_put(struct output *out, const struct column *column, const struct subdev_value *value);

/* A list of params with their values, each put by values_put(). */
void values_begin(struct output *out, const struct column *column);
void values_put(struct output *out, const struct subdev_value *value);

/* A list of amounts. */
void amounts_begin(struct output *out, const struct column *column);
void amounts_put(struct output *out, const struct subdev_amount *amount, uint32_t unit);

/* A list of resources of a parent. */
void resources_begin(struct output *out, const struct column *column);
void resources_put(struct output *out, const struct subdev_resource *resource);

#endif /* SUBDEVCTL_VALUE_H */
