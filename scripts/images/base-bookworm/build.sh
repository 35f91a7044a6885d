#!/usr/bin/env bash
# Builds neotool.local/base:bookworm, on which the stand-ins rest whose program is a static binary (Go): the essential
# packages of Debian bookworm, with certificates, time zones and BusyBox. (arm64: the same packages, not tried.)
# shellcheck disable=SC2016,SC2034,SC2154 # $1 is mmdebstrap's; base_options is for debian.sh; work comes from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
find_mirror

step 'Downloading BusyBox'
# trixie's static one: in bookworm's 1.35, `wget -q -T 5`, the way health checks are written, ends with SIGSEGV.
fetch_debs trixie "$work/debs" -- busybox-static
unpack_debs "$work/debs" "$work/busybox"

step 'Installing the essential packages of Debian bookworm'
base_options=(
  # usr-is-merged can take the place of usrmerge, which pulls in all of Perl, in a system that is merged from the start.
  --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr
  --setup-hook='printf "Package: usrmerge\nPin: release *\nPin-Priority: -1\n" >"$1/etc/apt/preferences.d/usrmerge"'
  --customize-hook='rm "$1/etc/apt/preferences.d/usrmerge"'
  "--customize-hook=copy-in '$work/busybox/usr/bin/busybox' /usr/bin"
  "--customize-hook=copy-in '$work/busybox/usr/share/doc/busybox-static' /usr/share/doc"
  # The official images of these programs are made from Alpine or busybox; probes and scripts rely on these names.
  --customize-hook='for a in wget nc vi ip ping ps top free less unzip httpd nslookup; do [ -e "$1/usr/bin/$a" ] || ln -s busybox "$1/usr/bin/$a"; done'
)
debian_base bookworm ca-certificates tzdata usr-is-merged

step 'Importing neotool.local/base:bookworm'
import_base bookworm
