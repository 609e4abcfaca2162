#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: stock debug
# run: --timeout 1200 --monitor --qemu-arg -device --qemu-arg pcie-root-port,id=slot1,slot=1 --qemu-arg -device --qemu-arg edu,id=edu,bus=slot1
# Mediated edu devices on a real one behind a hot-pluggable port: registers, both engines, what the hardware does not check,
# interrupts, shares, buffers that are each one's own, users that die, hardware that fails, is reset, and goes; the last by
# character devices and iommufd too, on debug, where there are some.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

[ -n "${SUBDEV_MONITOR:-}" ] || skip_all "no monitor"
DRIVER=/sys/bus/pci/drivers/subdev_edu
TIMEOUT=/sys/module/subdev_edu/parameters/timeout

# create LABEL [ARGUMENT...]
create() {
	subdevctl dev create "$PARENT" edu label "$@"
}

delete() {
	local label
	for label in "$@"; do
		subdevctl dev delete "$label" || return
	done
}

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

state_is() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = "$2" ]
}

parents_are() {
	[ "$(parents)" = "$1" ]
}

# A client whose end waits for a word: client_start ARGUMENT..., client_says TEXT, client_end.
client_start() {
	rm -f "$work/in" "$work/out"
	mkfifo "$work/in"
	edu_client "$@" < "$work/in" > "$work/out" 2>&1 &
	client=$!
	exec {word}> "$work/in"
}

client_said() {
	grep -qF "# $1" "$work/out"
}

client_says() {
	check "the client says that it is $1" wait_until 60 client_said "$1" || diag "$(cat "$work/out")"
}

# Its points too.
client_end() {
	local status
	echo > "/dev/fd/$word"
	wait "$client"
	status=$?
	exec {word}>&-
	run_points cat "$work/out"
	same "the client ends well" 0 "$status"
}

# works NAME: a device can be created, and does what it should
works() {
	create probe > /dev/null
	diag "$1"
	run_points edu_client verify "$(uuid_of probe)" 3
	delete probe
}

