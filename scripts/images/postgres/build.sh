#!/usr/bin/env bash
# Builds neotool.local/postgres:18.1 from Debian forky's postgresql-18, which is newer than 18.1; the label
# software-version says what is inside. (arm64: the same packages, not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
need_image neotool.local/base:forky base-forky
find_mirror
context=$work/context root=$work/context/rootfs

step 'Downloading PostgreSQL 18 from Debian forky'
# The closure is PostgreSQL's own list of libraries (its Depends) plus what psql needs.
# postgresql-18-jit is left out: libllvm is larger than everything else here, and without it PostgreSQL runs with
# jit = on but compiles nothing.
fetch_debs forky "$work/debs" \
  libicu78 libldap2 liblz4-1 libnuma1 libpq5 libuuid1 libxml2-16 libxslt1.1 liburing2 libgssapi-krb5-2 libreadline8t64 \
  -- postgresql-18 postgresql-client-18 gosu locales

deb_version=$(dpkg-deb -f "$work"/debs/postgresql-18_*.deb Version)
version=${deb_version%%-*}
step "Unpacking PostgreSQL $version"
mkdir -p "$work/locales" && mv "$work"/debs/locales_* "$work/locales/"
unpack_debs "$work/debs" "$root"
dpkg-deb -x "$work"/locales/*.deb "$work/locales/root"
mv "$work/locales/root/usr/share/i18n" "$context/i18n"
rm -rf "$root/usr/share/gdb" "$root/usr/lib/postgresql/18/lib/pgxs" "$root/usr/share/postgresql/18/man"

# Debian's /usr/bin/psql is a Perl wrapper which picks a cluster; here a link does.
mkdir -p "$root/usr/bin"
for program in "$root"/usr/lib/postgresql/18/bin/*; do
  name=$(basename "$program")
  case $name in postgres | initdb | pg_ctl) continue ;; esac
  [ -e "$root/usr/bin/$name" ] || ln -s "../lib/postgresql/18/bin/$name" "$root/usr/bin/$name"
done

# In a container the server must listen on every address; initdb copies this sample.
sample=$root/usr/share/postgresql/18/postgresql.conf.sample
sed -ri "s!^#?(listen_addresses)\s*=\s*\S+.*!\1 = '*'!" "$sample"
grep -qxF "listen_addresses = '*'" "$sample" || die "postgresql.conf.sample of $deb_version has no listen_addresses to change"

step "Building the image from PostgreSQL $version"
cp "$recipe/Dockerfile" "$recipe/docker-entrypoint.sh" "$context/"
build_image "$context" "$version" "deb:debian/forky/postgresql-18@$deb_version" --build-arg "DEB_VERSION=$deb_version"
