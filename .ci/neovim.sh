#!/usr/bin/env bash
# The language server with a real editor, headless Neovim: a pack with a mistyped feeling is opened, the finding shows, its
# quick fix is taken, and the file written is compared. Installs Neovim where apt can, and skips where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v nvim >/dev/null; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends neovim >/dev/null || true
    fi
    if ! command -v nvim >/dev/null; then
        echo "skipped: there is no nvim here, and only root can install it with apt-get" >&2
        exit 0
    fi
fi

cargo build --locked --quiet
target=$(cargo metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/wanted.toml" <<'PACK'
format = 1
title = "Fixed by an editor"
rating = "general"

[[prompt]]
id = "late"
text = "The {host} 😀 waits."

  [[prompt.role]]
  name = "host"
  label = "😀 waits" # columns after it count differently in bytes, characters and UTF-16
  feeling = "joy -> remorse:2 @60%"
PACK
sed 's/remorse/remourse/' "$folder/wanted.toml" >"$folder/pack.toml"

# Nothing of the user's own: no settings, no log, no plugins.
env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME \
    HOME="$folder" SIDECOACH="$target/debug/sidecoach" PACK="$folder/pack.toml" \
    timeout 120 nvim --headless --clean -n -c 'luafile .ci/neovim.lua'
echo
diff -u "$folder/wanted.toml" "$folder/pack.toml"
nvim --version | head -n 1
echo "the finding showed, and its fix was taken"
