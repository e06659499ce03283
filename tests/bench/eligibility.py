# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Who may have legal aid: how fast it is worked out, and in how many questions."""

import pathlib
import statistics
import subprocess

from figures import HIGHER, LOWER, Failed, Figure, Result, run

RULES = pathlib.Path(__file__).parents[2] / 'data/content/rules'
REFERENCE = pathlib.Path(__file__).parent / 'reference/json-logic.js'
ROUNDS = 3


def json_logic():
    """What json-logic-js does in the same time, or None where it is not installed."""
    done = subprocess.run(['node', str(REFERENCE), str(RULES)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, encoding='utf-8', check=False)
    if done.returncode == 4:
        return None
    if done.returncode != 0:
        raise Failed(f'the reference exited with {done.returncode}')
    return float(done.stdout)


def evaluate(build, _folder):
    """Conditions a second over the example cases."""
    ours, references = [], []
    for _ in range(ROUNDS):
        ours.append(float(run(build / 'tests/bench/bench-eligibility', 'eval', RULES)))
        references.append(json_logic())
        if references[-1] is None:
            return Result(ours[0], missing='json-logic-js is not installed (npm, NODE_PATH)')
    return Result(statistics.median(ours), statistics.median(references))


def ask(build, _folder):
    """Questions until the result is certain."""
    mean, fixed = run(build / 'tests/bench/bench-eligibility', 'questions', RULES).split()
    return Result(float(mean), float(fixed))


def check(build, _folder):
    """A whole result: reasons, papers, office, next questions."""
    return Result(float(run(build / 'tests/bench/bench-eligibility', 'check', RULES)),
                  note='p99 over the example cases')


FIGURES = [
    Figure('eligibility-eval', '1/s', HIGHER, 3, True, evaluate,
           'json-logic-js on the same conditions'),
    Figure('eligibility-questions', '', LOWER, 0.5, True, ask,
           'a questionnaire that asks everybody everything'),
    Figure('eligibility-check', 'ms', LOWER, 1, False, check),
]
