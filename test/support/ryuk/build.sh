#!/usr/bin/env bash
# Builds the test equipment beside this script as an image. build.sh NAME
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d "${TMPDIR:-/tmp}/neotool-equipment.XXXXXX")
trap 'rm -rf "$work"' EXIT
GOFLAGS=-mod=readonly GOWORK=off GOOS=linux GOARCH=$(docker version --format '{{.Server.Arch}}') CGO_ENABLED=0 \
  go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$work/ryuk" .
cp Dockerfile "$work/"
DOCKER_BUILDKIT=${DOCKER_BUILDKIT:-0} docker build --force-rm --tag "$1" "$work"
