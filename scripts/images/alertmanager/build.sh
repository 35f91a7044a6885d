#!/usr/bin/env bash
# Builds neotool.local/prom/alertmanager:v0.27.0 with amtool, from the published Go module, which has the built web UI.
# (arm64: static programs, cross-compiled; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm
module=github.com/prometheus/alertmanager tags=netgo

step 'Downloading the sources of Alertmanager 0.27.0'
download_modules "$tags" "$module/cmd/alertmanager" "$module/cmd/amtool"

step 'Compiling Alertmanager 0.27.0 (minutes the first time)'
version=github.com/prometheus/common/version
for program in alertmanager amtool; do
  compile "$work/context/$program" "$module/cmd/$program" "$tags" "-X $version.Version=0.27.0 -X $version.Revision=v0.27.0"
done

step 'Building the image from Alertmanager 0.27.0'
cp "$recipe/Dockerfile" "$work/context/"
licence "$module" LICENSE NOTICE examples/ha/alertmanager.yml
build_image "$work/context" 0.27.0 "go:$module@v0.27.0"
