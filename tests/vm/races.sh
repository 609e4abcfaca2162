#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: stock debug
# Resources, models and manifests from several processes at once, while parents and the driver go. Needs two processors.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

case ${SUBDEV_KERNEL:-debug} in
debug) seconds=20 ;;
*) seconds=10 ;;
esac

modprobe subdev_vfio || skip_all "subdev_vfio cannot be loaded"

run_points "$(dirname "$0")/races.py" $seconds
finish
