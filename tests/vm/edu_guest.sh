#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: stock
# run: --smp 1 --mem 1536 --timeout 1500 --qemu-arg -device --qemu-arg edu
# A mediated edu in a guest: the distribution's cloud kernel with its stock uio_pci_generic, and a program that drives the device
# from there, through an unbinding and a reboot in the middle of a DMA, until QEMU is killed in the middle of another.
# The host is emulated, since it needs a real edu, so the guest is emulated twice: what takes it a second else takes it twenty.
# shellcheck source=tests/vm/guest_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/guest_lib.sh"

# What the guest needs nothing of, and what takes long when it starts.
BLACKLIST=jent_mod_init,load_system_certificate_list,init_encrypted,init_ima,init_evm,cec_init,klp_init
BLACKLIST+=,inet6_init,bpf_tcp_ca_kfunc_init,bpf_dummy_struct_ops_init
KERNEL_LINE="rdinit=/edu_guest console=ttyS0 quiet panic=-1 acpi=off lsm= rodata=off cryptomgr.notests=1 tsc=reliable"
KERNEL_LINE+=" no_timer_check random.trust_cpu=on initcall_blacklist=$BLACKLIST"

uuid_of() {
	subdevctl -j dev show "$1" | jq -r '.[0].uuid'
}

is_idle() {
	[ "$(subdevctl -j dev show "$1" | jq -r '.[0].state')" = idle ]
}

serve() {
	kill -9 "$(cat "$work/pid")"
	echo "not ok - the guest can go on"
}

# The modules of the harness's initrd, and our program as the first one of all.
guest_initrd() {
	mkdir "$work/add"
	cp "$(command -v edu_guest)" "$work/add/"
	: > "$work/script"
	"$SUBDEV_TOP/tools/vm/guest-initrd" "$work/script" uio_pci_generic
	(cd "$work/add" && find . | cpio --quiet -o -H newc -R 0:0)
}

guest_lines() {
	# without cx16: after a cmpxchg16b an interrupt can find wrong flags in QEMU 7.2, often when it is slow
	timeout -s KILL 1200 qemu-system-x86_64 -M pc -cpu qemu64,-cx16 -m 96 -nodefaults -display none \
		-kernel "$("$SUBDEV_TOP/tools/vm/guest-kernel")" -initrd "$work/initrd" -append "$KERNEL_LINE" \
		-action reboot=reset -pidfile "$work/pid" -serial stdio -chardev "pipe,id=go,path=$work/go" -serial chardev:go \
		-device "vfio-pci,sysfsdev=/sys/bus/subdev/devices/$(uuid_of one),addr=4" < /dev/null 2>&1 | sed -u "s,\r,," |
		guest_served
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modprobe subdev_edu || skip_all "subdev_edu cannot be loaded"
PARENT=$(parents)
check "create one" subdevctl dev create "$PARENT" edu label one
mkfifo "$work/go.in" "$work/go.out"
guest_initrd > "$work/initrd"
run_points guest_lines
guest_came_to_its_end
check "it is idle when QEMU has gone" wait_until 10 is_idle one
run_points edu_client clean "$(uuid_of one)"
check "create another" subdevctl dev create "$PARENT" edu label two
run_points edu_client verify "$(uuid_of two)" 2
check "delete it" subdevctl dev delete one
check "and the other" subdevctl dev delete two
finish
