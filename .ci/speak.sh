#!/usr/bin/env bash
# A warm-up read aloud by espeak-ng into a file: every line, in time with the log. Installs espeak-ng where apt can, and
# skips where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v espeak-ng >/dev/null; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends espeak-ng >/dev/null || true
    fi
    if ! command -v espeak-ng >/dev/null; then
        echo "skipped: there is no espeak-ng here, and only root can install it with apt-get" >&2
        exit 0
    fi
fi

cargo test --locked --quiet --lib espeak_reads_every_line_aloud
espeak-ng --version
