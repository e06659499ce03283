#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""The kiosk as processes: what a session links, and that none outlives its supervisor.

Usage: check-kiosk.py YIZHAN-KIOSK YIZHAN-SESSION
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE = 30


def libraries(program):
    output = subprocess.run(['ldd', program], check=True, capture_output=True, text=True).stdout
    return {line.split()[0].split('/')[-1] for line in output.splitlines() if line.split()}


def state_and_parent(pid):
    """The letter of its state and its parent; None where there is no such process."""
    try:
        fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[1])


def children(parent):
    pids = [int(entry.name) for entry in pathlib.Path('/proc').iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if (state_and_parent(pid) or ('', 0))[1] == parent]


def lives(pid):
    state = state_and_parent(pid)
    return state is not None and state[0] not in 'ZX'


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def check_links(kiosk, session):
    # A hostile QR code never meets network code.
    found = [name for name in libraries(session) if name.startswith(('libcurl', 'libsoup'))]
    assert not found, f'yizhan-session links {found}'
    assert any(name.startswith('libcurl') for name in libraries(kiosk)), 'the check sees nothing'
    gtk = [name for name in libraries(kiosk) if name.startswith(('libgtk', 'libadwaita'))]
    assert not gtk, f'yizhan-kiosk links {gtk}'


def is_session(pid, session):
    try:
        return os.readlink(f'/proc/{pid}/exe') == session
    except OSError:
        return False


def check_death(kiosk, session):
    with tempfile.TemporaryDirectory() as folder:
        # That no keys are set up here is a warning, which the tests' environment makes fatal.
        environment = dict(os.environ, YZ_LIBEXECDIR=os.path.dirname(session), G_DEBUG='')
        with subprocess.Popen([kiosk, '--data-dir', folder, '--size', '600x900'],
                              env=environment) as process:
            def sessions():
                return [pid for pid in children(process.pid) if is_session(pid, session)]

            wait_until(sessions, 'no session was started')
            child = sessions()[0]
            # Its first act is to tie itself to its parent; then it makes threads.
            wait_until(lambda: len(os.listdir(f'/proc/{child}/task')) > 1, 'the session is stuck')
            # It cannot see its socket close: only the kernel can end it now.
            os.kill(child, signal.SIGSTOP)
            process.kill()
            process.wait()
            wait_until(lambda: not lives(child), 'a session outlives its supervisor')


def main():
    kiosk, session = (os.path.realpath(path) for path in sys.argv[1:])
    check_links(kiosk, session)
    check_death(kiosk, session)


main()
