# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""The kiosk under a finger, in the desktop of the tour, watched from outside."""

import contextlib
import math
import mmap
import pathlib
import statistics
import struct
import subprocess
import sys
import time

from figures import LOWER, Failed, Figure, Result

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'tour'))
from actor import BUTTON, Actor  # noqa: E402  (only after the path is set)
from desktop import Desktop, Timeout, wait  # noqa: E402
from node import Node  # noqa: E402

SIZE = (1080, 1920)
STARTS = 15
TOUCHES = 50
ROUNDS = 8

# One line in so many is looked at: no page differs from another by less.
STEP = 24
POLL = 0.001

# Nothing has changed for so long: the page is complete.
QUIET = 0.2

BARE_WINDOW = 'a bare libadwaita window with one Chinese label'
# Pages that need nothing to be typed, from the first page and back to it.
TRIP = ['Apply for legal aid', 'I have read this: begin', 'Back', 'Back',
        'Questions and answers', '工作和工资', '老板拖欠工资怎么办？', 'Back', 'Back', 'Back']

IDLE_BUTTON = 'Touch the screen to begin'


class Screen:
    """The X server's picture, read from its memory, so that looking costs the server nothing."""

    def __init__(self, desktop):
        path = pathlib.Path(desktop.folder.name) / 'Xvfb_screen0'
        with open(path, 'rb') as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        # The header of an XWD file: its own size, and 12 words further the bytes of a line; then
        # the colours, of 12 bytes each.
        header, = struct.unpack_from('>I', self.memory, 0)
        stride, = struct.unpack_from('>I', self.memory, 12 * 4)
        n_colours, = struct.unpack_from('>I', self.memory, 19 * 4)
        begin = header + n_colours * 12
        self.lines = [slice(begin + y * stride, begin + y * stride + SIZE[0] * 4)
                      for y in range(STEP // 2, SIZE[1], STEP)]

    def look(self):
        """The picture, or enough of it to know it by."""
        return [self.memory[line] for line in self.lines]

    def changed(self, picture):
        """Whether it is another picture now."""
        return any(self.memory[line] != old for line, old in zip(self.lines, picture))

    def wait_changed(self, picture, seconds=10):
        """Waits until the picture is another one; returns when that was seen."""
        deadline = time.monotonic() + seconds
        while not self.changed(picture):
            if time.monotonic() > deadline:
                raise Timeout(f'the screen stayed as it was for {seconds} s')
            time.sleep(POLL)
        return time.monotonic()

    def wait_complete(self, picture):
        """Waits until the picture is another one and stays so; returns when it last changed."""
        last = self.wait_changed(picture)
        picture = self.look()
        while time.monotonic() - last < QUIET:
            if self.changed(picture):
                last = time.monotonic()
                picture = self.look()
            time.sleep(POLL)
        return last


class Finger:
    """One xdotool for all touches, so that starting it is not part of the time."""

    def __init__(self, desktop, screen):
        self.screen = screen
        self.process = subprocess.Popen(['xdotool', '-'], env=desktop.env, text=True,
                                        stdin=subprocess.PIPE)
        desktop.processes.append(self.process)

    def _do(self, *words):
        print(*words, file=self.process.stdin, flush=True)

    def touch(self, place):
        """Touches a place; returns how long the new page took from the moment the finger left."""
        self._do('mousemove', *place)
        self._settle()
        self._do('mousedown', 1)
        self._settle()
        picture = self.screen.look()
        begin = time.monotonic()
        self._do('mouseup', 1)
        return self.screen.wait_complete(picture) - begin

    def _settle(self):
        """Lets the screen answer to the pointer and to the finger going down."""
        picture, last = self.screen.look(), time.monotonic()
        while time.monotonic() - last < QUIET:
            if self.screen.changed(picture):
                picture, last = self.screen.look(), time.monotonic()
            time.sleep(POLL)


def middle(actor, name):
    """Where a button takes the finger."""
    place = actor.scroll_to(BUTTON, name)
    return place.x + place.width // 2, place.y + place.height // 2


@contextlib.contextmanager
def kiosk(build, folder, running=True):
    """A desktop with a kiosk and its hub; what goes wrong there is a figure that failed."""
    with Desktop() as desktop:
        try:
            desktop.env['GSK_RENDERER'] = 'cairo'
            desktop.set_size(*SIZE)
            node = Node(desktop, build, folder)
            node.configure()
            node.start_hub()
            node.start_kiosk()
            actor = Actor(desktop, build / 'po')
            actor.wait_for(BUTTON, IDLE_BUTTON)
            if not running:
                node.stop_kiosk()
            yield desktop, node, actor
        except (Timeout, RuntimeError, OSError) as error:
            desktop.show_logs()
            raise Failed(error) from error


def percentile(values, p):
    """The value that p of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * p / 100) - 1]


# start ------------------------------------------------------------------------------------------

def first_frame(desktop, screen, command):
    """Seconds from before a program is started until its first frame is on the screen."""
    picture = screen.look()
    begin = time.monotonic()
    process = desktop.spawn(command, pathlib.Path(command[0]).name)
    seconds = screen.wait_changed(picture) - begin
    desktop.settle()
    desktop.stop(process)
    wait('the empty screen', lambda: not screen.changed(picture))
    return seconds


def start(build, folder):
    """A session and the bare window, taking turns."""
    ours, references = [], []
    with kiosk(build, folder, running=False) as (desktop, node, _):
        screen = Screen(desktop)
        desktop.settle()
        for _ in range(STARTS):
            ours.append(first_frame(desktop, screen, [
                str(build / 'src/kiosk/session/yizhan-session'), '--data-dir',
                str(node.folder / 'kiosk')]))
            references.append(first_frame(desktop, screen, [bare_window(build)]))
    return Result(round(statistics.median(ours) * 1000, 1),
                  round(statistics.median(references) * 1000, 1))


def bare_window(build):
    """The reference of everything on the screen."""
    return str(build / 'tests/bench/reference/bare-window')


def replace_kiosk(desktop, node, build):
    """Puts the bare window in the kiosk's place and returns it."""
    node.stop_kiosk()
    screen = Screen(desktop)
    desktop.settle()
    picture = screen.look()
    window = desktop.spawn([bare_window(build)], 'bare-window')
    screen.wait_complete(picture)
    return window


# memory and time of the processes ---------------------------------------------------------------

def family(pid):
    """A process and all below it."""
    pids = [pid]
    for path in pathlib.Path(f'/proc/{pid}/task').glob('*/children'):
        for child in path.read_text().split():
            pids += family(int(child))
    return pids


def pss(pids):
    """Megabytes that are theirs, with their share of what they have in common with others."""
    total = 0
    for pid in pids:
        for line in pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
            if line.startswith('Pss:'):
                total += int(line.split()[1])
    return total * 1024 / 1e6


def cpu(pids):
    """Nanoseconds that each of their threads has run."""
    return {path: int(path.read_text().split()[0]) for pid in pids
            for path in pathlib.Path(f'/proc/{pid}/task').glob('*/schedstat')}


def minute_of(pids):
    """How much of one core they use for a minute, in hundredths."""
    first = latest = cpu(pids)
    begin = time.monotonic()
    while time.monotonic() - begin < 60:
        time.sleep(1)
        # A thread that ends takes its figures along: what it had a second before counts.
        latest = {**latest, **cpu(pids)}
    used = sum(ns - first.get(path, 0) for path, ns in latest.items())
    return round(used / 1e9 / (time.monotonic() - begin) * 100, 3)


def memory(build, folder):
    """The kiosk in use beside the bare window alone."""
    with kiosk(build, folder) as (desktop, node, actor):
        actor.press(IDLE_BUTTON)
        actor.wait_for(BUTTON, 'Apply for legal aid')
        wait('the successor', lambda: len(family(node.kiosk.pid)) == 3)
        desktop.settle()
        value = pss(family(node.kiosk.pid))
        window = replace_kiosk(desktop, node, build)
        return Result(round(value, 1), round(pss([window.pid]), 1))


def idle_cpu(build, folder):
    """A minute at the idle screen, and a minute of the bare window."""
    with kiosk(build, folder) as (desktop, node, _):
        desktop.settle()
        value = minute_of(family(node.kiosk.pid))
        window = replace_kiosk(desktop, node, build)
        return Result(value, minute_of([window.pid]))


# touches ----------------------------------------------------------------------------------------

def first_touch(build, folder):
    """From the idle screen to the first page, each with a session of its own."""
    times = []
    with kiosk(build, folder) as (desktop, _, actor):
        screen = Screen(desktop)
        finger = Finger(desktop, screen)
        for _ in range(TOUCHES):
            place = middle(actor, IDLE_BUTTON)
            desktop.settle()
            times.append(finger.touch(place))
            finger.touch(middle(actor, "I'm done"))
    return in_ms(times)


def page_change(build, folder):
    """Around the pages that need nothing to be typed."""
    times = []
    with kiosk(build, folder) as (desktop, _, actor):
        finger = Finger(desktop, Screen(desktop))
        finger.touch(middle(actor, IDLE_BUTTON))
        for name in TRIP * ROUNDS:
            times.append(finger.touch(middle(actor, name)))
    return in_ms(times)


def in_ms(times):
    """What 99 of 100 do not exceed."""
    return Result(round(percentile(times, 99) * 1000, 1),
                  note=f'p99 of {len(times)}, p50 {percentile(times, 50) * 1000:.0f} ms')


FIGURES = [
    Figure('start', 'ms', LOWER, 1.5, True, start, BARE_WINDOW),
    Figure('memory', 'MB', LOWER, 2.2, True, memory, BARE_WINDOW),
    Figure('first-touch', 'ms', LOWER, 100, False, first_touch),
    Figure('page-change', 'ms', LOWER, 50, False, page_change),
    Figure('idle-cpu', '%', LOWER, 1, False, idle_cpu, BARE_WINDOW),
]
