#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Turns the list of administrative divisions into a sorted C table of codes, names and readings.

divisions.csv are the codes and names; readings.csv says how characters and words are read where the
dictionary of pinyin, a dictionary of rime, knows others or none.
"""

import csv
import re
import sys

LONGEST = 8

# Codes for what stands between two levels, and no name that people know.
BETWEEN = {'市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'}

# What a division is, left out in daily life; never so that a single character stays: 赵县.
ENDINGS = ('特别行政区', '自治区', '自治州', '自治县', '自治旗', '地区', '林区', '特区', '省', '市',
           '区', '县', '旗', '盟')

# Whose it is, before 自治: people say 恩施, not 恩施土家族苗族自治州.
PEOPLES = re.compile('(各族|(蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔)族?|'
                     '(朝鲜|布依|土家|哈尼|傈僳|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉|毛南|仡佬|保安|裕固|'
                     '独龙|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|普米)族)$')


def read_rows(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def read_dictionary(path, ours):
    """Each word with its most frequent reading; ours are right whatever stands there."""
    words = {}
    with open(path, encoding='utf-8') as file:
        for line in file:
            parts = line.rstrip('\n').split('\t')
            if line.startswith('#') or len(parts) < 2 or len(parts[1].split()) != len(parts[0]):
                continue
            weight = float(parts[2]) if len(parts) > 2 else 0
            if weight > words.get(parts[0], ('', -1))[1]:
                words[parts[0]] = (parts[1], weight)
    return {word: reading for word, (reading, _) in words.items()} | ours


def read(name, words):
    """The reading of a name by its longest words; None where a character is not known."""
    syllables = []
    while name:
        for length in range(min(LONGEST, len(name)), 0, -1):
            if name[:length] in words:
                syllables.append(words[name[:length]])
                name = name[length:]
                break
        else:
            return None
    return ' '.join(syllables)


def is_hidden(code, names):
    """Whether people do not see it as a level of its own: a city may also be its only district."""
    city = code[:4] + '00'
    alone = sum(other.startswith(code[:4]) for other in names) == 2
    return names[code] in BETWEEN or (code != city and alone and names[code] == names.get(city))


def count_bare(name):
    """How many characters of a name are left without what it is and whose."""
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) > 1:
            bare = name[:-len(ending)]
            while ending.startswith('自治') and len(shorter := PEOPLES.sub('', bare)) > 1:
                if shorter == bare:
                    break
                bare = shorter
            return len(bare)
    return len(name)


class Texts:
    """Texts one behind the other, each once: numbers need no relocation when the program starts."""

    def __init__(self):
        self.offsets, self.size = {}, 0

    def add(self, text):
        if text not in self.offsets:
            self.offsets[text] = self.size
            self.size += len(text.encode()) + 1
        return self.offsets[text]


def main(source, corrections, dictionary, target):
    names = {row['code']: row['name'] for row in sorted(read_rows(source), key=lambda r: r['code'])}
    ours = {row['text']: row['reading'] for row in read_rows(corrections)}
    words = read_dictionary(dictionary, ours)
    readings = {code: read(name, words) for code, name in names.items()}
    texts = Texts()

    if len(names) != len(read_rows(source)) or not all(
            len(code) == 6 and '110000' <= code <= '829999' for code in names):
        sys.exit(f'{source}: a code stands twice or has not six digits')
    unread = [name for code, name in names.items() if not readings[code]]
    if unread:
        sys.exit(f'{corrections}: how is this read? {" ".join(unread)}')

    with open(target, 'w', encoding='utf-8') as file:
        file.write('/* Made from divisions.csv by yz-divisions.py. */\n\n')
        file.write('#include "yz-divisions.h"\n\n')
        file.write(f'const guint yz_n_divisions = {len(names)};\n\n')
        file.write(f'const YzDivision yz_divisions[{len(names)}] = {{\n')
        for code, name in names.items():
            file.write(f'  {{ "{code}", {str(is_hidden(code, names)).upper()}, {count_bare(name)}, '
                       f'{texts.add(name)}, {texts.add(readings[code])} }},\n')
        file.write('};\n\nconst char yz_division_texts[] =\n')
        for text in texts.offsets:
            file.write(f'  "{text}\\0"\n')
        file.write(';\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
