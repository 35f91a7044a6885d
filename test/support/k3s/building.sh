# shellcheck shell=bash
# What the build scripts of this test equipment share. Sourced first; their argument is the image's name.
# What has been downloaded and compiled stays in the caches of neotool and of Go, so an interrupted build goes on.
set -euo pipefail
umask 022 # the modes of the files made here become the modes in the image

here=$(cd "$(dirname "$0")" && pwd)
image=${1:?NAME}
recipes=$here/../../../scripts/images
# shellcheck disable=SC2034 # for debian.sh
cache=${XDG_CACHE_HOME:-${HOME:?is not set, and the download cache lives there}/.cache}/neotool

die() { printf 'error: %s\n' "$1" >&2; exit "${2:-1}"; }
run() { "$@"; } # for debian.sh: nothing here has to be ended apart from the script

arch=$(docker version --format '{{.Server.Arch}}' 2>&1) || die "the container engine does not answer: ${arch##*$'\n'}"
work=$(mktemp -d "${TMPDIR:-/tmp}/neotool-equipment.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/go-tmp" "$work/context"
# Of the user's own settings only the ways to the module proxy stay.
export GOFLAGS=-mod=readonly GOWORK=off GOOS=linux GOARCH=$arch CGO_ENABLED=0 GOTMPDIR=$work/go-tmp

# stand_in IMAGE RECIPE: built first where it is missing
stand_in() { docker image inspect "$1" >/dev/null 2>&1 || bash "$recipes/$2/build.sh"; }

# compile PROGRAM MODULE_FOLDER PACKAGE [LDFLAGS [OPTION...]]
compile() { go -C "$here/$2" build -trimpath -buildvcs=false "${@:5}" -ldflags "-s -w ${4:-}" -o "$1" "$3"; }

build_image() { DOCKER_BUILDKIT=${DOCKER_BUILDKIT:-0} docker build --force-rm --tag "$image" "$work/context"; }
