#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# The KUnit tests of tests/kunit: each module of them runs its suites when it is loaded.
# shellcheck source=tests/vm/lib.sh disable=SC2317 # run_points calls it by name
. "$(dirname "$0")/lib.sh"

results=/sys/kernel/debug/kunit

# What a suite said, its cases as points.
cases() {
	sed -n -E 's/^ {4}((not )?ok )/\1/p; s/^ +#/#/p' "$results/$1/results"
}

mapfile -t modules < <(find "/lib/modules/$(uname -r)/updates" -name 'subdev_*_kunit.ko' -printf '%f\n' 2> /dev/null | sort)
check "there are modules with tests" test ${#modules[@]} -gt 0
for module in "${modules[@]%.ko}"; do
	before=$(ls $results)
	check "load $module" modprobe "$module"
	mapfile -t suites < <(comm -13 <(echo "$before") <(ls $results))
	check "$module has suites" test ${#suites[@]} -gt 0
	for suite in "${suites[@]}"; do
		run_points cases "$suite"
	done
done
finish
