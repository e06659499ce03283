#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What clang-format does not see: licence line, header guard, white space, sizes.

Usage: check-style.py SOURCE_ROOT
"""

import re
import sys

import sources

CODE = ('.c', '.h', '.py', '.sh')
TEXT = CODE + ('.md', '.json', '.yaml', '.ui', '.css', '.xml', '.in', '.conf', 'meson.build')
# Texts and lists, where a line is one paragraph or one entry.
LONG_LINES = ('.md', '.json', 'meson.build')
COLUMNS = 100
FILE_LINES = 1000
UI_LINES = 300
FUNCTION_LINES = 60
LICENCE = 'SPDX-License-Identifier: GPL-3.0-or-later'

# From the line with the name to the closing brace, as clang-format lays functions out.
FUNCTION = re.compile(r'^(\w+) \([^;{}]*?\)\n\{\n(.*?)^\}', re.DOTALL | re.MULTILINE)
# A table inside it does not make a function harder to read.
TABLE = re.compile(r' = \{\n.*?^  \};$', re.DOTALL | re.MULTILINE)


def check_head(report, relative, text):
    if LICENCE not in '\n'.join(text.splitlines()[:3]):
        report.fault(relative, f'the first lines do not say {LICENCE}')
    if relative.endswith('.h') and '\n#pragma once\n' not in text:
        report.fault(relative, 'no #pragma once')
    if relative.endswith('.c') and relative.startswith('src/'):
        include = re.search(r'^#include (.*)$', text, flags=re.MULTILINE)
        if include and include.group(1) != '"config.h"':
            report.fault(relative, 'the first include is not "config.h"')


def check_lines(report, relative, text):
    for number, line in enumerate(text.splitlines(), 1):
        if '\t' in line and not relative.endswith('.dict.yaml'):  # librime's own format
            report.fault(relative, 'a tab', number)
        if line != line.rstrip():
            report.fault(relative, 'space at the end of the line', number)
        # A sentence in a template stays on one line: a break in it would be part of the text.
        is_text = relative.endswith(LONG_LINES) or 'translatable="' in line
        # clang-format lines up the ends of a macro by the width of Chinese, not by its length.
        columns = len(line.rstrip('\\').rstrip())
        if columns > COLUMNS and not is_text:
            report.fault(relative, f'{columns} columns, more than {COLUMNS}', number)
    if text and not text.endswith('\n'):
        report.fault(relative, 'no line break at the end')
    if '\r' in text:
        report.fault(relative, 'a carriage return')


def check_sizes(report, relative, text):
    lines = text.count('\n')
    most = UI_LINES if relative.endswith('.ui') else FILE_LINES
    if lines > most and not relative.startswith('data/'):
        report.fault(relative, f'{lines} lines, more than {most}')
    if relative.endswith('.c'):
        for match in FUNCTION.finditer(text):
            length = TABLE.sub('', match.group(2)).count('\n')
            if length > FUNCTION_LINES and not match.group(1).endswith('class_init'):
                line = text.count('\n', 0, match.start()) + 1
                report.fault(relative, f'{match.group(1)} has {length} lines, more than '
                                       f'{FUNCTION_LINES}', line)


def main():
    report = sources.Report()
    looked_at = 0
    for path, relative in sources.files(TEXT):
        text = sources.read(path)
        looked_at += 1
        check_lines(report, relative, text)
        check_sizes(report, relative, text)
        if relative.endswith(CODE):
            check_head(report, relative, text)
    return report.end('files', looked_at)


if __name__ == '__main__':
    sys.exit(main())
