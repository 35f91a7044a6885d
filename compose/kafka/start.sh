#!/bin/sh
# In place of the image's own start script, which runs a second JVM before the broker to write its properties and format
# its storage: a third of every start. Both are files that are known beforehand. A volume that has been formatted, by
# either script, stays as it is; one that is half written cannot be, because the file is renamed into its place.
set -eu
data=/var/lib/kafka/data
if [ ! -f "$data/meta.properties" ]; then
  cp /etc/neotool/meta.properties "$data/.meta.properties.new"
  mv "$data/.meta.properties.new" "$data/meta.properties"
fi
exec /opt/kafka/bin/kafka-server-start.sh /etc/neotool/server.properties
