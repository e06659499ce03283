# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""One citizen's visit, from the first touch to the application in the hub's hands.

Drives the programs as they ship, with nothing but touches, and judges by what the screen shows,
what the kiosk's books say and what the hub received. Leaves numbered screenshots and tour.json.
"""

import argparse
import base64
import contextlib
import datetime
import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

from actor import BUTTON, FIELD, LABEL, PICTURE, Actor
from citizen import SCANNED, STROKES, TOUCHED, TYPED, make_code, make_paper
from desktop import Desktop, wait
from interview import Interview
from node import Node
from relay import Relay
from words import Words

SERVICE = 'consultation'
CATEGORY, ARTICLE = 'work', 'unpaid-wages'
URGENT = ('It is urgent: please tell the window at once. '
          'Aid may come first and the papers later.')


def decode(picture):
    """The text of the QR code in a picture, read by a program that is not ours."""
    done = subprocess.run(['zbarimg', '--quiet', '--raw', '--oneshot', '-Sdisable',
                           '-Sqrcode.enable', '-Sbinary', str(picture)],
                          check=True, stdout=subprocess.PIPE)
    return done.stdout.decode('utf-8').strip()


class Tour:
    """The visit step by step; what each needs of earlier ones is kept here."""

    def __init__(self, desktop, build, out, folder):
        self.out = out
        self.desktop = desktop
        self.node = Node(desktop, build, folder)
        self.sound = self.node.folder / 'sound'
        self.actor = Actor(desktop, str(self.node.build / 'po'))
        self.words = Words(desktop.env['YZ_CONTENT_DIR'])
        self.answers = {**SCANNED, **TOUCHED,
                        **{field: ''.join(words for _, words in pieces)
                           for field, pieces in TYPED.items()}}
        self.number = self.code = self.ticket = None
        self.steps = []

    @contextlib.contextmanager
    def step(self, name):
        """One step: timed, pictured, and written down whether it went well or not."""
        begin = time.monotonic()
        picture = self.out / f'{len(self.steps) + 1:02}-{name}.png'
        step = {'name': name, 'ok': False, 'seconds': 0, 'screenshot': picture.name}
        self.steps.append(step)
        try:
            yield picture
            step['ok'] = True
        finally:
            if not picture.exists():
                self.desktop.screenshot(picture)
            step['seconds'] = round(time.monotonic() - begin, 2)
            print(f'{"ok    " if step["ok"] else "FAILED"} {step["seconds"]:6.2f} s  {name}',
                  flush=True)

    def option(self, field):
        """What the form calls the citizen's answer to a choice."""
        return self.words.option(field, self.answers[field])

    # The visit ----------------------------------------------------------------------------------

    def bring_code(self):
        """What the citizen brings along."""
        picture = self.node.folder / 'camera.png'
        make_code(picture)
        return picture

    def welcome(self):
        """From the idle screen home, into English and back."""
        actor = self.actor
        with self.step('idle'):
            actor.wait_for(BUTTON, 'Touch the screen to begin')
        with self.step('home'):
            actor.press('Touch the screen to begin')
            actor.wait_for(BUTTON, 'Apply for legal aid')
            actor.wait_for(LABEL, 'No network: carry on, it is sent later.')
        with self.step('english'):
            actor.press('English')
            actor.set_language('en')
            actor.wait_for(BUTTON, 'Apply for legal aid')
        with self.step('chinese'):
            actor.press('中文')
            actor.set_language('zh')
            actor.wait_for(BUTTON, 'Apply for legal aid')

    def scan(self):
        """The notice, the code, and what was read from it."""
        actor = self.actor
        with self.step('notice'):
            actor.press('Apply for legal aid')
            actor.wait_for(LABEL, 'Before you begin')
        with self.step('start'):
            actor.press('I have read this: begin')
            actor.wait_for(BUTTON, 'Scan an application code')
        with self.step('read'):
            actor.press('Scan an application code')
            actor.wait_for(LABEL, 'This was read. Is it right?')
            wait('the chime', lambda: self.sound.exists() and self.sound.stat().st_size)
            shown = actor.labels()
            for field, value in SCANNED.items():
                assert value in shown, f'{field} is not shown'

    def fill_in(self):
        """The steps of the form: what the code did not bring, by touch."""
        actor = self.actor
        with self.step('form-applicant'):
            actor.press('Yes, use this')
            actor.wait_for(FIELD, self.words.field('name'))
            assert actor.find(FIELD, self.words.field('name'))[0].read() == SCANNED['name']
            actor.choose(self.option('sex'))
            actor.type_digits(self.words.field('birth_date'), self.answers['birth_date'])
            actor.press('Done')
        with self.step('choose'):
            actor.press(self.words.field('ethnic_group'))
            actor.wait_for(BUTTON, self.option('ethnic_group'))
        with self.step('chosen'):
            actor.press(self.option('ethnic_group'))
            actor.wait_for(LABEL, self.option('ethnic_group'))
            actor.wait_for(FIELD, self.words.field('id_number'))
            actor.type_digits(self.words.field('id_number'), self.answers['id_number'])
        with self.step('form-contact'):
            actor.press('Done')
            actor.press('Next')
            for field in ('postcode', 'phone'):
                actor.type_digits(self.words.field(field), self.answers[field])
        with self.step('form-agent'):
            actor.press('Done')
            actor.press('Next')
            actor.wait_for(FIELD, self.words.field('agent_name'))
        with self.step('form-case'):
            actor.press('Next')
            actor.wait_for(FIELD, self.words.field('facts'))
        with self.step('pinyin'):
            for field, pieces in TYPED.items():
                actor.type_pinyin(self.words.field(field), pieces)
        with self.step('form-papers'):
            actor.press('Next')
            actor.wait_for(BUTTON, self.words.field('id_papers'))
        self.photograph()
        with self.step('form-sign'):
            actor.press('Next')
            actor.choose(self.option('filled_by'))
            actor.choose(self.words.field('declaration'))
            pad = actor.scroll_to(PICTURE, 'Surface to sign on with a finger')
            actor.drag(pad, STROKES)

    def photograph(self):
        """Two pages, the second one taken twice."""
        actor = self.actor
        camera = self.node.folder / 'camera.png'
        make_paper(camera, 1)
        with self.step('papers'):
            actor.press(self.words.field('case_papers'))
            actor.wait_for(BUTTON, 'Photograph a page')
        with self.step('photo'):
            actor.press('Photograph a page')
            actor.wait_for(LABEL, 'The camera is on. Only what you take is kept.')
        with self.step('photo-taken'):
            actor.press('Take the picture')
            actor.wait_text('Is all of it there, and sharp?')
        with self.step('photo-enlarged'):
            actor.press('Enlarge')
            actor.wait_for(BUTTON, 'Smaller')
        actor.press('Use this picture')
        make_paper(camera, 2)
        actor.press('One more page')
        actor.press('Take the picture')
        actor.press('Retake')
        actor.press('Take the picture')
        actor.press('Use this picture')
        with self.step('papers-taken'):
            actor.wait_for(BUTTON, 'One more page')
            actor.press('Back to the form')
            actor.wait_for(BUTTON, self.words.field('case_papers'))

    def submit(self):
        """Check the answers, submit, and take the receipt."""
        actor = self.actor
        with self.step('review'):
            actor.press('Next')
            actor.wait_for(BUTTON, 'Submit')
            shown = actor.labels()
            for field, value in self.answers.items():
                if isinstance(value, str) and 'options' not in self.words.fields[field]:
                    assert value in shown, f'{field} is not shown'
            for field in ('sex', 'ethnic_group', 'filled_by'):
                assert self.option(field) in shown, f'{field} is not shown'
        with self.step('receipt') as picture:
            actor.press('Submit')
            actor.wait_for(LABEL, 'Your application is in')
            actor.wait_text('Saved on this kiosk, not yet delivered. It is sent by itself as soon '
                            'as the network is there. You need not wait.')
            shown = actor.texts()
            self.number = shown[shown.index(actor.text('Receipt number: say it at the window')) + 1]
            self.code = shown[shown.index(actor.text(
                'Code: only you have it. Keep it safe and show it to nobody else.')) + 1]
            actor.scroll_to(PICTURE, 'QR code with the receipt number and the code')
            self.desktop.screenshot(picture)
            text = decode(picture)
            assert self.number in text and self.code in text, 'the code on the screen is another'
            status = self.node.ctl('sync', 'status')
            assert (status['pending'], status['confirmed']) == (1, 0), status

    def take_slip(self, name):
        """Takes the next slip out of the printer; returns what its QR code says."""
        folder = self.node.folder / 'paper'
        slip = wait('the paper', lambda: sorted(folder.glob('*.png')))[0]
        slip.rename(self.out / name)
        return decode(self.out / name)

    def take_ticket(self):
        """A number for a window, from the kiosk's own series."""
        actor = self.actor
        with self.step('receipt-printed'):
            actor.press('Print')
            actor.wait_text('Please take your receipt.')
            slip = self.take_slip('receipt-slip.png')
            assert self.number in slip, slip
        with self.step('services'):
            actor.press('Take a number')
            actor.wait_for(BUTTON, self.words.service(SERVICE)['title']['zh'])
        with self.step('ticket') as picture:
            actor.press(self.words.service(SERVICE)['title']['zh'])
            actor.wait_for(LABEL, 'Your number')
            letter = self.words.service(SERVICE)['letter']
            self.ticket = wait('the number', lambda: next(
                (text for text in actor.texts() if text.startswith(f'{letter}K')), None))
            actor.scroll_to(PICTURE, 'QR code with your number')
            self.desktop.screenshot(picture)
            assert self.ticket in decode(picture), 'the code on the screen is another'
            actor.wait_text('Please take your slip.')
            assert self.ticket in self.take_slip('ticket.png'), 'the code on the slip is another'

    def read_answers(self):
        """Questions and answers, then the end of the visit."""
        actor = self.actor
        title = self.words.article(ARTICLE)
        with self.step('faq'):
            actor.press('Home')
            actor.press('Questions and answers')
            actor.wait_for(BUTTON, self.words.category(CATEGORY))
        with self.step('articles'):
            actor.press(self.words.category(CATEGORY))
            actor.wait_for(BUTTON, title)
        with self.step('article'):
            actor.press(title)
            actor.wait_for(LABEL, title)
            actor.wait_gone(BUTTON, title)
        with self.step('idle-again'):
            actor.press("I'm done")
            actor.wait_for(BUTTON, 'Touch the screen to begin')
            assert not set(actor.labels()) & set(SCANNED.values())

    # Is legal aid open? --------------------------------------------------------------------------

    def ask(self, name, tile, answers, outcome):
        """One citizen who asks whether legal aid is open; leaves the result on the screen."""
        with self.step(name):
            self.actor.press('Touch the screen to begin')
            interview = Interview(self.actor, self.words)
            interview.begin(tile)
            asked = interview.go_on(answers)
            assert not set(asked) & {'household_income_month', 'applicant_income_month'}, asked
            self.actor.wait_text(outcome)
        return interview

    def leave(self):
        """Away with one touch: there is nothing to lose."""
        self.actor.press("I'm done")
        self.actor.wait_for(BUTTON, 'Touch the screen to begin')

    def check_eligibility(self):
        """Somebody who may apply, one who need not show an income, one in a hurry, one in danger,
        and one who has a lawyer already."""
        actor = self.actor
        wages = {'circumstances': [], 'foreigner': False, 'has_lawyer': False,
                 'groups': ['migrant-worker']}
        self.ask('eligible', 'wages', wages, 'You may apply for legal aid')
        with self.step('last-day'):
            # Nearly a year after the job ended: two days are left, in a leap year three.
            left = datetime.date.today() - datetime.timedelta(days=363)
            actor.press('Work out the last day')
            actor.wait_for(BUTTON, 'Continue')
            actor.type_digits(None, left.strftime('%Y%m%d'))
            actor.press('Continue')
            actor.wait_for(BUTTON, 'Change the day')
            actor.wait_text(URGENT)
        self.leave()
        self.ask('exempt', 'honour', {'matter': 'good-samaritan', 'foreigner': False},
                 'You may apply for legal aid')
        self.leave()
        interview = self.ask('urgent', 'wages', wages, 'You may apply for legal aid')
        with self.step('urgent-ticket'):
            actor.press('Answer a few more questions, to be told more exactly')
            interview.wait_question('deadline')
            soon = datetime.date.today() + datetime.timedelta(days=3)
            interview.go_on({'deadline': soon.strftime('%Y%m%d'), 'urgent_measure': False})
            actor.wait_text(URGENT)
            actor.press('Take a number')
            actor.wait_text('Please take your slip.')
            with contextlib.closing(sqlite3.connect(
                    f'file:{self.node.folder}/kiosk/kiosk.db?mode=ro', uri=True)) as books:
                taken = books.execute('SELECT priority FROM tickets ORDER BY seq').fetchall()
            assert taken[-1] == ('urgent',), taken
            self.take_slip('urgent-ticket.png')
        self.leave()
        self.ask('sensitive', 'family', {'matter': 'domestic-abuse', 'foreigner': False},
                 'Your safety first')
        self.leave()
        self.ask('not-qualifying', 'wages', {**wages, 'has_lawyer': True, 'groups': []},
                 'You may not qualify')
        self.leave()

    # What came of it ----------------------------------------------------------------------------

    def deliver(self):
        """The network is back: the kiosk sends, and says so."""
        relay = Relay(int(self.node.hub_url.rpartition(':')[2]),
                      self.node.start_hub('127.0.0.1:0'))
        with self.step('cut'):
            self.wake_sender()
            wait('the line to be cut', relay.cut.is_set, 60)
            self.check_status(0)
            self.node.ctl('sync', 'export', str(self.node.folder / 'unsent'))
        with self.step('delivered'):
            relay.mend()
            self.node.ctl('sync', 'run', '--until-empty')
            self.check_status(1)
            self.actor.wait_for(LABEL, 'Connected')

    def wake_sender(self):
        """What comes of it is seen elsewhere: the line may be cut while it waits."""
        self.desktop.spawn([self.node.build / 'src/ctl/yizhanctl', '--data-dir',
                            self.node.folder / 'kiosk', 'sync', 'run'], 'sync')

    def check_status(self, confirmed):
        """What the kiosk's own books say of the one application."""
        status = self.node.ctl('sync', 'status')
        assert (status['pending'] + status['sending'], status['confirmed'],
                status['set_aside']) == (1 - confirmed, confirmed, 0), status

    def compare(self):
        """What the hub received, opened with the key of the duty lawyer."""
        folder = self.node.folder / 'export'
        with self.step('opened'):
            self.node.run('src/hub/yizhan-hub', '--data-dir', str(self.node.folder / 'hub'),
                          'export', str(folder))
            files = list(folder.glob('*.yzs'))
            assert len(files) == 1, f'{len(files)} envelopes instead of one'
            raw = files[0].read_text('utf-8')
            envelope = json.loads(raw)
            for field in ('name', 'residence_address', 'facts', 'phone', 'id_number'):
                assert self.answers[field] not in raw, f'{field} lies open in the envelope'
            assert envelope['receipt'] == self.number
            code = self.code.replace('-', '').replace(' ', '')
            assert envelope['code_hash'] == hashlib.blake2b(
                (envelope['id'] + code).encode(), digest_size=32).hexdigest()
            for key in ('duty', 'escrow'):
                opened = self.node.ctl('open', '--key', str(self.node.key(key)), str(files[0]))
                assert opened['receipt'] == self.number, opened['receipt']
                answers = dict(opened['answers'])
                self.check_signature(answers.pop('signature'))
                assert len(answers.pop('case_papers')) == 2
                self.check_papers(opened['attachments'], self.read_unsent(key))
                assert answers == self.answers, {
                    field: (answers.get(field), self.answers.get(field))
                    for field in answers.keys() | self.answers.keys()
                    if answers.get(field) != self.answers.get(field)}
                assert opened['sources'] == {
                    field: 'code' if field in SCANNED else
                           'camera' if field == 'case_papers' else 'typed'
                    for field in opened['answers']}, opened['sources']

        with self.step('on-paper'):
            self.lay_out(files[0])

    def read_unsent(self, key):
        """The papers as the kiosk had them when the line was cut."""
        envelope, = (self.node.folder / 'unsent').glob('*.yzs')
        opened = self.node.ctl('open', '--key', str(self.node.key(key)), str(envelope))
        return [pathlib.Path(paper['file']).read_bytes() for paper in opened['attachments']]

    def check_papers(self, papers, unsent):
        """Two different pages, cut out of the pictures, of the shape that a sheet has, larger
        than they were shown; and to the byte what left the kiosk."""
        pictures = [pathlib.Path(paper['file']) for paper in papers]
        assert [picture.read_bytes() for picture in pictures] == unsent
        assert [paper['field'] for paper in papers] == ['case_papers'] * 2, papers
        assert pictures[0].read_bytes() != pictures[1].read_bytes()
        for number, picture in enumerate(pictures, 1):
            done = subprocess.run(['identify', '-format', '%m %w %h', str(picture)], check=True,
                                  stdout=subprocess.PIPE, encoding='utf-8')
            kind, width, height = done.stdout.split()
            assert kind == 'JPEG' and 800 < int(width) < int(height), done.stdout
            (self.out / f'paper-{number}.jpg').write_bytes(picture.read_bytes())

    def lay_out(self, envelope):
        """The application on the Ministry's form, as the agency files it."""
        folder = self.node.folder / 'filed'
        folder.mkdir()
        self.node.ctl('open', '--key', str(self.node.key('duty')), '--paper', str(folder),
                      str(envelope))
        names = {path.name.removeprefix(envelope.stem) for path in folder.iterdir()}
        assert names == {'.pdf', '-case_papers-01.jpg', '-case_papers-02.jpg'}, names
        paper = self.out / 'application.pdf'
        paper.write_bytes((folder / f'{envelope.stem}.pdf').read_bytes())
        done = subprocess.run(['pdftotext', str(paper), '-'], check=True, stdout=subprocess.PIPE)
        text = ''.join(done.stdout.decode('utf-8').split())
        for field in ('name', 'residence_address', 'phone', 'facts'):
            assert ''.join(self.answers[field].split()) in text, f'{field} is not on the paper'
        assert self.number in text, 'the paper does not say which receipt it belongs to'
        assert f"{self.words.field('case_papers')}2页" in text, 'the paper tells of no photographs'

    def check_signature(self, text):
        """The signature is a picture, and something is drawn on it."""
        png = base64.b64decode(text, validate=True)
        (self.out / 'signature.png').write_bytes(png)
        done = subprocess.run(['identify', '-format', '%k', 'png:-'], input=png, check=True,
                              stdout=subprocess.PIPE)
        assert int(done.stdout) > 1, 'the signature is blank'

    def run(self):
        """The whole visit."""
        self.node.configure(devices={'camera': f'file:{self.bring_code()}',
                                     'printer': self.node.start_printer(),
                                     'sound': str(self.sound)})
        self.desktop.set_size(1080, 1920)
        self.node.start_kiosk()
        self.welcome()
        self.scan()
        self.fill_in()
        self.submit()
        self.take_ticket()
        self.read_answers()
        self.check_eligibility()
        self.deliver()
        self.compare()

    def write(self, seconds):
        """tour.json: what happened, for a machine."""
        report = {'ok': all(step['ok'] for step in self.steps), 'seconds': round(seconds, 2),
                  'steps': self.steps}
        (self.out / 'tour.json').write_text(json.dumps(report, indent=2) + '\n', encoding='utf-8')


def main():
    parser = argparse.ArgumentParser(prog='yizhan tour', description=__doc__)
    parser.add_argument('--build', required=True, help='where meson built the programs')
    parser.add_argument('--out', default='_tour', help='where pictures and tour.json go')
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    for old in [*out.glob('[0-9][0-9]-*.png'), *out.glob('tour.json')]:
        old.unlink()

    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix='yizhan-tour-') as folder, Desktop() as desktop:
        tour = Tour(desktop, options.build, out, folder)
        try:
            tour.run()
        except Exception as error:  # whatever it was, the report is written and says so
            print(f'tour: {type(error).__name__}: {error}', file=sys.stderr)
            desktop.show_logs()
            return 1
        finally:
            tour.write(time.monotonic() - begin)
    print(f'{len(tour.steps)} steps in {time.monotonic() - begin:.1f} s: {out}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
