#!/bin/bash
if [ $# -lt 1 ]; then echo "USAGE: $0 [-daemon] server.properties [--override property=value]*"; exit 1; fi
bin=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${KAFKA_LOG4J_OPTS:=-Dlog4j.configuration=file:$bin/../config/log4j.properties}"
: "${KAFKA_HEAP_OPTS:=-Xmx1G -Xms1G}"
export KAFKA_LOG4J_OPTS KAFKA_HEAP_OPTS
# shellcheck disable=SC2086 # several arguments
exec "$bin/kafka-run-class.sh" ${EXTRA_ARGS--name kafkaServer -loggc} kafka.Kafka "$@"
