#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: stock
# run: --icount --timeout 600
# What a pull and a return cost does not grow with the number of those that are ready: in instructions, not in time.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"
sim_add 0 basic
run_points pool_cost 16 8192
finish
