#!/bin/sh
# The first program of a container whose data may be exchanged or taken away while it stays: a container that is stopped and started takes half a second
# of two processors, and gets another address.
#
#   renew.sh run <folder> <program> [argument…]    the program; after each `aside` another one, as soon as the folder is gone
#   renew.sh early <folder> <program> […]          the same, and the next one is begun at once: it waits by itself until the folder is gone
#   renew.sh aside <folder> <signal>               in that container, while it runs: makes the folder and ends the program
#
# Whoever has called for `aside` does with the data what is to be done, and removes the folder. Where nobody does, nothing runs on half of it. With a file
# `wipe` in it, the data are to be taken away: a container that is started then begins with that.
set -eu
pid=${TMPDIR:-/tmp}/neotool-program.pid

aside() {
  folder=$1 signal=$2
  old=$(cat "$pid")
  mkdir -p "$folder"
  kill -s "$signal" "$old"
  turns=0
  while kill -0 "$old" 2> /dev/null; do
    turns=$((turns + 1))
    [ "$turns" -lt 300 ] || exit 1 # it does not listen: whoever has called stops the container
    sleep 0.01
  done
}

begin() {
  if [ "$mode" = run ]; then
    while [ -e "$folder" ]; do sleep 0.05; done # each is a process
  fi
  exec "$@"
}

program=
ending=
forward() {
  [ -z "$program" ] || kill -s "$1" "$program" 2> /dev/null || true
}
end() {
  forward "$1"
  # A shell in the background ignores INT and QUIT, so what still waits would go on.
  if [ "$mode" = run ] && [ -e "$folder" ]; then forward TERM; fi
  if [ -z "$ending" ]; then repeat "$1" & fi
  ending=$1
}

# What has just begun does not listen yet, and what reaches it before is lost: its container would be killed after all its grace.
repeat() {
  while sleep 0.5 && kill -s "$1" "$program" 2> /dev/null; do :; done
}

run() {
  # What wipes has ended with the container, as all in it: the data are those of nobody, and nobody else removes the folder. dev/data/files/wipe.ts
  if [ -e "$folder/wipe" ]; then (cd "${folder%/*}" && rm -rf -- * .[!.]*) || true; fi
  if [ -e "$folder" ]; then echo "$folder is there: the exchange of these data was cut off, and this waits until neotool dev up has ended it."; fi
  for name in TERM INT QUIT; do trap "end $name" "$name"; done
  for name in HUP USR1 USR2; do trap "forward $name" "$name"; done
  while :; do
    begin "$@" &
    program=$!
    echo "$program" > "$pid" || true # a full disk: `aside` fails then, and nothing else
    [ -z "$ending" ] || forward "$ending"
    code=0
    wait "$program" || code=$?
    while kill -0 "$program" 2> /dev/null; do wait "$program" && code=0 || code=$?; done # a signal ends a wait, and not what is waited for
    if [ -n "$ending" ] || [ ! -e "$folder" ]; then exit "$code"; fi
  done
}

mode=$1 folder=$2
case $mode in
  aside) aside "$folder" "$3" ;;
  run | early)
    shift 2
    run "$@"
    ;;
esac
