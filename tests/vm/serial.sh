#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock
# The serial cards: what the module offers, the card as a VMM sees it, and, in uml, a guest with a stock 8250_pci on all
# kinds of them, joined with a second VM.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

PARENT=platform/subdev_serial.0

# A stopped VM whose bus is driven from here, with one card in slot 3, its registers at 0xc000: qtest_start LABEL. One at a
# time. Through pipes with names, since a subshell has no part in a coprocess.
qtest_start() {
	rm -f "$work/to" "$work/from"
	mkfifo "$work/to" "$work/from"
	qemu-system-x86_64 -S -M pc -nodefaults -display none -qtest stdio -qtest-log /dev/null \
		-device "$(device 3 "$1")" < "$work/to" > "$work/from" 2> "$work/qtest.log" &
	qtest_pid=$!
	exec {to}> "$work/to" {from}< "$work/from"
	config outl 0x10 0xc000 > /dev/null && config outl 4 1 > /dev/null
}

# qtest COMMAND...: print what it reads, in hexadecimal without leading zeros.
qtest() {
	local status value
	echo "$*" >&"$to"
	read -rt 60 -u "$from" status value
	[ "$status" = OK ] || return
	[ -z "$value" ] || printf '%#x\n' "$value"
}

# config inl|outl OFFSET [VALUE]: its configuration space.
config() {
	qtest outl 0xcf8 $((0x80001800 + $2))
	qtest "$1" 0xcfc "${@:3}"
}

qtest_end() {
	kill "$qtest_pid" && wait "$qtest_pid"
	exec {to}>&- {from}<&-
}

create() {
	subdevctl dev create "$PARENT" "$1" label "$2"
}

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

# device SLOT LABEL: an argument for QEMU
device() {
	echo "vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of "$2"),addr=$1"
}

# sysfs names what is active, by UUID.
number_active() {
	find /sys/bus/subdev/devices -mindepth 1 | wc -l
}

none_left() {
	[ "$(subdevctl -j dev show | jq length)" = 0 ]
}

test_module() {
	refuse "no parent is refused" "" modprobe subdev_serial parents=0
	refuse "17 parents are refused" "" modprobe subdev_serial parents=17
	check "load it with 16" modprobe subdev_serial parents=16
	same "there are 16" 16 "$(subdevctl -j parent show | jq length)"
	check "unload it" rmmod subdev_serial
	check "load it" modprobe subdev_serial
	same "there is one parent" "$PARENT" "$(parents)"
	same "with eight types" "loop-1 loop-2 loop-4 loop-8 null-1 null-2 null-4 null-8" \
		"$(subdevctl -j type show "$PARENT" | jq -r '[.[].name] | sort | join(" ")')"
}

# Unbinding the platform device takes the parent and its subdevices along.
test_unbind() {
	local driver=/sys/bus/platform/drivers/subdev_serial
	create null-2 left > /dev/null
	create null-2 right > /dev/null
	create loop-8 third > /dev/null
	same "three are active" 3 "$(number_active)"
	check "unbind the parent" sh -c "echo subdev_serial.0 > $driver/unbind"
	same "it is gone" "" "$(parents)"
	same "and so are its subdevices" 0 "$(number_active)"
	check "bind it" sh -c "echo subdev_serial.0 > $driver/bind"
	same "it is back" "$PARENT" "$(parents)"
}

# What 8250_pci goes by.
test_card() {
	local ports
	for ports in 1 2 4 8; do
		create "loop-$ports" card > /dev/null
		qtest_start card
		same "loop-$ports: vendor and device" 0x5d501234 "$(config inl 0)"
		same "loop-$ports: class 070002, a 16550 serial port" 0x7000200 "$(config inl 8)"
		same "loop-$ports: subsystem" "$(printf '%#x' $((ports << 16 | 0x1234)))" "$(config inl 0x2c)"
		same "loop-$ports: it has INTA" 1 "$(($(config inl 0x3c) >> 8 & 255))"
		config outl 0x10 0xffffffff
		same "loop-$ports: BAR0 is I/O, 8 bytes for each port" "$(printf '%#x' $((0x100000000 - 8 * ports + 1)))" \
			"$(config inl 0x10)"
		config outl 0x10 0xc000
		config outl 0x14 0xffffffff
		same "loop-$ports: there is no other BAR" 0 "$(config inl 0x14)"
		qtest outb $((0xc000 + 8 * ports - 1)) "$ports"
		same "loop-$ports: the last port has a scratch register" "0x$ports" "$(qtest inb $((0xc000 + 8 * ports - 1)))"
		qtest_end
		check "loop-$ports: delete" subdevctl dev delete card
	done
}

