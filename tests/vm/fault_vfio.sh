#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --kmemleak
# Memory that runs out on the data path: each allocation of each operation fails once.
# shellcheck source=tests/vm/fault_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/fault_lib.sh"

# Whole pages too.
pages() {
	echo "$1" > /sys/kernel/debug/fail_page_alloc/ignore-gfp-wait &&
		echo "$1" > /sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem && echo 0 > /sys/kernel/debug/fail_page_alloc/min-order
}

# create PARENT WORD...: prints its UUID
create() {
	subdevctl -j dev create "platform/subdev_sim.$1" "${@:2}" | jq -r '.[0].uuid'
}

needs_faults
modprobe subdev_sim || skip_all "no subdev_sim.ko"
sim_add 1 mover
full=$(create 0 full)
mover=$(create 1 mover resource memory=135168)
check "set up the faults" setup
same "all of kmalloc's caches can fail" 1 "$(choose_caches)"
check "let pages fail" pages N
for way in group cdev; do
	diag "vfio_fault by $way"
	run_points vfio_fault "$full" "$mover" $way
done
check "no more" pages Y
failslab cache-filter N
check "delete them" subdevctl dev delete "$full"
check "delete them" subdevctl dev delete "$mover"
finish
