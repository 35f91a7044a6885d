#!/usr/bin/env bash
# Compiles helm 3.18.6 into DIRECTORY from its published Go module. build.sh DIRECTORY
# shellcheck source=scripts/programs/program.sh
. "$(dirname "${BASH_SOURCE[0]}")/../program.sh"
of=helm.sh/helm/v3/internal/version
program helm helm.sh/helm/v3/cmd/helm "-X $of.version=v3.18.6 -X $of.gitTreeState=clean"
