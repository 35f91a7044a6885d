#!/usr/bin/env bash
# Builds neotool.local/prometheuscommunity/pgbouncer-exporter:v0.12.0 from Debian forky's package; the label software-version
# says what is inside. (arm64: the same package, not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
need_image neotool.local/base:bookworm base-bookworm
find_mirror
package=prometheus-pgbouncer-exporter

step 'Downloading the PgBouncer exporter from Debian forky'
# Of its dependencies it needs the C library alone, and bookworm's will do: the Dockerfile asks the linker.
fetch_debs forky "$work/debs" -- "$package"
unpack_debs "$work/debs" "$work/root"

deb_version=$(dpkg-deb -f "$work/debs/${package}_"*.deb Version)
version=${deb_version#*:} version=${version%%-*}
step "Building the image from the PgBouncer exporter $version"
mkdir "$work/context"
cp "$recipe/Dockerfile" "$work/root/usr/share/doc/$package/copyright" "$work/context/"
cp "$work/root/usr/bin/$package" "$work/context/pgbouncer_exporter"
build_image "$work/context" "$version" "deb:debian/forky/$package@$deb_version"
