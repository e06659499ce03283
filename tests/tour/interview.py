# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A citizen who is asked whether legal aid is open to them."""

from actor import BUTTON, LABEL
from desktop import wait


class Interview:
    """Answers what is asked on the screen, from what the citizen knows."""

    def __init__(self, actor, words):
        self.actor = actor
        self.words = words

    def begin(self, tile):
        """From the home page to what happened."""
        self.actor.press('Can I get legal aid?')
        self.actor.press(self.words.tile(tile, self.actor.language))

    def question(self):
        """The question that is on the screen, or None where it is the result."""
        texts = self.actor.texts()
        for question in self.words.questions.values():
            if question['ask'][self.actor.language] in texts:
                return question
        return None

    def wait_question(self, key):
        """Waits for a question."""
        self.actor.wait_for(LABEL, self.words.questions[key]['ask'][self.actor.language])
        return self.words.questions[key]

    def answer(self, question, answer):
        """Touches the answer; None where the citizen does not know."""
        actor, language = self.actor, self.actor.language
        kind = question['type']
        if answer is None:
            actor.press("I don't know")
        elif kind == 'boolean':
            words = question.get('yes' if answer else 'no')
            actor.press(words[language] if words else 'Yes' if answer else 'No')
        elif kind == 'choice':
            actor.press(self.words.answer(question, answer, language))
        elif kind == 'many':
            for value in answer:
                actor.choose(self.words.answer(question, value, language))
            if not answer:
                actor.choose(question['none'][language])
            actor.press('Continue')
        elif kind == 'region':
            actor.press('Here, in this place' if answer == 'here' else 'In another place')
            for name in () if answer == 'here' else answer:
                actor.press(name)
        else:
            actor.type_digits(question['ask'][language], str(answer))
            actor.press('Continue')

    def go_on(self, answers, before=None):
        """Answers until the result is there. Calls @before with each question; returns the keys."""
        asked = []
        while True:
            question = self._next(asked)
            if question is None:
                return asked
            asked.append(question['key'])
            if before:
                before(question)
            self.answer(question, answers.get(question['key']))

    def _next(self, asked):
        """The question after the last that was answered, None at the result."""
        found = []

        def arrived():
            if self.actor.has(BUTTON, 'See or change my answers'):
                found[:] = [None]
                return True
            question = self.question()
            if question is None or question['key'] in asked:
                return False
            found[:] = [question]
            return True
        wait('the next question or the result', arrived)
        return found[0]
