# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""The citizen of the tour and of the pictures, who is nobody: all of it is made up."""

import json
import pathlib
import subprocess
import tempfile


def id_number(prefix):
    """The prefix and its check digit (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * (1 << (17 - i)) for i, digit in enumerate(prefix))
    return prefix + '10X98765432'[total % 11]


SCANNED = {
    'name': '林晓禾',
    'household_address': '示例省示例市滨河区柳荫街12号3单元501室',
    'residence_address': '示例市开发区和平路88号工人宿舍2栋304',
    'employer': '示例市宏远建筑劳务有限公司',
    'facts': '我从去年三月起在开发区工地做木工，约定每月工资6500元。从九月到年底，公司一直没有发钱，'
             '只给了一张欠条。我打过很多次电话，对方不接。家里老人生病，没有钱请律师。',
    'requests': '要回拖欠的四个月工资共26000元。',
}
TOUCHED = {
    'sex': 'female', 'birth_date': '1986-11-09', 'ethnic_group': '15', 'postcode': '310000',
    'phone': '13800001234', 'filled_by': 'self', 'declaration': True,
    'id_number': id_number('33010819861109002'),
}

# On the keys of the screen: the letters, and the words that they stand for.
TYPED = {'matter': [('tuoqiangongzi', '拖欠工资')]}

# A surname and a flourish, as points of a surface one wide and one high.
STROKES = [[(0.1, 0.3), (0.2, 0.3), (0.3, 0.28)], [(0.2, 0.1), (0.2, 0.5), (0.19, 0.9)],
           [(0.2, 0.35), (0.15, 0.6), (0.08, 0.75)], [(0.21, 0.35), (0.3, 0.7)],
           [(0.45, 0.3), (0.55, 0.28), (0.65, 0.3)], [(0.55, 0.1), (0.55, 0.9), (0.75, 0.8)]]


def make_code(picture):
    """What the citizen brings along: a QR code made by another program, as a camera sees it."""
    payload = json.dumps({'yz': 1, 'form': 'legal-aid-application', 'facts': SCANNED},
                         ensure_ascii=False, separators=(',', ':'))
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / 'code.png'
        subprocess.run(['qrencode', '-8', '-l', 'M', '-s', '6', '-m', '4', '-o', str(plain)],
                       input=payload.encode(), check=True)
        # A sheet of paper in a larger picture.
        subprocess.run(['convert', str(plain), '-gravity', 'center', '-background', '#d8d8d0',
                        '-extent', '1280x720', str(picture)], check=True)


def make_paper(picture, number):
    """A page of print on a table, a little askew, as a camera sees it; each number another one."""
    lines = ' '.join(f'rectangle 120,{y} {860 - (y * 7 + 62 * number) % 320},{y + 24}'
                     for y in range(140, 1300, 64))
    subprocess.run(['convert', '-size', '1000x1414', 'xc:#f4f2ea', '-fill', '#303030',
                    '-draw', lines, '-virtual-pixel', 'none', '-background', 'none',
                    '-define', 'distort:viewport=2560x1440+0+0', '-distort', 'Perspective',
                    '0,0 840,140  1000,0 1700,180  1000,1414 1800,1300  0,1414 740,1280',
                    '-background', '#6a5a48', '-flatten', str(picture)], check=True)
