#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What shellcheck has to say about every shell script.

Usage: check-shell.py SOURCE_ROOT
"""

import re
import subprocess
import sys

import sources

SHELL = re.compile(r'#!.*\b(ba|da)?sh\b|# shellcheck shell=')


def is_script(path):
    """Whether the first lines call a shell, or tell shellcheck which one will read it."""
    with open(path, 'rb') as stream:
        head = stream.read(400).decode('utf-8', 'replace')
    return any(SHELL.match(line) for line in head.splitlines())


def main():
    report = sources.Report()
    scripts = [path for path, _ in sources.files() if is_script(path)]
    scripts.append(sources.root() / 'yizhan')
    done = subprocess.run(['shellcheck', '--format=gcc', '--source-path', sources.root(), '-x',
                           *scripts], check=False, stdout=subprocess.PIPE, encoding='utf-8')
    for line in done.stdout.splitlines():
        report.fault('shellcheck', line.removeprefix(f'{sources.root()}/'))
    if done.returncode > 1:
        report.fault('shellcheck', f'ended with {done.returncode}')
    return report.end('scripts', len(scripts))


if __name__ == '__main__':
    sys.exit(main())
