#!/usr/bin/env bash
# Checks the contract of apache/kafka:3.7.0 on which the stack relies: from the host over the advertised port, from
# other containers over the internal listener.
# shellcheck disable=SC2016,SC2054 # $ is for docker's templates and the shells inside; commas are Kafka's
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
cluster=4L6g3nShT-eMCtK--X86sw
port=$(free_port)
properties=(-e "CLUSTER_ID=$cluster" -e KAFKA_NODE_ID=1 -e KAFKA_PROCESS_ROLES=broker,controller
  -e KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:29093 -e KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER
  -e "KAFKA_LISTENERS=CONTROLLER://:29093,HOST://:9092,INTERNAL://:19092"
  -e "KAFKA_ADVERTISED_LISTENERS=HOST://127.0.0.1:$port,INTERNAL://kafka:19092"
  -e KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,HOST:PLAINTEXT,INTERNAL:PLAINTEXT
  -e KAFKA_INTER_BROKER_LISTENER_NAME=INTERNAL -e KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 -e KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=1
  -e KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1 -e KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1
  -e KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0 -e KAFKA_LOG_DIRS=/var/lib/kafka/data)
fast='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Xms64m -Xss512k'
small=(-e "KAFKA_JVM_PERFORMANCE_OPTS=$fast")
started() { within 90 has_logged "$1" 'Kafka Server started' || logs "$1" | tail -n 5; }
broker() { start kafka -p "127.0.0.1:$port:9092" -v "$id-data:/var/lib/kafka/data" "${properties[@]}" "${small[@]}" "$image"; started kafka; }
tool() { # NETWORK ADDRESS TOOL ARGUMENT...
  local network=$1 address=$2 name=$3
  shift 3
  docker run --rm -i --label "$label" --network "$network" "${small[@]}" "$image" "/opt/kafka/bin/$name.sh" --bootstrap-server "$address" "$@" 2>&1
}
internal() { tool "$net" kafka:19092 "$@"; }
host() { tool host "127.0.0.1:$port" "$@"; }
consume() { "$1" kafka-console-consumer --topic orders --from-beginning --max-messages "$2" --timeout-ms 30000 "${@:3}"; }

check 'volumes' "$(setting '{{range $path, $_ := .Config.Volumes}}{{$path}} {{end}}')" '/etc/kafka/secrets /mnt/shared/config /var/lib/kafka/data '
check 'command, user, port' "$(setting '{{.Config.Entrypoint}} {{.Config.Cmd}} {{.Config.User}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" \
  '[] [/etc/kafka/docker/run] appuser 9092/tcp'

volume data >/dev/null
broker
check 'a topic from another container' "$(internal kafka-topics --create --topic orders --partitions 3 | tail -n 1)" 'Created topic orders.'
printf 'h%d\n' 1 2 3 | host kafka-console-producer --topic orders >/dev/null
for codec in gzip snappy lz4 zstd; do # native libraries
  echo "c-$codec" | internal kafka-console-producer --topic orders --compression-codec "$codec" >/dev/null
done
check 'produce and consume, on the host and in a container, all codecs' \
  "$(consume host 7 | grep -cE '^[hc]') $(consume internal 7 --group g | grep -cE '^[hc]')" '7 7'
check 'consumer group' "$(internal kafka-consumer-groups --describe --group g | awk '/orders/ { lag += $6; n++ } END { print n, lag }')" '3 0'
check 'cluster id, as 3.7.0 writes it' "$(inside kafka grep cluster.id /var/lib/kafka/data/meta.properties)" "cluster.id=Some($cluster)"
check 'user' "$(inside kafka id -u)" 1000
check 'the tools are not on PATH' "$(inside kafka bash -c 'command -v kafka-topics.sh || echo none')" none
check 'fast flags in use' "$(inside kafka bash -c 'tr "\0" " " </proc/1/cmdline' | grep -c -- "$fast")" 1
check 'class archive in use with them' "$(inside kafka grep -c -m 1 kafka.jsa /proc/1/maps)" 1
check 'no warning of the JVM about it' "$(logs kafka | grep -c '\[warning\]')" 0
check 'stop: exit code' "$(stop kafka)" 143
docker start "$id-kafka" >/dev/null
twice() { [ "$(logs kafka | grep -c 'Kafka Server started')" = 2 ]; }
within 90 twice
check 'starts again' "$(logs kafka | grep -c 'Kafka Server started')" 2
remove kafka
broker
check 'data survive a new container' "$(consume host 7 | grep -cE '^[hc]')" 7
remove kafka

start plain "$image"
started plain
check 'no environment: default configuration' "$(inside plain /opt/kafka/bin/kafka-topics.sh --bootstrap-server localhost:9092 --create --topic a 2>/dev/null)" 'Created topic a.'
check 'default heap' "$(inside plain bash -c 'tr "\0" " " </proc/1/cmdline' | grep -o -- '-Xmx1G -Xms1G')" '-Xmx1G -Xms1G'
check 'every tool starts' "$(inside plain bash -c 'for tool in /opt/kafka/bin/kafka-*.sh; do case $tool in *server-st* | *run-class*) continue ;; esac
  $tool --help 2>&1 | grep -qE "ClassNotFound|NoClassDef|Could not find or load" && echo "$tool"; done')" ''
mkdir "$work/conf"
inside plain cat /etc/kafka/docker/server.properties | sed 's/9092/9192/' >"$work/conf/server.properties"
chmod -R a+rX "$work/conf"
remove plain

start mounted -v "$work/conf:/mnt/shared/config:ro" "$image" /etc/kafka/docker/run CLUSTER_ID=AAAAAAAAAAAAAAAAAAAAAQ
started mounted
check 'mounted server.properties, NAME=value as argument' \
  "$(inside mounted sh -c 'grep -c 9192 /opt/kafka/config/server.properties; grep cluster.id /tmp/kraft-combined-logs/meta.properties' | tr '\n' ' ')" \
  '2 cluster.id=Some(AAAAAAAAAAAAAAAAAAAAAQ) '
remove mounted
# With any KAFKA_ variable that it takes for a property, the wrapper ignores the default server.properties, so the
# broker has no process.roles; KAFKA_HEAP_OPTS is one of them in 3.7.0 (fixed in 3.7.1).
for variable in KAFKA_NODE_ID=7 'KAFKA_HEAP_OPTS=-Xmx300m'; do
  out=$(refused -e "$variable" "$image")
  check "${variable%%=*} alone replaces the default configuration: it does not start" "${out%% *}" 1
done
start heap "${properties[@]}" -e KAFKA_HEAP_OPTS='-Xmx300m -Xms64m' "$image"
started heap
check 'KAFKA_HEAP_OPTS beside the full set works' "$(inside heap bash -c 'tr "\0" " " </proc/1/cmdline' | grep -c -- '-Xmx300m -Xms64m')" 1
finish
