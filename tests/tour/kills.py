# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""Thirty kills between the touch on “Submit” and the delivery.

The session or the supervisor is ended by SIGKILL, most at a point where it is held (faults.c), the
rest after small random delays. After each: what the citizen saw confirmed is in the store and comes
to the hub, nothing comes twice, the kiosk comes back by itself. Leaves kills.json.
"""

import argparse
import collections
import json
import pathlib
import random
import sys
import tempfile
import time

from actor import BUTTON
from applicant import Applicant
from desktop import Desktop, wait
from faults import Books, Faults, kill, sessions
from node import Node

SESSION, KIOSK = 'yizhan-session', 'yizhan-kiosk'
SORRY = 'Sorry, the kiosk had to start again. What was submitted is safe. Please begin once more.'
CONFIRMED = 'Your application is in'

# Longer than the next citizen may have to wait for the idle screen after a kill.
BACK_SECONDS = 5

Moment = collections.namedtuple('Moment', 'name phase plan')
MOMENTS = {moment.name: moment for moment in [
    Moment('touched', None, None),
    Moment('sealing', 'before', (SESSION, 'seal', 'before', 1)),
    Moment('sealed', 'before', (SESSION, 'seal', 'after', 1)),
    Moment('sealed to both', 'before', (SESSION, 'key', 'after', 2)),
    Moment('nothing written', 'inside', (SESSION, 'write', 'before', 1)),
    Moment('half written', 'inside', (SESSION, 'write', 'before', 5)),
    Moment('written, not synced', 'inside', (SESSION, 'sync', 'before', 1)),
    Moment('synced, not committed', 'inside', (SESSION, 'sync', 'after', 1)),
    Moment('committed, not shown', 'after', (SESSION, 'wake', 'before', 1)),
    Moment('sender told, not shown', 'after', (SESSION, 'wake', 'after', 1)),
    Moment('receipt', 'after', None),
    Moment('attempt not noted', 'after', (KIOSK, 'sync', 'before', 1)),
    Moment('attempt noted, not sent', 'after', (KIOSK, 'sync', 'after', 1)),
    Moment('sent, not noted', 'after', (KIOSK, 'sync', 'before', 2)),
    Moment('delivered and noted', 'after', (KIOSK, 'sync', 'after', 2)),
    Moment('random', None, None),
]}
# In this order for each of the two victims: fifteen.
ORDER = ['touched', 'sealing', 'sealed', 'sealed to both', 'nothing written', 'half written',
         'written, not synced', 'synced, not committed', 'committed, not shown',
         'sender told, not shown', 'receipt', 'random', 'random']
ONLY = {SESSION: ['attempt noted, not sent', 'sent, not noted'],
        KIOSK: ['attempt not noted', 'attempt noted, not sent', 'sent, not noted',
                'delivered and noted']}
# A kill at random falls within so many seconds of the touch.
RANDOM_SECONDS = 0.2


class Kills:
    """One kiosk and its hub, and what was seen on the way."""

    def __init__(self, desktop, build, folder, seed):
        self.desktop = desktop
        self.node = Node(desktop, build, folder)
        self.faults = Faults(self.node)
        self.books = Books(self.node)
        self.citizen = Applicant(desktop, self.node)
        self.random = random.Random(seed)
        self.receipts = []
        self.records = []

    def victims(self):
        """Who is killed when."""
        for victim in (SESSION, KIOSK):
            for name in ORDER[:15 - len(ONLY[victim])] + ONLY[victim]:
                yield victim, MOMENTS[name]

    def submit(self, moment):
        """Touches “Submit” and returns when the moment has come, with the receipt seen by then."""
        actor = self.citizen.actor
        place = actor.scroll_to(BUTTON, 'Submit')
        if moment.plan:
            self.faults.plan(*moment.plan)
        actor.touch_place(place)
        if moment.plan:
            self.faults.wait_held()
        if moment.name == 'random':
            time.sleep(self.random.uniform(0, RANDOM_SECONDS))
        elif moment.name == 'receipt' or moment.plan and moment.plan[0] == KIOSK:
            wait('the receipt', lambda: actor.text(CONFIRMED) in actor.texts())
        # The kill follows at once where nobody is held: what is asked first may take its time.
        return self.receipt() if moment.plan or moment.name == 'receipt' else None

    def receipt(self):
        """The number on the screen, if the citizen sees a confirmation."""
        actor = self.citizen.actor
        shown = actor.texts()
        if actor.text(CONFIRMED) not in shown:
            return None
        return shown[shown.index(actor.text('Receipt number: say it at the window')) + 1]

    def end(self, victim):
        """Kills, and starts the supervisor again as systemd would."""
        supervisor = self.node.kiosk
        children = sessions(supervisor.pid)
        if victim == SESSION:
            kill(children[0])
            self.faults.clear()
            return
        supervisor.kill()
        supervisor.wait()
        wait('the sessions to die with their supervisor', lambda: not any(
            pathlib.Path(f'/proc/{pid}').exists() for pid in children))
        self.faults.clear()
        self.node.stop_kiosk()
        self.node.start_kiosk()

    def arrived(self):
        """The ids that the hub holds."""
        with tempfile.TemporaryDirectory(dir=self.node.folder) as folder:
            self.node.export(folder)
            return sorted(path.stem for path in pathlib.Path(folder).glob('*.yzs'))

    def judge(self, victim, moment, before, seen):
        """What is wrong after a kill, and what was found."""
        actor = self.citizen.actor
        begin = time.monotonic()
        actor.wait_for(BUTTON, 'Touch the screen to begin', seconds=BACK_SECONDS)
        back = time.monotonic() - begin
        faults = []
        if victim == SESSION and actor.text(SORRY) not in actor.texts():
            faults.append('nobody said sorry')
        if not self.books.check():
            faults.append('the store is damaged')
        rows = self.books.rows()
        new = [ulid for ulid in rows if ulid not in before]
        wait('the delivery', lambda: all(state == 'confirmed'
                                         for _, state in self.books.rows().values()), 60)
        numbers = [receipt for receipt, _ in self.books.rows().values()]
        lost = [number for number in self.receipts if number not in numbers]
        if lost:
            faults.append(f'confirmed and lost: {lost}')
        arrived = self.arrived()
        if arrived != sorted(self.books.rows()):
            faults.append('the hub has something else than the store')
        phase = moment.phase or ('after' if new else 'before')
        if len(new) > 1 or len(new) != {'before': 0, 'inside': len(new), 'after': 1}[phase]:
            faults.append(f'{len(new)} rows')
        if phase != 'after' and seen:
            faults.append('confirmed before it was kept')
        return {'phase': phase, 'back_seconds': round(back, 2), 'rows_in_store': len(new),
                'arrived': sum(ulid in arrived for ulid in new),
                'verdict': '; '.join(faults) or 'ok'}

    def kill_once(self, n, victim, moment):
        """One citizen, one kill."""
        before = self.books.rows()
        self.citizen.bring(f'第{n}位')
        self.citizen.begin()
        self.citizen.fill_in()
        seen = self.submit(moment)
        if seen:
            self.receipts.append(seen)
        self.end(victim)
        record = {'n': n, 'victim': victim, 'moment': moment.name, 'receipt_seen': bool(seen),
                  **self.judge(victim, moment, before, seen)}
        self.records.append(record)
        print(f'{n:3} {victim:15} {moment.name:24} {record["phase"]:7} receipt {bool(seen):1} '
              f'row {record["rows_in_store"]} arrived {record["arrived"]} back in '
              f'{record["back_seconds"]:.1f} s: {record["verdict"]}', flush=True)

    def compare(self):
        """Opens everything that arrived: each citizen once, and just those whose row was kept."""
        folder = self.node.folder / 'export'
        self.node.export(folder)
        opened = self.node.ctl('open', '--key', str(self.node.key('duty')),
                               *map(str, sorted(folder.glob('*.yzs'))))
        opened = opened if isinstance(opened, list) else [opened]
        texts = sorted(entry['answers']['requests'] for entry in opened)
        kept = sorted(f'第{record["n"]}位' for record in self.records if record['rows_in_store'])
        assert texts == kept, (texts, kept)

    def run(self, limit):
        """All kills on one kiosk."""
        self.node.configure(devices={'camera': f'file:{self.citizen.camera}'})
        self.desktop.set_size(1080, 1920)
        self.node.start_hub()
        self.node.start_kiosk()
        self.citizen.actor.wait_for(BUTTON, 'Touch the screen to begin')
        for n, (victim, moment) in enumerate(list(self.victims())[:limit], 1):
            self.kill_once(n, victim, moment)
        self.compare()

    def report(self, seed, seconds, whole):
        """kills.json: what happened, for a machine."""
        phases = collections.Counter(f'{record["victim"]} {record["phase"]}'
                                     for record in self.records)
        bad = sum(record['verdict'] != 'ok' for record in self.records)
        return {'ok': whole and bad == 0, 'seed': seed, 'seconds': round(seconds, 1),
                'kills': len(self.records), 'bad': bad, 'phases': phases, 'records': self.records}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build', required=True, help='where meson built the programs')
    parser.add_argument('--out', default='_tour', help='where kills.json goes')
    parser.add_argument('--seed', type=int, default=random.randrange(1 << 31))
    parser.add_argument('--limit', type=int, default=30, help='only the first so many')
    options = parser.parse_args()
    out = pathlib.Path(options.out).resolve()
    out.mkdir(parents=True, exist_ok=True)

    begin = time.monotonic()
    whole = False
    with tempfile.TemporaryDirectory(prefix='yizhan-kills-') as folder, Desktop() as desktop:
        kills = Kills(desktop, options.build, folder, options.seed)
        try:
            kills.run(options.limit)
            whole = True
        except Exception as error:  # whatever it was, the report is written and says so
            print(f'kills: {type(error).__name__}: {error}', file=sys.stderr)
            desktop.screenshot(out / 'kills-failed.png')
            desktop.show_logs()
        report = kills.report(options.seed, time.monotonic() - begin, whole)
    (out / 'kills.json').write_text(json.dumps(report, indent=2) + '\n', encoding='utf-8')
    print(f'{report["kills"]} kills in {report["seconds"]} s, {report["bad"]} bad: '
          f'{dict(report["phases"])}, seed {options.seed}')
    return 0 if report['ok'] else 1


if __name__ == '__main__':
    sys.exit(main())
