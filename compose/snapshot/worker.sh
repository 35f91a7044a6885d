#!/usr/bin/env bash
# Runs beside the services, in a container that has their volumes and one for a snapshot. It says on standard output what is
# done and waits on standard input for the word to go on; where that ends, nobody waits for it any more, and it ends too.
#
#   worker.sh save <volume>...      /volumes/<volume> → /snapshot/<volume>
#   worker.sh restore <volume>...   /snapshot/<volume> → /volumes/<volume>
#   worker.sh resume <volume>...    finishes a restore that was cut off after everything was staged
#   worker.sh empty <volume>...     takes all away that is in a volume, as a restore of nothing
#   worker.sh undo <volume>...      takes away what a restore has staged
#   worker.sh sums <volume>...      how long each part is as a stream, and its SHA-256
#   worker.sh pack <volume>         a part as a stream, on standard output
#   worker.sh unpack <volume>       a part from a stream, on standard input
#   worker.sh fill <volume>...      /snapshot/<volume> → /volumes/<volume>, which nobody uses yet
#   worker.sh look <volume>...      nothing
#
# All but save, sums, pack and unpack wait for the word to begin.
set -euo pipefail
export LC_ALL=C
lists=$(mktemp -d)
copy=(cp --archive --reflink=auto --sparse=auto)
staging=.neotool-restore

# Until that word, what is kept in the snapshot is told to who asks.
await() {
  local word name
  while read -r word name && [[ $word == tell ]]; do tell "$name"; done
  [[ ${word:-} == "$1" ]] || exit 3
}

# On standard output, which the engine does not log. Not by the engine, which mounts all volumes once more to read a file: where this program ends
# meanwhile, engines before 23.0 remove what is mounted, too.
tell() {
  if [[ -f /snapshot/$1 ]]; then echo "told $(base64 --wrap=0 "/snapshot/$1")"; else echo told; fi
}

# The same with every volume at once; fails where it fails with one.
each() {
  local act=$1 volume pid failed=0 pids=()
  shift
  for volume; do
    "$act" "$volume" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return "$failed"
}

