# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What a figure is."""

import dataclasses
import operator
import subprocess
from typing import Callable, Optional

HIGHER, LOWER = 'higher', 'lower'


class Failed(Exception):
    """A figure could not be measured."""


@dataclasses.dataclass
class Result:
    """What was measured. A reference that is not there is named in missing; where the aim is more
    than a number, met says whether it was reached."""

    value: float
    reference: Optional[float] = None
    missing: Optional[str] = None
    note: Optional[str] = None
    met: Optional[bool] = None

    @property
    def ratio(self):
        """Ours / reference."""
        return round(self.value / self.reference, 3) if self.reference else None


@dataclasses.dataclass
class Figure:
    """One line of the report; measure(build, folder) gives its Result."""

    name: str
    unit: str
    better: str
    aim: float
    aim_is_ratio: bool
    measure: Callable
    reference_name: Optional[str] = None
    aim_words: Optional[str] = None

    def aim_text(self):
        """The aim for people."""
        if self.aim_words:
            return self.aim_words
        sign = '≥' if self.better == HIGHER else '≤'
        return f'ratio {sign} {self.aim:g}' if self.aim_is_ratio else f'{sign} {self.aim:g}'

    def verdict(self, result):
        """Whether the aim is met."""
        if result.met is not None:
            return 'met' if result.met else 'missed'
        value = result.ratio if self.aim_is_ratio else result.value
        if value is None:
            return 'unknown'
        reached = operator.ge if self.better == HIGHER else operator.le
        return 'met' if reached(value, self.aim) else 'missed'


def run(*command, **options):
    """What a program prints; its messages go to ours."""
    command = [str(word) for word in command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          encoding='utf-8', check=False, **options)
    if done.returncode != 0:
        raise Failed(f'{command[0]} exited with {done.returncode}')
    return done.stdout
