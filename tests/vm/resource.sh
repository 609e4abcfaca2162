#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# Resources: what types take from each other, ranges of contiguous ones, changes of what a subdevice holds, dry runs.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

# The emulated processor of the distribution's kernel takes its time.

run_points "$here/resource_m60.py"
run_points "$here/resource_ranges.py" 1 2000
run_points "$here/resource_set.py"
run_points "$here/resource_dry_run.py"
finish
