#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Calls and words that we do not use, each with what to use instead.

Usage: check-banned.py SOURCE_ROOT
"""

import re
import sys

import sources

# Name: instead. Looked for in code, not in comments or strings.
CALLS = {
    'strcpy': 'g_strlcpy or g_strdup: it writes past the end',
    'strcat': 'g_strlcat or GString: it writes past the end',
    'strncpy': 'g_strlcpy: it may leave no NUL',
    'strncat': 'g_strlcat',
    'sprintf': 'g_snprintf or g_strdup_printf: it writes past the end',
    'vsprintf': 'g_vsnprintf or g_strdup_vprintf: it writes past the end',
    'gets': 'fgets or GDataInputStream: it writes past the end',
    'strtok': 'g_strsplit: it keeps hidden state',
    'system': 'GSubprocess: no shell',
    'popen': 'GSubprocess: no shell',
    'g_spawn_command_line_sync': 'GSubprocess: no command lines',
    'g_spawn_command_line_async': 'GSubprocess: no command lines',
    'tmpnam': 'g_file_open_tmp or g_dir_make_tmp',
    'mktemp': 'g_file_open_tmp or g_dir_make_tmp',
    'rand': 'randombytes_buf, or a seeded GRand in a test',
    'alloca': 'g_malloc: the stack has no error',
    'localtime': 'GDateTime: it keeps hidden state',
    'gmtime': 'GDateTime: it keeps hidden state',
    'g_date_time_new_now_local': 'the YzClock that was handed over',
}
# The end of the process is no answer to what a user, a file, the network or a device does.
SOURCE_CALLS = {
    'g_error': 'a GError: it ends the process',
    'abort': 'a GError: it ends the process',
}
TEST_CALLS = {
    'g_usleep': 'a condition with a deadline: a test does not sleep',
    'usleep': 'a condition with a deadline: a test does not sleep',
    'sleep': 'a condition with a deadline: a test does not sleep',
    'nanosleep': 'a condition with a deadline: a test does not sleep',
    'g_assert': 'g_assert_true, g_assert_cmpint…: it may be compiled out',
}
ALLOWED = {
    # The clock of the machine, behind the interface that all others ask.
    ('src/core/base/yz-clock.c', 'g_date_time_new_now_local'),
    # No randomness or no locked memory: nothing can go on, and nobody outside causes it.
    ('src/core/seal/yz-key.c', 'g_error'),
}
# Looked for in the strings of C, and in SQL files.
SQL_WORDS = {
    'LIKE': 'GLOB for names, FTS5 for texts: LIKE reads the whole table and folds only ASCII',
}
MARKERS = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')


def check_calls(report, relative, text):
    calls = {**CALLS, **(TEST_CALLS if relative.startswith('tests/') else SOURCE_CALLS)}
    code = sources.c_code(text)
    # Not a member (->system) and not a part of a longer name.
    for match in re.finditer(r'(?<![\w>.])(\w+) ?\(', code):
        name = match.group(1)
        if name in calls and (relative, name) not in ALLOWED:
            line = code.count('\n', 0, match.start()) + 1
            report.fault(relative, f'{name}: instead {calls[name]}', line)


def check_sql(report, relative, text):
    for line, inside in text:
        for word, instead in SQL_WORDS.items():
            if re.search(rf'\b{word}\b', inside):
                report.fault(relative, f'{word}: instead {instead}', line)


def main():
    report = sources.Report()
    looked_at = 0
    for path, relative in sources.files(('.c', '.h', '.sql'), folders=('src', 'tests')):
        text = sources.read(path)
        looked_at += 1
        if relative.endswith('.sql'):
            check_sql(report, relative, enumerate(text.splitlines(), 1))
        else:
            check_calls(report, relative, text)
            check_sql(report, relative, sources.c_strings(text))
        for number, line in enumerate(text.splitlines(), 1):
            if MARKERS.search(line):
                report.fault(relative, 'do it, or write down why it is so', number)
    return report.end('files', looked_at)


if __name__ == '__main__':
    sys.exit(main())
