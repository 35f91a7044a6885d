#!/bin/sh
# In place of the image's own start script, which runs a second JVM before the broker to write its properties and format
# its storage: a third of every start. Both are files that are known beforehand. A volume that has been formatted, by
# either script, stays as it is; one that is half written cannot be, because the file is renamed into its place.
set -eu
data=/var/lib/kafka/data
ours=/etc/neotool/meta.properties
if [ ! -f "$data/meta.properties" ]; then
  cp "$ours" "$data/.meta.properties.new"
  mv "$data/.meta.properties.new" "$data/meta.properties"
fi
# The broker takes whatever id it finds. Kafka 3.7.0 writes it as Some(<id>), KAFKA-16473.
id_in() { sed -n 's/^cluster\.id=\(Some(\)\{0,1\}\([^)]*\))\{0,1\}$/\2/p' "$1"; }
if [ "$(id_in "$data/meta.properties")" != "$(id_in "$ours")" ]; then
  echo "The storage is formatted for the cluster $(id_in "$data/meta.properties"), and this is $(id_in "$ours")." >&2
  exit 1
fi
# Storage that was not closed (a crash, a restored snapshot) has a broker that is still registered, and a controller that waits for its session to
# end before it takes another: nine seconds. The broker asks after 0.1, 0.3, 0.7, 1.5, 3.1, 6.3 seconds: a session that has ended before one of these moments
# costs no more than that moment. There is no other broker on this storage. After a pause that is longer than its session it is taken for gone, and back within
# milliseconds. Who needs this one for some seconds only may ask for a session that is shorter still.
set --
if [ -d "$data/__cluster_metadata-0" ] && [ ! -f "$data/.kafka_cleanshutdown" ]; then
  session=${NEOTOOL_BROKER_SESSION_MS:-550}
  set -- --override "broker.session.timeout.ms=$session" --override "broker.heartbeat.interval.ms=$((session / 4))"
fi
exec /opt/kafka/bin/kafka-server-start.sh /etc/neotool/server.properties "$@"
