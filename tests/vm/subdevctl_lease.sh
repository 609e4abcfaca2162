#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# Owners, leases and cordons by the command: what is shown and told of them, what each refuses, what ends with whom.
# shellcheck source=tests/vm/subdevctl_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/subdevctl_lib.sh"

# owned OWNER: the labels of an owner's subdevices.
owned() {
	subdevctl -j dev show owner "$1" | jq -r 'map(.label) | join(" ")'
}

owners() {
	local label
	subdevctl dev create $SIM_PARENT small label sleeper inactive > /dev/null
	for label in own1 own2; do
		subdevctl dev create $SIM_PARENT small label $label owner vm/1 inactive
	done > /dev/null
	subdevctl dev create $SERIAL loop-1 label own3 owner vm/1 > /dev/null
	subdevctl dev create $SERIAL loop-1 label own4 owner vm/10 > /dev/null
	same "an owner is shown" "vm/1 persistent null" "$(field 'owner + " " + .[0].lease + " " + (.[0].ttl | tostring)' dev show own1)"
	same "in text" "owner vm/1" "$(below dev show own2 | head -n 1)"
	same "an owner's subdevices, of all parents" "own1 own2 own3" "$(owned vm/1)"
	same "of an owner that has none" "" "$(owned vm/2)"
	same "of nobody" sleeper "$(owned '' | tr ' ' '\n' | grep sleeper)"
	same "one, if it is of the owner" "own4 []" "$(owned vm/10) $(subdevctl -j dev show own4 owner vm/1)"
	same "owners are offered once" "vm/1 vm/10" "$(subdevctl complete dev delete owner vm | xargs)"
}

owners_refused() {
	refused "an owner with a blank" invalid "printable characters" subdevctl dev create $SIM_PARENT small owner "vm 1"
	refused "with a control character" invalid "printable characters" subdevctl dev create $SIM_PARENT small owner $'vm\e[2J'
	refused "an empty one" invalid "printable characters" subdevctl dev create $SIM_PARENT small owner ''
	refused "one of 64 bytes" invalid "longer than 63 bytes" subdevctl dev create $SIM_PARENT small owner "$(printf 'a%.0s' {1..64})"
	refused "another's is not deleted" busy "the owner is vm/10" subdevctl dev delete own4 owner vm/1
	refused "nor nobody's" busy "it has no owner" subdevctl dev delete sleeper owner vm/1
	wrong "all of nobody cannot be meant" "DEV or OWNER is missing" subdevctl dev delete owner ''
}

