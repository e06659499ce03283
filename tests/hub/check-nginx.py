#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Puts the shipped nginx configuration in front of the hub and sends a kiosk's outbox through.

Only the address, the certificate and the hub's socket are put in, as an administrator would.

Usage: check-nginx.py YIZHAN_CONF CONTENT_DIR YIZHANCTL YIZHAN_HUB
"""

import http.client
import json
import os
import pathlib
import pwd
import socket
import ssl
import subprocess
import sys
import tempfile

from hub import Hub, Kiosk

MAIN = '''
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log stderr crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/yizhan.conf;
}}
'''


def put_in(text, old, new):
    assert old in text, f'the configuration has no “{old}”'
    return text.replace(old, new)


def make_certificate(folder, name, *options):
    """A key and a certificate, its own authority unless the options name one."""
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
                    '-subj', f'/CN={name}.example', *options,
                    '-keyout', f'{folder}/{name}.key', '-out', f'{folder}/{name}.pem'],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Nginx:
    """nginx with the shipped configuration, on a free port of this machine."""

    def __init__(self, conf, folder, hub_socket, only_stations=False):
        # nginx takes sockets that are already open from the variable NGINX, so that the port is
        # ours from the beginning.
        listener = socket.create_server(('127.0.0.1', 0))
        self.port = listener.getsockname()[1]
        text = pathlib.Path(conf).read_text(encoding='utf-8')
        text = put_in(text, 'listen 443 ssl;', f'listen 127.0.0.1:{self.port} ssl;')
        text = put_in(text, '/etc/yizhan/', f'{folder}/')
        if only_stations:
            text = put_in(text, '#ssl_client_certificate', 'ssl_client_certificate')
            text = put_in(text, '#ssl_verify_client on', 'ssl_verify_client on')
        text = put_in(text, 'unix:/run/yizhan-hub/hub.sock', f'unix:{hub_socket}')
        pathlib.Path(folder, 'yizhan.conf').write_text(text, encoding='utf-8')
        main = MAIN.format(folder=folder, user=pwd.getpwuid(os.getuid()).pw_name)
        pathlib.Path(folder, 'nginx.conf').write_text(main, encoding='utf-8')
        self.process = subprocess.Popen(
            ['/usr/sbin/nginx', '-p', folder, '-c', f'{folder}/nginx.conf'],
            env={**os.environ, 'NGINX': f'{listener.fileno()};'}, pass_fds=[listener.fileno()])
        listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def send(nginx, folder, method, path, body=None, chunked=False):
    """Returns status, content type and body of the answer."""
    context = ssl.create_default_context(cafile=f'{folder}/hub.pem')
    connection = http.client.HTTPSConnection('127.0.0.1', nginx.port, timeout=30, context=context)
    headers = {'Transfer-Encoding': 'chunked'} if chunked else {}
    connection.request(method, path, body, headers, encode_chunked=chunked)
    answer = connection.getresponse()
    return answer.status, answer.headers.get_content_type(), answer.read()


def check_through(nginx, folder, kiosk):
    """What a kiosk sends arrives; without the certificate nothing leaves it."""
    url = f'https://127.0.0.1:{nginx.port}'
    kiosk.submit()
    kiosk.configure(url=url)
    kiosk.ctl('sync', 'run', status=4)
    assert kiosk.ctl('sync', 'status')['pending'] == 1
    kiosk.configure(url=url, ca_file=f'{folder}/hub.pem')
    status = kiosk.ctl('sync', 'run')
    assert (status['pending'], status['confirmed']) == (0, 1), status


def check_answers(nginx, folder, kiosk):
    """The hub's own answers come through as they are, and 413 is the hub's in nginx's mouth."""
    ulid, envelope = kiosk.submit()
    path = f'/v1/submissions/{ulid}'
    too_large = bytes(8 * 1024 * 1024 + 1)

    status, content_type, body = send(nginx, folder, 'GET', '/v1/health')
    assert (status, content_type) == (200, 'application/json'), body
    status, content_type, body = send(nginx, folder, 'PUT', path, b'{}')
    assert (status, content_type) == (422, 'application/problem+json'), body
    status, content_type, body = send(nginx, folder, 'PUT', path, envelope)
    assert (status, content_type) == (201, 'application/json'), body
    for chunked in (False, True):
        status, content_type, body = send(nginx, folder, 'PUT', path,
                                          iter([too_large]) if chunked else too_large, chunked)
        assert (status, content_type) == (413, 'application/problem+json'), body
        problem = json.loads(body)
        assert problem['type'] == 'urn:yizhan:problem:refused', body
        assert problem['id'] == ulid, body
        assert problem['status'] == 413, body
    assert send(nginx, folder, 'GET', '/')[0] == 404


