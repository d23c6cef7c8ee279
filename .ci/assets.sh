#!/usr/bin/env bash
# What a package brings beside the program, made by the program itself: `.ci/assets.sh PROGRAM FOLDER` writes manual pages
# into FOLDER/man and completions into FOLDER/completions.
set -euo pipefail

program=$1
folder=$2
mkdir -p "$folder/man" "$folder/completions"
"$program" --quiet man "$folder/man"
"$program" completions bash >"$folder/completions/sidecoach"
"$program" completions zsh >"$folder/completions/_sidecoach"
"$program" completions fish >"$folder/completions/sidecoach.fish"
"$program" completions powershell >"$folder/completions/_sidecoach.ps1"
"$program" completions elvish >"$folder/completions/sidecoach.elv"
