#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Wrong keys, wrong forms, and everything that can stand where a hub should: what yizhanctl says,
and that nothing is lost by it.

Usage: check-bad-input.py CONTENT_DIR YIZHANCTL YIZHAN_KIOSK
"""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from hub import Kiosk
from server import Server, problem, response

LOGIN_PAGE = b'<!DOCTYPE html><title>Guest network</title><p>Accept the terms to go on.'


def check_keys(kiosk):
    """A key that cannot seal is named with its file and what to do; nothing is kept half."""
    folder = kiosk.folder
    kiosk.ctl('key', 'new', '--kind', 'sign', '-o', str(folder / 'sign.key'))
    (folder / 'rubbish.pub').write_bytes(os.urandom(60))
    (folder / 'empty.pub').touch()
    (folder / 'cut.pub').write_bytes((folder / 'centre.key.pub').read_bytes()[:-9])
    cases = {
        'centre.key': 'holds a secret key: name its .pub file',
        'sign.key.pub': 'is a signing key: a sealing key is needed here',
        'sign.key': 'is a signing key: a sealing key is needed here',
        'rubbish.pub': 'is no key file',
        'empty.pub': 'is empty',
        'cut.pub': 'damaged',
        'missing.pub': 'does not exist: name a key file',
        '.': 'is a folder: name the key file in it',
        'centre.key.pub;missing.pub': 'does not exist: name a key file',
        '': 'name the centre\'s public key files in [central] seal-keys',
    }
    for names, words in cases.items():
        (folder / 'yizhan.conf').write_text(f'[central]\nseal-keys={names}\n', encoding='utf-8')
        error = kiosk.ctl('form', 'submit', '--form', 'legal-aid-application', '--answers',
                          str(folder / 'answers.json'), status=3)['error']
        assert error['code'] == 'config' and words in error['message'], (names, error)
        assert names.rsplit(';', 1)[-1] in error['message'], (names, error)
        report = kiosk.ctl('config', 'check', status=1 if names else 0)
        told = [entry['message'] for entry in report['problems']
                if entry['key'] == 'central.seal-keys']
        assert not names or words in told[0], (names, report['problems'])
    # A content key is no seal key either way round.
    (folder / 'yizhan.conf').write_text('[central]\nseal-keys=centre.key.pub\n'
                                        'sign-key=centre.key.pub\n', encoding='utf-8')
    report = kiosk.ctl('config', 'check', status=1)
    assert [entry['key'] for entry in report['problems']] == ['central.sign-key'], report
    kiosk.configure(url='http://127.0.0.1:1')
    assert kiosk.ctl('config', 'check')['ok']
    assert kiosk.ctl('sync', 'status')['pending'] == 0
    return len(cases)


def check_form(kiosk, content, program):
    """A field of a type from the future: named by every program that meets it."""
    broken = kiosk.folder / 'content-of-tomorrow'
    shutil.copytree(content, broken)
    path = broken / 'forms/legal-aid-application.json'
    form = json.loads(path.read_text('utf-8'))
    field = form['sections'][0]['fields'][0]
    field['type'] = 'hologram'
    path.write_text(json.dumps(form), encoding='utf-8')
    words = '“hologram” is no type this version knows: write one of text'

    problems = kiosk.ctl('form', 'check', str(path), status=1)['problems']
    assert len(problems) == 1 and problems[0]['place'] == f'field {field["id"]}', problems
    assert words in problems[0]['message'], problems

    kiosk.content, kept = broken, kiosk.content
    for command in (['form', 'list'], ['form', 'submit', '--form', 'legal-aid-application',
                                       '--answers', str(kiosk.folder / 'answers.json')]):
        error = kiosk.ctl(*command, status=3)['error']
        assert words in error['message'] and path.name in error['message'], error
    kiosk.content = kept

    done = subprocess.run([program, '--data-dir', kiosk.folder / 'new'], check=False, timeout=60,
                          env={**os.environ, 'YZ_CONTENT_DIR': str(broken)},
                          stderr=subprocess.PIPE, encoding='utf-8')
    assert done.returncode == 3 and words in done.stderr, done
    assert not list((kiosk.folder / 'new').glob('content/*.db')), 'half a content was left behind'


def receipt_for(ulid, envelope):
    """The hub's own answer about an envelope that it has seen byte for byte."""
    return response(201, 'application/json', json.dumps(
        {'id': ulid, 'sha256': hashlib.sha256(envelope).hexdigest(),
         'receipt': json.loads(envelope)['receipt'],
         'received_at': '2026-03-02T01:02:03Z'}).encode())


