#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Turns the countries of ISO 3166-1, as Debian's iso-codes has them, into a sorted C table."""

import json
import sys


def main(source, target):
    with open(source, encoding='utf-8') as file:
        countries = json.load(file)['3166-1']
    codes = sorted((country['alpha_3'], int(country['numeric'])) for country in countries)
    if len(codes) < 200 or not all(len(letters) == 3 for letters, _ in codes):
        sys.exit(f'{source}: this is not the list of countries')

    with open(target, 'w', encoding='utf-8') as file:
        file.write('/* Made from iso_3166-1.json by yz-countries.py. */\n\n')
        file.write('#include "yz-countries.h"\n\n')
        file.write(f'const guint yz_n_countries = {len(codes)};\n\n')
        file.write(f'const YzCountryCode yz_countries[{len(codes)}] = {{\n')
        for letters, numeric in codes:
            file.write(f'  {{ "{letters}", {numeric} }},\n')
        file.write('};\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
