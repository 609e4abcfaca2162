#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml debug
# Folding: a dump and the events after it are what a new dump says, whatever happens meanwhile.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

run_points "$(dirname "$0")/fold.py"
finish
