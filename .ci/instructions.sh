#!/usr/bin/env bash
# How many instructions a draw, a check of packs and a frame take, held against the counts in instructions.txt: more than 5
# in a hundred above them fails, on a machine of any speed. Counts builds without optimisation, which the tests need
# anyway; another compiler counts otherwise, so what is counted with one is only held against counts with the same.
#
#     .ci/instructions.sh          compares
#     .ci/instructions.sh --renew  writes the counts anew
set -euo pipefail
cd "$(dirname "$0")/.."
kept=.ci/instructions.txt

command -v valgrind >/dev/null || { apt-get update && apt-get install -y --no-install-recommends valgrind; } >&2
cargo build --quiet --locked
frames=$(cargo bench --quiet --locked --profile dev --bench moments --no-run --message-format json |
    sed -n 's/.*"name":"moments".*"executable":"\([^"]*\)".*/\1/p')
home=$(mktemp -d)
trap 'rm -r "$home"' EXIT

count() {
    env -i HOME="$home" PATH="$PATH" valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
        awk '/Collected/ { print $4 }'
}
counts() {
    rustc --version | sed 's/^/# /'
    echo "draw $(count target/debug/sidecoach draw --seed 1)"
    echo "check $(count target/debug/sidecoach pack check prompt-packs/*.toml)"
    # What is around the frames is in both.
    echo "frame $((($(count "$frames" 60) - $(count "$frames" 10)) / 50))"
}

counted=$(counts)
if [ "${1:-}" = --renew ]; then
    echo "$counted" >"$kept"
    cat "$kept"
elif [ "$(head -1 "$kept")" != "$(head -1 <<<"$counted")" ]; then
    echo "$counted"
    echo "counted with another compiler than $kept, so not compared; renew it with $0 --renew"
else
    join <(grep -v '^#' "$kept" | sort) <(grep -v '^#' <<<"$counted" | sort) |
        awk '{ printf "%-6s %12d instructions, %+.1f %%\n", $1, $3, 100 * ($3 / $2 - 1) }
            $3 > 1.05 * $2 { bad = 1 }
            END { if (bad) print "more than 5 % above what was; find out why, or renew the counts and say why"; exit bad || NR != 3 }'
fi
