#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Opens what `form submit` stored with nothing of our own: Python's libraries and PyNaCl.

The envelope is a format that others read; this holds the program to what its header comment says.

Usage: check-envelope.py YIZHANCTL CONTENT_DIR
"""

import base64
import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import nacl.public
import nacl.secret
import nacl.signing

ANSWERS = {
    'name': '张三', 'sex': 'male', 'birth_date': '1990-03-07', 'id_number': '11010119900307803X',
    'household_address': '杭州市滨江区某路1号', 'residence_address': '同上', 'phone': '13800000000',
    'matter': 'labour-pay',
    'facts': '老板三个月没有给钱。', 'requests': '要回工资。', 'filled_by': 'self',
    'declaration': True, 'signature': 'window',
}


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()


def ctl(program, folder, *arguments):
    done = subprocess.run([program, '--json', '--data-dir', folder, *arguments], check=False,
                          stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f'{arguments}: {done.returncode} {done.stdout.decode()}')
    return json.loads(done.stdout)


def submit(program, content, folder):
    for name in ('duty', 'escrow'):
        ctl(program, folder, 'key', 'new', '--kind', 'seal', '-o', f'{folder}/{name}.key')
    pathlib.Path(folder, 'yizhan.conf').write_text(
        '[central]\nseal-keys=duty.key.pub;escrow.key.pub\n', encoding='utf-8')
    pathlib.Path(folder, 'answers.json').write_text(json.dumps(ANSWERS), encoding='utf-8')
    return ctl(program, folder, '--content', content, 'form', 'submit', '--form',
               'legal-aid-application', '--answers', f'{folder}/answers.json')


def read_key(path):
    magic, version, kind, part, key_id, text = path.read_text(encoding='utf-8').split()
    assert (magic, version, kind) == ('yizhan-key', '1', 'seal'), path
    public = base64.b64decode(text)
    if part == 'secret':
        public = bytes(nacl.public.PrivateKey(public).public_key)
    assert hashlib.blake2b(public, digest_size=32).hexdigest()[:16] == key_id, path
    return key_id, nacl.public.PrivateKey(base64.b64decode(text))


def check_outside(envelope, receipt):
    unsigned = {name: value for name, value in envelope.items() if name != 'signature'}
    station = nacl.signing.VerifyKey(base64.b64decode(envelope['station_key']))
    station.verify(canonical(unsigned), base64.b64decode(envelope['signature']))

    sealed = base64.b64decode(envelope['sealed'])
    assert len(sealed) == envelope['size'] and (len(sealed) - 40) % 4096 == 0
    assert hashlib.sha256(sealed).hexdigest() == envelope['sha256']
    assert envelope['id'] == receipt['id'] and envelope['receipt'] == receipt['receipt']
    code = receipt['code'].replace('-', '')
    assert envelope['code_hash'] == hashlib.blake2b((receipt['id'] + code).encode(),
                                                    digest_size=32).hexdigest()


def check_inside(envelope, key_id, secret):
    sealed_key = base64.b64decode(envelope['keys'][envelope['key_ids'].index(key_id)])
    key = nacl.public.SealedBox(secret).decrypt(sealed_key)
    padded = nacl.secret.SecretBox(key).decrypt(base64.b64decode(envelope['sealed']))
    document = json.loads(padded[:padded.rindex(b'\x80')])
    assert document.pop('answers') == ANSWERS
    document.pop('sources')
    outside = {'key_ids', 'keys', 'size', 'sha256', 'sealed', 'attachments', 'signature'}
    assert document == {name: envelope[name] for name in envelope if name not in outside}


def main(program, content):
    with tempfile.TemporaryDirectory() as folder:
        receipt = submit(program, content, folder)
        database = sqlite3.connect(f'{folder}/kiosk.db')
        stored = [bytes(row[0]) for row in database.execute('SELECT envelope FROM outbox')]
        database.close()
        assert len(stored) == 1
        envelope = json.loads(stored[0])
        assert canonical(envelope) == stored[0]
        assert '张三'.encode() not in stored[0]

        check_outside(envelope, receipt)
        for name in ('duty.key', 'escrow.key'):
            check_inside(envelope, *read_key(pathlib.Path(folder, name)))
        assert read_key(pathlib.Path(folder, 'duty.key.pub'))[0] == envelope['key_ids'][0]


if __name__ == '__main__':
    main(*sys.argv[1:])