owners_delete() {
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
	ends_with_user subdevctl dev delete owner vm/1 force
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

agent_kill() {
	kill -9 $AGENT
	wait $AGENT 2> /dev/null
}

socket_leases() {
	agent sleep 1000
	same "the agent is the command" sleep "$(cat /proc/$AGENT/comm)"
	same "its lease is shown" "socket null" "$(field 'lease + " " + (.[0].ttl | tostring)' dev show leased)"
	same "in text" "lease socket" "$(below dev show leased | head -n 1)"
	refused "it cannot be renewed" busy "no lease for a time" subdevctl dev renew leased
	check "what belongs to it can be changed" subdevctl dev set leased label leased2
	agent_kill
	check "the end of the agent is that of the subdevice" wait_until 20 gone $UUID
}

# What the command of a socket lease has, and what is left when it ends.
socket_commands() {
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
}

# The lease is the connection's, which the command's children have too.
socket_children() {
	local child
	# shellcheck disable=SC2016 # the command expands it
	status 3 "the command ends, its child does not" subdevctl dev create $SIM_PARENT small uuid $UUID lease socket -- \
		sh -c 'sleep 1000 > /dev/null 2>&1 & echo $!; exit 3'
	child=$(cat "$WORK/out")
	sleep 0.5
	check "while the child has the connection the lease lasts" is_there $UUID
	kill -9 "$child"
	check "it ends with the child" wait_until 20 gone $UUID
}

socket_leases_wrong() {
	wrong "a lease of nobody" "lease socket without COMMAND would end at once" subdevctl dev create $SIM_PARENT small lease socket
	wrong "a command without the lease" "COMMAND needs lease socket" subdevctl dev create $SIM_PARENT small -- true
	check "a dry run can ask" subdevctl dev create $SIM_PARENT small lease socket dry-run
}

# The lease ends while somebody else has the subdevice open, or the agent itself.
socket_leases_in_use() {
	agent sleep 1000
	hold $UUID
	agent_kill
	sleep 0.5
	same "what is in use stays in use" in-use "$(field state dev show $UUID)"
	release
	check "until its user closes it" wait_until 20 gone $UUID
	agent lifetime_hold $UUID
	check "the agent opens it itself" wait_until 20 grep -q open "$WORK/agent"
	agent_kill
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
}

# Its time is over while somebody has it open.
ttl_leases_in_use() {
	check "one that is in use" subdevctl dev create $SIM_PARENT small uuid $UUID lease ttl=10
	hold $UUID
	check "its time passes" wait_until 20 is_over $UUID
	same "is over, but stays" "in-use 0" "$(field 'state + " " + (.[0].ttl | tostring)' dev show $UUID)"
	refused "and is not renewed" busy "its lease has ended" subdevctl dev renew $UUID ttl 600
	release
	check "until its user closes it" wait_until 20 gone $UUID
}

ttl_leases_limits() {
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

# went N: so often the monitor has told of an end.
went() {
	[ "$(grep -c dev-del "$WORK/events")" = "$1" ]
}

causes() {
	monitor_start -j -d monitor
	agent sleep 1000
	hold $UUID
	release
	agent_kill
	check "the end is told" wait_until 20 grep -q dev-del "$WORK/events"
	same "each with its cause" \
		"dev-add idle command, dev-change in-use use, dev-change idle use, dev-change removing lease, dev-del removing lease" "$(kinds)"
	subdevctl dev create $SIM_PARENT small uuid $UUID lease ttl=1 > /dev/null
	subdevctl dev delete $UUID
	wait_until 20 went 2
	monitor_stop TERM
	same "who deletes it before is the cause" "dev-add idle command, dev-change removing command, dev-del removing command" \
		"$(kinds | sed 's/.*dev-del removing lease, //')"
}

cordon() {
	subdevctl dev create $SERIAL loop-1 label last > /dev/null
	monitor_start -j -d monitor
	same "cordon a parent" true "$(subdevctl -j parent set $SERIAL cordon on | jq '.[0].cordoned')"
	check "again is nothing new" subdevctl parent set $SERIAL cordon yes
	same "it is shown" "cordoned yes" "$(below parent show $SERIAL | grep ^cord)"
	same "the other is not" "" "$(subdevctl parent show $SIM_PARENT | grep cordoned)"
	same "nothing is available" 0 "$(subdevctl -j type show $SERIAL | jq 'map(.available) | add')"
	cordoned
	check "the last one goes" subdevctl dev delete last2
	check "and that is told" wait_until 20 grep -q '"event":"parent-change".*"devs":0' "$WORK/events"
	same "end it" false "$(subdevctl -j parent set $SERIAL cordon off | jq '.[0].cordoned')"
	wait_until 20 grep -q '"event":"parent-change".*"cordoned":false' "$WORK/events"
	monitor_stop TERM
	same "so many changes of the parent" "1 true, 0 true, 0 false" \
		"$(jq -rs 'map(select(.event == "parent-change") | "\(.devs) \(.cordoned)") | join(", ")' "$WORK/events")"
}

# What a cordon forbids, and what it does not.
cordoned() {
	refused "nothing is created" busy "the parent is cordoned" subdevctl dev create $SERIAL loop-1
	refused "not even inactive" busy "the parent is cordoned" subdevctl dev create $SERIAL loop-1 inactive
	check "what it has goes on" subdevctl dev deactivate last
	check "and can be used" subdevctl dev activate last
	check "and changed" subdevctl dev set last label last2
	fails "by nobody without privilege" "parent $SERIAL: not permitted: needs CAP_NET_ADMIN" \
		"${AS_NOBODY[@]}" subdevctl parent set $SERIAL cordon off
}

cordon_over() {
	check "create again" subdevctl dev create $SERIAL loop-1 label again
	check "as many as before are available" [ "$(field available type show $SERIAL loop-1)" -gt 0 ]
	check "delete it" subdevctl dev delete again
	wrong "neither on nor off" "cordon: 'maybe' is neither on nor off" subdevctl parent set $SERIAL cordon maybe
	wrong "nothing to set" "nothing to set" subdevctl parent set $SERIAL
	fails "no such parent" "parent platform/none: no such device: no such parent (attribute name)" \
		subdevctl parent set platform/none cordon on
}

begin
owners
owners_refused
owners_delete
owners_in_use
socket_leases
socket_commands
socket_children
socket_leases_wrong
socket_leases_in_use
ttl_leases
ttl_leases_in_use
ttl_leases_limits
causes
cordon
cordon_over
end
