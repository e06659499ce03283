#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Who may include whom: each layer of src/ sees only the layers and libraries it is allowed.

Include paths keep most headers away, but what lies open in /usr/include (curl, zbar, qrencode…)
compiles everywhere. Usage: check-layers.py SOURCE_ROOT
"""

import pathlib
import re
import sys

import sources

# Which library a header belongs to, by the start of its name between < and >.
LIBRARIES = {
    'glib': ('glib.h', 'glib-object.h', 'glib-unix.h', 'glib/', 'gio/', 'gmodule.h'),
    'json-glib': ('json-glib/',),
    'sqlite': ('sqlite3.h',),
    'sodium': ('sodium.h',),
    'md4c': ('md4c',),
    'opencc': ('opencc/',),
    'yaml': ('yaml.h',),
    'curl': ('curl/',),
    'zbar': ('zbar',),
    'gstreamer': ('gst/',),
    'cups': ('cups/',),
    'espeak': ('espeak-ng/', 'espeak/'),
    'pango': ('pango/',),
    'cairo': ('cairo',),
    'gdk-pixbuf': ('gdk-pixbuf/',),
    'qrencode': ('qrencode.h',),
    'rime': ('rime',),
    'zinnia': ('zinnia.h',),
    'gtk': ('gtk/', 'gdk/', 'gsk/', 'graphene', 'adwaita.h'),
    'soup': ('libsoup/',),
    'pq': ('libpq', 'postgresql/'),
    'c': ('errno.h', 'fcntl.h', 'inttypes.h', 'libintl.h', 'limits.h', 'locale.h', 'malloc.h',
          'math.h',
          'poll.h', 'pthread.h', 'signal.h', 'stdbool.h', 'stddef.h', 'stdint.h', 'stdio.h',
          'stdlib.h', 'string.h', 'termios.h', 'time.h', 'unistd.h', 'uchar.h', 'sys/', 'linux/',
          'arpa/', 'net/', 'netdb.h', 'netinet/'),
}

CORE = {'c', 'glib', 'json-glib', 'sqlite', 'sodium', 'md4c', 'opencc', 'yaml'}
SCREEN = CORE | {'gtk', 'cairo', 'pango', 'gdk-pixbuf'}

# Folder: (layers it may use, libraries it may use). The longest folder that fits counts.
LAYERS = {
    'core': (set(), CORE),
    'net': ({'core'}, CORE | {'curl'}),
    'device': ({'core'}, CORE | {'zbar', 'gstreamer', 'cups', 'espeak', 'gdk-pixbuf'}),
    'paper': ({'core'}, CORE | {'pango', 'cairo', 'qrencode'}),
    'ime': ({'core'}, CORE | {'rime', 'zinnia'}),
    'sim': ({'core'}, CORE | {'cairo', 'gdk-pixbuf'}),
    'widgets': ({'core', 'ime', 'paper'}, SCREEN),
    'kiosk': ({'core', 'device', 'paper', 'widgets'}, SCREEN),
    'kiosk/supervisor': ({'core', 'device', 'net'}, CORE),
    'desk': ({'core', 'net', 'paper', 'device', 'widgets'}, SCREEN),
    'board': ({'core', 'net', 'paper', 'device', 'widgets'}, SCREEN),
    'hub': ({'core'}, CORE | {'soup', 'pq'}),
    'ctl': ({'core', 'net', 'device', 'paper'}, CORE),
}

# Only a main.c chooses between the devices and what simulates them.
CHOSEN_IN_MAIN = {'sim'}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
GENERATED = re.compile(r'^(config|.*-resources|.*-enum-types)\.h$')


def layer_of(relative):
    """core for src/core/…, and so on; None outside src."""
    parts = pathlib.PurePath(relative).parts
    return parts[1] if len(parts) > 2 and parts[0] == 'src' else None


def rules_of(relative):
    inside = relative.removeprefix('src/')
    fits = [folder for folder in LAYERS if inside.startswith(folder + '/')]
    layers, libraries = LAYERS[max(fits, key=len)]
    if relative.endswith('/main.c'):
        layers = layers | CHOSEN_IN_MAIN
    return layers, libraries


def library_of(header):
    for library, starts in LIBRARIES.items():
        if header.startswith(starts):
            return library
    return None


def own_headers(report):
    """The layer of each header in src, by its bare name; from gdbus-codegen by the stem."""
    layers = {}
    for _, relative in sources.files(('.h', '.xml'), folders=('src',)):
        name = pathlib.PurePath(relative).with_suffix('.h').name
        if name in layers:
            report.fault(relative, f'a second {name}: a bare include could mean either')
        layers[name] = layer_of(relative)
    return layers


def check_own(report, relative, line, header, headers):
    if '/' in header:
        report.fault(relative, f'"{header}": include own headers by their bare name', line)
    elif GENERATED.match(header):
        return
    elif header not in headers:
        report.fault(relative, f'"{header}": no such header in src', line)
    elif headers[header] != layer_of(relative) and headers[header] not in rules_of(relative)[0]:
        report.fault(relative, f'"{header}": {layer_of(relative)} may not use '
                               f'{headers[header]}', line)


def check_library(report, relative, line, header):
    library = library_of(header)
    if library is None:
        report.fault(relative, f'<{header}>: of no library that check-layers.py knows', line)
    elif library not in rules_of(relative)[1]:
        report.fault(relative, f'<{header}>: {layer_of(relative)} may not use {library}', line)


def main():
    report = sources.Report()
    headers = own_headers(report)
    looked_at = 0
    for path, relative in sources.files(('.c', '.h'), folders=('src', 'tests')):
        text = sources.c_without_comments(sources.read(path))
        layer = layer_of(relative)
        if layer is not None and layer not in LAYERS:
            report.fault(relative, f'src/{layer} is no layer')
            continue
        for match in INCLUDE.finditer(text):
            line = text.count('\n', 0, match.start(1)) + 1
            looked_at += 1
            if layer is None:
                if '../' in match.group(2):
                    report.fault(relative, f'"{match.group(2)}": relative include', line)
            elif match.group(1) == '"':
                check_own(report, relative, line, match.group(2), headers)
            else:
                check_library(report, relative, line, match.group(2))
    return report.end('includes', looked_at)


if __name__ == '__main__':
    sys.exit(main())
