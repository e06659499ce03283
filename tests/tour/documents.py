# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What is held in the hand does the typing: one application by ID card, one by the zone of a
passport, both with a code for the rest, both scanned by a scanner that types. Judged by what the
centre opens, with the source of each answer; then files and memory are searched for the numbers.
"""

import argparse
import json
import pathlib
import sys
import tempfile

from actor import BUTTON, FIELD, LABEL, Actor
from citizen import id_number
from desktop import Desktop, wait
from faults import sessions
from node import Node
from words import Words
from writing import search

CARD = {'kind': 'citizen', 'name': '王守田', 'sex': 'male', 'ethnic_group': '08',
        'birth_date': '1949-12-31', 'address': '示例省示例县小王村三十一号',
        'number': id_number('11010519491231001'), 'issuer': '示例县公安局',
        'valid_from': '2006-01-01', 'valid_until': '2016-01-01'}
BY_CARD = {'name': CARD['name'], 'sex': CARD['sex'], 'birth_date': CARD['birth_date'],
           'ethnic_group': CARD['ethnic_group'], 'id_number': CARD['number'],
           'household_address': CARD['address']}

# The example of ICAO Doc 9303, part 4.
ZONE = ('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n'
        'L898902C36UTO7408122F1204159ZE184226B<<<<<10')
BY_ZONE = {'name': 'ERIKSSON ANNA MARIA', 'sex': 'female', 'birth_date': '1974-08-12',
           'id_number': 'L898902C3', 'id_kind': 'passport'}

BY_CODE = {'residence_address': '示例市开发区和平路88号', 'phone': '13800001234', 'matter': '工伤',
           'facts': '我在工地上受了伤，公司不管。', 'filled_by': 'self'}
TYPED = {'phone': '13800005678', 'declaration': True, 'signature': 'window'}

MARKERS = [CARD['number'], BY_ZONE['id_number'], *ZONE.splitlines(), BY_CODE['facts'],
           CARD['address']]


def mask(number):
    """As the screen shows it, behind which somebody may stand."""
    head, tail = (3, 4) if len(number) >= 15 else (1, len(number) // 3)
    return number[:head] + '*' * (len(number) - head - tail) + number[-tail:]


class Documents:
    """Two visits to one kiosk."""

    def __init__(self, desktop, build, out, folder):
        self.desktop = desktop
        self.out = out
        self.folder = pathlib.Path(folder)
        self.node = Node(desktop, build, folder)
        self.actor = Actor(desktop, str(self.node.build / 'po'))
        self.words = Words(desktop.env['YZ_CONTENT_DIR'])

    def picture(self, name):
        """What the screen shows just now."""
        self.desktop.screenshot(self.out / f'{name}.png')

    def begin(self):
        """From the idle screen to where a card may be laid down."""
        actor = self.actor
        actor.press('Touch the screen to begin')
        actor.press('Apply for legal aid')
        actor.press('I have read this: begin')
        actor.wait_for(BUTTON, 'Fill it in here')

    def wait_offer(self, name, number=None):
        """What was read is on the screen, its number masked."""
        actor = self.actor
        actor.wait_for(LABEL, 'This was read. Is it right?')
        if number:
            assert mask(number) in actor.labels(), actor.labels()
            assert not [text for text in actor.texts() if number in text]
        self.picture(name)

    def scan_the_rest(self):
        """A code for what no document knows, scanned while a field has the focus: it never gets
        there."""
        actor, field = self.actor, self.words.field('name')
        before = actor.wait_for(FIELD, field).read()
        actor.touch(FIELD, field)
        actor.press('Done')
        payload = {'yz': 1, 'form': 'legal-aid-application', 'facts': BY_CODE}
        actor.scan(json.dumps(payload, separators=(',', ':')))
        self.wait_offer('code')
        assert BY_CODE['facts'] in actor.labels()
        actor.press('Yes, use this')
        assert actor.wait_for(FIELD, field).read() == before

    def hand_in(self, *steps):
        """All steps, the last one with a promise, to the receipt, and away."""
        actor, words = self.actor, self.words
        for step in steps:
            wait(f'“{step}”', lambda step=step: words.field(step) in actor.texts())
            actor.press('Next')
        actor.choose(words.field('declaration'))
        actor.choose('I sign at the window instead')
        actor.press('Next')
        actor.press('Submit')
        actor.wait_for(LABEL, 'Your application is in')
        session = sessions(self.node.kiosk.pid)[0]
        actor.press("I'm done")
        actor.wait_for(BUTTON, 'Touch the screen to begin')
        wait('the session to be gone', lambda: session not in sessions(self.node.kiosk.pid))

    def by_card(self):
        """Laid down before anything is written. What is changed afterwards was typed."""
        actor, words = self.actor, self.words
        self.begin()
        self.node.tell_reader('put 1')
        self.wait_offer('card', CARD['number'])
        actor.wait_text('This document has expired. You can use its details here; bring a valid '
                        'one to the window.')
        actor.press('Yes, use this')
        actor.wait_for(FIELD, words.field('name'))
        self.node.tell_reader('lift')
        self.scan_the_rest()
        actor.press('Next')
        actor.touch(FIELD, words.field('phone'))
        for _ in BY_CODE['phone']:
            actor.press_key('BackSpace')
        actor.type_digits(words.field('phone'), TYPED['phone'])
        actor.press('Done')
        assert self.search(), 'who finds nothing here would find nothing anywhere'
        self.hand_in('phone', 'agent_name', 'facts', 'id_papers')

    def by_zone(self):
        """Scanned on the form, into no field, also by who has the help for hands that shake."""
        actor, words = self.actor, self.words
        self.begin()
        actor.press('Fill it in here')
        actor.touch(FIELD, words.field('name'))
        actor.press('Steady: a key struck twice counts once')
        actor.press('Done')
        actor.scan(ZONE)
        self.wait_offer('zone', BY_ZONE['id_number'])
        actor.press('Yes, use this')
        assert actor.wait_for(FIELD, words.field('name')).read() == BY_ZONE['name']
        self.scan_the_rest()
        actor.press('Next')
        actor.wait_text(words.option('id_kind', 'passport'))
        self.picture('kind')
        self.hand_in('id_kind', 'phone', 'agent_name', 'facts', 'id_papers')

    def open(self, answers_by_source):
        """What the centre gets of the one application with that name."""
        folder = self.node.folder / 'export'
        expected = {field: answer for answers in answers_by_source.values()
                    for field, answer in answers.items()}
        sources = {field: source for source, answers in answers_by_source.items()
                   for field in answers}
        opened = [self.node.ctl('open', '--key', str(self.node.key('duty')), str(path))
                  for path in folder.iterdir()]
        document = next(one for one in opened if one['answers']['name'] == expected['name'])
        assert document['answers'] == expected, document
        assert document['sources'] == sources, document

    def search(self):
        """What is left of it anywhere."""
        processes = {f'session {pid}': pid for pid in sessions(self.node.kiosk.pid)}
        processes.update(supervisor=self.node.kiosk.pid, hub=self.node.hub.pid,
                         compositor=self.desktop.compositor.pid)
        folders = [self.folder, pathlib.Path(self.desktop.folder.name)]
        return sorted(set(search(folders, processes, MARKERS)))

    def run(self):
        """Both visits; returns what they have left behind."""
        self.node.configure(devices={'camera': '', 'printer': self.node.start_printer(),
                                     'reader': self.node.start_reader(CARD)})
        self.desktop.set_size(1080, 1920)
        self.node.start_hub()
        self.node.start_kiosk()
        self.by_card()
        self.by_zone()
        self.node.wait_delivered(2)
        left = self.search()
        self.node.export(self.node.folder / 'export')
        code = {field: BY_CODE[field] for field in BY_CODE if field != 'phone'}
        self.open({'card': BY_CARD, 'code': code, 'typed': TYPED})
        self.open({'zone': BY_ZONE, 'code': BY_CODE,
                   'typed': {field: TYPED[field] for field in ('declaration', 'signature')}})
        self.node.stop_kiosk()
        return left


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build', required=True, help='where meson built the programs')
    parser.add_argument('--out', required=True, help='where the pictures go')
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='yizhan-documents-') as folder, Desktop() as desktop:
        home = pathlib.Path(folder) / 'home'
        home.mkdir()
        desktop.env.update(HOME=str(home), TMPDIR=str(home))
        try:
            left = Documents(desktop, options.build, out, folder).run()
        except Exception as error:  # whatever it was, what it looked like is kept
            print(f'documents: {type(error).__name__}: {error}', file=sys.stderr)
            desktop.screenshot(out / 'stuck.png')
            desktop.show_logs()
            return 1
    for place in left:
        print(place, file=sys.stderr)
    return 1 if left else 0


if __name__ == '__main__':
    sys.exit(main())
