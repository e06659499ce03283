#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Holds data/openapi.yaml against the running hub.

Every route of the hub is described, every answer that is described is provoked, and each has the
body that the description says.

Usage: check-openapi.py OPENAPI_YAML CONTENT_DIR YIZHANCTL YIZHAN_HUB LIST_ROUTES
"""

import http.client
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import urllib.parse

import jsonschema
import yaml

from hub import Hub, Kiosk
from papers import CHUNK, PapersKiosk, make_photos


def send(hub, method, path, body=None):
    """Returns status, content type and body of the answer."""
    connection = http.client.HTTPConnection(urllib.parse.urlparse(hub.url).netloc, timeout=30)
    connection.request(method, path, body)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, answer.headers.get_content_type(), json.loads(text)


def put(hub, submission, body=None):
    return send(hub, 'PUT', f'/v1/submissions/{submission[0]}', body or submission[1])


def post_ticket(hub, **request):
    return send(hub, 'POST', '/v1/tickets', json.dumps(request))


def put_ticket(hub, ticket, number):
    body = json.dumps({**ticket, 'number': number})
    return send(hub, 'PUT', f'/v1/tickets/{ticket["id"]}', body)


def with_full_disk(hub, function, *arguments, **members):
    limits = resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE, (4096, limits[1]))
    answer = function(hub, *arguments, **members)
    resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE, limits)
    return answer


def provoke_tickets(hub):
    ids = [f'01HF000000000000000000000{n}' for n in range(4)]
    taken = post_ticket(hub, id=ids[0], service='legal-aid', station_letter='K')

    yield 'POST', '/v1/tickets', taken
    yield 'POST', '/v1/tickets', post_ticket(hub, id=ids[0], service='legal-aid')
    yield 'POST', '/v1/tickets', post_ticket(hub, id=ids[1], service='notary', priority='military')
    yield 'POST', '/v1/tickets', post_ticket(hub, id=ids[2], service='tax')
    yield 'POST', '/v1/tickets', post_ticket(hub, id=ids[2], service='x' * 5000)
    yield 'POST', '/v1/tickets', with_full_disk(hub, post_ticket, id=ids[2], service='notary')
    pattern = '/v1/tickets/{id}'
    yield 'PUT', pattern, with_full_disk(hub, put_ticket, taken[2], 'AK001')
    yield 'PUT', pattern, put_ticket(hub, taken[2], 'AK001')
    yield 'PUT', pattern, put_ticket(hub, {**taken[2], 'id': ids[3]}, 'AK002')
    yield 'PUT', pattern, put_ticket(hub, taken[2], 'A001')
    yield 'PUT', pattern, put_ticket(hub, taken[2], 'A' * 5000)
    yield 'GET', '/v1/queue', send(hub, 'GET', '/v1/queue')
    yield 'GET', '/v1/queue/events', send(hub, 'GET', '/v1/queue/events?after=0')
    yield 'GET', '/v1/queue/events', send(hub, 'GET', '/v1/queue/events?after=all')


def put_call(hub, id, body):
    return send(hub, 'PUT', f'/v1/staff-calls/{id}', json.dumps(body))


def provoke_staff_calls(hub):
    pattern = '/v1/staff-calls/{id}'
    id = '01HF0000000000000000000009'
    yield 'PUT', pattern, put_call(hub, id, {'station': 'kiosk-1'})
    yield 'PUT', pattern, put_call(hub, id, {'station': 'kiosk-1'})
    yield 'PUT', pattern, put_call(hub, 'no-ulid', {'station': 'kiosk-1'})
    yield 'PUT', pattern, put_call(hub, id, {'station': 'x' * 5000})
    yield 'PUT', pattern, with_full_disk(hub, put_call, id[:-1] + '8', {'station': 'kiosk-1'})
    yield 'GET', '/v1/staff-calls', send(hub, 'GET', '/v1/staff-calls')


def put_chunk(hub, kiosk, sha256, n, extra=b''):
    sealed = (kiosk.folder / 'blobs' / sha256).read_bytes()
    return send(hub, 'PUT', f'/v1/blobs/{sha256}/{n}',
                sealed[n * CHUNK:(n + 1) * CHUNK] + extra)


def provoke_blobs(hub, kiosk):
    submission = kiosk.submit()
    sha256 = json.loads(submission[1])['attachments'][0]['sha256']
    pattern = '/v1/blobs/{sha256}/{n}'

    yield 'PUT', pattern, put_chunk(hub, kiosk, sha256, 0)
    yield 'PUT', '/v1/submissions/{id}', put(hub, submission)
    yield 'PUT', pattern, with_full_disk(hub, put_chunk, kiosk, sha256, 0)
    yield 'PUT', pattern, put_chunk(hub, kiosk, sha256, 0)
    yield 'PUT', pattern, put_chunk(hub, kiosk, sha256, 0)
    yield 'PUT', pattern, put_chunk(hub, kiosk, sha256, 0, b'1')
    yield 'PUT', pattern, put_chunk(hub, kiosk, sha256, 99)
    yield 'PUT', '/v1/submissions/{id}', put(hub, submission)


def provoke(hub, kiosks):
    """Yields (method, pattern, answer) for all that the description says."""
    first = kiosks[0].submit(())
    second = kiosks[0].submit()
    stranger = kiosks[1].submit()
    pattern = '/v1/submissions/{id}'

    yield 'GET', '/v1/health', send(hub, 'GET', '/v1/health')
    yield 'PUT', pattern, with_full_disk(hub, put, first)
    yield 'PUT', pattern, put(hub, first)
    yield 'PUT', pattern, put(hub, first)
    yield 'PUT', pattern, put(hub, first, b'{}')
    yield 'PUT', pattern, put(hub, second, b'{}')
    yield 'PUT', pattern, put(hub, second, bytes(8 * 1024 * 1024 + 1))
    yield 'PUT', pattern, put(hub, stranger)
    yield from provoke_blobs(hub, kiosks[0])
    yield from provoke_tickets(hub)
    yield from provoke_staff_calls(hub)
    return (first, second, stranger)


def check_schema(spec, name, value):
    schema = {'$ref': f'#/components/schemas/{name}', 'components': spec['components']}
    jsonschema.Draft202012Validator(schema).validate(value)


def check_answer(spec, method, pattern, answer):
    status, content_type, body = answer
    responses = spec['paths'][pattern][method.lower()]['responses']
    assert str(status) in responses, f'{method} {pattern}: {answer} is not described'
    content = responses[str(status)]['content']
    assert list(content) == [content_type], f'{method} {pattern}: {answer}'
    name = content[content_type]['schema']['$ref'].rsplit('/', 1)[1]
    check_schema(spec, name, body)
    if content_type == 'application/problem+json':
        assert body['status'] == status, answer


def operations(spec):
    for pattern, item in spec['paths'].items():
        for method in ('get', 'put', 'post', 'delete', 'patch'):
            if method in item:
                yield method.upper(), pattern, item[method]


def main():
    spec_path, content, ctl, hub_program, list_routes = sys.argv[1:]
    spec = yaml.safe_load(pathlib.Path(spec_path).read_text(encoding='utf-8'))
    described = {(method, pattern, int(status)) for method, pattern, operation in operations(spec)
                 for status in operation['responses']}

    lines = subprocess.run([list_routes], check=True, stdout=subprocess.PIPE, encoding='utf-8')
    routes = {tuple(line.split()) for line in lines.stdout.splitlines()}
    assert routes == {(method, pattern) for method, pattern, _ in described}, routes

    with tempfile.TemporaryDirectory() as folder:
        make_photos(folder)
        kiosks = [PapersKiosk(ctl, content, f'{folder}/kiosk-0'),
                  Kiosk(ctl, content, f'{folder}/kiosk-1')]
        check_schema(spec, 'Envelope', json.loads(kiosks[0].submit()[1]))
        with Hub(hub_program, f'{folder}/hub') as hub:
            seen = set()
            for method, pattern, answer in provoke(hub, kiosks):
                check_answer(spec, method, pattern, answer)
                seen.add((method, pattern, answer[0]))
    assert seen == described, f'described but not seen: {described - seen}'
    print(f'{len(routes)} routes, {len(described)} answers as described')


if __name__ == '__main__':
    main()
