# shellcheck shell=bash
# What the recipes of programs share that compile a published Go module. A build.sh sources it as its first act; its
# argument is the folder that gets the program. Versions are those of the go.mod and go.sum beside that script.
# For this machine, not for the engine's: a user runs the program.
set -euo pipefail
umask 022
module=$(cd "$(dirname "$0")" && pwd)
directory=${1:?DIRECTORY}

# Of the user's own settings only the ways to the module proxy stay.
export GOFLAGS=-mod=readonly GOWORK=off CGO_ENABLED=0
unset GOOS GOARCH

# program NAME PACKAGE LDFLAGS: compiled aside first, because an interrupted build must not pass for a program
program() {
  local partial="$directory/$1.partial.$$"
  mkdir -p "$directory"
  # shellcheck disable=SC2064 # this build's own file
  trap "rm -f '$partial'" EXIT
  go -C "$module" build -trimpath -buildvcs=false -ldflags "-s -w $3" -o "$partial" "$2"
  mv "$partial" "$directory/$1"
}
