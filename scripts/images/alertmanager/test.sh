#!/usr/bin/env bash
# Checks the contract of prom/alertmanager:v0.27.0 on which the stack relies.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
# From another container, by the network; busybox' wget is in the official image too.
get() { container --rm --entrypoint timeout "$image" 5 wget -q -O - "http://$1:9093/$2" 2>&1; }
post() { container --rm --entrypoint timeout "$image" 5 wget -q -O - --header 'Content-Type: application/json' --post-data "$3" "http://$1:9093/$2" 2>&1; }
ready() { within 30 inside "$1" wget -q --spider http://127.0.0.1:9093/-/ready || logs "$1" | tail -n 5; }
amtool() { inside "$1" amtool --alertmanager.url=http://127.0.0.1:9093 "${@:2}" 2>&1; }

check 'user, volume, directory, port' \
  "$(setting '{{.Config.User}} {{range $path, $_ := .Config.Volumes}}{{$path}}{{end}} {{.Config.WorkingDir}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" 'nobody /alertmanager /alertmanager 9093/tcp'
check 'entrypoint: arguments are flags' "$(setting '{{.Config.Entrypoint}} {{.Config.Cmd}}')" '[/bin/alertmanager] [--config.file=/etc/alertmanager/alertmanager.yml --storage.path=/alertmanager]'
contains 'version' "$(container --rm "$image" --version 2>&1)" 'version 0.27.0 '
contains 'amtool' "$(container --rm --entrypoint /bin/amtool "$image" --version 2>&1)" 'version 0.27.0 '
start plain "$image"
ready plain
contains 'no arguments: the example configuration' "$(get plain api/v2/status)" 'web.hook'
remove plain

# Who is told of an alert: it shows what was posted.
start hook --entrypoint sh "$image" -c 'while :; do printf "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n" | nc -l -p 5001; done'
mkdir "$work/conf"
cat >"$work/conf/alertmanager.yml" <<'YAML'
route: { receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 1s }
receivers: [{ name: hook, webhook_configs: [{ url: 'http://hook:5001/' }] }]
inhibit_rules: [{ source_matchers: ['severity="P0"'], target_matchers: ['severity="P2"'], equal: [service] }]
YAML
chmod -R a+rX "$work/conf"
volume data >/dev/null
flags=(--config.file=/etc/alertmanager/alertmanager.yml --storage.path=/alertmanager --cluster.listen-address=)
# The folder: a file that was mounted by itself stays the old one when an editor or sed -i puts another in its place.
mounts=(-v "$work/conf:/etc/alertmanager:ro" -v "$id-data:/alertmanager")
start own "${mounts[@]}" "$image" "${flags[@]}"
ready own
check 'ready, healthy' "$(get own -/ready) $(get own -/healthy)" 'OK OK'
check 'runs as 65534, and the volume is its own' "$(inside own sh -c 'stat -c %u /proc/1; stat -c %u /alertmanager' | tr '\n' ' ')" '65534 65534 '
contains 'without a cluster' "$(get own api/v2/status)" '"status":"disabled"'
contains 'own metrics' "$(get own metrics)" 'alertmanager_alerts{state="active"}'
contains 'web pages' "$(get own '')" '<title>Alertmanager</title>'

check 'takes an alert' "$(post own api/v2/alerts '[{"labels":{"alertname":"Down","service":"kafka","severity":"P0"}}]'; echo $?)" 0
check '  and tells its receiver' "$(within 30 has_logged hook '"status":"firing","labels":{"alertname":"Down","service":"kafka","severity":"P0"}'; echo $?)" 0
post own api/v2/alerts '[{"labels":{"alertname":"Lag","service":"kafka","severity":"P2"}}]'
inhibited() { get own 'api/v2/alerts?filter=alertname%3DLag' | grep -q '"state":"suppressed"'; }
check '  one inhibits the other' "$(within 30 inhibited; echo $?)" 0
contains 'amtool: alerts' "$(amtool own alert query --output=json)" '"alertname":"Down"'
check 'amtool: a silence' "$(amtool own silence add --author=me --comment=why alertname=Down | grep -cE '^[0-9a-f-]{36}$')" 1
contains 'amtool: the configuration' "$(inside own amtool check-config /etc/alertmanager/alertmanager.yml)" 'SUCCESS'

sed -i 's/group_interval: 1s/group_interval: 7s/' "$work/conf/alertmanager.yml"
check 'reload by HTTP' "$(post own -/reload ''; echo $?)" 0
contains '  takes the new configuration' "$(get own api/v2/status)" 'group_interval: 7s'
echo 'route: {}' >"$work/conf/alertmanager.yml"
contains '  a broken one is refused' "$(post own -/reload '')" '500 Internal Server Error'
contains '  and the old one stays' "$(get own api/v2/status)" 'group_interval: 7s'
check 'stops by SIGTERM: exit code' "$(stop own)" 0
contains 'a broken configuration: refused' "$(refused "${mounts[@]}" "$image" "${flags[@]}")" 'must specify a default receiver'
remove own
start again -v "$id-data:/alertmanager" "$image"
ready again
contains 'silences survive a new container' "$(amtool again silence query)" 'alertname="Down"'
finish
