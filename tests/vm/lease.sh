#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml debug
# Owners, leases and cordons: what ends, when, and what goes on.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

# What races needs two processors, all else only one.
case ${SUBDEV_KERNEL:-uml} in
uml) parts=(ends socket time owner cordon) seconds=6 ;;
*) parts=() seconds=12 ;;
esac

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

for part in "${parts[@]}"; do
	run_points "$here/lease_$part.py"
done
run_points "$here/lease_stress.py" $seconds
run_points "$here/lease_unload.py"
finish
