#!/usr/bin/env bash
# Checks the contract of prom/prometheus:v2.55.1 on which the stack relies.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
# From another container, by the network; busybox' wget is in the official image too.
get() { container --rm --entrypoint timeout "$image" 5 wget -q -O - "http://$1:9090/$2" 2>&1; }
post() { container --rm --entrypoint timeout "$image" 5 wget -q -O - --post-data '' "http://$1:9090/$2" 2>&1; }
ready() { within 30 inside "$1" wget -q --spider http://127.0.0.1:9090/-/ready || logs "$1" | tail -n 5; }
finds() { get "$1" "api/v1/query?query=$2" | grep -q '"value"'; }

check 'user, volume, directory, port' \
  "$(setting '{{.Config.User}} {{range $path, $_ := .Config.Volumes}}{{$path}}{{end}} {{.Config.WorkingDir}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" 'nobody /prometheus /prometheus 9090/tcp'
check 'entrypoint: arguments are flags' "$(setting '{{.Config.Entrypoint}}')" '[/bin/prometheus]'
contains 'version' "$(container --rm "$image" --version 2>&1)" 'version 2.55.1 '
contains 'promtool' "$(container --rm --entrypoint /bin/promtool "$image" --version 2>&1)" 'version 2.55.1 '

start plain "$image"
ready plain
contains 'no arguments: scrapes itself' "$(within 30 finds plain 'up==1'; get plain 'api/v1/query?query=up')" '"instance":"localhost:9090","job":"prometheus"},"value"'
contains 'no lifecycle without its flag' "$(post plain -/reload)" '403 Forbidden'
remove plain

mkdir "$work/conf"
cat >"$work/conf/prometheus.yml" <<'YAML'
global: { scrape_interval: 1s }
rule_files: [/etc/prometheus/rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: [nowhere:9093] }] }] }
scrape_configs:
  - job_name: self
    static_configs: [{ targets: [127.0.0.1:9090], labels: { instance: shop-1, service: prometheus } }]
YAML
cat >"$work/conf/rules.yml" <<'YAML'
groups: [{ name: one, interval: 1s, rules: [{ record: ups, expr: sum(up) }, { alert: Always, expr: vector(1), labels: { severity: P3 } }] }]
YAML
chmod -R a+rX "$work/conf"
# The folder: a file that was mounted by itself stays the old one when an editor or sed -i puts another in its place.
mounts=(-v "$work/conf:/etc/prometheus:ro")
flags=(--config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path=/prometheus --storage.tsdb.retention.time=6h
  --storage.tsdb.retention.size=512MB --web.enable-lifecycle --web.enable-remote-write-receiver)
volume data >/dev/null
start own "${mounts[@]}" -v "$id-data:/prometheus" "$image" "${flags[@]}"
ready own
contains 'ready' "$(get own -/ready)" 'Prometheus Server is Ready.'
contains 'healthy' "$(get own -/healthy)" 'Prometheus Server is Healthy.'
check 'runs as 65534, and the volume is its own' "$(inside own sh -c 'stat -c %u /proc/1; stat -c %u /prometheus' | tr '\n' ' ')" '65534 65534 '
contains 'a static label "instance" wins over the address' "$(within 30 finds own 'up==1'; get own 'api/v1/query?query=up')" '"instance":"shop-1"'
within 30 finds own ups
contains 'recording rules' "$(get own 'api/v1/query?query=ups')" '"value"'
contains 'alerts' "$(get own api/v1/alerts)" '"alertname":"Always","severity":"P3"},"annotations":{},"state":"firing"'
contains 'the rules API names the group' "$(get own api/v1/rules)" '"name":"one","file":"/etc/prometheus/rules.yml"'
contains 'retention by time and size' "$(get own api/v1/status/runtimeinfo)" '"storageRetention":"6h or 512MiB"'
contains 'own metrics' "$(get own metrics)" 'prometheus_tsdb_head_series '
contains 'remote write: a body that is none' "$(post own api/v1/write)" '415 Unsupported Media Type'
check 'promtool: configuration' "$(inside own promtool check config --syntax-only /etc/prometheus/prometheus.yml >/dev/null; echo $?)" 0
contains 'promtool: rules' "$(inside own promtool check rules /etc/prometheus/rules.yml)" 'SUCCESS: 2 rules found'
contains 'promtool: a query' "$(inside own promtool query instant http://127.0.0.1:9090 'vector(7)')" '=> 7 @'

sed -i 's/record: ups/record: again/' "$work/conf/rules.yml"
check 'reload by HTTP' "$(post own -/reload >/dev/null; echo $?)" 0
check '  takes the new rules' "$(within 30 finds own again; echo $?)" 0
echo 'groups: nonsense' >"$work/conf/rules.yml"
contains '  broken ones are refused' "$(post own -/reload)" '500 Internal Server Error'
contains '  and the old ones stay' "$(get own api/v1/rules)" '"name":"again"'
check 'stops by SIGTERM: exit code' "$(stop own)" 0
contains '  and says so' "$(logs own)" 'See you next time!'
remove own
contains 'a configuration with broken rules: refused' "$(refused "${mounts[@]}" "$image" "${flags[@]}")" 'rules.yml'
echo 'groups: []' >"$work/conf/rules.yml"
start again "${mounts[@]}" -v "$id-data:/prometheus" "$image" "${flags[@]}"
ready again
check 'data survive a new container' "$(within 30 finds again 'max_over_time(ups%5B1h%5D)'; echo $?)" 0
finish
