# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# How the kernel scripts use Debian's packages. After tools/lib.sh.

# apt_lists COMMAND...: run it, once more after apt-get update if it fails.
with_apt_lists() {
	"$@" && return
	apt-get -qq update
	"$@"
}

# dependency METAPACKAGE PATTERN: the package that the metapackage stands for.
dependency() {
	local found
	found=$(with_apt_lists apt-cache depends "$1" | sed -nE "s/^ *Depends: ($2.*)/\\1/p" | head -n 1)
	[ -n "$found" ] || die "no package known that $1 depends on"
	printf '%s\n' "$found"
}

# The version of the installed headers' kernel, as uname -r says it.
stock_version() {
	local depends
	depends=$(dpkg-query -W -f '${Depends}' "linux-headers-$SERIES-amd64" 2> /dev/null) ||
		die "linux-headers-$SERIES-amd64 is not installed: run tools/deps"
	depends=${depends##*linux-headers-}
	printf '%s\n' "${depends%% *}"
}

# extract DIR PACKAGE: fetch the package and unpack it into DIR, with its modules' index.
extract() {
	local dir=$1 package=$2 tmp
	[ -d "$dir" ] && return
	say "fetching $package"
	mkdir -p "$(dirname "$dir")"
	tmp=$(mktemp -d "$dir.XXXXXX")
	(cd "$tmp" && with_apt_lists apt-get -qq -o APT::Sandbox::User=root download "$package") || die "cannot fetch $package"
	dpkg-deb -x "$tmp"/*.deb "$tmp/root"
	depmod -b "$tmp/root" "${package#linux-image-}"
	mv -T "$tmp/root" "$dir"
	rm -rf "$tmp"
}
