#!/usr/bin/env bash
# Builds neotool.local/minio/minio:RELEASE.2025-09-07T16-13-09Z with mc, from the published Go modules. Release tags
# are not Go versions, so the release is named by the pseudo-version of its commit; mc is the version that MinIO's own
# go.mod asks for. (arm64: static programs, cross-compiled; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm
find_mirror
release=RELEASE.2025-09-07T16-13-09Z

step 'Downloading curl, which health checks call'
fetch_debs bookworm "$work/debs" curl
unpack_debs "$work/debs" "$work/context/rootfs"

step "Downloading the sources of MinIO $release"
download_modules kqueue github.com/minio/minio github.com/minio/mc

step "Compiling MinIO $release (minutes the first time)"
build() { # PROGRAM VERSION RELEASE_TAG COMMIT
  local package=github.com/minio/$1/cmd
  compile "$work/context/$1" "github.com/minio/$1" kqueue "-X $package.Version=$2 -X $package.ReleaseTag=$3 \
    -X $package.CopyrightYear=2025 -X $package.CommitID=$4 -X $package.ShortCommitID=${4:0:12}"
}
build minio 2025-09-07T16:13:09Z "$release" 07c3a429bfed433e49018cb0f78a52145d4bedeb
build mc 2025-03-13T08:02:18Z DEVELOPMENT.2025-03-13T08-02-18Z cf909e1063a9

step "Building the image from MinIO $release"
cp "$recipe/Dockerfile" "$recipe/docker-entrypoint.sh" "$work/context/"
licence github.com/minio/minio LICENSE CREDITS
build_image "$work/context" "$release (mc at commit cf909e1063a9, 2025-03-13)" \
  'go:github.com/minio/minio@v0.0.0-20250907161309-07c3a429bfed go:github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9'
