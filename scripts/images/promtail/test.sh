#!/usr/bin/env bash
# Checks the contract of grafana/promtail:2.9.0 on which the stack relies, in front of the stand-in for
# grafana/loki:2.9.0. Containers are found by this machine's engine, whose socket is mounted.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
loki=${2:-neotool.local/grafana/loki:2.9.0}
docker image inspect "$loki" >/dev/null 2>&1 || die "$loki is missing: build it first, or name another as the second argument"
socket=${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}')} socket=${socket#unix://}
get() { container --rm --entrypoint timeout "$loki" 5 wget -q -O - "http://$1" 2>&1; }
ask() { get "loki:3100/loki/api/v1/query_range?since=1h&query=%7Binstance%3D%22$id%22,service%3D%22$1%22%7D"; }
finds() { ask "$1" | grep -q -- "$2"; }

check 'entrypoint: arguments are flags' "$(setting '{{.Config.Entrypoint}} {{.Config.Cmd}}')" '[/usr/bin/promtail] [-config.file=/etc/promtail/config.yml]'
contains 'version' "$(container --rm "$image" -version 2>&1)" 'promtail, version 2.9.'
check 'no program inside that could ask it, but bash' "$(container --rm --entrypoint bash "$image" -c 'command -v wget curl nc || echo none')" none

mkdir "$work/conf" "$work/logs"
cat >"$work/conf/loki.yaml" <<'YAML'
auth_enabled: false
common: { path_prefix: /loki, replication_factor: 1, ring: { kvstore: { store: inmemory } }, storage: { filesystem: { chunks_directory: /loki/chunks, rules_directory: /loki/rules } } }
schema_config: { configs: [{ from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v12, index: { prefix: index_, period: 24h } }] }
ingester: { lifecycler: { min_ready_duration: 0s, final_sleep: 0s } }
query_scheduler: { use_scheduler_ring: false }
frontend_worker: { frontend_address: 127.0.0.1:9095 }
analytics: { reporting_enabled: false }
YAML
cat >"$work/conf/promtail.yaml" <<YAML
server: { http_listen_port: 9080, grpc_listen_port: 0, health_check_target: false }
positions: { filename: /positions/positions.yaml }
clients: [{ url: 'http://loki:3100/loki/api/v1/push', external_labels: { instance: $id }, batchwait: 100ms }]
scrape_configs:
  - job_name: files
    static_configs: [{ targets: [localhost], labels: { service: app, __path__: /logs/*.log } }]
    pipeline_stages: [{ json: { expressions: { level: level } } }, { labels: { level: } }]
  - job_name: containers
    docker_sd_configs: [{ host: 'unix:///var/run/docker.sock', refresh_interval: 1s, filters: [{ name: label, values: ['$label'] }] }]
    relabel_configs:
      - { source_labels: [__meta_docker_container_name], regex: '/$id-(.*)', target_label: service }
      - { source_labels: [__meta_docker_container_log_stream], target_label: stream }
YAML
cat >"$work/conf/nothing.yaml" <<'YAML'
server: { http_listen_port: 9080, grpc_listen_port: 0 }
clients: [{ url: 'http://loki:3100/loki/api/v1/push' }]
scrape_configs: [{ job_name: files, static_configs: [{ targets: [localhost], labels: { __path__: /no/*.log } }] }]
YAML
chmod -R a+rX "$work/conf" "$work/logs"
start loki -v "$work/conf:/conf:ro" "$loki" -config.file=/conf/loki.yaml
within 30 inside loki wget -q --spider http://127.0.0.1:3100/ready || logs loki | tail -n 5
start talker --entrypoint sh "$loki" -c 'echo to-out; echo to-err >&2; sleep 600'
check 'a configuration is checked without a start' "$(container --rm -v "$work/conf:/conf:ro" "$image" -config.file=/conf/promtail.yaml -check-syntax >/dev/null 2>&1; echo $?)" 0
volume positions >/dev/null
own=(-v "$work/conf:/conf:ro" -v "$work/logs:/logs:ro" -v "$id-positions:/positions" -v "$socket:/var/run/docker.sock:ro" "$image" -config.file=/conf/promtail.yaml)
start own "${own[@]}"
answers() { get own:9080/ready | grep -q Ready; }
check 'ready, with health_check_target off' "$(within 30 answers; echo $?)" 0
check 'runs as root' "$(inside own stat -c %u /proc/1)" 0
contains 'own metrics' "$(get own:9080/metrics)" 'promtail_build_info{'
echo '{"level":"warn","message":"of-a-file"}' >"$work/logs/app.log"
check 'follows a file' "$(within 30 finds app of-a-file; echo $?)" 0
contains '  the level of its line is a label' "$(get "loki:3100/loki/api/v1/series?match%5B%5D=%7Bservice%3D%22app%22%7D")" '"level":"warn"'
check 'finds containers by their label, and what they wrote before' "$(within 30 finds talker to-out && within 30 finds talker to-err; echo $?)" 0
streams=$(get "loki:3100/loki/api/v1/series?match%5B%5D=%7Bservice%3D%22talker%22%7D")
contains '  each stream by its name' "$streams" '"stream":"stderr"'
contains '  both of them' "$streams" '"stream":"stdout"'
kept() { inside own grep -q app.log /positions/positions.yaml; }
within 30 kept
check 'stops by SIGTERM: exit code' "$(stop own)" 0
remove own
echo '{"level":"info","message":"second-line"}' >>"$work/logs/app.log"
start own "${own[@]}"
check 'goes on where it was' "$(within 30 finds app second-line; ask app | grep -o 'of-a-file' | wc -l)" 1
remove own

start waiting -v "$work/conf:/conf:ro" "$image" -config.file=/conf/nothing.yaml
refuses() { [[ $(get waiting:9080/ready) == *'500 Internal Server Error'* ]]; }
check 'with health_check_target on: not ready while there is no file to follow' "$(within 30 refuses; echo $?)" 0
contains 'a broken configuration: refused' "$(refused "$image" -config.file=/etc/passwd)" 'Unable to parse config'
finish
