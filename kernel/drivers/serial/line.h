/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the wires between two ports carry. Pure logic, like uart.h.
 *
 * A far end is a port; the port itself for a loopback plug; NULL for the open
 * end of a cable.
 */
#ifndef _SUBDEV_SERIAL_LINE_H
#define _SUBDEV_SERIAL_LINE_H

#include <linux/types.h>

struct uart;

void line_connect(struct uart *u, struct uart *far);
bool line_can_move(struct uart *from, struct uart *to);
void line_move(struct uart *from, struct uart *to, unsigned int max);

#endif /* _SUBDEV_SERIAL_LINE_H */
