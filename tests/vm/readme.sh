#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The transcript in README.md is what the commands print.
# kernels: stock uml
exec /usr/bin/python3 -B "$(dirname "$0")/readme.py"
