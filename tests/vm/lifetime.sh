#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock debug
# Lifetimes: open, close, delete, deactivate and parents that go away, against each other; users who behave badly; failures at
# each step; modules unloaded in every order. Ends as every test does: nothing is left.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

case ${SUBDEV_KERNEL:-uml} in
debug) rounds=40 seconds=8 ;;
*) rounds=150 seconds=6 ;;
esac

# rmmod_refused NAME MODULE: it is in use, and stays as it is.
rmmod_refused() {
	refuse "$1" "in use" rmmod "$2"
}

reload() {
	unload subdev_sim subdev_vfio subdev && modprobe subdev "$@" && modprobe subdev_sim
}

# Everything in every order: what others stand on stays, what nobody stands on goes.
module_orders() {
	local uuid=5d5d5d5d-0002-4000-8000-000000000001 group
	rmmod_refused "subdev.ko: in use by the other modules" subdev
	rmmod_refused "subdev_vfio.ko: in use by its drivers" subdev_vfio
	check "create an idle subdevice" subdevctl dev create platform/subdev_sim.0 small uuid $uuid
	group=$(basename "$(readlink /sys/bus/subdev/devices/$uuid/iommu_group)")
	exec {user}<> "/dev/vfio/$group"
	check "unload the driver with an idle subdevice" rmmod subdev_sim
	same "which has gone with it" "" "$(ls /sys/bus/subdev/devices)"
	exec {user}>&-
	check "load it again" modprobe subdev_sim parents=3
	same "with as many parents as asked for" 3 "$(subdevctl -j parent show | jq length)"
	check "unload the driver" rmmod subdev_sim
	check "unload the data path" rmmod subdev_vfio
	check "unload the core" rmmod subdev
	refuse "no driver without the core" "" insmod "$(modinfo -n subdev_sim)"
	check "load all by their dependencies" modprobe subdev_sim
	check "unload all at once" modprobe -r subdev_sim subdev_vfio subdev
	same "none is left" "" "$(lsmod | grep ^subdev)"
	check "load all again" modprobe subdev_sim
}

drivers_shown() {
	subdevctl -j parent show | jq -r 'map(.driver) | unique | join(" ")'
}

# Two drivers, whichever goes first.
two_drivers() {
	check "load a second driver" modprobe subdev_serial
	same "both have parents" "subdev_serial subdev_sim" "$(drivers_shown)"
	check "unload the first" rmmod subdev_sim
	same "the second stays" subdev_serial "$(drivers_shown)"
	check "load the first again" modprobe subdev_sim
	check "unload the second" rmmod subdev_serial
	same "the first stays" subdev_sim "$(drivers_shown)"
}

# A user who has the device open pins the driver; nobody else does.
module_in_use() {
	local uuid=5d5d5d5d-0002-4000-8000-000000000002 group=/dev/vfio
	check "create a subdevice" subdevctl dev create platform/subdev_sim.0 small uuid $uuid
	coproc USER { exec lifetime_hold $uuid; }
	read -r group <&"${USER[0]}"
	same "a user has it open" open "$group"
	rmmod_refused "its driver: in use" subdev_sim
	rmmod_refused "the data path: in use" subdev_vfio
	same "it is in-use as before" in-use "$(subdevctl -j dev show $uuid | jq -r '.[].state')"
	kill "$USER_PID"
	wait "$USER_PID"
	wait_until 10 sh -c "subdevctl dev show $uuid | grep -q idle"
	check "now it can be unloaded" rmmod subdev_sim
	check "and loaded" modprobe subdev_sim
}

# Loading and unloading while others ask all the time.
module_churn() {
	local failed=0 askers=()
	for _ in 1 2; do
		while :; do
			subdevctl dev show
			subdevctl parent show
		done > /dev/null 2>&1 &
		askers+=($!)
	done
	for _ in 1 2 3 4 5; do
		subdevctl dev create platform/subdev_sim.0 full > /dev/null || failed=1
		rmmod subdev_sim && modprobe subdev_sim || failed=1
	done
	kill "${askers[@]}"
	wait "${askers[@]}" 2> /dev/null
	same "unload and load the driver while others ask" 0 $failed
}

ids() {
	local first
	for first in 4294967294 4294967295 1 0; do
		check "load with first_dev_id=$first" reload first_dev_id=$first
		run_points lifetime_ids $first
	done
	check "load as usual" reload
}

modprobe subdev_sim || skip_all "no subdev_sim.ko"
run_points lifetime_open $rounds
run_points lifetime_stress $seconds
# All else one processor can do.
[ "${SUBDEV_KERNEL:-uml}" != debug ] || finish
run_points lifetime_fail
run_points lifetime_parent
run_points lifetime_nl
module_orders
two_drivers
module_in_use
module_churn
ids
finish
