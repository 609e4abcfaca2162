#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --timeout 900 --out build/logs/display
# The displays: what the module offers, the device as a VMM sees it, and, in uml, a guest with a stock bochs-drm, whose
# pictures stay in build/logs/display.
# shellcheck source=tests/vm/guest_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/guest_lib.sh"

PARENT=platform/subdev_display.0

# MiB and largest mode of each type.
TYPES=("16 1920 1080" "32 2560 1600" "64 3840 2160" "128 5120 2880" "256 7680 4320")

create() {
	subdevctl dev create "$PARENT" "$1" label "$2"
}

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

# Of the parent's memory, in MiB.
free_memory() {
	subdevctl -j parent show "$PARENT" | jq -r '.[0].resources[] | select(.name == "framebuffer") | .free / 1048576'
}

is_idle() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = idle ]
}

test_module() {
	refuse "no parent is refused" "" modprobe subdev_display parents=0
	refuse "17 parents are refused" "" modprobe subdev_display parents=17
	refuse "less memory than the largest display has is refused" "" modprobe subdev_display memory=255
	refuse "and more than all displays can have" "" modprobe subdev_display memory=16385
	check "load it with 16" modprobe subdev_display parents=16 memory=16384
	same "there are 16" 16 "$(subdevctl -j parent show | jq length)"
	same "each has its memory" 16384 "$(free_memory)"
	check "unload it" rmmod subdev_display
	check "load it" modprobe subdev_display
	same "there is one parent" "$PARENT" "$(parents)"
}

test_types() {
	local type mib width height name
	for type in "${TYPES[@]}"; do
		read -r mib width height <<< "$type"
		same "bochs-$mib: class and attributes" "display 1 $width $height $((mib * 1048576))" "$(
			subdevctl -j type show "$PARENT" "bochs-$mib" |
				jq -r '.[0] | "\(.class) \(.attributes | "\(.heads) \(.max_width) \(.max_height) \(.framebuffer)")"'
		)"
	done
	check "a display takes its memory from the parent" create bochs-256 first
	same "which has so much less" 768 "$(free_memory)"
	create bochs-256 second > /dev/null
	create bochs-256 third > /dev/null
	create bochs-128 fourth > /dev/null
	create bochs-128 fifth > /dev/null
	refuse "until there is none" "framebuffer: 16777216 wanted, 0 free" create bochs-16 sixth
	check "delete one" subdevctl dev delete fifth
	check "and there is room again" create bochs-16 sixth
	for name in first second third fourth sixth; do
		check "delete the $name" subdevctl dev delete "$name"
	done
	same "nothing is taken any more" 1024 "$(free_memory)"
}

test_client() {
	local type part
	for type in "${TYPES[@]}"; do
		create "bochs-${type%% *}" display > /dev/null
		for part in "$@"; do
			diag "$part of bochs-${type%% *}"
			# shellcheck disable=SC2086 # three words
			run_points display_client "$part" "$(uuid_of display)" $type
		done
		check "delete it" subdevctl dev delete display
	done
}

# shot DISPLAY NAME WIDTH HEIGHT NUMBER: the host looks at a picture.
serve() {
	check "QEMU shows it: $3 of $2" "$SUBDEV_TOP/tests/vm/display_shot.py" "$work/qmp" "$2" "$SUBDEV_OUT/$2-$3.png" "${@:4}"
	echo "done" > "$work/go.in"
}

# The initrd of the harness, and after it one with our program.
guest_initrd() {
	mkdir "$work/add"
	cp "$(command -v display_guest)" "$work/add/"
	"$SUBDEV_TOP/tools/vm/guest-initrd" --full "$work/script" bochs
	(cd "$work/add" && find . | cpio --quiet -o -H newc -R 0:0)
}

# guest_lines QEMU-ARGUMENT...: the guest's console, until it is killed. In a subshell: the points that serve prints count in
# the end.
guest_lines() {
	local kernel_line="console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable no_timer_check"
	"$SUBDEV_TOP/tools/vm/guest" --full --timeout 700 "$work/script" -initrd "$work/initrd" -append "$kernel_line" \
		-action reboot=reset -pidfile "$work/pid" -qmp "unix:$work/qmp,server=on,wait=off" \
		-chardev "pipe,id=go,path=$work/go" -serial chardev:go "$@" 2> "$work/guest.log" |
		guest_served
	# it has killed it itself
	((PIPESTATUS[0] == 124)) || cat "$work/guest.log"
}

# A guest with a display of each type, which reboots in between and is killed while it shows pictures.
test_guest() {
	local type mib width height slot=4 arguments=() words=()
	for type in "${TYPES[@]}"; do
		read -r mib width height <<< "$type"
		check "create a display for a guest" create "bochs-$mib" "bochs-$mib"
		arguments+=(-device
			"vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of "bochs-$mib"),addr=$slot,display=on,id=bochs-$mib")
		words+=("bochs-$mib" "0000:00:0$slot.0" "$width" "$height")
		slot=$((slot + 1))
	done
	mkfifo "$work/go.in" "$work/go.out"
	printf '%s\n' '#!/bin/busybox sh' "/display_guest ${words[*]}" > "$work/script"
	guest_initrd > "$work/initrd"
	run_points guest_lines "${arguments[@]}"
	guest_came_to_its_end
	for type in "${TYPES[@]}"; do
		read -r mib width height <<< "$type"
		check "bochs-$mib: idle after its QEMU was killed" wait_until 30 is_idle "bochs-$mib"
		run_points display_client left "$(uuid_of "bochs-$mib")" "$mib" "$width" "$height"
		check "bochs-$mib: delete it" subdevctl dev delete "bochs-$mib"
	done
}

pool_ready() {
	[ "$(subdevctl -j pool show wall | jq '.[0].ready')" = 1 ]
}

pull() {
	subdevctl -j pool pull wall | jq -r '.[0].uuid'
}

# Nothing is left of a picture for the next one.
test_pool() {
	local first
	check "a pool of one" subdevctl pool create wall $PARENT bochs-16 size 1 max 1
	check "it is ready" wait_until 20 pool_ready
	first=$(pull)
	run_points display_client map "$first" 16 1920 1080
	check "return it" subdevctl pool return "$first"
	check "it is ready" wait_until 20 pool_ready
	same "it comes again" "$first" "$(pull)"
	run_points display_client left "$first" 16 1920 1080
	check "return it" subdevctl pool return "$first"
	check "it is ready" wait_until 20 pool_ready
	check "delete the pool" subdevctl pool delete wall
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
test_module
test_types
test_pool
test_client regs plane map
test_guest
TYPES=("16 1920 1080")
test_client race
finish
