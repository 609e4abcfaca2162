#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# Pools, transactions and stats by the command: what is shown and told of them, what each refuses, who waits for what, and what
# is left of who is killed.
# shellcheck source=tests/vm/subdevctl_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/subdevctl_lib.sh"

NIC_PARENT=platform/subdev_sim.1

pool_field() {
	field "$2" pool show "$1"
}

# pool_is NAME "STATE READY PULLED FAILED"
pool_is() {
	[ "$(subdevctl -j pool show "$1" | jq -r '.[0] | "\(.state) \(.ready) \(.pulled) \(.failed)"')" = "$2" ]
}

pool_becomes() {
	check "$1 becomes: $2" wait_until 20 pool_is "$1" "$2" || diag "$(subdevctl pool show "$1" 2>&1)"
}

# pull NAME ARGUMENT...: the id of what was pulled.
pull() {
	subdevctl -j pool pull "$@" | jq -r '.[0].id'
}

pool_gone() {
	! subdevctl pool show "$1" > /dev/null 2>&1
}

create() {
	monitor_start -j -d monitor pool gold
	same "a pool is created" "gold $SIM_PARENT small 4 4 8" \
		"$(subdevctl -j pool create gold $SIM_PARENT small size 4 max 8 |
			jq -r '.[0] | "\(.name) \(.parent) \(.type) \(.size) \(.low) \(.max_devs)"')"
	pool_becomes gold "steady 4 0 0"
	same "so many subdevices are there, ready, and nobody's" "4 true null null" \
		"$(subdevctl -j dev show pool gold | jq -r '"\(length) \(map(.ready) | all) \(.[0].label) \(.[0].owner)"')"
	same "in text" "pool gold ready yes" "$(below dev show pool gold | head -n 1)"
	same "one of no pool is not of it" "[]" "$(subdevctl -j dev show sleeper pool gold)"
	check "its coming is told" wait_until 20 grep -q '"event":"pool-add"' "$WORK/events"
	check "and each subdevice, by whom, with what the pool has then" wait_until 20 told_refills 4
	monitor_stop TERM
	same "nothing else is" "0" "$(jq -s 'map(select(.name != "gold" and .pool != "gold")) | length' "$WORK/events")"
}

# told_refills N: by so many events the pool was filled.
told_refills() {
	[ "$(jq -s 'map(select(.event == "dev-add" and .cause == "refill" and .ready) | .pool_counts.ready) | sort | last' "$WORK/events")" = "$1" ]
}

create_refused() {
	local long
	long=$(printf 'a%.0s' {1..4096})
	fails "a name that is taken" "pool gold: exists: the name is taken (attribute name)" subdevctl pool create gold $SIM_PARENT small
	refused "a name that is none" invalid "a pool's name is a letter" subdevctl pool create 7up $SIM_PARENT small
	refused "one with a control character" invalid "a pool's name is a letter" subdevctl pool create $'gold\e[2J' $SIM_PARENT small
	refused "one of 4096 bytes" invalid "longer than 63 bytes" subdevctl pool create "$long" $SIM_PARENT small
	refused "a parent that is not there" "no such device" "no such parent" subdevctl pool create silver platform/none small
	refused "no such type" "not found" "no such type" subdevctl pool create silver $SIM_PARENT none
	refused "low over size" "out of range" . subdevctl pool create silver $SIM_PARENT small size 4 low 5
	refused "size over max" "out of range" . subdevctl pool create silver $SIM_PARENT small size 4 max 3
	wrong "a count of 0" "count: '0' is not a number from 1 to 1024" subdevctl pool push gold count 0
	wrong "one of 4294967295" "count: '4294967295' is not a number from 1 to 1024" subdevctl pool pull gold count 4294967295
	fails "no such pool" "pool silver: not found: no such pool (attribute name)" subdevctl pool show silver
	fails "as anybody" "pool silver: not permitted: needs CAP_NET_ADMIN" \
		"${AS_NOBODY[@]}" subdevctl pool create silver $SIM_PARENT small
	check "who may look" "${AS_NOBODY[@]}" subdevctl pool show gold
}

