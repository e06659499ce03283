# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what ran: meson counts programs, we count the tests inside them."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def count(build):
    passed = failed = skipped = 0
    root = ElementTree.parse(Path(build) / 'meson-logs' / 'testlog.junit.xml').getroot()
    for case in root.iter('testcase'):
        if case.find('failure') is not None or case.find('error') is not None:
            failed += 1
        elif case.find('skipped') is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main():
    totals = [sum(column) for column in zip(*(count(build) for build in sys.argv[1:]))]
    line = '{} passed, {} failed'.format(*totals[:2])
    if totals[2]:
        line += ', {} skipped'.format(totals[2])
    print(line)


main()
