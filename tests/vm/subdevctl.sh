#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
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

# What JSON says, in the form of the table: heads, then a line for each object, one blank between two fields. What stands
# below the rows of a table is at the end of an object.
json_as_table() {
	subdevctl -j "$@" | jq -r '
		map(del(.model, .version, .versions, .params, .attributes, .resources, .owner, .lease, .ttl, .cordoned)) |
		(.[0] | keys_unsorted | map(ascii_upcase | gsub("_"; "-")) | join(" ")),
		(.[] | [.[]] | map(if . == null then "-" elif . == true then "yes" elif . == false then "no" else tostring end) | join(" "))'
}

same_fields() {
	same "text and JSON of $* are the same" "$(json_as_table "$@")" \
		"$(subdevctl "$@" | sed '/^    [a-z]/d; /^    RESOURCES/d' | tr -s ' ' | sed 's/^ //; s/ $//')"
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
	fails "a UUID that is taken" "dev create: exists: the UUID is taken (attribute uuid)" \
		subdevctl dev create $SIM_PARENT small uuid $UUID
	fails "a label that is taken" "dev create: exists: the label is taken (attribute label)" \
		subdevctl dev create $SIM_PARENT small label web0
	fails "a new label that is taken" "dev sleeper: exists: the label is taken (attribute new-label)" \
		subdevctl dev set sleeper label web0
	fails "a label that is none" \
		"dev create: invalid: a label is a letter, then [A-Za-z0-9._-], and no UUID (attribute label)" \
		subdevctl dev create $SIM_PARENT small label 7up
	fails "a label that is too long" "dev create: invalid: longer than 63 bytes (attribute label)" \
		subdevctl dev create $SIM_PARENT small label "$long"
	fails "no such parent" "dev create: no such device: no such parent (attribute parent-name)" \
		subdevctl dev create platform/none small
	fails "a parent that is not there is not shown" "parent platform/none: no such device: no such parent (attribute name)" \
		subdevctl parent show platform/none
	fails "a type of another parent" \
		"dev create: not found: the parent has no such type (attribute type)" \
		subdevctl dev create $SIM_PARENT loop-2
	fails "no such type" "type $SERIAL: not found: the parent has no such type (attribute name)" \
		subdevctl type show $SERIAL none
	fails "no such label" "dev nobody: no such device: no such subdevice (attribute label)" subdevctl dev show nobody
	fails "no such id" "dev 999999: no such device: no such subdevice (attribute id)" subdevctl dev delete 999999
	fails "no such UUID" "dev ${UUID%1}2: no such device: no such subdevice (attribute uuid)" \
		subdevctl dev activate "${UUID%1}2"
	fails "what is active is not activated" "dev web0: busy: $(cat "$WORK/busy")" \
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
	fails "nobody creates" "dev create: not permitted: needs CAP_NET_ADMIN" \
		"${as_nobody[@]}" subdevctl dev create $SIM_PARENT small
	fails "nobody deletes" "dev web0: not permitted: needs CAP_NET_ADMIN" \
		"${as_nobody[@]}" subdevctl dev delete web0
	fails "root without the capability does not either" "dev web0: not permitted: needs CAP_NET_ADMIN" \
		setpriv --bounding-set -net_admin --inh-caps -net_admin subdevctl dev set web0 label a
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

open_and_delete() {
	hold $UUID
	same "it is in-use" in-use "$(field state dev show web0)"
	status 1 "what is open is not deleted" subdevctl dev delete web0
	check "and says why" grep -q "dev web0: busy: ." "$WORK/err"
	status 1 "nor deactivated" subdevctl dev deactivate web0
	same "nothing has changed" in-use "$(field state dev show web0)"
	fails "a forced delete takes as long as the user" "dev web0: connection timed out: still in state removing" \
		subdevctl dev delete web0 force timeout 1
	same "until then it is removing" removing "$(field state dev show $UUID)"
	same "and has no folder to hand out" null "$(field sysfs dev show $UUID)"
	release
	check "then it goes" wait_until 20 gone $UUID
}

gone() {
	! subdevctl dev show "$1" 2> /dev/null
}

# A delete that waits ends when the user does, and not before.
wait_for_user() {
	subdevctl dev create $SIM_PARENT small uuid $UUID label web0 > /dev/null
	hold $UUID
	subdevctl dev delete web0 force &
	local deleter=$!
	check "the delete has begun" wait_until 20 is_removing
	sleep 0.5
	check "and waits" kill -0 $deleter
	release
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

# owned OWNER: the labels of an owner's subdevices.
owned() {
	subdevctl -j dev show owner "$1" | jq -r 'map(.label) | join(" ")'
}

owners() {
	local label
	for label in own1 own2; do
		subdevctl dev create $SIM_PARENT small label $label owner vm/1 inactive
	done > /dev/null
	subdevctl dev create $SERIAL loop-1 label own3 owner vm/1 > /dev/null
	subdevctl dev create $SERIAL loop-1 label own4 owner vm/10 > /dev/null
	same "an owner is shown" "vm/1 persistent null" "$(field 'owner + " " + .[0].lease + " " + (.[0].ttl | tostring)' dev show own1)"
	same "in text" "owner vm/1" "$(subdevctl dev show own2 | sed -n 's/^    \([a-z]\)/\1/p' | head -n 1)"
	same "an owner's subdevices, of all parents" "own1 own2 own3" "$(owned vm/1)"
	same "of an owner that has none" "" "$(owned vm/2)"
	same "of nobody" sleeper "$(owned '' | tr ' ' '\n' | grep sleeper)"
	same "one, if it is of the owner" "own4 []" "$(owned vm/10) $(subdevctl -j dev show own4 owner vm/1)"
	same "owners are offered once" "vm/1 vm/10" "$(subdevctl complete dev delete owner vm | xargs)"
	refused "an owner with a blank" invalid "printable characters" subdevctl dev create $SIM_PARENT small owner "vm 1"
	refused "with a control character" invalid "printable characters" subdevctl dev create $SIM_PARENT small owner $'vm\e[2J'
	refused "an empty one" invalid "printable characters" subdevctl dev create $SIM_PARENT small owner ''
	refused "one of 64 bytes" invalid "longer than 63 bytes" subdevctl dev create $SIM_PARENT small owner "$(printf 'a%.0s' {1..64})"
	refused "another's is not deleted" busy "the owner is vm/10" subdevctl dev delete own4 owner vm/1
	refused "nor nobody's" busy "it has no owner" subdevctl dev delete sleeper owner vm/1
	wrong "all of nobody cannot be meant" "DEV or OWNER is missing" subdevctl dev delete owner ''
	check "one's own is deleted" subdevctl dev delete own1 owner vm/1
	check "all of an owner" subdevctl dev delete owner vm/1
	same "these are gone, others are not" " own4 true" \
		"$(owned vm/1) $(owned vm/10) $(subdevctl -j dev show | jq 'any(.label == "sleeper")')"
	check "of an owner that has none" subdevctl dev delete owner vm/1
	check "of the other" subdevctl dev delete owner vm/10
}

# Of an owner's subdevices one is open.
owners_in_use() {
	local id
	subdevctl dev create $SIM_PARENT small uuid $UUID label own1 owner vm/1 > /dev/null
	subdevctl dev create $SIM_PARENT small label own2 owner vm/1 > /dev/null
	id=$(field id dev show own1)
	hold $UUID
	status 1 "all of an owner, but one is open" subdevctl dev delete owner vm/1
	same "that is told" "subdevctl: dev $id: busy: open by a VFIO user (attribute id)" "$(cat "$WORK/err")"
	same "and stays" "in-use own1" "$(field state dev show own1) $(owned vm/1)"
	subdevctl dev create $SIM_PARENT small label own2 owner vm/1 > /dev/null
	status 1 "by force, within a time" subdevctl dev delete owner vm/1 force timeout 1
	same "the user has not let go" "subdevctl: dev $id: still in state removing" "$(cat "$WORK/err")"
	same "the others did not wait for it" own1 "$(owned vm/1)"
	release
	check "when it lets go it is gone" wait_until 20 gone $UUID
	subdevctl dev create $SIM_PARENT small uuid $UUID owner vm/1 > /dev/null
	hold $UUID
	subdevctl dev delete owner vm/1 force &
	local deleter=$!
	check "a delete that waits has begun" wait_until 20 is_removing
	sleep 0.5
	check "and waits" kill -0 $deleter
	release
	wait $deleter
	same "it ends with the user" 0 $?
	check "and all is done by then" gone $UUID
}

is_there() {
	subdevctl dev show "$1" > /dev/null 2>&1
}

# agent COMMAND...: create the subdevice under a socket lease for a command, which is its process then.
agent() {
	subdevctl dev create $SIM_PARENT small uuid $UUID label leased lease socket -- "$@" > "$WORK/agent" 2>&1 &
	AGENT=$!
	check "the agent has its subdevice" wait_until 20 is_there $UUID
}

socket_leases() {
	local child
	agent sleep 1000
	same "the agent is the command" sleep "$(cat /proc/$AGENT/comm)"
	same "its lease is shown" "socket null" "$(field 'lease + " " + (.[0].ttl | tostring)' dev show leased)"
	same "in text" "lease socket" "$(subdevctl dev show leased | sed -n 's/^    \([a-z]\)/\1/p' | head -n 1)"
	refused "it cannot be renewed" busy "no lease for a time" subdevctl dev renew leased
	check "what belongs to it can be changed" subdevctl dev set leased label leased2
	kill -9 $AGENT
	wait $AGENT 2> /dev/null
	check "the end of the agent is that of the subdevice" wait_until 20 gone $UUID

	# shellcheck disable=SC2016 # the command expands them
	status 7 "the exit status is the command's" subdevctl dev create $SIM_PARENT small uuid $UUID lease socket -- \
		sh -c 'echo "$SUBDEV_ID $SUBDEV_UUID $SUBDEV_SYSFS $SUBDEV_GROUP $SUBDEV_NODE"
			subdevctl -j -d dev show $SUBDEV_ID | jq -r ".[0] | \"\(.id) \(.uuid) \(.sysfs) \(.group) \(.node)\""
			exit 7'
	same "it has the subdevice in its environment" "$(sed -n 1p "$WORK/out")" "$(sed -n 2p "$WORK/out")"
	check "with all that there is" grep -q "^[0-9]* $UUID /sys/bus/subdev/devices/$UUID [0-9]* /dev/vfio/" "$WORK/out"
	check "then it is gone" wait_until 20 gone $UUID
	# shellcheck disable=SC2016 # the command expands them
	status 0 "an inactive one has no node" subdevctl dev create $SIM_PARENT small uuid $UUID inactive lease socket -- \
		sh -c 'echo "$SUBDEV_UUID $SUBDEV_SYSFS $SUBDEV_GROUP $SUBDEV_NODE."'
	same "nor does its environment" "$UUID   ." "$(cat "$WORK/out")"
	check "it goes as well" wait_until 20 gone $UUID
	fails "a command that is not there" "$WORK/none: No such file or directory" \
		subdevctl dev create $SIM_PARENT small uuid $UUID lease socket -- "$WORK/none"
	check "has no subdevice" wait_until 20 gone $UUID

	# shellcheck disable=SC2016 # the command expands it
	status 3 "the command ends, its child does not" subdevctl dev create $SIM_PARENT small uuid $UUID lease socket -- \
		sh -c 'sleep 1000 > /dev/null 2>&1 & echo $!; exit 3'
	child=$(cat "$WORK/out")
	sleep 0.5
	check "while the child has the connection the lease lasts" is_there $UUID
	kill -9 "$child"
	check "it ends with the child" wait_until 20 gone $UUID
	wrong "a lease of nobody" "lease socket without COMMAND would end at once" subdevctl dev create $SIM_PARENT small lease socket
	wrong "a command without the lease" "COMMAND needs lease socket" subdevctl dev create $SIM_PARENT small -- true
	check "a dry run can ask" subdevctl dev create $SIM_PARENT small lease socket dry-run
}

# The lease ends while somebody else has the subdevice open, or the agent itself.
socket_leases_in_use() {
	agent sleep 1000
	hold $UUID
	kill -9 $AGENT
	wait $AGENT 2> /dev/null
	sleep 0.5
	same "what is in use stays in use" in-use "$(field state dev show $UUID)"
	release
	check "until its user closes it" wait_until 20 gone $UUID
	agent lifetime_hold $UUID
	check "the agent opens it itself" wait_until 20 grep -q open "$WORK/agent"
	kill -9 $AGENT
	wait $AGENT 2> /dev/null
	check "its end is the end of both" wait_until 20 gone $UUID
}

is_over() {
	[ "$(field ttl dev show "$1")" = 0 ]
}

ttl_leases() {
	local start
	check "a lease for a time" subdevctl dev create $SIM_PARENT small label timed lease ttl=600
	check "its rest is shown, rounded up" [ "$(field ttl dev show timed)" -gt 590 -a "$(field ttl dev show timed)" -le 600 ]
	same "renew it for another time" 60 "$(subdevctl -j dev renew timed ttl 60 | jq '.[0].ttl')"
	sleep 2
	check "its time runs" [ "$(field ttl dev show timed)" -lt 60 ]
	same "renew it as it was" 60 "$(subdevctl -j dev renew timed | jq '.[0].ttl')"
	start=$SECONDS
	check "renew it for a short time" subdevctl dev renew timed ttl 3
	check "it ends" wait_until 20 gone timed
	check "not before it is over" [ $((SECONDS - start)) -ge 2 ]
	check "one that nobody renews" subdevctl dev create $SIM_PARENT small label timed lease ttl=1 inactive
	check "ends" wait_until 20 gone timed
	check "one that is in use" subdevctl dev create $SIM_PARENT small uuid $UUID lease ttl=10
	hold $UUID
	check "its time passes" wait_until 20 is_over $UUID
	same "is over, but stays" "in-use 0" "$(field 'state + " " + (.[0].ttl | tostring)' dev show $UUID)"
	refused "and is not renewed" busy "its lease has ended" subdevctl dev renew $UUID ttl 600
	release
	check "until its user closes it" wait_until 20 gone $UUID
	refused "what has no time is not renewed" busy "no lease for a time" subdevctl dev renew sleeper ttl 5
	refused "nor what is not there" "no such device" . subdevctl dev renew nobody
	wrong "no time" "lease ttl: '0' is not a number from 1 to 4294967295" subdevctl dev create $SIM_PARENT small lease ttl=0
	wrong "too much of it" "lease ttl: '4294967296' is not" subdevctl dev create $SIM_PARENT small lease ttl=4294967296
	check "the longest" subdevctl dev create $SIM_PARENT small label timed lease ttl=4294967295
	check "is shown" [ "$(field ttl dev show timed)" -gt 4294967000 ]
	check "a lease does not keep from deleting" subdevctl dev delete timed
}

# kinds: what happened to the subdevice, and why, by the monitor's lines.
kinds() {
	jq -rs "map(select(.uuid == \"$UUID\") | \"\(.event) \(.state) \(.cause)\") | join(\", \")" "$WORK/events"
}

causes() {
	monitor_start -j -d monitor
	agent sleep 1000
	hold $UUID
	release
	kill -9 $AGENT
	wait $AGENT 2> /dev/null
	check "the end is told" wait_until 20 grep -q dev-del "$WORK/events"
	same "each with its cause" \
		"dev-add idle command, dev-change in-use use, dev-change idle use, dev-change removing lease, dev-del removing lease" "$(kinds)"
	subdevctl dev create $SIM_PARENT small uuid $UUID lease ttl=1 > /dev/null
	subdevctl dev delete $UUID
	kill $MONITOR
	wait $MONITOR
	same "who deletes it before is the cause" "dev-add idle command, dev-change removing command, dev-del removing command" \
		"$(kinds | sed 's/.*dev-del removing lease, //')"
}

cordon() {
	subdevctl dev create $SERIAL loop-1 label last > /dev/null
	monitor_start -j -d monitor
	same "cordon a parent" true "$(subdevctl -j parent set $SERIAL cordon on | jq '.[0].cordoned')"
	check "again is nothing new" subdevctl parent set $SERIAL cordon yes
	same "it is shown" "cordoned yes" "$(subdevctl parent show $SERIAL | sed -n 's/^    \(cord.*\)/\1/p')"
	same "the other is not" "" "$(subdevctl parent show $SIM_PARENT | grep cordoned)"
	same "nothing is available" 0 "$(subdevctl -j type show $SERIAL | jq 'map(.available) | add')"
	refused "nothing is created" busy "the parent is cordoned" subdevctl dev create $SERIAL loop-1
	refused "not even inactive" busy "the parent is cordoned" subdevctl dev create $SERIAL loop-1 inactive
	check "what it has goes on" subdevctl dev deactivate last
	check "and can be used" subdevctl dev activate last
	check "and changed" subdevctl dev set last label last2
	fails "by nobody without privilege" "parent $SERIAL: not permitted: needs CAP_NET_ADMIN" \
		setpriv --reuid nobody --regid nogroup --clear-groups subdevctl parent set $SERIAL cordon off
	check "the last one goes" subdevctl dev delete last2
	check "and that is told" wait_until 20 grep -q '"event":"parent-change".*"devs":0' "$WORK/events"
	same "end it" false "$(subdevctl -j parent set $SERIAL cordon off | jq '.[0].cordoned')"
	wait_until 20 grep -q '"event":"parent-change".*"cordoned":false' "$WORK/events"
	kill $MONITOR
	wait $MONITOR
	same "so many changes of the parent" "1 true, 0 true, 0 false" \
		"$(jq -rs 'map(select(.event == "parent-change") | "\(.devs) \(.cordoned)") | join(", ")' "$WORK/events")"
	check "create again" subdevctl dev create $SERIAL loop-1 label again
	check "as many as before are available" [ "$(field available type show $SERIAL loop-1)" -gt 0 ]
	check "delete it" subdevctl dev delete again
	wrong "neither on nor off" "cordon: 'maybe' is neither on nor off" subdevctl parent set $SERIAL cordon maybe
	wrong "nothing to set" "nothing to set" subdevctl parent set $SERIAL
	fails "no such parent" "parent platform/none: no such device: no such parent (attribute name)" subdevctl parent set platform/none cordon on
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
	same "text has the fields of JSON" "event seq cause id uuid label parent type state node owner lease ttl version params resources" \
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

# Parents with other catalogues.
WIDE=platform/subdev_sim.1
NIC=platform/subdev_sim.2
M60=platform/subdev_sim.3

add_catalogues() {
	local n=1 catalogue
	for catalogue in resources nic m60; do
		echo $catalogue > /sys/module/subdev_sim/parameters/catalogue
		check "a parent with the catalogue $catalogue" sh -c "echo $n > $SIM/add_parent"
		n=$((n + 1))
	done
	echo basic > /sys/module/subdev_sim/parameters/catalogue
}

del_catalogues() {
	local n
	for n in 1 2 3; do
		check "take parent $n away" sh -c "echo $n > $SIM/del_parent"
	done
}

# What a subdevice holds: "NAME=AMOUNT ...", and "@START" behind a range.
amounts() {
	field 'resources | map("\(.name)=\(.amount)" + if .start == null then "" else "@\(.start)" end) | join(" ")' dev show "$1"
}

# Its version and params.
# shellcheck disable=SC2016 # it is jq's variable
values() {
	field 'version as $v | .[0].params | map("\(.name)=\(.value)") | "\($v) " + join(" ")' dev show "$1"
}

# What a parent has left of a resource.
left() {
	field "resources[] | select(.name == \"$2\") | .free" parent show "$1"
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

resources() {
	same "a parent has its resources, each with exact numbers" \
		"channel count 64 64 true 64, memory bytes 17179869184 17179869184 false null, engine count 16 16 false null, port count 48 48 false null, credit count 18446744073709551615 18446744073709551615 false null" \
		"$(subdevctl -j parent show $WIDE | sed 's/18446744073709551615/"&"/g' | jq -r '.[0].resources | map("\(.name) \(.unit) \(.capacity) \(.free) \(.contiguous) \(.largest)") | join(", ")')"
	same "in text as people write them" "resources channel=64/64 memory=16G/16G engine=16/16 port=48/48 credit=18446744073709551615/18446744073709551615" \
		"$(subdevctl parent show $WIDE | sed -n 's/^    \([a-z]\)/\1/p')"
	same "with details a table" "RESOURCES UNIT FREE CAPACITY CONTIGUOUS LARGEST" \
		"$(subdevctl -d parent show $WIDE | grep RESOURCES | xargs)"
	same "a type says what of it its subdevices consume" "256M 64M 4G 64M idle idle yes" \
		"$(subdevctl -d type show $WIDE wide | awk '$1 == "memory" { print $3, $4, $5, $6, $7, $8, $9 }')"
	check "create one with its defaults" subdevctl dev create $WIDE wide label plain
	same "it holds these" "channel=4@0 memory=268435456 engine=1 port=2 credit=1000" "$(amounts plain)"
	check "create one with amounts" subdevctl dev create $WIDE wide label large resource memory=1G resource channel=16 resource port=8
	same "it holds those" "channel=16@4 memory=1073741824 engine=1 port=8 credit=1000" "$(amounts large)"
	same "text too" "resources channel=16@4 memory=1G engine=1 port=8 credit=1000" "$(subdevctl dev show large | sed -n 's/^    \([a-z]\)/\1/p')"
	same "its parent has so much left" "44 15837691904" "$(left $WIDE channel) $(left $WIDE memory)"
	same "who holds what" "plain 4@0, large 16@4" \
		"$(subdevctl -j resource show $WIDE channel | jq -r 'map("\(.label) \(.amount)@\(.start)") | join(", ")')"
	same "of one parent all" 10 "$(subdevctl -j resource show $WIDE | jq length)"
	same "of all parents nothing else" 10 "$(subdevctl -j resource show | jq length)"
	same "in text" "$WIDE memory $(field id dev show large) large 1G -" "$(subdevctl resource show $WIDE memory | tail -n 1 | xargs)"
	refused "no such resource" "not found" "resource" subdevctl resource show $WIDE none
}

# wrong NAME PART COMMAND...: the command line is wrong, and PART of the sentence says why.
wrong() {
	local name=$1 part=$2
	shift 2
	status 2 "$name" "$@"
	check "$name: it says so" grep -qF -- "$part" "$WORK/err"
}

changes() {
	check "several amounts in one command" subdevctl dev set large resource memory=2G resource channel=8 resource engine=4
	same "all of them" "channel=8@4 memory=2147483648 engine=4 port=8 credit=1000" "$(amounts large)"
	refused "one of two is too much: neither changes" "out of range" memory \
		subdevctl dev set large resource channel=9 resource memory=5G
	refused "what never changes" "busy" port subdevctl dev set large resource port=5
	same "what was asked for is free" 14763950080 "$(left $WIDE memory)"
	check "half of the channels" subdevctl dev create $WIDE wide label half inactive resource channel=32
	refused "no room for one of them" "not enough left" "channel.*20" \
		subdevctl dev create $WIDE wide resource memory=64M resource channel=21
	check "make a hole" subdevctl dev delete plain
	refused "there is room, but not in one run" "not enough left" "channel.*20" \
		subdevctl dev create $WIDE wide resource memory=64M resource channel=21
	same "the largest run is shown" "24 20" "$(field 'resources[] | select(.name == "channel") | "\(.free) \(.largest)"' parent show $WIDE)"
	check "into the hole" subdevctl dev create $WIDE wide label plain
	same "it fits" "channel=4@0 memory=268435456 engine=1 port=2 credit=1000" "$(amounts plain)"
	check "delete" subdevctl dev delete half
	check "label and amount together" subdevctl dev set large label larger resource channel=10
	same "both" "channel=10@4 memory=2147483648 engine=4 port=8 credit=1000" "$(amounts larger)"
}

limits() {
	local create=(subdevctl dev create "$WIDE" wide inactive)
	refused "an amount of 0" "out of range" channel "${create[@]}" resource channel=0
	refused "over the largest" "out of range" channel "${create[@]}" resource channel=33
	refused "under the smallest" "out of range" memory "${create[@]}" resource memory=63M
	refused "off the step" "out of range" port "${create[@]}" resource port=3
	refused "the same twice" "invalid" channel "${create[@]}" resource channel=2 resource channel=2
	refused "a resource of no type" "not found" none "${create[@]}" resource none=2
	refused "a resource of another type" "not found" port subdevctl dev create $WIDE lean resource port=2
	refused "a sum over 2^64" "not enough left" credit sh -c \
		"subdevctl dev create $WIDE wide resource credit=18446744073709551615"
	wrong "a number over 2^64" "is more than 18446744073709551615" "${create[@]}" resource credit=18446744073709551616
	wrong "bytes over 2^64" "is more than 18446744073709551615" "${create[@]}" resource memory=16E
	wrong "an amount below 0" "resource channel: '-1' is not a number" "${create[@]}" resource channel=-1
	wrong "no amount" "resource channel: '' is not a number" "${create[@]}" resource channel=
	wrong "a letter where things are counted" "resource channel: '1K' has a letter" "${create[@]}" resource channel=1K
	wrong "an amount and more" "resource memory: '1Gx' is not a number" "${create[@]}" resource memory=1Gx
	wrong "no name" "resource: '=4' is not NAME=AMOUNT" "${create[@]}" resource =4
	# shellcheck disable=SC2046 # these are words
	refused "10,000 resources" "message too long" . "${create[@]}" $(printf 'resource channel=4 %.0s' {1..10000})
	# shellcheck disable=SC2046 # these are words
	refused "1,000 resources" "invalid" channel "${create[@]}" $(printf 'resource channel=4 %.0s' {1..1000})
}

params() {
	check "the newest version" subdevctl dev create $NIC my-nic label nic0
	same "has its params" "2 rss=true rx-filter-size=64" "$(values nic0)"
	check "another version" subdevctl dev create $NIC my-nic label nic1 version 1
	same "has its params: what is absent is not off" "1 rx-filter-size=64" "$(values nic1)"
	refused "a param that this version does not have" "not found" rss subdevctl dev set nic1 param rss=off
	refused "nor at its creation" "not found" rss subdevctl dev create $NIC my-nic version 1 param rss=off
	check "params over a version" subdevctl dev create $NIC my-nic label nic2 version 2 param rss=no param rx-filter-size=128
	same "are no version" "null rss=false rx-filter-size=128" "$(values nic2)"
	same "in text" "params rss=off rx-filter-size=128" "$(subdevctl dev show nic2 | sed -n 's/^    \([a-z]\)/\1/p' | head -n 1)"
	check "set a param" subdevctl dev set nic2 param rss=yes
	same "the other stays" "null rss=true rx-filter-size=128" "$(values nic2)"
	check "set a version" subdevctl dev set nic2 version 1
	same "all params are its own" "1 rx-filter-size=64" "$(values nic2)"
	check "a version and a param" subdevctl dev set nic2 version 2 param rx-filter-size=256
	same "in this order" "null rss=true rx-filter-size=256" "$(values nic2)"
	refused "a param that does not exist" "not found" none subdevctl dev set nic0 param none=1
	refused "out of range" "out of range" rx-filter-size subdevctl dev set nic0 param rx-filter-size=1025
	refused "twice" "invalid" rss subdevctl dev set nic0 param rss=on param rss=on
	refused "a version that does not exist" "not found" 3 subdevctl dev set nic0 version 3
	refused "nor the largest number" "not found" 4294967295 subdevctl dev set nic0 version 4294967295
	refused "one of two: neither changes" "not found" none subdevctl dev set nic0 param rss=off param none=1
	refused "a param and an amount: neither changes" "out of range" queue \
		subdevctl dev set nic0 param rss=off resource queue=5
	refused "a type without a model has no versions" "not supported" . subdevctl dev create $WIDE wide version 1
	refused "and no params" "not supported" . subdevctl dev create $WIDE wide param rss=on
	refused "a choice that does not exist" "invalid" layout subdevctl dev create $WIDE tuned param layout=round
	refused "a string that is too long" "out of range" . \
		subdevctl dev create $WIDE tuned param title="$(printf 'a%.0s' {1..64})"
	wrong "version 0" "version: '0' is not a number from 1 to 4294967295" subdevctl dev set nic0 version 0
	wrong "version -1" "version: '-1' is not a number" subdevctl dev set nic0 version -1
	wrong "neither on nor off" "param rss: 'maybe' is neither on nor off" subdevctl dev set nic0 param rss=maybe
	wrong "no number" "param rx-filter-size: '64K' is not a number" subdevctl dev set nic0 param rx-filter-size=64K
}

generations() {
	local generation
	generation=$(field generation dev show nic0)
	check "change what has not changed" subdevctl dev set nic0 label nic00 if-generation "$generation"
	generation=$((generation + 1))
	refused "change what has changed" "changed meanwhile" "$generation" subdevctl dev set nic00 label nic0 if-generation 1
	refused "delete what has changed" "changed meanwhile" "$generation" subdevctl dev delete nic00 if-generation 1
	check "change it again" subdevctl dev set nic00 label nic0 if-generation $generation
}

dry_run() {
	local before after answer
	before=$(subdevctl -j -d parent show $NIC) answer=$(subdevctl -j dev create $NIC my-nic resource queue=6 dry-run)
	same "a dry run says what it would be" "null null 2 queue=6 bandwidth=1000000000" \
		"$(jq -r '.[0] | "\(.id) \(.uuid) \(.version) \(.resources | map("\(.name)=\(.amount)") | join(" "))"' <<< "$answer")"
	same "and what would remain" "$(($(left $NIC queue) - 6)) $(($(left $NIC bandwidth) - 1000000000))" \
		"$(jq -r '.[0].parent_resources | map(.free) | join(" ")' <<< "$answer")"
	after=$(subdevctl -j -d parent show $NIC)
	same "and does nothing" "$before" "$after"
	check "in text" grep -q "^    parent-resources queue=" <(subdevctl dev create $NIC my-nic dry-run)
	refused "what would fail fails" "out of range" queue subdevctl dev create $NIC my-nic resource queue=3 dry-run
	status 0 "one that would fit" subdevctl dev create $WIDE wide dry-run resource channel=32
	check "says where" grep -q "resources channel=32@" "$WORK/out"
}

filters() {
	same "the table of the M60: so many can be had of each" "16 16 8 8 4 4 2 1" \
		"$(subdevctl -j type show $M60 | jq -r 'map(.available) | join(" ")')"
	same "types by class and attribute" "M60-4Q M60-8Q M60-2Q" \
		"$(subdevctl -j type show class display min heads 4 | jq -r 'sort_by(.attributes.framebuffer == 2147483648) | map(.name) | join(" ")')"
	same "by sizes" "M60-4Q" "$(subdevctl -j type show $M60 min framebuffer 4G max framebuffer 4G | jq -r 'map(.name) | join(" ")')"
	same "by rates" "long-nic" "$(subdevctl -j type show class net min speed 40G | jq -r 'map(.name) | join(" ")')"
	same "by attribute alone" "tuned my-nic long-nic" "$(subdevctl -j type show min queues 1 | jq -r 'map(.name) | join(" ")')"
	same "one type that is not within" "[]" "$(subdevctl -j type show $M60 M60-0B min heads 3)"
	same "in text" "attributes heads=4 max-width=3840 max-height=2160 frame-rate-limit=60 framebuffer=8G" \
		"$(subdevctl type show $M60 M60-8Q | sed -n 's/^    \([a-z]\)/\1/p' | head -n 1)"
	wrong "no such class" "'none' is not a class" subdevctl type show class none
	wrong "no such attribute" "no class has the attribute 'none'" subdevctl type show min none 1
	wrong "an attribute of another class" "class serial has no attribute 'heads'" subdevctl type show class serial min heads 1
	wrong "no number" "min: 'many' is not a number" subdevctl type show min heads many
	check "a mix of types" subdevctl dev create $M60 M60-4Q label gpu
	same "depletes the others" "8 8 4 4 2 2 1 0" "$(subdevctl -j type show $M60 | jq -r 'map(.available) | join(" ")')"
	check "delete it" subdevctl dev delete gpu
}

models() {
	local start
	same "the versions of a model" '1:rx-filter-size=64 2:rss=true,rx-filter-size=64' \
		"$(subdevctl -j model show $NIC my-nic | jq -r 'map("\(.version):" + (.params | map("\(.name)=\(.value)") | sort | join(","))) | join(" ")')"
	same "its params" "rss bool true idle 2 null null null, rx-filter-size uint 64 idle 1 null 16 1024" \
		"$(subdevctl -j param show $NIC my-nic | jq -r 'map("\(.name) \(.kind) \(.default) \(.change) \(.since) \(.until) \(.min) \(.max)") | sort | join(", ")')"
	same "choices" "linear tiled" "$(subdevctl -j param show $WIDE tuned | jq -r '.[] | select(.name == "layout") | .choices | join(" ")')"
	start=$SECONDS
	same "500 versions, none lost" "500 1 500 8000" \
		"$(subdevctl -j model show $NIC long-nic | jq -r '"\(length) \(.[0].version) \(.[-1].version) \(.[-1].params[] | select(.name == "ring-size") | .value)"')"
	same "in text" 500 "$(subdevctl model show $NIC long-nic | grep -c '^    params ')"
	check "and not slow" [ $((SECONDS - start)) -lt 20 ]
	same "a type without a model has none" "[] []" "$(subdevctl -j model show $WIDE wide) $(subdevctl -j param show $WIDE wide)"
	refused "no such type" "not found" "no such type" subdevctl model show $WIDE none
}

# manifest FILTER: the manifest of nic0, changed.
manifest() {
	subdevctl manifest show nic0 | jq "$1"
}

# verdict FIELD... : of the last check, from JSON.
verdict() {
	jq -r ".[0] | $1" "$WORK/out"
}

manifests() {
	local types
	subdevctl dev set nic0 version 2
	manifest . > "$WORK/nic0.json"
	same "a manifest" '{"model":"subdev:sim:my-nic","params":{"rss":true,"rx-filter-size":64},"resources":{"bandwidth":1000000000,"queue":4},"subdev_manifest":1,"version":2}' \
		"$(jq -cS . "$WORK/nic0.json")"
	same "whatever the options say" "$(subdevctl manifest show nic0)" "$(subdevctl -j manifest show nic0)"
	same "those of a type, by version" "1 2" "$(subdevctl manifest show $NIC my-nic | jq -r 'map(.version) | join(" ")')"
	same "all of them" 500 "$(subdevctl manifest show $NIC long-nic | jq length)"
	status 0 "a subdevice takes its own state" subdevctl -j manifest check "$WORK/nic0.json" nic0
	same "and says what this holds for" "true state 0 null []" "$(verdict '"\(.compatible) \(.purpose) \(.errno) \(.error) \(.reasons)"')"
	status 0 "an equal one could be created" subdevctl -j manifest check "$WORK/nic0.json" $NIC my-nic
	same "that holds for creating" create "$(verdict .purpose)"
	status 0 "from standard input" sh -c "subdevctl manifest check - nic0 < $WORK/nic0.json"
	status 1 "another version does not take it" subdevctl -j manifest check "$WORK/nic0.json" nic1
	same "and says why" "false EINVAL true" "$(verdict '"\(.compatible) \(.error) \(.reasons | any(.subject == "param" and .name == "rss"))"')"
	status 1 "in text" subdevctl manifest check "$WORK/nic0.json" nic1
	check "the verdict" grep -q "^no *state *22 EINVAL" "$WORK/out"
	check "each reason" grep -q "^    param *rss" "$WORK/out"
	status 1 "the other way round" sh -c "subdevctl manifest show nic1 | subdevctl -j manifest check - nic0"
	same "neither" EINVAL "$(verdict .error)"
	status 1 "a type without a model takes nothing" subdevctl -j manifest check "$WORK/nic0.json" $WIDE wide
	same "nothing at all" ENODEV "$(verdict .error)"
	manifest 'del(.model, .version, .params)' > "$WORK/none.json"
	status 1 "nothing takes what has no model" subdevctl -j manifest check "$WORK/none.json" nic0
	same "at all" ENODEV "$(verdict .error)"
	manifest '.params["rx-filter-size"] = 5000 | .params.none = "a" | .resources.queue = 99 | del(.version)' > "$WORK/bad.json"
	status 1 "what does not fit in three ways" subdevctl -j manifest check "$WORK/bad.json" $NIC my-nic
	same "has each of the three" "none queue rx-filter-size" "$(verdict '.reasons | map(.name) | sort | join(" ")')"
	refused "no manifest of what has no model" "no such device" model subdevctl manifest show plain
	check "create an equal one" subdevctl dev create $NIC my-nic manifest "$WORK/nic0.json" label equal
	same "it is equal" "$(values nic0) $(amounts nic0)" "$(values equal) $(amounts equal)"
	same "so is its manifest" "$(jq -cS . "$WORK/nic0.json")" "$(subdevctl manifest show equal | jq -cS .)"
	refused "not with anything else" "invalid" . subdevctl dev create $NIC my-nic manifest "$WORK/nic0.json" version 2
	refused "what does not fit" "invalid" . subdevctl dev create $NIC my-nic manifest "$WORK/bad.json"
	refused "of what has no model" "no such device" . subdevctl dev create $WIDE wide manifest "$WORK/nic0.json"
	types=$(subdevctl manifest show $WIDE tuned)
	jq '.[0]' <<< "$types" > "$WORK/tuned.json"
	status 1 "of another model" subdevctl -j manifest check "$WORK/tuned.json" nic0
	same "the model is a reason" true "$(verdict '.reasons | any(.subject == "model")')"
}

negotiations() {
	local words
	subdevctl manifest show $NIC my-nic > "$WORK/list.json"
	status 0 "the best of what a source can be" subdevctl manifest negotiate "$WORK/list.json" $NIC my-nic
	words=$(cat "$WORK/out")
	same "as arguments" "version 2 param rss=on param rx-filter-size=64 resource queue=4 resource bandwidth=1000000000" "$words"
	# shellcheck disable=SC2086 # these are words
	check "which create takes" subdevctl dev create $NIC my-nic label best $words
	same "what it creates has the manifest" "$(jq -cS '.[1]' "$WORK/list.json")" "$(subdevctl manifest show best | jq -cS .)"
	status 0 "in JSON" subdevctl -j manifest negotiate "$WORK/list.json" $NIC my-nic
	same "the same" "true 1 2 true" "$(verdict '"\(.compatible) \(.chosen) \(.version) \(.params | any(.name == "rss" and .value))"')"
	jq '.[1].resources.queue = 99' "$WORK/list.json" > "$WORK/older.json"
	status 0 "only the older one fits" subdevctl manifest negotiate "$WORK/older.json" $NIC my-nic
	check "so that is it" grep -q "^version 1 param rx-filter-size=64 " "$WORK/out"
	jq '[.[0] | .params["rx-filter-size"] = 99 | del(.version)]' "$WORK/list.json" > "$WORK/own.json"
	status 0 "one that is no version" subdevctl manifest negotiate "$WORK/own.json" $NIC my-nic
	check "begins with the version that has its params" grep -q "^version 1 param rx-filter-size=99 " "$WORK/out"
	status 1 "none fits" subdevctl -j manifest negotiate "$WORK/list.json" $WIDE tuned
	same "why the last does not" "false EINVAL null" "$(verdict '"\(.compatible) \(.error) \(.chosen)"')"
	subdevctl manifest show $NIC long-nic | jq -c . > "$WORK/500.json"
	check "of 500" grep -q "^version 500 " <(subdevctl manifest negotiate "$WORK/500.json" $NIC long-nic)
}

# bad NAME ERE < TEXT: it is no manifest.
bad() {
	cat > "$WORK/bad.json"
	status 1 "$1" subdevctl manifest check "$WORK/bad.json" nic0
	check "$1: it says so" grep -qE -- "^subdevctl: manifest check: $2" "$WORK/err"
}

bad_manifests() {
	bad "an empty file" "invalid: " < /dev/null
	bad "a truncated manifest" "invalid: line [0-9]+: " < <(manifest . | head -c 60)
	bad "in another encoding" "invalid: line 1: " < <(manifest . | iconv -t UTF-16)
	bad "10 MB" "message too long: " < <(head -c 10000000 /dev/zero | tr '\0' a)
	bad "a deep one" "invalid: line 1: " < <(head -c 100000 /dev/zero | tr '\0' '[')
	bad "a number over 2^64" "out of range: line [0-9]+: " \
		< <(manifest . | sed 's/"queue": 4/"queue": 18446744073709551616/')
	bad "a number below 0" "out of range: resources.queue: " \
		< <(manifest . | sed 's/"queue": 4/"queue": -4/')
	bad "an unknown member" "invalid: none: " < <(manifest '.none = 1')
	bad "version 0" "(invalid|out of range): " < <(manifest '.version = 0')
	status 1 "no file" subdevctl manifest check "$WORK/nothing.json" nic0
	same "it says so" "subdevctl: $WORK/nothing.json: No such file or directory" "$(cat "$WORK/err")"
	status 1 "a folder" subdevctl manifest check "$WORK" nic0
}

catalogue_completion() {
	same "resources of a type" "queue= bandwidth=" "$(subdevctl complete dev create $NIC my-nic resource '' | xargs)"
	same "of the type of a subdevice" "queue= bandwidth=" "$(subdevctl complete dev set nic0 resource '' | xargs)"
	same "its params" "rss= rx-filter-size=" "$(subdevctl complete dev set nic0 param '' | sort | xargs)"
	same "their values" "layout=linear layout=tiled" "$(subdevctl complete dev create $WIDE tuned param layout= | xargs)"
	same "its versions" "1 2" "$(subdevctl complete dev create $NIC my-nic version '' | xargs)"
	same "resources of a parent" "framebuffer" "$(subdevctl complete resource show $M60 '' | xargs)"
	same "files" "$WORK/nic0.json" "$(subdevctl complete dev create $NIC my-nic manifest "$WORK/nic")"
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
	status 0 "completion says nothing" subdevctl complete dev activate ''
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
owners
owners_in_use
socket_leases
socket_leases_in_use
ttl_leases
causes
cordon
monitor
monitor_lost
completion
add_catalogues
resources
changes
limits
params
generations
dry_run
filters
models
manifests
negotiations
bad_manifests
catalogue_completion
del_catalogues
churn
check "two threads, each with a context" test_threads
check "the program of libsubdev(3)" example_program
unloaded
rm -rf "$WORK"
finish