pulled() {
	local id
	id=$(pull gold label web1 owner vm/1)
	same "pull one" "idle gold false web1 vm/1 persistent" \
		"$(subdevctl -j dev show "$id" | jq -r '.[0] | "\(.state) \(.pool) \(.ready) \(.label) \(.owner) \(.lease)"')"
	check "it can be opened" test -c "$(field node dev show web1)"
	pool_becomes gold "steady 4 1 0"
	same "its generation is compared" 1 \
		"$(subdevctl pool return web1 if-generation 1 2>&1 | grep -c "changed meanwhile.*generation $(field generation dev show web1))")"
	refused "its owner, too" busy "the owner is vm/1" subdevctl pool return web1 owner vm/2
	refused "another cannot have its label" exists "the label is taken" subdevctl pool pull gold label web1
	refused "a label with a control character" invalid "a label is a letter" subdevctl pool pull gold label $'web\e[2J'
	refused "one of 4096 bytes" invalid "longer than 63 bytes" subdevctl pool pull gold label "$(printf 'a%.0s' {1..4096})"
	refused "it is not deactivated" busy . subdevctl dev deactivate web1
	same "return it: it is nobody's" "idle true null null" \
		"$(subdevctl -j pool return web1 owner vm/1 | jq -r '.[0] | "\(.state) \(.ready) \(.label) \(.owner)"')"
	pool_becomes gold "steady 5 0 0"
	fails "what was not pulled is not returned" "dev $id: busy: the subdevice was not pulled (attribute id)" subdevctl pool return "$id"
	refused "what is of no pool" busy "belongs to no pool" subdevctl pool return sleeper
	refused "what is not there" "no such device" . subdevctl pool return nobody
}

in_use() {
	local id uuid
	id=$(pull gold)
	uuid=$(field uuid dev show "$id")
	hold "$uuid"
	refused "what is open is not returned" busy "open by a VFIO user" subdevctl pool return "$id"
	release
	check "what is closed is" subdevctl pool return "$uuid"
	id=$(pull gold lease ttl=1)
	check "the end of a lease returns it" wait_until 20 is_ready "$id"
}

is_ready() {
	[ "$(field ready dev show "$1")" = true ]
}

reset_fails() {
	local id
	id=$(pull gold label web1)
	sim 0 fail_reset 1
	status 1 "a reset that fails" subdevctl pool return web1
	check "it says why" grep -q "^subdevctl: dev web1: failed: ..*" "$WORK/err"
	same "it is set aside" "failed gold false" "$(subdevctl -j dev show "$id" | jq -r '.[0] | "\(.state) \(.pool) \(.ready)"')"
	same "with the reason" "why $(sed 's/.*: failed: //' "$WORK/err")" "$(below dev show "$id" | grep ^why)"
	same "which the pool counts" 1 "$(pool_field gold failed)"
	same "try again" "idle true" "$(subdevctl -j pool return "$id" | jq -r '.[0] | "\(.state) \(.ready)"')"
	sim 0 delay_reset 60000
	id=$(pull gold)
	status 1 "a reset that takes its time" subdevctl pool return "$id" timeout 1
	same "that is told" "subdevctl: dev $id: timed out: still in state resetting" "$(cat "$WORK/err")"
	same "it goes on" resetting "$(field state dev show "$id")"
	sim 0 delay_reset 0
	check "to its end" wait_until 20 is_ready "$id"
}

numbers() {
	same "fewer are refilled to" "2 1 null" "$(subdevctl -j pool set gold size 2 low 1 max none | jq -r '.[0] | "\(.size) \(.low) \(.max_devs)"')"
	same "what is ready stays" 5 "$(pool_field gold ready)"
	refused "low over size" "out of range" . subdevctl pool set gold low 3
	refused "another generation" "changed meanwhile" "generation $(pool_field gold generation)" subdevctl pool set gold size 1 if-generation 1
	same "push two" "7 7" "$(subdevctl -j pool push gold count 2 | jq -r '.[0] | "\(.devs) \(.ready)"')"
	subdevctl pool set gold max 8 > /dev/null
	refused "more than it may have" "not enough left" . subdevctl pool push gold count 2
	same "more are ready then" 8 "$(subdevctl -j pool set gold size 8 | jq '.[0].size')"
	pool_becomes gold "steady 8 0 0"
	subdevctl pool set gold size 4 max none > /dev/null
}

