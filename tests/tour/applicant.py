# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A citizen in a hurry: from the idle screen to the last page before “Submit”."""

import json
import pathlib
import subprocess

from actor import BUTTON, LABEL, Actor
from citizen import SCANNED, TOUCHED, TYPED
from desktop import wait

# All that a code may bring; what is left is the declaration and the signature.
FACTS = {**SCANNED, **{field: ''.join(words for _, words in pieces)
                       for field, pieces in TYPED.items()},
         **{field: TOUCHED[field] for field in
            ('sex', 'birth_date', 'phone', 'id_number', 'filled_by')}}


class Applicant:
    """Fills in the shipped form, each time with another text, so that it can be told apart."""

    def __init__(self, desktop, node):
        self.node = node
        self.actor = Actor(desktop, str(node.build / 'po'))
        self.camera = node.folder / 'camera.png'
        content = pathlib.Path(desktop.env['YZ_CONTENT_DIR'])
        form = json.loads((content / 'forms/legal-aid-application.json').read_text('utf-8'))
        # How each step that everybody takes is known by its first field.
        self.steps = [section['fields'][0]['title']['zh'] for section in form['sections']
                      if not section.get('sensitive') and 'relevant' not in section['fields'][0]]
        self.declaration = next(field['title']['zh'] for section in form['sections']
                                for field in section['fields'] if field['id'] == 'declaration')

    def show_code(self, payload):
        """Holds a QR code with these bytes before the camera."""
        plain = self.node.folder / 'code.png'
        subprocess.run(['qrencode', '-8', '-l', 'L', '-s', '4', '-m', '4', '-o', str(plain)],
                       input=payload, check=True)
        subprocess.run(['convert', str(plain), '-gravity', 'center', '-background', '#d8d8d0',
                        '-extent', '1280x960', str(self.camera)], check=True)

    def bring(self, text):
        """A code of one's own, with that text among the facts of the case."""
        payload = {'yz': 1, 'form': 'legal-aid-application', 'facts': {**FACTS, 'requests': text}}
        self.show_code(json.dumps(payload, ensure_ascii=False, separators=(',', ':')).encode())

    def begin(self):
        """From the idle screen to where a code can be scanned."""
        actor = self.actor
        actor.press('Touch the screen to begin')
        actor.press('Apply for legal aid')
        actor.press('I have read this: begin')
        actor.wait_for(BUTTON, 'Scan an application code')

    def fill_in(self):
        """From there to the review, which offers “Submit”."""
        actor = self.actor
        actor.press('Scan an application code')
        actor.wait_for(LABEL, 'This was read. Is it right?')
        actor.press('Yes, use this')
        for step in self.steps[:-1]:
            wait(f'“{step}”', lambda step=step: step in actor.texts())
            actor.press('Next')
        actor.choose(self.declaration)
        actor.choose('I sign at the window instead')
        actor.press('Next')
        actor.wait_for(BUTTON, 'Submit')
