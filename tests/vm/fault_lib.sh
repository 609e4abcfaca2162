# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the tests share in which memory runs out: which allocations can fail.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

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

# To be called first.
needs_faults() {
	if [ ! -e /proc/self/fail-nth ] || [ ! -e /sys/kernel/debug/failslab/require-start ]; then
		skip_all "this kernel has no fault injection"
	fi
}
