# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Hard pictures of QR codes, rendered from fixed seeds: what hands, lamps, printers, paper and
telephones do to a code. `pictures.py FOLDER` leaves them there to be looked at."""

import concurrent.futures
import pathlib
import random
import subprocess
import sys

WIDTH, HEIGHT = 1280, 720
LARGE = 2400, 1800
WORDS = '申请法律援助工资劳动仲裁赡养费诉讼时效身份证号码住址电话一二三四五六七八九十'
EACH = 12


def text(rand):
    """What stands in the code: Chinese, digits and letters, never twice the same."""
    return (f'{rand.randrange(10 ** 8):08}'
            + ''.join(rand.choice(WORDS) for _ in range(rand.randrange(4, 30)))
            + ''.join(rand.choice('abcdefghijklmnop0123456789/:.') for _ in range(
                rand.randrange(0, 60))))


def corners(rand, shift):
    """A perspective: each corner goes somewhere else, and the picture grows with it."""
    size = 1000
    points = []
    for x, y in ((0, 0), (size, 0), (size, size), (0, size)):
        to_x = x + rand.uniform(-shift, shift) * size
        to_y = y + rand.uniform(-shift, shift) * size
        points.append(f'{x},{y} {to_x:.0f},{to_y:.0f}')
    return ['-virtual-pixel', 'White', '-filter', 'Lanczos', '-resize', f'{size}x{size}!',
            '+distort', 'Perspective', '  '.join(points), '+repage']


def tilted(rand, lean):
    """Seen aslant: one side is so much shorter than the other, and both are nearer."""
    size, short, flat = 1000, rand.uniform(*lean) * 500, rand.uniform(0.35, 0.6) * 1000
    points = f'0,0 {short:.0f},0 {size},0 {size - short:.0f},0 {size},{size} {size},{flat:.0f} ' \
             f'0,{size} 0,{flat:.0f}'
    return ['-virtual-pixel', 'White', '-filter', 'Lanczos', '-resize', f'{size}x{size}!',
            '+distort', 'Perspective', points, '+repage', '-background', 'white', '-rotate',
            f'{rand.uniform(-180, 180):.0f}', '+repage']


def light(rand, dark):
    """A lamp on one side."""
    angle = rand.uniform(0, 360)
    return ['(', '-size', f'{WIDTH}x{HEIGHT}', '-define', f'gradient:angle={angle:.0f}',
            f'gradient:white-gray{dark}', ')', '-compose', 'Multiply', '-composite']


def glare(rand):
    """A lamp that mirrors in glass or varnish."""
    x, y = rand.uniform(0.35, 0.65) * WIDTH, rand.uniform(0.3, 0.7) * HEIGHT
    radius = rand.uniform(50, 120)
    return ['(', '-size', f'{WIDTH}x{HEIGHT}', 'xc:black', '-fill',
            f'gray{rand.randrange(75, 97)}', '-draw',
            f'ellipse {x:.0f},{y:.0f} {radius * 1.6:.0f},{radius:.0f} 0,360', '-blur', '0x40', ')',
            '-compose', 'Screen', '-composite']


def damage(rand):
    """Scratches and spots."""
    draw = []
    for _ in range(rand.randrange(4, 16)):
        x, y = rand.uniform(0.43, 0.57) * WIDTH, rand.uniform(0.38, 0.62) * HEIGHT
        if rand.random() < 0.5:
            draw.append(f'line {x:.0f},{y:.0f} {x + rand.uniform(-90, 90):.0f},'
                        f'{y + rand.uniform(-90, 90):.0f}')
        else:
            draw.append(f'circle {x:.0f},{y:.0f} {x + rand.uniform(4, 18):.0f},{y:.0f}')
    return ['-stroke', rand.choice(('white', 'black', 'gray50')), '-strokewidth', '5', '-fill',
            rand.choice(('white', 'black', 'gray50')), '-draw', ' '.join(draw)]


def screen(rand):
    """The lines of a telephone's screen, and the colours of its glass."""
    pitch = rand.choice((3, 4, 5))
    return ['(', '-size', f'{pitch}x{pitch}', 'xc:white', '-fill', 'gray60', '-draw',
            f'line 0,0 0,{pitch}', '-write', 'mpr:lines', '+delete', '-size', f'{WIDTH}x{HEIGHT}',
            'tile:mpr:lines', '-rotate', f'{rand.uniform(-4, 4):.1f}', '-gravity', 'center',
            '-crop', f'{WIDTH}x{HEIGHT}+0+0', '+repage', ')', '-compose', 'Multiply', '-composite',
            '-level', f'-{rand.uniform(10, 40):.0f}%,{rand.uniform(110, 140):.0f}%']


def logo():
    """A firm's sign in the middle of the code, as large as the correction allows."""
    return ['-gravity', 'center', '(', '-size', '46x46', 'xc:white', '-fill', 'gray40', '-draw',
            'circle 23,23 23,4', ')', '-compose', 'Over', '-composite']


def clutter(rand, width, height):
    """A table full of other things, with the code on top of them."""
    draw = []
    for _ in range(160):
        x, y = rand.uniform(0, width), rand.uniform(0, height)
        draw.append(f'fill gray{rand.randrange(0, 100)} rectangle {x:.0f},{y:.0f} '
                    f'{x + rand.uniform(4, width / 6):.0f},{y + rand.uniform(4, height / 8):.0f}')
    return ['(', '-size', f'{width}x{height}', 'xc:gray60', '-draw', ' '.join(draw), ')', '+swap',
            '-gravity', 'center', '-compose', 'Over', '-composite']


