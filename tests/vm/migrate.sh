#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml stock debug
# Migration: the states and the ways between them, streams read and written in any pieces, from one subdevice to another of the
# same and of other versions, between two hosts through a file, and streams that somebody has changed.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

a=5f0d3a52-7b1e-4c57-9a64-1d2b8e9f0d01

# Which ways to open a device the kernel has; ours have both.
ways() {
	echo group
	[ ! -e /dev/iommu ] || echo cdev
}

modprobe subdev_sim catalogue=mover || skip_all "subdev_sim cannot be loaded"

check "create a subdevice" subdevctl dev create platform/subdev_sim.0 mover uuid $a
for way in $(ways); do
	diag "vfio_mig_arcs by $way"
	run_points vfio_mig_arcs $a "$way"
done
check "delete it" subdevctl dev delete $a
finish
