#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --kmemleak
# Memory that runs out: each allocation of each request fails once, then allocations fail by chance in every context.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

failslab() {
	echo "$2" > "/sys/kernel/debug/failslab/$1"
}

# The kernel's own checkers do without memory only by switching themselves off: their caches are spared.
choose_caches() {
	local cache
	for cache in /sys/kernel/slab/*; do
		case ${cache##*/} in
		kmemleak_* | debug_objects_cache) echo 0 > "$cache/failslab" ;;
		*) echo 1 > "$cache/failslab" ;;
		esac
	done 2> /dev/null
	cat /sys/kernel/slab/kmalloc-*/failslab | sort -u
}

# The addresses of a function of the kernel itself, as "START END": its symbols come in their order.
function_range() {
	awk -v name="$1" 'start { print start, "0x" $1; exit } $3 == name { start = "0x" $1 }' /proc/kallsyms
}

# VFIO itself loses a group and warns when it cannot complete one (vfio_create_group() puts a device whose release wants what
# nobody has done yet), so that function is spared. So are copies from and to user space: they are not the kernel's memory.
setup() {
	local start end
	read -r start end < <(function_range vfio_create_group)
	failslab ignore-gfp-wait N && failslab cache-filter Y && failslab verbose 0 && failslab probability 0 &&
		failslab times -1 && failslab reject-start "$start" && failslab reject-end "$end" &&
		echo 1 > /sys/kernel/debug/fail_usercopy/require-start &&
		echo 2 > /sys/kernel/debug/fail_usercopy/require-end
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

if [ ! -e /proc/self/fail-nth ] || [ ! -e /sys/kernel/debug/failslab/require-start ]; then
	skip_all "this kernel has no fault injection"
fi
modprobe subdev_sim || skip_all "no subdev_sim.ko"
sim_add 1 resources
check "set up the faults" setup
same "all of kmalloc's caches can fail" 1 "$(choose_caches)"
run_points fault_nth
by_chance
failslab cache-filter N
finish
