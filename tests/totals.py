# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what ran: meson counts programs, we count the tests inside them.

A program that died, ran out of time or said nothing is a failure of its own where none of its
tests is one already. Fails where a test was skipped in CI: there everything is there that a test
can want.
"""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree

ENDED_WELL = ('OK', 'SKIP')


def cases(log):
    """Every test with its program; one that is a whole program has only its own name."""
    for case in ElementTree.parse(log).getroot().iter('testcase'):
        name, program = case.get('name'), case.get('classname').removeprefix('yizhan.')
        yield (name if program == 'yizhan' else program), name, case


def dead_programs(log):
    """The programs that did not end well."""
    with open(log.removesuffix('.junit.xml') + '.json', encoding='utf-8') as lines:
        return {one['name'] for one in map(json.loads, lines) if one['result'] not in ENDED_WELL}


def count(log):
    """How many tests passed, failed and were skipped."""
    passed = skipped = 0
    failed = []
    for program, name, case in cases(log):
        if case.find('failure') is not None or case.find('error') is not None:
            failed.append(program)
        elif case.find('skipped') is not None:
            skipped += 1
            print(f'skipped: {program} {name}', file=sys.stderr)
        else:
            passed += 1
    return passed, len(failed) + len(dead_programs(log).difference(failed)), skipped


def main():
    """Prints the last line of `./yizhan test`."""
    totals = [sum(column) for column in zip(*(count(log) for log in sys.argv[1:]))]
    line = '{} passed, {} failed'.format(*totals[:2])
    if totals[2]:
        line += ', {} skipped'.format(totals[2])
    print(line)
    return 1 if totals[1] or (totals[2] and os.environ.get('CI')) else 0


sys.exit(main())
