#!/usr/bin/env bash
# Compiles k3d 5.8.3 into DIRECTORY from its published Go module. build.sh DIRECTORY
# A module of our own around it: `go install …@version` asks for the list of versions first, which not every proxy answers.
# shellcheck source=scripts/programs/program.sh
. "$(dirname "${BASH_SOURCE[0]}")/../program.sh"
# The second is what k3d 5.8.3 takes when no image is named.
of=github.com/k3d-io/k3d/v5/version
program k3d github.com/k3d-io/k3d/v5 "-X $of.Version=v5.8.3 -X $of.K3sVersion=v1.31.5-k3s1"
