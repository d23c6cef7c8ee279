#!/usr/bin/env bash
# Every export with a tool that others wrote: a sample log is exported in each format, read, and compared with what is in
# the log. Installs the readers from PyPI into a venv of its own, and skips where that can't be.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if ! python3 -m venv "$folder/venv" 2>/dev/null; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null || true
    fi
fi
if ! { python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    frictionless==5.21.0 webvtt-py==0.6.0 OpenTimelineIO==0.18.1 check-jsonschema==0.39.0; }; then
    echo "skipped: the readers can't be installed here (they need Python's venv and PyPI)" >&2
    exit 0
fi

cargo build --locked --quiet
target=$(cargo metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
mkdir "$folder/home" "$folder/work"
env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME HOME="$folder/home" TZ=UTC \
    "$folder/venv/bin/python" .ci/exports.py "$target/debug/sidecoach" "$folder/work"
