# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Typing Chinese: what a key costs the main loop."""

import pathlib

from figures import LOWER, Figure, Result, run

CORPUS = pathlib.Path(__file__).parents[1] / 'ime/corpus.tsv'


def key(build, _folder):
    """One letter: the key, the composition and the candidates."""
    return Result(float(run(build / 'tests/bench/bench-ime', build / 'data/ime', CORPUS)),
                  note='p99 over the readings of 500 names, addresses and sentences')


FIGURES = [
    Figure('ime-key', 'ms', LOWER, 8, False, key),
]
