#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""./yizhan itself: what it prints and where, and that the demo ends with it.

Usage: check-script.py SOURCE_ROOT BUILD_ROOT, on an X server
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

SOURCE, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
ADDRESS = re.compile(r'the kiosk is at (http://127\.0\.0\.1:\d+/)$', re.MULTILINE)
NOBODY = 65534


def wait(what, condition, seconds=30):
    """Asks condition until it returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f'waited {seconds} s for {what}')
        time.sleep(0.02)  # between two questions, never instead of one


def environment(**more):
    """A shell's: without what meson sets for tests, and without a session bus."""
    env = {name: os.environ[name] for name in ('PATH', 'HOME', 'LANG', 'TZ') if name in os.environ}
    return {**env, 'YZ_BUILD_DIR': str(BUILD), **more}


class Demo:
    """`./yizhan run`, as somebody at a terminal has it."""

    def __init__(self, folder, **env):
        folder.mkdir(exist_ok=True)
        self.log = folder / 'log'
        self.mark = f'YZ_RUN_DIR={folder}/run'.encode()
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(
                [SOURCE / 'yizhan', 'run'], env=environment(YZ_RUN_DIR=f'{folder}/run', **env),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                # A shell that was started with it ignored could not catch it.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def said(self):
        """All that it has printed."""
        return self.log.read_text('utf-8')

    def wait_said(self, pattern):
        """Waits until it has printed that, and returns the match."""
        def found():
            assert self.process.poll() is None, self.said()
            return pattern.search(self.said())
        return wait(f'“{pattern.pattern}”', found)

    def processes(self):
        """The names of all the programs that it started and that still run."""
        names = []
        for folder in pathlib.Path('/proc').glob('[0-9]*'):
            try:
                if self.mark in (folder / 'environ').read_bytes().split(b'\0'):
                    names.append(pathlib.Path(os.readlink(folder / 'exe')).name)
            except OSError:
                pass  # it ended meanwhile, or belongs to somebody else
        return names

    def interrupt(self):
        """Ctrl-C: the signal goes to all that the terminal knows. Returns the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)


class Script(unittest.TestCase):
    """Each test has a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='yizhan-script-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, name, **env):
        """A demo that ends with the test, however that goes."""
        demo = Demo(self.folder / name, **env)
        self.addCleanup(lambda: demo.process.poll() is None and demo.interrupt())
        return demo

    def assert_ends(self, demo):
        self.assertEqual(demo.interrupt(), 130, demo.said())
        wait('the end of all that the demo started', lambda: not demo.processes(), 5)

    def test_missing_package(self):
        """An ordinary user is told the line for apt, and nothing else happens."""
        (self.folder / '.ci').mkdir()
        self.folder.chmod(0o755)
        shutil.copy(SOURCE / 'yizhan', self.folder)
        packages = (SOURCE / '.ci/packages').read_text('utf-8')
        packages = packages.replace('[build]\n', '[build]\nno-such-package-b  # why\n'
                                    'no-such-package-a\n')
        packages = packages.replace('[test]\n', '[test]\nno-such-package-t\n')
        (self.folder / '.ci/packages').write_text(packages, 'utf-8')
        user = [] if os.getuid() else [f'--reuid={NOBODY}', f'--regid={NOBODY}', '--clear-groups']
        for word in ('run', 'ctl'):
            # Without new privileges sudo is as good as not there.
            done = subprocess.run(
                ['setpriv', '--no-new-privs', *user, self.folder / 'yizhan', word],
                env=environment(YZ_BUILD_DIR=str(self.folder / 'build')), check=False,
                stdin=subprocess.DEVNULL, capture_output=True, encoding='utf-8')
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(done.stdout, '')
            self.assertEqual(
                done.stderr.splitlines()[-1], 'apt-get install --no-install-recommends '
                'no-such-package-a no-such-package-b', done.stderr)
        self.assertFalse((self.folder / 'build').exists())

    def test_output_is_the_programs(self):
        """What ctl prints can be read by a program, and its exit status arrives."""
        for number, status in (('11010519491231002X', 0), ('110105194912310021', 1)):
            done = subprocess.run([SOURCE / 'yizhan', 'ctl', '--json', 'id', 'check', number],
                                  env=environment(), capture_output=True, check=False,
                                  encoding='utf-8')
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(json.loads(done.stdout)['valid'], status == 0)
            self.assertEqual(done.stderr, '')

    def test_no_display(self):
        """Two demos side by side have an address each; the second start is quick."""
        begin = time.monotonic()
        demos = [self.start('one'), self.start('two')]
        addresses = [demo.wait_said(ADDRESS).group(1) for demo in demos]
        print(f'# the addresses were there after {time.monotonic() - begin:.1f} s')
        self.assertNotEqual(*addresses)
        for demo, address in zip(demos, addresses):
            with urllib.request.urlopen(address, timeout=20) as page:
                self.assertEqual(page.status, 200)
            wait('the session', lambda demo=demo: 'yizhan-session' in demo.processes())
        for demo in demos:
            self.assert_ends(demo)

    def test_in_use(self):
        """Ctrl-C while somebody uses the kiosk on a display ends that session as well."""
        display = os.environ['DISPLAY']
        demo = self.start('demo', DISPLAY=display, GDK_BACKEND='x11')
        demo.wait_said(re.compile('Ctrl-C ends it'))

        def touched():
            subprocess.run(['xdotool', 'mousemove', '540', '960', 'click', '1'], check=True,
                           env=environment(DISPLAY=display))
            return demo.processes().count('yizhan-session') == 2  # the citizen's, the successor

        wait('the successor', touched)
        self.assertEqual(self.card('put', '2'), 0)
        out = self.folder / 'demo/run/reader.out'
        wait('the card', lambda: 'done put 2' in out.read_text('utf-8'))
        self.assert_ends(demo)
        self.assertEqual(self.card('lift'), 1)
        self.assertEqual(self.card('burn'), 2)

    def card(self, *words):
        """Exit status of `./yizhan card`, for the kiosk of the test above."""
        return subprocess.run([SOURCE / 'yizhan', 'card', *words], check=False, timeout=20,
                              env=environment(YZ_RUN_DIR=f'{self.folder}/demo/run'),
                              stderr=subprocess.DEVNULL).returncode


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
