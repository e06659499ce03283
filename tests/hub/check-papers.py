#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Photographed papers on their way from yizhanctl to the hub and out of it again, byte for byte.

The line is cut in the middle, kiosk and hub are killed there; the streams are also opened with
nothing of our own.

Usage: check-papers.py CONTENT_DIR YIZHANCTL YIZHAN_HUB
"""

import base64
import hashlib
import http.client
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse

import nacl.bindings
import nacl.public
import nacl.secret
import nacl.signing

from hub import ANSWERS, Hub
from papers import CHUNK, PHOTOS, PapersKiosk, make_photos
from server import Server


def export(program, hub_folder, out):
    done = subprocess.run([program, '--data-dir', hub_folder, 'export', out], check=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding='utf-8')
    return done.stderr


def check_arrived(kiosk, hub_program, hub_folder, ulid):
    out = f'{hub_folder}/out'
    assert export(hub_program, hub_folder, out) == ''
    document, papers = kiosk.open(out, ulid)
    assert papers == kiosk.photos()
    assert [(paper['field'], paper['type'], pathlib.Path(paper['file']).name)
            for paper in document['attachments']] == [
        ('case_papers', 'image/jpeg', f'{ulid}-case_papers-0{n}.jpg') for n in (1, 2)], document
    assert len(document['answers']['case_papers']) == 2, document


def forward(hub, request):
    host, port = hub.url.removeprefix('http://').split(':')
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(request)
        answer = b''
        while piece := connection.recv(65536):
            answer += piece
        return answer


class Line(Server):
    """A line to a hub that is cut after so many requests; it remembers what went through."""

    def __init__(self, hub, n_left):
        self.paths = []
        self.n_left = n_left
        super().__init__(lambda path, request: self.carry(hub, path, request))

    def carry(self, hub, path, request):
        if self.n_left == 0:
            return b''
        self.n_left -= 1
        self.paths.append(path)
        return forward(hub, request)


def check_cut(kiosk, hub_program, folder):
    """Cut in the middle of the second paper: what has arrived is not sent again."""
    ulid, envelope = kiosk.submit()
    sealed = [attachment['sha256'] for attachment in json.loads(envelope)['attachments']]
    n_chunks = [-(-attachment['size'] // CHUNK)
                for attachment in json.loads(envelope)['attachments']]
    assert min(n_chunks) > 2, n_chunks
    assert kiosk.blobs() == sorted(sealed)
    with Hub(hub_program, folder) as hub:
        # The envelope, the first paper, and the first piece of the second.
        line = Line(hub, 1 + n_chunks[0] + 1)
        kiosk.configure(url=line.url)
        kiosk.ctl('sync', 'run')
        status = kiosk.ctl('sync', 'status')
        assert (status['pending'], status['confirmed']) == (1, 0), status
        assert 'have not arrived' in export(hub_program, folder, f'{folder}/half')
        document, papers = kiosk.open(f'{folder}/half', ulid)
        assert papers == [kiosk.photos()[0], None], document

        rest = Line(hub, -1)
        kiosk.configure(url=rest.url)
        status = kiosk.ctl('sync', 'run')
        assert (status['pending'], status['confirmed']) == (0, 1), status
        assert rest.paths == ([f'/v1/submissions/{ulid}']
                              + [f'/v1/blobs/{sealed[1]}/{n}' for n in range(1, n_chunks[1])]
                              + [f'/v1/submissions/{ulid}']), rest.paths
        check_arrived(kiosk, hub_program, folder, ulid)
    assert kiosk.blobs() == sorted(sealed), 'kept as long as the submission is'


def check_kills(kiosk, hub_program, folder):
    """The kiosk's sender is killed in the middle, then the hub; neither loses or doubles."""
    ulid = kiosk.submit()[0]
    with Hub(hub_program, folder) as hub:
        seen = threading.Event()

        def stall(path, request):
            if path.endswith('/1'):
                seen.set()
                return None
            return forward(hub, request)

        kiosk.configure(url=Server(stall).url)
        process = subprocess.Popen([kiosk.program, '--data-dir', kiosk.folder, 'sync', 'run'],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert seen.wait(30)
        process.kill()
        process.wait()
        line = Line(hub, 3)
        kiosk.configure(url=line.url)
        kiosk.ctl('sync', 'run')
    with Hub(hub_program, folder) as hub:
        kiosk.configure(url=hub.url)
        status = kiosk.ctl('sync', 'run')
        assert (status['pending'], status['sending'], status['confirmed']) == (0, 0, 1), status
        check_arrived(kiosk, hub_program, folder, ulid)


def check_stick(kiosk, folder):
    """What is carried away by hand is whole, and opens on its own."""
    ulid = kiosk.submit()[0]
    kiosk.ctl('sync', 'export', f'{folder}')
    assert kiosk.open(folder, ulid)[1] == kiosk.photos()


def secretstream(sealed, key, name):
    """Opens a stream with libsodium alone."""
    state = nacl.bindings.crypto_secretstream_xchacha20poly1305_state()
    nacl.bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed[:24], key)
    plain = b''
    for place in range(24, len(sealed), 64 * 1024 + 17):
        piece, tag = nacl.bindings.crypto_secretstream_xchacha20poly1305_pull(
            state, sealed[place:place + 64 * 1024 + 17], name.encode())
        plain += piece
    assert tag == nacl.bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    return plain


