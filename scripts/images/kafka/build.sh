#!/usr/bin/env bash
# Builds neotool.local/apache/kafka:3.7.0: Kafka's own jars from Maven Central on a Java 21 runtime cut by jlink from
# Debian forky's JDK, with an archive of parsed classes. (arm64: zstd-jni has it and so has Debian; not tried.)
# shellcheck disable=SC2154 # arch, recipe and work come from lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"
need_image neotool.local/base:forky base-forky
find_mirror
context=$work/context

step 'Downloading Java 21 from Debian forky'
fetch_debs forky "$work/debs" -- openjdk-21-jdk-headless openjdk-21-jre-headless
deb_version=$(dpkg-deb -f "$work"/debs/openjdk-21-jdk-headless_*.deb Version)
unpack_debs "$work/debs" "$context/jdk"

step 'Downloading Kafka 3.7.0 from Maven Central'
case $arch in amd64) zstd=linux_amd64 ;; arm64) zstd=linux_aarch64 ;; esac
cp "$recipe/pom.xml" "$work/"
# Maven ends with colour codes and no newline, whatever it is told, and the next line would begin behind them.
copy_libraries() {
  mvn -B -f "$work/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -Dzstd.classifier="$zstd" -DoutputDirectory="$context/libs" 2>&1 | sed -u 's/\x1b\[[0-9;]*m//g'
}
run copy_libraries

step 'Cutting the Java runtime and archiving the classes of Kafka 3.7.0'
mkdir "$context/bin"
# shellcheck disable=SC2016 # $ is for the scripts that are written
while read -r name heap class; do
  heap_line=
  [ "$heap" = - ] || heap_line="export KAFKA_HEAP_OPTS=\"\${KAFKA_HEAP_OPTS:-$heap}\""$'\n'
  printf '#!/bin/bash\n%sexec "$(dirname "$0")/kafka-run-class.sh" %s "$@"\n' "$heap_line" "$class" >"$context/bin/$name.sh"
done <"$recipe/tools.txt"
cp "$recipe"/bin/*.sh "$context/bin/"
cp -r "$recipe"/{config,docker,train.sh,Dockerfile} "$context/"
chmod 755 "$context"/bin/*.sh "$context"/docker/{run,launch} "$context/train.sh"
build_image "$context" 3.7.0 "maven:org.apache.kafka:kafka_2.13:3.7.0, deb:debian/forky/openjdk-21@$deb_version"
