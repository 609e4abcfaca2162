#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock debug
# The data path, by a client of our own: all that VFIO can be asked of a subdevice, by group and by character device.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

full=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0c01
other=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0c03
large=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0c02

# What needs no second look on the kernel that is there for races and leaks.
parts=(info config regions mmap ioeventfd irqs open dma unmap stress)
large_parts=(large mmap)
counters=(reads writes mmaps interrupts dma_read dma_written)
case $(uname -r) in
*debug*) parts=(irqs open stress) large_parts=(large) counters=(reads writes interrupts) ;;
esac

modprobe subdev_sim || skip_all "subdev_sim cannot be loaded"

case $(uname -r) in
*subdev*)
	same "the kernel has groups and character devices" "group cdev" "$(ways | xargs)"
	check "it has bitmaps of dirty pages" grep -q ' iova_bitmap_set$' /proc/kallsyms
	;;
esac
check "create a subdevice" subdevctl dev create platform/subdev_sim.0 full uuid $full
check "create one with a large BAR" subdevctl dev create platform/subdev_sim.0 large uuid $large
for way in $(ways); do
	for part in "${parts[@]}"; do
		diag "vfio_$part by $way"
		run_points "vfio_$part" $full "$way"
	done
	for part in "${large_parts[@]}"; do
		diag "vfio_$part of the large one by $way"
		run_points "vfio_$part" $large "$way"
	done
done
# where there are doorbells, which is not where the tests of migration run
diag "vfio_ring"
check "another parent" sim_add 1 basic
check "with a subdevice" subdevctl dev create platform/subdev_sim.1 full uuid $other
run_points vfio_ring $full $other
check "delete it" subdevctl dev delete $other
check "a parent whose subdevices migrate" sim_add 2 mover
check "with a subdevice" subdevctl dev create platform/subdev_sim.2 mover resource memory=8192 uuid $other
diag "vfio_mig_held"
run_points vfio_mig_held $other group 2
check "delete it" subdevctl dev delete $other
for counter in "${counters[@]}"; do
	same "$counter were counted" true "$(subdevctl -j dev stats $full | jq ".[0].$counter > 0")"
done
same "each open was closed" "$(sim 0 opens)" "$(sim 0 closes)"
check "delete it" subdevctl dev delete $full
check "delete the other" subdevctl dev delete $large
same "nothing of them is left" 0 "$(sim 0 objects)"
finish