def check_format(kiosk, folder):
    """The streams are what the header comments say they are, and nothing lies there unsealed."""
    ulid, envelope = kiosk.submit()
    kiosk.ctl('sync', 'export', folder)
    outside = json.loads(envelope)
    document = open_document(kiosk, outside)
    for n, inside in enumerate(document['attachments'], 1):
        sealed = pathlib.Path(folder, f'{ulid}-{n}.yza').read_bytes()
        assert hashlib.sha256(sealed).hexdigest() == inside['sha256']
        assert {name: inside[name] for name in ('id', 'size', 'sha256')} \
            == outside['attachments'][n - 1]
        assert secretstream(sealed, base64.b64decode(inside['key']), inside['id']) \
            == kiosk.photos()[n - 1]
    marks = [photo[1000:1032] for photo in kiosk.photos()]
    for path in kiosk.folder.rglob('*'):
        if path.is_file() and path.name not in PHOTOS:
            data = path.read_bytes()
            assert not any(mark in data for mark in marks), path


def open_document(kiosk, envelope):
    secret = base64.b64decode((kiosk.folder / 'centre.key').read_text('utf-8').split()[-1])
    key = nacl.public.SealedBox(nacl.public.PrivateKey(secret)).decrypt(
        base64.b64decode(envelope['keys'][0]))
    padded = nacl.secret.SecretBox(key).decrypt(base64.b64decode(envelope['sealed']))
    return json.loads(nacl.bindings.sodium_unpad(padded, 4096))


def check_pictures(kiosk, folder):
    """What says more than the picture does not go out, and what is no picture does not go in."""
    subprocess.run(['convert', '-size', '600x400', 'plasma:', '-set', 'comment', 'HANGZHOU',
                    f'jpeg:{kiosk.folder}/remark.jpg'], check=True)
    subprocess.run(['convert', '-size', '5000x3000', 'xc:white', f'png:{kiosk.folder}/big.png'],
                   check=True)
    assert b'HANGZHOU' in (kiosk.folder / 'remark.jpg').read_bytes()
    ulid = kiosk.submit(('remark.jpg', 'big.png'))[0]
    kiosk.ctl('sync', 'export', folder)
    papers = kiosk.open(folder, ulid)[1]
    assert all(paper.startswith(b'\xff\xd8\xff') and len(paper) < 2 * 1024 * 1024
               and b'HANGZHOU' not in paper for paper in papers)

    def refused(photos, status=3):
        (kiosk.folder / 'answers.json').write_text(
            json.dumps({**ANSWERS, 'case_papers': photos}), encoding='utf-8')
        return kiosk.ctl('form', 'submit', '--form', 'legal-aid-application', '--answers',
                         f'{kiosk.folder}/answers.json', status=status)

    assert refused(['absent.jpg'])['error']['code'] == 'not-found'
    assert refused(['centre.key'])['error']['code'] == 'invalid'
    assert refused('id.jpg', 1)['errors'][0]['field'] == 'case_papers'
    assert refused(['id.jpg'] * 11, 1)['errors'][0]['field'] == 'case_papers'
    assert kiosk.ctl('sync', 'status')['pending'] == 1


def send(hub, path, body):
    connection = http.client.HTTPConnection(urllib.parse.urlparse(hub.url).netloc, timeout=30)
    connection.request('PUT', path, body)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text)


