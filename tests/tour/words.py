# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""What the shipped content calls things, by language."""

import json
import pathlib

FORM = 'legal-aid-application'


class Words:
    """Titles of fields, options, services, categories and articles."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        form = self._read(f'forms/{FORM}.json')
        self.sections = form['sections']
        self.fields = {field['id']: field for section in form['sections']
                       for field in section['fields']}

        rules = self._read('rules/questions.json')
        self.questions = {question['key']: question for question in rules['questions']}
        self.tiles = {tile['id']: tile for tile in rules['tiles']}

    def tile(self, ident, language='zh'):
        """What happened, as the first page of the questions about legal aid has it."""
        return self.tiles[ident]['title'][language]

    def answer(self, question, value, language='zh'):
        """The words of an answer to one of these questions."""
        return next(option['title'][language] for option in question['options']
                    if option['value'] == value)

    def _read(self, name):
        return json.loads((self.folder / name).read_text('utf-8'))

    def field(self, ident, language='zh'):
        """The title of a field of the application."""
        return self.fields[ident]['title'][language]

    def option(self, ident, value, language='zh'):
        """The title of an answer to a choice."""
        return next(option['title'][language] for option in self.fields[ident]['options']
                    if option['value'] == value)

    def service(self, ident):
        """A service: its letter, and its title by language."""
        return next(one for one in self._read('services.json') if one['id'] == ident)

    def category(self, ident, language='zh'):
        """The title of a category of answers."""
        return next(one['title'][language] for one in self._read('faq/categories.json')
                    if one['id'] == ident)

    def article(self, ident, language='zh'):
        """The title of an article."""
        text = (self.folder / f'faq/{ident}.{language}.md').read_text('utf-8')
        return next(line.split(':', 1)[1].strip() for line in text.splitlines()
                    if line.startswith('title:'))
