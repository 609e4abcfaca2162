#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: stock debug
# What of the drivers is racy, or is another matter over a container of type1 than over iommufd: tests that run in full on uml,
# which has one processor and no type1. And what needs memory that a user process serves, which uml has not.
# shellcheck source=tests/vm/migrate_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/migrate_lib.sh"

uuid=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0d0

# create NUMBER PARENT TYPE [WORD...]
create() {
	check "create a ${*:3}" subdevctl dev create "platform/subdev_$2" "${@:3}" uuid "$uuid$1"
}

state_is() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = "$2" ]
}

says_stuck() {
	grep -q "^# stuck" "$work/stuck"
}

is_over() {
	! kill -0 "$1" 2> /dev/null
}

# An engine whose user's memory does not answer: the others go on without it, and kill -9 ends it.
test_stuck() {
	local longest user
	create 5 ioat.0 copy resource channel=4
	create 6 ioat.0 copy
	ioat_client stuck ${uuid}5 > "$work/stuck" 2>&1 &
	user=$!
	if check "one engine is stuck in its user's memory" wait_until 20 says_stuck; then
		read -r _ longest <<< "$(ioat_client others ${uuid}6 group)"
		# 50 ms, once, and what an emulated machine takes
		between "the others go on" 0 2000 "$longest"
	else
		diag "$(cat "$work/stuck")"
	fi
	kill -9 $user
	wait $user 2> /dev/null
	check "killed, it leaves the engine idle" wait_until 20 state_is ${uuid}5 idle
	run_points ioat_client regs ${uuid}5 group
}

modprobe subdev_sim catalogue=mover || skip_all "subdev_sim cannot be loaded"
modprobe subdev_display || skip_all "subdev_display cannot be loaded"
modprobe subdev_ioat || skip_all "subdev_ioat cannot be loaded"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

create 1 sim.0 mover resource memory=135168
create 2 sim.0 mover resource memory=135168
create 3 display.0 bochs-16
create 4 display.0 bochs-16
create 7 ioat.0 copy resource channel=2
test_stuck
run_points ioat_client threads ${uuid}7 group
run_points ioat_client watch ${uuid}7 group
run_points display_client race ${uuid}3 16 1920 1080
run_points vfio_mig_arcs ${uuid}1 group
if [ "$SUBDEV_KERNEL" = stock ]; then
	run_points ioat_client errors ${uuid}7 group
	run_points ioat_client unmap ${uuid}7 group
	run_points vfio_mig_stream ${uuid}1 ${uuid}2 group
	run_points vfio_display move group ${uuid}3 ${uuid}4
fi
delete_all
finish
