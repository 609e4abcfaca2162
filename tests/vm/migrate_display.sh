#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --timeout 900
# Displays that migrate while somebody draws: pictures to the pixel, memory that has changed, streams that somebody has changed,
# and who takes whose state.
# shellcheck source=tests/vm/migrate_lib.sh
. "$(dirname "$0")/migrate_lib.sh"

P=platform/subdev_display
uuid=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0f0

# create NUMBER PARENT TYPE [WORD...]
create() {
	check "create a $3" subdevctl dev create "$P.$2" "${@:3}" uuid "$uuid$1"
}

modprobe subdev_display parents=2 || skip_all "subdev_display cannot be loaded"

create 1 0 bochs-16
create 2 1 bochs-16
for way in $(ways); do
	run_points vfio_display tracked "$way" ${uuid}1
	run_points vfio_display move "$way" ${uuid}1 ${uuid}2
done
run_points vfio_display forged group ${uuid}1 ${uuid}2

run_points vfio_sweep ${uuid}1 group
create 3 0 bochs-64
create 4 1 bochs-64
run_points vfio_display move group ${uuid}3 ${uuid}4
takes_as_checked vfio_display ${uuid}1 ${uuid}2 ${uuid}3 ${uuid}4
delete_all
finish
