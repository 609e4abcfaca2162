#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --mem 1536 --timeout 1200
# Copy engines in a guest: the distribution's full kernel with its stock ioatdma, the kernel's own dmatest on five channels,
# through a reboot and an unbinding, until QEMU is killed in the middle of it.
# shellcheck source=tests/vm/guest_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/guest_lib.sh"

PARENT=platform/subdev_ioat.0

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

# device SLOT LABEL: an argument for QEMU
device() {
	echo "vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of "$2"),addr=$1"
}

is_idle() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = idle ]
}

# What the guest runs each time that it boots. It asks in lines "host: ...", and is told which time it is.
guest_script() {
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
		channels() {
			ls -d /sys/class/dma/dma*chan* 2> /dev/null | wc -l
		}
		start_copies() {
			dmesg -c > /dev/null
			insmod /dmatest.ko iterations="$1" test_buf_size=4096 timeout=30000 run=1
		}
		# copies N: on each channel, verified
		copies() {
			start_copies "$1"
			until [ "$(cat /sys/module/dmatest/parameters/run)" = N ]; do
				sleep 1
			done
			dmesg | sed -n 's/.*dmatest: \(.*: summary .*\)/# \1/p'
			point "$1 copies on each of five channels, all right" 5 \
				"$(dmesg | grep -c "dmatest: .*: summary $1 tests, 0 failures")"
			point "the guest's kernel has nothing to complain of" "" \
				"$(dmesg | grep -iE 'ioatdma|BUG|WARNING|Call Trace' | head -n 5)"
			sed -n 's/ *[0-9]*: *\([0-9]*\) .*ioat.*/# \1 interrupts/p' /proc/interrupts
			rmmod dmatest
		}
		# open before it is asked: what comes earlier is lost
		exec 4< /dev/ttyS1
		echo "host: boot"
		read -r boot <&4
		echo "# guest: boot $boot"
		point "ioatdma has passed its self-test on 1 and 4 channels" 5 "$(channels)"
		if [ "$boot" = first ]; then
			copies 50
			start_copies 0
			sleep 1
			echo "host: reboot"
			reboot -f
		fi
		copies 10000
		cd /sys/bus/pci/drivers/ioatdma
		for device in 0000:*; do
			echo "$device" > unbind
			echo "$device" > bind
		done
		cd /
		point "and again when unbound and bound" 5 "$(channels)"
		copies 500
		start_copies 0
		sleep 1
		echo "host: kill"
		sleep 100
	END
}

guest_initrd() {
	mkdir "$work/add"
	cp "$("$SUBDEV_TOP/tools/kernel/dmatest")" "$work/add/"
	guest_script > "$work/script"
	"$SUBDEV_TOP/tools/vm/guest-initrd" --full "$work/script" ioatdma
	(cd "$work/add" && find . | cpio --quiet -o -H newc -R 0:0)
}

guest_lines() {
	local kernel_line="console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable no_timer_check"
	"$SUBDEV_TOP/tools/vm/guest" --full --timeout 900 "$work/script" -m 640 -initrd "$work/initrd" -append "$kernel_line" \
		-action reboot=reset -pidfile "$work/pid" -chardev "pipe,id=go,path=$work/go" -serial chardev:go \
		-device "$(device 4 one)" -device "$(device 5 four)" |
		guest_served
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modprobe subdev_ioat || skip_all "subdev_ioat cannot be loaded"
check "create one of 1 channel" subdevctl dev create $PARENT copy label one
check "create one of 4 channels" subdevctl dev create $PARENT copy label four resource channel=4
mkfifo "$work/go.in" "$work/go.out"
guest_initrd > "$work/initrd"
run_points guest_lines
guest_came_to_its_end
for name in one four; do
	check "$name is idle when QEMU has gone" wait_until 10 is_idle $name
done
for name in one four; do
	run_points ioat_client rings "$(uuid_of $name)" group
done
check "delete them" subdevctl dev delete one
check "delete them" subdevctl dev delete four
finish
