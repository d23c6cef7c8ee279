#!/usr/bin/env bash
# A log of a million takes, with DuckDB beside it in the same run. Installs that below target/.
#
#     benches/million.sh [TAKES]
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/target/peers/duckdb

[ -x "$venv/bin/python" ] || {
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet duckdb==2.0.1
}

cargo bench --quiet --bench million -- "${1:-1000000}" "$venv/bin/python"
