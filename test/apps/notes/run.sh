#!/bin/sh
# Builds the service where its sources have changed, and becomes it. A build is kept by what it was made from, in the
# user's cache: a start without changes does not wait for Maven. `run.sh build` does no more than that.
set -eu
cd "$(dirname "$0")"
builds=${XDG_CACHE_HOME:-${HOME:?is not set, and the build is kept below it}/.cache}/neotool/sample-notes

for program in java javac mvn; do
  command -v "$program" >/dev/null || { echo "error: $program is not there: the notes service needs a JDK 17 or later and Maven (Debian: apt-get install default-jdk-headless maven)" >&2; exit 1; }
done

sources() { find pom.xml src -type f | LC_ALL=C sort; }
digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
# shellcheck disable=SC2046 # no name has a space
build=$builds/$({ sources; cat $(sources); } | digest | cut -c 1-12)

if [ ! -d "$build" ]; then
  mkdir -p "$builds"
  partial=$build.$$.partial
  trap 'rm -rf "$partial"' EXIT
  trap 'exit 143' TERM INT HUP
  maven() { mvn -B -q -Dstyle.color=never "-Doutput=$partial" "$@" process-classes; }
  # Libraries that Maven has already are not asked for again. A mistake in the sources is said by the first, and not tried again.
  if ! said=$(maven -o 2>&1); then
    case $said in
      *'in offline mode'*) maven >&2 ;;
      *) printf '%s\n' "$said" >&2 && exit 1 ;;
    esac
  fi
  mv "$partial" "$build"
  trap - EXIT TERM INT HUP
fi

[ "${1:-run}" != build ] || exit 0
# Small and quick to start, in place of quick after an hour.
exec java -Xmx160m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$build/classes:$build/lib/*" dev.neotool.notes.Main
