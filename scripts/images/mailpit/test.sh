#!/usr/bin/env bash
# Checks the contract of axllent/mailpit on which the stack relies.
# shellcheck disable=SC2016 # $ in the templates of docker
. "$(dirname "${BASH_SOURCE[0]}")/../testing.sh"
# From a container of the base, whose bash speaks TCP: the image itself need not have a program that speaks HTTP.
base=${2:-neotool.local/base:bookworm}
get() { container --rm --entrypoint bash "$base" -c "exec 3<>/dev/tcp/$1/8025 && printf '${3:-GET} $2 HTTP/1.0\r\nHost: $1\r\n\r\n' >&3 && timeout 5 cat <&3" 2>&1; }
# A dialogue of SMTP: what stands on standard input, each command once the one before it is answered.
talk() {
  container --rm -i --entrypoint bash "$base" -c "exec 3<>/dev/tcp/$1/1025
    answer() { while read -r line <&3; do echo \"\$line\"; [ \"\${line:3:1}\" = - ] || break; done; }
    answer
    while read -r command; do printf '%s\r\n' \"\$command\" >&3; case \$command in 'Subject:'* | '') ;; *) answer ;; esac; done" 2>&1
}
is_up() { get "$1" /readyz | grep -q '200 OK'; }
ready() { within 20 is_up "$1" || logs "$1" | tail -n 5; }

check 'entrypoint, ports' "$(setting '{{.Config.Entrypoint}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}} {{end}}')" '[/mailpit] 1025/tcp 1110/tcp 8025/tcp '
contains 'version' "$(container --rm "$image" version --no-release-check 2>&1)" 'v1.31.1'
check 'a shell, and what empties a folder and says how large it is' "$(container --rm --entrypoint sh "$image" -c 'command -v rm ls du >/dev/null && echo yes')" yes
volume data >/dev/null
own=(-e MP_DATABASE=/data/mailpit.db -e MP_SMTP_AUTH_ACCEPT_ANY=1 -e MP_SMTP_AUTH_ALLOW_INSECURE=1 -e MP_DISABLE_VERSION_CHECK=1 -v "$id-data:/data" "$image")
start own "${own[@]}"
ready own
check 'ready by its own question' "$(inside own /mailpit readyz >/dev/null 2>&1; echo $?)" 0
contains 'takes a mail, with any password' "$(printf 'EHLO me\nAUTH PLAIN AG1lAHB3\nMAIL FROM:<a@example.com>\nRCPT TO:<b@example.com>\nDATA\nSubject: of the test\n\n.\nQUIT\n' | talk own | tail -n 2 | head -n 1)" '250 '
has_mail() { get "$1" /api/v1/messages | grep -q 'of the test'; }
check '  and shows it' "$(within 10 has_mail own; echo $?)" 0
contains 'web pages' "$(get own /)" 'dist/app.js'
contains '  with what they are made of' "$(get own /dist/app.js | head -n 1)" '200 OK'
check 'stops by SIGTERM: exit code' "$(stop own)" 0
remove own
start own "${own[@]}"
ready own
check 'mails survive a new container' "$(within 10 has_mail own; echo $?)" 0
finish
