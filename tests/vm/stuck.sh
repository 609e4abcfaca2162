#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock
# Users who do not let go: removals wait for them, and nothing else does. Where a kernel lacks what a part needs, another has it:
# uml has no suspend, the distribution's kernel no character devices.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

uuid=7e57de71-0003-4000-8000-000000000001

# A suspend that goes no further than to freeze everything: 5 seconds, then all goes on. (The VM's root would not survive one
# that stops its device.)
suspend() {
	echo freezer > /sys/power/pm_test
	echo 2000 > /sys/power/pm_freeze_timeout
	echo freeze > /sys/power/state
}

# In this shell, whose child the user is.
hold() {
	coproc USER { exec lifetime_hold $uuid; }
	read -r answer <&"${USER[0]}"
}

# While the removal waits the worker has the device's lock, and the user is frozen first: the suspend must not go that far.
suspends() {
	check "create a subdevice" subdevctl dev create platform/subdev_sim.0 small uuid $uuid
	hold
	same "a user opens it" open "$answer"
	check "suspend and resume with the user" suspend
	check "delete it by force" subdevctl dev delete $uuid force no-wait
	check "sysfs shows what the user holds" test -e /sys/bus/subdev/devices/$uuid/type
	same "suspend is refused while the removal waits" refused "$(suspend 2> /dev/null || echo refused)"
	kill "$USER_PID"
	wait "$USER_PID" 2> /dev/null
	check "it goes when the user does" wait_until 30 sh -c "! subdevctl dev show $uuid 2> /dev/null"
	check "suspend and resume with nobody" suspend
}

modprobe subdev_sim parents=2 || skip_all "no subdev_sim.ko"
if [ -e /sys/power/pm_test ]; then
	suspends
fi
if [ -e /dev/vfio/devices ] || [ "$SUBDEV_KERNEL" = uml ]; then
	run_points stuck_users
fi
finish
