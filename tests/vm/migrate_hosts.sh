#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: host
# Migration from one host to another: VMs of different kernels that share nothing but a file with the stream, and the manifest.
# shellcheck disable=SC2016 # it is the VM's shell that expands what stands in single quotes
set -uo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0
failures=0

# On each host: one subdevice like that of the file, one of a newer version; both looked at before.
setup='modprobe subdev_sim catalogue=mover || exit
subdevctl dev create platform/subdev_sim.0 mover version 1 resource memory=1M label old > /dev/null || exit
subdevctl dev create platform/subdev_sim.0 mover version 2 resource memory=1M label new > /dev/null || exit
uuid() {
	subdevctl -j dev show "$1" | jq -r ".[0].uuid"
}
'

# vm NAME KERNEL SCRIPT: its exit status is 0.
vm() {
	cases=$((cases + 1))
	if "$top/tools/vm/run" --kernel "$2" --out "$work" -- bash -c "$setup$3" > "$work/said" 2>&1; then
		echo "ok $cases - $1"
		return
	fi
	failures=$((failures + 1))
	echo "not ok $cases - $1"
	tail -n 40 "$work/said" | sed 's/^/# /'
}

# move KERNEL KERNEL
move() {
	vm "$1: save into a file" "$1" 'vfio_mig save "$(uuid old)" group "$SUBDEV_OUT/state" 11 precopy &&
		subdevctl manifest show old > "$SUBDEV_OUT/manifest"'
	vm "$2: its kernel says which subdevice takes it" "$2" 'subdevctl manifest check "$SUBDEV_OUT/manifest" old &&
		! subdevctl manifest check "$SUBDEV_OUT/manifest" new'
	vm "$2: this one takes it" "$2" 'vfio_mig load "$(uuid old)" group "$SUBDEV_OUT/state" 11'
	vm "$2: the other does not" "$2" '! vfio_mig load "$(uuid new)" group "$SUBDEV_OUT/state" 11'
	vm "$2: one that is made as the manifest says takes it" "$2" \
		'subdevctl dev create platform/subdev_sim.0 mover manifest "$SUBDEV_OUT/manifest" label made > /dev/null &&
		vfio_mig load "$(uuid made)" group "$SUBDEV_OUT/state" 11'
}

echo "TAP version 13"
move uml uml
move uml stock
vm "stock: save into a file" stock 'vfio_mig save "$(uuid old)" group "$SUBDEV_OUT/state" 12'
vm "uml: it is taken" uml 'vfio_mig load "$(uuid old)" group "$SUBDEV_OUT/state" 12'
echo "1..$cases"
((failures == 0))