# Why it ended, where that is known.
explain() {
  local code=$? place
  ((code == 0)) && return
  for place in /snapshot /volumes/*; do
    if (($(free_in "$place") < 16)); then
      echo full
      return
    fi
  done
}
trap explain EXIT

# A disk that is filled to its end is filled for the services, too: what will not fit is not begun. In MiB: what is to be copied, and what is free.
need_room() {
  if (($1 + 64 > $2)); then
    echo full
    exit 1
  fi
}
size_of() { du --summarize --block-size=1M "$1" | cut --fields=1; }
free_in() { df --output=avail --block-size=1M "$1" | tail --lines=1; }

# Of all that is to be copied where the first volume is, and of each in its own, which may lie on another disk. In two questions: a process for each would
# take as long as the copy.
need_room_in_each() {
  local -A sizes=()
  local -a free
  local size path volume
  while read -r size path; do sizes[$path]=$size; done < <(du --block-size=1M --max-depth=1 /snapshot)
  mapfile -t free < <(df --output=avail --block-size=1M "${@/#//volumes/}")
  need_room "${sizes[/snapshot]}" "${free[1]}"
  for volume; do
    free=("${free[@]:1}") # the first line is a heading
    need_room "${sizes[/snapshot/$volume]:-0}" "${free[0]}"
  done
}

# Everything in these volumes but folders with something in them: changed, inode, written, size, path.
# What is true of a file in one moment and not in another is a different line.
listed() {
  local folders=$1
  shift
  find "${volumes[@]}" "$@" \( -type d -fprint0 "$folders" -empty -printf '%C@ %i dir dir %p\0' -o ! -type d -printf '%C@ %i %T@ %s %p\0' \)
}
sorted() { sort --zero-terminated "$@"; }
written_size_path() { cut --zero-terminated --delimiter=' ' --fields=3- "$@"; }
path_of() { cut --zero-terminated --delimiter=' ' --fields=5- "$@"; }

# The first copy, while services write. What changes meanwhile is copied once more, and so is what was touched shortly before
# (a clock of the kernel ticks in milliseconds) or is written through a mapping of memory, which leaves the times as they are:
# they are no part of what counts as seen. All volumes at once: of a small snapshot, programs that begin and end are the most.
begin() {
  moving
  # Files come and go, for who looks as for who copies: what is missing in this list is taken for changed, and at the end all is compared.
  settled > "$lists/before" 2> "$lists/errors" || true
  "${copy[@]}" "${volumes[@]}" /snapshot 2>> "$lists/errors" || true
}
settled() { listed /dev/null ! -cnewer "$lists/moving" ! -name '*.index' ! -name '*.timeindex' ! -name '*-shm' | sorted; }
moving() { touch --date='2 seconds ago' "$lists/moving"; }
changed_since() { comm --zero-terminated -13 "$1" "$2" | path_of | xargs --null --no-run-if-empty "${copy[@]}" --parents --remove-destination --target-directory=/snapshot; }

# A copy that took long is caught up with while services write, too: what they wait for is then short.
advance() {
  moving
  settled > "$lists/later" 2>> "$lists/errors" || true
  changed_since "$lists/before" "$lists/later" 2>> "$lists/errors" || true
  mv "$lists/later" "$lists/before"
}

# While nobody writes: what is there and was not seen just so before.
catch_up() {
  listed "$lists/folders" | sorted > "$lists/now"
  changed_since "$lists/before" "$lists/now"
}

# What was copied and is no more.
drop_gone() {
  path_of "$lists/now" | sorted > "$lists/paths"
  find "${volumes[@]}" ! -type d -print0 | sorted | comm --zero-terminated -23 - "$lists/paths" | xargs --null --no-run-if-empty rm --force --
  sorted "$lists/folders" > "$lists/kept"
  find "${volumes[@]}" -type d -print0 | sorted | comm --zero-terminated -23 - "$lists/kept" | xargs --null --no-run-if-empty rm --recursive --force --
}

# A folder that is in none of both lists has something in it that is: so equal lists are of equal trees.
is_same() {
  listed /dev/null | written_size_path | sorted > "$lists/here"
  cmp --silent "$lists/there" "$lists/here"
}

# The copy must be what was there in that moment, by path, size and time.
finish() {
  local bytes volume
  written_size_path "$lists/now" | sorted > "$lists/there"
  if ! is_same && drop_gone && ! is_same; then
    echo "the copy is not what was there:" >&2
    comm --zero-terminated -3 "$lists/there" "$lists/here" | head --zero-terminated --lines=5 | tr '\0' '\n' >&2
    head --lines=5 "$lists/errors" >&2
    return 1
  fi
  while read -r bytes volume; do
    echo "part $volume $(grep --null-data --count --extended-regexp "^([^ ]+ ){4}$volume(/|$)" "$lists/now") $bytes"
  done < <(du --summarize --block-size=1 "${volumes[@]}")
}

# Until the word to finish: what is for nobody's eyes comes by the way that nobody else reads.
take_files() {
  local word name bytes
  while read -r word name bytes && [[ $word == keep ]]; do
    mkdir -p "/snapshot/${name%/*}"
    (umask 077 && head --bytes="$bytes" > "/snapshot/$name")
  done
  [[ $word == finish ]] || exit 3
}

save() {
  find /snapshot -mindepth 1 -delete # of one that was cut off
  local way=copy probe
  probe=$(find /volumes -type f -size -64k -size +0 -print -quit 2> /dev/null || true)
  if [[ -n $probe ]] && cp --reflink=always "$probe" /snapshot/.probe 2> /dev/null; then way=reflink; fi
  rm --force /snapshot/.probe
  if [[ $way == copy ]]; then need_room "$(size_of /volumes)" "$(free_in /snapshot)"; fi
  volumes=("$@")
  cd /volumes
  if (($# > 0)); then begin; fi
  if (($# > 0 && SECONDS > 3)); then advance; fi
  echo "copied $way"
  await freeze
  if (($# > 0)); then catch_up; fi
  echo frozen
  take_files
  cd /snapshot
  if (($# > 0)); then finish; fi
  echo done
}

# Kafka takes storage for its own by this id, which is the instance's.
adopt() {
  if [[ -n ${CLUSTER_ID:-} && -f $1/meta.properties ]]; then sed --in-place "s/^cluster\.id=.*/cluster.id=$CLUSTER_ID/" "$1/meta.properties"; fi
}

