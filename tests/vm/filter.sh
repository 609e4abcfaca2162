#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# Filters: which events a listener gets, and for how long it is so.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

modprobe subdev_sim parents=2 || skip_all "subdev_sim cannot be loaded"

run_points "$(dirname "$0")/filter.py"
finish
