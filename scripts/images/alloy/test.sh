#!/usr/bin/env bash
# Checks the contract of grafana/alloy:v1.20.1 on which the stack relies, in front of the stand-in for
# grafana/loki:2.9.0.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
loki=${2:-neotool.local/grafana/loki:2.9.0}
docker image inspect "$loki" >/dev/null 2>&1 || die "$loki is missing: build it first, or name another as the second argument"
get() { container --rm --entrypoint timeout "$loki" 5 wget -q -O - "http://$1" 2>&1; }
ask() { get "loki:3100/loki/api/v1/query_range?since=1h&query=%7Bservice%3D%22$1%22%7D"; }
finds() { ask "$1" | grep -q -- "$2"; }

check 'entrypoint: arguments are commands' "$(setting '{{.Config.Entrypoint}} {{.Config.Cmd}}')" '[/bin/alloy] [run /etc/alloy/config.alloy --storage.path=/var/lib/alloy/data]'
contains 'version' "$(container --rm "$image" --version 2>&1)" 'alloy, version v1.'
check 'bash is inside' "$(container --rm --entrypoint bash "$image" -c 'echo yes')" yes

mkdir "$work/conf" "$work/logs" "$work/list"
cp "$recipe/../../../compose/alloy/config.alloy" "$work/conf/own.alloy"
cat >"$work/conf/loki.yaml" <<'YAML'
auth_enabled: false
common: { path_prefix: /loki, replication_factor: 1, ring: { kvstore: { store: inmemory } }, storage: { filesystem: { chunks_directory: /loki/chunks, rules_directory: /loki/rules } } }
schema_config: { configs: [{ from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v12, index: { prefix: index_, period: 24h } }] }
ingester: { lifecycler: { min_ready_duration: 0s, final_sleep: 0s } }
query_scheduler: { use_scheduler_ring: false }
frontend_worker: { frontend_address: 127.0.0.1:9095 }
analytics: { reporting_enabled: false }
YAML
echo '[{"targets":["localhost"],"labels":{"__path__":"/logs/app.log","instance":"test","service":"app"}}]' >"$work/list/containers.json"
envelope() { printf '{"log":"%s\\n","stream":"stdout","time":"%s"}\n' "$1" "$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)"; }
chmod -R a+rX "$work/conf" "$work/logs" "$work/list"
start loki -v "$work/conf:/conf:ro" "$loki" -config.file=/conf/loki.yaml
within 30 inside loki wget -q --spider http://127.0.0.1:3100/ready || logs loki | tail -n 5
check 'the configuration of the stack is valid' "$(container --rm -v "$work/conf:/conf:ro" "$image" validate /conf/own.alloy >/dev/null 2>&1; echo $?)" 0
volume data >/dev/null
own=(-v "$work/conf:/conf:ro" -v "$work/logs:/logs:ro" -v "$work/list/containers.json:/etc/neotool/log-targets.json:ro" -v "$id-data:/var/lib/alloy/data"
  "$image" run /conf/own.alloy --server.http.listen-addr=0.0.0.0:12345 --storage.path=/var/lib/alloy/data --disable-reporting)
start own "${own[@]}"
answers() { get own:12345/-/ready | grep -qi ready; }
check 'ready' "$(within 30 answers; echo $?)" 0
check 'runs as root' "$(inside own stat -c %u /proc/1)" 0
contains 'own metrics' "$(get own:12345/metrics)" 'alloy_build_info{'
envelope 'WARN of-a-file' >"$work/logs/app.log"
check 'follows a file of the list' "$(within 30 finds app of-a-file; echo $?)" 0
streams=$(get "loki:3100/loki/api/v1/series?match%5B%5D=%7Bservice%3D%22app%22%7D")
contains '  its level is a label' "$streams" '"level":"warn"'
contains '  and its stream' "$streams" '"stream":"stdout"'
check '  but no name of a file' "$(grep -c filename <<<"$streams")" 0
kept() { inside own grep -qr app.log /var/lib/alloy/data; }
within 30 kept
check 'stops by SIGTERM: exit code' "$(stop own)" 0
remove own
envelope 'INFO second-line' >>"$work/logs/app.log"
start own "${own[@]}"
check 'goes on where it was' "$(within 30 finds app second-line; ask app | grep -o 'of-a-file' | wc -l)" 1
remove own
contains 'a broken configuration: refused' "$(refused "$image" run /etc/passwd)" 'could not perform the initial load'
finish
