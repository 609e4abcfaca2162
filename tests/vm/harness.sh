#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# usage: tests/vm/harness.sh [uml|stock|debug]...
# kernels: host
# tools/vm/run passes on what a command does, and fails on what a kernel must not do. uml and stock by default; all of it on uml,
# where a boot is cheap, and on the others what depends on the machine.
# shellcheck disable=SC2016 # it is the VM's shell that expands what stands in single quotes
set -uo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
run=$top/tools/vm/run
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0
failures=0
cd "$top" || exit 1

# vm ARGUMENT...: run it with $kernel; leaves $status, and what it said in the files out and err.
vm() {
	"$run" --kernel "$kernel" "$@" > "$work/out" 2> "$work/err"
	status=$?
}

# result NAME: the exit status of the command before it decides.
result() {
	local passed=$?
	cases=$((cases + 1))
	if ((passed == 0)); then
		echo "ok $cases - $kernel: $1"
		return
	fi
	failures=$((failures + 1))
	echo "not ok $cases - $kernel: $1"
	{
		echo "status $status"
		tail -n 40 "$work/out" "$work/err"
	} | sed 's/^/# /'
}

build_module() {
	local kdir base args=()
	read -r kdir base _ < <("$top/tools/kernel/kdir" "$kernel")
	[ "$kernel" != uml ] || args=(ARCH=um)
	mkdir -p "$work/$kernel"
	cp "$top"/tests/vm/harness-module/* "$work/$kernel/"
	make -s -C "$kdir" M="$work/$kernel" "${args[@]}" modules > "$work/make" 2>&1 || {
		cat "$work/make"
		echo "Bail out! harness_fault does not build for $kernel on $base"
		exit 1
	}
}

# fault NAME [OPTION...]: a VM whose command provokes it and then succeeds.
fault() {
	local name=$1
	shift
	vm "$@" -- sh -c "insmod $work/$kernel/harness_fault.ko fault=$name; true"
}

# A VM that the harness had to boot twice says so, which is none of the cases here.
boots_at_once() {
	local attempt
	for attempt in 1 2 3; do
		vm "$@"
		grep -q 'did not come up.*; once more' "$work/err" || return 0
		echo "# attempt $attempt: booted twice"
	done
}

test_status() {
	boots_at_once true
	((status == 0)) && [ ! -s "$work/err" ]
	result "true is 0 and says nothing"
	vm sh -c 'exit 255'
	((status == 255))
	result "status 255 is passed on"
}

test_more_status() {
	vm sh -c 'kill -KILL $$'
	((status == 137))
	result "a command that is killed is 128 + signal"
	vm sh -c 'exit 124'
	((status == 124)) && ! grep -q vm/run: "$work/err"
	result "a command's own 124 is not taken for a hang"
	vm no-such-command-anywhere
	((status == 127))
	result "a missing command is 127"
	vm --no-such-option
	((status == 125))
	result "a wrong option is 125"
}

test_streams() {
	vm sh -c 'seq 100000; seq 7 > /dev/stderr; printf "%s|" "$@" > /dev/stdout' sh "it's" '' 'a "b" $c' $'two\nlines' '*'
	((status == 0)) && cmp -s "$work/err" <(seq 7) &&
		cmp -s "$work/out" <(seq 100000; printf '%s|' "it's" '' 'a "b" $c' $'two\nlines' '*')
	result "output, errors and arguments arrive unchanged"
	vm sh -c 'sleep 1000 & echo over'
	((status == 0)) && [ "$(cat "$work/out")" = over ]
	result "a process left behind does not hold up the end"
}

test_surroundings() {
	local name=harness-$$-was-here
	echo kept > "$work/kept"
	vm --out "$work/shared" sh -c '
		echo "$PWD $SUBDEV_TOP $SUBDEV_KERNEL $(id -u)"
		echo hello > "$SUBDEV_OUT/file"
		for dir in /etc /usr/lib /var/tmp "$PWD"; do echo x > "$dir/'$name'" || exit 1; done
		rm "'"$work"'/kept" || exit 1
		grep -q "^tmpfs /run " /proc/mounts && mountpoint -q /sys/kernel/debug && [ -c /dev/ptmx ] && ip addr show lo | grep -q 127.0.0.1'
	((status == 0)) && [ "$(cat "$work/out")" = "$top $top $kernel 0" ]
	result "root, same folder, writable everywhere, loopback"
	[ "$(cat "$work/shared/file")" = hello ]
	result "SUBDEV_OUT is the host's folder"
	[ ! -e "/etc/$name" ] && [ ! -e "/usr/lib/$name" ] && [ ! -e "/var/tmp/$name" ] && [ ! -e "$top/$name" ] && [ -e "$work/kept" ]
	result "the host is untouched"
}

test_splats() {
	vm sh -c 'echo "BUG: this line is made up" > /dev/kmsg'
	((status == 120)) && grep -q 'BUG: this line is made up' "$work/err"
	result "a bad line in the kernel's log is 120 and printed"
	fault panic --timeout 60
	((status == 120)) && grep -q 'a panic that a test asked for' "$work/err"
	result "a panic is 120 and printed"
}

test_more_splats() {
	vm sh -c 'echo "FAULT_INJECTION: forcing a failure." > /dev/kmsg'
	((status == 0))
	result "fault injection is no splat"
	fault warn
	((status == 120)) && grep -q 'WARNING: CPU' "$work/err"
	result "a warning is 120"
	fault warn --expect 'WARNING: .*harness_fault'
	((status == 0))
	result "an expected warning is none"
	vm --expect 'WARNING: .*harness_fault' true
	((status == 120)) && grep -q 'not there' "$work/err"
	result "an expected warning that does not come is 120"
	vm sh -c 'tools/vm/expect "BUG: made up"; echo "BUG: made up" > /dev/kmsg; echo "BUG: another" > /dev/kmsg'
	((status == 120)) && ! grep -q '^expected' "$work/err"
	result "an expectation excuses nothing else"
}

test_debug_splats() {
	fault use_after_free
	((status == 120)) && grep -q 'KASAN: .*use-after-free' "$work/err"
	result "KASAN's report is 120"
	fault sleep_atomic
	((status == 120)) && grep -q 'sleeping function called' "$work/err"
	result "sleeping in atomic context is 120"
	fault deadlock_order
	((status == 120)) && grep -q 'possible circular locking' "$work/err"
	result "lockdep's report is 120"
	fault leak --kmemleak
	((status == 120)) && grep -q 'unreferenced object' "$work/err"
	result "a leak is 120"
	vm --kmemleak sh -c 'modprobe netdevsim && modprobe -r netdevsim && mount -t tmpfs none /mnt && umount /mnt'
	((status == 0))
	result "a kernel that leaks nothing is clean"
}

test_hangs() {
	local before=$SECONDS
	vm --timeout 3 sh -c 'echo started; sleep 1000'
	((status == 124)) && grep -q started "$work/out" && grep -q 'did not end in 3 s' "$work/err" && ((SECONDS - before < 60))
	result "a command that hangs is 124"
	fault hang --timeout 3
	# a processor that is left may notice first
	((status == 124)) && grep -qE 'the VM hangs|did not end in 3 s' "$work/err"
	result "a kernel that hangs is 124"
	vm poweroff -f
	((status == 125)) && grep -q 'ended before the command' "$work/err"
	result "a VM that goes away is 125"
}

# A boot that ends before anything of ours has run: the first time only, and each time.
test_boot() {
	vm --append "init=/nowhere rdinit=/nowhere" true
	((status == 120)) && [ "$(grep -c 'did not come up; once more' "$work/err")" = 1 ] && grep -q 'Kernel panic' "$work/err"
	result "a kernel that does not come up is tried twice"
	mkdir -p "$work/bin"
	printf '#!/bin/sh\n[ -e %s ] || { : > %s; exit 1; }\nexec %s "$@"\n' \
		"$work/tried" "$work/tried" "$(command -v qemu-system-x86_64)" > "$work/bin/qemu-system-x86_64"
	chmod +x "$work/bin/qemu-system-x86_64"
	PATH=$work/bin:$PATH vm sh -c 'echo here'
	((status == 0)) && [ "$(cat "$work/out")" = here ] && grep -q 'once more' "$work/err"
	result "a VM that comes up at the second attempt does its work"
}

# The harness dies without a chance to clean up: its VM must not survive it.
test_kill() {
	local pid left
	TMPDIR=$work/killed
	mkdir "$TMPDIR"
	TMPDIR=$TMPDIR "$run" --kernel "$kernel" -- sh -c 'echo up > $SUBDEV_OUT/up; sleep 1000' > /dev/null 2>&1 &
	pid=$!
	timeout 100 sh -c "until [ -e '$work/killed'/*/out/up ]; do sleep 0.2; done"
	kill -KILL $pid
	wait $pid 2> /dev/null
	sleep 1
	left=$(pgrep -fc "$work/killed" || true)
	((left == 0))
	result "nothing survives a killed harness"
	rm -rf "$work/killed"
	unset TMPDIR
}

test_side_by_side() {
	local pids=() number sum=0
	for number in 1 2 3; do
		"$run" --kernel "$kernel" -- sh -c "echo $number > /tmp/number; sleep 2; cat /tmp/number; exit $number" > "$work/out$number" &
		pids+=($!)
	done
	for number in 1 2 3; do
		wait "${pids[number - 1]}"
		sum=$((sum * 10 + $?))
	done
	status=$sum
	((sum == 123)) && [ "$(cat "$work"/out[123] | tr -d '\n')" = 123 ]
	result "three at once do not disturb each other"
}

(($# > 0)) || set -- uml stock
echo "TAP version 13"
for kernel in "$@"; do
	build_module
	test_status
	test_streams
	test_surroundings
	test_splats
	if [ "$kernel" = stock ]; then
		test_boot
	else
		test_debug_splats
	fi
	if [ "$kernel" = uml ]; then
		test_more_status
		test_more_splats
		test_side_by_side
	fi
	test_hangs
	test_kill
done
echo "1..$cases"
((failures == 0))
