#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernels: uml
# The command against the kernel: parents, types and subdevices, text and JSON with the same fields, errors, exit status, waiting,
# monitor, completion.
# shellcheck source=tests/vm/subdevctl_lib.sh disable=SC2317 # check calls functions by name
. "$(dirname "$0")/subdevctl_lib.sh"

# What JSON says, in the form of the table: heads, then a line for each object, one blank between two fields. What stands
# below the rows of a table is at the end of an object.
json_as_table() {
	subdevctl -j "$@" | jq -r '
		map(del(.model, .version, .versions, .params, .attributes, .resources, .owner, .lease, .ttl, .pool, .ready, .why, .cordoned)) |
		(.[0] | keys_unsorted | map(ascii_upcase | gsub("_"; "-")) | join(" ")),
		(.[] | [.[]] | map(if . == null then "-" elif . == true then "yes" elif . == false then "no" else tostring end) | join(" "))'
}

same_fields() {
	same "text and JSON of $* are the same" "$(json_as_table "$@")" \
		"$(subdevctl "$@" | sed '/^    [a-z]/d; /^    RESOURCES/d' | tr -s ' ' | sed 's/^ //; s/ $//')"
}

see_all() {
	same "both parents are shown" "$SIM_PARENT $SERIAL" \
		"$(subdevctl -j parent | jq -r 'map(.name) | sort_by(contains("serial")) | join(" ")')"
	same "one by its name" subdev_sim "$(field driver parent show $SIM_PARENT)"
	same "one by its index" $SIM_PARENT "$(field name parent show "$(field index parent show $SIM_PARENT)")"
	same "all types of all parents" "$(subdevctl -j type show $SIM_PARENT | jq length)" \
		"$(subdevctl -j type show | jq "map(select(.parent == \"$SIM_PARENT\")) | length")"
	same "one type" serial "$(field class type show $SERIAL loop-2)"
	same "without subdevices a table is empty" "" "$(subdevctl dev)"
	same "and JSON is an empty array" "[]" "$(subdevctl -j dev show)"
}

# The table that create prints is the one that show prints.
create_and_show() {
	local created
	created=$(subdevctl -d dev create $SERIAL loop-2 uuid $UUID label web0)
	same "create prints what show prints" "$(subdevctl -d dev show web0)" "$created"
	same "the UUID is the one that was asked for" $UUID "$(field uuid dev show web0)"
	same "the label too" web0 "$(field label dev show $UUID)"
	same "a UUID in upper case is the same" web0 "$(field label dev show ${UUID^^})"
	same "the id names it as well" web0 "$(field label dev show "$(field id dev show web0)")"
	same "it is idle" idle "$(field state dev show web0)"
	check "its node is there" test -c "$(field node dev show web0)"
	check "its folder in sysfs is there" test -d "$(field sysfs dev show web0)"
	if [ "$(field cdev_node dev show web0)" != null ]; then
		check "its character device is there" test -c "$(field cdev_node dev show web0)"
	fi
	check "create with no label" subdevctl dev create "$(field index parent show $SIM_PARENT)" small
	check "create inactive" subdevctl dev create $SIM_PARENT small label sleeper inactive
	same "it has no node" "inactive null null null" \
		"$(field state dev show sleeper) $(field node dev show sleeper) $(field group dev show sleeper) $(field sysfs dev show sleeper)"
	same "the parent counts them" 2 "$(field devs parent show $SIM_PARENT)"
}

all_fields() {
	local options
	for options in "" -d; do
		# shellcheck disable=SC2086 # no option is no word
		{
			same_fields $options parent show
			same_fields $options parent show $SIM_PARENT
			same_fields $options type show
			same_fields $options type show $SERIAL loop-4
			same_fields $options dev show
			same_fields $options dev show web0
		}
	done
	same "pretty JSON is the same JSON" "$(subdevctl -j -d dev show | jq -S .)" "$(subdevctl -jpd dev show | jq -S .)"
	same "lines for people" true "$( (($(subdevctl -jp dev show | wc -l) > 10)) && echo true)"
}

change() {
	same "set prints the new label" web1 "$(subdevctl -j dev set web0 label web1 | jq -r '.[0].label')"
	status 1 "the old label is gone" subdevctl dev show web0
	same "an empty label takes it away" null "$(subdevctl -j dev set web1 label '' | jq -r '.[0].label')"
	check "label it again" subdevctl dev set $UUID label web0
	same "deactivate prints it inactive" inactive "$(subdevctl -j dev deactivate web0 | jq -r '.[0].state')"
	same "its folder in sysfs is gone" "" "$(ls -d /sys/bus/subdev/devices/$UUID 2> /dev/null)"
	same "activate prints it idle" idle "$(subdevctl -j dev activate web0 | jq -r '.[0].state')"
	check "its node is there again" test -c "$(field node dev show web0)"
	same "its generation has grown" true "$(subdevctl -jd dev show web0 | jq '.[0].generation > 4')"
}

errors() {
	errors_names
	errors_missing
	fails "what is active is not activated" "dev web0: busy: $(cat "$WORK/busy")" \
		subdevctl dev activate web0
	same "nothing of it has changed anything" 3 "$(subdevctl -j dev show | jq length)"
}

errors_names() {
	local long
	long=$(printf 'a%.0s' {1..64})
	fails "a UUID that is taken" "dev create: exists: the UUID is taken (attribute uuid)" \
		subdevctl dev create $SIM_PARENT small uuid $UUID
	fails "a label that is taken" "dev create: exists: the label is taken (attribute label)" \
		subdevctl dev create $SIM_PARENT small label web0
	fails "a new label that is taken" "dev sleeper: exists: the label is taken (attribute new-label)" \
		subdevctl dev set sleeper label web0
	fails "a label that is none" \
		"dev create: invalid: a label is a letter, then [A-Za-z0-9._-], and no UUID (attribute label)" \
		subdevctl dev create $SIM_PARENT small label 7up
	fails "a label that is too long" "dev create: invalid: longer than 63 bytes (attribute label)" \
		subdevctl dev create $SIM_PARENT small label "$long"
}

errors_missing() {
	fails "no such parent" "dev create: no such device: no such parent (attribute parent-name)" \
		subdevctl dev create platform/none small
	fails "a parent that is not there is not shown" "parent platform/none: no such device: no such parent (attribute name)" \
		subdevctl parent show platform/none
	fails "a type of another parent" \
		"dev create: not found: the parent has no such type (attribute type)" \
		subdevctl dev create $SIM_PARENT loop-2
	fails "no such type" "type $SERIAL: not found: the parent has no such type (attribute name)" \
		subdevctl type show $SERIAL none
	fails "no such label" "dev nobody: no such device: no such subdevice (attribute label)" subdevctl dev show nobody
	fails "no such id" "dev 999999: no such device: no such subdevice (attribute id)" subdevctl dev delete 999999
	fails "no such UUID" "dev ${UUID%1}2: no such device: no such subdevice (attribute uuid)" \
		subdevctl dev activate "${UUID%1}2"
}

# The kernel's own words for what no test of ours should repeat by hand.
learn_busy() {
	subdevctl dev activate web0 2>&1 | sed 's/.*busy: //' > "$WORK/busy"
	check "the kernel says why it is busy" test -s "$WORK/busy"
}

usage() {
	status 2 "no noun" subdevctl
	status 2 "an unknown noun" subdevctl nonsense
	status 2 "an unknown verb" subdevctl dev nonsense
	status 2 "an unknown option" subdevctl --nonsense
	status 2 "a word too much" subdevctl dev show a b
	status 2 "a word too few" subdevctl dev create $SIM_PARENT
	status 0 "help" subdevctl help
	status 0 "help of a verb" subdevctl dev create --help
	status 0 "version" subdevctl version
	status 1 "output that cannot be written" sh -c "subdevctl dev show > /dev/full"
	same "it says so" "subdevctl: cannot write: No space left on device" "$(cat "$WORK/err")"
}

privilege() {
	same "everybody sees all" "$(subdevctl -d dev show)" "$("${AS_NOBODY[@]}" subdevctl -d dev show)"
	fails "nobody creates" "dev create: not permitted: needs CAP_NET_ADMIN" \
		"${AS_NOBODY[@]}" subdevctl dev create $SIM_PARENT small
	fails "nobody deletes" "dev web0: not permitted: needs CAP_NET_ADMIN" \
		"${AS_NOBODY[@]}" subdevctl dev delete web0
	fails "root without the capability does not either" "dev web0: not permitted: needs CAP_NET_ADMIN" \
		setpriv --bounding-set -net_admin --inh-caps -net_admin subdevctl dev set web0 label a
}

open_and_delete() {
	hold $UUID
	same "it is in-use" in-use "$(field state dev show web0)"
	status 1 "what is open is not deleted" subdevctl dev delete web0
	check "and says why" grep -q "dev web0: busy: ." "$WORK/err"
	status 1 "nor deactivated" subdevctl dev deactivate web0
	same "nothing has changed" in-use "$(field state dev show web0)"
	fails "a forced delete takes as long as the user" "dev web0: timed out: still in state removing" \
		subdevctl dev delete web0 force timeout 1
	same "until then it is removing" removing "$(field state dev show $UUID)"
	same "and has no folder to hand out" null "$(field sysfs dev show $UUID)"
	release
	check "then it goes" wait_until 20 gone $UUID
}

wait_for_user() {
	subdevctl dev create $SIM_PARENT small uuid $UUID label web0 > /dev/null
	ends_with_user subdevctl dev delete web0 force
}

no_wait() {
	check "delete without waiting" subdevctl dev create $SIM_PARENT small uuid $UUID
	check "comes back at once" subdevctl dev delete $UUID no-wait
	check "and ends later" wait_until 20 gone $UUID
	subdevctl dev create $SIM_PARENT small uuid $UUID > /dev/null
	same "deactivate without waiting prints it removing" removing \
		"$(subdevctl -j dev deactivate $UUID no-wait | jq -r '.[0].state')"
	check "and it becomes inactive" wait_until 20 sh -c "subdevctl dev show $UUID | grep -q inactive"
	check "delete what is inactive" subdevctl dev delete $UUID
	check "at once" gone $UUID
}

monitor() {
	monitor_start -j -d monitor
	subdevctl dev create $SIM_PARENT small uuid $UUID label seen > /dev/null
	subdevctl dev set seen label scene > /dev/null
	subdevctl dev deactivate scene > /dev/null
	subdevctl dev activate scene > /dev/null
	subdevctl dev delete scene
	wait_until 20 grep -q dev-del "$WORK/events"
	monitor_stop TERM
	same "monitor ends well by SIGTERM" 0 $?
	same "the life of a subdevice" \
		"dev-add seen idle, dev-change scene idle, dev-change scene removing, dev-change scene inactive, dev-change scene idle, dev-change scene removing, dev-del scene removing" \
		"$(jq -rs "map(select(.uuid == \"$UUID\") | \"\(.event) \(.label) \(.state)\") | join(\", \")" "$WORK/events")"
	same "all in one epoch, without a gap" true \
		"$(jq -s '(map(.epoch) | unique | length == 1) and ([.[].seq] as $s | [range($s[0]; $s[0] + ($s | length))] == $s)' \
			"$WORK/events")"
	same "when it came and went its parent had so many" "3 2" \
		"$(jq -rs 'map(.parent_devs | values) | join(" ")' "$WORK/events")"
}

monitor_ends() {
	monitor_start monitor count 1
	subdevctl dev set sleeper label sleeper2 > /dev/null
	wait $MONITOR
	same "monitor ends after as many events as asked for" 0 $?
	same "text has the fields of JSON" \
		"event seq cause id uuid label parent type state node owner lease ttl pool ready why version params resources" \
		"$(head -n 1 "$WORK/events" | awk '{ for (i = 1; i < NF; i += 2) printf "%s%s", (i > 1) ? " " : "", $i }')"
	subdevctl dev set sleeper2 label sleeper > /dev/null

	status 0 "monitor ends when its time is over" timeout 10 subdevctl monitor timeout 1
	monitor_start monitor
	monitor_stop INT
	same "monitor ends well by SIGINT" 0 $?
}

monitor_filtered() {
	monitor_start -j monitor parent $SIM_PARENT owner joe kind dev-add kind dev-del
	subdevctl dev create $SIM_PARENT small uuid $UUID owner joe > /dev/null
	subdevctl dev create $SIM_PARENT small label other owner joey > /dev/null
	subdevctl dev create $SERIAL loop-1 label serial owner joe > /dev/null
	subdevctl dev set $UUID label joes > /dev/null
	subdevctl dev delete other
	subdevctl dev delete serial
	subdevctl dev delete joes
	wait_until 20 grep -q dev-del "$WORK/events"
	monitor_stop TERM
	same "only what was asked for" "dev-add $UUID, dev-del $UUID" \
		"$(jq -rs 'map("\(.event) \(.uuid)") | join(", ")' "$WORK/events")"
	fails "an owner that cannot be" "monitor: invalid: an owner is of printable characters without blanks (attribute owner)" \
		subdevctl monitor owner 'a b'
	fails "a parent that cannot be" "monitor: invalid: 'none' is neither an index nor bus/name" subdevctl monitor parent none
	wrong "a kind that there is not" "'dev' is not a kind of event" subdevctl monitor kind dev
}

# told, shown: each subdevice by its UUID, as the monitor's lines say it and as it is.
told() {
	jq -cSs 'reduce .[] as $e ({};
		if $e.event == "lost" then {}
		elif $e.event == "dev-del" then del(.[$e.uuid])
		elif ($e.event | test("^dev")) then .[$e.uuid] = [$e.label, $e.state, $e.owner]
		else . end)' "$WORK/events"
}

shown() {
	subdevctl -j dev show | jq -cS 'map({(.uuid): [.label, .state, .owner]}) | add'
}

told_is_shown() {
	[ "$(told)" = "$(shown)" ]
}

# Somebody without privilege has a small receive buffer, and does not read for a while.
monitor_lost() {
	local max
	max=$(cat /proc/sys/net/core/rmem_max)
	echo 4096 > /proc/sys/net/core/rmem_max
	"${AS_NOBODY[@]}" subdevctl -j monitor sync > "$WORK/events" 2> /dev/null &
	MONITOR=$!
	wait_until 20 listens $MONITOR
	check "sync begins with what there is" wait_until 20 told_is_shown
	same "parents first" "parent synced" "$(jq -rs '"\(first.event) \(last.event)"' "$WORK/events")"
	kill -STOP $MONITOR
	subdevctl dev create $SIM_PARENT small label forgotten inactive > /dev/null
	for i in {1..12}; do
		subdevctl dev set sleeper label "sleeper$i" > /dev/null
		subdevctl dev set "sleeper$i" label sleeper > /dev/null
	done
	subdevctl dev delete forgotten
	kill -CONT $MONITOR
	check "events that were lost are told" wait_until 20 grep -q '"event":"lost"' "$WORK/events"
	check "and what there is then" wait_until 20 told_is_shown
	same "to its end" "lost synced" "$(jq -rs 'map(.event | select(. == "lost" or . == "synced"))[-2:] | join(" ")' "$WORK/events")"
	subdevctl dev set sleeper label last > /dev/null
	check "and it goes on" wait_until 20 grep -q '"event":"dev-change".*"label":"last"' "$WORK/events"
	check "what it tells is what there is" wait_until 20 told_is_shown
	subdevctl dev set last label sleeper > /dev/null
	monitor_stop TERM
	echo "$max" > /proc/sys/net/core/rmem_max
}

completion() {
	same "parents are offered" "$SERIAL" "$(subdevctl complete dev create platform/subdev_se)"
	same "types of the parent" "loop-1 loop-2 loop-4 loop-8" "$(subdevctl complete dev create $SERIAL loop | xargs)"
	same "subdevices by their label" sleeper "$(subdevctl complete dev delete sl)"
	check "and by their id" grep -qx "$(field id dev show sleeper)" <(subdevctl complete dev show '')
	check "and by their UUID" grep -qx "$(field uuid dev show sleeper)" <(subdevctl complete dev show '')
	check "in bash" "$SUBDEV_TOP/tests/unit/check-completion" "$SUBDEV_TOP/build/user"
}

# Lists while subdevices come and go.
churn() {
	local failed=0 changer
	while :; do
		subdevctl dev create $SIM_PARENT small label churn
		subdevctl dev delete churn
	done > /dev/null 2>&1 &
	changer=$!
	for _ in {1..15}; do
		subdevctl -j dev show 2> /dev/null | jq -e 'map(select(.label == "sleeper")) | length == 1' > /dev/null || failed=1
	done
	kill $changer
	wait $changer 2> /dev/null
	subdevctl dev delete churn > /dev/null 2>&1
	same "what stays is in each list once, whatever comes and goes" 0 $failed
}

# It creates a subdevice of the first type, watches it for 2 seconds, and deletes it.
example_program() {
	man_example > "$WORK/example" && grep -q "is /dev/vfio/" "$WORK/example" && same_devs
}

same_devs() {
	[ "$(subdevctl -j dev show | jq length)" = 2 ]
}

unloaded() {
	monitor_start monitor
	check "unload with a monitor" unload_all
	wait $MONITOR
	same "the monitor ends with an error" 1 $?
	same "and says why" "subdevctl: monitor: protocol not supported: the module subdev was unloaded" "$(cat "$WORK/events.err")"
	# The kernel loads the module by itself when somebody asks for the family; not from where it cannot be found.
	echo /bin/false > /proc/sys/kernel/modprobe
	fails "without the module" "dev show: protocol not supported: the kernel has no subdevices: load the module subdev" \
		subdevctl dev show
	status 0 "completion says nothing" subdevctl complete dev activate ''
	same "nothing at all" "" "$(cat "$WORK/out" "$WORK/err")"
	echo "$MODPROBE" > /proc/sys/kernel/modprobe
	check "with it again" modprobe subdev_sim
	same "there is a parent" 1 "$(subdevctl -j parent show | jq length)"
}

MODPROBE=$(cat /proc/sys/kernel/modprobe)
begin
see_all
create_and_show
all_fields
change
learn_busy
errors
usage
privilege
open_and_delete
wait_for_user
no_wait
monitor
monitor_ends
monitor_filtered
monitor_lost
completion
churn
check "two threads, each with a context" test_threads
check "the program of libsubdev(3)" example_program
unloaded
end
