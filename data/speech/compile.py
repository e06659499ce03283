#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compile.py TONES WORDS... CORRECTIONS OUT: how Chinese is read aloud.

TONES is the dictionary of rime-data-terra-pinyin, which knows tones but not what is usual today;
WORDS are dictionaries for typing, which know what is usual but no tones; CORRECTIONS is ours.

A line of OUT is a character or a word, a tab, and its syllables with their tones: 银行, yin2 hang2.
The lines are sorted by their bytes. A word that is read as its characters are has no line.
"""

import collections
import re
import subprocess
import sys

# Longer ones are sayings.
MAX_CHARACTERS = 6

HAN = "([\u3007\u4e00-\u9fff]+)"
WITH_TONES = re.compile("^" + HAN + r"\t([a-zü:]+[1-5](?: [a-zü:]+[1-5])*)(?:\t([\d.]+)%)?$")
WITHOUT_TONES = re.compile("^" + HAN + r"\t([a-zü]+(?: [a-zü]+)*)\t(\d+)$")


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def read_entries(lines, pattern):
    """Yields text, syllables and weight."""
    for line in lines:
        match = pattern.match(line)
        if match is None:
            continue
        text, reading, weight = match.groups()
        syllables = reading.split(" ")
        if len(text) == len(syllables) <= MAX_CHARACTERS:
            yield text, syllables, 100.0 if weight is None else float(weight)


def simplify(path):
    with open(path, encoding="utf-8") as file:
        return subprocess.run(["opencc", "-c", "t2s.json"], stdin=file, check=True,
                              capture_output=True, encoding="utf-8").stdout.splitlines()


class Readings:
    def __init__(self, with_tones, without_tones):
        self.usual = {}  # text: its syllables without tones
        self.tones = collections.defaultdict(collections.Counter)  # character: its syllables
        self.best = {}
        self._learn_usual(without_tones)
        self._learn_tones(with_tones)
        for text, syllables, weight in with_tones:
            if len(text) > 1:
                self._offer(text, syllables, weight)
        for text, syllables in self.usual.items():
            if text not in self.best:
                self._offer(text, [self._tone(*pair) for pair in zip(text, syllables)], 0)

    def _learn_usual(self, entries):
        best = collections.Counter()
        for text, syllables, weight in entries:
            if weight >= best[text]:
                best[text] = weight
                self.usual[text] = syllables

    def _learn_tones(self, entries):
        for text, syllables, weight in entries:
            if len(text) == 1:
                self.tones[text][syllables[0]] += weight
        for text, syllables, _ in entries:
            for character, syllable in zip(text, syllables):
                if len(text) > 1 and syllable in self.tones.get(character, ()):
                    self.tones[character][syllable] += 1

    def _tone(self, character, syllable):
        """The usual tone of a character where it is read so; None where nothing is known."""
        fitting = [(weight, spoken) for spoken, weight in self.tones.get(character, {}).items()
                   if spoken[:-1] == syllable]
        return max(fitting)[1] if fitting else None

    def _offer(self, text, syllables, weight):
        if None in syllables:
            return
        is_usual = [syllable[:-1] for syllable in syllables] == self.usual.get(text)
        if text not in self.best or (is_usual, weight) > self.best[text][0]:
            self.best[text] = ((is_usual, weight), syllables)

    def alone(self):
        for character, tones in self.tones.items():
            usual = self.usual.get(character)
            spoken = self._tone(character, usual[0]) if usual else None
            yield character, [spoken or max(tones, key=tones.get)]

    def words(self):
        for text, (_, syllables) in self.best.items():
            yield text, syllables


def main():
    tones, *words, corrections, out = sys.argv[1:]
    with_tones = list(read_entries(simplify(tones), WITH_TONES))
    without_tones = [entry for path in words
                     for entry in read_entries(read_lines(path), WITHOUT_TONES)]
    corrected = {text: syllables for text, syllables, _
                 in read_entries(read_lines(corrections), WITH_TONES)}
    readings = Readings(with_tones, without_tones)
    alone = dict(readings.alone())
    table = {**alone, **dict(readings.words()), **corrected}
    lines = []
    for text, syllables in table.items():
        as_characters = [table.get(character, [None])[0] for character in text]
        if len(text) == 1 or syllables != as_characters:
            lines.append(text + "\t" + " ".join(syllables) + "\n")
    lines.sort(key=lambda line: line.encode())
    with open(out, "w", encoding="utf-8") as file:
        file.writelines(lines)


if __name__ == "__main__":
    main()
