#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# Serial cards that migrate in the middle of a transfer: with a loopback plug, with both ends of a null modem, with one of them.
# shellcheck source=tests/vm/migrate_lib.sh
. "$(dirname "$0")/migrate_lib.sh"

P=platform/subdev_serial
uuid=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0e0

# create NUMBER PARENT TYPE
create() {
	check "create a $3" subdevctl dev create "$P.$2" "$3" uuid "$uuid$1"
}

delete() {
	local number
	for number in "$@"; do
		check "delete it" subdevctl dev delete "$uuid$number"
	done
}

modprobe subdev_serial parents=2 || skip_all "subdev_serial cannot be loaded"

create 1 0 loop-1
create 2 1 loop-1
for way in $(ways); do
	run_points vfio_serial loop "$way" ${uuid}1 ${uuid}2
done
run_points vfio_serial forged group ${uuid}1 ${uuid}2
for way in $(ways); do
	run_points vfio_sweep ${uuid}1 "$way"
done
delete 1 2

# two at one cable, two at another, and each alone at its own
create 1 0 null-1
create 2 0 null-1
create 3 1 null-1
create 4 1 null-1
for way in $(ways); do
	run_points vfio_serial pair "$way" ${uuid}1 ${uuid}2 ${uuid}3 ${uuid}4
	run_points vfio_serial single "$way" ${uuid}1 ${uuid}2 ${uuid}3 ${uuid}4
done
delete 2 3 4

create 2 0 loop-1
create 3 0 null-2
diag "a plug takes the state of a null modem, two ports not that of one"
run_points vfio_serial take group ${uuid}1 ${uuid}2
run_points vfio_serial refuse group ${uuid}1 ${uuid}3
run_points vfio_serial refuse group ${uuid}3 ${uuid}2
delete 1 2 3
finish
