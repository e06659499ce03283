# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Pictures every page of the kiosk by shape, language and profile, and looks at what can be seen
without eyes: is anything cut off, too small for a finger, or without a name?"""

import argparse
import contextlib
import pathlib
import subprocess
import sys
import tempfile

from actor import BUTTON, CHECK, FIELD, LABEL, PICTURE, Actor
from citizen import STROKES, TOUCHED, TYPED, make_code, make_paper
from desktop import Desktop, wait
from interview import Interview
from node import STATION, Node
from words import Words

SIZES = ['1080x1920', '1920x1080', '1280x800']
LANGUAGES = ['zh', 'en']
PROFILES = {'normal': (), 'elder': ('Large text',), 'contrast': ('Contrast',)}
TARGET = {'normal': 72, 'elder': 96, 'contrast': 72}
# What is searched for, and what that finds: xdotool types no Chinese into a Wayland compositor.
QUERY = {'zh': ('12348', 'dismissal'), 'en': ('wages', 'unpaid-wages')}
# Somebody who was dismissed, and whose income has to be looked at.
CITIZEN = {'matter': 'labour-relation', 'circumstances': [], 'foreigner': False,
           'has_lawyer': False, 'groups': [], 'no_fixed_income': False, 'region': ['上海', '浦东新区'],
           'applicant_age': 41, 'opponent_in_household': False, 'household_size': 3,
           'household_income_month': 5400, 'high_value_assets': False}
# A card with as much on it as cards have, and less of what was written.
CARD = {'kind': 'citizen', 'name': '阿依古丽·买买提艾力', 'sex': 'female', 'ethnic_group': '05',
        'birth_date': '1978-10-27', 'number': '330105197810270025',
        'address': '示例自治区示例地区示例县示例镇示例村民委员会第三村民小组一百二十八号',
        'issuer': '示例县公安局', 'valid_from': '2006-01-01', 'valid_until': '2016-01-01'}
NAMED = (BUTTON, CHECK, FIELD, PICTURE)
# What only holds other things: if it is cut off, so is one of those.
SCAFFOLD = ('filler', 'panel', 'scroll bar')

class Look:
    """What one screen shows, judged by its widgets' places."""

    def __init__(self, actor, size, profile):
        self.width, self.height = size
        self.target = TARGET[profile]
        self.window, self.items = actor.everything()
        self.places = [item.place for item in self.items]

    def faults(self):
        """One line a fault."""
        if self.window.place[2:] != (self.width, self.height):
            yield f'the window is {self.window.place[2:]}: its content does not fit'
        for item, place in zip(self.items, self.places):
            if item.role not in SCAFFOLD and place.width > 0 and place.height > 0:
                yield from self._faults_of(item, place)

    def _faults_of(self, item, place):
        what = f'{item.role} “{item.name[:40]}”'
        if item.role in NAMED and not item.name and item.parent_role != FIELD:
            yield f'{what} at {place} has no name'
        if item.role in (BUTTON, CHECK) and min(place.width, place.height) < self.target:
            yield f'{what} is only {place.width}x{place.height}'
        if place.x < 0 or place.x + place.width > self.width:
            yield f'{what} is cut off: {place.x} to {place.x + place.width} of {self.width}'
        if item.pane is None and (place.y < 0 or place.y + place.height > self.height):
            yield f'{what} is cut off: {place.y} to {place.y + place.height} of {self.height}'
        if item.role == FIELD and item.has_state('focused') and item.pane is not None:
            pane = item.pane.place
            if place.y < pane.y or place.y + place.height > pane.y + pane.height:
                yield f'{what} is being filled in out of sight'
        if item.role == 'scroll pane' and place.height < self.target * 2:
            yield f'only {place.height} px are left for the page'

