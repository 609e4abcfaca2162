# SPDX-License-Identifier: GPL-2.0-only
# bash completion for subdevctl. The command itself says what can come next.

_subdevctl() {
	local line=${COMP_LINE:0:COMP_POINT} words
	# bash would split the name of a parent at its colons, so split again
	read -ra words <<< "$line"
	[[ $line == *[[:space:]] ]] && words+=("")
	mapfile -t COMPREPLY < <("${words[0]}" complete "${words[@]:1}" 2> /dev/null)

	# what stands before the last colon is not replaced by bash
	local begun=${words[-1]}
	if [[ $begun == *:* && $COMP_WORDBREAKS == *:* ]]; then
		COMPREPLY=("${COMPREPLY[@]#"${begun%"${begun##*:}"}"}")
	fi
}

complete -F _subdevctl subdevctl
