#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The smallest driver, which the driver author's document shows, and the example do what that says.
# kernels: uml
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

module_has() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = "$2" ]
}

pool_ready() {
	[ "$(subdevctl -j pool show small | jq '.[0].ready')" = 1 ]
}

# All that a driver of 100 lines can do: be created, opened, reset, pooled, unbound and bound, and go.
test_minimal() {
	local parent=platform/subdev_minimal.0 bus=/sys/bus/platform/drivers/subdev_minimal uuid
	check "load the smallest driver" modprobe subdev_minimal
	check "a pool of one" subdevctl pool create small $parent register size 1 max 1
	check "it is ready" wait_until 20 pool_ready
	uuid=$(subdevctl -j pool pull small | jq -r '.[0].uuid')
	run_points vfio_example "$uuid" minimal
	check "return it" subdevctl pool return "$uuid"
	check "it is ready" wait_until 20 pool_ready
	check "pull it" subdevctl pool pull small
	check "its next user finds it" module_has "$uuid" idle
	run_points vfio_example "$uuid" minimal
	run_points vfio_sweep "$uuid" group
	check "unbind its parent" sh -c "echo subdev_minimal.0 > $bus/unbind"
	same "nothing is left" "" "$(subdevctl parent show)$(subdevctl dev show)"
	check "bind it" sh -c "echo subdev_minimal.0 > $bus/bind"
	check "its pool finds it again" wait_until 20 pool_ready
	check "delete the pool" subdevctl pool delete small
	check "unload it" rmmod subdev_minimal
}

test_minimal
uuid=0d9f5dc2-6c4e-4b79-8f0a-0f6e0a1d6b01
parent=platform/subdev_example.0
check "load the example" modprobe subdev_example
check "create its subdevice" subdevctl dev create $parent inverter uuid $uuid
run_points vfio_example $uuid 32 1
check "make its register narrower, and not invert" subdevctl dev set $uuid resource bit=24 param invert=off
run_points vfio_example $uuid 24 0
run_points vfio_sweep $uuid group
same "what is left of its parent" 104 "$(subdevctl -j parent show $parent | jq '.[].resources[0].free')"
refuse "a register of 12 bits" "bit" subdevctl dev set $uuid resource bit=12
refuse "a register of 64 bits" "bit" subdevctl dev set $uuid resource bit=64
check "create a narrow one" subdevctl dev create $parent inverter label narrow resource bit=8 param invert=no
run_points vfio_example "$(subdevctl -j dev show narrow | jq -r '.[].uuid')" 8 0
check "delete it" subdevctl dev delete $uuid
check "delete the other" subdevctl dev delete narrow
check "unload the example" rmmod subdev_example
finish
