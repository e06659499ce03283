# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""How the main loop of the kiosk fares beside what else it does, in the desktop of the tour."""

import pathlib
import subprocess
import sys

from figures import HIGHER, LOWER, Figure, Result, run

TOP = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(TOP / 'tests/tour'))
from desktop import Desktop  # noqa: E402  (only after the path is set)

FILM_RATE = 30


def bench_loop(build, *words):
    """What bench-loop tells, by name."""
    with Desktop() as desktop:
        desktop.set_size(1080, 1920)
        lines = run(build / 'tests/bench/bench-loop', *words,
                    env={**desktop.env, 'GSK_RENDERER': 'cairo',
                         'YZ_CONTENT_DIR': str(TOP / 'data/content'),
                         'YZ_LOCALEDIR': str(build / 'po')}).splitlines()
    return {name: float(value) for name, value in map(str.split, lines)}


def stall(build, folder):
    """The longest time for which the main loop was away, other than to paint."""
    picture = pathlib.Path(folder) / 'code.png'
    subprocess.run(['qrencode', '-s', '8', '-o', picture, 'not for the application'], check=True)
    times = bench_loop(build, 'stall', picture)
    return Result(max(times.values()),
                  note=', '.join(f'{what} {time}' for what, time in times.items()))


def frames(build, _folder):
    """How often the page is drawn beside a live picture."""
    told = bench_loop(build, 'frames')
    return Result(told['frames'], reference=told['frames-alone'],
                  note=f'pictures {told["pictures"]} of {FILM_RATE} a second')


FIGURES = [
    Figure('stall', 'ms', LOWER, 8, False, stall),
    Figure('camera-frames', 'per s', HIGHER, 0.9, True, frames, 'the same page without a camera'),
]
