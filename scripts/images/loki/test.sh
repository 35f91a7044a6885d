#!/usr/bin/env bash
# Checks the contract of grafana/loki:2.9.0 on which the stack relies.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
# From another container, by the network; busybox' wget is in the official image too.
get() { container --rm --entrypoint timeout "$image" 5 wget -q -O - "http://$1:3100/$2" 2>&1; }
push() { container --rm --entrypoint timeout "$image" 5 wget -q -O - --header 'Content-Type: application/json' --post-data "$2" "http://$1:3100/loki/api/v1/push" 2>&1; }
ready() { within "$2" inside "$1" wget -q --spider http://127.0.0.1:3100/ready || logs "$1" | tail -n 5; }
# line TEXT AGE: a push of one line that many seconds ago
line() { printf '{"streams":[{"stream":{"instance":"shop-1","service":"kafka"},"values":[["%s000000000","%s"]]}]}' "$(($(date +%s) - $2))" "$1"; }
finds() { get "$1" 'loki/api/v1/query_range?since=1h&query=%7Bservice%3D%22kafka%22%7D' | grep -q -- "$2"; }

check 'user, port' "$(setting '{{.Config.User}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" '10001 3100/tcp'
check 'entrypoint: arguments are flags' "$(setting '{{.Config.Entrypoint}} {{.Config.Cmd}}')" '[/usr/bin/loki] [-config.file=/etc/loki/local-config.yaml]'
contains 'version' "$(container --rm "$image" -version 2>&1)" 'loki, version 2.9.'
start plain "$image"

mkdir "$work/conf"
cat >"$work/conf/loki.yaml" <<'YAML'
auth_enabled: false
server: { http_listen_port: 3100, log_level: warn }
common:
  path_prefix: /loki
  replication_factor: 1
  ring: { kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: /loki/chunks, rules_directory: /loki/rules } }
schema_config:
  configs: [{ from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v12, index: { prefix: index_, period: 24h } }]
ingester: { lifecycler: { min_ready_duration: 0s, final_sleep: 0s } }
query_scheduler: { use_scheduler_ring: false }
frontend_worker: { frontend_address: 127.0.0.1:9095 }
compactor: { working_directory: /loki/compactor, shared_store: filesystem, retention_enabled: true }
limits_config: { retention_period: 168h }
analytics: { reporting_enabled: false }
YAML
chmod -R a+rX "$work/conf"
volume data >/dev/null
own=(-v "$work/conf:/etc/loki/own:ro" -v "$id-data:/loki" "$image" -config.file=/etc/loki/own/loki.yaml)
check 'a configuration is checked without a start' "$(container --rm "${own[@]}" -verify-config >/dev/null 2>&1; echo $?)" 0
# Two waits in its default start: 15 s of the ingester for others, 10 s until the queriers look for schedulers again.
before=$SECONDS
start own "${own[@]}"
ready own 30
check 'ready, without the waits of 15 s and 10 s' "$(get own ready), early: $((SECONDS - before < 10))" 'ready, early: 1'
check 'runs as 10001, and the volume is its own' "$(inside own sh -c 'stat -c %u /proc/1; stat -c %u /loki' | tr '\n' ' ')" '10001 10001 '
contains 'own metrics' "$(get own metrics)" 'loki_build_info{'
check 'takes a line' "$(push own "$(line first 60)"; echo $?)" 0
check '  and finds it' "$(within 30 finds own first; echo $?)" 0
contains '  with its labels' "$(get own loki/api/v1/labels)" '"instance","service"'
check 'takes an older line of the same stream' "$(push own "$(line older 600)"; echo $?)" 0
contains 'a line from before its retention is refused' "$(push own "$(line ancient 2000000)")" '400 Bad Request'
contains 'keeps by its retention' "$(get own config)" 'retention_period: 1w'
check 'stops by SIGTERM: exit code' "$(stop own)" 0
remove own
start own "${own[@]}"
ready own 30
check 'data survive a new container' "$(within 30 finds own first; echo $?)" 0
contains 'a broken configuration: refused' "$(refused "$image" -config.file=/etc/passwd)" 'failed parsing config'

# Its own configuration, which has been starting meanwhile.
ready plain 60
check 'no arguments: ready' "$(get plain ready)" ready
check '  with what it shipped' "$(inside plain grep -c 'schema: v11' /etc/loki/local-config.yaml)" 1
finish
