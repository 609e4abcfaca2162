#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock
# sim itself: its parents, registers and knobs, and great numbers of its subdevices.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

case ${SUBDEV_KERNEL:-uml} in
uml) records=5000 active=500 ;;
stock) records=40000 active=5000 ;;
*) records=600 active=60 ;;
esac

# The ids are nobody's: no driver of this kernel takes them.
no_driver() {
	local device
	for device in 5D01 5D02 5D03; do
		modprobe -qR "pci:v00000001d0000${device}sv00000001sd0000${device}bcFFsc00i00"
	done
}

parameters() {
	check "load it without a parent" modprobe subdev_sim parents=0
	same "there is none" 0 "$(subdevctl -j parent show | jq length)"
	check "unload it" rmmod subdev_sim
	check "load it with two, of 2 subdevices" modprobe subdev_sim parents=2 max_devs=2
	same "there are two" "platform/subdev_sim.0 platform/subdev_sim.1" \
		"$(subdevctl -j parent show | jq -r '[.[].name] | join(" ")')"
	same "of 2 subdevices" "2 2" "$(subdevctl -j parent show | jq -r 'map(.max_devs) | join(" ")')"
	check "unload it" rmmod subdev_sim
	refuse "no parent without a subdevice" "" modprobe subdev_sim max_devs=0
	loaded subdev_sim && rmmod subdev_sim
}

# A delay ends when its knob says so.
delays() {
	local start=$SECONDS creator
	sim 0 delay_activate 60000
	subdevctl dev create platform/subdev_sim.0 small label slow > /dev/null &
	creator=$!
	check "a call waits" sim_wait 0 delayed 1
	sim 0 delay_activate 0
	wait $creator
	same "until the knob says 0" 0 $?
	check "long before its time" [ $((SECONDS - start)) -lt 30 ]
	same "none waits" 0 "$(sim 0 delayed)"
	check "delete it" subdevctl dev delete slow
}

knobs() {
	local knob
	for knob in /sys/kernel/debug/subdev_sim/subdev_sim.0/{fail,delay}_*; do
		[ "${knob##*/}" = fail_errno ] || same "${knob##*/} is 0 at first" 0 "$(cat "$knob")"
	done
	sim 0 fail_activate -1
	refuse "-1: each call fails" "simulated failure" subdevctl dev create platform/subdev_sim.0 small
	refuse "and the next" "simulated failure" subdevctl dev create platform/subdev_sim.0 small
	sim 0 fail_activate 0
	check "0: none fails" subdevctl dev create platform/subdev_sim.0 small label fine
	check "delete it" subdevctl dev delete fine
	refuse "counters cannot be written" "denied|not permitted|Invalid|error" sh -c "echo 1 > $SIM/subdev_sim.0/objects"
}

# A driver that lets amounts grow and not shrink.
shrinks() {
	local dev
	sim_add 7 resources
	dev=$(subdevctl -j dev create platform/subdev_sim.7 wide resource channel=4 | jq '.[].id')
	sim 7 fail_shrink 1
	check "an amount that grows does not fail" subdevctl dev set "$dev" resource channel=8
	same "nor uses the failure up" 1 "$(sim 7 fail_shrink)"
	refuse "one that shrinks fails" "simulated failure: shrink" subdevctl dev set "$dev" resource channel=9 resource credit=1
	same "with all as it was" "8 1000" "$(subdevctl -j dev show "$dev" |
		jq -r '.[].resources | map(select(.name == "channel" or .name == "credit").amount) | join(" ")')"
	check "and then no more" subdevctl dev set "$dev" resource channel=3
	check "delete it" subdevctl dev delete "$dev"
	echo 7 > $SIM/del_parent
}

modprobe subdev_sim || skip_all "no subdev_sim.ko"
rmmod subdev_sim
same "no driver takes its ids" "" "$(no_driver)"
parameters
check "load it" modprobe subdev_sim
knobs
delays
shrinks
run_points sim_regs
run_points sim_scale $records $active
finish
