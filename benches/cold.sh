#!/usr/bin/env bash
# A cold draw from the packs that come with the program beside `fortune`, in pairs: wall time, instructions, system calls.
# Installs fortune, valgrind and strace where apt can. The home is an empty one.
#
#     benches/cold.sh [PAIRS]
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in fortune-mod:/usr/games/fortune valgrind:/usr/bin/valgrind strace:/usr/bin/strace; do
    [ -x "${tool#*:}" ] || apt-get install -y --no-install-recommends "${tool%%:*}" fortunes >&2
done
cargo build --quiet --release --locked
home=$(mktemp -d)
trap 'rm -r "$home"' EXIT

draw() { env -i HOME="$home" "$@" target/release/sidecoach draw; }
fortune() { env -i HOME="$home" "$@" /usr/games/fortune; }
now() { date +%s%N; }

for _ in $(seq "${1:-100}"); do
    a=$(now) && draw >/dev/null 2>&1 && b=$(now) && fortune >/dev/null && c=$(now)
    echo "$((b - a)) $((c - b))"
done | awk '{ printf "%.3f %.3f %.3f\n", $1 / 1e6, $2 / 1e6, $1 / $2 }' | sort -n -k3 |
    awk '{ row[NR] = $0 } END { split(row[int((NR + 1) / 2)], m, " "); print "wall: the pair in the middle, draw ms, fortune ms, ratio: " m[1], m[2], m[3] }'
for program in draw fortune; do
    $program valgrind --tool=callgrind --callgrind-out-file=/dev/null 2>&1 >/dev/null | awk -v p="$program" '/Collected/ { print p ": instructions", $4 }'
    $program strace -fc -o "$home/calls" >/dev/null 2>&1
    awk -v p="$program" '/total$/ { print p ": system calls", $4 }' "$home/calls"
done
