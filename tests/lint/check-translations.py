#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Every language in po/LINGUAS is complete, measured against the sources as they are now.

Nothing in the tree is changed: texts are extracted and merged in a temporary folder.
Usage: check-translations.py SOURCE_ROOT
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import sources

# What meson's i18n module gives xgettext with preset 'glib', as far as we use it.
XGETTEXT = ['xgettext', '--from-code=UTF-8', '--add-comments', '--keyword=_', '--keyword=N_',
            '--keyword=C_:1c,2', '--keyword=NC_:1c,2', '--keyword=g_dngettext:2,3',
            '--keyword=ngettext:1,2', '--keyword=g_dpgettext2:2c,3']


def run(*command):
    """(exit status, what it printed) of a command, in English."""
    result = subprocess.run(command, cwd=sources.root(), env={**os.environ, 'LC_ALL': 'C'},
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False)
    return result.returncode, result.stdout.strip()


def messages(path, *options):
    """The texts of a catalogue that msgattrib selects."""
    _, text = run('msgattrib', '--no-wrap', '--no-obsolete', *options, path)
    # A text of several lines is several strings; the header is the one without a text.
    return re.findall(r'^msgid "(.+)"$', text.replace('"\n"', ''), flags=re.MULTILINE)


def check_language(report, language, folder, pot):
    po = sources.root() / f'po/{language}.po'
    place = f'po/{language}.po'
    if not po.exists():
        report.fault(place, 'in po/LINGUAS, but there is no such file')
        return 0
    status, text = run('msgfmt', '--check', '--output-file=' + os.devnull, po)
    if status != 0 or 'warning' in text:
        report.fault(place, text)
        return 0
    if pot is None:
        return 1

    merged = folder / f'{language}.po'
    status, text = run('msgmerge', '--quiet', '--no-fuzzy-matching', '--output-file', merged, po,
                       pot)
    if status != 0:
        report.fault(place, text)
        return 0
    for text in messages(merged, '--untranslated'):
        report.fault(place, f'not translated: "{text}"')
    for text in messages(merged, '--only-fuzzy'):
        report.fault(place, f'fuzzy: "{text}"')
    return 1


def extract(report, folder):
    """The catalogue of all texts, or None where there are none."""
    pot = folder / 'yizhan.pot'
    status, text = run(*XGETTEXT, '--files-from=po/POTFILES.in', '--output', pot)
    if status != 0:
        report.fault('po/POTFILES.in', text)
    return pot if pot.exists() else None


def main():
    report = sources.Report()
    languages = sources.read(sources.root() / 'po/LINGUAS').split()
    with tempfile.TemporaryDirectory(prefix='yz-lint-') as name:
        folder = pathlib.Path(name)
        pot = extract(report, folder)
        complete = sum(check_language(report, each, folder, pot) for each in languages)
    if 'zh_CN' not in languages:
        report.fault('po/LINGUAS', 'zh_CN is missing')
    return report.end('catalogues', complete)


if __name__ == '__main__':
    sys.exit(main())