push_dev() {
	subdevctl dev create $SIM_PARENT small label stray owner vm/1 > /dev/null
	subdevctl dev create $SIM_PARENT full label unlike > /dev/null
	same "push a subdevice" "gold true null null" \
		"$(subdevctl -j pool push gold dev stray owner vm/1 | jq -r '.[0] | "\(.pool) \(.ready) \(.label) \(.owner)"')"
	refused "one that is not like them" invalid "type: not that of the pool" subdevctl pool push gold dev unlike
	refused "one of a pool" busy "belongs to a pool" subdevctl pool push gold dev "$(pull gold label once)"
	refused "one that is not active" busy "not active" subdevctl pool push gold dev sleeper
	subdevctl dev delete unlike
	subdevctl pool return once > /dev/null
}

count() {
	same "pull three" "3 0 gold" "$(subdevctl -j pool pull gold count 3 owner vm/3 | jq -r '"\(length) \(map(select(.ready)) | length) \(.[0].pool)"')"
	subdevctl -j dev show owner vm/3 | jq -r '.[] | "pool return \(.id)"' > "$WORK/batch"
	check "return them from a file" subdevctl batch "$WORK/batch"
	pool_becomes gold "steady 4 0 0"
	status 1 "more than there are" subdevctl pool pull gold count 1000
	check "nobody gets a part of them" pool_is gold "steady 4 0 0"
	check "it says so" grep -q "^subdevctl: pool gold: not now: the pool is empty: exhausted" "$WORK/err"
	same "create three" 3 "$(subdevctl -j dev create $SIM_PARENT small count 3 owner vm/3 | jq length)"
	check "delete them" subdevctl dev delete owner vm/3
}

# Without anything in it that comes by itself.
empty() {
	subdevctl pool create dry $SIM_PARENT small > /dev/null
	fails "nothing is in it" "pool dry: not now: the pool is empty: exhausted (attribute pool)" subdevctl pool pull dry
	subdevctl pool push dry > /dev/null
	DRY=$(pull dry)
}

switches() {
	awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$1/status"
}

# Somebody waits, and does nothing at all until the one that is pulled comes back.
wait_for_return() {
	local waiter before start end count=$1
	shift
	subdevctl -j pool pull dry wait "$@" > "$WORK/waiter" 2>&1 &
	waiter=$!
	check "who waits listens" wait_until 20 listens $waiter
	sleep 1
	before=$(switches $waiter)
	sleep 2
	same "it does not look" "$before" "$(switches $waiter)"
	start=$(date +%s%N)
	subdevctl pool return "$DRY" > /dev/null
	wait $waiter
	same "it gets what comes back" "0 $count $DRY" "$? $(jq -r '"\(length) \(.[0].id)"' "$WORK/waiter")"
	end=$(date +%s%N)
	check "at once" [ $((end - start)) -lt 10000000000 ]
}

waits() {
	local start=$SECONDS
	status 1 "to wait has an end" subdevctl pool pull dry wait 2
	same "of which it says what is the matter" 1 "$(grep -c "^subdevctl: pool dry: timed out: the pool is empty: exhausted" "$WORK/err")"
	check "after that time" [ $((SECONDS - start)) -ge 1 -a $((SECONDS - start)) -le 10 ]
	status 1 "the same of several" subdevctl pool pull dry count 2 wait 0
	wait_for_return 1 60
	wait_for_return 1 60 count 1
	subdevctl -j pool pull dry wait > "$WORK/waiter" 2>&1 &
	check "somebody waits" wait_until 20 listens $!
	check "the pool is deleted" subdevctl pool delete dry force
	wait $!
	same "that ends the wait" 1 $?
	check "it says why" grep -qE "^subdevctl: pool dry: not found: (no such pool|the pool is being deleted)" "$WORK/waiter"
	same "what was pulled is nobody's pool's" null "$(field pool dev show "$DRY")"
	subdevctl dev delete "$DRY"
}

