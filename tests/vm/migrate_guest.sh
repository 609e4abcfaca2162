#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --mem 1536 --timeout 900
# A guest with a serial card that is at work migrates live from one QEMU to another, through a socket and through a file, and is
# refused by a card of another kind; and what QEMU says of subdevices that cannot migrate, and of its property iommufd.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

# Which sends numbered lines through its plug, one after the other, and tells of those that came back as they were.
guest_script() {
	cat <<- 'END'
		for tty in /sys/class/tty/ttyS*; do
			case $(readlink -f $tty/device) in
			*/pci0000:00/0000:00:04.0*) card=/dev/${tty##*/} ;;
			esac
		done
		stty -F $card raw -echo 115200
		exec 3<> $card
		n=0
		while :; do
			line="line $n $((n * n)) abcdefghijklmnopqrstuvwxyz"
			echo "$line" >&3
			read -r -t 60 got <&3
			if [ "$got" != "$line" ]; then
				echo "wrong '$got'"
				exit 1
			fi
			echo "tick $n"
			n=$((n + 1))
		done
	END
}

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

# device LABEL: an argument for QEMU
device() {
	echo "vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of "$1"),addr=4,id=card"
}

# start NAME LABEL [QEMU-ARGUMENT...]: a QEMU on a subdevice, whose guest's console is in NAME.out.
start() {
	PATH=$(dirname "$qemu"):$PATH "$SUBDEV_TOP/tools/vm/guest" --timeout 800 "$work/script" -m 128 -initrd "$work/initrd" \
		-device "$(device "$2")" -qmp "unix:$work/$1.qmp,server=on,wait=off" "${@:3}" \
		> "$work/$1.out" 2> "$work/$1.err" &
	wait_until 60 qmp "$1" query-status > /dev/null
}

qmp() {
	"$SUBDEV_TOP/tests/vm/qmp.py" "$work/$1.qmp" "${@:2}" 2>> "$work/qmp.err"
}

ticks() {
	grep -c '^tick' "$work/$1.out"
}

# ticked NAME NUMBER: there are so many more than in $before.
ticked() {
	(($(ticks "$1") >= before + $2))
}

# goes_on NAME: the guest is at work there.
goes_on() {
	before=$(ticks "$1")
	check "the guest goes on" wait_until 60 ticked "$1" 20
}

migration_is() {
	qmp "$1" query-migrate | jq -e --arg status "$2" '.status == $status' > /dev/null
}

status_is() {
	qmp "$1" query-status | jq -e --arg status "$2" '.status == $status' > /dev/null
}

is_idle() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = idle ]
}

# said NAME TEXT: a QEMU has said that.
said() {
	grep -qF -- "$2" "$work/$1.err" || {
		cat "$work/$1.err"
		return 1
	}
}

# quit NAME LABEL
quit() {
	check "$1 ends" qmp "$1" quit
	check "its subdevice is idle" wait_until 30 is_idle "$2"
}

create() {
	check "create $2, $1" subdevctl dev create "platform/subdev_$3.0" "$1" label "$2"
}

test_refused() {
	subdevctl manifest show a > "$work/a.json"
	refuse "two ports do not fit one" "" subdevctl manifest check "$work/a.json" two
	start wrong two -incoming "unix:$work/wrong.sock"
	check "migrate to a card of two ports" qmp first migrate "uri=unix:$work/wrong.sock"
	check "it fails" wait_until 60 migration_is first failed
	check "since the target's kernel refuses it" said wrong "load of migration failed: Invalid argument"
	goes_on first
	check "the card of two ports is idle" wait_until 30 is_idle two
}

test_live() {
	start second b -incoming "unix:$work/second.sock"
	check "it waits for a guest" status_is second inmigrate
	check "migrate to it" qmp first migrate "uri=unix:$work/second.sock"
	check "it completes" wait_until 120 migration_is first completed
	check "the guest runs there" wait_until 30 status_is second running
	goes_on second
	diag "$(qmp first query-migrate | jq -c '{total: ."total-time", downtime, vfio: .vfio.transferred}')"
	quit first a
}

test_file() {
	check "migrate to a file" qmp second migrate "uri=file:$work/state"
	check "it completes" wait_until 120 migration_is second completed
	quit second b
	start third a -incoming "file:$work/state"
	check "the guest runs from there" wait_until 60 status_is third running
	goes_on third
	quit third a
}

# No line was lost or came twice, and none was wrong, in all of them.
test_sequence() {
	same "no line was wrong" "" "$(cat "$work"/{first,second,third}.out | grep -v '^tick' | head -n 5)"
	same "each came once, in order" "" \
		"$(cat "$work"/{first,second,third}.out | sed -n 's/^tick //p' | awk '$1 != NR - 1 { print "line " NR ": " $1; exit }')"
	diag "$(ticks first), $(ticks second) and $(ticks third) lines"
}

test_not_migratable() {
	check "a driver that saves nothing" modprobe subdev_minimal
	create register plain minimal
	"$qemu" -S -M pc -nodefaults -display none -device "vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of plain)" \
		-qmp "unix:$work/plain.qmp,server=on,wait=off" 2> "$work/plain.err" &
	check "its subdevice is in a QEMU" wait_until 30 qmp plain query-status
	refuse "which does not migrate" "VFIO migration is not supported in kernel" \
		"$SUBDEV_TOP/tests/vm/qmp.py" "$work/plain.qmp" migrate "uri=file:$work/nothing"
	quit plain plain
}

# As driver-api.md says.
test_iommufd() {
	refuse "QEMU takes no subdevice by iommufd" "vfio $(uuid_of a): Failed to get hardware info: No such file or directory" \
		"$qemu" -S -M pc -nodefaults -display none -object iommufd,id=fd -device "$(device a),iommufd=fd"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu=$("$SUBDEV_TOP/tools/vm/qemu-new")/qemu-system-x86_64
modprobe subdev_serial || skip_all "subdev_serial cannot be loaded"
create loop-1 a serial
create loop-1 b serial
create loop-2 two serial
guest_script > "$work/script"
"$SUBDEV_TOP/tools/vm/guest-initrd" "$work/script" > "$work/initrd"
test_iommufd
start first a
before=0
check "a guest is at work" wait_until 400 ticked first 20
test_refused
test_live
test_file
test_sequence
test_not_migratable
finish
