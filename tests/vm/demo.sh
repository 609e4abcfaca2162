#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# What `make demo` tells comes to its good end.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "$0")/lib.sh"

check "the story of the demo" "$SUBDEV_TOP/tools/demo-story"
finish
