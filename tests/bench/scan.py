# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Codes in pictures: how many are read, and what a frame costs."""

import concurrent.futures
import json
import subprocess

import pictures
from figures import HIGHER, LOWER, Failed, Figure, Result, run

# Of the pictures that zbarimg does not read, this part is to be read.
SHARE = 0.5


def read_ours(build, paths):
    """The texts in each picture, as yizhanctl tells them."""
    done = subprocess.run([build / 'src/ctl/yizhanctl', '--json', 'scan', *paths], check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding='utf-8')
    if done.returncode not in (0, 1):
        raise Failed(f'yizhanctl scan exited with {done.returncode}')
    return [[code['text'] for code in found['codes']] for found in json.loads(done.stdout)]


def read_zbarimg(path):
    """What zbarimg reads: its defaults, but the bytes as they are, which it would guess at."""
    done = subprocess.run(['zbarimg', '--quiet', '--raw', '--oneshot', '-Sbinary', path],
                          check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    return done.stdout.decode('utf-8', 'replace').rstrip('\n')


def rate(build, folder):
    """Codes read in pictures that are hard to read, ours and zbarimg's."""
    made = list(pictures.make_all(folder))
    ours = read_ours(build, [path for _, path, _ in made])
    with concurrent.futures.ThreadPoolExecutor() as pool:
        theirs = list(pool.map(read_zbarimg, [path for _, path, _ in made]))
    read = {path.stem for (_, path, text), texts in zip(made, ours) if text in texts}
    wrong = [path.stem for (_, path, text), texts in zip(made, ours) if set(texts) - {text}]
    easy = {path.stem for (_, path, text), found in zip(made, theirs) if found == text}
    share = len(read - easy) / (len(made) - len(easy))
    missed = {kind: sum(name.startswith(kind.replace(' ', '-')) for name in
                        {path.stem for _, path, _ in made} - read) for kind in pictures.KINDS}
    note = (f'of {len(made)}; of what zbarimg misses {share:.0%}; '
            f'lost: {" ".join(sorted(easy - read)) or "none"}; wrong: {" ".join(wrong) or "none"}; '
            f'unread: {", ".join(f"{kind} {n}" for kind, n in missed.items() if n) or "none"}')
    return Result(len(read), len(easy), note=note,
                  met=not easy - read and not wrong and share >= SHARE)


def frame(build, _folder):
    """The median of one frame with an easy code."""
    ours, plain = run(build / 'tests/bench/bench-scan').split()
    return Result(float(ours), float(plain))


FIGURES = [
    Figure('scan-rate', 'codes', HIGHER, SHARE, True, rate, 'zbarimg with its defaults',
           aim_words='none lost, half'),
    Figure('scan-frame', 'ms', LOWER, 1.2, True, frame, 'one plain zbar pass'),
]
