#!/usr/bin/env bash
# A running scene beside other terminal timers, in the one harness of benches/clock.rs. Installs the others below target/.
#
#     benches/peers.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
peers=$PWD/target/peers

cargo install --quiet --locked --root "$peers" timr-tui@1.9.0
cargo install --quiet --locked --root "$peers" clock-tui@0.6.1
[ -x "$peers/venv/bin/termdown" ] || {
    python3 -m venv "$peers/venv"
    "$peers/venv/bin/pip" install --quiet termdown==2.0.0
}

cargo bench --quiet --bench clock -- "${1:-30}" \
    "$peers/bin/timr-tui -m countdown -c 10:00 -r :: s" \
    "$peers/venv/bin/termdown 600" \
    "$peers/bin/tclock timer -d 10m"
