# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A citizen with one finger: finds what the screen offers through AT-SPI and touches it through
the X server."""

import collections
import gettext
import os
import re
import subprocess

# GLib reads this when it is loaded. A program that is just leaving makes AT-SPI warn, and that must
# not end who is watching it.
os.environ.pop('G_DEBUG', None)

import gi  # noqa: E402
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402  (only after the version is chosen)

from desktop import Timeout, wait  # noqa: E402

BUTTON, CHECK, LABEL, FIELD, PICTURE = 'push button', 'check box', 'label', 'text', 'image'

# AT-SPI of GTK 4.8 gives what has no name its class for one.
CLASS_NAME = re.compile(r'(Gtk|Adw|Yz)[A-Z]\w+$')

NINE_KEYS = ('ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ')

Place = collections.namedtuple('Place', 'x y width height')
NOWHERE = Place(0, 0, 0, 0)


class Item:
    """One thing in a window. What costs a question to the program is asked when it is needed."""

    def __init__(self, accessible, role, pane):
        name = accessible.get_name() or ''
        self.accessible = accessible
        self.role = role
        self.name = '' if CLASS_NAME.match(name) else name
        self.pane = pane  # the item that scrolls it, if any

    @property
    def place(self):
        """Where it is in its window: SCREEN coordinates are wrong under Wayland."""
        try:
            extents = self.accessible.get_extents(Atspi.CoordType.WINDOW)
        except GLib.Error:
            return NOWHERE  # no widget, such as a page of a stack, or gone
        return Place(extents.x, extents.y, extents.width, extents.height)

    @property
    def parent_role(self):
        """The role of what it is part of."""
        return self.accessible.get_parent().get_role_name()

    def has_state(self, state):
        """Whether it is “checked”, “focused” and so on."""
        return any(one.value_nick == state
                   for one in self.accessible.get_state_set().get_states())

    def read(self):
        """What stands in a text field; get_text (0, -1) would be empty."""
        return self.accessible.get_text(0, self.accessible.get_character_count())


class Actor:
    """Knows the kiosk by what it shows, in the language that it shows now."""

    def __init__(self, desktop, localedir, program='yizhan-session'):
        self.desktop = desktop
        self.localedir = localedir
        self.program = program
        self.set_language('zh')
        Atspi.init()

    def set_language(self, language):
        """Names are looked up in this language from now on."""
        self.language = language
        languages = ['zh_CN'] if language == 'zh' else ['en']
        self.translation = gettext.translation('yizhan', self.localedir, languages, fallback=True)

    def text(self, msgid):
        """The text as the screen has it; what is no message of the program stays as it is."""
        return self.translation.gettext(msgid)

    # Looking ------------------------------------------------------------------------------------

    def _windows(self):
        registry = Atspi.get_desktop(0)
        for i in range(registry.get_child_count() - 1, -1, -1):
            program = registry.get_child_at_index(i)
            if program is None or program.get_name() != self.program:
                continue
            program.set_cache_mask(Atspi.Cache.NONE)
            for j in range(program.get_child_count()):
                yield program.get_child_at_index(j)

    def _walk(self, accessible, pane):
        for i in range(accessible.get_child_count()):
            child = accessible.get_child_at_index(i)
            if child is None:
                continue
            item = Item(child, child.get_role_name(), pane)
            yield item
            yield from self._walk(child, item if item.role == 'scroll pane' else pane)

    def everything(self):
        """The newest window, and all that it holds from top to bottom."""
        try:
            for window in self._windows():
                item = Item(window, window.get_role_name(), None)
                return item, list(self._walk(window, None))
        except GLib.Error:
            pass  # a session that ended while it was looked at
        return None, []

    def items(self):
        """All that the newest window holds, from top to bottom."""
        return self.everything()[1]

    def find(self, role, name=None):
        """The items with that role and name; GTK puts a title given from outside before it, and a
        candidate is told apart after it."""
        name = self.text(name) if name else None
        return [item for item in self.items()
                if item.role == role
                and (name is None or item.name == name
                     or item.name.startswith((name + ' ', name + '，')))
                and item.place.width > 0]

    def has(self, role, name=None):
        """Whether there is such an item."""
        return bool(self.find(role, name))

    def wait_for(self, role, name=None, index=0, seconds=20):
        """Waits for an item and returns it."""
        return wait(f'{role} “{name}”', lambda: self.find(role, name)[index:], seconds)[0]

    def wait_gone(self, role, name, seconds=20):
        """Waits until there is no such item any more."""
        wait(f'the end of {role} “{name}”', lambda: not self.has(role, name), seconds)

    def labels(self):
        """All plain texts on the screen."""
        return [item.name for item in self.items() if item.role == LABEL]

    def texts(self):
        """All texts on the screen, messages too."""
        return [item.name for item in self.items() if item.name]

    def wait_text(self, msgid, seconds=20):
        """Waits until a text is on the screen, as a label or as a message."""
        wait(f'“{msgid}”', lambda: self.text(msgid) in self.texts(), seconds)

    # Touching -----------------------------------------------------------------------------------

    def _xdotool(self, *words):
        subprocess.run(['xdotool', *map(str, words)], env=self.desktop.env, check=True)

    def _settled(self, role, name, index):
        """The item and its place, once it has stopped moving."""
        before = [NOWHERE]

        def same():
            found = self.find(role, name)[index:]
            if not found:
                return None
            before.append(found[0].place)
            return (found[0], before[-1]) if before[-1] == before[-2] else None

        return wait(f'{role} “{name}” at rest', same)

    def scroll_to(self, role, name=None, index=0):
        """Turns the wheel until the item is in sight, and returns its place."""
        for _ in range(80):
            item, place = self._settled(role, name, index)
            pane = item.pane.place if item.pane else None
            if pane is None or place.height > pane.height:
                return place
            above = pane.y - place.y
            below = place.y + place.height - pane.y - pane.height
            if above <= 0 and below <= 0:
                return place
            # Beside what the page holds, and not over the scroll bar, which turns whole pages. GTK
            # goes this far at one click of the wheel.
            clicks = max(1, int(max(above, below) / pane.height ** (2 / 3)))
            self._xdotool('mousemove', pane.x + 6, pane.y + pane.height // 2,
                          'click', '--repeat', clicks, '--delay', 20, 4 if above > 0 else 5)
        raise Timeout(f'{role} “{name}” at {place} cannot be brought into sight of {pane}')

    def touch_place(self, place):
        """Puts the finger down in the middle of a place."""
        self._xdotool('mousemove', place.x + place.width // 2, place.y + place.height // 2,
                      'click', 1)

    def touch(self, role, name=None, index=0):
        """Puts the finger on an item."""
        self.touch_place(self.scroll_to(role, name, index))

    def press(self, name, index=0):
        """Touches a button."""
        return self.touch(BUTTON, name, index)

    def choose(self, name):
        """Touches an option and waits until it is chosen."""
        self.touch(CHECK, name)
        wait(f'“{name}” to be chosen', lambda: self.find(CHECK, name)[0].has_state('checked'))

    def type_digits(self, field, digits):
        """Writes into a field with the number keys on the screen."""
        self.touch(FIELD, field)
        self._settled(BUTTON, digits[0], 0)
        keys = {item.name: item.place for item in self.find(BUTTON)}
        for digit in digits:
            self.touch_place(keys[digit])
        wait(f'the digits in “{field}”', lambda: self.find(FIELD, field)[0].read() == digits)

    def begin_typing(self, field, way):
        """Touches a field, and chooses how to write on the keyboard that comes up."""
        self.touch(FIELD, field)
        self.press(way)
        wait(f'“{way}” to be chosen', lambda: self.find(BUTTON, way)[0].has_state('pressed'))

    def end_typing(self, field, words):
        """Puts the keyboard away; the words are to be in the field."""
        wait(f'“{words}” in “{field}”', lambda: self.find(FIELD, field)[0].read() == words)
        self.press('Done')
        self.wait_gone(BUTTON, 'Delete the last character')

    def press_keys(self, names):
        """Touches keys, one after the other, as fast as they can be touched."""
        self._settled(BUTTON, names[0], 0)
        keys = {item.name: item.place for item in self.find(BUTTON)}
        for name in names:
            self.touch_place(keys[name])

    def take(self, candidate):
        """Takes what was meant, wherever it is."""
        self.wait_for(BUTTON, 'All words')
        if not self.has(BUTTON, candidate):
            self.press('All words')
            while not self.has(BUTTON, candidate):
                self.press('More words')
        self.press(candidate)

    def type_pinyin(self, field, pieces):
        """Writes into a field with the letter keys: letters, and the words they stand for."""
        self.begin_typing(field, 'Chinese by pinyin')
        for letters, words in pieces:
            self.press_keys(letters)
            self.take(words)
        self.end_typing(field, ''.join(words for _, words in pieces))

    def type_nine(self, field, pieces):
        """The same with nine keys."""
        self.begin_typing(field, 'Chinese with nine keys')
        for letters, words in pieces:
            self.press_keys([next(key for key in NINE_KEYS if letter.upper() in key)
                             for letter in letters])
            self.take(words)
        self.end_typing(field, ''.join(words for _, words in pieces))

    def type_strokes(self, field, pieces):
        """With the five strokes that every character is made of."""
        self.begin_typing(field, 'Chinese by strokes')
        for strokes, character in pieces:
            self.press_keys(strokes)
            self.take(character)
        self.end_typing(field, ''.join(character for _, character in pieces))

    def write(self, field, words, strokes):
        """Writes into a field with a finger: characters, and the strokes of each."""
        self.begin_typing(field, 'Chinese by hand')
        for character in words:
            self.drag(self.wait_for(PICTURE, 'Write one character here with a finger').place,
                      strokes[character])
            self.take(character)
        self.end_typing(field, words)

    def type_keys(self, text):
        """Types on a physical keyboard."""
        self._xdotool('type', '--delay', 30, text)

    def scan(self, text):
        """Scans something with a scanner that types what it reads, and Enter after each line."""
        words = []
        for line in text.splitlines():
            words += ['type', '--delay', 2, '--args', 1, line, 'key', '--delay', 2, 'Return']
        self._xdotool(*words)

    def press_key(self, key):
        """Presses one key of a physical keyboard."""
        self._xdotool('key', key)

    def drag(self, place, strokes):
        """Draws strokes, each a list of points between 0 and 1, over a place."""
        for stroke in strokes:
            points = [(place.x + int(x * place.width), place.y + int(y * place.height))
                      for x, y in stroke]
            words = ['mousemove', *points[0], 'mousedown', 1]
            for point in points[1:]:
                words += ['mousemove', *point]
            self._xdotool(*words, 'mouseup', 1)
