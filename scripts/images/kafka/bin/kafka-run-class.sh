#!/bin/bash
# shellcheck disable=SC2086 # the KAFKA_*_OPTS hold several options each
# kafka-run-class.sh [-name NAME] [-loggc] CLASS ARGS...   (environment as in the official distribution)
set -f
base_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
name=kafka gc=
while [ $# -gt 0 ]; do
  case $1 in
    -name) name=$2; shift 2 ;;
    -loggc) [ -n "$KAFKA_GC_LOG_OPTS" ] || gc=1; shift ;;
    *) break ;;
  esac
done
if [ $# = 0 ]; then echo "USAGE: $0 [-name servicename] [-loggc] classname [opts]"; exit 1; fi

LOG_DIR=${LOG_DIR:-$base_dir/logs}
[ -d "$LOG_DIR" ] || mkdir -p "$LOG_DIR"

# A sorted list instead of libs/*: the class data archive is only valid for the class path it was made with.
set +f
for jar in "$base_dir"/libs/*.jar; do CLASSPATH="${CLASSPATH:+$CLASSPATH:}$jar"; done
set -f
export CLASSPATH

: "${KAFKA_JMX_OPTS=-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false}"
if [ -n "$JMX_PORT" ]; then
  KAFKA_JMX_OPTS="$KAFKA_JMX_OPTS -Dcom.sun.management.jmxremote.port=$JMX_PORT"
  case $KAFKA_JMX_OPTS in *rmi.port*) ;; *) KAFKA_JMX_OPTS="$KAFKA_JMX_OPTS -Dcom.sun.management.jmxremote.rmi.port=$JMX_PORT" ;; esac
fi
: "${KAFKA_LOG4J_OPTS:=-Dlog4j.configuration=file:$base_dir/config/tools-log4j.properties}"
: "${KAFKA_HEAP_OPTS:=-Xmx256M}"
: "${KAFKA_JVM_PERFORMANCE_OPTS:=-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -XX:MaxInlineLevel=15 -Djava.awt.headless=true}"
if [ -n "$gc" ]; then
  KAFKA_GC_LOG_OPTS="-Xlog:gc*:file=$LOG_DIR/$name-gc.log:time,tags:filecount=10,filesize=100M"
fi
if [ -n "$KAFKA_DEBUG" ]; then
  KAFKA_OPTS="-agentlib:jdwp=transport=dt_socket,server=y,suspend=${DEBUG_SUSPEND_FLAG:-n},address=${JAVA_DEBUG_PORT:-5005} $KAFKA_OPTS"
fi
# The archive of this image, unless the caller names one; the JVM goes on without it when it does not fit.
archive=
case " $KAFKA_JVM_PERFORMANCE_OPTS $KAFKA_OPTS " in
  *SharedArchiveFile* | *-Xshare* | *ArchiveClassesAtExit*) ;;
  *) [ ! -e "$base_dir/kafka.jsa" ] || archive="-XX:SharedArchiveFile=$base_dir/kafka.jsa" ;;
esac

exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $archive $KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS $KAFKA_GC_LOG_OPTS \
  $KAFKA_JMX_OPTS -Dkafka.logs.dir="$LOG_DIR" $KAFKA_LOG4J_OPTS $KAFKA_OPTS "$@"
