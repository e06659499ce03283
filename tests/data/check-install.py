#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""An installed tree: the programs run from it, and what a hall needs around them is sound.

Usage: check-install.py SOURCE_ROOT BUILD_ROOT PREFIX
"""

import configparser
import ctypes
import json
import os
import pathlib
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD, PREFIX = (pathlib.Path(argument) for argument in sys.argv[1:])
sys.path.insert(0, str(SOURCE / 'tests/tour'))

import desktop  # pylint: disable=wrong-import-position

UNITS = ('yizhan-kiosk', 'yizhan-screen', 'yizhan-hub')
# What `systemd-analyze security` may say, from 0 (nothing is exposed) to 10.
EXPOSURE = {'yizhan-kiosk': 2.0, 'yizhan-hub': 1.5}
# The Windows keys as xkb numbers them, and the modifier that Weston waits for.
WINDOWS_KEYS = (133, 134)
XKB_EFFECTIVE = 8


def run(*command, **options):
    """Runs a command that must do well and returns what it prints."""
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding='utf-8', **options)
    if done.returncode != 0:
        raise AssertionError(f'{command}: {done.returncode}\n{done.stdout}')
    return done.stdout


class XkbNames(ctypes.Structure):
    """struct xkb_rule_names"""
    _fields_ = [(name, ctypes.c_char_p) for name in
                ('rules', 'model', 'layout', 'variant', 'options')]


def gives_super(options, key):
    """Whether Weston takes that key for Super in a keymap with these options."""
    xkb = ctypes.CDLL('libxkbcommon.so.0')
    for name in ('xkb_context_new', 'xkb_keymap_new_from_names', 'xkb_state_new'):
        getattr(xkb, name).restype = ctypes.c_void_p
    context = ctypes.c_void_p(xkb.xkb_context_new(0))
    names = XkbNames(b'evdev', b'pc105', b'us', None, options.encode())
    keymap = ctypes.c_void_p(xkb.xkb_keymap_new_from_names(context, ctypes.byref(names), 0))
    state = ctypes.c_void_p(xkb.xkb_state_new(keymap))
    xkb.xkb_state_update_key(state, key, 1)
    return xkb.xkb_state_mod_name_is_active(state, b'Mod4', XKB_EFFECTIVE) > 0


class Install(unittest.TestCase):
    """One tree for all: nothing writes into it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='yizhan-install-')
        cls.addClassCleanup(cls.folder.cleanup)
        cls.top = pathlib.Path(cls.folder.name, 'tree')
        run('meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', cls.top)
        cls.tree = cls.top / PREFIX.relative_to('/')
        cls.docs = cls.tree / 'share/doc/yizhan'
        # Programs look below the prefix; here that is a folder inside another.
        cls.env = {**os.environ, 'YZ_CONTENT_DIR': str(cls.tree / 'share/yizhan/content'),
                   'YZ_LOCALEDIR': str(cls.tree / 'share/locale'),
                   'YZ_LIBEXECDIR': str(cls.baked('YZ_LIBEXECDIR') / 'yizhan')}

    @classmethod
    def baked(cls, name):
        """Where the programs look unless told, inside the tree."""
        text = (BUILD / 'config.h').read_text('utf-8')
        path = re.search(rf'#define {name} "(.*)"', text).group(1)
        return cls.top / pathlib.Path(path).relative_to('/')

    def setUp(self):
        node = tempfile.TemporaryDirectory(prefix='yizhan-node-')
        self.addCleanup(node.cleanup)
        self.node = pathlib.Path(node.name)

    def ctl(self, *arguments):
        return json.loads(run(self.tree / 'bin/yizhanctl', '--json', '--data-dir', self.node,
                              *arguments, env=self.env))

    def test_places(self):
        """What the programs look for by themselves is there."""
        shipped = sorted(path.name for path in (SOURCE / 'data/content').rglob('*')
                         if path.is_file() and path.name != 'README.md')
        content = self.baked('YZ_PKGDATADIR') / 'content'
        self.assertEqual(sorted(path.name for path in content.rglob('*') if path.is_file()),
                         shipped)
        self.assertTrue((self.baked('YZ_LIBEXECDIR') / 'yizhan/yizhan-session').is_file())
        self.assertTrue((self.baked('YZ_LOCALEDIR') / 'zh_CN/LC_MESSAGES/yizhan.mo').is_file())

    def test_example_configuration(self):
        """The shipped yizhan.conf is right once the keys that it names are there."""
        shutil.copy(self.docs / 'yizhan.conf', self.node)
        (self.node / 'keys').mkdir()
        for name in ('duty', 'escrow'):
            self.ctl('key', 'new', '--kind', 'seal', '-o', str(self.node / 'keys' / name))
        self.assertTrue(self.ctl('config', 'check')['ok'])
        self.assertTrue(self.ctl('form', 'list'))

    def test_hub(self):
        """The hub answers on a socket that, by the unit's umask, its group may use and no other."""
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str
        unit.read(self.tree / 'lib/systemd/system/yizhan-hub.service', 'utf-8')
        path = self.node / 'hub.sock'
        with subprocess.Popen([self.tree / 'bin/yizhan-hub', '--data-dir', self.node,
                               '--listen', f'unix:{path}'], env=self.env, encoding='utf-8',
                              umask=int(unit['Service']['UMask'], 8),
                              stdout=subprocess.PIPE) as hub:
            try:
                self.assertEqual(hub.stdout.readline(), f'listening on unix:{path}\n')
                self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0o070)
                with socket.socket(socket.AF_UNIX) as client:
                    client.connect(str(path))
                    client.sendall(b'GET /v1/health HTTP/1.1\r\nHost: hub\r\n\r\n')
                    self.assertIn(b' 200 ', client.recv(4096).splitlines()[0])
            finally:
                hub.terminate()

    def test_screen(self):
        """The kiosk comes up in Weston with the shipped weston.ini."""
        with desktop.Desktop() as screen:
            screen.set_size(1080, 1920, self.docs / 'weston/weston.ini')
            env = {**screen.env, **{name: self.env[name] for name in self.env
                                    if name.startswith('YZ_')}}
            screen.spawn([self.tree / 'bin/yizhan-kiosk', '--data-dir', self.node,
                          '--fullscreen'], 'kiosk', env=env)

            def blue():
                picture = pathlib.Path(screen.folder.name, 'Xvfb_screen0').read_bytes()
                done = subprocess.run(['convert', 'xwd:-', '-crop', '1x1+540+400', '-depth', '8',
                                       'rgb:-'], input=picture, check=True, capture_output=True)
                red, _, blue = done.stdout
                return blue > red + 60

            try:
                desktop.wait('the idle page', blue)
            except desktop.Timeout:
                screen.show_logs()
                raise

    def test_no_super_key(self):
        """Under the kiosk shell, Super+R would record the screen into a file."""
        weston = configparser.ConfigParser()
        weston.read(self.docs / 'weston/weston.ini', 'utf-8')
        for key in WINDOWS_KEYS:
            self.assertTrue(gives_super('', key), 'the check sees nothing')
            self.assertFalse(gives_super(weston['keyboard']['keymap_options'], key))

    def test_units(self):
        """systemd understands every line, and finds the kiosk and the hub well confined."""
        copies = []
        for name in UNITS:
            text = (self.tree / f'lib/systemd/system/{name}.service').read_text('utf-8')
            copy = self.node / f'{name}.service'
            copy.write_text(text.replace(f'{PREFIX}/', f'{self.tree}/'), 'utf-8')
            copies.append(copy)
        self.assertEqual(run('systemd-analyze', 'verify', '--man=no', *copies), '')
        for name, exposure in EXPOSURE.items():
            run('systemd-analyze', 'security', '--offline=true',
                f'--threshold={int(exposure * 10)}', self.node / f'{name}.service')
        users = self.tree / 'lib/sysusers.d/yizhan.conf'
        for name in ('yizhan', 'yizhan-hub'):
            self.assertIn(f'\nu {name} - ', users.read_text('utf-8'))

    def test_desktop(self):
        """The desktop file, the metainfo and the icons belong together and are valid."""
        share = self.tree / 'share'
        name = 'io.yizhan.Session'
        code = (SOURCE / 'src/kiosk/session/yz-application.c').read_text('utf-8')
        self.assertIn(f'"{name}"', code)
        run('desktop-file-validate', share / f'applications/{name}.desktop')
        run('appstreamcli', 'validate', '--no-net', share / f'metainfo/{name}.metainfo.xml')
        for path in (f'applications/{name}.desktop', f'metainfo/{name}.metainfo.xml'):
            self.assertIn('驿站', (share / path).read_text('utf-8'))
        for icon in (f'scalable/apps/{name}.svg', f'symbolic/apps/{name}-symbolic.svg'):
            run('convert', share / 'icons/hicolor' / icon, 'png:/dev/null')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
