# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What can be heard of a kiosk, and a socket to plug headphones into."""

import os
import struct
import time

from desktop import wait

# Of the kernel's input events: struct input_event, a switch, and which one.
EVENT = struct.Struct('llHHi')
EV_SW, SW_HEADPHONE_INSERT = 5, 2

# So long nothing has been heard: then nothing is being said.
SILENCE_SECONDS = 0.5


class Listener:
    """A file in the place of the loudspeaker, and a pipe in that of the kernel."""

    def __init__(self, folder):
        self.sound = folder / 'sound'
        self.socket = folder / 'socket'
        os.mkfifo(self.socket)
        self._pipe = os.open(self.socket, os.O_RDWR)

    @property
    def devices(self):
        """What the kiosk's configuration says of them."""
        return {'sound': str(self.sound), 'headphones': str(self.socket)}

    def heard(self):
        """How much there was to hear so far, in bytes."""
        return self.sound.stat().st_size if self.sound.exists() else 0

    def wait_heard(self, before):
        """Waits until there is something to hear."""
        wait('a sound', lambda: self.heard() > before)

    def wait_silence(self):
        """Waits until nothing is being said, and returns how much there was to hear."""
        last = [self.heard(), time.monotonic()]

        def silent():
            if self.heard() != last[0]:
                last[:] = [self.heard(), time.monotonic()]
            return time.monotonic() - last[1] > SILENCE_SECONDS
        wait('silence', silent)
        return last[0]

    def plug(self, inside):
        """Puts headphones in, or pulls them out."""
        os.write(self._pipe, EVENT.pack(0, 0, EV_SW, SW_HEADPHONE_INSERT, int(inside)))

    def close(self):
        """Takes the socket away."""
        os.close(self._pipe)
