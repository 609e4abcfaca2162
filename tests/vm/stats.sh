#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock debug
# What is counted of subdevices, parents and pools.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

trace=/sys/kernel/tracing
[ -e $trace/events ] || mount -t tracefs tracefs $trace || skip_all "the kernel has no tracefs"

[ "${SUBDEV_KERNEL:-uml}" = debug ] || run_points "$here/stats.py"
run_points "$here/stats_race.py" 2000
finish
