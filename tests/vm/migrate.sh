#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# run: --timeout 1800
# Migration: the states and the ways between them, streams read and written in any pieces, from one subdevice to another of the
# same and of other configurations, and streams that somebody has changed.
# shellcheck source=tests/vm/migrate_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/migrate_lib.sh"

P=platform/subdev_sim
uuid=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0d
a=${uuid}0a
b=${uuid}0b

# create UUID PARENT WORD...
create() {
	subdevctl dev create "$P.$2" "${@:3}" uuid "$1" > /dev/null
}

# pair WORD...: a and b, alike
pair() {
	check "create two: $*" create $a 0 "$@"
	check "the other" create $b 0 "$@"
}

unpair() {
	check "delete them" subdevctl dev delete $a
	check "the other" subdevctl dev delete $b
}

# How many streams with changed bits: all of them one way.
flips() {
	case $1 in
	group) echo 10000 ;;
	*) echo 200 ;;
	esac
}

# What vfio_mig_held makes fail: allocations below subdev_vfio.ko, but not those of the kernel's checkers, and no copies.
faults() {
	local start size cache
	[ -e /sys/kernel/debug/failslab/require-start ] || return 0
	start=$(cat /sys/module/subdev_vfio/sections/.text)
	size=$(size -A "$(modinfo -n subdev_vfio)" | awk '$1 == ".text" { print $2 }')
	for cache in /sys/kernel/slab/kmalloc-*; do
		echo "$1" > "$cache/failslab"
	done
	cd /sys/kernel/debug/failslab || return
	echo N > ignore-gfp-wait
	echo Y > cache-filter
	echo 0 > verbose
	echo 0 > probability
	echo -1 > ./times
	echo 1 > ../fail_usercopy/require-start
	echo 2 > ../fail_usercopy/require-end
	echo "$start" > require-start
	printf '0x%x' $((start + size)) > require-end
	cd - > /dev/null || return
}

test_held() {
	local way
	check "create one" create $a 0 mover resource memory=8192
	faults 1
	for way in $(ways); do
		diag "vfio_mig_held by $way"
		run_points vfio_mig_held $a "$way"
	done
	faults 0
	check "delete it" subdevctl dev delete $a
}

# 132 KiB are two chunks and a part of one.
test_streams() {
	local way
	pair mover resource memory=135168
	for way in $(ways); do
		diag "vfio_mig_arcs by $way"
		run_points vfio_mig_arcs $a "$way"
		diag "vfio_mig_stream by $way"
		run_points vfio_mig_stream $a $b "$way"
	done
	unpair
	pair mover resource memory=12288
	for way in $(ways); do
		diag "vfio_mig_flip by $way"
		run_points vfio_mig_flip $a $b "$way" "$(flips "$way")"
	done
	unpair
}

# What subdevices can differ in: a name, the parent, the words of the create.
configs=(
	"v1 0 mover version 1 resource memory=8192"
	"v2 0 mover version 2 resource memory=8192"
	"v3 0 mover resource memory=8192"
	"deep 0 mover version 2 param depth=16 resource memory=8192"
	"none 0 mover version 2 param depth=5 resource memory=8192"
	"rich 0 mover version 1 resource memory=8192 resource credit=20"
	"large 0 mover version 1 resource memory=16384"
	"twin 0 twin version 1 resource memory=8192"
	"older 1 mover version 1 resource memory=8192"
	"newer 2 mover version 1 resource memory=8192"
)

# Whether one takes the state of another: those alike, as version 3 and what has its params are, and by the tokens a newer one
# that of an older one.
takes() {
	case $1-$2 in
	v1-v1 | v2-v2 | v3-v3 | none-none | rich-rich | large-large | twin-twin | older-older | newer-newer) ;;
	deep-deep | deep-v3 | v3-deep) ;;
	v1-older | v1-newer | older-newer) ;;
	*) return 1 ;;
	esac
}

# What a target says of a state: by `manifest check`, and when it comes.
verdict() {
	subdevctl manifest check "$work/$1.json" "$2" > /dev/null && echo taken || echo refused
}

loaded_as() {
	if vfio_mig load "$2" group "$work/$1.state" "$3" > "$work/said"; then
		echo taken
	elif grep -qx "load: Invalid argument" "$work/said"; then
		echo refused
	else
		cat "$work/said"
	fi
}

