#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The worked driver of the driver author's document does what that says.
# kernels: uml
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

uuid=0d9f5dc2-6c4e-4b79-8f0a-0f6e0a1d6b01
parent=platform/subdev_example.0
check "load the worked driver" modprobe subdev_example
check "create its subdevice" subdevctl dev create $parent inverter uuid $uuid
run_points vfio_example $uuid 32 1
check "make its register narrower, and not invert" subdevctl dev set $uuid resource bit=24 param invert=off
run_points vfio_example $uuid 24 0
same "what is left of its parent" 104 "$(subdevctl -j parent show $parent | jq '.[].resources[0].free')"
refuse "a register of 12 bits" "bit" subdevctl dev set $uuid resource bit=12
refuse "a register of 64 bits" "bit" subdevctl dev set $uuid resource bit=64
check "create a narrow one" subdevctl dev create $parent inverter label narrow resource bit=8 param invert=no
run_points vfio_example "$(subdevctl -j dev show narrow | jq -r '.[].uuid')" 8 0
check "delete it" subdevctl dev delete $uuid
check "delete the other" subdevctl dev delete narrow
check "unload the worked driver" rmmod subdev_example
finish
