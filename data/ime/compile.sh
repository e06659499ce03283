#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# compile.sh SOURCE OUT: all that typing needs at run time: schemas and dictionaries as librime maps
# them, the model for handwriting, and for each character a word that tells it apart.
set -euo pipefail
export LC_ALL=C
source=$1
out=$2
words=/usr/share/rime-data/pinyin_simp.dict.yaml
strokes=/usr/share/rime-data/stroke.dict.yaml

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkdir "$folder/shared" "$folder/user"
cp "$source"/*.yaml "$words" "$folder/shared/"

# awk counts bytes: a common Chinese character has three.
# Strokes for the characters that people write today, those that are written most first.
{
  printf -- '---\nname: yizhan_strokes\nversion: "1"\nsort: by_weight\n...\n\n'
  awk -F'\t' -v OFS='\t' '
    NR == FNR { if (length($1) == 3 && $3 > weight[$1]) weight[$1] = $3; next }
    $1 in weight { print $1, $2, weight[$1] }' "$words" "$strokes"
} > "$folder/shared/yizhan_strokes.dict.yaml"

# Lines of equal length, in the order of the characters: 明明天.
awk -F'\t' '
  length($1) == 6 && $3 > 0 {
    for (i = 1; i <= 4; i += 3) {
      character = substr($1, i, 3)
      if ($3 + 0 > weight[character]) { weight[character] = $3 + 0; word[character] = $1 }
    }
  }
  END { for (character in word) print character word[character] }' \
  "$words" "$source/yizhan_legal.dict.yaml" | sort > "$out/words"

# It says everything it does, and ends with 0 whatever happens.
rime_deployer --build "$folder/user" "$folder/shared" "$folder/built" > "$folder/log" 2>&1
for name in pinyin fuzzy nine strokes; do
  cp "$folder/built/yizhan_$name.prism.bin" "$folder/built/yizhan_$name.schema.yaml" "$out/" || {
    cat "$folder/log" >&2
    exit 1
  }
done
cp "$folder/built"/yizhan_{pinyin,strokes}.table.bin "$folder/built/default.yaml" "$out/"
cp /usr/share/tegaki/models/zinnia/handwriting-zh_CN.model "$out/handwriting.model"
