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
    if (($(df --output=avail --block-size=1M "$place" | tail -n 1) < 16)); then
      echo full
      return
    fi
  done
}
trap explain EXIT

# A disk that is filled to its end is filled for the services, too: what will not fit is not begun.
need_room() {
  local from=$1 to=$2
  if (($(du --summarize --block-size=1M "$from" | cut --fields=1) + 64 > $(df --output=avail --block-size=1M "$to" | tail -n 1))); then
    echo full
    exit 1
  fi
}

# The same of each volume, which may lie on a disk of its own, and of all that is to be copied where the first is. In two questions: a process for each would
# take as long as the copy.
need_room_for_all() {
  local -A bytes=()
  local -a rooms
  local size path volume
  while read -r size path; do bytes[$path]=$size; done < <(du --block-size=1M --max-depth=1 /snapshot)
  mapfile -t rooms < <(df --output=avail --block-size=1M "${@/#//volumes/}")
  if ((bytes[/snapshot] + 64 > rooms[1])); then echo full && exit 1; fi
  for volume; do
    rooms=("${rooms[@]:1}") # the first line is a heading
    if ((${bytes[/snapshot/$volume]:-0} + 64 > rooms[0])); then echo full && exit 1; fi
  done
}

# Everything below here but folders with something in them, sorted: changed, inode, written, size, path.
# What is true of a file in one moment and not in another is a different line.
seen() {
  local folders=$1
  shift
  find . "$@" \( -type d -fprint0 "$folders" -empty -printf '%C@ %i dir dir %p\0' -o ! -type d -printf '%C@ %i %T@ %s %p\0' \) | sort --zero-terminated
}
written_size_path() { cut --zero-terminated --delimiter=' ' --fields=3- "$@"; }
path_of() { cut --zero-terminated --delimiter=' ' --fields=5- "$@"; }

# The first copy, while services write. What changes meanwhile is copied once more, and so is what was touched shortly before
# (a clock of the kernel ticks in milliseconds) or is written through a mapping of memory, which leaves the times as they are:
# they are no part of what counts as seen.
begin() {
  mkdir -p "/snapshot/$1"
  cd "/volumes/$1"
  # Files come and go, for who looks as for who copies: what is missing in this list is taken for changed, and at the end all is compared.
  settled > "$lists/$1.before" 2> "$lists/$1.errors" || true
  "${copy[@]}" . "/snapshot/$1" 2>> "$lists/$1.errors" || true
}
settled() { seen /dev/null ! -cnewer "$lists/moving" ! -name '*.index' ! -name '*.timeindex' ! -name '*-shm'; }
moving() { touch --date='2 seconds ago' "$lists/moving"; }
changed_since() { comm --zero-terminated -13 "$1" "$2" | path_of | xargs --null --no-run-if-empty "${copy[@]}" --parents --remove-destination --target-directory="$3"; }

# A copy that took long is caught up with while services write, too: what they wait for is then short.
advance() {
  cd "/volumes/$1"
  settled > "$lists/$1.later" 2>> "$lists/$1.errors" || true
  changed_since "$lists/$1.before" "$lists/$1.later" "/snapshot/$1" 2>> "$lists/$1.errors" || true
  mv "$lists/$1.later" "$lists/$1.before"
}

# While nobody writes: what is there and was not seen just so before.
catch_up() {
  cd "/volumes/$1"
  seen "$lists/$1.folders" > "$lists/$1.now"
  changed_since "$lists/$1.before" "$lists/$1.now" "/snapshot/$1"
}

# What was copied and is no more.
drop_gone() {
  path_of "$lists/$1.now" | sort --zero-terminated > "$lists/$1.paths"
  find . ! -type d -print0 | sort --zero-terminated | comm --zero-terminated -23 - "$lists/$1.paths" | xargs --null --no-run-if-empty rm --force --
  sort --zero-terminated "$lists/$1.folders" > "$lists/$1.kept"
  find . -type d -print0 | sort --zero-terminated | comm --zero-terminated -23 - "$lists/$1.kept" | xargs --null --no-run-if-empty rm --recursive --force --
}

# A folder that is in none of both lists has something in it that is: so equal lists are of equal trees.
is_same() {
  seen /dev/null | written_size_path | sort --zero-terminated > "$lists/$1.here"
  cmp --silent "$lists/$1.there" "$lists/$1.here"
}

# The copy must be what was there in that moment, by path, size and time.
finish() {
  cd "/snapshot/$1"
  written_size_path "$lists/$1.now" | sort --zero-terminated > "$lists/$1.there"
  if ! is_same "$1" && drop_gone "$1" && ! is_same "$1"; then
    echo "the copy of $1 is not what was there:" >&2
    comm --zero-terminated -3 "$lists/$1.there" "$lists/$1.here" | head --zero-terminated --lines=5 | tr '\0' '\n' >&2
    head --lines=5 "$lists/$1.errors" >&2
    return 1
  fi
  echo "part $1 $(tr --delete --complement '\0' < "$lists/$1.now" | wc --bytes) $(du --summarize --block-size=1 . | cut --fields=1)"
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
  if [[ $way == copy ]]; then need_room /volumes /snapshot; fi
  moving
  each begin "$@"
  if ((SECONDS > 3)); then
    moving
    each advance "$@"
  fi
  echo "copied $way"
  await freeze
  each catch_up "$@"
  echo frozen
  take_files
  each finish "$@"
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
  if (($# > 0)); then need_room_for_all "$@"; fi
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
  if (($# > 0)); then need_room /snapshot "/volumes/$1"; fi
  each pour "$@"
  echo done
}

look() {
  await begin
  echo done
}

"$@"
