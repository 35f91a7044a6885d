#!/usr/bin/env bash
# Compiles the proxy that k3d needs on an engine without CAP_SYS_RESOURCE into DIRECTORY. build.sh DIRECTORY
# shellcheck source=scripts/programs/program.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../../../scripts/programs/program.sh"
program docker-no-sys-resource ./docker-no-sys-resource ''
