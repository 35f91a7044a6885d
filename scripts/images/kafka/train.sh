#!/bin/bash
# Runs the broker and the common tools once, records which classes they load, and writes /tmp/kafka.jsa:
# one archive of parsed classes (JDK and Kafka) which every later JVM of this image maps at its start.
set -euo pipefail
bin=/opt/kafka/bin
cd /tmp
lists=/tmp/lists
mkdir -p "$lists"
record() { echo "-Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:DumpLoadedClassList=$lists/$1"; }
tool() { local list=$1 name=$2; shift 2; KAFKA_JVM_PERFORMANCE_OPTS=$(record "$list") "$bin/$name.sh" "$@"; }

export LOG_DIR=/tmp/logs KAFKA_HEAP_OPTS=-Xmx512M CLUSTER_ID=5L6g3nShT-eMCtK--X86sw
mkdir -p /tmp/final /tmp/none
server=(kafka-server-start /opt/kafka/config/server.properties)
# Formats into /tmp/kraft-combined-logs. Without KAFKA_ variables, or the wrapper would take them for properties.
env -u KAFKA_HEAP_OPTS KAFKA_JVM_PERFORMANCE_OPTS="$(record setup)" \
  "$bin/kafka-run-class.sh" kafka.docker.KafkaDockerWrapper setup -D /etc/kafka/docker -M /tmp/none -F /tmp/final
tool server "${server[@]}" >/tmp/server.log 2>&1 &
pid=$!
for _ in $(seq 120); do grep -q 'Kafka Server started' /tmp/server.log && break; sleep 0.5; done
grep -q 'Kafka Server started' /tmp/server.log
b=(--bootstrap-server localhost:9092)
tool topics kafka-topics "${b[@]}" --create --topic train --partitions 2
tool topics2 kafka-topics "${b[@]}" --list
tool describe kafka-topics "${b[@]}" --describe
echo hello | tool producer kafka-console-producer "${b[@]}" --topic train
tool consumer kafka-console-consumer "${b[@]}" --topic train --group train --from-beginning --max-messages 1 --timeout-ms 20000
tool groups kafka-consumer-groups "${b[@]}" --describe --group train
tool configs kafka-configs "${b[@]}" --describe --entity-type brokers --entity-name 1 >/dev/null
tool versions kafka-broker-api-versions "${b[@]}" >/dev/null
kill "$pid"
wait "$pid" || [ $? = 143 ]

# Ids number the classes of one list only, and "source:" marks classes of other loaders, which would need them.
cat "$lists"/server "$lists"/* | grep -v ' source: ' | sed 's/ id: [0-9]*$//' | awk '!seen[$0]++' > /tmp/classes.list
jars=$(printf '%s:' /opt/kafka/libs/*.jar)
# G1, because only with it the archive holds heap objects; the other collectors can load them.
java -Xshare:dump -XX:+UseG1GC -XX:SharedClassListFile=/tmp/classes.list -XX:SharedArchiveFile=/tmp/kafka.jsa -cp "${jars%:}" -Xlog:cds=error,cds+heap=error
ls -l /tmp/kafka.jsa
