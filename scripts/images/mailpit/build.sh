#!/usr/bin/env bash
# Builds neotool.local/axllent/mailpit:v1.31.1 from the published Go module, which has the sources of the web pages too: they are made
# here, by the tools that its package-lock.json names. (arm64: a static program, cross-compiled; not tried.)
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm
module=github.com/axllent/mailpit tags=netgo version=v1.31.1
sum=h1:xZEkbaut8kNNdcyKeLCgXT6bHn6iAU+JIRN5o/q57DI=
recipe_files=$recipe

# It is compiled as its own main module, which is in no go.sum, so its sum is looked at here.
step 'Downloading the sources of Mailpit 1.31.1'
downloaded=$(cd "$work" && go mod download -json "$module@$version")
[[ $downloaded == *"\"Sum\": \"$sum\""* ]] || die "$module@$version is not the module that this recipe was written for"
cp -r "$(sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p' <<<"$downloaded")" "$work/module"
chmod -R u+w "$work/module"
mkdir "$work/context"
recipe=$work/module # go.sh works where go.mod is
download_modules "$tags" .

step 'Making the web pages of Mailpit 1.31.1'
run npm ci --prefix "$work/module" --ignore-scripts --no-audit --no-fund
run npm run --prefix "$work/module" package

step 'Compiling Mailpit 1.31.1 (minutes the first time)'
compile "$work/context/mailpit" . "$tags" "-X $module/config.Version=$version"

step 'Building the image from Mailpit 1.31.1'
cp "$recipe_files/Dockerfile" "$work/context/"
install -m 644 "$work/module/LICENSE" "$work/context/"
build_image "$work/context" 1.31.1 "go:$module@$version"
