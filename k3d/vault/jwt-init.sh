#!/bin/sh
# Writes the JWT key pairs of an instance into Vault, each only where nothing is: whoever wrote first, wins.
#   jwt-init.sh ADDRESS FOLDER MOUNT PATH
# FOLDER holds `token` and a `<kid>.json` for each pair, which may come later: the first pair is made while Vault starts.
# Keys and token go from files to Vault, and never through arguments. Runs in pods of Vault's own image.
set -u
address=$1 folder=$2 mount=$3 path=$4
# The kubelet shows a new Secret to a running pod within about 90 seconds.
attempts=150

# A refused connection is tried again here, and not a second later by the client.
export VAULT_ADDR="$address" VAULT_MAX_RETRIES=0 VAULT_CLIENT_TIMEOUT=5

is_there() { vault kv get -mount="$mount" "$1" >/dev/null 2>&1; }

# 0: nothing was there. Of two that write at once, one is refused, and finds what the other wrote.
write() { vault kv put -mount="$mount" -cas=0 "$1" "@$2" >/dev/null 2>&1; }

write_all() {
  [ -s "$folder/token" ] || return 1
  VAULT_TOKEN=$(cat "$folder/token")
  export VAULT_TOKEN
  for file in "$folder"/*.json; do
    [ -s "$file" ] || return 1
    kid=${file##*/}
    secret=$path/${kid%.json}
    is_there "$secret" || write "$secret" "$file" || is_there "$secret" || return 1
  done
}

until write_all; do
  attempts=$((attempts - 1))
  if [ "$attempts" -le 0 ]; then
    echo "the JWT keys could not be written: no keys in $folder, or no Vault at $address" >&2
    exit 1
  fi
  sleep 1
done
echo "the JWT keys are in Vault at $mount/$path"
