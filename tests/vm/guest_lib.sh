# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What tests have in common whose guest reboots and whose QEMU is killed: the guest says on its console, in lines "host: WORD...",
# what it wants of the host, and is answered by a word on its second serial port, $work/go. $work/pid has its QEMU's pid.
# shellcheck source=tests/vm/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Which boot it is: "first", or "again".
guest_boots() {
	local boot=first
	[ ! -s "$work/boots" ] || boot=again
	echo "$boot" >> "$work/boots"
	echo "$boot" > "$work/go.in"
}

# guest_served: passes on what the guest prints on its console, and does what it asks for; what is not known here does serve.
# In a subshell: the points that are printed count in the end.
guest_served() {
	local line
	while IFS= read -r line; do
		# shellcheck disable=SC2086 # words
		case $line in
		"host: boot") guest_boots ;;
		"host: reboot") echo reboot >> "$work/boots" ;;
		"host: kill")
			kill -9 "$(cat "$work/pid")"
			echo kill >> "$work/boots"
			;;
		"host: "*) serve ${line#host: } ;;
		*) echo "$line" ;;
		esac
	done
}

# When its QEMU has gone. A guest that hangs, or a QEMU that ends by itself, does not come so far.
guest_came_to_its_end() {
	same "the guest boots, reboots, and asks for the end of its QEMU" "first reboot again kill" "$(xargs < "$work/boots")"
}
