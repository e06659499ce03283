#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Measures the shipped programs, each figure beside its reference in the same run."""

import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

import eligibility
import figures
import ime
import loop
import outbox
import scan
import screen

FIGURES = [*outbox.FIGURES, *eligibility.FIGURES, *ime.FIGURES, *scan.FIGURES,
           *loop.FIGURES, *screen.FIGURES]


def disk_folder(build):
    """A new folder beside the programs: what is said to be on the disk must not be in memory."""
    kind = subprocess.run(['stat', '-f', '-c', '%T', build], check=True, capture_output=True,
                          encoding='utf-8').stdout.strip()
    if kind in ('tmpfs', 'ramfs'):
        raise figures.Failed(f'{build} is on {kind}: nothing there is durable, build on a disk')
    return tempfile.TemporaryDirectory(prefix='bench-', dir=build)


def measure(figure, build):
    """Measures in a process of its own: the AT-SPI library knows one desktop only."""
    with disk_folder(build) as folder, concurrent.futures.ProcessPoolExecutor(1) as pool:
        return pool.submit(figure.measure, pathlib.Path(build).resolve(),
                           pathlib.Path(folder).resolve()).result()


def as_json(figure, result):
    """The line for machines."""
    return json.dumps({
        'name': figure.name, 'value': result.value, 'unit': figure.unit, 'better': figure.better,
        'reference': result.reference, 'reference_name': result.missing or figure.reference_name,
        'ratio': result.ratio}, ensure_ascii=False)


def number(value):
    """As many digits as mean something."""
    if value is None:
        return '-'
    return f'{value:.0f}' if abs(value) >= 100 else f'{value:.3g}'


def as_row(figure, result):
    """The line for people."""
    words = (result.missing or figure.reference_name, result.note)
    return (f'{figure.name:<21} {number(result.value):>8} {figure.unit:<6} '
            f'{number(result.reference):>9} {number(result.ratio):>6}  '
            f'{figure.aim_text():<14} {figure.verdict(result):<7} '
            f'{"; ".join(filter(None, words))}').rstrip()


HEADING = (f'{"figure":<21} {"value":>8} {"unit":<6} {"reference":>9} {"ratio":>6}  '
           f'{"aim":<14} {"verdict":<7} reference')


def main():
    parser = argparse.ArgumentParser(prog='yizhan bench', description=__doc__)
    parser.add_argument('--build', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--json', action='store_true', help='a line of JSON for each figure')
    parser.add_argument('names', nargs='*', metavar='NAME', help='only these figures')
    options = parser.parse_args()

    known = {figure.name: figure for figure in FIGURES}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f'no figure is called {unknown[0]}: there are {" ".join(known)}')
    if not options.json:
        print(HEADING)
    status = 0
    for name in options.names or known:
        try:
            result = measure(known[name], options.build)
        except figures.Failed as error:
            print(f'bench: {name}: {error}', file=sys.stderr)
            status = 3
            continue
        print(as_json(known[name], result) if options.json else as_row(known[name], result),
              flush=True)
    return status


if __name__ == '__main__':
    sys.exit(main())
