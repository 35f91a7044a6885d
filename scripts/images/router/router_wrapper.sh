#!/usr/bin/env bash
# The official image begins with a script of this name, too.
set -e
exec /dist/router "$@"