def noise(rand, least, most):
    """Of a sensor that has too little light."""
    return ['-seed', str(rand.randrange(10 ** 6)), '-attenuate', f'{rand.uniform(least, most):.2f}',
            '+noise', 'Gaussian', '-colorspace', 'Gray']


def sheet(rand, module, *changes, size=(WIDTH, HEIGHT)):
    """The code with so many pixels a module on a sheet, before anything happens to the picture."""
    return [f'@{module}', *changes, '-gravity', 'center', '-background',
            f'gray{rand.randrange(70, 92)}', '-extent', f'{size[0]}x{size[1]}']


def turned(rand):
    """Held as hands hold it."""
    return ['-background', 'white', '-rotate', f'{rand.uniform(-40, 40):.1f}', '+repage']


KINDS = {
    'perspective': lambda r: [*sheet(r, 8, *corners(r, 0.2), '-resize', '420x420'), *light(r, 60)],
    'steep': lambda r: [*sheet(r, 8, *tilted(r, (.25, .6)), '-resize', '560x560'), *light(r, 60)],
    'blur': lambda r: [*sheet(r, 6, *turned(r)), '-blur', f'0x{r.uniform(2.2, 5.2):.2f}'],
    'motion': lambda r: [*sheet(r, 6, *turned(r)), '-motion-blur',
                         f'0x{r.uniform(3, 11):.1f}+{r.uniform(0, 180):.0f}'],
    'noise': lambda r: [*sheet(r, 4, *turned(r)), *noise(r, 1, 6)],
    'low light': lambda r: [*sheet(r, 4, *turned(r)), '-level', f'-15%,{r.uniform(400, 800):.0f}%',
                            *noise(r, .2, .6)],
    'uneven light': lambda r: [*sheet(r, 5, *turned(r)), *light(r, r.randrange(3, 14)), '-blur',
                               f'0x{r.uniform(1, 3):.1f}'],
    'glare': lambda r: [*sheet(r, 6, *turned(r)), *glare(r)],
    'damage': lambda r: [*sheet(r, 7, *turned(r)), *damage(r)],
    'curved': lambda r: [*sheet(r, 6, '-virtual-pixel', 'White', '-bordercolor', 'white',
                                '-border', '60', '-wave',
                                f'{r.uniform(16, 48):.0f}x{r.uniform(420, 800):.0f}',
                                *turned(r)), *light(r, 50)],
    'small': lambda r: [*sheet(r, 8, *turned(r), '-filter', 'Box', '-resize',
                               f'{r.uniform(13, 24):.1f}%'), '-blur', '0x0.4'],
    'screen': lambda r: [*sheet(r, 6, *turned(r)), *screen(r)],
    'inverted': lambda r: ['-negate', *sheet(r, 6, '-background', 'black', '-rotate',
                                             f'{r.uniform(-30, 30):.0f}'), *light(r, 40)][1:]
                + ['-negate', '-blur', '0x1.2'],
    'faded': lambda r: [*sheet(r, 4, *turned(r)), '+level', f'{r.uniform(50, 64):.0f}%,70%',
                        *noise(r, .15, .15)],
    'squeezed': lambda r: [*sheet(r, 4, *turned(r)), '-resize', '50%', '-quality',
                           f'{r.randrange(8, 25)}'],
    'logo': lambda r: [*sheet(r, 6, *logo(), *turned(r)), '-blur', f'0x{r.uniform(1.6, 3.6):.2f}'],
    'near': lambda r: [*sheet(r, 22, *turned(r), '-blur', f'0x{r.uniform(6, 14):.1f}', size=LARGE),
                       *noise(r, .2, .6)],
    'crowded': lambda r: [f'@{r.choice((3, 4, 5))}', *turned(r), *clutter(r, *LARGE), '-blur',
                          f'0x{r.uniform(.8, 2.2):.1f}', *noise(r, .2, .8)],
    'worn': lambda r: [*sheet(r, 6, *corners(r, 0.08), '-resize', '330x330', *turned(r)),
                       *damage(r), *light(r, r.randrange(15, 40)), '-motion-blur',
                       f'0x{r.uniform(1.5, 4):.1f}+{r.uniform(0, 180):.0f}', *noise(r, .2, .8)],
}


def make(kind, index, folder):
    """One picture; returns its kind, its path and what it says."""
    rand = random.Random(f'{kind} {index}')
    words = text(rand)
    commands = KINDS[kind](rand)
    module = next(word[1:] for word in commands if word.startswith('@'))
    commands = [word for word in commands if not word.startswith('@')]
    level = 'H' if kind == 'logo' else rand.choice('LMQ')
    code = subprocess.run(['qrencode', '-8', '-l', level, '-s', module, '-m', '4', '-o', '-'],
                          input=words.encode(), check=True, stdout=subprocess.PIPE).stdout
    suffix = 'jpg' if kind == 'squeezed' else 'png'
    path = pathlib.Path(folder) / f'{kind.replace(" ", "-")}-{index:02}.{suffix}'
    subprocess.run(['convert', 'png:-', '-colorspace', 'sRGB', '-type', 'TrueColor', *commands,
                    '+repage', str(path)], input=code, check=True)
    return kind, path, words


def make_all(folder):
    """All of them, in the order of their kinds."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        yield from pool.map(lambda which: make(*which, folder),
                            [(kind, index) for kind in KINDS for index in range(EACH)])


if __name__ == '__main__':
    for made in make_all(sys.argv[1]):
        print(*made, sep='\t')
