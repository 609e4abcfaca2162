#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock debug
# Pools: how they are filled, what is pulled and comes back, and what is left when somebody or something goes.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

case ${SUBDEV_KERNEL:-uml} in
uml) parts=(life fill) ;;
*) parts=() ;;
esac

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

for part in "${parts[@]}"; do
	run_points "$here/pool_$part.py"
done
finish