class Screens:
    """One round through all pages for one shape of screen."""

    def __init__(self, desktop, build, out, folder, size):
        self.desktop = desktop
        self.out = out
        self.name = size
        self.size = tuple(map(int, size.split('x')))
        self.node = Node(desktop, build, folder)
        self.actor = Actor(desktop, str(self.node.build / 'po'))
        self.words = Words(desktop.env['YZ_CONTENT_DIR'])
        self.camera = self.node.folder / 'camera.png'
        self.devices = {'camera': f'file:{self.camera}', 'printer': self.node.start_printer(),
                        'reader': self.node.start_reader(CARD),
                        'sound': str(self.node.folder / 'sound')}
        self.faults = []

    # Variants -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def variant(self, language, profile):
        """Switches the screen in place, and back."""
        self._switch(language, PROFILES[profile])
        try:
            yield
        finally:
            self._switch('zh', PROFILES[profile])

    def _switch(self, language, toggles):
        actor = self.actor
        if actor.language != language:
            self._press_bar('English' if language == 'en' else '中文', language)
        for toggle in toggles:
            before = self._is_on(toggle)
            actor.touch(BUTTON, toggle)
            wait(f'“{toggle}” to change', lambda: self._is_on(toggle) != before)

    def _is_on(self, toggle):
        return self.actor.wait_for(BUTTON, toggle).has_state('pressed')

    def _press_bar(self, label, language):
        self.actor.press(label)
        self.actor.set_language(language)
        self.actor.wait_for(BUTTON, 'Call staff')

    def shoot(self, page, prepare=None, tidy=None):
        """Pictures the page as it stands in all languages and profiles."""
        for profile in PROFILES:
            for language in LANGUAGES:
                with self.variant(language, profile):
                    if prepare:
                        prepare(language)
                    self.picture(page, language, profile)
                    if tidy:
                        tidy(language)

    def picture(self, page, language, profile):
        """Pictures and judges one screen."""
        name = f'{self.name}-{language}-{profile}-{page}'
        self.desktop.screenshot(self.out / f'{name}.png')
        for fault in Look(self.actor, self.size, profile).faults():
            self.faults.append(f'{name}: {fault}')
            print(self.faults[-1], flush=True)

    # Pages --------------------------------------------------------------------------------------

    def begin(self):
        """The idle screen, home, and how to fill in the form."""
        actor = self.actor
        actor.wait_for(BUTTON, 'Touch the screen to begin')
        self.shoot('idle')
        actor.press('Touch the screen to begin')
        actor.wait_for(BUTTON, 'Apply for legal aid')
        self.shoot('home')
        actor.press('Apply for legal aid')
        actor.wait_for(LABEL, 'Before you begin')
        self.shoot('notice')
        actor.press('I have read this: begin')
        actor.wait_for(BUTTON, 'Scan an application code')
        self.shoot('start')

    def scan(self):
        """Without a camera, with one, and with a code in front of it."""
        actor = self.actor
        actor.press('Scan an application code')
        actor.wait_text('The camera is not working just now. Please fill the form in here; '
                        'the staff can help you with it.')
        self.shoot('no-camera')
        actor.press('Back')
        subprocess.run(['convert', '-size', '1280x720', 'plasma:#8090a0-#506070', '-seed', '1',
                        str(self.camera)], check=True)
        actor.press('Scan an application code')
        actor.wait_for(LABEL, 'The camera is on. No picture is kept.')
        self.shoot('camera')
        actor.press('Back')
        make_code(self.camera)
        actor.press('Scan an application code')
        actor.wait_for(LABEL, 'This was read. Is it right?')
        self.shoot('read')
        actor.press('Yes, use this')

    def fill_in(self):
        """All steps of the form, and what comes up in them."""
        actor, words = self.actor, self.words
        actor.wait_for(FIELD, words.field('name'))
        self.shoot('form-1')
        self.shoot('form-1-keys', lambda language: (
            actor.touch(FIELD, words.field('id_number', language)),
            actor.wait_for(BUTTON, 'Done')), lambda _: actor.press('Done'))
        self.shoot('form-1-problems', lambda _: (
            actor.press('Next'), wait('the problems', lambda: actor.has('alert'))))
        actor.choose(words.option('sex', TOUCHED['sex']))
        for field in ('birth_date', 'id_number'):
            actor.type_digits(words.field(field), TOUCHED[field])
            actor.press('Done')
        actor.press(words.field('ethnic_group'))
        actor.wait_for(BUTTON, words.option('ethnic_group', TOUCHED['ethnic_group']))
        self.shoot('choose')
        actor.press(words.option('ethnic_group', TOUCHED['ethnic_group']))
        self.lay_down('offer')
        actor.press('Next')
        actor.type_digits(words.field('phone'), TOUCHED['phone'])
        actor.press('Done')
        self.shoot('form-2')
        for number, field in ((3, 'agent_name'), (4, 'facts'), (5, 'id_papers'),
                              (6, 'signature')):
            actor.press('Next')
            wait('the next step', lambda: words.field(field) in actor.texts())
            self.shoot(f'form-{number}')
            if field == 'agent_name':
                self.lay_down('offer-agent')
            if field == 'facts':
                self.write()
                actor.type_pinyin(words.field('matter'), TYPED['matter'])
            elif field == 'id_papers':
                self.photograph()

    def photograph(self):
        """Two pages, and what comes up with them."""
        actor = self.actor
        actor.press(self.words.field('case_papers'))
        actor.wait_for(BUTTON, 'Photograph a page')
        self.shoot('papers-none')
        make_paper(self.camera, 1)
        actor.press('Photograph a page')
        actor.wait_for(LABEL, 'The camera is on. Only what you take is kept.')
        self.shoot('photo')
        for more in (True, False):
            actor.press('Take the picture')
            actor.wait_for(BUTTON, 'Use this picture')
            if more:
                self.shoot('photo-taken')
                self.shoot('photo-enlarged', lambda _: actor.press('Enlarge'),
                           lambda _: actor.press('Smaller'))
            actor.press('Use this picture')
            if more:
                actor.press('One more page')
        actor.wait_for(BUTTON, 'One more page')
        self.shoot('papers')
        actor.press('Back to the form')
        actor.wait_for(BUTTON, self.words.field('case_papers'))
        self.shoot('form-5-taken')

    def lay_down(self, page):
        """A card that has run out, and says something else than was written."""
        actor = self.actor
        self.node.tell_reader('put 1')
        actor.wait_for(LABEL, 'This was read. Is it right?')
        self.shoot(page)
        if actor.has(CHECK, 'What is in the form'):
            self.shoot(f'{page}-end', lambda _: actor.scroll_to(CHECK, 'What was read'))
        self.node.tell_reader('lift')
        actor.press('No, leave it')
        actor.wait_gone(LABEL, 'This was read. Is it right?')

    def write(self):
        """All ways to write, and what a key and a stroke may stand for."""
        actor = self.actor

        def begin(way, then):
            def prepare(language):
                actor.begin_typing(self.words.field('matter', language), way)
                then()
            return prepare

        def clear(_):
            if actor.has(BUTTON, 'Fewer words'):
                actor.press('Fewer words')
            if actor.has(BUTTON, 'All words'):
                actor.press('Delete the last character')
            actor.press('Done')

        def draw():
            pad = actor.wait_for(PICTURE, 'Write one character here with a finger')
            actor.drag(pad.place, [[(0.3, 0.3), (0.7, 0.3)]])
            actor.wait_for(BUTTON, 'All words')

        for name, way, then in (
                ('handwriting', 'Chinese by hand', draw),
                ('pinyin', 'Chinese by pinyin', lambda: None),
                ('words', 'Chinese by pinyin', lambda: actor.press('t')),
                ('all-words', 'Chinese by pinyin',
                 lambda: (actor.press('t'), actor.press('All words'))),
                ('nine', 'Chinese with nine keys', lambda: None),
                ('strokes', 'Chinese by strokes', lambda: None),
                ('letters', 'English letters: ABC', lambda: None),
                ('signs', 'English letters: ABC', lambda: actor.press('123: numbers and signs'))):
            self.shoot(f'form-4-{name}', begin(way, then), clear)

    def submit(self):
        """Check, submit, take a number."""
        actor, words = self.actor, self.words
        actor.choose(words.option('filled_by', 'self'))
        actor.choose(words.field('declaration'))
        actor.drag(actor.scroll_to(PICTURE, 'Surface to sign on with a finger'), STROKES)
        self.shoot('form-5-signed', lambda _: actor.scroll_to(
            PICTURE, 'Surface to sign on with a finger'))
        actor.press('Next')
        actor.wait_for(BUTTON, 'Submit')
        self.shoot('review')
        self.shoot('leaving', lambda _: (
            actor.press("I'm done"), actor.wait_for(BUTTON, 'Go on filling in')),
            lambda _: actor.press('Go on filling in'))
        actor.press('Submit')
        actor.wait_for(LABEL, 'Your application is in')
        self.shoot('receipt')
        actor.press('Take a number')
        service = words.service('legal-aid')['title']['zh']
        actor.wait_for(BUTTON, service)
        self.shoot('services')
        actor.press(service)
        actor.wait_text('Please take your slip.')
        self.shoot('ticket')

    def read_answers(self):
        """Categories, what a search finds, a category and an article."""
        actor, words = self.actor, self.words
        actor.press('Home')
        actor.press('Questions and answers')
        actor.wait_for(BUTTON, words.category('work'))
        self.shoot('faq')
        self.shoot('faq-found', self.search, lambda _: self.clear())
        actor.press(words.category('work'))
        actor.wait_for(BUTTON, words.article('unpaid-wages'))
        self.shoot('articles')
        actor.press(words.article('unpaid-wages'))
        actor.wait_gone(BUTTON, words.article('unpaid-wages'))
        self.shoot('article', lambda language: actor.wait_for(
            LABEL, words.article('unpaid-wages', language)))
        actor.press("I'm done")
        actor.wait_for(BUTTON, 'Touch the screen to begin')

    def check_eligibility(self):
        """What happened, one question of each kind, the result, and all that was answered."""
        actor, words = self.actor, self.words
        interview = Interview(actor, words)
        shown = set()

        def before(question):
            if question['type'] not in shown:
                shown.add(question['type'])
                self.shoot(f'question-{question["type"]}',
                           lambda _: interview.wait_question(question['key']))
            if question['type'] == 'region':
                self.find_place()
        actor.press('Touch the screen to begin')
        actor.press('Can I get legal aid?')
        actor.wait_for(BUTTON, words.tile('support'))
        self.shoot('matters')
        actor.press(words.tile('dismissed'))
        interview.go_on(CITIZEN, before)
        self.shoot('result')
        self.shoot('result-end', lambda _: actor.scroll_to(BUTTON, 'See or change my answers'))
        self.shoot('last-day', lambda _: (
            actor.press('Work out the last day'), actor.wait_for(BUTTON, 'Continue')),
            lambda _: actor.press('Back'))
        actor.press('See or change my answers')
        actor.wait_for(LABEL, 'What you answered')
        self.shoot('answers')
        actor.press("I'm done")
        actor.wait_for(BUTTON, 'Touch the screen to begin')

    def find_place(self):
        """The provinces, the longest list of counties, and what letters find."""
        actor = self.actor
        actor.press('In another place')
        self.shoot('region', lambda _: actor.wait_for(BUTTON, '浙江'))
        actor.press('重庆')
        self.shoot('region-counties', lambda _: actor.wait_for(BUTTON, '万州区'))
        self.shoot('region-found', lambda _: (
            actor.begin_typing('Search places by name or pinyin', 'English letters: ABC'),
            actor.press('h'), actor.press('z'), actor.wait_for(BUTTON, '杭州市')),
            lambda _: (
                actor.press('Delete the last character'), actor.press('Delete the last character'),
                actor.press('Done'), actor.wait_for(BUTTON, '万州区')))
        actor.press('Back')
        actor.press('Back')

    def search(self, language):
        """Types a word; a kiosk may well have a keyboard."""
        self.actor.touch(FIELD, 'Search the answers')
        # Before anything is hidden: in AT-SPI that keeps the place that it had.
        self.actor.press('Done')
        self.actor.wait_gone(BUTTON, 'Done')
        query, article = QUERY[language]
        self.actor.type_keys(query)
        self.actor.wait_for(BUTTON, self.words.article(article, language))

    def clear(self):
        """Empties the search again."""
        self.actor.press_key('ctrl+a')
        self.actor.press_key('BackSpace')
        self.actor.wait_for(BUTTON, self.words.category('work', self.actor.language))

    def warn(self):
        """The warning before the end, with times so short that nobody could work with them."""
        self.node.configure(devices=self.devices,
                            session={'idle-seconds': 11, 'warning-seconds': 20})
        for profile, toggles in PROFILES.items():
            for language in LANGUAGES:
                self.node.start_kiosk()
                self.actor.set_language('zh')
                self.actor.wait_for(BUTTON, 'Touch the screen to begin')
                self._switch(language, toggles)
                self.actor.press('Touch the screen to begin')
                self.actor.wait_text('Are you still there?')
                self.picture('warning', language, profile)
                self.node.stop_kiosk()

    def run(self):
        """All pages; the hub is away, for the longest texts stand there then."""
        self.node.configure(devices=self.devices, station={**STATION, 'region': '310115'})
        self.desktop.set_size(*self.size)
        self.node.start_kiosk()
        self.begin()
        self.scan()
        self.fill_in()
        self.submit()
        self.read_answers()
        self.check_eligibility()
        self.node.stop_kiosk()
        self.warn()

def main():
    parser = argparse.ArgumentParser(prog='yizhan screens', description=__doc__)
    parser.add_argument('--build', required=True, help='where meson built the programs')
    parser.add_argument('--out', required=True, help='where the pictures go')
    parser.add_argument('--size', action='append', choices=SIZES, help='only this shape')
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)

    faults = []
    with tempfile.TemporaryDirectory(prefix='yizhan-screens-') as folder, Desktop() as desktop:
        for size in options.size or SIZES:
            screens = Screens(desktop, options.build, out, pathlib.Path(folder) / size, size)
            try:
                screens.run()
            except Exception as error:  # the picture of where it stuck is worth most then
                print(f'screens: {size}: {type(error).__name__}: {error}', file=sys.stderr)
                desktop.screenshot(out / f'{size}-stuck.png')
                desktop.show_logs()
                return 1
            faults += screens.faults
    print(f'{len(list(out.glob("*.png")))} pictures, {len(faults)} faults: {out}')
    return 1 if faults else 0

if __name__ == '__main__':
    sys.exit(main())
