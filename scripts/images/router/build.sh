#!/usr/bin/env bash
# Builds neotool.local/apollographql/router:v2.7.0 from the published crate apollo-router. Its licence, the Elastic License
# 2.0, comes along. It needs protoc with its .proto files (Debian: protobuf-compiler and libprotobuf-dev).
# The program is linked against this machine's C library, so it is built for the engine's own architecture only.
# shellcheck disable=SC2154 # recipe, cache, arch and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need_image neotool.local/base:bookworm base-bookworm

case "$(uname -m)/$arch" in
  x86_64/amd64 | aarch64/arm64) ;;
  *) die "the router is compiled for this machine ($(uname -m)), and the engine runs on $arch" 3 ;;
esac

# A gateway for development need not be the fastest: opt-level 1 without link-time optimisation is a quarter of the time.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
export CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_STRIP=symbols CARGO_INCREMENTAL=0

step 'Compiling Apollo Router 2.7.0 (a quarter of an hour the first time)'
run cargo install apollo-router --version 2.7.0 --locked --bin router --root "$work/made" --target-dir "$cache/router-target"

step 'Building the image from Apollo Router 2.7.0'
mkdir "$work/context"
cp "$recipe/Dockerfile" "$recipe/router.yaml" "$recipe/router_wrapper.sh" "$work/context/"
cp "$work/made/bin/router" "$work/context/router"
crate=("${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/apollo-router-2.7.0)
cp "${crate[0]}"/LICENSE* "$work/context/" 2>/dev/null || printf 'Elastic License 2.0, see the crate apollo-router 2.7.0\n' >"$work/context/LICENSE"
build_image "$work/context" '2.7.0 (opt-level 1)' 'crate:apollo-router@2.7.0'
