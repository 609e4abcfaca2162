# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the tests of the command share. A test sources it, calls begin, checks, and calls end.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SIM_PARENT=platform/subdev_sim.0
SERIAL=platform/subdev_serial.0
UUID=5d5d5d5d-0003-4000-8000-000000000001
AS_NOBODY=(setpriv --reuid nobody --regid nogroup --clear-groups)

begin() {
	modprobe subdev_sim || skip_all "no subdev_sim.ko"
	modprobe subdev_serial || skip_all "no subdev_serial.ko"
	WORK=$(mktemp -d)
}

end() {
	rm -rf "$WORK"
	finish
}

# field NAME COMMAND...: a field of the only object that a command shows.
field() {
	local name=$1
	shift
	subdevctl -j -d "$@" | jq -r "if length == 1 then .[0].$name else \"\(length) objects\" end"
}

# below COMMAND...: what stands below the rows of the table that a command shows.
below() {
	subdevctl "$@" | sed -n 's/^    \([a-z]\)/\1/p'
}

# status WANTED NAME COMMAND...: the command has this exit status.
status() {
	local wanted=$1 name=$2
	shift 2
	"$@" > "$WORK/out" 2> "$WORK/err"
	same "$name: exit status" "$wanted" $?
}

# fails NAME MESSAGE COMMAND...: exit status 1, the whole message on standard error, nothing on standard output.
fails() {
	local name=$1 message=$2
	shift 2
	status 1 "$name" "$@"
	same "$name: message" "subdevctl: $message" "$(cat "$WORK/err")"
	same "$name: no output" "" "$(cat "$WORK/out")"
}

# wrong NAME PART COMMAND...: the command line is wrong, and PART of the sentence says why.
wrong() {
	local name=$1 part=$2
	shift 2
	status 2 "$name" "$@"
	check "$name: it says so" grep -qF -- "$part" "$WORK/err"
}

# refused NAME ERROR PART COMMAND...: it fails with this error, PART of the sentence says why, and nothing has changed.
refused() {
	local name=$1 error=$2 part=$3 before
	shift 3
	before=$(subdevctl -j -d dev show)
	status 1 "$name" "$@"
	check "$name: it says so" grep -qi -- ": $error: .*$part" "$WORK/err"
	same "$name: nothing has changed" "$before" "$(subdevctl -j -d dev show)"
}

gone() {
	! subdevctl dev show "$1" 2> /dev/null
}

# hold UUID: a user opens a subdevice, and has it open until release.
hold() {
	local answer
	coproc USER { exec lifetime_hold "$1"; }
	HOLDER=$USER_PID
	read -r answer <&"${USER[0]}"
	same "a user has it open" open "$answer"
}

release() {
	kill "$HOLDER"
	wait "$HOLDER"
}

is_removing() {
	[ "$(field state dev show "$UUID")" = removing ]
}

# ends_with_user COMMAND...: a delete of the subdevice that waits ends when its user does, and not before.
ends_with_user() {
	local deleter
	hold $UUID
	"$@" &
	deleter=$!
	check "the delete has begun" wait_until 20 is_removing
	sleep 0.5
	check "and waits" kill -0 $deleter
	release
	wait $deleter
	same "it ends with the user" 0 $?
	check "and all is done by then" gone $UUID
}

# monitor_start OPTION...: begin to monitor into a file, and wait until it listens.
monitor_start() {
	subdevctl "$@" > "$WORK/events" 2> "$WORK/events.err" &
	MONITOR=$!
	wait_until 20 listens $MONITOR
}

# monitor_stop SIGNAL: its exit status is the monitor's.
monitor_stop() {
	kill "-$1" "$MONITOR"
	wait "$MONITOR"
}

# The third column of /proc/net/netlink is the port, of which the first socket has the process's number; all sockets of the
# process are counted by their inodes.
listens() {
	local inode
	for inode in $(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2> /dev/null | tr -dc '0-9\n'); do
		awk -v inode="$inode" '$10 == inode && $4 != "00000000" { found = 1 } END { exit !found }' /proc/net/netlink &&
			return
	done
	return 1
}
