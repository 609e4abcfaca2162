#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# subdevctl batch against the kernel: what is done, in which order, where it stops.
# shellcheck source=tests/vm/subdevctl_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/subdevctl_lib.sh"

# lines COUNT LINE: so many lines, in each % is its number.
lines() {
	local i
	for ((i = 1; i <= $1; i++)); do
		echo "${2//%/$i}"
	done
}

# run STATUS NAME ARGUMENT...: a batch whose commands come from $BATCH, with this exit status.
run() {
	local wanted=$1 name=$2
	shift 2
	status "$wanted" "$name" subdevctl "$@" batch "$BATCH"
}

errors() {
	sed "s|^subdevctl: $BATCH:||" "$WORK/err"
}

num_devs() {
	subdevctl -j dev show | jq length
}

labels() {
	subdevctl -j dev show | jq -r 'map(.label) | sort | join(" ")'
}

# A thousand of each, over one socket.
thousand() {
	local how=("$@") with=${*:+ with $*}
	lines 1000 "dev create $SIM_PARENT small label d% owner batch" > "$BATCH"
	run 0 "create a thousand$with" -j "${how[@]}"
	same "nothing is complained of" "" "$(errors)"
	same "a line for each, in their order" "$(seq 1000 | paste -sd ' ')" "$(jq .line "$WORK/out" | paste -sd ' ')"
	same "with its subdevice" "$(lines 1000 d%)" "$(jq -r .label "$WORK/out")"
	same "which are there" 1000 "$(num_devs)"

	{
		lines 1000 "dev set d% label x%"
		lines 1000 "dev show x%"
	} > "$BATCH"
	run 0 "change and show a thousand$with" -j "${how[@]}"
	same "as they are then" "$(lines 1000 x%)" "$(jq -r 'select(.line > 1000) | .label' "$WORK/out")"

	{
		lines 1000 "dev delete x%"
		echo "dev show"
	} > "$BATCH"
	run 0 "delete a thousand$with" -j "${how[@]}"
	same "what follows waits until they are gone" 0 "$(wc -l < "$WORK/out")"
	same "nothing is complained of" "" "$(errors)"
}

# What stands behind the first error is not done.
stops() {
	{
		lines 20 "dev create $SIM_PARENT small label a%"
		echo "dev create $SIM_PARENT small label a7 # taken"
		lines 20 "dev create $SIM_PARENT small label b%"
		echo "dev delete a1"
	} > "$BATCH"
	run 1 "stop"
	same "the error says where" "21: dev create: exists: the label is taken (attribute label)" "$(errors)"
	same "what is before it was done, and no more" "$(lines 20 a% | sort | paste -sd ' ')" "$(labels)"
	same "as many are shown" 20 "$(grep -c "^ *ID " "$WORK/out")"
}

goes_on() {
	{
		echo "dev delete a1"
		echo "dev delete nobody"
		echo "dev create $SIM_PARENT small label a1"
		echo "dev create $SIM_PARENT small label a2"
		echo "dev set a3 label ''"
		echo "dev set a3 label c3"
		echo "dev show c4"
		lines 20 "dev delete a%"
	} > "$BATCH"
	run 1 "go on" -force
	same "each error says where" "2: dev nobody
4: dev create
6: dev a3
7: dev c4
10: dev a3" "$(errors | cut -d: -f1-2)"
	same "one is left, which lost its label" "" "$(labels)"
	same "and only that" 1 "$(num_devs)"
	printf 'dev delete %s\n' "$(subdevctl -j dev show | jq '.[].id')" > "$BATCH"
	run 0 "delete it by its id"
}

# Each line sees what those before it have done.
order() {
	cat > "$BATCH" <<- EOS
		dev create $SIM_PARENT small label one inactive
		dev activate one
		dev deactivate one
		dev activate one
		dev delete one
		dev create $SIM_PARENT small label one
		dev delete one no-wait
		dev create $SIM_PARENT small label two lease ttl=600
		dev renew two ttl 900
		dev delete owner nobody
		parent set $SIM_PARENT cordon on
		dev create $SIM_PARENT small dry-run
		parent set $SIM_PARENT cordon off
		dev delete two timeout 60
		dev show
	EOS
	local how
	for how in -j -jf; do
		run 1 "one after the other ($how)" $how
		same "what comes of each ($how)" "1 inactive
2 idle
3 inactive
4 idle
6 idle
8 idle
9 idle
11 null" "$(jq -r 'select(.line < 12) | "\(.line) \(.state)"' "$WORK/out")"
		same "a cordoned parent refuses ($how)" "12: dev create: busy" "$(errors | cut -d: -f1-3)"
		wait_until 30 eval '! subdevctl -j dev show | grep -q "\"removing\""'
		printf 'parent set %s cordon off\n' $SIM_PARENT > "$BATCH.off"
		subdevctl batch "$BATCH.off" > /dev/null
		[ $how = -jf ] || subdevctl dev delete two
	done
	same "nothing is left" 0 "$(num_devs)"
}

