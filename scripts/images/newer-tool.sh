#!/bin/bash
# newer-tool.sh PROGRAM DIRECTORY: a newer PROGRAM than this system's packages have, from a newer Debian release,
# unpacked into DIRECTORY. Nothing is installed: the system's own packages stay as they are. The last line of the output
# is the folder to put before PATH.
set -euo pipefail
umask 022
program=${1:?PROGRAM} directory=${2:?DIRECTORY}
suite=forky

die() { printf 'error: %s\n' "$1" >&2; exit "${2:-1}"; }
run() { "$@"; }
work=$(mktemp -d "${TMPDIR:-/tmp}/neotool-tool.XXXXXX")
trap 'rm -rf "$work"' EXIT
# shellcheck source=scripts/images/debian.sh
. "$(dirname "$0")/debian.sh"

case $program in
  go | docker-compose) ;;
  *) die "there is no newer $program in Debian that would run here" ;;
esac

find_mirror
arch=$(dpkg --print-architecture)
apt=$work/apt
mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
: >"$apt/status"
# shellcheck disable=SC2154 # mirror comes from find_mirror
source_line "$mirror" "$suite" >"$apt/sources.list"
options=(-q -c "$work/acquire.conf" -o "APT::Architecture=$arch" -o "APT::Architectures=$arch" -o APT::Sandbox::User=root
  -o Dir::Etc::Main=/dev/null -o Dir::Etc::Parts=/dev/null -o "Dir::Etc::SourceList=$apt/sources.list"
  -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
  -o "Dir::State=$apt" -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache")
apt-get "${options[@]}" update

case $program in
  go)
    # golang-go only points at the release's version: golang-1.26-go, which is a compiler, and golang-1.26-src, its library.
    version=$(apt-cache "${options[@]}" depends golang-go | sed -n 's/.* Depends: golang-\([0-9.]*\)-go$/\1/p' | sed -n 1p)
    [ -n "$version" ] || die "Debian $suite does not say which Go it has"
    packages=("golang-$version-go" "golang-$version-src") folder=$directory/usr/lib/go-$version/bin
    ;;
  docker-compose) packages=(docker-compose) folder=$directory/usr/libexec/docker/cli-plugins ;;
esac
(cd "$work" && apt-get "${options[@]}" download "${packages[@]}")

# Aside first: an interrupted unpacking must not pass for a toolchain.
rm -rf "$directory.partial"
mkdir -p "$directory.partial"
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$directory.partial"; done
rm -rf "$directory"
mv "$directory.partial" "$directory"
"$folder/$program" version >/dev/null || die "the $program of Debian $suite does not run on this system"
echo "$folder"
