#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Reads the example cases of the eligibility rules against the law itself.

The cases guard the rules, so nothing may guard the cases with the same rules: here the Legal Aid
Law and the published standards stand once more, as plain tables and one function for answers that
are complete. An open key is filled in at random many times: where a case expects a certain answer
every completion must agree, where it expects a question the answer must change with that key.
Usage: check-cases.py SOURCE_ROOT
"""

import datetime
import itertools
import json
import random
import re

import sources

CASES = 'data/content/rules/cases.json'
MIN_CASES = 170
TRIALS = 60
OPEN = 'open'  # what the law does not settle is not compared

# ---- The law: Legal Aid Law 24 to 33, 42 -------------------------------------------------------

ARTICLES = {
    'crime-victim': '29', 'retrial': '33', 'state-compensation': '31(1)',
    'social-benefits': '31(2)', 'pension': '31(3)', 'support-payments': '31(4)',
    'labour-pay': '31(5)', 'labour-relation': '31(5)', 'civil-capacity': '31(6)',
    'personal-injury': '31(7)', 'environment': '31(8)',
}
OUTSIDE = ('severance', 'divorce', 'debt-contract', 'inheritance', 'administrative-act', 'other')
DEFENCE = {
    'minor': '25(1)', 'sight_hearing_speech_disability': '25(2)', 'limited_capacity': '25(3)',
    'life_or_death': '25(4)', 'death_review': '25(5)', 'absentia': '25(6)',
}
EXEMPT = {'hero-kin': '32(1)', 'good-samaritan': '32(2)', 'acquitted-on-retrial': '32(3)',
          'abuse': '32(4)'}
EXEMPT_MATTERS = {'heroes-honour': 'hero-kin', 'good-samaritan': 'good-samaritan',
                  'acquitted-on-retrial': 'acquitted-on-retrial', 'domestic-abuse': 'abuse'}
ACCIDENTS = ('work', 'traffic', 'food-drug', 'medical')
STATUS = ('social-assistance', 'judicial-assistance', 'preferential-treatment')
MINOR_BELOW, ELDERLY_FROM = 18, 60

# ---- The standards: region, first day, day after the last, last day it may say "not met",
# yuan a head, yuan a head where spending exceeded income. All of them say 低于 (below). The first
# day of Zhongshan's older amount is not published.

STANDARDS = (
    ('310000', '2024-07-17', '9999', '2025-08-17', 3190, None),
    ('442000', '0000', '2023-03-10', '2023-03-09', 2514, 5026),
    ('442000', '2023-03-10', '9999', '2024-04-10', 2592, 62196 / 12),
)

# ---- The answers -------------------------------------------------------------------------------

BOOLEANS = ('has_lawyer', 'foreigner', 'opponent_in_household', 'high_value_assets',
            'no_fixed_income', 'personal_harm', 'retrial_ordered', 'detained',
            'guardian_is_opponent', 'urgent_measure')
CHOICES = {
    'for_whom': ('self', 'ward', 'relative'),
    'injury_kind': (*ACCIDENTS, 'other'),
    'matter': ('consultation', 'criminal-defence', 'compulsory-treatment', *ARTICLES,
               *EXEMPT_MATTERS, *OUTSIDE),
}
LISTS = {
    'circumstances': tuple(EXEMPT),
    'groups': ('disabled', *STATUS, 'migrant-worker', 'military'),
    'spending_over_income': ('sudden-event', 'injury', 'illness', 'study'),
}
# Values on both sides of every border of the law and of the standards.
NUMBERS = {
    'applicant_age': (6, 17, 18, 40, 59, 60, 80),
    'household_size': (1, 2, 3, 4),
    'household_income_month': (0, 1500, 2550, 3000, 4000, 5100, 7000, 12000, 50000),
    'applicant_income_month': (0, 2550, 3000, 4000, 5100, 9000),
}
REGIONS = ('310115', '442000', '440103', '330106', '510104', '110105')
CRIMINAL = tuple(f'criminal.{name}' for name in ('has_defender', *DEFENCE))
OUTCOMES = ('may-apply', 'needs-answers', 'ask-window', 'other-service', 'may-not-qualify')
EXPECTED = {
    'outcome': OUTCOMES, 'route': ('apply', 'notify', 'consult', None), 'urgent': (True, False),
    'means': ('not-required', 'not-verified', 'met', 'not-met', 'unknown', None),
}
KEYS = (*BOOLEANS, *CHOICES, *LISTS, *NUMBERS, *CRIMINAL, 'region', 'deadline')

# ---- What the law says to complete answers -----------------------------------------------------


def result(outcome, route, means, article):
    return {'outcome': outcome, 'route': route, 'means': means, 'article': article}


def window(article=OPEN, means=OPEN):
    return result('ask-window', OPEN, means, article)


def barred(answers, article):
    """Article 70: a soldier is never turned away."""
    if 'military' in answers['groups']:
        return window()
    return result('may-not-qualify', OPEN, OPEN, article)


def place(answers):
    region = answers['region']
    return region, region[:4] + '00', region[:2] + '0000'


def by_income(answers, day, income):
    """met, not-met, or None where nothing may be said."""
    for region in place(answers):
        for row, first, end, review, limit, wider in STANDARDS:
            if row == region and first <= day < end:
                if income < limit or (wider and answers['spending_over_income']
                                      and income < wider):
                    return None if answers['high_value_assets'] else 'met'
                return 'not-met' if day <= review else None
    return None


def by_standard(answers, day):
    """No standard in the table says who counts beside an opponent: both sums must agree."""
    found = {by_income(answers, day,
                       answers['household_income_month'] / answers['household_size'])}
    if answers['opponent_in_household']:
        found.add(by_income(answers, day, answers['applicant_income_month']))
    return found.pop() if len(found) == 1 else None


def is_unverified(matter, answers):
    """Article 42; (4) by the rule of Hangzhou, article 13."""
    age, groups = answers['applicant_age'], answers['groups']
    worker = 'migrant-worker' in groups
    if answers['no_fixed_income'] and ('disabled' in groups or age < MINOR_BELOW
                                       or age >= ELDERLY_FROM):
        return True
    if any(group in groups for group in STATUS):
        return True
    if worker and (matter == 'labour-pay' or (matter == 'personal-injury'
                                              and answers['injury_kind'] == 'work')):
        return True
    return '330100' in place(answers) and (
        matter == 'support-payments' or 'military' in groups
        or (worker and matter == 'social-benefits'))


def by_hardship(matter, answers, day, article):
    if is_unverified(matter, answers):
        return result('may-apply', 'apply', 'not-verified', article)
    means = by_standard(answers, day)
    if means == 'met':
        return result('may-apply', 'apply', 'met', article)
    if matter == 'criminal-defence':
        return window('24')
    if means is None:
        return window('34', 'unknown')
    if 'disabled' in answers['groups'] or 'military' in answers['groups']:
        return window()
    return result('may-not-qualify', OPEN, 'not-met', OPEN)


def defend(answers, day):
    facts = [article for name, article in DEFENCE.items() if answers[f'criminal.{name}']]
    if facts and not answers['criminal.has_defender']:
        return result('may-apply', 'notify', 'not-required', facts[0] if len(facts) == 1 else OPEN)
    if answers['foreigner']:
        return window('69', None)
    if answers['criminal.has_defender']:
        return barred(answers, '24')
    return by_hardship('criminal-defence', answers, day, '24')


def treat(answers):
    if not answers['has_lawyer']:
        return result('may-apply', 'notify', 'not-required', '28')
    return window('69', None) if answers['foreigner'] else barred(answers, '28')


def article_in_scope(matter, answers):
    if matter == 'personal-injury' and not (answers['personal_harm']
                                            and answers['injury_kind'] in ACCIDENTS):
        return None
    if matter == 'severance' and '310000' in place(answers):
        return '31(9)'
    return ARTICLES.get(matter)


def decide(matter, answers, day):
    if matter == 'consultation':
        return result('other-service', 'consult', None, '23')
    if matter == 'criminal-defence':
        return defend(answers, day)
    if matter == 'compulsory-treatment':
        return treat(answers)
    if answers['foreigner']:
        return window('69', None)
    facts = {*answers['circumstances'], EXEMPT_MATTERS.get(matter)} - {None}
    if facts:
        return result('may-apply', 'apply', 'not-required',
                      EXEMPT[facts.pop()] if len(facts) == 1 else OPEN)
    article = article_in_scope(matter, answers)
    if article is None:
        return window(OPEN if 'military' in answers['groups'] else '31(9)')
    if answers['has_lawyer'] or (matter == 'retrial' and not answers['retrial_ordered']):
        return barred(answers, article)
    return by_hardship(matter, answers, day, article)


def decide_all(answers, day):
    """The best claim, and every claim by its matter."""
    matters = answers['matter']
    matters = [matters] if isinstance(matters, str) else matters
    claims = {matter: decide(matter, answers, day) for matter in matters}
    return min(claims.values(), key=lambda claim: OUTCOMES.index(claim['outcome'])), claims


def is_urgent(answers, day):
    """Article 44: less than seven days are left, and the day is not past."""
    if answers.get('urgent_measure'):
        return True
    if answers.get('deadline', 'none') == 'none':
        return False
    left = datetime.date.fromisoformat(answers['deadline']) - datetime.date.fromisoformat(day)
    return 0 <= left.days < 7


# ---- Open answers ------------------------------------------------------------------------------


def draw(key, day, chance):
    if key in LISTS:
        return [each for each in LISTS[key] if chance.random() < 0.2]
    if key == 'deadline':
        first = datetime.date.fromisoformat(day)
        return chance.choice(['none', str(first + datetime.timedelta(chance.randint(-3, 20)))])
    if key == 'region':
        return chance.choice(REGIONS)
    if key in BOOLEANS or key in CRIMINAL:
        return chance.random() < 0.3
    return chance.choice(CHOICES.get(key) or NUMBERS[key])


def values(key, day, chance):
    """Enough values of a key that one of them shows whether the key matters."""
    if key in LISTS:
        return [[], *([each] for each in LISTS[key])]
    return [draw(key, day, chance) for _ in range(12)]


def what_counts(answers, day):
    """Outcome, route and means: what a question may be asked for."""
    best, _ = decide_all(answers, day)
    return best['outcome'], best['route'], best['means']


class Case:
    def __init__(self, case):
        self.day, self.expect = case['date'], case['expect']
        self.answers = {key: value for key, value in case['answers'].items()
                        if key not in ('criminal', 'unsure')}
        for name, value in case['answers'].get('criminal', {}).items():
            self.answers[f'criminal.{name}'] = value
        self.unsure = case['answers'].get('unsure', [])
        self.chance = random.Random(case['id'])  # the same on every run

    def complete(self):
        drawn = {key: draw(key, self.day, self.chance) for key in KEYS}
        return {**drawn, **self.answers}

    def results(self):
        """What may come out: one result for each way to fill in what is neither known nor unsure.
        Where it then still hangs on what the person is unsure of, it is the window."""
        found = []
        for _ in range(TRIALS):
            answers = self.complete()
            tried = [answers]
            for _ in range(40 if self.unsure else 0):
                tried.append({**answers, **{key: draw(key, self.day, self.chance)
                                            for key in self.unsure}})
            if len({what_counts(each, self.day)[0] for each in tried}) > 1:
                found.append((window(OPEN, 'unknown'), {}))
            else:
                found.append(decide_all(answers, self.day))
        return found

    def matters(self, key, measure, trials):
        """Whether some completion changes with this key."""
        for _ in range(trials):
            answers = self.complete()
            if len({measure({**answers, key: value}, self.day)
                    for value in values(key, self.day, self.chance)}) > 1:
                return True
        return False


def differences(expected, found):
    for key in ('outcome', 'route', 'means', 'article'):
        if key in expected and found[key] not in (OPEN, expected[key]):
            yield f'expects {key} {expected[key]}, the law says {found[key]}'


def check_expected(expected, found):
    """Every completion agrees with what is expected; where answers are
    needed, not all completions are the same."""
    if expected['outcome'] != 'needs-answers':
        for each in found:
            yield from differences(expected, each)
    elif len({(each['outcome'], each['means']) for each in found}) == 1:
        yield 'needs answers, but no answer changes anything'


def check_questions(case, certain):
    """What is asked can change the answer, or the urgency beside a certain one; what must not be
    asked cannot."""
    for key in case.expect.get('asks', []):
        if not case.matters(key, is_urgent if certain else what_counts, TRIALS * 100):
            yield f'asks {key}, which changes nothing'
    for key in case.expect.get('asks_not', []):
        if key in (*case.unsure, *case.answers):
            continue
        if case.matters(key, what_counts, TRIALS * 4):
            yield f'must not ask {key}, which can change the answer'
    first = case.expect.get('first')
    if first and first not in case.expect.get('asks', []):
        yield f'asks {first} first, but it is not among asks'


def check_law(case):
    results = case.results()
    yield from check_expected(case.expect, [best for best, _ in results])
    for claim in case.expect.get('claims', []):
        for line in check_expected(claim, [claims[claim['matter']] for _, claims in results]):
            yield f'{claim["matter"]}: {line}'
    yield from check_questions(case, case.expect['outcome'] != 'needs-answers')
    if 'urgent' in case.expect and case.expect['urgent'] != is_urgent(case.answers, case.day):
        yield f'urgent is {case.expect["urgent"]}'


# ---- The shape of a case -----------------------------------------------------------------------


def is_date(text):
    try:
        return str(datetime.date.fromisoformat(text)) == text
    except (TypeError, ValueError):
        return False


def is_value(key, value, divisions):
    if key in LISTS:
        return isinstance(value, list) and set(value) <= set(LISTS[key])
    if key == 'matter':
        return set([value] if isinstance(value, str) else value) <= set(CHOICES['matter'])
    if key in CHOICES:
        return value in CHOICES[key]
    if key in NUMBERS:
        whole = key in ('applicant_age', 'household_size')
        return isinstance(value, int if whole else (int, float)) and value >= 0
    if key == 'region':
        return value in divisions
    if key == 'deadline':
        return value == 'none' or is_date(value)
    return isinstance(value, bool)


def check_shape(raw, case, divisions):
    if set(raw) != {'id', 'note', 'date', 'answers', 'expect'}:
        yield f'has the members {sorted(raw)}'
    if not re.fullmatch(r'[a-z0-9]+(-[a-z0-9]+)*', raw['id']) or not raw['note'].endswith('.'):
        yield 'the id is not in small letters, or the note is no sentence'
    if not is_date(case.day):
        yield f'{case.day} is no date'
    for key, value in case.answers.items():
        if key not in KEYS or not is_value(key, value, divisions):
            yield f'{key} {value} is no answer'
    for key in (*case.unsure, *case.expect.get('asks', []), *case.expect.get('asks_not', [])):
        if key not in KEYS:
            yield f'{key} is no key'
    for key in itertools.chain(case.unsure, case.expect.get('asks', [])):
        if key in case.answers:
            yield f'{key} is open and answered'
    for key, value in case.expect.items():
        if key in EXPECTED and value not in EXPECTED[key]:
            yield f'{key} can never be {value}'
        if key not in (*EXPECTED, 'article', 'claims', 'asks', 'asks_not', 'first'):
            yield f'expects {key}'


def missing(cases, raw_cases):
    """What no case speaks of."""
    seen = {article for case in cases
            for article in (case.expect.get('article'),
                            *(claim.get('article') for claim in case.expect.get('claims', [])))}
    wanted = {'23', '24', '28', '34', '69', '31(9)', *ARTICLES.values(), *DEFENCE.values(),
              *EXEMPT.values()}
    yield from (f'article {article}' for article in sorted(wanted - seen))
    for key, all_values in (*CHOICES.items(), *LISTS.items()):
        used = set()
        for case in cases:
            value = case.answers.get(key, [])
            used.update([value] if isinstance(value, str) else value)
        yield from (f'{key} {value}' for value in all_values if value not in used)
    for key in KEYS:
        if not any(key in case.answers for case in cases):
            yield key
    for means in EXPECTED['means']:
        if not any(case.expect.get('means', OPEN) == means for case in cases):
            yield f'means {means}'
    for trap in range(1, 8):
        if sum(f'(trap {trap}' in raw['note'] for raw in raw_cases) < 2:
            yield f'trap {trap} in two cases'


def main():
    report = sources.Report()
    raw_cases = json.loads(sources.read(sources.root() / CASES))['cases']
    divisions = {line.split(',')[0] for line in sources.read(
        sources.root() / 'data/content/divisions/divisions.csv').splitlines()[1:]}
    cases, ids = [], set()
    for raw in raw_cases:
        case = Case(raw)
        faults = [*check_shape(raw, case, divisions)] or sorted({*check_law(case)})
        if raw['id'] in ids:
            faults.append('this id stands twice')
        ids.add(raw['id'])
        cases.append(case)
        for line in faults:
            report.fault(CASES, f'{raw["id"]}: {line}')
    for line in missing(cases, raw_cases):
        report.fault(CASES, f'no case has {line}')
    if len(cases) < MIN_CASES:
        report.fault(CASES, f'{len(cases)} cases, fewer than {MIN_CASES}')
    return report.end('cases', len(cases))


if __name__ == '__main__':
    raise SystemExit(main())
