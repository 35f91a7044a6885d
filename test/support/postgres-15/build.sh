#!/usr/bin/env bash
# Builds the test equipment beside this script as an image: PostgreSQL 15 from Debian bookworm, an older major than the
# stack's, with what compose/postgres/upgrade.sh uses of it. It has no entrypoint: nobody runs it as a service.
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/images/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/images/debian.sh"
need_image neotool.local/base:bookworm ../../scripts/images/base-bookworm
find_mirror
context=$work/context root=$work/context/rootfs

step 'Downloading PostgreSQL 15 from Debian bookworm'
fetch_debs bookworm "$work/debs" \
  libicu72 libldap-2.5-0 liblz4-1 libpq5 libuuid1 libxml2 libxslt1.1 libgssapi-krb5-2 libreadline8 libzstd1 \
  -- postgresql-15 postgresql-client-15 gosu

step 'Unpacking it'
unpack_debs "$work/debs" "$root"
# Without LLVM, which is larger than everything else here, its library for that could not be loaded.
rm -rf "$root"/usr/lib/postgresql/15/lib/{llvmjit.so,bitcode,pgxs} "$root/usr/bin"/{psql,pg_dump,pg_dumpall,createdb}

step 'Building the image'
cp "$recipe/Dockerfile" "$context/"
deb_version=$(dpkg-deb -f "$work"/debs/postgresql-15_*.deb Version)
build_image "$context" "${deb_version%%-*}" "deb:debian/bookworm/postgresql-15@$deb_version"
