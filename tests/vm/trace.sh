#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock
# Tracepoints: which there are, what each tells, and that trace-cmd and perf read them.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/lib.sh"

T=/sys/kernel/tracing
SUBDEV=$T/events/subdev
P=platform/subdev_sim.0
B=platform/subdev_sim.1
UUID=6ba7b810-9dad-11d1-80b4-00c04fd430c8

# events NAME: what the buffer has of it, without who and when; then it is empty.
events() {
	grep -oE " $1: .*" $T/trace | sed "s/^ $1: //"
	: > $T/trace
}

# told NAME ERE: there is one event of this name, and all of it matches.
told() {
	local have
	have=$(events "$1")
	if grep -qxE "$2" <<< "$have"; then
		ok "$1: $2"
		return
	fi
	not_ok "$1: $2"
	diag "have: $have"
}

# new ARGUMENT...: creates, and says the id.
new() {
	subdevctl -j dev create "$@" | jq '.[].id'
}

there() {
	same "the events" "subdev_check subdev_create subdev_destroy subdev_pull subdev_refill subdev_resize subdev_return" \
		"$(find $SUBDEV -mindepth 1 -maxdepth 1 -name 'subdev_*' -printf '%f\n' | sort | xargs)"
	local event field
	for event in create destroy pull resize return; do
		for field in id uuid parent type owner; do
			check "$event has $field" grep -q "field:.* ${field}[;[]" "$SUBDEV/subdev_$event/format"
		done
	done
	same "nothing is told unasked" "" "$(subdevctl dev create $P wide label quiet > /dev/null && subdevctl dev delete quiet && events 'subdev_[a-z]*')"
}

life() {
	local id
	id=$(new $P wide uuid $UUID label anna owner tenant-1 resource channel=8)
	told subdev_create "id=$id uuid=$UUID parent=$P type=wide pool= owner=tenant-1 error=0"
	subdevctl dev set anna resource channel=12 resource credit=10000000000000000000 > /dev/null
	told subdev_resize "id=$id uuid=$UUID parent=$P type=wide pool= owner=tenant-1 now=\{0x8,0x10000000,0x1,0x2,0x3e8\} wanted=\{0xc,0x10000000,0x1,0x2,0x8ac7230489e80000\} error=0"
	subdevctl dev set anna label berta > /dev/null
	same "a new label is no resize" "" "$(events subdev_resize)"
	refuse "a resize that has no room" "" subdevctl dev set berta resource channel=32 resource engine=9
	new $P wide resource channel=32 label filler > /dev/null
	new $P lean resource channel=11 label more > /dev/null
	refuse "a resize for which there is no room" "" subdevctl dev set berta resource channel=32 resource credit=1
	told subdev_resize "id=$id .* now=\{0xc,.* wanted=\{0x20,.* error=28"
	sim 0 fail_reconfigure 1
	refuse "a resize that the driver refuses" "" subdevctl dev set berta resource channel=11
	told subdev_resize "id=$id .* wanted=\{0xb,.* error=5"
	subdevctl dev delete filler
	subdevctl dev delete more
	subdevctl dev delete berta
	told subdev_destroy "id=$id uuid=$UUID parent=$P type=wide pool= owner=tenant-1 cause=command"
}