# A wide access is one to each register in turn, and the next user finds nothing of the last one.
test_registers() {
	create loop-1 card > /dev/null
	qtest_start card
	qtest outb 0xc002 1
	qtest outb 0xc003 3
	qtest outb 0xc000 0x41
	same "four registers at once: data, IER, IIR and LCR" 0x3c10041 "$(qtest inl 0xc000)"
	qtest outw 0xc003 0x1a83
	same "two registers at once: LCR and MCR" 0x1a83 "$(qtest inw 0xc003)"
	qtest_end
	qtest_start card
	same "the next user finds a reset card" 0x10000 "$(qtest inl 0xc000)"
	qtest_end
	check "delete" subdevctl dev delete card
}

test_delete_busy() {
	create null-1 card > /dev/null
	qtest_start card
	refuse "a card in a VM is not deleted" "busy" subdevctl dev delete card
	check "with force it is, but that waits for its VM" subdevctl dev delete card force no-wait
	same "meanwhile it is there" removing "$(subdevctl -j dev show card | jq -r ".[0].state")"
	qtest_end
	check "when the VM has ended it is gone" wait_until 10 none_left
}

partner_start() {
	qtest_start partner
	qtest outb 0xc002 1
	qtest outb 0xc003 0x83
	qtest outw 0xc000 1
	qtest outb 0xc003 3
	qtest outb 0xc004 3
}

partner_receive() {
	local text=''
	while [ "$(qtest inb 0xc005)" = 0x61 ]; do
		text+="$(qtest inb 0xc000) "
	done
	same "the guest's bytes arrive in the other VM" "0x48 0x45 0x4c 0x4c 0x4f " "$text"
}

test_client() {
	create loop-1 card > /dev/null
	run_points serial_client irqs "$(uuid_of card)"
	check "delete the card" subdevctl dev delete card
	create null-2 card > /dev/null
	run_points serial_client churn "$(uuid_of card)"
	check "delete the card" subdevctl dev delete card
}

# What the guest asks for in lines "host: ...". In a subshell: the points that it prints count in the end.
serve() {
	local byte
	case $1 in
	start) partner_start ;;
	send)
		for byte in 0x68 0x65 0x6c 0x6c 0x6f; do
			qtest outb 0xc000 "$byte"
		done
		;;
	receive) partner_receive ;;
	delete)
		qtest_end
		check "delete the partner" subdevctl dev delete partner
		;;
	again)
		check "create another" create null-1 partner
		partner_start
		;;
	unplug)
		qtest_end
		check "delete a card that the guest has open, with force" subdevctl dev delete two force timeout 60
		;;
	esac
}

# The initrd of the harness, and after it one with our program.
guest_initrd() {
	mkdir "$work/add"
	cp "$(command -v serial_guest)" "$work/add/"
	printf '%s\n' '#!/bin/busybox sh' /serial_guest > "$work/script"
	"$SUBDEV_TOP/tools/vm/guest-initrd" "$work/script"
	(cd "$work/add" && find . | cpio --quiet -o -H newc -R 0:0)
}

guest_lines() {
	local kernel_line="console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable no_timer_check 8250.nr_uarts=32" line
	"$SUBDEV_TOP/tools/vm/guest" "$work/script" -initrd "$work/initrd" -append "$kernel_line" \
		-device "$(device 4 one)" -device "$(device 5 two)" -device "$(device 6 four)" -device "$(device 7 eight)" \
		-device "$(device 8 near)" -device "$(device 9 far)" -device "$(device 0xa single)" |
		while IFS= read -r line; do
			case $line in
			"host: "*) serve "${line#host: }" ;;
			*) echo "$line" ;;
			esac
		done
	return "${PIPESTATUS[0]}"
}

test_guest() {
	local card
	for card in "loop-1 one" "loop-2 two" "loop-4 four" "loop-8 eight" "null-2 near" "null-2 far" "null-1 single" \
		"null-1 partner"; do
		# shellcheck disable=SC2086 # two words
		check "create $card" create $card
	done
	guest_initrd > "$work/initrd"
	run_points guest_lines
	for card in one four eight near far single partner; do
		check "delete $card" subdevctl dev delete "$card"
	done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
test_module
test_unbind
test_card
test_registers
test_delete_busy
test_client
if [ "${SUBDEV_KERNEL:-uml}" = uml ]; then
	test_guest
fi
finish
