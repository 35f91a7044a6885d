#!/usr/bin/env bash
# Builds the test equipment in place of k3d's helper image; k3d takes it through K3D_IMAGE_TOOLS. build-tools.sh NAME
# shellcheck source=test/support/k3s/building.sh
. "$(dirname "${BASH_SOURCE[0]}")/building.sh"
stand_in neotool.local/busybox:1.37 busybox # k3d deletes what it has imported with the shell and rm
compile "$work/context/k3d-tools" own ./k3d-tools
cp "$here/tools.Dockerfile" "$work/context/Dockerfile"
build_image
