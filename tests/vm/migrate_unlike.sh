#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock
# Two unlike subdevices of one guest, a display and a copy engine that draws on it, that migrate together.
# shellcheck source=tests/vm/migrate_lib.sh
. "$(dirname "$0")/migrate_lib.sh"

uuid=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0e0

modprobe subdev_display parents=2 || skip_all "subdev_display cannot be loaded"
modprobe subdev_ioat parents=2 || skip_all "subdev_ioat cannot be loaded"

for i in 0 1; do
	check "create a display" subdevctl dev create platform/subdev_display.$i bochs-16 uuid "${uuid}$((2 * i))"
	check "and a copy engine" subdevctl dev create platform/subdev_ioat.$i copy uuid "${uuid}$((2 * i + 1))" param bandwidth=64
done
for way in $(ways); do
	for part in pinned move; do
		diag "$part by $way"
		run_points vfio_unlike $part "$way" ${uuid}0 ${uuid}1 ${uuid}2 ${uuid}3
	done
done
delete_all
finish
