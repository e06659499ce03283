#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# compile.sh SOURCE READINGS OUT: all that typing needs at run time: schemas and dictionaries as
# librime maps them, the model for handwriting, and for each character a word that tells it apart.
set -euo pipefail
export LC_ALL=C
source=$1
readings=$2
out=$3
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

# Lines of equal length, in the order of the characters: 明明天. Of the words with a character, one
# in which it is read as it is alone: who hears 行 and then 银行 takes them for two characters.
awk -F'\t' '
  NR == FNR { spoken[$1] = $2; next }
  length($1) == 6 && $3 > 0 {
    first = substr($1, 1, 3)
    last = substr($1, 4, 3)
    if (split($1 in spoken ? spoken[$1] : spoken[first] " " spoken[last], syllables, " ") != 2)
      next
    for (i = 1; i <= 2; i++) {
      character = i == 1 ? first : last
      score = $3 + (syllables[i] == spoken[character] ? 1000000000 : 0)
      if (score > best[character]) { best[character] = score; word[character] = $1 }
    }
  }
  END { for (character in word) print character word[character] }' \
  "$readings" "$words" "$source/yizhan_legal.dict.yaml" | sort > "$out/words"

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
