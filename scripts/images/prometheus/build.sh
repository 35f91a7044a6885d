#!/usr/bin/env bash
# Builds neotool.local/prom/prometheus:v2.55.1 with promtool, from the published Go module, whose version for Prometheus
# 2.55.1 is v0.55.1. A module of our own around it, because Prometheus' go.mod has replace directives, which
# `go install module@version` refuses. (arm64: static programs, cross-compiled; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm

# Without the tag "builtinassets", whose files are not in the module, there are no web pages: the API, /metrics, probes
# and consoles are all there.
module=github.com/prometheus/prometheus tags=netgo,stringlabels

step 'Downloading the sources of Prometheus 2.55.1'
download_modules "$tags" "$module/cmd/prometheus" "$module/cmd/promtool"

step 'Compiling Prometheus 2.55.1 (minutes the first time)'
version=github.com/prometheus/common/version
for program in prometheus promtool; do
  compile "$work/context/$program" "$module/cmd/$program" "$tags" "-X $version.Version=2.55.1 -X $version.Revision=v0.55.1"
done

step 'Building the image from Prometheus 2.55.1'
cp "$recipe/Dockerfile" "$work/context/"
licence "$module" LICENSE NOTICE documentation/examples/prometheus.yml
source=$(go -C "$recipe" list -m -f '{{.Dir}}' "$module")
cp -r --no-preserve=mode "$source/consoles" "$source/console_libraries" "$work/context/"
build_image "$work/context" '2.55.1 (no web pages)' "go:$module@v0.55.1"
