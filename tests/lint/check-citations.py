#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Looks up every article of law that the content cites in data/content/laws.json.

A wrong article number misleads a citizen and nobody notices, so what is cited must stand in the
table, with an official source (mark A or B). Also checks that every FAQ article is complete and
the same in both languages, and that the eligibility rules carry their source and both languages.
Usage: check-citations.py SOURCE_ROOT
"""

import datetime
import json
import pathlib
import re
import sys

LANGUAGES = ('zh', 'en')
REQUIRED = ('id', 'title', 'category', 'keywords', 'law', 'updated', 'effective-from', 'related',
            'sensitive')
OPTIONAL = ('next', 'valid-until')
# What must say the same in every language; title and keywords are the language's own.
SHARED = ('id', 'category', 'law', 'updated', 'effective-from', 'valid-until', 'related', 'next',
          'sensitive')
HEADINGS = {
    'zh': ['怎么做', '要带什么', '时间限制', '法律依据'],
    'en': ['What to do', 'What to bring', 'Time limits', 'Legal basis'],
}
# Long enough to answer the whole question, short enough to be read standing.
ZH_CHARACTERS = (350, 750)
CITABLE_MARKS = ('A', 'B')
# A rule cites an article with its item, as 31(5); "matter" is the article of the person's matter.
RULE_ARTICLE = re.compile(r'([1-9]\d*)(\([1-9]\d*\))?')
MIN_SEARCH_WORDS = 8
RULES_LAW = '法律援助法'

NUMERAL = '[零〇一二三四五六七八九十百千]+'
ZH_NUMBER = re.compile(rf'第({NUMERAL}|\d+)条(?:第{NUMERAL}款)?(?:第{NUMERAL}项)?')
ZH_CITATION = re.compile(r'《([^《》]*(?:《[^《》]*》[^《》]*)*)》((?:[、和]?' + ZH_NUMBER.pattern + ')+)')
EN_NUMBERS = re.compile(r'\bArticles? (\d+(?:, \d+)*(?: and \d+)?) of the ')

faults = []


def fault(place, message):
    faults.append(f'{place}: {message}')


def zh_number(text):
    """An article number in Chinese numerals (or digits)."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in '零〇':
            continue
        if char in '一二三四五六七八九':
            digit = '一二三四五六七八九'.index(char) + 1
        else:
            total += (digit or 1) * {'十': 10, '百': 100, '千': 1000}[char]
            digit = 0
    return total + digit


# ---- The table -----------------------------------------------------------------------------


class Laws:
    """The table: what is known of each law, by each of its names."""

    def __init__(self, path):
        self.by_name = {}
        self.by_english = {}
        data = json.loads(path.read_text(encoding='utf-8'))
        for law in data['laws']:
            self._add(path.name, law, data['marks'])
        # The longest name first: one may begin with another.
        self.english = sorted(self.by_english, key=len, reverse=True)

    def _add(self, place, law, marks):
        name = law['law']
        numbers = [article['article'] for article in law['articles']]
        if law['mark'] not in marks:
            fault(place, f'{name}: unknown mark {law["mark"]}')
        if not numbers or numbers != [str(n) for n in sorted({int(n) for n in numbers})]:
            fault(place, f'{name}: articles are not in order, or one stands twice')
        if not all(article['text'].strip() for article in law['articles']):
            fault(place, f'{name}: an article without its content')
        for key, names in ((self.by_name, [name, *law['aliases']]),
                           (self.by_english, [law['law_en']])):
            for each in names:
                if each in key:
                    fault(place, f'{each}: this name stands twice')
                key[each] = law

    def look_up(self, place, name, number):
        """The citation as (short name, number), after noting what is wrong with it."""
        law = self.by_name.get(name) or self.by_english.get(name)
        if law is None:
            fault(place, f'{name}: not in the table of laws')
            return (name, number)
        if number not in [article['article'] for article in law['articles']]:
            fault(place, f'{name}: the table has no article {number}')
        elif law['mark'] not in CITABLE_MARKS:
            fault(place, f'{name}, article {number}: no official source, may not be cited')
        return (law['law'], number)


# ---- Front matter --------------------------------------------------------------------------


def parse_scalar(text):
    if len(text) >= 2 and text[0] == '"' and text[-1] == '"':
        return text[1:-1]
    if not text or re.search(r'["\[\]{}#]|: ', text):
        raise ValueError(f'not a plain value: {text!r}')
    return text


def parse_map(text):
    pairs = [part.partition(': ') for part in text.split(', ')]
    return {key: parse_scalar(value) for key, _, value in pairs}


