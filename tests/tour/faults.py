# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What faults.c does to the kiosk, and what can be seen of the kiosk's processes and its store."""

import os
import pathlib
import signal
import sqlite3

from desktop import wait


class Faults:
    """Plans for a kiosk that is started after this."""

    def __init__(self, node):
        self.node = node
        self.folder = node.folder / 'faults'
        self.folder.mkdir()
        os.mkfifo(self.folder / 'gate')
        self.gate = None  # while this is open nobody can be held
        node.kiosk_env.update(LD_PRELOAD=str(node.build / 'tests/tour/yz-faults.so'),
                              YZ_FAULTS=str(self.folder))

    def plan(self, program, call, what, count):
        """From now on: at that call of that program."""
        if self.gate is not None:
            os.close(self.gate)
            self.gate = None
        fresh = self.folder / 'fresh'
        fresh.write_text(f'{program} {call} {what} {count}\n', encoding='utf-8')
        fresh.rename(self.folder / 'plan')

    def clear(self):
        """Nothing is planned any more, and whoever is held goes on."""
        for name in ('plan', 'held'):
            (self.folder / name).unlink(missing_ok=True)
        if self.gate is None:
            self.gate = os.open(self.folder / 'gate', os.O_RDWR)

    def wait_held(self):
        """Waits until a program stands where it was to be held."""
        held = self.folder / 'held'
        return wait('a program to be held', lambda: held.exists() and held.read_text('utf-8'), 20)


def sessions(supervisor):
    """The sessions of a kiosk, the one on the screen first."""
    path = pathlib.Path(f'/proc/{supervisor}/task/{supervisor}/children')
    pids = [int(word) for word in path.read_text('utf-8').split()]
    return sorted(pids, key=lambda pid: int(
        pathlib.Path(f'/proc/{pid}/stat').read_text('utf-8').rsplit(')', 1)[1].split()[19]))


def kill(pid):
    """The one signal that nobody can answer."""
    os.kill(pid, signal.SIGKILL)


class Books:
    """The store of a kiosk, read from outside."""

    def __init__(self, node):
        self.uri = f'file:{node.folder}/kiosk/kiosk.db?mode=ro'

    def ask(self, sql):
        """All rows of a query."""
        connection = sqlite3.connect(self.uri, uri=True, timeout=10)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def rows(self):
        """The outbox: id to receipt number and state."""
        return {ulid: (receipt, state) for ulid, receipt, state
                in self.ask('SELECT id, receipt, state FROM outbox')}

    def check(self):
        """Whether the database is whole."""
        return self.ask('PRAGMA quick_check') == [('ok',)]
