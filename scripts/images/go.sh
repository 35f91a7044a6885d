# shellcheck shell=bash
# What the recipes share that compile a published Go module. Sourced after lib.sh.
# The versions are those of the recipe's go.mod and go.sum; what has been downloaded and compiled stays in Go's caches.
# shellcheck disable=SC2154 # arch, recipe and work come from lib.sh

# Of the user's own settings only the ways to the module proxy stay.
export GOFLAGS=-mod=readonly GOWORK=off GOOS=linux GOARCH=$arch CGO_ENABLED=0
# Where clean_up finds it: a go that is stopped leaves its work behind.
export GOTMPDIR=$work/go-tmp
mkdir "$GOTMPDIR"

# download_modules TAGS PACKAGE...: those that the packages are made of; prints each module as it gets to it
download_modules() {
  local tags=$1
  shift
  run go -C "$recipe" list -deps -tags "$tags" "$@" >/dev/null
}

# compile PROGRAM PACKAGE TAGS LDFLAGS: prints each package as it gets to it (-v)
compile() {
  run go -C "$recipe" build -v -trimpath -buildvcs=false -tags "$3" -ldflags "-s -w $4" -o "$1" "$2"
}

# licence MODULE FILE...: from the module cache, where files are read-only, into the context
licence() {
  local source
  source=$(go -C "$recipe" list -m -f '{{.Dir}}' "$1")
  shift
  install -m 644 "${@/#/$source/}" "$work/context/"
}