def parse_value(text):
    """The part of YAML that articles use: a value, [a, b], or [{k: v, k: v}, …] on one line."""
    if not text.startswith('['):
        return parse_scalar(text)
    if not text.endswith(']'):
        raise ValueError('a list ends on its own line')
    inner = text[1:-1]
    if inner.startswith('{'):
        if not inner.endswith('}'):
            raise ValueError('a list of maps ends with }]')
        return [parse_map(part) for part in inner[1:-1].split('}, {')]
    return [parse_scalar(part) for part in inner.split(', ')] if inner else []


def parse_article(path):
    """The front matter and the body of an article."""
    head, separator, body = path.read_text(encoding='utf-8').partition('\n---\n')
    if not head.startswith('---\n') or not separator:
        raise ValueError('no front matter between two lines of ---')
    meta = {}
    for line in head.splitlines()[1:]:
        key, colon, value = line.partition(': ')
        if not colon or key in meta:
            raise ValueError(f'not "key: value", or twice: {line!r}')
        meta[key] = parse_value(value)
    return meta, body


def check_date(place, key, value):
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        fault(place, f'{key}: {value!r} is not a date YYYY-MM-DD')


def check_meta(place, meta, identifier, categories):
    for key in REQUIRED:
        if not meta.get(key):
            fault(place, f'{key} is missing or empty')
    for key in meta:
        if key not in REQUIRED + OPTIONAL:
            fault(place, f'{key} is not a key of front matter')
    if meta.get('id') != identifier:
        fault(place, f'id {meta.get("id")!r} is not the name of the file')
    if meta.get('category') not in categories:
        fault(place, f'category {meta.get("category")!r} is not in categories.json')
    if meta.get('sensitive') not in ('true', 'false'):
        fault(place, 'sensitive is neither true nor false')
    if meta.get('next', 'ticket') not in ('application', 'ticket'):
        fault(place, 'next is neither application nor ticket')
    for key in ('updated', 'effective-from', 'valid-until'):
        if key in meta:
            check_date(place, key, meta[key])


# ---- Body ----------------------------------------------------------------------------------


def find_zh(place, text, laws):
    """Every citation in Chinese text: 《law》第…条、第…条."""
    found = set()
    rest = text
    for match in ZH_CITATION.finditer(text):
        for number in ZH_NUMBER.finditer(match.group(2)):
            found.add(laws.look_up(place, match.group(1), str(zh_number(number.group(1)))))
        rest = rest.replace(match.group(0), '', 1)
    for number in ZH_NUMBER.finditer(rest):
        fault(place, f'{number.group(0)}: of which law? Write 《law》 before it')
    for name in re.findall('《([^《》]+)》', rest):
        if name not in laws.by_name:
            fault(place, f'《{name}》: not in the table of laws')
    return found


def find_en(place, text, laws):
    """Every citation in English text: Articles 1, 2 and 3 of the Law."""
    found = set()
    rest = text
    for match in EN_NUMBERS.finditer(text):
        after = text[match.end():]
        name = next((each for each in laws.english if after.startswith(each)), None)
        if name is None:
            fault(place, f'{match.group(0)}{after[:40]!r}: not in the table of laws')
        else:
            for number in re.findall(r'\d+', match.group(1)):
                found.add(laws.look_up(place, name, number))
        rest = rest.replace(match.group(0), '', 1)
    for word in re.findall(r'\b[Aa]rt(?:icles?|s?\.) ?\d+[^.\n]{0,20}', rest):
        fault(place, f'{word!r}: write "Article N of the LAW"')
    return found


def check_body(place, body, language):
    sections = re.split(r'^## (.+)$', body, flags=re.MULTILINE)
    intro, headings = sections[0].strip(), sections[1::2]
    if not intro:
        fault(place, 'the answer is missing before the first heading')
    if headings != HEADINGS[language]:
        fault(place, f'headings are {headings}, not {HEADINGS[language]}')
    for heading, text in zip(headings, sections[2::2]):
        if not text.strip():
            fault(place, f'nothing under {heading!r}')
    if len(sections) > 2:
        steps = re.findall(r'^(\d+)\. ', sections[2], flags=re.MULTILINE)
        if len(steps) < 2 or steps != [str(n + 1) for n in range(len(steps))]:
            fault(place, f'steps are numbered {steps}')
    if language == 'zh':
        length = len(re.sub(r'\s', '', body))
        if not ZH_CHARACTERS[0] <= length <= ZH_CHARACTERS[1]:
            fault(place, f'{length} characters, not {ZH_CHARACTERS[0]} to {ZH_CHARACTERS[1]}')


# ---- All of it -----------------------------------------------------------------------------


def known_icons():
    icons = pathlib.Path('/usr/share/icons/Adwaita')
    return {icon.stem for icon in icons.rglob('*-symbolic.svg')}


