// SPDX-License-Identifier: GPL-2.0-only
/* Print what the library believes of the protocol, for check-spec. */
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "names.h"

static const char * const kinds[] = {
	[ATTR_U8] = "u8",
	[ATTR_U32] = "u32",
	[ATTR_UINT] = "uint",
	[ATTR_STRING] = "string",
	[ATTR_UUID] = "binary",
	[ATTR_BINARY] = "binary",
	[ATTR_FLAG] = "flag",
	[ATTR_NEST] = "nest",
};

static void print_set(const struct attr_set *set)
{
	for (unsigned int i = 0; i <= set->max; i++) {
		const struct attr_desc *desc = &set->attrs[i];

		if (desc->name)
			printf("attr %s %u %s %s %s\n", set->name, i, desc->name, kinds[desc->kind],
			       desc->nested ? desc->nested->name : "-");
	}
}

/* All enumerations have fewer values; the next one would be "unknown". */
#define VALUES_MAX 100

static void print_enum(const char *name, const char *(*name_of)(uint32_t value))
{
	for (uint32_t i = 0; i < VALUES_MAX; i++) {
		if (strcmp(name_of(i), "unknown"))
			printf("enum %s %u %s\n", name, i, name_of(i));
	}
}

int main(void)
{
	print_set(&attr_set_event);
	print_set(&attr_set_resource);
	print_set(&attr_set_holder);
	print_set(&attr_set_limit);
	print_set(&attr_set_new_limit);
	print_set(&attr_set_use);
	print_set(&attr_set_amount);
	print_set(&attr_set_value);
	print_set(&attr_set_display);
	print_set(&attr_set_serial);
	print_set(&attr_set_accel);
	print_set(&attr_set_storage);
	print_set(&attr_set_net);
	print_set(&attr_set_param);
	print_set(&attr_set_model);
	print_set(&attr_set_manifest);
	print_set(&attr_set_reason);
	print_set(&attr_set_verdict);
	print_set(&attr_set_parent);
	print_set(&attr_set_type);
	print_set(&attr_set_dev);
	print_set(&attr_set_pool);
	print_set(&attr_set_transaction);
	print_set(&attr_set_stats);
	print_set(&attr_set_filter);

	print_enum("class", class_name);
	print_enum("dev-state", state_name);
	print_enum("unit", unit_name);
	print_enum("change", change_name);
	print_enum("param-kind", kind_name);
	print_enum("purpose", purpose_name);
	print_enum("subject", subject_name);
	print_enum("lease-kind", lease_name);
	print_enum("cause", cause_name);
	print_enum("event-kind", event_kind_name);
	print_enum("pool-state", pool_state_name);
	return 0;
}
