#!/usr/bin/env bash
# Checks the contract of hashicorp/vault:1.21.1 on which the stack relies.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
token=root-token-$$
# The two commands in use: the image's own, and one that leaves the token to the environment.
start own -e "VAULT_DEV_ROOT_TOKEN_ID=$token" "$image"
start quiet -e "VAULT_DEV_ROOT_TOKEN_ID=$token" "$image" vault server -dev -dev-listen-address=0.0.0.0:8200
# From another container, by the network; busybox' wget is in the official image too.
get() { container --rm --entrypoint wget "$image" -q -T 5 -O - --header "X-Vault-Token: $token" "http://$1:8200/v1/$2" 2>&1; }
post() { container --rm --entrypoint wget "$image" -q -T 5 -O - --header "X-Vault-Token: $token" --post-data "$3" "http://$1:8200/v1/$2" 2>&1; }
vault() { docker exec -i -e VAULT_ADDR=http://127.0.0.1:8200 -e "VAULT_TOKEN=$token" "$id-$1" vault "${@:2}" 2>&1; }
ready() { within 30 get "$1" sys/health || logs "$1" | tail -n 5; }
processes() { docker top "$id-$1" -eo pid,uid,args; }

check 'volumes' "$(setting '{{range $path, $_ := .Config.Volumes}}{{$path}} {{end}}')" '/vault/file /vault/logs '
check 'command, port' "$(setting '{{.Config.Cmd}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}}{{end}}')" '[server -dev] 8200/tcp'
for name in own quiet; do
  ready "$name"
  # wget fails on any other status than 200.
  contains "$name: /v1/sys/health is 200, unsealed" "$(get "$name" sys/health)" '"sealed":false'
  check "$name: the token of the environment is root" "$(get "$name" auth/token/lookup-self | grep -c '"policies":\["root"\]')" 1
  check "$name: runs as the user vault" "$(processes "$name" | grep ' server ' | grep -v dumb-init | awk '{ print $2 }')" "$(inside "$name" id -u vault)"
done
# The entrypoint passes the token as an argument when the command is "server".
check 'server -dev: the token is on the command line' "$(processes own | grep -c "token-id=$token")" 1
check 'vault server -dev: the token is not on the command line' "$(processes quiet | grep -c "$token")" 0
contains 'version' "$(vault quiet version)" 'Vault v1.21.1'

path=secret/data/jwt/keys/default
contains 'KV v2 at secret/: written if absent' "$(post quiet $path '{"data":{"private":"a","public":"b"},"options":{"cas":0}}')" '"version":1'
contains '  and a second time refused' "$(post quiet $path '{"data":{"private":"c","public":"d"},"options":{"cas":0}}')" '400 Bad Request'
contains '  and read' "$(get quiet $path)" '"data":{"private":"a","public":"b"}'
check '  and read with the command line inside' "$(vault quiet kv get -field=public secret/jwt/keys/default)" b
contains 'a wrong token is refused' "$(token=wrong get quiet $path)" '403 Forbidden'

contains 'kubernetes auth' "$(vault quiet auth enable kubernetes)" 'Success'
contains '  takes its configuration' "$(vault quiet write auth/kubernetes/config kubernetes_host=https://kubernetes.default.svc disable_local_ca_jwt=true)" 'Success'
contains '  and a role' "$(vault quiet write auth/kubernetes/role/app bound_service_account_names=app bound_service_account_namespaces=production audience=vault policies=default ttl=24h)" 'Success'
contains 'a policy' "$(vault quiet policy write app - <<<'path "secret/data/*" { capabilities = ["read"] }')" 'Success'
contains 'transit' "$(vault quiet secrets enable transit)" 'Success'

docker restart "$id-quiet" >/dev/null
ready quiet
contains 'dev mode forgets at a restart' "$(get quiet $path)" '404 Not Found'
check '  but not the token of the environment' "$(get quiet auth/token/lookup-self | grep -c '"policies":\["root"\]')" 1
before=$SECONDS
stop quiet >/dev/null
check 'stops by itself, before the engine kills it' "$((SECONDS - before < 9))" 1

start confined --user 100:1000 --cap-drop ALL --security-opt no-new-privileges -e SKIP_SETCAP=1 -e SKIP_CHOWN=1 \
  -e "VAULT_DEV_ROOT_TOKEN_ID=$token" "$image"
ready confined
contains 'without root and capabilities' "$(get confined sys/health)" '"sealed":false'
start configured -e 'VAULT_LOCAL_CONFIG={"storage":{"raft":{"path":"/vault/file","node_id":"1"}},"api_addr":"http://127.0.0.1:8200","cluster_addr":"http://127.0.0.1:8201","listener":{"tcp":{"address":"0.0.0.0:8200","tls_disable":true}},"disable_mlock":true}' "$image" server
within 30 has_logged configured 'Vault server started' || logs configured | tail -n 5
contains 'VAULT_LOCAL_CONFIG, a server that is not for development' "$(get configured 'sys/health?uninitcode=200')" '"initialized":false'
finish
