#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Each folder of src that is built as a part says on one screen what lives there.

Usage: check-readmes.py SOURCE_ROOT
"""

import sys

import sources

LINES = (4, 25)


def main():
    report = sources.Report()
    looked_at = 0
    for meson, relative in sources.files(('meson.build',), folders=('src',)):
        folder, readme = meson.parent, meson.parent / 'README.md'
        place = str(readme.relative_to(sources.root()))
        if not any(folder.rglob('*.c')) or folder == sources.root() / 'src':
            continue
        looked_at += 1
        if not readme.exists():
            report.fault(place, 'missing: what lives here, what it may use, where to start')
            continue
        lines = sources.read(readme).splitlines()
        if not LINES[0] <= len(lines) <= LINES[1]:
            report.fault(place, f'{len(lines)} lines, not {LINES[0]} to {LINES[1]}')
        if not lines or not lines[0].startswith('# '):
            report.fault(place, 'begins without a title')
    return report.end('folders', looked_at)


if __name__ == '__main__':
    sys.exit(main())
