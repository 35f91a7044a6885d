#!/bin/sh
# shellcheck disable=SC3045 # the shells that can be /bin/sh here have it
set -e
ulimit -c 0

config_dir=/vault/config

interface_address() {
  ip -4 addr show dev "$1" | awk '$1 == "inet" { sub("/.*", "", $2); print $2; exit }'
}

with_host() {
  printf '%s//%s:%s\n' "${1%%//*}" "$2" "${1##*:}"
}

if [ -n "$VAULT_REDIRECT_INTERFACE" ]; then
  VAULT_REDIRECT_ADDR=$(with_host "${VAULT_REDIRECT_ADDR:-http://0.0.0.0:8200}" "$(interface_address "$VAULT_REDIRECT_INTERFACE")")
  export VAULT_REDIRECT_ADDR
fi
if [ -n "$VAULT_CLUSTER_INTERFACE" ]; then
  VAULT_CLUSTER_ADDR=$(with_host "${VAULT_CLUSTER_ADDR:-https://0.0.0.0:8201}" "$(interface_address "$VAULT_CLUSTER_INTERFACE")")
  export VAULT_CLUSTER_ADDR
fi

if [ -n "$VAULT_LOCAL_CONFIG" ]; then
  printf '%s\n' "$VAULT_LOCAL_CONFIG" > "$config_dir/local.json"
fi

case "$1" in
  -*) set -- vault "$@" ;;
  server)
    shift
    set -- vault server \
      -config="$config_dir" \
      -dev-root-token-id="$VAULT_DEV_ROOT_TOKEN_ID" \
      -dev-listen-address="${VAULT_DEV_LISTEN_ADDRESS:-0.0.0.0:8200}" \
      "$@"
    ;;
  version) set -- vault "$@" ;;
  vault | '') ;;
  *)
    # Vault exits 0 for the help of a command it does not know, so the text decides.
    if vault --help "$1" 2>&1 | grep -q "vault $1"; then
      set -- vault "$@"
    fi
    ;;
esac

if [ "$1" = vault ] && [ "$(id -u)" = 0 ]; then
  if [ -z "$SKIP_CHOWN" ]; then
    for dir in /vault/config /vault/logs /vault/file; do
      if [ "$(stat -c %u "$dir")" != "$(id -u vault)" ]; then
        chown -R vault:vault "$dir" || echo "could not chown $dir" >&2
      fi
    done
  fi

  # An ambient capability does what the official image does with setcap, and
  # needs no change to the binary. CapPrm bit 14 is CAP_IPC_LOCK.
  caps=
  prm=$(awk '$1 == "CapPrm:" { print $2 }' /proc/self/status)
  if [ -z "$SKIP_SETCAP" ] && [ $(( (0x$prm >> 14) & 1 )) = 1 ]; then
    caps='--inh-caps=+ipc_lock --ambient-caps=+ipc_lock'
  fi
  # shellcheck disable=SC2086
  set -- setpriv --reuid=vault --regid=vault --init-groups $caps -- "$@"
  export HOME=/home/vault
fi

exec "$@"
