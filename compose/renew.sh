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

program= # none: what comes is kept for the next
ending=
missed=
forward() {
  if [ -n "$program" ]; then kill -s "$1" "$program" 2> /dev/null || true; else missed="$missed $1"; fi
}

# A shell in the background ignores INT and QUIT, and so does what it becomes, until that says otherwise: what reaches it before is lost. Others it does not ignore.
is_deaf() {
  case $1 in INT) bit=2 ;; QUIT) bit=4 ;; *) return 1 ;; esac
  ignored=0
  while read -r key value; do
    if [ "$key" = SigIgn: ]; then ignored=${value#"${value%?}"}; fi # the last of its digits, which are hexadecimal
  done 2> /dev/null < "/proc/$program/status" || true
  [ $((0x$ignored & bit)) -ne 0 ]
}
tell_when_it_listens() {
  while is_deaf "$1"; do sleep 0.05; done
  forward "$1"
}

end() {
  ending=$1
  [ -n "$program" ] || return 0
  if is_deaf "$1"; then tell_when_it_listens "$1" & else forward "$1"; fi
  if [ "$mode" = run ] && [ -e "$folder" ]; then forward TERM; fi # it still waits
}

run() {
  # What wipes has ended with the container, as all in it: the data are those of nobody, and nobody else removes the folder. dev/data/files/wipe.ts
  if [ -e "$folder/wipe" ]; then (cd "${folder%/*}" && rm -rf -- * .[!.]*) || true; fi
  if [ -e "$folder" ]; then echo "$folder is there: the exchange of these data was cut off, and this waits until neotool dev up has ended it."; fi
  for name in TERM INT QUIT; do trap "end $name" "$name"; done
  for name in HUP USR1 USR2; do trap "forward $name" "$name"; done
  while :; do
    program=
    begin "$@" &
    program=$!
    echo "$program" > "$pid" || true # a full disk: `aside` fails then, and nothing else
    for name in $missed; do forward "$name"; done
    missed=
    [ -z "$ending" ] || end "$ending"
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
