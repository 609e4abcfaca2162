#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# Events: what they say, their order and numbers, and how a listener finds out that it has lost some.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

modprobe subdev_sim parents=2 || skip_all "subdev_sim cannot be loaded"

run_points "$(dirname "$0")/events.py"
finish
