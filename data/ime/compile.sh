#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# compile.sh SOURCE OUT: compiles schemas and dictionary into what librime maps at run time.
set -euo pipefail
source=$1
out=$2

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkdir "$folder/shared" "$folder/user"
cp "$source"/*.yaml /usr/share/rime-data/pinyin_simp.dict.yaml "$folder/shared/"
# It says everything it does, and ends with 0 whatever happens.
rime_deployer --build "$folder/user" "$folder/shared" "$folder/built" > "$folder/log" 2>&1
for name in pinyin fuzzy nine; do
  cp "$folder/built/yizhan_$name.prism.bin" "$folder/built/yizhan_$name.schema.yaml" "$out/" || {
    cat "$folder/log" >&2
    exit 1
  }
done
cp "$folder/built/yizhan_pinyin.table.bin" "$folder/built/default.yaml" "$out/"