# agent COMMAND...: a command that has one of the pool, which is its process then.
agent() {
	subdevctl pool pull gold label leased -- "$@" > "$WORK/agent" 2>&1 &
	AGENT=$!
	check "the agent has its subdevice" wait_until 20 is_there leased
}

is_there() {
	subdevctl dev show "$1" > /dev/null 2>&1
}

is_back() {
	! is_there leased && pool_is gold "steady 4 0 0"
}

commands() {
	# shellcheck disable=SC2016 # the command expands them
	status 7 "the exit status is the command's" subdevctl pool pull gold -- \
		sh -c 'echo "$SUBDEV_ID $SUBDEV_UUID $SUBDEV_SYSFS $SUBDEV_GROUP $SUBDEV_NODE $SUBDEV_POOL"
			subdevctl -j -d dev show $SUBDEV_ID | jq -r ".[0] | \"\(.id) \(.uuid) \(.sysfs) \(.group) \(.node) \(.pool)\""
			exit 7'
	same "it has the subdevice in its environment" "$(sed -n 1p "$WORK/out")" "$(sed -n 2p "$WORK/out")"
	check "which goes back" wait_until 20 pool_is gold "steady 4 0 0"
	# shellcheck disable=SC2016 # the command expands them
	status 0 "several" subdevctl pool pull gold count 2 wait 10 owner vm/2 -- \
		sh -c 'echo "$SUBDEV_COUNT $SUBDEV_UUID_1 $SUBDEV_UUID_2"
			subdevctl -j dev show owner vm/2 | jq -r "\"\(length) \(.[0].uuid) \(.[1].uuid)\""'
	same "each has a number" "$(sed -n 1p "$WORK/out")" "$(sed -n 2p "$WORK/out")"
	check "all go back" wait_until 20 pool_is gold "steady 4 0 0"
	fails "a command that is not there" "$WORK/none: No such file or directory" subdevctl pool pull gold -- "$WORK/none"
	check "has none" wait_until 20 pool_is gold "steady 4 0 0"
	wrong "a lease of nobody" "lease socket without COMMAND would end at once" subdevctl pool pull gold lease socket
}

# What a line of a batch has pulled is had until the end of the batch.
batches() {
	printf '%s\n' "pool pull gold lease socket label leased" "pool pull gold count 2 lease socket" "dev create $SIM_PARENT small lease socket" \
		"pool show gold" "dev show leased" > "$WORK/batch"
	status 0 "leases of the socket in a batch" subdevctl -j batch "$WORK/batch"
	same "the leases are the connection's" "socket socket socket socket" \
		"$(jq -r 'select(.line <= 3).lease' "$WORK/out" | xargs)"
	same "they are had on the next lines" "3 socket" "$(jq -r 'select(.line == 4).pulled, select(.line == 5).lease' "$WORK/out" | xargs)"
	check "its end returns them" wait_until 20 is_back
	check "and deletes what was created" wait_until 20 only_of_gold
	echo "pool pull gold lease socket" > "$WORK/batch"
	wrong "a transaction, which ends at once" "$WORK/batch:1: pool pull: lease socket without COMMAND would end at once" \
		subdevctl batch transaction "$WORK/batch"
}

only_of_gold() {
	[ "$(subdevctl -j dev show | jq -r 'map(.pool // .label) | unique | join(" ")')" = 'gold sleeper' ]
}

# Whoever is killed: what the last of them had goes back.
killed() {
	local child
	agent sleep 1000
	same "the lease is the connection's" socket "$(field lease dev show leased)"
	kill -9 $AGENT
	check "the end of the command returns it" wait_until 20 is_back
	# shellcheck disable=SC2016 # the command expands it
	agent sh -c 'sleep 1000 > /dev/null 2>&1 & echo $!; wait'
	wait_until 20 test -s "$WORK/agent"
	child=$(cat "$WORK/agent")
	kill -9 $AGENT
	sleep 0.5
	check "what its child has, it keeps" is_there leased
	kill -9 "$child"
	check "the end of the child returns it" wait_until 20 is_back
	# shellcheck disable=SC2016 # the command expands it
	agent sh -c 'exec lifetime_hold $SUBDEV_UUID'
	check "the agent opens it itself" wait_until 20 grep -q open "$WORK/agent"
	kill -9 $AGENT
	check "its end returns it, too" wait_until 20 is_back
	killed_in_use
	killed_while_waiting
}

