#!/usr/bin/env bash
# Builds neotool.local/base:forky, on which the Postgres, PgBouncer and Kafka stand-ins rest: Debian forky is where
# postgresql-18, pgbouncer 1.26 and an openjdk-21 for the same glibc live. (arm64: the same packages, not tried.)
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
find_mirror

step 'Installing the essential packages of Debian forky'
# xz and zstd: the Postgres entrypoint reads packed SQL files.
debian_base forky ca-certificates tzdata xz-utils zstd

step 'Importing neotool.local/base:forky'
import_base forky
