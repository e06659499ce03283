#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Turns the countries of ISO 3166-1, as Debian's iso-codes has them, and what travel documents say
besides, into a sorted C table. The latter have no number: 0."""

import json
import sys


def read_others(source):
    """The codes of a text with remarks."""
    with open(source, encoding='utf-8') as file:
        return [code for line in file if not line.startswith('#') for code in line.split()]


def main(source, others, target):
    with open(source, encoding='utf-8') as file:
        countries = json.load(file)['3166-1']
    codes = [(country['alpha_3'], int(country['numeric'])) for country in countries]
    if len(codes) < 200 or not all(len(letters) == 3 for letters, _ in codes):
        sys.exit(f'{source}: this is not the list of countries')

    codes = sorted(codes + [(code, 0) for code in read_others(others)])
    with open(target, 'w', encoding='utf-8') as file:
        file.write('/* Made by yz-countries.py. */\n\n')
        file.write('#include "yz-countries.h"\n\n')
        file.write(f'const guint yz_n_countries = {len(codes)};\n\n')
        file.write(f'const YzCountryCode yz_countries[{len(codes)}] = {{\n')
        for letters, numeric in codes:
            file.write(f'  {{ "{letters}", {numeric} }},\n')
        file.write('};\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
