# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what ran: meson counts programs, we count the tests inside them.

Fails where a test was skipped in CI: there everything is there that a test can want.
"""

import os
import sys
import xml.etree.ElementTree as ElementTree


def count(log):
    passed = failed = skipped = 0
    for case in ElementTree.parse(log).getroot().iter('testcase'):
        if case.find('failure') is not None or case.find('error') is not None:
            failed += 1
        elif case.find('skipped') is not None:
            skipped += 1
            print(f'skipped: {case.get("classname")} {case.get("name")}', file=sys.stderr)
        else:
            passed += 1
    return passed, failed, skipped


def main():
    totals = [sum(column) for column in zip(*(count(log) for log in sys.argv[1:]))]
    line = '{} passed, {} failed'.format(*totals[:2])
    if totals[2]:
        line += ', {} skipped'.format(totals[2])
    print(line)
    return 1 if totals[2] and os.environ.get('CI') else 0


sys.exit(main())
