#!/usr/bin/env bash
# Compiles kubeconform 0.8.0, which holds manifests against JSON schemas, into DIRECTORY. build.sh DIRECTORY
# shellcheck source=scripts/programs/program.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/programs/program.sh"
program kubeconform github.com/yannh/kubeconform/cmd/kubeconform '-X main.version=v0.8.0'
