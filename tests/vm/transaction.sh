#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml debug
# Transactions: all of a list or nothing, whatever fails, whoever looks, and against each other.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

# What races needs two processors, all else only one.
case ${SUBDEV_KERNEL:-uml} in
uml) parts=(create pull) seconds=5 ;;
*) parts=(pull) seconds=20 ;;
esac

modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"

for part in "${parts[@]}"; do
	run_points "$here/transaction_$part.py"
done
run_points "$here/transaction_dump.py" $seconds
run_points "$here/transaction_race.py" $seconds
finish
