# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A server on loopback that answers as a test wants, truthfully or not."""

import json
import socket
import threading


class Server(threading.Thread):
    """Reads requests and answers each with the bytes that a function makes of it, None for none."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self.answer = answer
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self.listener.getsockname()[1]}'
        self.start()

    def run(self):
        while True:
            connection = self.listener.accept()[0]
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        """One request, one answer; without an answer it waits until the client has given up."""
        with connection:
            stream = connection.makefile('rb')
            head = b''
            while not head.endswith(b'\r\n\r\n'):
                line = stream.readline()
                if not line:
                    return
                head += line
            lines = head.decode().split('\r\n')
            length = next((int(line.split(':')[1]) for line in lines
                           if line.lower().startswith('content-length:')), 0)
            answer = self.answer(lines[0].split()[1], head + stream.read(length))
            if answer is None:
                stream.read(1)
            else:
                connection.sendall(answer)


def response(status, content_type, body, length=None):
    """An HTTP response; another length than the body's own cuts it short."""
    return (f'HTTP/1.1 {status} Whatever\r\nContent-Type: {content_type}\r\n'
            f'Content-Length: {len(body) if length is None else length}\r\n'
            'Connection: close\r\n\r\n').encode() + body


def problem(status, kind, ulid):
    """What only a hub says: a problem document."""
    body = json.dumps({'type': f'urn:yizhan:problem:{kind}', 'title': 'no', 'status': status,
                       'id': ulid}).encode()
    return response(status, 'application/problem+json', body)
