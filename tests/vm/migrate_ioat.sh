#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --timeout 900
# Copy engines that migrate in the middle of copies, with memory that is elsewhere afterwards; streams that somebody has changed,
# and who takes whose state.
# shellcheck source=tests/vm/migrate_lib.sh
. "$(dirname "$0")/migrate_lib.sh"

P=platform/subdev_ioat
uuid=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0c0

# create NUMBER PARENT WORD...
create() {
	check "create one: ${*:3}" subdevctl dev create "$P.$2" copy uuid "$uuid$1" "${@:3}"
}

modprobe subdev_ioat parents=2 || skip_all "subdev_ioat cannot be loaded"

create 1 0 resource channel=4 param bandwidth=128
create 2 1 resource channel=4 param bandwidth=128
for way in $(ways); do
	run_points vfio_ioat move "$way" ${uuid}1 ${uuid}2
	run_points vfio_ioat stopped "$way" ${uuid}1 ${uuid}2
	run_points vfio_ioat p2p "$way" ${uuid}1 ${uuid}2
done
run_points vfio_sweep ${uuid}1 group
create 3 0 param bandwidth=64
create 4 0 param bandwidth=64
run_points vfio_ioat move group ${uuid}3 ${uuid}4
create 5 0
run_points vfio_ioat forged group ${uuid}3 ${uuid}4
takes_as_checked vfio_ioat ${uuid}1 ${uuid}2 ${uuid}3 ${uuid}4 ${uuid}5
delete_all
finish