test_versions() {
	local i config name parent words source target uuids=() wrong=0 wanted
	check "a parent with an older token" sim_add 1 mover
	check "and one with a newer one" sim_add 2 mover
	sim 1 token 1.2
	sim 2 token 1.2.3
	for i in "${!configs[@]}"; do
		read -r name parent words <<< "${configs[i]}"
		uuids+=("${uuid}1$i")
		# shellcheck disable=SC2086 # words
		check "create $name: $words" create "${uuids[i]}" "$parent" $words
		subdevctl manifest show "${uuids[i]}" > "$work/$name.json"
		check "save $name" vfio_mig save "${uuids[i]}" group "$work/$name.state" "$((i + 1))"
	done
	for i in "${!configs[@]}"; do
		source=${configs[i]%% *}
		for config in "${!configs[@]}"; do
			target=${configs[config]%% *}
			takes "$source" "$target" && wanted="taken taken" || wanted="refused refused"
			have="$(verdict "$source" "${uuids[config]}") $(loaded_as "$source" "${uuids[config]}" "$((i + 1))")"
			[ "$have" != "$wanted" ] || continue
			diag "$source to $target: $have, not $wanted"
			wrong=$((wrong + 1))
		done
	done
	same "a state is taken where its manifest fits, and refused where not, of all to all" 0 $wrong
	for config in "${uuids[@]}"; do
		check "delete it" subdevctl dev delete "$config"
	done
}

# The driver's own version of what it saves, apart from the model's.
test_layouts() {
	pair mover version 1 resource memory=8192
	sim 0 state_version 1
	check "save in an older layout" vfio_mig save $a group "$work/state" 5
	sim 0 state_version 2
	check "it is read" vfio_mig load $b group "$work/state" 5
	sim 0 state_version 3
	check "save in a newer one" vfio_mig save $a group "$work/state" 5
	sim 0 state_version 2
	refuse "it is refused" "load: Invalid argument" vfio_mig load $b group "$work/state" 5
	check "with a first copy while it runs" vfio_mig save $a group "$work/state" 6 precopy
	check "it is read" vfio_mig load $b group "$work/state" 6
	unpair
}

# hold STATE: a has it until unhold.
hold() {
	rm -f "$work/in" "$work/out"
	mkfifo "$work/in" "$work/out"
	vfio_mig hold "$a" group "$1" < "$work/in" > "$work/out" &
	holder=$!
	exec {in}> "$work/in" {out}< "$work/out"
	read -rt 60 -u "$out" line
	same "hold it in $1" "$1" "$line"
}

unhold() {
	exec {in}>&- {out}<&-
	wait $holder
	same "let it go" 0 $?
}

depth() {
	subdevctl -j dev show $a | jq '.[0].params[] | select(.name == "depth").value'
}

test_config() {
	local state
	check "create one" create $a 0 mover resource memory=8192
	for state in STOP STOP_COPY RESUMING RUNNING_P2P PRE_COPY PRE_COPY_P2P; do
		hold $state
		refuse "a param does not change" "busy: the subdevice is being migrated" subdevctl dev set $a param depth=9
		refuse "nor an amount" "busy: the subdevice is being migrated" subdevctl dev set $a resource credit=11
		same "all is as before" 16 "$(depth)"
		check "its label does" subdevctl dev set $a label "at-${state//_/-}"
		unhold
	done
	hold RUNNING
	check "a param changes" subdevctl dev set $a param depth=9
	same "it is there" 9 "$(depth)"
	unhold
	hold STOP_COPY
	check "delete it with force" subdevctl dev delete $a force no-wait
	same "that waits for its user" removing "$(subdevctl -j dev show $a | jq -r '.[0].state')"
	unhold
	check "it goes" wait_until 20 gone
}

gone() {
	[ "$(subdevctl -j dev show | jq length)" = 0 ]
}

herd_ready() {
	[ "$(subdevctl -j pool show herd | jq '.[0].ready')" = 1 ]
}

# What is closed while it is stopped runs, is reset, and goes back to its pool.
test_pool() {
	local state
	check "a pool of one" subdevctl pool create herd $P.0 mover resource memory=8192 size 1 max 1
	for state in STOP STOP_COPY RESUMING PRE_COPY; do
		check "it is ready" wait_until 20 herd_ready
		a=$(subdevctl -j pool pull herd | jq -r '.[0].uuid')
		hold $state
		refuse "it is not returned while somebody has it" "open by a VFIO user" subdevctl pool return "$a"
		unhold
		same "it runs again when nobody has" "$(sim 0 stops)" "$(sim 0 runs)"
		check "return it" subdevctl pool return "$a"
		check "it is ready" wait_until 20 herd_ready
		a=$(subdevctl -j pool pull herd | jq -r '.[0].uuid')
		check "the next one can move it" vfio_mig save "$a" group "$work/state" 9
		check "return it" subdevctl pool return "$a"
	done
	check "it is ready" wait_until 20 herd_ready
	check "delete the pool" subdevctl pool delete herd
	check "all of it goes" wait_until 20 gone
	a=${uuid}0a
}

# What has no model moves nowhere.
test_no_model() {
	check "a parent of subdevices without a model" sim_add 3 basic
	check "create one" create $a 3 full
	refuse "it has no states" "save: Inappropriate ioctl" vfio_mig save $a group "$work/none" 1
	check "delete it" subdevctl dev delete $a
}

modprobe subdev_sim catalogue=mover || skip_all "subdev_sim cannot be loaded"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
test_held
test_streams
test_layouts
test_versions
test_config
test_pool
test_no_model
finish
