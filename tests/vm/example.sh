#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The worked driver of the driver author's document does what that says.
# kernels: uml stock
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

uuid=0d9f5dc2-6c4e-4b79-8f0a-0f6e0a1d6b01
check "load the worked driver" modprobe subdev_example
check "create its subdevice" subdevctl dev create platform/subdev_example.0 inverter uuid $uuid
run_points vfio_example $uuid
check "delete it" subdevctl dev delete $uuid
check "unload the worked driver" rmmod subdev_example
finish