# Beside what is there, and on the same file system.
stage() {
  local new=/volumes/$1/$staging/new
  mkdir -p "$new"
  "${copy[@]}" "/snapshot/$1/." "$new"
  adopt "$new"
  touch "/volumes/$1/$staging/staged"
}

stage_nothing() {
  cd "/volumes/$1"
  mkdir -p "$staging/new"
  chown --reference=. "$staging/new"
  chmod --reference=. "$staging/new"
  touch "$staging/staged"
}

# By renaming, and so that it can be gone on with from wherever it was cut off.
swap() {
  cd "/volumes/$1"
  if [[ -e $staging/staged ]]; then
    if [[ ! -e $staging/cleared ]]; then
      mkdir -p "$staging/old"
      find . -mindepth 1 -maxdepth 1 ! -name "$staging" -exec mv --target-directory="$staging/old" {} +
      touch "$staging/cleared"
    fi
    chown --reference="$staging/new" .
    chmod --reference="$staging/new" .
    find "$staging/new" -mindepth 1 -maxdepth 1 -exec mv --target-directory=. {} +
    rm "$staging/staged"
  fi
  rm --recursive --force "$staging"
}

unstage() { rm --recursive --force "/volumes/$1/$staging"; }

# The folder itself stays: a service may wait until it is gone.
clear_staged() {
  if [[ -d /volumes/$1/$staging ]]; then find "/volumes/$1/$staging" -mindepth 1 -delete; fi
}

restore() {
  await begin
  each clear_staged "$@" # of one that was cut off
  if (($# > 0)); then need_room_in_each "$@"; fi
  each stage "$@"
  echo staged
  await swap
  each swap "$@"
  echo done
}

resume() {
  await begin
  each swap "$@"
  echo done
}

empty() {
  await begin
  each unstage "$@"
  each stage_nothing "$@"
  each swap "$@"
  echo done
}

undo() {
  await begin
  each unstage "$@"
  echo done
}

# A part as one stream, the same each time: what is in a snapshot does not change. Not --format=posix, which names sparse files by its process id.
pack() {
  tar --create --sparse --hole-detection=raw --sort=name --format=gnu --numeric-owner --directory="/snapshot/$1" .
}

# The parts of a snapshot, each with its bytes as a stream and their SHA-256.
sums() {
  local name
  mkfifo "$lists/copy"
  for name; do
    wc --bytes < "$lists/copy" > "$lists/bytes" &
    pack "$name" | tee "$lists/copy" | sha256sum > "$lists/sum"
    wait $!
    echo "sum $name $(< "$lists/bytes") $(cut --delimiter=' ' --fields=1 "$lists/sum")"
  done
  echo done
}

unpack() {
  mkdir -p "/snapshot/$1"
  tar --extract --sparse --preserve-permissions --same-owner --numeric-owner --directory="/snapshot/$1"
  echo done
}

# What an image has put into a new volume is nothing of a snapshot's.
pour() {
  find "/volumes/$1" -mindepth 1 -delete
  "${copy[@]}" "/snapshot/$1/." "/volumes/$1"
  chown --reference="/snapshot/$1" "/volumes/$1"
  chmod --reference="/snapshot/$1" "/volumes/$1"
  adopt "/volumes/$1"
}

fill() {
  await begin
  if (($# > 0)); then need_room "$(size_of /snapshot)" "$(free_in "/volumes/$1")"; fi
  each pour "$@"
  echo done
}

look() {
  await begin
  echo done
}

"$@"
