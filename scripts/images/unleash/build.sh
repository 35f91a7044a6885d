#!/usr/bin/env bash
# Builds neotool.local/unleashorg/unleash-server:8.2.0: Unleash's own npm package, with its web pages, on Node 24 of Debian forky. The
# packages are those of package-lock.json, held to their checksums; none of their scripts runs. (arm64: pure JavaScript, and
# Debian has this Node; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
need_image neotool.local/base:forky base-forky
find_mirror
context=$work/context

step 'Downloading Node from Debian forky'
fetch_debs forky "$work/debs" nodejs
deb_version=$(dpkg-deb -f "$work"/debs/nodejs_*.deb Version)
unpack_debs "$work/debs" "$context/rootfs"

step 'Downloading Unleash 8.2.0 from npm'
mkdir -p "$context/unleash"
cp "$recipe"/{package.json,package-lock.json,index.js} "$context/unleash/"
run npm ci --prefix "$context/unleash" --omit=dev --ignore-scripts --no-audit --no-fund

step 'Building the image from Unleash 8.2.0'
cp "$recipe/Dockerfile" "$context/"
build_image "$context" 8.2.0 "npm:unleash-server@8.2.0, deb:debian/forky/nodejs@$deb_version"
