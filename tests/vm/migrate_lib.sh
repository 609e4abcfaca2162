# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the tests of migration of a driver's subdevices share.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# takes_as_checked PROGRAM UUID...: each takes the state of each other exactly if `manifest check` finds its manifest good. Some
# must be, and some not.
takes_as_checked() {
	local program=$1 from to verdict words=''
	shift
	for from in "$@"; do
		subdevctl manifest show "$from" > /tmp/manifest.json
		for to in "$@"; do
			[ "$from" != "$to" ] || continue
			subdevctl manifest check /tmp/manifest.json "$to" > /dev/null && verdict=taken || verdict=refused
			words+=" $verdict"
			run_points "$program" $verdict group "$from" "$to"
		done
	done
	same "some are taken and some are refused" "refused taken" "$(tr ' ' '\n' <<< "$words" | sort -u | xargs)"
}

delete_all() {
	local each
	for each in $(subdevctl -j dev show | jq -r '.[].uuid'); do
		check "delete it" subdevctl dev delete "$each"
	done
}
