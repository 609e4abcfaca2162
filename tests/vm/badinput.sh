#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# Bad input over netlink: requests that are malformed, that ask for what cannot be, and peers that behave badly.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")

modprobe -a subdev_sim subdev_serial || skip_all "subdev_sim and subdev_serial cannot be loaded"
echo 1 > $SIM/add_parent
sim_add 2 resources

for part in attributes requests composition headers peers mutation; do
	run_points "$here/badinput_$part.py"
done
finish
