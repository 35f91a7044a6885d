#!/usr/bin/env bash
# Builds neotool.local/busybox:1.37 from Debian's package busybox-static: one program and links to it.
# From trixie, because that has 1.37.0; forky has gone on to 1.38. (arm64: the same package, not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
find_mirror

step 'Downloading the package busybox-static'
fetch_debs trixie "$work/debs" -- busybox-static
unpack_debs "$work/debs" "$work/deb"
deb_version=$(dpkg-deb -f "$work"/debs/busybox-static_*.deb Version)
version=${deb_version#*:} version=${version%%-*}

step "Building the image from BusyBox $version"
root=$work/context/rootfs
mkdir -p "$root"/{bin,etc,root,usr/bin,usr/share/doc/busybox} && mkdir -m 1777 "$root/tmp"
install -m 755 "$work/deb/usr/bin/busybox" "$root/bin/"
cp "$work/deb/usr/share/doc/busybox-static/copyright" "$root/usr/share/doc/busybox/"
ln -s ../../bin/env "$root/usr/bin/env"
printf '%s\n' root:x:0:0:root:/root:/bin/sh www-data:x:33:33:www-data:/var/www:/bin/false nobody:x:65534:65534:nobody:/home:/bin/false >"$root/etc/passwd"
printf '%s\n' root:x:0: www-data:x:33: nobody:x:65534: >"$root/etc/group"
cp "$recipe/Dockerfile" "$work/context/"
build_image "$work/context" "$version" "deb:debian/trixie/busybox-static@$deb_version"
