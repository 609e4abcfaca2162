#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock
# run: --timeout 600
# The command against the kernel: each verb, text and JSON with the same fields, errors, exit status, waiting, monitor, completion.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

SIM_PARENT=platform/subdev_sim.0
SERIAL=platform/subdev_serial.0
UUID=5d5d5d5d-0003-4000-8000-000000000001
WORK=$(mktemp -d)

# field NAME COMMAND...: a field of the only object that a command shows.
field() {
	local name=$1
	shift
	subdevctl -j -d "$@" | jq -r "if length == 1 then .[0].$name else \"\(length) objects\" end"
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

# What JSON says, in the form of the table: heads, then a line for each object, one blank between two fields.
json_as_table() {
	subdevctl -j "$@" | jq -r '
		(.[0] | keys_unsorted | map(ascii_upcase | gsub("_"; "-")) | join(" ")),
		(.[] | [.[]] | map(if . == null then "-" elif . == true then "yes" elif . == false then "no" else tostring end) | join(" "))'
}

same_fields() {
	same "text and JSON of $* are the same" "$(json_as_table "$@")" "$(subdevctl "$@" | tr -s ' ' | sed 's/^ //; s/ $//')"
}

see_all() {
	same "both parents are shown" "$SIM_PARENT $SERIAL" "$(subdevctl -j parent | jq -r 'map(.name) | sort_by(contains("serial")) | join(" ")')"
	same "one by its name" subdev_sim "$(field driver parent show $SIM_PARENT)"
	same "one by its index" $SIM_PARENT "$(field name parent show "$(field index parent show $SIM_PARENT)")"
	same "all types of all parents" "$(subdevctl -j type show $SIM_PARENT | jq length)" \
		"$(subdevctl -j type show | jq "map(select(.parent == \"$SIM_PARENT\")) | length")"
	same "one type" serial "$(field class type show $SERIAL loop-2)"
	same "without subdevices a table is empty" "" "$(subdevctl dev)"
	same "and JSON is an empty array" "[]" "$(subdevctl -j dev show)"
}

# The table that create prints is the one that show prints.
create_and_show() {
	local created
	created=$(subdevctl -d dev create $SERIAL loop-2 uuid $UUID label web0)
	same "create prints what show prints" "$(subdevctl -d dev show web0)" "$created"
	same "the UUID is the one that was asked for" $UUID "$(field uuid dev show web0)"
	same "the label too" web0 "$(field label dev show $UUID)"
	same "a UUID in upper case is the same" web0 "$(field label dev show ${UUID^^})"
	same "the id names it as well" web0 "$(field label dev show "$(field id dev show web0)")"
	same "it is idle" idle "$(field state dev show web0)"
	check "its node is there" test -c "$(field node dev show web0)"
	check "its folder in sysfs is there" test -d "$(field sysfs dev show web0)"
	if [ "$(field cdev_node dev show web0)" != null ]; then
		check "its character device is there" test -c "$(field cdev_node dev show web0)"
	fi
	check "create with no label" subdevctl dev create "$(field index parent show $SIM_PARENT)" small
	check "create inactive" subdevctl dev create $SIM_PARENT small label sleeper inactive
	same "it has no node" "inactive null null null" \
		"$(field state dev show sleeper) $(field node dev show sleeper) $(field group dev show sleeper) $(field sysfs dev show sleeper)"
	same "the parent counts them" 2 "$(field devs parent show $SIM_PARENT)"
}

all_fields() {
	local options
	for options in "" -d; do
		# shellcheck disable=SC2086 # no option is no word
		{
			same_fields $options parent show
			same_fields $options parent show $SIM_PARENT
			same_fields $options type show
			same_fields $options type show $SERIAL loop-4
			same_fields $options dev show
			same_fields $options dev show web0
		}
	done
	same "pretty JSON is the same JSON" "$(subdevctl -j -d dev show | jq -S .)" "$(subdevctl -jpd dev show | jq -S .)"
	same "lines for people" true "$( (($(subdevctl -jp dev show | wc -l) > 10)) && echo true)"
}

change() {
	same "set prints the new label" web1 "$(subdevctl -j dev set web0 label web1 | jq -r '.[0].label')"
	status 1 "the old label is gone" subdevctl dev show web0
	same "an empty label takes it away" null "$(subdevctl -j dev set web1 label '' | jq -r '.[0].label')"
	check "label it again" subdevctl dev set $UUID label web0
	same "deactivate prints it inactive" inactive "$(subdevctl -j dev deactivate web0 | jq -r '.[0].state')"
	same "its folder in sysfs is gone" "" "$(ls -d /sys/bus/subdev/devices/$UUID 2> /dev/null)"
	same "activate prints it idle" idle "$(subdevctl -j dev activate web0 | jq -r '.[0].state')"
	check "its node is there again" test -c "$(field node dev show web0)"
	same "its generation has grown" true "$(subdevctl -jd dev show web0 | jq '.[0].generation > 4')"
}

errors() {
	local long
	long=$(printf 'a%.0s' {1..64})
	fails "a UUID that is taken" "dev create: file exists: the UUID is taken (attribute uuid)" \
		subdevctl dev create $SIM_PARENT small uuid $UUID
	fails "a label that is taken" "dev create: file exists: the label is taken (attribute label)" \
		subdevctl dev create $SIM_PARENT small label web0
	fails "a new label that is taken" "dev sleeper: file exists: the label is taken (attribute new-label)" \
		subdevctl dev set sleeper label web0
	fails "a label that is none" \
		"dev create: invalid argument: a label is a letter, then [A-Za-z0-9._-], and no UUID (attribute label)" \
		subdevctl dev create $SIM_PARENT small label 7up
	fails "a label that is too long" "dev create: invalid argument: longer than 63 bytes (attribute label)" \
		subdevctl dev create $SIM_PARENT small label "$long"
	fails "no such parent" "dev create: no such device: no such parent (attribute parent-name)" \
		subdevctl dev create platform/none small
	fails "a parent that is not there is not shown" "parent platform/none: no such device: no such parent (attribute name)" \
		subdevctl parent show platform/none
	fails "a type of another parent" \
		"dev create: no such file or directory: the parent has no such type (attribute type)" \
		subdevctl dev create $SIM_PARENT loop-2
	fails "no such type" "type $SERIAL: no such file or directory: the parent has no such type (attribute name)" \
		subdevctl type show $SERIAL none
	fails "no such label" "dev nobody: no such device: no such subdevice (attribute label)" subdevctl dev show nobody
	fails "no such id" "dev 999999: no such device: no such subdevice (attribute id)" subdevctl dev delete 999999
	fails "no such UUID" "dev ${UUID%1}2: no such device: no such subdevice (attribute uuid)" \
		subdevctl dev activate "${UUID%1}2"
	fails "what is active is not activated" "dev web0: device or resource busy: $(cat "$WORK/busy")" \
		subdevctl dev activate web0
	same "nothing of it has changed anything" 3 "$(subdevctl -j dev show | jq length)"
}

# The kernel's own words for what no test of ours should repeat by hand.
learn_busy() {
	subdevctl dev activate web0 2>&1 | sed 's/.*busy: //' > "$WORK/busy"
	check "the kernel says why it is busy" test -s "$WORK/busy"
}

usage() {
	status 2 "no noun" subdevctl
	status 2 "an unknown noun" subdevctl nonsense
	status 2 "an unknown verb" subdevctl dev nonsense
	status 2 "an unknown option" subdevctl --nonsense
	status 2 "a word too much" subdevctl dev show a b
	status 2 "a word too few" subdevctl dev create $SIM_PARENT
	status 0 "help" subdevctl help
	status 0 "help of a verb" subdevctl dev create --help
	status 0 "version" subdevctl version
	status 1 "output that cannot be written" sh -c "subdevctl dev show > /dev/full"
	same "it says so" "subdevctl: cannot write: No space left on device" "$(cat "$WORK/err")"
}

privilege() {
	local as_nobody=(setpriv --reuid nobody --regid nogroup --clear-groups)
	same "everybody sees all" "$(subdevctl -d dev show)" "$("${as_nobody[@]}" subdevctl -d dev show)"
	fails "nobody creates" "dev create: operation not permitted: needs CAP_NET_ADMIN" \
		"${as_nobody[@]}" subdevctl dev create $SIM_PARENT small
	fails "nobody deletes" "dev web0: operation not permitted: needs CAP_NET_ADMIN" \
		"${as_nobody[@]}" subdevctl dev delete web0
	fails "root without the capability does not either" "dev web0: operation not permitted: needs CAP_NET_ADMIN" \
		setpriv --bounding-set -net_admin --inh-caps -net_admin subdevctl dev set web0 label a
}

open_and_delete() {
	local answer
	coproc USER { exec lifetime_hold $UUID; }
	local user=$USER_PID
	read -r answer <&"${USER[0]}"
	same "a user has it open" open "$answer"
	same "it is in-use" in-use "$(field state dev show web0)"
	status 1 "what is open is not deleted" subdevctl dev delete web0
	check "and says why" grep -q "dev web0: device or resource busy: ." "$WORK/err"
	status 1 "nor deactivated" subdevctl dev deactivate web0
	same "nothing has changed" in-use "$(field state dev show web0)"
	fails "a forced delete takes as long as the user" "dev web0: connection timed out: still in state removing" \
		subdevctl dev delete web0 force timeout 1
	same "until then it is removing" removing "$(field state dev show $UUID)"
	same "and has no folder to hand out" null "$(field sysfs dev show $UUID)"
	kill "$user"
	wait "$user"
	check "then it goes" wait_until 20 gone $UUID
}

gone() {
	! subdevctl dev show "$1" 2> /dev/null
}

# A delete that waits ends when the user does, and not before.
wait_for_user() {
	local answer
	subdevctl dev create $SIM_PARENT small uuid $UUID label web0 > /dev/null
	coproc USER { exec lifetime_hold $UUID; }
	local user=$USER_PID
	read -r answer <&"${USER[0]}"
	subdevctl dev delete web0 force &
	local deleter=$!
	check "the delete has begun" wait_until 20 is_removing
	sleep 0.5
	check "and waits" kill -0 $deleter
	kill "$user"
	wait "$user"
	wait $deleter
	same "it ends with the user" 0 $?
	check "and all is done by then" gone $UUID
}

is_removing() {
	[ "$(field state dev show "$UUID")" = removing ]
}

no_wait() {
	check "delete without waiting" subdevctl dev create $SIM_PARENT small uuid $UUID
	check "comes back at once" subdevctl dev delete $UUID no-wait
	check "and ends later" wait_until 20 gone $UUID
	subdevctl dev create $SIM_PARENT small uuid $UUID > /dev/null
	same "deactivate without waiting prints it removing" removing \
		"$(subdevctl -j dev deactivate $UUID no-wait | jq -r '.[0].state')"
	check "and it becomes inactive" wait_until 20 sh -c "subdevctl dev show $UUID | grep -q inactive"
	check "delete what is inactive" subdevctl dev delete $UUID
	check "at once" gone $UUID
}

# monitor_start OPTION...: begin to monitor into a file, and wait until it listens.
monitor_start() {
	subdevctl "$@" > "$WORK/events" 2> "$WORK/events.err" &
	MONITOR=$!
	wait_until 20 listens $MONITOR
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

monitor() {
	monitor_start -j -d monitor
	subdevctl dev create $SIM_PARENT small uuid $UUID label seen > /dev/null
	subdevctl dev set seen label scene > /dev/null
	subdevctl dev deactivate scene > /dev/null
	subdevctl dev activate scene > /dev/null
	subdevctl dev delete scene
	wait_until 20 grep -q dev-del "$WORK/events"
	kill -TERM $MONITOR
	wait $MONITOR
	same "monitor ends well by SIGTERM" 0 $?
	same "the life of a subdevice" \
		"dev-add seen idle, dev-change scene idle, dev-change scene removing, dev-change scene inactive, dev-change scene idle, dev-change scene removing, dev-del scene removing" \
		"$(jq -rs "map(select(.uuid == \"$UUID\") | \"\(.event) \(.label) \(.state)\") | join(\", \")" "$WORK/events")"
	same "all in one epoch, without a gap" true \
		"$(jq -s '(map(.epoch) | unique | length == 1) and ([.[].seq] as $s | [range($s[0]; $s[0] + ($s | length))] == $s)' "$WORK/events")"

	same "when it came and went its parent had so many" "3 2" \
		"$(jq -rs 'map(.parent_devs | values) | join(" ")' "$WORK/events")"
	monitor_start monitor count 1
	subdevctl dev set sleeper label sleeper2 > /dev/null
	wait $MONITOR
	same "monitor ends after as many events as asked for" 0 $?
	same "text has the fields of JSON" "event seq id uuid label parent type state node" \
		"$(head -n 1 "$WORK/events" | awk '{ for (i = 1; i < NF; i += 2) printf "%s%s", (i > 1) ? " " : "", $i }')"
	subdevctl dev set sleeper2 label sleeper > /dev/null

	status 0 "monitor ends when its time is over" timeout 10 subdevctl monitor timeout 1
	monitor_start monitor
	kill -INT $MONITOR
	wait $MONITOR
	same "monitor ends well by SIGINT" 0 $?
}

# Somebody without privilege has a small receive buffer, and does not read for a while.
monitor_lost() {
	local max
	max=$(cat /proc/sys/net/core/rmem_max)
	echo 4096 > /proc/sys/net/core/rmem_max
	setpriv --reuid nobody --regid nogroup --clear-groups subdevctl -j monitor > "$WORK/events" 2> /dev/null &
	MONITOR=$!
	wait_until 20 listens $MONITOR
	kill -STOP $MONITOR
	for i in {1..12}; do
		subdevctl dev set sleeper label "sleeper$i" > /dev/null
		subdevctl dev set "sleeper$i" label sleeper > /dev/null
	done
	kill -CONT $MONITOR
	check "events that were lost are told" wait_until 20 grep -q '"event":"lost"' "$WORK/events"
	subdevctl dev set sleeper label last > /dev/null
	check "and it goes on" wait_until 20 grep -q '"label":"last"' "$WORK/events"
	subdevctl dev set last label sleeper > /dev/null
	kill $MONITOR
	wait $MONITOR
	echo "$max" > /proc/sys/net/core/rmem_max
}

completion() {
	same "parents are offered" "$SERIAL" "$(subdevctl complete dev create platform/subdev_se)"
	same "types of the parent" "loop-1 loop-2 loop-4 loop-8" "$(subdevctl complete dev create $SERIAL loop | xargs)"
	same "subdevices by their label" sleeper "$(subdevctl complete dev delete sl)"
	check "and by their id" grep -qx "$(field id dev show sleeper)" <(subdevctl complete dev show '')
	check "and by their UUID" grep -qx "$(field uuid dev show sleeper)" <(subdevctl complete dev show '')
	check "in bash" "$SUBDEV_TOP/tests/unit/check-completion" "$SUBDEV_TOP/build/user"
}

# Lists while subdevices come and go.
churn() {
	local failed=0 changer
	while :; do
		subdevctl dev create $SIM_PARENT small label churn
		subdevctl dev delete churn
	done > /dev/null 2>&1 &
	changer=$!
	for _ in {1..15}; do
		subdevctl -j dev show 2> /dev/null | jq -e 'map(select(.label == "sleeper")) | length == 1' > /dev/null || failed=1
	done
	kill $changer
	wait $changer 2> /dev/null
	subdevctl dev delete churn > /dev/null 2>&1
	same "what stays is in each list once, whatever comes and goes" 0 $failed
}

# It creates a subdevice of the first type, watches it for 2 seconds, and deletes it.
example_program() {
	man_example > "$WORK/example" && grep -q "is /dev/vfio/" "$WORK/example" && same_devs
}

same_devs() {
	[ "$(subdevctl -j dev show | jq length)" = 2 ]
}

unloaded() {
	monitor_start monitor
	check "unload with a monitor" unload_all
	wait $MONITOR
	same "the monitor ends with an error" 1 $?
	same "and says why" "subdevctl: monitor: protocol not supported: the module subdev was unloaded" "$(cat "$WORK/events.err")"
	# The kernel loads the module by itself when somebody asks for the family; not from where it cannot be found.
	echo /bin/false > /proc/sys/kernel/modprobe
	fails "without the module" "dev show: protocol not supported: the kernel has no subdevices: load the module subdev" \
		subdevctl dev show
	status 0 "completion says nothing" subdevctl complete dev show ''
	same "nothing at all" "" "$(cat "$WORK/out" "$WORK/err")"
	echo "$MODPROBE" > /proc/sys/kernel/modprobe
	check "with it again" modprobe subdev_sim
	same "there is a parent" 1 "$(subdevctl -j parent show | jq length)"
}

MODPROBE=$(cat /proc/sys/kernel/modprobe)
modprobe subdev_sim || skip_all "no subdev_sim.ko"
modprobe subdev_serial || skip_all "no subdev_serial.ko"
see_all
create_and_show
all_fields
change
learn_busy
errors
usage
privilege
open_and_delete
wait_for_user
no_wait
monitor
monitor_lost
completion
churn
check "two threads, each with a context" test_threads
check "the program of libsubdev(3)" example_program
unloaded
rm -rf "$WORK"
finish
