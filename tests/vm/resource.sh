#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock
# Resources: what types take from each other, ranges of contiguous ones, changes of what a subdevice holds, dry runs.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

for part in m60 ranges set dry_run; do
	run_points "$here/resource_$part.py"
done
finish