refused() {
	sim 0 fail_activate 1
	refuse "a create that the driver fails" "" subdevctl dev create $P wide uuid $UUID
	told subdev_create "id=[1-9][0-9]* uuid=$UUID parent=$P type=wide pool= owner= error=5"
	new $P wide label filler resource channel=32 > /dev/null
	new $P lean label more > /dev/null
	refuse "a create without room" """" subdevctl dev create $P wide resource channel=32 resource credit=1
	told subdev_create "id=0 uuid=[-0]* parent=$P type=wide .* error=28"
	new $P lean uuid $UUID > /dev/null
	refuse "a create of a UUID that is taken" "" subdevctl dev create $P lean uuid $UUID
	told subdev_create "id=0 uuid=$UUID .* error=17"
	subdevctl dev delete filler
	subdevctl dev delete more
	subdevctl dev delete $UUID
}

causes() {
	local id
	id=$(new $B small lease ttl=1)
	wait_until 30 grep -q "subdev_destroy: id=$id " $T/trace
	told subdev_destroy "id=$id .* cause=lease"
	id=$(new $B small)
	echo 1 > $SIM/del_parent
	told subdev_destroy "id=$id .* parent=$B type=small .* cause=parent"
	echo 1 > $SIM/add_parent
}

checks() {
	local id nic=platform/subdev_sim.2
	id=$(new $nic my-nic)
	events subdev_create > /dev/null
	subdevctl manifest show "$id" > /tmp/manifest
	check "a check against a type" subdevctl manifest check /tmp/manifest $nic my-nic
	told subdev_check "parent=$nic type=my-nic id=0 purpose=create chosen=-1 error=0"
	check "a check against a subdevice" subdevctl manifest check /tmp/manifest "$id"
	told subdev_check "parent=$nic type=my-nic id=$id purpose=state chosen=-1 error=0"
	refuse "one that does not fit" "" subdevctl manifest check /tmp/manifest $nic long-nic
	told subdev_check "parent=$nic type=long-nic id=0 purpose=create chosen=-1 error=[1-9][0-9]*"
	subdevctl manifest show $nic my-nic > /tmp/manifests
	check "a choice among all versions" subdevctl manifest negotiate /tmp/manifests $nic my-nic
	told subdev_check "parent=$nic type=my-nic id=0 purpose=create chosen=1 error=0"
}

# pool_has NAME FIELD VALUE
pool_has() {
	[ "$(subdevctl -j pool show "$1" | jq -r ".[].$2")" = "$3" ]
}

pools() {
	local id
	subdevctl pool create gold $B small size 1 > /dev/null
	wait_until 30 pool_has gold ready 1
	id=$(subdevctl -j dev show | jq '.[] | select(.pool == "gold").id')
	told subdev_refill "pool=gold parent=$B id=$id ready=1 size=1 error=0"
	subdevctl pool pull gold owner tenant-3 > /dev/null
	told subdev_pull "pool=gold id=$id uuid=[-0-9a-f]* parent=$B type=small owner=tenant-3 error=0"
	wait_until 30 pool_has gold ready 1
	subdevctl pool return "$id" > /dev/null
	wait_until 30 pool_has gold ready 2
	told subdev_return "id=$id uuid=[-0-9a-f]* parent=$B type=small pool=gold owner= error=0"
	subdevctl pool pull gold > /dev/null
	subdevctl pool pull gold > /dev/null
	wait_until 30 pool_has gold ready 1
	sim 1 fail_reset 1
	subdevctl pool return "$id" > /dev/null
	wait_until 30 pool_has gold failed 1
	told subdev_return "id=$id .* pool=gold owner= error=5"
	sim 1 fail_activate -1
	subdevctl pool pull gold > /dev/null
	wait_until 30 pool_has gold state failed
	told subdev_refill "pool=gold parent=$B id=0 ready=0 size=1 error=5"
	refuse "a pull that finds none" "" subdevctl pool pull gold
	told subdev_pull "pool=gold id=0 uuid=[-0]* parent= type= owner= error=11"
	sim 1 fail_activate 0
	subdevctl -f pool delete gold > /dev/null || subdevctl pool delete gold force > /dev/null
	told subdev_destroy "id=$id .* pool=.* cause=command"
}

# The kernel looks at a field, by its name.
filters() {
	check "ask for failures only" sh -c "echo 'error != 0 && parent == \"$B\"' > $SUBDEV/subdev_create/filter"
	local id
	id=$(new $B small)
	sim 1 fail_activate 1
	refuse "one that fails" "" subdevctl dev create $B small
	same "only that is told" "error=5" "$(events subdev_create | grep -oE 'error=.*')"
	echo 0 > $SUBDEV/subdev_create/filter
	subdevctl dev delete "$id"
}

# lacks NAME WHY: it cannot be shown. On the distribution's kernel it must be: nowhere else can all of it.
lacks() {
	if [ "${SUBDEV_KERNEL:-}" = stock ]; then
		not_ok "$1: $2"
	else
		skip "$1" "$2"
	fi
}

with_trace_cmd() {
	if ! command -v trace-cmd > /dev/null; then
		lacks "trace-cmd" "it is not installed"
		return
	fi
	check "record by trace-cmd" trace-cmd record -q -e subdev -o /tmp/trace.dat \
		sh -c "subdevctl dev create $P wide uuid 0d9f5dc2-6c4e-4b79-8f0a-0f6e0a1d6b01 owner tenant-2 &&
			subdevctl dev set 0d9f5dc2-6c4e-4b79-8f0a-0f6e0a1d6b01 resource channel=5 &&
			subdevctl dev delete 0d9f5dc2-6c4e-4b79-8f0a-0f6e0a1d6b01"
	trace-cmd report -i /tmp/trace.dat > /tmp/report 2>&1
	check "what it tells of a create" grep -qE \
		"subdev_create: +id=[0-9]+ uuid=0d9f5dc2-6c4e-4b79-8f0a-0f6e0a1d6b01 parent=$P type=wide pool= owner=tenant-2 error=0" /tmp/report
	check "of a resize" grep -qE "subdev_resize: .* now=\{?(0x)?4[ ,].* wanted=\{?(0x)?5[ ,].* error=0" /tmp/report
	check "of the end" grep -qE "subdev_destroy: .* owner=tenant-2 cause=command" /tmp/report ||
		diag "$(tail -n 20 /tmp/report)"
}

with_perf() {
	if ! command -v perf > /dev/null || [ ! -e /proc/sys/kernel/perf_event_paranoid ]; then
		lacks "perf" "it is not installed, or the kernel has no perf events"
		return
	fi
	check "record by perf" perf record -q -e 'subdev:*' -o /tmp/perf.data subdevctl dev create $P wide label perf owner tenant-4
	subdevctl dev delete perf
	perf script -i /tmp/perf.data > /tmp/report 2>&1
	check "what perf tells of a create" grep -qE "subdev:subdev_create: .*parent=$P type=wide pool= owner=tenant-4 error=0" /tmp/report ||
		diag "$(tail -n 20 /tmp/report)"
}

# Events that are on hold nobody up, and go with the module.
unloaded() {
	for dev in $(subdevctl -j dev show | jq '.[].id'); do
		subdevctl dev delete "$dev"
	done
	check "unload with all events on" unload subdev_sim subdev_vfio subdev
	check "the events are gone" [ ! -e $SUBDEV ]
	check "load again" modprobe subdev_sim parents=0
	check "they are back" [ -e $SUBDEV/subdev_create/format ]
}

[ -e $T/events ] || mount -t tracefs tracefs $T || skip_all "the kernel has no tracefs"
modprobe subdev_sim parents=0 || skip_all "subdev_sim cannot be loaded"
sim_add 0 resources
sim_add 1 basic
sim_add 2 nic
there
echo 1 > $SUBDEV/enable
life
refused
causes
checks
pools
filters
echo 0 > $SUBDEV/enable
with_trace_cmd
with_perf
echo 1 > $SUBDEV/enable
unloaded
finish
