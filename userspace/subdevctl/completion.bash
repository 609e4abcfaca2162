# SPDX-License-Identifier: GPL-2.0-only
# bash completion for subdevctl. The command itself says what can come next.

_subdevctl() {
	local line=${COMP_LINE:0:COMP_POINT} words
	# bash would split the name of a parent at its colons, so split again
	read -ra words <<< "$line"
	[[ $line == *[[:space:]] ]] && words+=("")
	mapfile -t COMPREPLY < <("${words[0]}" complete "${words[@]:1}" 2> /dev/null)

	# what is not complete yet: NAME= and a folder
	if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=/] ]]; then
		compopt -o nospace 2> /dev/null || true
	fi

	# what stands before the last colon or equals sign is not replaced by bash
	local begun=${words[-1]} breaks=${COMP_WORDBREAKS//[^:=]/}
	if [[ -n $breaks && $begun == *["$breaks"]* ]]; then
		COMPREPLY=("${COMPREPLY[@]#"${begun%"${begun##*["$breaks"]}"}"}")
	fi
}

complete -F _subdevctl subdevctl