def check_categories(path):
    known = known_icons()
    ids = []
    for category in json.loads(path.read_text(encoding='utf-8')):
        ids.append(category['id'])
        if not all(category['title'].get(language) for language in LANGUAGES):
            fault(path.name, f'{category["id"]}: a title is missing')
        if category['icon'] not in known:
            fault(path.name, f'{category["icon"]}: not an icon of the Adwaita theme')
    if len(ids) != len(set(ids)):
        fault(path.name, 'an id stands twice')
    return ids


def check_articles(folder, laws):
    """Checks the articles one by one; returns {id: {language: front matter}}."""
    categories = check_categories(folder / 'categories.json')
    articles = {}
    for path in sorted(folder.glob('*.md')):
        identifier, _, language = path.stem.rpartition('.')
        if language not in LANGUAGES:
            fault(path.name, 'the name is not ID.LANGUAGE.md')
            continue
        try:
            meta, body = parse_article(path)
        except ValueError as error:
            fault(path.name, str(error))
            continue
        check_meta(path.name, meta, identifier, categories)
        check_body(path.name, body, language)
        stated = {laws.look_up(path.name, law['law'], law['article'])
                  for law in meta.get('law', [])}
        cited = (find_zh if language == 'zh' else find_en)(path.name, body, laws)
        for name, number in sorted(stated ^ cited):
            where = 'front matter' if (name, number) in stated else 'text'
            fault(path.name, f'{name}, article {number}: only in the {where}')
        articles.setdefault(identifier, {})[language] = meta
    return articles


def check_pairs(articles):
    for identifier, languages in articles.items():
        for language in LANGUAGES:
            if language not in languages:
                fault(identifier, f'no {identifier}.{language}.md')
        for key in SHARED:
            if len({json.dumps(meta.get(key)) for meta in languages.values()}) > 1:
                fault(identifier, f'{key} differs between the languages')
        for meta in languages.values():
            for other in meta.get('related', []):
                if other not in articles or other == identifier:
                    fault(identifier, f'related {other!r} is no other article')


def check_json(folder, laws):
    """Forms, rules and services may cite laws in their Chinese texts too."""
    for path in sorted(folder.rglob('*.json')):
        if path.name != 'laws.json':
            text = json.dumps(json.loads(path.read_text(encoding='utf-8')), ensure_ascii=False)
            for match in ZH_CITATION.finditer(text):
                find_zh(path.name, match.group(0), laws)


def check_rule_citation(place, rule, laws):
    """The article that a rule, limit or supplement rests on."""
    match = RULE_ARTICLE.fullmatch(rule['article'])
    if match:
        laws.look_up(place, rule['law'], match.group(1))
    elif rule['article'] != 'matter':
        fault(place, f'{rule["article"]!r} is no article')


def check_rule_node(place, node, laws):
    """Walks through a file of rules: citations, marks, both languages."""
    if isinstance(node, list):
        for each in node:
            check_rule_node(place, each, laws)
    elif isinstance(node, dict):
        place = f'{place.partition(":")[0]}: {node["id"]}' if 'id' in node else place
        if 'law' in node:
            check_rule_citation(place, node, laws)
        if 'mark' in node and (node['mark'] not in CITABLE_MARKS or not node.get('source')):
            fault(place, 'no official source, may not be shipped')
        if 'zh' in node and not all(node.get(language, '').strip() for language in LANGUAGES):
            fault(place, f'{node["zh"]!r}: a language is missing')
        for key, each in node.items():
            if key != 'words':
                check_rule_node(place, each, laws)


def check_tiles(place, tiles):
    icons = known_icons()
    for tile in tiles:
        if tile['icon'] not in icons:
            fault(place, f'{tile["icon"]}: not an icon of the Adwaita theme')
        if len(set(tile['words'])) != len(tile['words']) or len(tile['words']) < MIN_SEARCH_WORDS:
            fault(place, f'{tile["id"]}: too few search words, or one stands twice')


def check_rules(folder, laws):
    """The eligibility rules: each says what it rests on, in both languages."""
    for name in ('rules', 'questions', 'means', 'supplements'):
        path = folder / f'{name}.json'
        data = json.loads(path.read_text(encoding='utf-8'))
        check_rule_node(path.name, data, laws)
        if name == 'questions':
            check_tiles(path.name, data['tiles'])
        for matter in data.get('matters', []):
            check_rule_citation(f'{path.name}: {matter["id"]}', {'law': RULES_LAW, **matter}, laws)


def main():
    content = pathlib.Path(sys.argv[1]) / 'data/content'
    laws = Laws(content / 'laws.json')
    articles = check_articles(content / 'faq', laws)
    if not articles:
        fault('faq', 'no articles')
    check_pairs(articles)
    check_json(content, laws)
    check_rules(content / 'rules', laws)
    for line in faults:
        print(line)
    print(f'{len(articles)} articles, {len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
