# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What the checks of this folder share: the hub as it ships, and a kiosk with a full outbox."""

import json
import os
import pathlib
import subprocess

ANSWERS = {
    'name': '张三', 'sex': 'male', 'birth_date': '1990-03-07', 'id_number': '11010119900307803X',
    'household_address': '杭州市滨江区某路1号', 'residence_address': '同上', 'phone': '13800000000',
    'matter': 'labour-pay', 'facts': '老板三个月没有给钱。', 'requests': '要回工资。',
    'filled_by': 'self', 'declaration': True, 'signature': 'window',
}


class Hub:
    """yizhan-hub on a folder; killed at the end of a with statement."""

    def __init__(self, program, folder, listen='127.0.0.1:0'):
        pathlib.Path(folder).mkdir(exist_ok=True)
        # A full disk is to be an error for the hub, not the end of it: neither by a signal nor
        # because the tests' environment makes warnings fatal.
        self.process = subprocess.Popen([program, '--data-dir', folder, '--listen', listen],
                                        stdout=subprocess.PIPE, encoding='utf-8',
                                        restore_signals=False, env={**os.environ, 'G_DEBUG': ''})
        words = self.process.stdout.readline().split()
        assert words[:2] == ['listening', 'on'], words
        self.url = words[2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Kiosk:
    """A node's folder, and yizhanctl to work in it."""

    def __init__(self, program, content, folder):
        self.program = program
        self.content = content
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.ctl('key', 'new', '--kind', 'seal', '-o', str(self.folder / 'centre.key'))
        (self.folder / 'answers.json').write_text(json.dumps(ANSWERS), encoding='utf-8')
        self.configure()

    def configure(self, **central):
        """Writes yizhan.conf with these keys under [central]."""
        lines = ['[central]', 'seal-keys=centre.key.pub']
        lines += [f'{key.replace("_", "-")}={value}' for key, value in central.items()]
        (self.folder / 'yizhan.conf').write_text('\n'.join(lines) + '\n', encoding='utf-8')

    def ctl(self, *arguments, status=0):
        """Runs a command and returns what it prints."""
        done = subprocess.run([self.program, '--json', '--data-dir', self.folder,
                               '--content', self.content, *arguments],
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == status, (arguments, done)
        return json.loads(done.stdout)

    def submit(self):
        """Submits a form; returns the id and the sealed bytes."""
        receipt = self.ctl('form', 'submit', '--form', 'legal-aid-application',
                           '--answers', str(self.folder / 'answers.json'))
        self.ctl('sync', 'export', str(self.folder / 'export'))
        return receipt['id'], (self.folder / 'export' / f'{receipt["id"]}.yzs').read_bytes()
