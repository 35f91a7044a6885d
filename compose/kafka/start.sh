#!/bin/sh
# In place of the image's own start script, which runs a second JVM before the broker to write its properties and format
# its storage: a third of every start. Both are files that are known beforehand. A volume that has been formatted, by
# either script, stays as it is; one that is half written cannot be, because the file is renamed into its place.
set -eu
data=/var/lib/kafka/data
ours=/etc/neotool/meta.properties
# While it is there, storage is exchanged. compose/renew.sh
exchange=$data/.neotool-restore

# The broker takes whatever id it finds. Kafka 3.7.0 writes it as Some(<id>), KAFKA-16473.
id_in() { sed -n 's/^cluster\.id=\(Some(\)\{0,1\}\([^)]*\))\{0,1\}$/\2/p' "$1"; }

format() {
  if [ ! -f "$data/meta.properties" ]; then
    cp "$ours" "$data/.meta.properties.new"
    mv "$data/.meta.properties.new" "$data/meta.properties"
  fi
  if [ "$(id_in "$data/meta.properties")" != "$(id_in "$ours")" ]; then
    echo "The storage is formatted for the cluster $(id_in "$data/meta.properties"), and this is $(id_in "$ours")." >&2
    return 1
  fi
}

# Storage that was not closed (a crash, a restored snapshot) has a broker that is still registered, and a controller that waits for its session to
# end before it takes another: nine seconds. The broker asks 0.15 seconds after the controller is there, and then 0.24, 0.64, 1.4, 3, 6.2 seconds later: a session
# that has ended before one of these moments costs no more than that moment. There is no other broker on this storage. After a pause that is longer than its session
# it is taken for gone, and back within milliseconds.
properties() {
  cat /etc/neotool/server.properties
  if [ -d "$data/__cluster_metadata-0" ] && [ ! -f "$data/.kafka_cleanshutdown" ]; then
    printf '\nbroker.session.timeout.ms=300\nbroker.heartbeat.interval.ms=75\n'
  fi
}

# A JVM takes as long until it wants its properties as the exchange of storage takes: it reads them, from a pipe, when that is done.
told=${TMPDIR:-/tmp}/neotool-server.properties
rm -f "$told"
mkfifo "$told"
if [ -e "$exchange" ]; then
  {
    while [ -e "$exchange" ]; do sleep 0.02; done
    format && properties > "$told" || kill $$
  } &
else
  format
  properties > "$told" &
fi
exec /opt/kafka/bin/kafka-server-start.sh "$told"
