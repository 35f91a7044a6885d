# shellcheck shell=bash
# What the recipes share that are made of Debian packages. Sourced after lib.sh.
#
# Environment: NEOTOOL_DEBIAN_MIRROR           where Debian's archive is, for a system that is not Debian, or instead of
#                                              the system's own mirror: http://HOST/debian
#              NEOTOOL_DEBIAN_SECURITY_MIRROR  the same for the security archive; with NEOTOOL_DEBIAN_MIRROR alone the
#                                              images are made without it
# No mirror's name goes into an image: other machines may not reach it, and it is nobody's business.
# shellcheck disable=SC2154 # arch, cache, image, stand_in_for and work come from lib.sh

for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp} ''; do [ ! -e "$keyring" ] || break; done

# find_mirror sets $mirror and $security_mirror.
# apt itself is asked, because it reads both formats (one-line .list and deb822 .sources) and all its options.
find_mirror() {
  mirror=${NEOTOOL_DEBIAN_MIRROR:-} security_mirror=${NEOTOOL_DEBIAN_SECURITY_MIRROR:-}
  if [ -z "$mirror" ]; then
    # shellcheck disable=SC1091
    [ "$(. /etc/os-release && echo "${ID:-}")" = debian ] || die \
      'this system is not Debian, so its package mirror is unknown: set NEOTOOL_DEBIAN_MIRROR to the address of a Debian mirror' 3
    mirror=$(archive_address Debian) security_mirror=${security_mirror:-$(archive_address Debian-Security)}
    [ -n "$mirror" ] || die \
      "the apt sources of this system name no Debian mirror: set NEOTOOL_DEBIAN_MIRROR to the address of one" 3
  fi
  [ -n "$keyring" ] || die 'the keys of the Debian archive are missing: install the package debian-archive-keyring'
  # The system's own way to its mirror (proxy, certificates), without its hooks for the time after an update.
  # Valid-Until is not checked, because a mirror may be a snapshot; signatures are.
  { apt-config dump | grep -E '^Acquire::(https?|socks|Retries|Force)' || true; echo 'Acquire::Check-Valid-Until "false";'
    echo 'Acquire::Languages "none";'; } >"$work/acquire.conf"
}

# archive_address LABEL: by what the archive says of itself; where apt has no lists yet, by the suite's name.
archive_address() {
  local address
  # shellcheck disable=SC2016 # apt's variables
  address=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Label: $1" | sed -n 1p)
  if [ -z "$address" ]; then
    local suite
    # shellcheck disable=SC1091
    suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
    if [ "$1" = Debian-Security ]; then suite+=-security; fi
    address=$(apt-get --print-uris update | sed -n "s|^'\(.*/debian.*/\)dists/$suite/InRelease'.*|\1|p" | sed -n 1p)
  fi
  printf '%s' "${address%/}"
}

source_line() { echo "deb [signed-by=$keyring target=Packages] $1 $2 main"; }

