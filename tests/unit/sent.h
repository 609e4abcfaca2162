/* SPDX-License-Identifier: GPL-2.0-only */
/* What the last request said. */
#ifndef TEST_SENT_H
#define TEST_SENT_H

#include "fake.h"

const struct msg *last_request(const struct fake *fake);
void assert_sent(const struct fake *fake, uint8_t cmd, unsigned int num_attrs);
void assert_sent_u8(const struct fake *fake, uint16_t attr, uint8_t value);
void assert_sent_u32(const struct fake *fake, uint16_t attr, uint32_t value);
void assert_sent_u64(const struct fake *fake, uint16_t attr, uint64_t value);
void assert_sent_string(const struct fake *fake, uint16_t attr, const char *value);

#endif /* TEST_SENT_H */