killed_in_use() {
	agent sleep 1000
	hold "$(field uuid dev show leased)"
	kill -9 $AGENT
	sleep 0.5
	same "what is open stays in use" in-use "$(field state dev show leased)"
	release
	check "until its user closes it" wait_until 20 is_back
}

killed_while_waiting() {
	subdevctl pool pull gold count 100 wait -- sleep 1000 &
	check "it waits for more than there are" wait_until 20 listens $!
	kill -9 $!
	check "and takes none with it" pool_is gold "steady 4 0 0"
}

# What was pulled goes back, what was created is deleted.
give_back() {
	subdevctl -j dev show owner vm/7 | jq -r '.[] | if .pool then "pool return \(.id)" else "dev delete \(.id)" end' | subdevctl batch - > /dev/null
	pool_becomes gold "steady 4 0 0"
}

transactions() {
	cat > "$WORK/vm" <<- END
		# what one virtual machine needs
		pool pull gold count 2 owner vm/7
		dev create $NIC_PARENT long-nic label nic7 owner vm/7 resource queue=16

		dev create $SERIAL loop-1 count 2 owner vm/7
	END
	check "a transaction" subdevctl -j batch transaction "$WORK/vm"
	same "all of it is there" "2 gold, 1 nic7, 2 none" "$(subdevctl -j dev show owner vm/7 |
		jq -r '"\(map(select(.pool == "gold")) | length) gold, \(map(select(.label == "nic7")) | length) nic7, \(map(select(.type == "loop-1")) | length) none"')"
	status 1 "the same again" subdevctl batch transaction "$WORK/vm"
	check "fails by its third line" grep -q "^subdevctl: $WORK/vm:3: dev create: exists: the label is taken (attribute item\[1\].label)$" "$WORK/err"
	same "nothing of it is there" 5 "$(subdevctl -j dev show owner vm/7 | jq length)"
	give_back
	same "each object says its line" "2 2 3 5 5" "$(subdevctl -j batch transaction - < "$WORK/vm" | jq .line | xargs)"
	give_back
	same "people get one table" 1 "$(subdevctl batch transaction "$WORK/vm" | grep -c UUID)"
	give_back
	transactions_wrong
}

transactions_wrong() {
	{
		echo "pool pull gold"
		echo "dev show"
	} > "$WORK/wrong"
	wrong "another command" "$WORK/wrong:2: dev show: only dev create and pool pull can be in a transaction" \
		subdevctl batch transaction "$WORK/wrong"
	seq -f "dev create $SIM_PARENT small label x%g" 1025 > "$WORK/wrong"
	wrong "one too many" "$WORK/wrong:1025: dev create: more than 1024 subdevices up to here" subdevctl batch transaction "$WORK/wrong"
	{
		echo "dev create $SIM_PARENT small label twice"
		echo "dev create $SIM_PARENT small label twice"
	} > "$WORK/wrong"
	refused "the same label twice" exists "label is taken" subdevctl batch transaction "$WORK/wrong"
	check "by its second line" grep -q "$WORK/wrong:2: " "$WORK/err"
	wrong "with force" "all or nothing" subdevctl -force batch transaction "$WORK/vm"
}

# A parent with room for four.
no_room() {
	monitor_start -j monitor pool wide kind pool-change
	subdevctl pool create wide $NIC_PARENT long-nic resource queue=64 resource bandwidth=10G size 5 > /dev/null
	pool_becomes wide "no-room 4 0 0"
	same "it says why" "ENOSPC" "$(pool_field wide error)"
	same "in a sentence" 1 "$(below pool show wide | grep -c "^why ..*")"
	check "which is told" wait_until 20 grep -q '"state":"no-room".*"error":"ENOSPC"' "$WORK/events"
	monitor_stop TERM
	subdevctl pool set wide size 4 > /dev/null
	pool_becomes wide "steady 4 0 0"
	check "one is deleted" subdevctl dev delete "$(subdevctl -j dev show pool wide | jq '.[0].id')"
	pool_becomes wide "steady 4 0 0"
}

