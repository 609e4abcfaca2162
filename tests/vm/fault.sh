#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --kmemleak
# Memory that runs out: each allocation of each request fails once, then allocations fail by chance in every context.
# shellcheck source=tests/vm/fault_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/fault_lib.sh"

# subdev_function NAME: the addresses of a function of subdev.ko, as "START END".
subdev_function() {
	local base offset size
	base=$(cat /sys/module/subdev/sections/.text)
	read -r offset size _ < <(nm -S "$(modinfo -n subdev)" | awk -v name="$1" '$4 == name { print $1, $2 }')
	printf '0x%x 0x%x\n' $((base + 16#$offset)) $((base + 16#$offset + 16#$size))
}

in_works() {
	local fill reset
	fill=$(subdev_function subdev_pool_fill_work)
	reset=$(subdev_function subdev_dev_reset_work)
	# shellcheck disable=SC2086 # each is two words
	run_points fault_work $fill $reset
	failslab require-start 0
	failslab require-end 0xffffffffffffffff
}

# Only what subdev.ko allocates, directly or by those it calls.
below_subdev() {
	local start size
	start=$(cat /sys/module/subdev/sections/.text) && size=$(size -A "$(modinfo -n subdev)" | awk '$1 == ".text" { print $2 }') &&
		failslab require-start "$start" && failslab require-end "$(printf '0x%x' $((start + size)))"
}

by_chance() {
	check "choose what subdev.ko allocates" below_subdev
	failslab probability 1
	run_points fault_chance 10
	failslab probability 0
}

needs_faults
modprobe subdev_sim || skip_all "no subdev_sim.ko"
sim_add 1 resources
check "set up the faults" setup
same "all of kmalloc's caches can fail" 1 "$(choose_caches)"
for program in fault_dev fault_compose fault_pool fault_transaction fault_parent; do
	run_points $program
done
in_works
by_chance
failslab cache-filter N
finish
