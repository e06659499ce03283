#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Turns the list of administrative divisions into a sorted C table of their codes."""

import csv
import sys


def main(source, target):
    with open(source, encoding='utf-8', newline='') as file:
        codes = sorted(int(row['code']) for row in csv.DictReader(file))
    if len(set(codes)) != len(codes) or not all(110000 <= code <= 829999 for code in codes):
        sys.exit(f'{source}: a code stands twice or has not six digits')

    with open(target, 'w', encoding='utf-8') as file:
        file.write('/* Made from divisions.csv by yz-divisions.py. */\n\n')
        file.write('#include "yz-divisions.h"\n\n')
        file.write(f'const guint yz_n_divisions = {len(codes)};\n\n')
        file.write(f'const guint32 yz_divisions[{len(codes)}] = {{\n')
        for i in range(0, len(codes), 10):
            file.write('  ' + ', '.join(str(code) for code in codes[i:i + 10]) + ',\n')
        file.write('};\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
