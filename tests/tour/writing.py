# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Who cannot type on glass writes: a name by pinyin, an address by hand, a number on the pad, and
what happened with nine keys, in elder view, on screens of every shape. Afterwards nothing of it is
left: neither in a file nor in the memory of any program that goes on. Who listens hears what it
may be, but for what is personal, unless headphones are plugged in.
"""

import argparse
import pathlib
import sys
import tempfile

from actor import BUTTON, FIELD, Actor
from citizen import TOUCHED
from desktop import Desktop, wait
from faults import sessions
from listener import Listener
from node import Node
from words import Words

SIZES = [(1080, 1920), (1920, 1080), (1280, 800)]
NAME = [('wang', '王'), ('xiaoming', '小明')]
ADDRESS = '小王村三十一号'
PHONE = '13800009876'
MATTER = [('一丨一', '工'), ('丿丨丿一乛丿', '伤')]
DESK = ('gongdi', '工地')
DESK_SECOND = ('ming', '明')
FACTS = [('laoban', '老板'), ('bufa', '不发'), ('fan', '饭'), ('qian', '钱')]


def join(pieces):
    """What the pieces come to."""
    return ''.join(words for _, words in pieces)


# What is searched for. Shorter texts are found in any memory.
MARKERS = [join(NAME), ADDRESS, PHONE, join(FACTS), TOUCHED['id_number']]


def load_strokes():
    """The characters of the tests, as points of a surface one wide and one high."""
    lines = (pathlib.Path(__file__).parents[1] / 'ime/strokes.txt').read_text('utf-8').splitlines()
    strokes = {}
    for character, all_strokes in (line.split('|') for line in lines):
        strokes[character] = [
            [tuple(0.2 + float(value) / 100 * 0.6 for value in point.split(','))
             for point in stroke.split()] for stroke in all_strokes.split(';')]
    return strokes


def find_markers(data, markers):
    """Which of the texts are in there, in any way that programs keep text."""
    return [marker for marker in markers
            if any(marker.encode(encoding) in data
                   for encoding in ('utf-8', 'utf-16-le', 'utf-32-le', 'gb18030'))]


def read_memory(pid):
    """What a process holds, piece by piece."""
    with open(f'/proc/{pid}/maps', encoding='ascii', errors='replace') as maps, \
            open(f'/proc/{pid}/mem', 'rb', 0) as memory:
        for line in maps:
            places, access = line.split()[:2]
            begin, end = (int(place, 16) for place in places.split('-'))
            # Beyond that Python cannot seek: it is the kernel's.
            if not access.startswith('rw') or end >= 1 << 63:
                continue
            try:
                memory.seek(begin)
                yield memory.read(end - begin)
            except OSError:
                pass  # given back since, or of a device


def search(folders, processes, markers):
    """Where any of the texts can still be found."""
    for path in (path for folder in folders for path in folder.rglob('*')):
        if path.is_file():
            for marker in find_markers(path.read_bytes(), markers):
                yield f'{marker} in {path}'
    for name, pid in processes.items():
        for part in read_memory(pid):
            for marker in find_markers(part, markers):
                yield f'{marker} in the memory of {name}'


class Writing:
    """One visit on a screen of one shape."""

    def __init__(self, desktop, build, out, folder, size):
        self.desktop = desktop
        self.out = out
        self.size = size
        self.node = Node(desktop, build, folder)
        self.actor = Actor(desktop, str(self.node.build / 'po'))
        self.listener = Listener(self.node.folder)
        self.folders = []  # where a program may have written something
        self.words = Words(desktop.env['YZ_CONTENT_DIR'])

    def begin(self):
        """From the idle screen to the form, with large letters."""
        actor = self.actor
        actor.wait_for(BUTTON, 'Touch the screen to begin')
        actor.press('Touch the screen to begin')
        actor.press('Large text')
        actor.press('Apply for legal aid')
        actor.press('I have read this: begin')
        actor.press('Fill it in here')
        actor.wait_for(FIELD, self.words.field('name'))

    def picture(self, name):
        """What the screen shows just now."""
        self.desktop.screenshot(self.out / f'{self.size[0]}x{self.size[1]}-{name}.png')

    def write(self):
        """Four ways to write, and what goes with them."""
        actor, words = self.actor, self.words
        self.listen(words.field('name'))
        actor.type_pinyin(words.field('name'), NAME)
        self.picture('name')
        actor.choose(words.option('sex', TOUCHED['sex']))
        for field in ('birth_date', 'id_number'):
            actor.type_digits(words.field(field), TOUCHED[field])
            actor.press('Done')
        actor.press('Next')
        actor.write(words.field('residence_address'), ADDRESS, load_strokes())
        self.picture('address')
        actor.type_digits(words.field('phone'), PHONE)
        self.picture('phone')
        actor.press('Done')
        self.type_at_desk('employer')
        actor.press('Next')
        actor.wait_for(FIELD, words.field('agent_name'))
        actor.press('Next')
        actor.type_strokes(words.field('matter'), MATTER)
        actor.type_nine(words.field('facts'), FACTS)
        self.picture('facts')

    def listen(self, field):
        """What is personal is heard through headphones alone."""
        actor, listener = self.actor, self.listener
        actor.press('Voice')
        listener.wait_heard(0)
        before = listener.wait_silence()
        actor.begin_typing(field, 'Chinese by pinyin')
        actor.press_keys('ming')
        assert listener.wait_silence() == before, 'a personal field was heard by all'
        listener.plug(True)
        listener.wait_heard(before)
        before = listener.wait_silence()
        actor.press_keys('g')
        listener.wait_heard(before)
        before = listener.wait_silence()
        listener.plug(False)
        for _ in 'mingg':
            actor.press('Delete the last character')
        assert listener.wait_silence() == before, 'a personal field was heard by all'
        actor.press('Done')
        actor.press('Voice')

    def type_at_desk(self, field):
        """On a keyboard of one's own: what it may stand for comes up by itself."""
        actor, field = self.actor, self.words.field(field)
        actor.touch(FIELD, field)
        actor.press('Done')
        actor.wait_gone(BUTTON, 'Delete the last character')
        actor.type_keys(DESK[0])
        actor.take(DESK[1])
        actor.type_keys(DESK_SECOND[0])
        for key in ('Down', 'Down', 'Up', 'space'):
            actor.press_key(key)
        actor.end_typing(field, DESK[1] + DESK_SECOND[1])

    def leave(self):
        """Away; what the citizen's session held goes with it."""
        session = sessions(self.node.kiosk.pid)[0]
        self.actor.press("I'm done")
        self.actor.press('Leave and wipe everything')
        self.actor.wait_for(BUTTON, 'Touch the screen to begin')
        wait('the session to be gone', lambda: session not in sessions(self.node.kiosk.pid))

    def search(self):
        """What is left of it anywhere."""
        processes = {f'session {pid}': pid for pid in sessions(self.node.kiosk.pid)}
        processes.update(supervisor=self.node.kiosk.pid, compositor=self.desktop.compositor.pid)
        return sorted(set(search(self.folders, processes, MARKERS)))

    def run(self):
        """The whole visit; returns what it has left behind."""
        self.node.configure(devices={'camera': '', 'printer': '', **self.listener.devices})
        self.desktop.set_size(*self.size)
        self.node.start_kiosk()
        self.begin()
        self.write()
        # It is there now: who finds nothing here would find nothing anywhere.
        assert len(self.search()) >= len(MARKERS), self.search()
        self.leave()
        left = self.search()
        self.node.stop_kiosk()
        self.listener.close()
        return left


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build', required=True, help='where meson built the programs')
    parser.add_argument('--out', required=True, help='where the pictures go')
    parser.add_argument('--size', help='only this shape, such as 1280x800')
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    left = []
    with tempfile.TemporaryDirectory(prefix='yizhan-writing-') as folder, Desktop() as desktop:
        home = pathlib.Path(folder) / 'home'
        home.mkdir()
        desktop.env.update(HOME=str(home), TMPDIR=str(home))
        try:
            for size in SIZES:
                name = f'{size[0]}x{size[1]}'
                if options.size in (None, name):
                    writing = Writing(desktop, options.build, out, f'{folder}/{name}', size)
                    writing.folders = [pathlib.Path(folder), pathlib.Path(desktop.folder.name)]
                    left += writing.run()
                    print(f'{name}: written', flush=True)
        except Exception as error:  # whatever it was, what it looked like is kept
            print(f'writing: {type(error).__name__}: {error}', file=sys.stderr)
            desktop.screenshot(out / 'stuck.png')
            desktop.show_logs()
            return 1
    for place in left:
        print(place, file=sys.stderr)
    return 1 if left else 0


if __name__ == '__main__':
    sys.exit(main())
