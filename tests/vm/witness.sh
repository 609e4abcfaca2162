#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# An independent witness: the netlink client of the kernel's source package, driven by the specification alone.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

modprobe -a subdev_sim subdev_serial || skip_all "subdev_sim and subdev_serial cannot be loaded"
echo 1 > $SIM/add_parent
sim_add 2 resources
sim_add 3 nic

run_points "$(dirname "$0")/witness.py" "$("$SUBDEV_TOP/tools/kernel/ynl")" \
	"$("$SUBDEV_TOP/tools/kernel/source")/Documentation/netlink/genetlink.yaml"
finish
