#!/usr/bin/env bash
# Checks the contract of ghcr.io/apollographql/router:v2.7.0 on which the stack relies.
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
get() { container --rm --entrypoint bash "$image" -c "exec 3<>/dev/tcp/$1/$2 && printf 'GET $3 HTTP/1.0\r\nHost: $1\r\n\r\n' >&3 && timeout 5 cat <&3" 2>&1; }
ask() { container --rm --entrypoint bash "$image" -c "exec 3<>/dev/tcp/$1/4000 && printf 'POST /graphql HTTP/1.0\r\nHost: $1\r\nContent-Type: application/json\r\nContent-Length: ${#2}\r\n\r\n%s' '$2' >&3 && timeout 5 cat <&3" 2>&1; }
ready() { within 20 is_up "$1" || logs "$1" | tail -n 5; }
is_up() { get "$1" 8088 '/health?ready' | grep -q '"UP"'; }

contains 'version' "$(container --rm "$image" --version 2>&1)" '2.7.0'
check 'what puts a file in the place of another, and what looks whether a port answers' "$(container --rm --entrypoint bash "$image" -c 'command -v mv >/dev/null && command -v bash >/dev/null && echo yes')" yes

mkdir "$work/conf" "$work/graph"
cat >"$work/conf/router.yaml" <<'YAML'
{ "supergraph": { "listen": "0.0.0.0:4000", "path": "/graphql", "introspection": true }, "health_check": { "listen": "0.0.0.0:8088" },
  "cors": { "policies": [{ "origins": ["http://localhost:3000"], "allow_credentials": true }] },
  "telemetry": { "exporters": { "logging": { "stdout": { "format": "json" } }, "metrics": { "prometheus": { "enabled": true, "listen": "0.0.0.0:9090", "path": "/metrics" } } } } }
YAML
cp "$recipe/../../../compose/router/supergraph.graphql" "$work/graph/"
chmod -R a+rX "$work/conf" "$work/graph"
env=(--user 10002:10002 -e APOLLO_ROUTER_CONFIG_PATH=/etc/router/router.yaml -e APOLLO_ROUTER_SUPERGRAPH_PATH=/graph/supergraph.graphql -e APOLLO_ROUTER_HOT_RELOAD=true -e APOLLO_TELEMETRY_DISABLED=true)
mounts=(-v "$work/conf:/etc/router:ro" -v "$work/graph:/graph:ro")
start own "${env[@]}" "${mounts[@]}" "$image"
ready own
contains 'ready, also as somebody who is not root' "$(get own 8088 '/health?ready')" '"UP"'
contains 'answers a query' "$(ask own '{"query":"{ __typename }"}')" '{"data":{"__typename":"Query"}}'
contains 'metrics' "$(get own 9090 /metrics)" 'apollo_router_'
contains 'logs are JSON' "$(logs own)" '"level":"INFO"'
sed 's/nothingIsComposedYet/another/' "$work/graph/supergraph.graphql" >"$work/graph/next" && mv "$work/graph/next" "$work/graph/supergraph.graphql"
has_another() { ask own '{"query":"{ __type(name: \"Query\") { fields { name } } }"}' | grep -q another; }
check 'another supergraph is taken up while it runs' "$(within 10 has_another; echo $?)" 0
echo 'type {' >"$work/graph/supergraph.graphql"
check 'a broken one is refused' "$(within 10 has_logged own 'continuing with previous configuration'; echo $?)" 0
contains '  and the old one stays' "$(ask own '{"query":"{ __type(name: \"Query\") { fields { name } } }"}')" 'another'
check 'stops by SIGTERM: exit code' "$(stop own)" 0
remove own
echo '{ "nonsense": 1 }' >"$work/conf/router.yaml"
contains 'a configuration that is not valid ends it' "$(refused "${env[@]}" "${mounts[@]}" "$image")" 'no valid configuration was supplied'
finish