cordoned() {
	subdevctl parent set $NIC_PARENT cordon on > /dev/null
	refused "of a cordoned parent nothing is pulled" busy "the parent is cordoned" subdevctl pool pull wide
	subdevctl parent set $NIC_PARENT cordon off > /dev/null
}

parent_goes() {
	echo 1 > $SIM/del_parent
	pool_becomes wide "waiting 0 0 0"
	same "it is still that of its parent" wide "$(subdevctl -j pool show parent $NIC_PARENT | jq -r '.[].name')"
	refused "nothing can be pulled" "not now" "it waits for its parent" subdevctl pool pull wide
	sim_add 1 basic
	pool_becomes wide "failed 0 0 0"
	same "its type is not there" ENOENT "$(pool_field wide error)"
	echo 1 > $SIM/del_parent
	sim_add 1 nic
	pool_becomes wide "steady 4 0 0"
	same "those of the parent" wide "$(subdevctl -j pool show parent $NIC_PARENT | jq -r '.[].name')"
}

delete() {
	pull wide label kept > /dev/null
	pull wide > /dev/null
	fails "a pool of which some are pulled" "pool wide: busy: $(subdevctl pool delete wide 2>&1 | sed 's/.*busy: //')" subdevctl pool delete wide
	check "which says how many" grep -q "wide: 2 pulled" "$WORK/err"
	refused "another generation" "changed meanwhile" . subdevctl pool delete wide force if-generation 1
	check "by force" subdevctl pool delete wide force
	check "it is gone" pool_gone wide
	same "and what it had, but what was pulled" "2 null" \
		"$(subdevctl -j dev show | jq -r --arg parent $NIC_PARENT 'map(select(.parent == $parent)) | "\(length) \(.[0].pool)"')"
	check "which is as any other" subdevctl dev deactivate kept
}

stats() {
	same "pulls are counted" true "$(subdevctl -j pool stats gold | jq '.[0] | .pulls > 10 and .returns > 5 and .waits > 0')"
	same "of all pools" "$(subdevctl -j pool show | jq -r 'map(.name) | join(" ")')" "$(subdevctl -j pool stats | jq -r 'map(.name) | join(" ")')"
	same "of a parent" true "$(subdevctl -j parent stats $SIM_PARENT | jq '.[0] | .creates > 10 and .opens > 0 and .time_in_use > 0 and .refills > 3')"
	same "of all parents" "$(subdevctl -j parent show | jq length)" "$(subdevctl -j parent stats | jq length)"
	same "of all subdevices" "$(subdevctl -j dev show | jq length)" "$(subdevctl -j dev stats | jq length)"
	same "of those of a parent" true "$(subdevctl -j dev stats parent $SIM_PARENT | jq 'map(.pulls) | add > 0')"
	same "time in seconds" 1 "$(subdevctl parent stats $SIM_PARENT | grep -cE ' [0-9]+\.[0-9]+s ')"
	fails "no such pool" "pool none: not found: no such pool (attribute pool)" subdevctl pool stats none
}

completion() {
	same "pools are offered" gold "$(subdevctl complete pool pull g)"
	same "verbs" "push pull" "$(subdevctl complete pool pu | xargs)"
	same "kinds of events" "pool-add pool-change pool-del" "$(subdevctl complete monitor kind po | xargs)"
	same "what goes with wait" "owner lease --" "$(subdevctl complete pool pull gold count 2 label a wait '' | xargs)"
}

begin
sim_add 1 nic || exit 1
subdevctl dev create $SIM_PARENT small label sleeper inactive > /dev/null
create
create_refused
pulled
in_use
reset_fails
numbers
push_dev
subdevctl pool delete gold
# filled once: what is pulled is not made up for
subdevctl pool create gold $SIM_PARENT small size 4 low 0 > /dev/null
pool_becomes gold "steady 4 0 0"
count
empty
waits
commands
batches
killed
transactions
no_room
cordoned
parent_goes
delete
stats
completion
end
