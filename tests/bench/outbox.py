# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Handing in: from the answers to sealed bytes on the disk."""

import pathlib
import statistics

from figures import HIGHER, Figure, Result, run

COUNT = 1500
ROUNDS = 7

# So many are under way at any time, as when a form is handed in while others are still written:
# each waits for its own commit, and what waits together is committed together.
AT_ONCE = 8

CONFIG = '''[station]
hall=bench
station=bench
letter=B

[central]
url=http://127.0.0.1:1
seal-keys=duty.pub;escrow.pub
'''


def commit(build, folder):
    """Submissions a second beside inserts of the same bytes, taking turns on the same disk."""
    form = pathlib.Path(__file__).parents[2] / 'data/content/forms/legal-aid-application.json'
    ours, references = [], []

    for key in ('duty', 'escrow'):
        run(build / 'src/ctl/yizhanctl', 'key', 'new', '--kind', 'seal', '-o', folder / key)
    (folder / 'yizhan.conf').write_text(CONFIG, encoding='utf-8')
    for turn in range(ROUNDS):
        ours.append(float(run(build / 'tests/bench/bench-outbox', folder, form, COUNT, AT_ONCE)))
        raw = folder / f'raw-{turn}.db'
        references.append(float(run(build / 'tests/bench/reference/raw-insert',
                                    folder / 'kiosk.db', raw, COUNT)))
    return Result(round(statistics.median(ours), 1), round(statistics.median(references), 1))


FIGURES = [
    Figure('outbox-commit', '1/s', HIGHER, 0.7, True, commit,
           'one prepared INSERT of the same sealed bytes per transaction'),
]