# Params and amounts with letters need to be asked for.
composes() {
	check "one more parent" sim_add 1 nic
	{
		lines 10 "dev create platform/subdev_sim.1 my-nic label n% param rss=off resource bandwidth=2G"
		lines 10 "dev set n% param rss=on resource queue=2"
	} > "$BATCH"
	run 0 "compose" -force
	same "as they were to be" 10 "$(subdevctl -j dev show |
		jq '[.[] | select((.params[] | select(.name == "rss")).value and
			(.resources[] | select(.name == "bandwidth")).amount == 2000000000 and
			(.resources[] | select(.name == "queue")).amount == 2)] | length')"
	lines 10 "dev delete n%" > "$BATCH"
	run 0 "delete them" -f
	echo 1 > "$SIM/del_parent"
}

input() {
	same "standard input" in0 "$(printf 'dev create %s small label in0\n' $SIM_PARENT | subdevctl -j batch - | jq -r .label)"
	printf '%s\n' "dev set in0 label in1" nonsense > "$BATCH"
	run 2 "a wrong line"
	same "is told" "2: 'nonsense' is unknown, see subdevctl help" "$(errors)"
	same "before anything is done" in0 "$(labels)"
	same "standard input too" "subdevctl: -:1: 'nonsense' is unknown, see subdevctl help" "$(echo nonsense | subdevctl batch - 2>&1)"
}

# In one file, what is printed and what is complained of stand in the order of the lines.
mixed() {
	printf '%s\n' "dev show in0" "dev show none" "version" "dev show none" > "$BATCH"
	same "output and errors" "ID
subdevctl:
subdevctl
subdevctl:" "$(subdevctl -f batch "$BATCH" 2>&1 | awk '!/ in0 / { print $1 }')"
}

# Without privilege there is less room for answers, and no change.
unprivileged() {
	chmod 755 "$WORK"
	{
		lines 1000 "dev show in0"
		echo "dev delete in0"
		echo "dev show in0"
	} > "$BATCH"
	status 1 "nobody" "${AS_NOBODY[@]}" subdevctl -j -f batch "$BATCH"
	same "nobody sees all" 1001 "$(jq .line "$WORK/out" | wc -l)"
	same "nobody deletes" "1001: dev in0: not permitted: needs CAP_NET_ADMIN" "$(errors)"
}

# A deletion that has to wait for a user, with others behind it.
held() {
	local deleter
	printf '%s\n' "dev create $SIM_PARENT small label in1" "dev create $SIM_PARENT small label in2" > "$BATCH"
	run 0 "create two more"
	hold "$(field uuid dev show in1)"
	lines 2 "dev delete in%" > "$BATCH"
	run 1 "delete an open one"
	same "which is told" "1: dev in1: busy" "$(errors | cut -d: -f1-3)"
	same "nothing else is deleted" "in0 in1 in2" "$(labels)"

	printf '%s\n' "dev delete in1 force" "dev delete in2" "dev delete in0" > "$BATCH"
	subdevctl batch "$BATCH" &
	deleter=$!
	check "those behind it go" wait_until 60 only_in1
	check "the batch waits for the first" kill -0 $deleter
	release
	wait $deleter
	same "until its user lets go" 0 $?
	same "all are gone" 0 "$(num_devs)"
}

only_in1() {
	[ "$(labels)" = in1 ]
}

# As many as may be, on eight parents, of which each says much of itself: more than a socket sends without being asked to, and
# more than one answer has room for.
most() {
	local i long
	long=$(printf 'o%.0s' {1..50})
	for i in {0..7}; do
		sim_add "1$i" nic
	done
	for ((i = 0; i < 1024; i++)); do
		echo "dev create platform/subdev_sim.1$((i % 8)) my-nic inactive label $long-$i owner $long-$i" \
			"param rx-filter-size=128 param rss=off resource queue=2 resource bandwidth=$((100000000 + i % 2 * 100000000))"
	done > "$BATCH"
	status 0 "a transaction of all that may be" subdevctl -j batch transaction "$BATCH"
	same "nothing is complained of" "" "$(errors)"
	same "all are there" 1024 "$(subdevctl -j dev show | jq '[.[] | select(.type == "my-nic")] | length')"
	same "they are told in their order" "$(for ((i = 0; i < 1024; i++)); do echo "$long-$i"; done)" "$(jq -r .label "$WORK/out")"
	same "and whole" "1024 inactive 128 2" "$(jq -rs '"\(length) \(map(.state) | unique[]) \(map(.params[] | select(.name == "rx-filter-size").value) |
		unique[]) \(map(.resources[] | select(.name == "queue").amount) | unique[])"' "$WORK/out")"
	{
		echo "dev create platform/subdev_sim.10 my-nic inactive resource queue=16"
		cat "$BATCH"
	} > "$BATCH.more"
	status 2 "one more" subdevctl batch transaction "$BATCH.more"
	for i in {0..7}; do
		echo "1$i" > "$SIM/del_parent"
	done
}

begin
BATCH=$WORK/batch
thousand
thousand -force
stops
goes_on
order
composes
most
input
mixed
unprivileged
held
end
