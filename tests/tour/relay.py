# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A line between a kiosk and its hub that can be cut in the middle of what it carries."""

import re
import socket
import threading

BLOB = re.compile(rb'PUT /v1/blobs/([0-9a-f]{64})/')

# So much of what it is cut in still gets through.
LAST_BYTES = 4096


class Relay:
    """Carries bytes both ways, up to the middle of the second paper; then nothing until mended."""

    def __init__(self, port, hub_port):
        self.hub_port = hub_port
        self.cut = threading.Event()
        self.mended = False
        self.papers = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(('127.0.0.1', port))
        threading.Thread(target=self._accept, daemon=True).start()

    def mend(self):
        """From now on all gets through."""
        self.mended = True

    def _accept(self):
        while True:
            kiosk = self.listener.accept()[0]
            if self.cut.is_set() and not self.mended:
                kiosk.close()
                continue
            hub = socket.create_connection(('127.0.0.1', self.hub_port))
            threading.Thread(target=self._send_up, args=(kiosk, hub), daemon=True).start()
            threading.Thread(target=self._send_down, args=(kiosk, hub), daemon=True).start()

    def _send_up(self, kiosk, hub):
        try:
            while data := kiosk.recv(65536):
                hub.sendall(self._let_through(data))
                if self.cut.is_set() and not self.mended:
                    break
        except OSError:
            pass  # the other end has closed it
        self._close(kiosk, hub)

    def _send_down(self, kiosk, hub):
        try:
            while data := hub.recv(65536):
                kiosk.sendall(data)
        except OSError:
            pass
        self._close(kiosk, hub)

    def _let_through(self, data):
        """Cuts the line where the second paper begins, a little later."""
        with self.lock:
            for match in BLOB.finditer(data):
                self.papers.add(match.group(1))
                if len(self.papers) == 2 and not self.cut.is_set():
                    self.cut.set()
                    return data[:match.end() + LAST_BYTES]
        return data

    @staticmethod
    def _close(*ends):
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
