#!/usr/bin/env bash
# Builds neotool.local/hashicorp/vault:1.21.1 from the published Go module. A module of our own around it, because
# Vault's go.mod has replace directives, which `go install module@version` refuses.
# (arm64: a static program, cross-compiled; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm

# "minimal" leaves out the database, cloud auth and cloud secrets plugins and all storage but inmem and raft; main.go
# adds kubernetes auth back. Without the tag "ui", whose assets are not in the module, there is no web UI.
tags=minimal

step 'Downloading the sources of Vault 1.21.1'
download_modules "$tags" .

step 'Compiling Vault 1.21.1 (minutes the first time)'
package=github.com/hashicorp/vault/version
compile "$work/context/vault" . "$tags" \
  "-X $package.GitCommit=2453aac2638a6ae243341b4e0657fd8aea1cbf18 -X $package.BuildDate=2025-11-18T21:04:32Z"

step 'Building the image from Vault 1.21.1'
cp "$recipe/Dockerfile" "$recipe/docker-entrypoint.sh" "$work/context/"
licence github.com/hashicorp/vault LICENSE
build_image "$work/context" '1.21.1 (build tag minimal, kubernetes auth added, no UI)' go:github.com/hashicorp/vault@v1.21.1
