#!/usr/bin/env bash
# Checks of busybox:1.37 what "neotool dev setup" uses to try networks, volumes and ports of an engine.
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
volume data >/dev/null

check 'a script' "$(container --rm "$image" sh -c 'seq 3 | wc -l')" 3
check 'a user without root' "$(container --rm --user 65534:65534 "$image" id -un)" nobody
check 'env by its usual path' "$(container --rm "$image" /usr/bin/env sh -c 'echo yes')" yes
container --rm -v "$id-data:/data" "$image" sh -c 'echo kept >/data/file'
check 'a volume keeps its content' "$(container --rm -v "$id-data:/data" "$image" cat /data/file)" kept

start web -p 127.0.0.1::80 -v "$id-data:/www" "$image" httpd -f -p 80 -h /www
within 10 container --rm "$image" wget -q -O - http://web/file
check 'wget over the network, by name' "$(container --rm "$image" wget -q -T 5 -O - http://web/file)" kept
check 'nslookup' "$(container --rm "$image" nslookup -type=a web | grep -c 'Name:.*web')" 1
port=$(docker port "$id-web" 80 | sed -n 's/.*://p')
check 'a published port' "$(docker run --rm --label "$label" --network host "$image" wget -q -T 5 -O - "http://127.0.0.1:$port/file")" kept
start echo "$image" nc -l -p 7 -e cat
check 'nc' "$(container --rm -i "$image" nc -w 2 echo 7 <<<hello)" hello
check 'nothing listens: a failure' "$(container --rm "$image" nc -w 2 web 81 </dev/null 2>/dev/null; echo $?)" 1
finish