# fetch_debs SUITE DIR CLOSURE... -- ALONE...
# Links .debs of SUITE into DIR: the CLOSURE packages with every dependency that neotool.local/base:SUITE lacks, and the
# ALONE packages without their dependencies (where one such as postgresql-common would pull in Perl, ucf and ssl-cert,
# which nothing needs at run time).
fetch_debs() {
  local suite=$1 dir=$2 apt=$cache/apt/$1-$arch pool=$cache/debs hash file
  shift 2
  local closure=() missing=()
  while (($#)) && [ "$1" != -- ]; do closure+=("$1"); shift; done
  (($# == 0)) || shift
  mkdir -p "$pool" "$dir" "$apt"/lists/partial "$apt"/cache/archives/partial
  source_line "$mirror" "$suite" >"$apt/sources.list"
  : >"$apt/status"
  if ((${#closure[@]})); then docker run --rm "neotool.local/base:$suite" cat /var/lib/dpkg/status >"$apt/status"; fi
  local options=(-q -c "$work/acquire.conf" -o "APT::Architecture=$arch" -o "APT::Architectures=$arch" -o APT::Sandbox::User=root
    -o Dir::Etc::Main=/dev/null -o Dir::Etc::Parts=/dev/null -o "Dir::Etc::SourceList=$apt/sources.list"
    -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
    -o "Dir::State=$apt" -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
    -o APT::Install-Recommends=false)
  run apt-get "${options[@]}" update
  # Lines of 'ADDRESS' PACKAGE_VERSION_ARCH.deb SIZE SHA256:HASH
  if ((${#closure[@]})); then
    apt-get "${options[@]}" -y --print-uris install "${closure[@]}" >"$apt/closure"
    mapfile -t closure < <(sed -n "s/^'.*' \([^ _]*\)_.*/\1/p" "$apt/closure")
    ((${#closure[@]})) || die "apt found no package to add to neotool.local/base:$suite"
  fi
  apt-get "${options[@]}" --print-uris download ${closure[@]+"${closure[@]}"} "$@" |
    sed -n "s/^'.*' \([^ ]*\) [0-9]* SHA256:\([0-9a-f]*\)$/\2  \1/p" >"$apt/wanted"
  while read -r hash file; do
    (cd "$pool" && sha256sum --status --check <<<"$hash  $file" 2>/dev/null) || missing+=("${file%%_*}")
    # Only the newest version of a package is worth its place.
    find "$pool" -name "${file%%_*}_*_${file##*_}" ! -name "$file" -delete
  done <"$apt/wanted"
  if ((${#missing[@]})); then run env -C "$pool" apt-get "${options[@]}" download "${missing[@]}"; fi
  while read -r hash file; do ln -s "$pool/$file" "$dir/"; done <"$apt/wanted"
}

# unpack_debs DIR ROOT: without maintainer scripts, and without what no container reads.
unpack_debs() {
  local deb dir
  mkdir -p "$2"
  for deb in "$1"/*.deb; do dpkg-deb -x "$deb" "$2"; done
  # In the image /lib and its like are links into /usr, and COPY would put a directory in the place of the link.
  for dir in bin sbin lib lib64; do
    [ -d "$2/$dir" ] || continue
    mkdir -p "$2/usr/$dir"
    cp -a "$2/$dir/." "$2/usr/$dir/"
    rm -rf "${2:?}/$dir"
  done
  if [ -d "$2/usr/share/doc" ]; then
    find "$2/usr/share/doc" ! -type d ! -name copyright -delete
    find "$2/usr/share/doc" -type d -empty -delete
  fi
  rm -rf "$2"/usr/share/{man,info,locale,lintian,bug,bash-completion} "$2"/etc/{init.d,default,logrotate.d} \
    "$2"/usr/lib/{systemd,tmpfiles.d}
}

# debian_base SUITE PACKAGE...: imports the essential packages of SUITE and those named. There is no apt inside:
# later layers are unpacked .debs or static programs.
debian_base() {
  local suite=$1 sources=() options=() path
  shift
  [ "$(id -u)" = 0 ] || command -v newuidmap >/dev/null ||
    die 'mmdebstrap needs root, or the package uidmap and an entry for this user in /etc/subuid and /etc/subgid'
  chmod 711 "$work" # without root, mmdebstrap reads its settings there as another user
  sources+=("$(source_line "$mirror" "$suite")")
  case $suite in
    # testing has no security archive worth the name
    bookworm) [ -z "$security_mirror" ] || sources+=("$(source_line "$security_mirror" "$suite-security")") ;;
  esac
  for path in doc man info lintian bash-completion locale; do options+=("--dpkgopt=path-exclude=/usr/share/$path/*"); done
  # Licences stay.
  options+=('--dpkgopt=path-include=/usr/share/doc/*/copyright')
  # The sources and apt's configuration name this machine's mirror and proxy.
  # shellcheck disable=SC2016 # $1 is mmdebstrap's
  run mmdebstrap --variant=essential --architectures="$arch" --aptopt="$work/acquire.conf" "${options[@]}" \
    --include="$(IFS=,; echo "$*")" ${base_options[@]+"${base_options[@]}"} \
    --customize-hook='rm -rf "$1"/etc/apt/sources.list* "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/hostname "$1"/etc/resolv.conf' \
    --customize-hook='rm -rf "$1"/var/cache/debconf/* "$1"/var/cache/ldconfig "$1"/var/lib/dpkg/*-old "$1"/var/log/*.log "$1"/var/log/apt' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*' \
    "$suite" "$work/base.tar" "${sources[@]}"
}

import_base() {
  run docker import \
    --change 'CMD ["bash"]' \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change "LABEL dev.neotool.image.stand-in-for=$stand_in_for dev.neotool.image.software-version=$1 dev.neotool.image.source=deb:debian/$1 dev.neotool.image.recipe-hash=${NEOTOOL_RECIPE_HASH:-unknown}" \
    "$work/base.tar" "$image"
}
