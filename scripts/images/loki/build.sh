#!/usr/bin/env bash
# Builds neotool.local/grafana/loki:2.9.0 from the published Go module. Loki 2 is not a Go version (its module path has
# no /v2), so a release is named by the pseudo-version of its commit; of 2.9 that is known of 2.9.3. go.mod repeats
# Loki's own replace directives, with pkg/push at the same commit. (arm64: a static program, cross-compiled; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm
module=github.com/grafana/loki tags=netgo

step 'Downloading the sources of Loki 2.9.3'
download_modules "$tags" "$module/cmd/loki"

step 'Compiling Loki 2.9.3 (minutes the first time)'
build=$module/pkg/util/build
compile "$work/context/loki" "$module/cmd/loki" "$tags" "-X $build.Version=2.9.3 -X $build.Revision=2535f9bedeae"

step 'Building the image from Loki 2.9.3'
cp "$recipe/Dockerfile" "$work/context/"
licence "$module" LICENSE cmd/loki/loki-docker-config.yaml
build_image "$work/context" 2.9.3 "go:$module@v1.6.2-0.20231211180320-2535f9bedeae"
