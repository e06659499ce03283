# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Typing Chinese: what a key and a stroke cost, and how much of what people write is read."""

import functools
import json
import math
import pathlib
import random
import subprocess
import tarfile
import tempfile

from figures import HIGHER, LOWER, Failed, Figure, Result, run

CORPUS = pathlib.Path(__file__).parents[1] / 'ime/corpus.txt'
OWN = pathlib.Path(__file__).parents[1] / 'ime/strokes.txt'
ROUNDS = 20
# Fetched and never kept: medians of strokes in the order that schools teach.
STROKES = 'hanzi-writer-data@2.0.1'
CHARACTERS = 300
STEP = 20  # between the points of a stroke, of a square of 1024


def bench(build, what, *arguments):
    """What bench-ime prints."""
    return run(build / 'tests/bench/bench-ime', what, build / 'data/ime', *arguments)


def key(build, _folder):
    """One letter: the key, the composition and the candidates."""
    return Result(float(bench(build, 'key', CORPUS)),
                  note='p99 over the readings of 500 names, addresses and sentences')


def memory(build, _folder):
    """All engines at once, and what each of them adds."""
    sizes = [line.split() for line in bench(build, 'memory').splitlines()]
    return Result(round(sum(float(size) for _, size in sizes), 1),
                  note=', '.join(f'{name} {size}' for name, size in sizes))


# Handwriting ------------------------------------------------------------------------------------

def load_medians():
    """Some of the characters of GB 2312's first level, each a list of strokes of points."""
    common = [bytes((row, cell)).decode('gb2312') for row in range(0xb0, 0xd8)
              for cell in range(0xa1, 0xfa if row == 0xd7 else 0xff)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(['npm', 'pack', '--silent', STROKES], cwd=folder, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        if done.returncode != 0:
            raise Failed(f'{STROKES} cannot be fetched with npm')
        with tarfile.open(next(pathlib.Path(folder).glob('*.tgz'))) as package:
            return {character: [[(x, 900 - y) for x, y in stroke] for stroke in json.load(
                        package.extractfile(f'package/{character}.json'))['medians']]
                    for character in random.Random(1).sample(common, CHARACTERS)}


def dense(stroke):
    """With a point at every step, as a finger leaves them."""
    points = [stroke[0]]
    for (x, y), (to_x, to_y) in zip(stroke, stroke[1:]):
        n = max(1, int(math.hypot(to_x - x, to_y - y) / STEP))
        points += [(x + (to_x - x) * i / n, y + (to_y - y) * i / n) for i in range(1, n + 1)]
    return points


def slant(strokes, rand):
    """Leaning to one side."""
    lean = rand.uniform(-0.35, 0.35)
    return [[(x + lean * (500 - y), y) for x, y in stroke] for stroke in strokes]


def scale(strokes, rand):
    """Small, anywhere in the square, too narrow or too wide."""
    size, ratio = rand.uniform(0.3, 0.6), rand.uniform(0.75, 1.3)
    left, top = rand.uniform(0, 300), rand.uniform(0, 300)
    return [[(left + x * size, top + y * size * ratio) for x, y in stroke] for stroke in strokes]


def shake(strokes, rand):
    """With tremor."""
    shaken = []
    for stroke in strokes:
        phase = rand.uniform(0, 6)
        shaken.append([(x + 15 * math.sin(phase + i * 0.9) + rand.gauss(0, 5),
                        y + 15 * math.sin(phase * 2 + i * 1.1) + rand.gauss(0, 5))
                       for i, (x, y) in enumerate(stroke)])
    return shaken


def join(strokes, rand):
    """One stroke in ten goes on into the next."""
    joined = []
    for stroke in strokes:
        if joined and rand.random() < 0.1:
            joined[-1] = dense([*joined[-1], *stroke])
        else:
            joined.append(stroke)
    return joined


HANDS = {'neat': (), 'aslant': (slant,), 'small': (scale,), 'shaky': (shake,), 'joined': (join,),
         'all of it': (join, slant, shake, scale)}


def write(build, lines):
    """Writes characters by hand; returns what bench-ime says of it: the two times, and places."""
    with tempfile.NamedTemporaryFile('w', encoding='utf-8') as file:
        file.write('\n'.join(lines))
        file.flush()
        times, *places = bench(build, 'strokes', file.name).splitlines()
    return [float(time) for time in times.split()], [int(place) for place in places]


def write_with(build, hand, medians):
    """The places of the characters, written by one of the hands."""
    rand = random.Random(hand)
    lines = []
    for character, strokes in medians.items():
        strokes = [dense(stroke) for stroke in strokes]
        for change in HANDS[hand]:
            strokes = change(strokes, rand)
        lines.append(character + '|' + ';'.join(
            ' '.join(f'{x:.0f},{y:.0f}' for x, y in stroke) for stroke in strokes))
    return write(build, lines)[1]


def share(places, best):
    """How many per cent are among the best."""
    return 100 * sum(0 < place <= best for place in places) / len(places)


def read(build, _folder):
    """Characters among the first ten candidates, in all hands."""
    medians = load_medians()
    places = {hand: write_with(build, hand, medians) for hand in HANDS}
    return Result(round(share(sum(places.values(), []), 10), 1), note='top-1/top-10: ' + ', '.join(
        f'{hand} {share(found, 1):.0f}/{share(found, 10):.0f}' for hand, found in places.items()))


def time_strokes(which, build, _folder):
    """From the end of a stroke to its candidates; how long the main loop was away meanwhile."""
    return Result(write(build, OWN.read_text('utf-8').splitlines() * ROUNDS)[0][which], note='p99')


FIGURES = [
    Figure('ime-key', 'ms', LOWER, 8, False, key),
    Figure('ime-stroke', 'ms', LOWER, 16, False, functools.partial(time_strokes, 0)),
    Figure('ime-stall', 'ms', LOWER, 8, False, functools.partial(time_strokes, 1)),
    Figure('ime-memory', 'MB', LOWER, 45, False, memory),
    Figure('handwriting', '%', HIGHER, 80, False, read),
]
