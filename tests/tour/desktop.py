# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A hall's screen without a screen: Xvfb, in it Weston's kiosk shell, a session bus and AT-SPI."""

import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import time

# The screen is as large as the largest shape either way, so that one serves all of them.
EDGE = 1920

# A screen that has not changed for so many seconds is at rest.
QUIET = 0.15


class Timeout(Exception):
    """Something that was waited for did not come about."""


def wait(what, condition, seconds=20):
    """Asks condition until it returns something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Timeout(f'waited {seconds} s for {what}')
        time.sleep(0.02)  # between two questions, never instead of one


def read_line(stream, what, seconds=20):
    """The next line that a program prints."""
    if not select.select([stream], [], [], seconds)[0]:
        raise Timeout(f'{what} said nothing for {seconds} s')
    return stream.readline().strip()


class Desktop:
    """Everything that a kiosk program needs around it; its own programs end with it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='yizhan-desktop-')
        self.processes = []
        self.compositor = None
        self.size = None
        runtime = pathlib.Path(self.folder.name) / 'runtime'
        runtime.mkdir(mode=0o700)
        self.env = {name: value for name, value in os.environ.items()
                    if name not in ('WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'G_DEBUG')}
        self.env.update(XDG_RUNTIME_DIR=str(runtime), GTK_A11Y='atspi', GDK_BACKEND='wayland',
                        GSETTINGS_BACKEND='memory', LC_ALL='C.UTF-8', NO_AT_BRIDGE='0')
        self._start_screen()
        self._start_bus()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends all programs, the youngest first."""
        while self.processes:
            self.stop(self.processes[-1])
        self.folder.cleanup()

    def show_logs(self):
        """Prints the end of what the programs said, for whoever looks for a fault."""
        for path in sorted(pathlib.Path(self.folder.name).glob('*.log')):
            text = path.read_text('utf-8', 'replace')[-2000:]
            if text:
                print(f'--- {path.name}\n{text}', file=sys.stderr)

    def log(self, name):
        """A file for what a program says."""
        return open(pathlib.Path(self.folder.name) / f'{name}.log', 'ab')

    def spawn(self, arguments, name, **options):
        """Starts a program in this desktop's environment, in a group of its own.

        It goes with us, however we end.
        """
        options.setdefault('env', self.env)
        with self.log(name) as log:
            options.setdefault('stdout', log)
            options.setdefault('stdin', subprocess.DEVNULL)
            process = subprocess.Popen(['setpriv', '--pdeathsig', 'TERM', *arguments],
                                       stderr=log, start_new_session=True, **options)
        self.processes.append(process)
        return process

    def stop(self, process, seconds=10):
        """Ends a program that spawn started; returns its exit status."""
        self.processes.remove(process)
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
        return process.returncode

    def _start_screen(self):
        reader, writer = os.pipe()
        self.spawn(['Xvfb', '-displayfd', str(writer), '-screen', '0', f'{EDGE}x{EDGE}x24',
                    '-nolisten', 'tcp', '-fbdir', self.folder.name], 'xvfb', pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as stream:
            self.env['DISPLAY'] = ':' + read_line(stream, 'Xvfb')

    def _start_bus(self):
        bus = self.spawn(['dbus-daemon', '--session', '--nofork', '--print-address=1'], 'dbus',
                         stdout=subprocess.PIPE, encoding='utf-8')
        self.env['DBUS_SESSION_BUS_ADDRESS'] = read_line(bus.stdout, 'dbus-daemon')
        # The AT-SPI library of this very process finds the bus by these.
        for name in ('DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'):
            os.environ[name] = self.env[name]

    def set_size(self, width, height, config=None):
        """Starts the compositor with an output of that size, as a weston.ini has it or plainly."""
        if self.compositor is not None:
            self.stop(self.compositor)
        self.size = (width, height)
        self.env['WAYLAND_DISPLAY'] = 'yizhan'
        self.compositor = self.spawn(
            ['weston', '--backend=x11-backend.so', '--use-pixman', f'--width={width}',
             f'--height={height}', '--socket=yizhan',
             *([f'--config={config}'] if config else
               ['--no-config', '--shell=kiosk-shell.so', '--idle-time=0'])], 'weston')
        socket = pathlib.Path(self.env['XDG_RUNTIME_DIR']) / 'yizhan'
        wait('the compositor', socket.exists)

    def _picture(self):
        return (pathlib.Path(self.folder.name) / 'Xvfb_screen0').read_bytes()

    def settle(self, seconds=10):
        """Waits until nothing on the screen has changed for a moment, and returns its picture."""
        last = [self._picture(), time.monotonic()]

        def still():
            picture = self._picture()
            if picture != last[0]:
                last[:] = [picture, time.monotonic()]
            return time.monotonic() - last[1] > QUIET

        wait('the screen to come to rest', still, seconds)
        return last[0]

    def screenshot(self, path):
        """Writes what is on the screen as a PNG."""
        width, height = self.size
        # The arrow would stand in the picture: a touch screen shows none.
        subprocess.run(['xdotool', 'mousemove', str(width - 1), str(height - 1)], env=self.env,
                       check=True)
        subprocess.run(['convert', 'xwd:-', '-crop', f'{width}x{height}+0+0', '+repage',
                        '-define', 'png:compression-level=4', f'png:{path}'],
                       input=self.settle(), env=self.env, check=True)
