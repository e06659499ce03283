#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Every file with text to translate stands in po/POTFILES.in, in order, and none else does.

A file that is missing there stays English on the screen, and nothing else notices.
Usage: check-potfiles.py SOURCE_ROOT
"""

import re
import sys

import sources

# clang-format writes the space; with one spelling the list can be trusted.
IN_C = re.compile(r'\b(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2?|dgettext|gettext) \(')
MISSPELT = re.compile(r'\b(?:_|N_|C_|NC_|ngettext)\(')
IN_UI = re.compile(r'translatable="(?:yes|true)"')
DESKTOP = ('.desktop.in', '.desktop.in.in', '.metainfo.xml.in', '.metainfo.xml.in.in')


def is_translatable(report, path, relative):
    if relative.endswith(('.c', '.h')):
        code = sources.c_code(sources.read(path))
        for match in MISSPELT.finditer(code):
            line = code.count('\n', 0, match.start()) + 1
            report.fault(relative, f'"{match.group(0)}": write a space before the (', line)
        # A macro of this name is a definition, not a text.
        code = re.sub(r'^\s*#\s*define .*$', '', code, flags=re.MULTILINE)
        return IN_C.search(code) is not None or MISSPELT.search(code) is not None
    if relative.endswith(('.ui', '.blp')):
        return IN_UI.search(sources.read(path)) is not None
    return relative.endswith(DESKTOP)


def main():
    report = sources.Report()
    lines = sources.read(sources.root() / 'po/POTFILES.in').splitlines()
    listed = [line for line in lines if line.strip() and not line.startswith('#')]

    if listed != sorted(set(listed)):
        report.fault('po/POTFILES.in', 'not sorted, or a file stands twice')
    looked_at = 0
    translatable = set()
    for path, relative in sources.files(folders=('src', 'ui', 'data')):
        looked_at += 1
        if path.suffix in ('.c', '.h', '.ui', '.in') and is_translatable(report, path, relative):
            translatable.add(relative)
    for relative in sorted(translatable - set(listed)):
        report.fault(relative, 'has text to translate: add it to po/POTFILES.in')
    for relative in sorted(set(listed) - translatable):
        report.fault(relative, 'in po/POTFILES.in without text to translate')
    return report.end('files', looked_at)


if __name__ == '__main__':
    sys.exit(main())