test_module() {
	check "load it" modprobe subdev_edu
	PARENT=$(parents)
	BDF=${PARENT#pci/}
	check "its parent is the PCI function" test -e "$DRIVER/$BDF"
	same "of 100 shares" "share 100 false" \
		"$(subdevctl -j parent show "$PARENT" | jq -r '.[0].resources[] | "\(.name) \(.capacity) \(.contiguous)"')"
	refuse "none has more" "share" create one resource share=101
	refuse "or none at all" "share" create one resource share=0
	refuse "or fewer bits than the hardware" "dma-bits" create one param dma-bits=27
	check "create one of 60" create one resource share=60
	refuse "there are only 40 left" "share: 41 wanted, 40 free" create two resource share=41
	check "delete it" delete one
}

# test_client COMMAND...
test_client() {
	local way command
	create one > /dev/null
	for way in $(ways); do
		for command in "$@"; do
			diag "$command by $way"
			run_points edu_client "$command" "$(uuid_of one)" "$way"
		done
	done
	check "give it more address bits" subdevctl dev set one param dma-bits=64
	run_points edu_client wide "$(uuid_of one)" group
	check "delete it" delete one
}

test_isolation() {
	create one > /dev/null
	create two > /dev/null
	run_points edu_client isolation "$(uuid_of one)" "$(uuid_of two)"
	check "delete them" delete one two
}

test_migration() {
	create one > /dev/null
	create two > /dev/null
	create three > /dev/null
	run_points vfio_edu "$(uuid_of one)" "$(uuid_of two)" "$(uuid_of three)"
	run_points vfio_sweep "$(uuid_of one)" group
	check "delete them" delete one two three
	create one > /dev/null
	create two param dma-bits=32 > /dev/null
	subdevctl manifest show one > "$work/manifest"
	refuse "one with other address bits takes no state of it" "dma-bits" subdevctl manifest check "$work/manifest" two
	check "delete them" delete one two
}

# shares SECONDS DEVICE...: how many DMAs each did, in percent of all
shares() {
	local uuids=() device
	for device in "${@:2}"; do
		uuids+=("$(uuid_of "$device")")
	done
	edu_client share "$1" "${uuids[@]}" | awk '
		{ for (i = 2; i <= NF; i++) all += $i
		  for (i = 2; i <= NF; i++) printf "%d ", 100 * $i / (all ? all : 1)
		  print all }'
}

test_shares() {
	local first second third all
	create one resource share=20 > /dev/null
	create two resource share=20 > /dev/null
	read -r first second all <<< "$(shares 8 one two)"
	between "two with equal shares: the first does half" 40 60 "$first"
	check "give one of them more, live" subdevctl dev set two resource share=60
	read -r first second all <<< "$(shares 12 one two)"
	diag "$first and $second percent of $all"
	between "with a quarter of the shares it does a quarter" 18 33 "$first"
	create three resource share=20 > /dev/null
	read -r first second third all <<< "$(shares 15 one two three)"
	diag "$first, $second and $third percent of $all"
	between "with 20 of 100 a fifth" 13 27 "$first"
	between "and so the other" 13 27 "$third"
	between "with 60 three fifths" 50 70 "$second"
	read -r first all <<< "$(shares 5 one)"
	between "one alone has all of it" 15 55 "$all"
	check "delete them" delete one two three
}

# Who computes has its share of the same hardware: what it takes is not the other's.
test_beside() {
	local alone copied computed
	create one resource share=50 > /dev/null
	create two resource share=50 > /dev/null
	read -r _ alone <<< "$(edu_client share 6 "$(uuid_of one)")"
	read -r _ copied computed <<< "$(edu_client beside 6 "$(uuid_of one)" "$(uuid_of two)")"
	diag "$alone DMAs alone, $copied beside $computed factorials"
	between "one that copies does half beside one that computes, in percent" 30 80 $((100 * copied / (alone ? alone : 1)))
	check "which does many in its half" test "$computed" -gt "$((4 * copied))"
	check "delete them" delete one two
}

both_stuck() {
	[ "$(cat "$work/stuck-in" "$work/stuck-out" | grep -c "^# stuck")" = 2 ]
}

# Whose memory does not answer has the hardware neither before nor after it.
test_stuck() {
	local device users=()
	create in > /dev/null
	create out > /dev/null
	for device in in out; do
		edu_client stuck "$(uuid_of $device)" $device > "$work/stuck-$device" 2>&1 &
		users+=($!)
	done
	check "two are stuck in their users' memory" wait_until 60 both_stuck || diag "$(cat "$work/stuck-in" "$work/stuck-out")"
	works "the others go on"
	kill -9 "${users[@]}"
	wait "${users[@]}" 2> /dev/null
	check "killed, they leave one idle" wait_until 20 state_is in idle
	check "and the other" wait_until 20 state_is out idle
	run_points edu_client verify "$(uuid_of in)" 2
	run_points edu_client verify "$(uuid_of out)" 2
	check "delete them" delete in out
}

ready() {
	[ "$(subdevctl -j pool show tutors | jq '.[0].ready')" = 1 ]
}

pull() {
	subdevctl -j pool pull tutors | jq -r '.[0].uuid'
}

test_pool() {
	local first
	check "a pool of one" subdevctl pool create tutors "$PARENT" edu size 1 max 1
	check "it is ready" wait_until 20 ready
	first=$(pull)
	run_points edu_client verify "$first" 2
	check "return it" subdevctl pool return "$first"
	check "it is ready" wait_until 20 ready
	same "it comes again" "$first" "$(pull)"
	run_points edu_client dma "$first" group
	check "return it" subdevctl pool return "$first"
	check "it is ready" wait_until 20 ready
	check "delete the pool" subdevctl pool delete tutors
}

# Hardware that does not end in the time that it is given; it does later.
test_failed() {
	create one > /dev/null
	create two > /dev/null
	echo 10 > $TIMEOUT
	client_start failed "$(uuid_of one)"
	client_says failed
	echo 5000 > $TIMEOUT
	client_end
	run_points edu_client verify "$(uuid_of two)" 2
	check "the kernel says what was" sh -c "dmesg | grep 'subdev_edu .*works again'"
	check "delete them" delete one two
}

test_reset() {
	local round
	create one > /dev/null
	edu_client verify "$(uuid_of one)" 12 > "$work/verify" 2>&1 &
	for round in 1 2 3; do
		sleep 0.3
		check "reset the function, $round" sh -c "echo 1 > '/sys/bus/pci/devices/$BDF/reset'"
	done
	wait $!
	run_points cat "$work/verify"
	check "delete it" delete one
}

# A stopped QEMU whose bus is driven from here, with the device in slot 3 and its registers at 0xe0000000.
qtest() {
	local status value
	echo "$*" >&"$to"
	read -rt 60 -u "$from" status value
	[ "$status" = OK ] || return
	[ -z "$value" ] || printf '%#x\n' "$value"
}

config() {
	qtest outl 0xcf8 $((0x80001800 + $1))
	qtest outl 0xcfc "$2"
}

reg() {
	printf '%#x' $((0xe0000000 + $1))
}

idle() {
	(($(qtest readl "$(reg 0x98)") & 1)) || return 0
	return 1
}

# dma SOURCE DESTINATION COUNT COMMAND
dma() {
	qtest writeq "$(reg 0x80)" "$1"
	qtest writeq "$(reg 0x88)" "$2"
	qtest writeq "$(reg 0x90)" "$3"
	qtest writel "$(reg 0x98)" "$4"
}

test_qemu() {
	create one > /dev/null
	rm -f "$work/to" "$work/from"
	mkfifo "$work/to" "$work/from"
	qemu-system-x86_64 -S -M pc -m 64 -nodefaults -display none -qtest stdio -qtest-log /dev/null \
		-device "vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of one),addr=3" \
		< "$work/to" > "$work/from" 2> "$work/qemu.log" &
	qemu=$!
	exec {to}> "$work/to" {from}< "$work/from"
	config 0x10 0xe0000000
	config 4 6
	same "QEMU has it" 0xed "$(printf '%#x' $(($(qtest readl "$(reg 0)") & 0xff)))"
	qtest writeq 0x100000 0x1122334455667788
	dma 0x100000 0x40010 8 1
	check "its guest's DMA ends" wait_until 20 idle
	dma 0x40010 0x200000 8 3
	check "and back" wait_until 20 idle
	same "with what was there" 0x1122334455667788 "$(qtest readq 0x200000)"
	dma 0x40000 0x200000 4096 3
	kill -KILL $qemu
	wait $qemu 2> /dev/null
	exec {to}>&- {from}<&-
	check "killed in the middle of one it leaves the device idle" wait_until 20 state_is one idle
	run_points edu_client dma "$(uuid_of one)" group
	check "delete it" delete one
	works "the hardware works on"
}

only_open() {
	[ "$(subdevctl -j dev show | jq -r '[.[].label] | join(" ")')" = open ]
}

# Has one open, by a character device where there are some, and is busy.
client_gone() {
	client_start gone "$(uuid_of "$1")" "$(ways | tail -n 1)"
	client_says busy
}

# gone NAME COMMAND: what takes the device away, with one that is open and busy, and one that is not
gone() {
	create open > /dev/null
	create closed > /dev/null
	client_gone open
	sh -c "$2" &
	taker=$!
	client_says asked
	check "$1: it waits for who has it open" parents_are "$PARENT"
	check "the other has gone" wait_until 30 only_open
	refuse "and there are no new ones" "the parent is going away" create late
	client_end
	check "then it goes" wait_until 30 parents_are ""
	check "and who took it is done" wait "$taker"
}

# back NAME COMMAND
back() {
	check "$1" sh -c "$2"
	check "it is there again" wait_until 60 parents_are "$PARENT"
	works "and works"
}

no_device() {
	[ ! -e "/sys/bus/pci/devices/$BDF" ]
}

test_removed() {
	gone "unbind the driver" "echo $BDF > $DRIVER/unbind"
	back "bind it" "echo $BDF > $DRIVER/bind"
	gone "remove the function" "echo 1 > /sys/bus/pci/devices/$BDF/remove"
	back "look for it" "echo 1 > /sys/bus/pci/rescan"
}

test_unplugged() {
	gone "unplug the device" "echo device_del edu > $SUBDEV_MONITOR"
	check "there is none" wait_until 30 no_device
	back "plug it in" "echo device_add edu,id=edu,bus=slot1 > $SUBDEV_MONITOR"
	gone "unplug the new one" "echo device_del edu > $SUBDEV_MONITOR"
	check "there is none" wait_until 30 no_device
}

test_pinned() {
	create one > /dev/null
	client_gone one
	refuse "who has it open keeps the module" "in use" rmmod subdev_edu
	sh -c "echo $BDF > $DRIVER/unbind" &
	client_says asked
	client_end
	wait $!
	back "bind it" "echo $BDF > $DRIVER/bind"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
test_module
if [ "${SUBDEV_KERNEL:-stock}" = debug ]; then
	test_client close threads
else
	test_client regs factorial dma bounds irqs unmap close threads
	test_pool
	test_shares
	test_beside
	test_qemu
	test_removed
	test_isolation
	test_migration
	test_stuck
	test_failed
	test_reset
	test_pinned
fi
test_unplugged
finish
