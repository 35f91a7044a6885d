#!/usr/bin/env bash
# Builds neotool.local/grafana/alloy:v1.20.1 from the published Go module of 1.19.0, the newest that was to be had. Alloy's
# main program is no part of its module, but the command line is (flowcmd): main.go calls it. go.mod repeats Alloy's own
# replace directives, with the published syntax module in place of its folder. (arm64: cross-compiled; not tried.)
#
# The whole program is 5000 packages, most of them components that a log agent does not use. So the source is trimmed
# before it is compiled: its list of components (trimmed/all.go), the converters of other programs' configurations and
# the tools of Prometheus' remote write. What is left is Alloy's own code, unchanged.
# shellcheck disable=SC2154 # recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../go.sh"
need_image neotool.local/base:bookworm base-bookworm
module=github.com/grafana/alloy tags=netgo version=v1.19.0
sum=h1:FwqKfTqcYSEMwrQhorCymWjnSkb+tFkyLdBL26HiDSY=
recipe_files=$recipe

# A folder that takes its place is in no go.sum, so its own sum is looked at here.
step 'Downloading the sources of Alloy 1.19.0'
downloaded=$(cd "$work" && go mod download -json "$module@$version")
[[ $downloaded == *"\"Sum\": \"$sum\""* ]] || die "$module@$version is not the module that this recipe was written for"
mkdir "$work/module" "$work/context"
cp "$recipe/main.go" "$recipe/go.mod" "$recipe/go.sum" "$work/module/"
cp -r "$(sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p' <<<"$downloaded")" "$work/module/source"
chmod -R u+w "$work/module/source"
(
  cd "$work/module/source"
  cp "$recipe_files/trimmed/all.go" internal/component/all/all.go
  sed -i '/internal\/converter\/internal\//d; /switch kind {/,/^\t}/d' internal/converter/converter.go
  sed -i '/toolsCommand(),/d' internal/alloycli/alloycli.go
  rm internal/alloycli/cmd_tools.go
  sed -i '/discovery\/install"/d; /discovery\/consulagent"/d; /integrations\/install"/d' flowcmd/flowcmd.go
)
recipe=$work/module # go.sh works where go.mod is
download_modules "$tags" .

step 'Compiling Alloy 1.19.0 (minutes the first time)'
compile "$work/context/alloy" . "$tags" "-X $module/internal/build.Version=$version"

step 'Building the image from Alloy 1.19.0'
cp "$recipe_files/Dockerfile" "$work/context/"
install -m 644 "$work/module/source/LICENSE" "$work/context/"
build_image "$work/context" '1.19.0 (the components of a log agent, no web pages)' "go:$module@$version"