def sign(kiosk, members):
    """The envelope with these members, signed by the kiosk."""
    secret = base64.b64decode((kiosk.folder / 'station.key').read_text('utf-8').split()[-1])
    unsigned = {name: value for name, value in members.items() if name != 'signature'}

    def canonical(value):
        return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)

    signature = nacl.signing.SigningKey(secret[:32]).sign(canonical(unsigned).encode()).signature
    return canonical({**unsigned, 'signature': base64.b64encode(signature).decode()}).encode()


def check_hub(kiosk, hub_program, folder):
    """What the hub takes, what not, and what it says is missing."""
    ulid, envelope = kiosk.submit()
    first, second = json.loads(envelope)['attachments']
    sealed = (kiosk.folder / 'blobs' / first['sha256']).read_bytes()
    chunks = [sealed[place:place + CHUNK] for place in range(0, len(sealed), CHUNK)]
    submission = f'/v1/submissions/{ulid}'

    def put(hub, n, body, sha256=first['sha256']):
        status, answer = send(hub, f'/v1/blobs/{sha256}/{n}', body)
        return status, answer.get('type', '').rsplit(':', 1)[-1]

    def missing(hub):
        status, answer = send(hub, submission, envelope)
        assert status == 200, answer
        return {entry['sha256']: entry['chunks'] for entry in answer.get('missing', [])}

    with Hub(hub_program, folder) as hub:
        assert put(hub, 0, chunks[0]) == (404, 'not-found'), 'nobody has named it yet'
        assert send(hub, submission, envelope)[0] == 201
        assert missing(hub)[first['sha256']] == list(range(len(chunks)))
        assert put(hub, 0, chunks[0][:-1]) == (422, 'invalid')
        assert put(hub, len(chunks), b'x') == (422, 'invalid')
        assert put(hub, '-1', chunks[0]) == (422, 'invalid')
        assert put(hub, 'one', chunks[0]) == (422, 'invalid')
        assert put(hub, '99999999999999999999', chunks[0]) == (422, 'invalid')
        assert put(hub, 0, chunks[0], '0' * 64) == (404, 'not-found')
        assert put(hub, 0, chunks[0], 'x' * 64) == (404, 'not-found')
        assert put(hub, 0, bytes(CHUNK + 1)) == (413, 'refused')
        assert put(hub, 0, bytes(50 * 1024 * 1024)) == (413, 'refused')
        # In any order, each once; another in the same place replaces it.
        assert put(hub, 1, bytes(CHUNK)) == (201, '')
        assert put(hub, 0, chunks[0]) == (201, '')
        assert put(hub, 0, chunks[0]) == (200, '')
        assert missing(hub)[first['sha256']] == list(range(2, len(chunks)))
        # All there, and yet not the stream: from the beginning.
        for n, chunk in list(enumerate(chunks))[2:-1]:
            assert put(hub, n, chunk) == (201, '')
        assert put(hub, len(chunks) - 1, chunks[-1]) == (422, 'invalid')
        assert missing(hub)[first['sha256']] == list(range(len(chunks)))
        for n, chunk in reversed(list(enumerate(chunks))):
            assert put(hub, n, chunk) == (201, '')
        assert list(missing(hub)) == [second['sha256']]
        assert put(hub, 0, chunks[0]) == (200, '')
        assert put(hub, 0, chunks[1]) == (422, 'invalid'), 'what is whole stays'

        # Announced: larger than any paper, with no size, or under a name that is another's.
        members = json.loads(envelope)
        for size, status in ((50 * 1024 * 1024, 413), (0, 422), (first['size'] + 1, 422)):
            members['attachments'] = [{**first, 'size': size}]
            members['id'] = f'{ulid[:-1]}{"0" if ulid[-1] != "0" else "1"}'
            answer = send(hub, f'/v1/submissions/{members["id"]}', sign(kiosk, members))
            assert answer[0] == status, answer
            assert answer[1]['type'] == 'urn:yizhan:problem:refused', answer
            assert answer[1]['id'] == members['id'], answer


def main():
    content, ctl, hub_program = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        make_photos(folder)

        def kiosk(n):
            return PapersKiosk(ctl, content, f'{folder}/kiosk-{n}')

        check_cut(kiosk(1), hub_program, f'{folder}/hub-1')
        check_kills(kiosk(2), hub_program, f'{folder}/hub-2')
        check_stick(kiosk(3), f'{folder}/stick')
        check_format(kiosk(4), f'{folder}/format')
        check_pictures(kiosk(5), f'{folder}/pictures')
        check_hub(kiosk(6), hub_program, f'{folder}/hub-3')
    print('every paper arrived once, byte for byte, and nothing lay unsealed')


if __name__ == '__main__':
    main()
