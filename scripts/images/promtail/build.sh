#!/usr/bin/env bash
# Builds neotool.local/grafana/promtail:2.9.0 from the published Go module of Loki, at the commit of 2.9.3 (why: see
# Loki's recipe). Without cgo, Promtail cannot read the systemd journal; it tails files and containers.
# (arm64: a static program, cross-compiled; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm
module=github.com/grafana/loki tags=netgo

step 'Downloading the sources of Promtail 2.9.3'
download_modules "$tags" "$module/clients/cmd/promtail"

step 'Compiling Promtail 2.9.3 (minutes the first time)'
build=$module/pkg/util/build
compile "$work/context/promtail" "$module/clients/cmd/promtail" "$tags" "-X $build.Version=2.9.3 -X $build.Revision=2535f9bedeae"

step 'Building the image from Promtail 2.9.3'
cp "$recipe/Dockerfile" "$work/context/"
licence "$module" LICENSE clients/cmd/promtail/promtail-docker-config.yaml
build_image "$work/context" '2.9.3 (no systemd journal)' "go:$module@v1.6.2-0.20231211180320-2535f9bedeae"
