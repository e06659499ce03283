# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What the checks share: the files of the project, C without comments, and the report."""

import pathlib
import re
import sys

# The folders that hold our own text; a build folder beside them is never entered.
FOLDERS = ('src', 'ui', 'data', 'tests', 'po', '.ci')
SKIPPED = ('__pycache__',)

C_TOKEN = re.compile(r'(?P<comment>/\*.*?\*/|//[^\n]*)'
                     r'|(?P<string>"(?:\\.|[^"\\\n])*")'
                     r"|(?P<char>'(?:\\.|[^'\\\n])+')", re.DOTALL)


def root():
    return pathlib.Path(sys.argv[1]).resolve()


def files(suffixes=None, folders=FOLDERS):
    """(path, path from the root as text) of each file, sorted; suffixes is a tuple or None."""
    found = []
    for folder in folders:
        for path in (root() / folder).rglob('*'):
            relative = path.relative_to(root())
            if path.is_file() and not any(part in SKIPPED for part in relative.parts):
                if suffixes is None or path.name.endswith(suffixes):
                    found.append((path, str(relative)))
    return sorted(found, key=lambda pair: pair[1])


def read(path):
    return path.read_text(encoding='utf-8')


def blank(text):
    """The same number of lines, and nothing else."""
    return re.sub(r'[^\n]', ' ', text)


def c_code(text):
    """C with the comments and the insides of strings blanked; the lines keep their numbers."""
    def replace(match):
        if match.group('comment'):
            return blank(match.group(0))
        return match.group(0)[0] + blank(match.group(0)[1:-1]) + match.group(0)[-1]
    return C_TOKEN.sub(replace, text)


def c_without_comments(text):
    return C_TOKEN.sub(lambda m: blank(m.group(0)) if m.group('comment') else m.group(0), text)


def c_strings(text):
    """(line number, inside) of each string."""
    for match in C_TOKEN.finditer(text):
        if match.group('string'):
            yield text.count('\n', 0, match.start()) + 1, match.group('string')[1:-1]


class Report:
    """Prints one line a fault; end() is the exit status."""

    def __init__(self):
        self.faults = 0

    def fault(self, place, message, line=None):
        self.faults += 1
        print(f'{place}:{line}: {message}' if line else f'{place}: {message}')

    def end(self, what, looked_at):
        """Nothing looked at is a fault as well: the check would pass on an empty tree."""
        if looked_at == 0:
            self.fault(what, 'nothing was looked at')
        print(f'{what}: {looked_at} looked at, {self.faults} faults')
        return 1 if self.faults else 0