def refused(kiosk, **central):
    """Runs into the web server's refusal; returns what is said to staff."""
    kiosk.configure(**central)
    error = kiosk.ctl('sync', 'run', status=3)['error']
    assert error['code'] == 'device-refused', error
    status = kiosk.ctl('sync', 'status')
    assert (status['pending'], status['set_aside']) == (1, 0), status
    return error['message']


def check_client_certificate(folder, nginx, kiosk):
    """Only who has a certificate of the stations' authority gets through; nothing is lost."""
    central = {'url': f'https://127.0.0.1:{nginx.port}', 'ca_file': f'{folder}/hub.pem'}
    own = {'client_cert': f'{folder}/kiosk.pem', 'client_key': f'{folder}/kiosk.key'}
    kiosk.configure(**central)
    # Where nothing waits the hub is asked for its health, and the answer names the reason too.
    error = kiosk.ctl('sync', 'run', status=4)['error']
    assert 'does not know this station' in error['message'], error
    kiosk.submit()
    assert 'client-cert=' in refused(kiosk, **central)
    refused(kiosk, **central, client_cert=f'{folder}/stranger.pem',
            client_key=f'{folder}/stranger.key')
    # The key of another certificate is the kiosk's own fault, and is said to be.
    kiosk.configure(**central, **{**own, 'client_key': f'{folder}/stranger.key'})
    error = kiosk.ctl('sync', 'run', status=4)['error']
    assert 'key or certificate file' in error['message'], error

    kiosk.configure(**central, **own)
    assert kiosk.ctl('config', 'check')['ok']
    status = kiosk.ctl('sync', 'run')
    assert (status['pending'], status['confirmed']) == (0, 1), status


def check_hub_gone(nginx, folder, kiosk):
    """nginx's own page for a hub that is down is no answer of the hub's."""
    assert send(nginx, folder, 'GET', '/v1/health')[0] == 502
    kiosk.submit()
    kiosk.ctl('sync', 'run', status=4)
    status = kiosk.ctl('sync', 'status')
    assert (status['pending'], status['set_aside']) == (2, 0), status


def main():
    conf, content, ctl, hub_program = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        make_certificate(folder, 'hub', '-addext', 'subjectAltName=IP:127.0.0.1')
        make_certificate(folder, 'stations')
        make_certificate(folder, 'stranger')
        make_certificate(folder, 'kiosk', '-CA', f'{folder}/stations.pem',
                         '-CAkey', f'{folder}/stations.key')
        kiosk = Kiosk(ctl, content, f'{folder}/kiosk')
        hub_socket = f'{folder}/hub.sock'
        with Nginx(conf, folder, hub_socket) as nginx:
            with Hub(hub_program, f'{folder}/hub', f'unix:{hub_socket}'):
                check_through(nginx, folder, kiosk)
                check_answers(nginx, folder, kiosk)
            check_hub_gone(nginx, folder, kiosk)
            assert nginx.process.poll() is None
        with Nginx(conf, folder, hub_socket, only_stations=True) as nginx:
            with Hub(hub_program, f'{folder}/hub-2', f'unix:{hub_socket}'):
                check_client_certificate(folder, nginx, Kiosk(ctl, content, f'{folder}/kiosk-2'))
    print('everything went through nginx as it should')


if __name__ == '__main__':
    main()
