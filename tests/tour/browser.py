# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A touch screen that is a page of a browser: Chromium without a window, led through pipes."""

import base64
import json
import os
import pathlib
import select
import subprocess
import time

from desktop import Timeout, wait

# Nothing is asked of any other machine. A sandbox of its own it cannot have as root.
OPTIONS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync',
           '--hide-scrollbars', '--force-color-profile=srgb', '--touch-events=enabled']


class Browser:
    """One page, spoken to in the DevTools protocol; messages end with a zero byte."""

    def __init__(self, folder, width, height):
        self.count = 0
        self.buffer = b''
        self.session = None
        from_us, self.writer = os.pipe()
        self.reader, to_us = os.pipe()
        # The browser takes its orders from 3 and answers at 4, whatever is there when it starts.
        with open(pathlib.Path(folder) / 'browser.log', 'wb') as log:
            self.process = subprocess.Popen(
                ['bash', '-c', f'exec "$@" 3<&{from_us} 4>&{to_us}', 'bash', 'chromium', *OPTIONS,
                 '--remote-debugging-pipe', f'--user-data-dir={pathlib.Path(folder) / "browser"}',
                 f'--window-size={width},{height}', 'about:blank'], pass_fds=[from_us, to_us],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        os.close(from_us)
        os.close(to_us)
        self._attach()
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setTouchEmulationEnabled', enabled=True)

    def _attach(self):
        page = next(target for target in self.call('Target.getTargets')['targetInfos']
                    if target['type'] == 'page')
        self.session = self.call('Target.attachToTarget', targetId=page['targetId'],
                                 flatten=True)['sessionId']

    def close(self):
        """Ends the browser and all that belongs to it."""
        try:
            self.session = None
            self.call('Browser.close')
        except (OSError, Timeout, EOFError):
            pass
        os.close(self.writer)
        os.close(self.reader)
        self.process.wait(20)

    def _message(self, deadline):
        while b'\0' not in self.buffer:
            if not select.select([self.reader], [], [], max(0, deadline - time.monotonic()))[0]:
                raise Timeout('the browser does not answer')
            piece = os.read(self.reader, 1 << 20)
            if not piece:
                raise EOFError('the browser has ended')
            self.buffer += piece
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, seconds=30, **parameters):
        """Asks for something and returns the answer."""
        self.count += 1
        message = {'id': self.count, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.writer, json.dumps(message).encode() + b'\0')
        deadline = time.monotonic() + seconds
        while True:
            answer = self._message(deadline)
            if answer.get('id') != self.count:
                continue  # an event
            if 'error' in answer:
                raise RuntimeError(f'{method}: {answer["error"]["message"]}')
            return answer['result']

    def open(self, address):
        """Goes to an address and waits for its page."""
        self.call('Page.navigate', url=address)
        wait(f'the page {address}', lambda: self.evaluate(
            'document.readyState == "complete" && location.href') == address)

    def touch(self, x, y):
        """Puts a finger down and takes it away again."""
        self.call('Input.dispatchTouchEvent', type='touchStart', touchPoints=[{'x': x, 'y': y}])
        self.call('Input.dispatchTouchEvent', type='touchEnd', touchPoints=[])

    def picture(self):
        """What the page shows, as a PNG."""
        return base64.b64decode(self.call('Page.captureScreenshot', format='png')['data'])

    def evaluate(self, expression):
        """The value of an expression in the page."""
        return self.call('Runtime.evaluate', expression=expression,
                         returnByValue=True)['result'].get('value')
