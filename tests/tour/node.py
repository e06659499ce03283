# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A kiosk's folder with keys and configuration, and the project's programs on it."""

import json
import os
import pathlib
import socket
import subprocess

from desktop import read_line, wait


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


STATION = {'hall': 'demo-hall', 'station': 'kiosk-1', 'letter': 'K'}

class Node:
    """The programs of a build tree, and one kiosk, its hub and its printer under a folder."""

    def __init__(self, desktop, build, folder):
        source = pathlib.Path(__file__).resolve().parents[2]
        build = pathlib.Path(build).resolve()
        self.desktop = desktop
        self.build = build
        self.folder = pathlib.Path(folder).resolve()
        self.hub_url = f'http://127.0.0.1:{free_port()}'
        self.hub = self.kiosk = self.reader = None
        self.kiosk_env = {}  # what the kiosk alone is to have in its environment
        # What the meson environment or the caller's shell says must not reach the programs.
        desktop.env.update(
            YZ_CONTENT_DIR=os.environ.get('YZ_CONTENT_DIR', str(source / 'data/content')),
            YZ_IME_DIR=str(build / 'data/ime'), YZ_SPEECH_DIR=str(build / 'data/speech'),
            YZ_LOCALEDIR=str(build / 'po'), YZ_LIBEXECDIR=str(build / 'src/kiosk/session'))
        for name in ('kiosk', 'hub', 'keys', 'paper'):
            (self.folder / name).mkdir(parents=True)
        for name in ('duty', 'escrow'):
            self.ctl('key', 'new', '--kind', 'seal', '-o', str(self.key(name)))

    def key(self, name):
        """Where a secret key lies; the public one beside it."""
        return self.folder / 'keys' / name

    def run(self, program, *arguments, status=0):
        """Runs a program to its end and returns what it prints."""
        done = subprocess.run([self.build / program, *arguments], env=self.desktop.env,
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding='utf-8', timeout=60)
        if done.returncode != status:
            raise RuntimeError(f'{program} {arguments}: {done.returncode}: {done.stderr}')
        return done.stdout

    def ctl(self, *arguments, status=0):
        """Runs yizhanctl on the kiosk's folder and returns what it says in JSON."""
        return json.loads(self.run('src/ctl/yizhanctl', '--json', '--data-dir',
                                   str(self.folder / 'kiosk'), *arguments, status=status))

    def configure(self, **sections):
        """Writes yizhan.conf: the demo's, with these sections in its place."""
        settings = {
            'station': STATION,
            'central': {'url': self.hub_url,
                        'seal-keys': f'{self.key("duty")}.pub;{self.key("escrow")}.pub'},
            'hall': {'url': self.hub_url},
            **sections,
        }
        text = ''.join(f'[{section}]\n' + ''.join(f'{key}={value}\n' for key, value in keys.items())
                       for section, keys in settings.items())
        (self.folder / 'kiosk/yizhan.conf').write_text(text, encoding='utf-8')

    def start_printer(self):
        """Starts the simulated printer and returns how it is reached."""
        printer = self.desktop.spawn(
            [self.build / 'src/sim/yizhan-sim-printer', '--listen', '127.0.0.1:0', '--out',
             self.folder / 'paper'], 'printer', stdout=subprocess.PIPE, encoding='utf-8')
        return read_line(printer.stdout, 'the printer').removeprefix('listening on ')

    def start_reader(self, *cards):
        """Starts the simulated reader of identity cards and returns where it is."""
        path = self.folder / 'reader'
        self.reader = self.desktop.spawn(
            [self.build / 'src/sim/yizhan-sim-reader', '--link', path,
             *(f'--card={json.dumps(card)}' for card in cards)], 'reader',
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding='utf-8')
        return read_line(self.reader.stdout, 'the reader').removeprefix('reader at ')

    def tell_reader(self, line):
        """Lays a card down or takes it away, as the README of src/sim says."""
        self.reader.stdin.write(line + '\n')
        self.reader.stdin.flush()
        if read_line(self.reader.stdout, 'the reader') != f'done {line}':
            raise RuntimeError(f'the reader does not know “{line}”')

    def start_hub(self, address=None):
        """Starts the hub where the configuration expects it, or elsewhere; returns its port."""
        address = address or self.hub_url.removeprefix('http://')
        self.hub = self.desktop.spawn(
            [self.build / 'src/hub/yizhan-hub', '--data-dir', self.folder / 'hub', '--listen',
             address], 'hub', stdout=subprocess.PIPE, encoding='utf-8')
        line = read_line(self.hub.stdout, 'the hub').rstrip('/')
        if not line.startswith('listening on http://' + address.removesuffix(':0')):
            raise RuntimeError(f'the hub said: {line}')
        return int(line.rpartition(':')[2])

    def stop_hub(self):
        """Cuts the kiosk off."""
        self.desktop.stop(self.hub)
        self.hub = None

    def start_kiosk(self):
        """Starts the kiosk over the whole screen."""
        self.kiosk = self.desktop.spawn(
            [self.build / 'src/kiosk/supervisor/yizhan-kiosk', '--data-dir', self.folder / 'kiosk',
             '--fullscreen'], 'kiosk', env={**self.desktop.env, **self.kiosk_env})

    def stop_kiosk(self):
        """Ends the kiosk and all its sessions."""
        if self.kiosk is not None:
            self.desktop.stop(self.kiosk)
        self.kiosk = None

    def export(self, folder):
        """Writes all that the hub has received into a folder."""
        self.run('src/hub/yizhan-hub', '--data-dir', str(self.folder / 'hub'), 'export',
                 str(folder))

    def wait_delivered(self, count, seconds=60):
        """Waits until the kiosk's own books say that so many submissions were confirmed."""
        return wait(f'{count} confirmed submissions',
                    lambda: self.ctl('sync', 'status')['confirmed'] >= count, seconds)
