# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""The kiosk in a browser: `./yizhan run` without a display, touched in Chromium.

GTK 4.8 has no accessibility in a browser. So a second kiosk goes along on the tour's desktop: it
says where a button is, and what the browser must look like after the touch.
"""

import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

from actor import BUTTON, PICTURE, Actor
from browser import Browser
from desktop import Desktop, wait
from node import Node

SIZE = (1080, 1920)
SERVICE = '法律咨询'
ADDRESS = re.compile(r'the kiosk is at (http://127\.0\.0\.1:\d+/)$', re.MULTILINE)

# Root mean square of the difference of two pictures, 1 being white against black. The browser
# draws edges a little otherwise (0.001), another number on the ticket is 0.05, another page 0.14.
ALIKE = 0.01


class Demo:
    """`./yizhan run` of this source tree on that build tree, with no display in sight."""

    def __init__(self, desktop, build, folder):
        self.folder = folder
        script = pathlib.Path(__file__).resolve().parents[2] / 'yizhan'
        # The day on its ticket is to be the twin's.
        env = {name: os.environ[name] for name in ('PATH', 'HOME', 'TZ') if name in os.environ}
        env.update(YZ_BUILD_DIR=str(build), YZ_RUN_DIR=str(folder))
        self.log = pathlib.Path(desktop.folder.name) / 'demo.log'
        self.process = desktop.spawn([script, 'run'], 'demo', env=env)

    def address(self):
        """Where the browser finds it."""
        return wait('the address', lambda: ADDRESS.search(self.log.read_text('utf-8'))).group(1)

    def slips(self):
        """What its printer has put out."""
        return list((self.folder / 'paper').glob('*.png'))


class Tour:
    """Both kiosks, touched alike."""

    def __init__(self, desktop, build, out, folder):
        self.desktop = desktop
        self.out = out
        self.folder = folder
        self.node = Node(desktop, build, folder / 'twin')
        # What `./yizhan run` has too: there are buttons and words for each.
        self.node.configure(devices={'printer': self.node.start_printer(), 'sound': 'auto',
                                     'reader': self.node.start_reader()})
        self.node.start_hub()
        self.actor = Actor(desktop, str(self.node.build / 'po'))
        self.demo = Demo(desktop, self.node.build, folder / 'demo')
        self.browser = Browser(folder, *SIZE)
        self.steps = 0

    def difference(self, picture, expected):
        """How far two pictures are apart, small edges left aside."""
        picture.write_bytes(self.browser.picture())
        done = subprocess.run(['compare', '-metric', 'RMSE', '-resize', '25%', picture, expected,
                               'null:'], check=False, stderr=subprocess.PIPE, encoding='utf-8')
        return float(re.search(r'\(([\d.e-]+)\)', done.stderr).group(1))

    def expect(self, name):
        """Waits until the browser shows what the twin shows."""
        begin = time.monotonic()
        self.steps += 1
        picture = self.out / f'{self.steps:02}-{name}.png'
        expected = self.out / f'{self.steps:02}-{name}-twin.png'
        self.desktop.screenshot(expected)
        last = [1]

        def alike():
            last[0] = self.difference(picture, expected)
            return last[0] < ALIKE

        try:
            wait(f'the browser to show “{name}”', alike)
        finally:
            print(f'{last[0]:.3f} apart after {time.monotonic() - begin:5.2f} s  {name}',
                  flush=True)

    def touch(self, name):
        """Puts a finger on the same button here and there."""
        place = self.actor.scroll_to(BUTTON, name)
        self.browser.touch(place.x + place.width // 2, place.y + place.height // 2)
        self.actor.touch_place(place)

    def run(self):
        """From the first touch to the next citizen's idle screen."""
        actor = self.actor
        self.node.start_kiosk()
        self.browser.open(self.demo.address())
        for visit in ('first', 'second'):
            actor.set_language('zh')
            actor.wait_for(BUTTON, 'Touch the screen to begin')
            actor.wait_text('Connected')
            self.expect(f'{visit}-idle')
            self.touch('Touch the screen to begin')
            actor.wait_for(BUTTON, 'Apply for legal aid')
            self.expect(f'{visit}-home')
            self.touch('English')
            actor.set_language('en')
            actor.wait_for(BUTTON, 'Apply for legal aid')
            self.expect(f'{visit}-english')
            self.touch('中文')
            actor.set_language('zh')
            actor.wait_for(BUTTON, SERVICE)
            slips = len(self.demo.slips())
            self.touch(SERVICE)
            actor.wait_for(PICTURE, 'QR code with your number')
            actor.wait_text('Please take your slip.')
            wait('the slip', lambda slips=slips: len(self.demo.slips()) == slips + 1)
            self.expect(f'{visit}-ticket')
            self.touch("I'm done")
        actor.wait_for(BUTTON, 'Touch the screen to begin')
        self.expect('last-idle')

    def close(self):
        """Ends the browser, then the demo as Ctrl-C does."""
        self.browser.close()
        self.demo.process.send_signal(signal.SIGINT)
        self.demo.process.wait(20)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build', required=True, help='where meson built the programs')
    parser.add_argument('--out', required=True, help='where the pictures go')
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='yizhan-browser-') as folder, Desktop() as desktop:
        desktop.set_size(*SIZE)
        tour = Tour(desktop, options.build, out, pathlib.Path(folder))
        try:
            tour.run()
        except Exception as error:  # whatever it was, what the programs said goes with it
            print(f'browser: {type(error).__name__}: {error}', file=sys.stderr)
            desktop.show_logs()
            return 1
        finally:
            tour.close()
    return 0


if __name__ == '__main__':
    sys.exit(main())
