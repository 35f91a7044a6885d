#!/usr/bin/env bash
# Builds neotool.local/edoburu/pgbouncer:v1.25.1-p0 from Debian forky's pgbouncer, which is newer than 1.25.1; the label
# software-version says what is inside. psql and pg_isready are of PostgreSQL 18. (arm64: the same packages, not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
need_image neotool.local/base:forky base-forky
find_mirror
context=$work/context root=$work/context/rootfs

step 'Downloading PgBouncer from Debian forky'
fetch_debs forky "$work/debs" libcares2 libevent-2.1-7t64 libldap2 libpq5 libreadline8t64 -- pgbouncer postgresql-client-18

deb_version=$(dpkg-deb -f "$work"/debs/pgbouncer_*.deb Version)
version=${deb_version%%-*}
step "Unpacking PgBouncer $version"
mkdir -p "$work/client" && mv "$work"/debs/postgresql-client-18_* "$work/client/"
unpack_debs "$work/debs" "$root"
unpack_debs "$work/client" "$work/client/root"
# Of the client package two programs are wanted, not the Perl wrappers and pg_dump.
mkdir -p "$root/usr/bin"
mv "$work"/client/root/usr/lib/postgresql/18/bin/{psql,pg_isready} "$root/usr/bin/"
mv "$work/client/root/usr/share/doc/postgresql-client-18" "$root/usr/share/doc/"
[ -e "$root/usr/bin/pgbouncer" ] || mv "$root/usr/sbin/pgbouncer" "$root/usr/bin/pgbouncer"
# The entrypoint writes an ini only where there is none, so Debian's must not be there.
rm -rf "$root/etc/pgbouncer"

step "Building the image from PgBouncer $version"
cp "$recipe/Dockerfile" "$recipe/entrypoint.sh" "$context/"
build_image "$context" "$version" "deb:debian/forky/pgbouncer@$deb_version"
