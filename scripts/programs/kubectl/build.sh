#!/usr/bin/env bash
# Compiles kubectl 1.33.13 into DIRECTORY from its published Go module. build.sh DIRECTORY
# shellcheck source=scripts/programs/program.sh
. "$(dirname "${BASH_SOURCE[0]}")/../program.sh"
of=k8s.io/component-base/version
program kubectl . "-X $of.gitVersion=v1.33.13 -X $of.gitMajor=1 -X $of.gitMinor=33 -X $of.gitTreeState=clean"
