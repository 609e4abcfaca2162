#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --mem 1536 --timeout 900
# Two guests, each with the distribution's cloud kernel and its stock 8250_pci, joined by a null modem: through a reboot of one of
# them in the middle of a transfer and an unbinding of its driver, until its QEMU is killed in the middle of another.
# shellcheck source=tests/vm/guest_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/guest_lib.sh"

PARENT=platform/subdev_serial.0

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

is_idle() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = idle ]
}

# What both guests begin with.
open_card() {
	cat <<- 'END'
		open_card() {
			for tty in /sys/class/tty/ttyS*; do
				case $(readlink -f $tty/device) in
				*/0000:00:04.0*) card=${tty##*/} ;;
				esac
			done
			stty -F "/dev/$card" raw -echo 115200
			exec 3<> "/dev/$card"
		}
	END
}

# Sends back each line that comes, and tells of the carrier.
far_script() {
	open_card
	cat <<- 'END'
		tell_carrier() {
			had=''
			while :; do
				has=lost
				! grep "^${card#ttyS}:" /proc/tty/driver/serial | grep -q '|CD' || has=there
				[ "$has" = "$had" ] || echo "carrier $has"
				had=$has
				sleep 1
			done
		}
		open_card
		tell_carrier &
		# without an end: a read that ends in the middle of a line would lose it
		while :; do
			! read -r line <&3 || echo "$line" >&3
		done
	END
}

# It asks in lines "host: ...", and is told which time it boots.
near_script() {
	open_card
	cat <<- 'END'
		failed=0
		point() {
			if [ "$2" = "$3" ]; then
				echo "ok - guest: $1"
			else
				echo "not ok - guest: $1"
				echo "# wanted '$2', had '$3'"
				failed=1
			fi
		}
		# ends the line that the other guest may be in, and waits for what comes late of a transfer that was broken off
		drain() {
			echo >&3
			while read -r -t 3 _ <&3; do :; done
		}
		lines() {
			right=0
			n=0
			while [ $n -lt $1 ]; do
				line="$2 $n $((n * n)) the quick brown fox jumps over the lazy dog"
				echo "$line" >&3
				got=
				read -r -t 30 got <&3
				[ "$got" != "$line" ] || right=$((right + 1))
				n=$((n + 1))
			done
			point "$1 lines go to the other guest and come back: $2" $1 $right
		}
		transfer() {
			(while :; do echo "0123456789 0123456789 0123456789 0123456789 0123456789"; done >&3) &
			sleep 2
		}
		# open before it is asked: what comes earlier is lost
		exec 4< /dev/ttyS1
		echo "host: boot"
		read -r boot <&4
		open_card
		drain
		lines 40 "boot $boot"
		if [ "$boot" = first ]; then
			transfer
			echo "host: reboot"
			reboot -f
		fi
		exec 3>&-
		cd /sys/bus/pci/drivers/serial
		echo 0000:00:04.0 > unbind
		point "the port goes with its driver" "" "$(ls -d 0000:00:04.0/tty/* 2> /dev/null)"
		echo 0000:00:04.0 > bind
		cd /
		open_card
		drain
		lines 40 "bound again"
		transfer
		echo "host: kill"
		sleep 100
	END
}

# guest NAME QEMU-ARGUMENT...
guest() {
	"$SUBDEV_TOP/tools/vm/guest" --timeout 700 "$work/$1.script" -m 128 -pidfile "$work/$1.pid" \
		-device "vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of "$1"),addr=4" "${@:2}" 2> "$work/$1.err"
}

near_lines() {
	guest near -action reboot=reset -chardev "pipe,id=go,path=$work/go" -serial chardev:go |
		guest_served
}

carrier_is() {
	[ "$(grep '^carrier' "$work/far.out" | tail -n 1)" = "carrier $1" ]
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modprobe subdev_serial || skip_all "subdev_serial cannot be loaded"
for name in near far; do
	check "create a card for the $name guest" subdevctl dev create $PARENT null-1 label $name
	${name}_script > "$work/$name.script"
done
mkfifo "$work/go.in" "$work/go.out"
guest far > "$work/far.out" &
check "the far guest has no carrier at first" wait_until 400 carrier_is lost
ln -s near.pid "$work/pid"
run_points near_lines
guest_came_to_its_end
check "the near card is idle when its QEMU has gone" wait_until 10 is_idle near
run_points serial_client left "$(uuid_of near)"
check "the far guest sees the carrier gone" wait_until 60 carrier_is lost
same "which had been there, and had gone for the reboot" "lost there lost there" \
	"$(sed -n 's/^carrier //p' "$work/far.out" | head -n 4 | xargs)"
kill -9 "$(cat "$work/far.pid")"
check "the far card is idle when its QEMU has gone" wait_until 10 is_idle far
run_points serial_client left "$(uuid_of far)"
check "delete them" subdevctl dev delete near
check "delete them" subdevctl dev delete far
finish
