#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What becomes of an outbox through yizhanctl: no hub, a hub that refuses, kills in the middle.

Usage: check-sync.py CONTENT_DIR YIZHANCTL YIZHAN_HUB
"""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading

from hub import Hub, Kiosk
from server import Server, problem


def exported(program, hub_folder, out):
    subprocess.run([program, '--data-dir', hub_folder, 'export', out], check=True,
                   stdout=subprocess.DEVNULL)
    return {path.stem: path.read_bytes() for path in pathlib.Path(out).glob('*.yzs')}


def check_no_hub(kiosk):
    empty = {'pending': 0, 'sending': 0, 'confirmed': 0, 'set_aside': 0, 'oldest_seconds': None,
             'last_contact': None}
    status = kiosk.ctl('sync', 'status')
    assert {key: status[key] for key in empty} == empty, status
    shipped = json.loads(pathlib.Path(kiosk.content, 'content.json').read_text(encoding='utf-8'))
    assert status['content_version'] == shipped['version'], status
    kiosk.submit()
    error = kiosk.ctl('sync', 'run', status=3)['error']
    assert error['code'] == 'config', error
    kiosk.configure(url='http://192.0.2.1')
    assert kiosk.ctl('sync', 'run', status=3)['error']['code'] == 'config'
    kiosk.configure(url='http://127.0.0.1:1')
    assert kiosk.ctl('sync', 'run', status=4)['error']['code'] == 'offline'
    status = kiosk.ctl('sync', 'status')
    assert (status['pending'], status['last_contact']) == (1, None), status
    assert 0 <= status['oldest_seconds'] < 600, status
    kiosk.ctl('sync', 'run', '--forever', status=2)
    kiosk.ctl('sync', 'export', status=2)


def check_refused(kiosk):
    """One that the hub will never take is set aside, kept, and can be carried away."""
    ulid, envelope = kiosk.submit()
    server = Server(lambda path, _: problem(422, 'refused', path.rsplit('/', 1)[1]))
    kiosk.configure(url=server.url)
    status = kiosk.ctl('sync', 'run')
    assert (status['pending'], status['set_aside']) == (0, 2), status
    assert kiosk.ctl('sync', 'export', f'{kiosk.folder}/stick') == {'exported': 2}
    assert (kiosk.folder / 'stick' / f'{ulid}.yzs').read_bytes() == envelope


def check_device_refused(kiosk, hub_program, folder):
    pathlib.Path(folder).mkdir()
    pathlib.Path(folder, 'yizhan.conf').write_text('[hub]\nstations=kiosk-7\n', encoding='utf-8')
    kiosk.submit()
    with Hub(hub_program, folder) as hub:
        kiosk.configure(url=hub.url)
        error = kiosk.ctl('sync', 'run', status=3)['error']
    assert error['code'] == 'device-refused', error
    status = kiosk.ctl('sync', 'status')
    assert (status['pending'], status['set_aside']) == (1, 2), status
    assert status['last_contact'] is not None, status


def run_and_kill(kiosk, server_answer):
    """Starts a run, and kills it when @server_answer has seen a request."""
    seen = threading.Event()
    killed = threading.Event()

    def answer(path, request):
        text = server_answer(path, request)
        seen.set()
        killed.wait()
        return text

    kiosk.configure(url=Server(answer).url)
    process = subprocess.Popen([kiosk.program, '--data-dir', kiosk.folder, 'sync', 'run'],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert seen.wait(30)
    process.kill()
    process.wait()
    killed.set()


def check_kills(kiosk, hub_program, folder):
    """Killed before the hub has it, and after: in the end it has each once, byte for byte."""
    sent = dict(kiosk.submit() for _ in range(3))
    with Hub(hub_program, folder) as hub:
        run_and_kill(kiosk, lambda path, request: b'')
        assert kiosk.ctl('sync', 'status')['sending'] > 0

        def forward(_, request):
            host, port = hub.url.removeprefix('http://').split(':')
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(request)
                return connection.recv(65536)

        run_and_kill(kiosk, forward)
        before = exported(hub_program, folder, f'{folder}/before')
        assert before, 'nothing was sent before the kill'
        kiosk.configure(url=hub.url)
        status = kiosk.ctl('sync', 'run')
        assert (status['pending'], status['sending'], status['confirmed']) == (0, 0, 3), status
        assert kiosk.ctl('sync', 'export', f'{folder}/none') == {'exported': 0}
        assert exported(hub_program, folder, f'{folder}/after') == sent


def check_two_senders(kiosk, hub_program, folder):
    """Who comes second lets the first one send, and waits for it."""
    hub_socket = f'{folder}.sock'
    kiosk.submit()
    kiosk.configure(url=f'unix:{hub_socket}', timeout_seconds=1)
    command = [kiosk.program, '--json', '--data-dir', kiosk.folder, 'sync', 'run', '--until-empty']
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    first.stderr.readline()  # it has tried, and goes on trying
    kiosk.ctl('sync', 'run', status=4)
    second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with Hub(hub_program, folder, f'unix:{hub_socket}'):
        for process in (first, second):
            status = json.loads(process.communicate(timeout=60)[0])
            assert (process.returncode, status['pending'], status['sending']) == (0, 0, 0), status
    assert len(exported(hub_program, folder, f'{folder}/out')) == 1


def main():
    content, ctl, hub_program = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        kiosk = Kiosk(ctl, content, f'{folder}/kiosk-1')
        check_no_hub(kiosk)
        check_refused(kiosk)
        check_device_refused(kiosk, hub_program, f'{folder}/hub-1')
        check_kills(Kiosk(ctl, content, f'{folder}/kiosk-2'), hub_program, f'{folder}/hub-2')
        check_two_senders(Kiosk(ctl, content, f'{folder}/kiosk-3'), hub_program, f'{folder}/hub-3')
    print('every submission was in one place, and in the end once at the hub')


if __name__ == '__main__':
    main()
