#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml debug
# Limits: how much of a parent's resources the subdevices of one owner may hold together.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

# What races needs two processors, all else only one.
case ${SUBDEV_KERNEL:-uml} in
uml) parts=(set hold) seconds=5 ;;
*) parts=() seconds=12 ;;
esac

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

for part in "${parts[@]}"; do
	run_points "$here/limit_$part.py"
done
run_points "$here/limit_race.py" $seconds
finish
