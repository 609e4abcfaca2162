# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the developer's tools share. Source it first: it sets TOP and CACHE and the two ways to speak.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${SUBDEV_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/subdev}
# shellcheck disable=SC2034 # the sourcing scripts use it
SERIES=6.12

# The name that messages carry: the script's path below tools/.
ME=$(realpath "$0")
ME=${ME#"$TOP/tools/"}

export LC_ALL=C.UTF-8
mkdir -p "$CACHE"

# Standard output belongs to results (paths, mostly), so all talk goes to standard error.
say() {
	printf '%s: %s\n' "$ME" "$*" >&2
}

die() {
	say "$@"
	exit 1
}

# lock NAME: hold a lock in the cache until this process ends, so that two callers do not do one work twice.
lock() {
	local fd
	mkdir -p "$CACHE/lock"
	exec {fd}> "$CACHE/lock/$1"
	if ! flock -n "$fd"; then
		say "waiting for another $1"
		flock "$fd"
	fi
}

# make_once NAME FILE COMMAND...: unless FILE exists, run the command that makes it, under the lock. The command tests once
# more, since another may have made it meanwhile.
make_once() {
	local name=$1 file=$2
	shift 2
	[ ! -e "$file" ] || return 0
	(
		lock "$name"
		"$@"
	)
}

package_version() {
	dpkg-query -W -f '${Version}' "$1" 2> /dev/null || die "package $1 is not installed: run tools/deps"
}
