#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# The copy engines: what the module offers, and registers, rings, errors, unmapping, shares and limits by a driver of our own.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

PARENT=platform/subdev_ioat.0

# create LABEL [ARGUMENT...]
create() {
	subdevctl dev create "$PARENT" copy label "$@"
}

delete() {
	subdevctl dev delete "$@"
}

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

test_module() {
	refuse "no parent is refused" "" modprobe subdev_ioat parents=0
	refuse "17 parents are refused" "" modprobe subdev_ioat parents=17
	check "load it" modprobe subdev_ioat
	same "there is one parent" "$PARENT" "$(parents)"
	same "of 64 channels" "channel 64 true" \
		"$(subdevctl -j parent show "$PARENT" | jq -r '.[0].resources[] | "\(.name) \(.capacity) \(.contiguous)"')"
}

test_channels() {
	local number
	for number in 1 2 3 4; do
		check "create one of $number" create "c$number" resource channel=$number
	done
	refuse "none has 5" "channel" create c5 resource channel=5
	refuse "or 0" "channel" create c0 resource channel=0
	refuse "a bandwidth below the floor is refused" "bandwidth" create slow param bandwidth=15
	refuse "a weight of 0 is" "weight" create light param weight=0
	for number in 1 2 3 4; do
		check "delete the one of $number" delete "c$number"
	done
}

test_client() {
	local way command
	create four resource channel=4 > /dev/null
	for way in $(ways); do
		for command in "$@"; do
			diag "$command by $way"
			run_points ioat_client "$command" "$(uuid_of four)" "$way"
		done
	done
	check "delete it" delete four
}

# share NAME LEAST MOST [HOW]: 100 times what the second copies for what the first does
share() {
	local first second
	read -r _ first second <<< "$(ioat_client "${4:-share}" "$(uuid_of one)" "$(uuid_of two)")"
	diag "$first and $second bytes"
	between "$1" "$2" "$3" $((100 * second / (first > 0 ? first : 1)))
}

test_shares() {
	create one > /dev/null
	create two > /dev/null
	share "two equal ones share the engine" 70 140
	share "also when one was alone for a while" 70 140 late
	check "triple the weight of one" subdevctl dev set two param weight=300
	share "it gets three times as much" 210 420
	check "and the other way round" subdevctl dev set one param weight=600
	check "set the weight of one" subdevctl dev set two param weight=150
	share "it gets a quarter" 17 36
	check "delete them" delete one
	check "delete them" delete two
	create one > /dev/null
	create two resource channel=4 > /dev/null
	share "four channels get no more than one" 70 140
	check "delete them" delete one
	check "delete them" delete two
}

# ioatdma resets a channel that completes nothing in 400 ms.
test_floor() {
	local longest
	create one resource channel=4 param weight=1000 > /dev/null
	create two resource channel=4 param weight=1 > /dev/null
	read -r _ longest <<< "$(ioat_client floor "$(uuid_of one)" "$(uuid_of two)")"
	between "the lightest one completes a MiB on each of four channels in less than a second" 0 800 "$longest"
	share "and has hardly anything else" 0 12
	check "delete them" delete one
	check "delete them" delete two
}

# rate NAME LEAST MOST: MiB in a second; a machine that is busy with something else keeps no pace
rate() {
	local bytes
	read -r _ bytes <<< "$(ioat_client rate "$(uuid_of one)")"
	between "$1" "$2" "$3" $((bytes >> 20))
}

test_limit() {
	create one resource channel=2 param bandwidth=32 > /dev/null
	rate "32 MiB a second is the limit" 4 34
	check "lower it" subdevctl dev set one param bandwidth=16
	rate "16 MiB a second is the limit" 4 17
	check "take it away" subdevctl dev set one param bandwidth=65536
	rate "there is no limit" 40 1000000
	check "delete it" delete one
}

pool_ready() {
	[ "$(subdevctl -j pool show copiers | jq '.[0].ready')" = 1 ]
}

pull() {
	subdevctl -j pool pull copiers | jq -r '.[0].uuid'
}

# What was used is as new for the next one.
test_pool() {
	local first
	check "a pool of one" subdevctl pool create copiers $PARENT copy resource channel=4 size 1 max 1
	check "it is ready" wait_until 20 pool_ready
	first=$(pull)
	run_points ioat_client errors "$first" group
	check "return it" subdevctl pool return "$first"
	check "it is ready" wait_until 20 pool_ready
	same "it comes again" "$first" "$(pull)"
	run_points ioat_client regs "$first" group
	check "return it" subdevctl pool return "$first"
	check "it is ready" wait_until 20 pool_ready
	check "delete the pool" subdevctl pool delete copiers
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
test_module
test_channels
test_client regs rings errors unmap threads
test_pool
test_shares
test_floor
test_limit
finish
