#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock debug
# Pools: how they are filled, what is pulled and comes back, and what is left when somebody or something goes.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

# What races needs two processors, all else only one. Half a million pulls, and as many returns, are for what is shipped.
case ${SUBDEV_KERNEL:-uml} in
uml) parts=(life fill pull return lease end told parent) pulls=2000 seconds=5 ;;
stock) parts=() pulls=500000 seconds=10 ;;
*) parts=(told) pulls=5000 seconds=15 ;;
esac

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

for part in "${parts[@]}"; do
	run_points "$here/pool_$part.py"
done
modprobe subdev_sim parents=0
sim_add 0 basic
run_points pool_race count $pulls
run_points pool_race seconds $seconds
finish
