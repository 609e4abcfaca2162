/* SPDX-License-Identifier: GPL-2.0-only */
/* What the wires between two ports carry. */
#ifndef _SUBDEV_SERIAL_LINE_H
#define _SUBDEV_SERIAL_LINE_H

struct uart;

void line_settle(struct uart *a, struct uart *b);

#endif /* _SUBDEV_SERIAL_LINE_H */
