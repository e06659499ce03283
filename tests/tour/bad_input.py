# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What a hall does to a kiosk: a damaged store, a full disk, wrong keys, strange codes, and servers
that are no honest hub. Judged by the words on the screen and by what the store holds.

What needs no screen is in tests/hub/check-bad-input.py.
"""

import argparse
import hashlib
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'hub'))

from actor import BUTTON, FIELD  # noqa: E402
from applicant import FACTS, Applicant  # noqa: E402
from desktop import Desktop, wait  # noqa: E402
from faults import Books, Faults, sessions  # noqa: E402
from node import Node  # noqa: E402
from server import Server, problem, response  # noqa: E402
from words import Words  # noqa: E402

BEGIN = 'Touch the screen to begin'
CONFIRMED = 'Your application is in'
CONNECTED = 'Connected'
OFFLINE = 'No network: carry on, it is sent later.'
REFUSED = 'What you submit is kept safe here. The staff are looking after the sending.'
NOT_SAVED = ('Your application could not be saved on this kiosk. Nothing was submitted. '
             'Please press “Submit” once more, or go to a window: the staff will help you.')
NOT_SET_UP = ('This kiosk is not set up to take applications yet. Nothing was submitted. '
              'Please go to a window: the staff take your application there.')
OTHER_CODE = ('This code is not for the application. Please show the code that was made for it, '
              'or fill the form in here.')
LOGIN_PAGE = b'<!DOCTYPE html><title>Guest network</title><p>Accept the terms to go on.'
HEALTH = response(200, 'application/json', b'{"ok":true}')


class Hall:
    """One kiosk on a folder of its own."""

    def __init__(self, desktop, build, folder):
        self.node = Node(desktop, build, folder)
        self.faults = Faults(self.node)
        self.books = Books(self.node)
        self.citizen = Applicant(desktop, self.node)
        self.actor = self.citizen.actor
        self.node.configure(devices={'camera': f'file:{self.citizen.camera}'})
        self.citizen.bring('要回工资')

    def start(self):
        """Starts the kiosk and waits for its idle screen."""
        self.node.start_kiosk()
        self.actor.wait_for(BUTTON, BEGIN)

    def submit(self, count):
        """So many submissions, without the screen."""
        answers = self.node.folder / 'answers.json'
        answers.write_text(json.dumps({**FACTS, 'declaration': True, 'signature': 'window'}),
                           encoding='utf-8')
        for _ in range(count):
            self.node.ctl('form', 'submit', '--form', 'legal-aid-application', '--answers',
                          str(answers))

    def states(self):
        """The state of each submission, in order of their ids."""
        return [state for _, (_, state) in sorted(self.books.rows().items())]


def damaged_store(hall):
    """Page 1 is gone, then the whole file: the kiosk starts, and keeps what can still be read."""
    hall.submit(20)
    before = hall.books.rows()
    store = hall.node.folder / 'kiosk/kiosk.db'
    raw = bytearray(store.read_bytes())
    raw[:4096] = random.randbytes(4096)
    store.write_bytes(raw)
    hall.start()
    assert hall.books.rows() == before, f'{len(hall.books.rows())} of {len(before)} were rescued'
    assert hall.books.check()
    hall.node.stop_kiosk()

    raw = random.randbytes(len(raw))
    store.write_bytes(raw)
    hall.start()
    assert hall.books.check()
    # What was still in the log beside it is saved too.
    assert set(hall.books.rows()) < set(before), f'{len(hall.books.rows())} rows out of rubbish'
    kept = list(store.parent.glob('kiosk.db.damaged-*Z'))
    assert len(kept) == 2, kept
    return '20 of 20 submissions out of a store without its first page; rubbish set aside'


def full_disk(hall):
    """No space at “Submit”: kind words, all answers still there, nothing half; then it works."""
    hall.start()
    hall.citizen.begin()
    hall.citizen.fill_in()
    shown = hall.actor.labels()
    hall.faults.plan('*', 'write', 'full', 1)
    for _ in range(2):
        hall.actor.press('Submit')
        hall.actor.wait_text(NOT_SAVED)
        assert hall.books.rows() == {}
    assert not set(shown) - set(hall.actor.labels()), 'an answer has gone from the screen'
    hall.faults.clear()
    hall.actor.press('Submit')
    hall.actor.wait_text(CONFIRMED)
    assert len(hall.books.rows()) == 1 and hall.books.check()
    return 'two refusals with nothing kept, then one submission'


def wrong_keys(hall):
    """Keys that cannot seal: the citizen is sent to the window, nothing is kept."""
    hall.node.ctl('key', 'new', '--kind', 'sign', '-o', str(hall.node.key('content')))
    (hall.node.folder / 'keys/rubbish.pub').write_bytes(random.randbytes(60))
    wrong = [hall.node.key('duty'), f'{hall.node.key("content")}.pub',
             hall.node.folder / 'keys/rubbish.pub', hall.node.folder / 'keys/missing.pub']
    for key in wrong:
        hall.node.configure(devices={'camera': f'file:{hall.citizen.camera}'},
                            central={'url': hall.node.hub_url, 'seal-keys': str(key)})
        report = hall.node.ctl('config', 'check', status=1)
        assert [entry['key'] for entry in report['problems']] == ['central.seal-keys'], report
        hall.start()
        hall.citizen.begin()
        hall.citizen.fill_in()
        hall.actor.press('Submit')
        hall.actor.wait_text(NOT_SET_UP)
        assert not any(str(hall.node.folder) in text for text in hall.actor.texts())
        assert hall.books.rows() == {}
        hall.node.stop_kiosk()
    return f'{len(wrong)} keys, each named by config check, no path on the screen'


def strange_codes(hall):
    """Rubbish before the camera: a kind sentence, and the next code is read as ever."""
    hall.start()
    before = sessions(hall.node.kiosk.pid)[0]
    hall.citizen.begin()
    codes = {'2,953 random bytes': random.randbytes(2953), 'a link': b'https://example.invalid/',
             'another form': b'{"yz":1,"form":"other","facts":{}}',
             'deep nesting': b'[' * 2000, 'half an object': b'{"yz":1,"form":"legal-aid'}
    for payload in codes.values():
        hall.citizen.show_code(payload)
        hall.actor.press('Scan an application code')
        hall.actor.wait_text(OTHER_CODE)
        hall.actor.press('Back')
        hall.actor.wait_for(BUTTON, 'Scan an application code')
    hall.citizen.bring('要回工资')
    hall.citizen.fill_in()
    assert sessions(hall.node.kiosk.pid)[0] == before, 'the session was replaced'
    return f'{len(codes)} codes, then the right one, all in one session'


def put_only(answer):
    """Says that it is in good health, and answers submissions in its own way."""
    return lambda path, request: HEALTH if path == '/v1/health' else answer(path, request)


def half(path, request):
    """The first half of an honest answer."""
    del request
    body = json.dumps({'id': path.rsplit('/', 1)[1], 'sha256': '0' * 64}).encode()
    return response(201, 'application/json', body[:20], len(body))


def swapped(hall):
    """Each submission gets the receipt of another."""
    def answer(path, _):
        rows = hall.books.ask('SELECT id, sha256, receipt FROM outbox ORDER BY id')
        index = [row[0] for row in rows].index(path.rsplit('/', 1)[1])
        ulid, sha256, receipt = rows[index - 1]
        return response(201, 'application/json', json.dumps(
            {'id': ulid, 'sha256': sha256, 'receipt': receipt,
             'received_at': '2026-03-02T01:02:03Z'}).encode())

    return answer


def strange_hubs(hall):
    """What the kiosk says of the network, and what becomes of submissions, under each."""
    hall.submit(1)
    weather = {
        '200 with a log-in page': lambda *_: response(200, 'text/html', LOGIN_PAGE),
        '403 with a log-in page': lambda *_: response(403, 'text/html', LOGIN_PAGE),
        '409 with a page': lambda *_: response(409, 'text/html', LOGIN_PAGE),
        '500': lambda *_: response(500, 'text/html', b'oops'),
        'half an answer': half,
        'a closed line': lambda *_: b'',
        'silence': lambda *_: None,
        'receipts swapped': swapped(hall),
    }
    for what, answer in weather.items():
        judge_hub(hall, what, answer, OFFLINE, {'pending'})
    judge_hub(hall, 'a refused station', lambda path, _: problem(
        403, 'device-refused', path.rsplit('/', 1)[1]), REFUSED, {'pending'})

    first = sorted(hall.books.rows())[0]
    judge_hub(hall, 'a refused submission', put_only(lambda path, request: problem(
        409, 'refused', first) if first in path else truth(path, request)), CONNECTED,
              {'set-aside', 'confirmed'})
    assert hall.states() == ['set-aside'] + ['confirmed'] * (len(hall.states()) - 1)
    return f'{len(weather)} kinds of weather, a refused station, a refused submission'


def truth(path, request):
    """What an honest hub says to a submission."""
    envelope = request.split(b'\r\n\r\n', 1)[1]
    return response(201, 'application/json', json.dumps(
        {'id': path.rsplit('/', 1)[1], 'sha256': hashlib.sha256(envelope).hexdigest(),
         'receipt': json.loads(envelope)['receipt'],
         'received_at': '2026-03-02T01:02:03Z'}).encode())


def judge_hub(hall, what, answer, words, states):
    """Starts the kiosk with a fresh submission before a server; waits for what it says of it."""
    asked = []

    def remember(path, request):
        asked.append(path)
        return answer(path, request)

    hall.node.configure(central={
        'url': Server(remember).url, 'timeout-seconds': '1',
        'seal-keys': f'{hall.node.key("duty")}.pub;{hall.node.key("escrow")}.pub'})
    hall.submit(1)
    hall.start()
    hall.actor.press(BEGIN)
    hall.actor.wait_text(words)
    if words == CONNECTED:
        hall.node.ctl('sync', 'run')  # what waits longer than this test is tried at once
    wait(f'an attempt under “{what}”', lambda: any('/v1/submissions/' in path for path in asked))
    wait(f'{states} under “{what}”', lambda: set(hall.states()) == states, 60)
    hall.node.stop_kiosk()


WAYS = ['Chinese by hand', 'Chinese by pinyin', 'Chinese with nine keys', 'Chinese by strokes',
        'English letters: ABC']


def nothing_to_type_with(hall):
    """What typing Chinese needs is missing or damaged: the other ways go on, the desk is told."""
    whole, left = pathlib.Path(hall.node.desktop.env['YZ_IME_DIR']), hall.node.folder / 'ime'
    field = Words(hall.node.desktop.env['YZ_CONTENT_DIR']).field('name')
    hall.node.start_hub()
    # A dictionary without its index looks whole, and finds no words.
    for ways, files in ((WAYS[:1] + WAYS[4:], ['words', 'handwriting.model', 'default.yaml',
                                               'yizhan_pinyin.schema.yaml', '*pinyin.table.bin']),
                        (WAYS[3:], ['words', 'default.yaml', 'yizhan_strokes.*']),
                        (WAYS[4:], [])):
        shutil.rmtree(left, ignore_errors=True)
        left.mkdir()
        (left / 'handwriting.model').write_bytes(random.randbytes(5000))
        for path in (path for file in files for path in whole.glob(file)):
            shutil.copy(path, left)
        hall.node.kiosk_env['YZ_IME_DIR'] = str(left)
        calls = len(staff_calls(hall))
        hall.start()
        hall.citizen.begin()
        hall.actor.press('Fill it in here')
        hall.actor.touch(FIELD, field)
        for way in WAYS:
            if way not in ways and hall.actor.has(BUTTON, way):
                hall.actor.press(way)
                hall.actor.wait_gone(BUTTON, way)
        assert [way for way in WAYS if hall.actor.has(BUTTON, way)] == ways
        hall.actor.press('English letters: ABC')
        hall.actor.press_keys('ok')
        hall.actor.end_typing(field, 'ok')
        wait('the desk to be told', lambda: len(staff_calls(hall)) == calls + 1)
        hall.node.stop_kiosk()
    assert {call['reason'] for call in staff_calls(hall)} == {'typing'}
    return 'by hand only, by strokes only, in letters only; the desk told each time'


def staff_calls(hall):
    """What the desk has been told."""
    with urllib.request.urlopen(f'{hall.node.hub_url}/v1/staff-calls') as answer:
        return json.load(answer)['calls']


CASES = [damaged_store, full_disk, wrong_keys, strange_codes, strange_hubs, nothing_to_type_with]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build', required=True, help='where meson built the programs')
    parser.add_argument('--out', default='_tour', help='where bad-input.json goes')
    parser.add_argument('--seed', type=int, default=random.randrange(1 << 31))
    parser.add_argument('names', nargs='*', help='only these cases')
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    random.seed(options.seed)
    print(f'seed {options.seed}')
    report = []
    with Desktop() as desktop:
        desktop.set_size(1080, 1920)
        for case in CASES:
            if options.names and case.__name__ not in options.names:
                continue
            begin = time.monotonic()
            folder = tempfile.mkdtemp(prefix='yizhan-bad-')
            hall = Hall(desktop, options.build, f'{folder}/hall')
            try:
                verdict, ok = case(hall), True
            except Exception as error:  # the other cases are still tried
                verdict, ok = f'{type(error).__name__}: {error}', False
                desktop.screenshot(out / f'{case.__name__}-failed.png')
                print(hall.actor.texts(), file=sys.stderr)
            hall.faults.clear()
            hall.node.stop_kiosk()
            shutil.rmtree(folder)
            report.append({'name': case.__name__, 'ok': ok, 'verdict': verdict,
                           'seconds': round(time.monotonic() - begin, 1)})
            print(report[-1], flush=True)
        if not all(entry['ok'] for entry in report):
            desktop.show_logs()
    (out / 'bad-input.json').write_text(json.dumps(report, indent=2, ensure_ascii=False) + '\n',
                                        encoding='utf-8')
    return 0 if all(entry['ok'] for entry in report) else 1


if __name__ == '__main__':
    sys.exit(main())
