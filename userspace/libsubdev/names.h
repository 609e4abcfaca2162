/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the values of the protocol's enumerations are called; "unknown" is one of a newer kernel. */
#ifndef SUBDEV_NAMES_H
#define SUBDEV_NAMES_H

#include <stdint.h>

const char *class_name(uint32_t class);
const char *state_name(uint32_t state);
const char *unit_name(uint32_t unit);
const char *change_name(uint32_t change);
const char *kind_name(uint32_t kind);
const char *purpose_name(uint32_t purpose);
const char *subject_name(uint32_t subject);
const char *lease_name(uint32_t lease);
const char *cause_name(uint32_t cause);
const char *event_kind_name(uint32_t kind);
const char *pool_state_name(uint32_t state);

#endif /* SUBDEV_NAMES_H */
