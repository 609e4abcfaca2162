# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the selftests that run in a VM share: TAP on standard output, and the proof at the end that nothing is left behind.
# A test sources it, calls check or ok/not_ok for each point, and ends with finish. Its exit status is 0 if all passed.

set -u
SUBDEV_TOP=${SUBDEV_TOP:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
SIM=/sys/kernel/debug/subdev_sim

TAP_COUNT=0
TAP_FAILED=0

ok() {
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT - $*"
}

not_ok() {
	TAP_COUNT=$((TAP_COUNT + 1))
	TAP_FAILED=$((TAP_FAILED + 1))
	echo "not ok $TAP_COUNT - $*"
}

# skip NAME WHY
skip() {
	ok "$1 # SKIP $2"
}

# What somebody needs who looks at a failure.
diag() {
	printf "# %s\n" "${*//$'\n'/$'\n# '}"
}

# skip_all WHY: the prerequisites are not there. Never after the first point.
skip_all() {
	echo "1..0 # SKIP $*"
	exit 4
}

# check NAME COMMAND...: the command succeeds. What it printed is shown if not.
check() {
	local name=$1 output status
	shift
	output=$("$@" 2>&1)
	status=$?
	if ((status == 0)); then
		ok "$name"
	else
		not_ok "$name"
		diag "\`$*' exited with $status"
		[ -z "$output" ] || diag "$output"
	fi
	return $status
}

# refuse NAME ERE COMMAND...: the command exits with 1, and what it prints matches.
refuse() {
	local name=$1 ere=$2 output status
	shift 2
	output=$("$@" 2>&1)
	status=$?
	if ((status == 1)) && grep -qE -- "$ere" <<< "$output"; then
		ok "$name"
		return
	fi
	not_ok "$name"
	diag "\`$*' exited with $status, wanted 1 and /$ere/ in:"
	diag "$output"
	return 1
}

# same NAME WANTED HAVE
same() {
	if [ "$2" = "$3" ]; then
		ok "$1"
		return
	fi
	not_ok "$1"
	diag "wanted: $2"
	diag "have:   $3"
	return 1
}

# run_points PROGRAM [ARGUMENT...]: take over the points of a program that prints TAP lines; its numbers are not used.
run_points() {
	local line status points=$TAP_COUNT point='^(not )?ok( [0-9]+)?( -)? ?(.*)$'
	while IFS= read -r line; do
		if [[ $line =~ $point ]]; then
			if [ -n "${BASH_REMATCH[1]}" ]; then
				not_ok "${BASH_REMATCH[4]}"
			else
				ok "${BASH_REMATCH[4]}"
			fi
			continue
		fi
		case $line in
		"status "*) status=${line#status } ;;
		1..*) ;;
		*) echo "# ${line#\# }" ;;
		esac
	done < <(
		"$@" 2>&1
		echo "status $?"
	)
	if ((status != 0 && TAP_FAILED == 0)); then
		not_ok "${1##*/} exits with 0, not $status"
	elif ((TAP_COUNT == points)); then
		not_ok "${1##*/} has points"
	fi
}

# between NAME LEAST MOST HAVE
between() {
	if (($4 >= $2 && $4 <= $3)); then
		ok "$1 ($4)"
	else
		not_ok "$1"
		diag "wanted $2 to $3, had $4"
	fi
}

# The names of the parents that there are.
parents() {
	subdevctl -j parent show | jq -r '[.[].name] | join(" ")'
}

# Which ways to open a device the kernel has.
ways() {
	echo group
	[ ! -e /dev/iommu ] || echo cdev
}

# wait_until SECONDS COMMAND...: until the command succeeds.
wait_until() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.05
	done
}

loaded() {
	[ -e "/sys/module/$1" ]
}

# sim N FILE [VALUE]: read or write a knob or counter of a simulated parent.
sim() {
	if (($# > 2)); then
		echo "$3" > "$SIM/subdev_sim.$1/$2"
	else
		cat "$SIM/subdev_sim.$1/$2"
	fi
}

# sim_add N CATALOGUE: one more simulated parent. What parents that are added later offer is the basic catalogue again.
sim_add() {
	local parameter=/sys/module/subdev_sim/parameters/catalogue status
	echo "$2" > $parameter
	echo "$1" > $SIM/add_parent
	status=$?
	echo basic > $parameter
	return $status
}

# Waits for a counter: sim_wait N FILE VALUE
sim_is() {
	[ "$(sim "$1" "$2")" = "$3" ]
}

sim_wait() {
	wait_until 30 sim_is "$@"
}

unload() {
	local module
	for module in "$@"; do
		! loaded "$module" || rmmod "$module" || return
	done
}

left_behind() {
	find /sys/bus/subdev /sys/kernel/debug/subdev_sim /dev/vfio/devices /dev/vfio/[0-9]* -maxdepth 0 2> /dev/null
	find /sys/kernel/iommu_groups -mindepth 1 -maxdepth 1 2> /dev/null
	lsmod | grep '^subdev'
}

unload_all() {
	local drivers
	mapfile -t drivers < <(lsmod | awk '$1 ~ /^subdev_/ && $1 != "subdev_vfio" { print $1 }')
	unload "${drivers[@]}" subdev_vfio subdev
}

# The last points of each test: everything can be unloaded, nothing is left, and the kernel had nothing to say.
finish() {
	check "unload all modules" unload_all
	same "nothing is left behind" "" "$(left_behind)"
	check "the kernel's log is clean" sh -c "dmesg | '$SUBDEV_TOP/tools/vm/splats'"
	echo "1..$TAP_COUNT"
	((TAP_FAILED == 0))
	exit
}