def truth(path, request):
    """What an honest hub says to a request."""
    return receipt_for(path.rsplit('/', 1)[1], request.split(b'\r\n\r\n', 1)[1])


def swapped(first, second):
    """Each of two items, with its bytes, gets the receipt of the other."""
    others = {first[0]: second, second[0]: first}
    return lambda path, _: receipt_for(*others[path.rsplit('/', 1)[1]])


def half(path, request):
    """The truth, cut in the middle of the body."""
    head, body = truth(path, request).split(b'\r\n\r\n', 1)
    return head + b'\r\n\r\n' + body[:len(body) // 2]


def always(*arguments):
    """The same answer to everything."""
    return lambda *_: response(*arguments)


def check_answers(kiosk):
    """None of this confirms or sets aside anything, and afterwards an honest hub gets it all."""
    items = [kiosk.submit() for _ in range(2)]
    strange = {
        '200 with a log-in page': always(200, 'text/html', LOGIN_PAGE),
        '200 with a log-in page that calls itself JSON': always(200, 'application/json',
                                                                LOGIN_PAGE),
        '200 with nothing': always(200, 'application/json', b''),
        '204': always(204, 'application/json', b''),
        '302 to a log-in page': lambda *_: b'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/'
                                           b'\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
        '403 with a page': always(403, 'text/html', LOGIN_PAGE),
        '409 with a page': always(409, 'text/html', LOGIN_PAGE),
        '409 about another': lambda *_: problem(409, 'refused', '01ARZ3NDEKTSV4RRFFQ69G5FAV'),
        '413 with a page': always(413, 'text/html', LOGIN_PAGE),
        '500': always(500, 'text/html', b'oops'),
        'another hash': lambda path, request: receipt_for(path.rsplit('/', 1)[1],
                                                          request.split(b'\r\n\r\n', 1)[1] + b' '),
        'swapped receipts': swapped(*items),
        'half an answer': half,
        'no HTTP': lambda *_: b'SSH-2.0-OpenSSH_9.2\r\n',
        'a closed line': lambda *_: b'',
        'silence': lambda *_: None,
    }
    for what, answer in strange.items():
        kiosk.configure(url=Server(answer).url, timeout_seconds=1)
        begin = time.monotonic()
        error = kiosk.ctl('sync', 'run', status=4)['error']
        assert error['code'] == 'offline', (what, error)
        assert 'what waits is kept' in error['message'], (what, error)
        assert time.monotonic() - begin < 10, f'{what}: took {time.monotonic() - begin:.1f} s'
        status = kiosk.ctl('sync', 'status')
        assert (status['pending'] + status['sending'], status['confirmed'],
                status['set_aside']) == (2, 0, 0), (what, status)
        assert status['last_contact'] is None, (what, status)
    kiosk.configure(url=Server(truth).url)
    status = kiosk.ctl('sync', 'run')
    assert (status['pending'], status['confirmed'], status['set_aside']) == (0, 2, 0), status
    return len(strange)


def main():
    content, ctl, program = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        kiosk = Kiosk(ctl, content, pathlib.Path(folder) / 'kiosk')
        keys = check_keys(kiosk)
        check_form(kiosk, content, program)
        answers = check_answers(kiosk)
    print(f'{keys} wrong keys, {answers} strange answers: all named, nothing lost')


if __name__ == '__main__':
    main()
