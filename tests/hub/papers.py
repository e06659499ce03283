# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Yizhan contributors
"""A kiosk at which papers are photographed, for the checks of this folder."""

import json
import pathlib
import shutil
import subprocess

from hub import ANSWERS, Kiosk

CHUNK = 256 * 1024
PHOTOS = ('id.jpg', 'contract.jpg')


def make_photos(folder):
    """Pictures that do not compress well, beside the kiosks' folders."""
    for seed, name in enumerate(PHOTOS):
        subprocess.run(['convert', '-seed', str(seed), '-size', '1500x1100', 'plasma:red-blue',
                        '-attenuate', '2', '+noise', 'Gaussian', '-strip', '-quality', '85',
                        f'jpeg:{folder}/{name}'], check=True)


class PapersKiosk(Kiosk):
    """A kiosk whose citizens hand in photographs."""

    def submit(self, photos=PHOTOS):
        for name in PHOTOS:
            shutil.copy(self.folder.parent / name, self.folder / name)
        (self.folder / 'answers.json').write_text(
            json.dumps({**ANSWERS, 'case_papers': list(photos)}), encoding='utf-8')
        return super().submit()

    def photos(self):
        return [(self.folder / name).read_bytes() for name in PHOTOS]

    def blobs(self):
        return sorted(path.name for path in (self.folder / 'blobs').iterdir())

    def open(self, folder, ulid, status=0):
        """What `open` prints, and the papers it wrote."""
        document = self.ctl('open', '--key', f'{self.folder}/centre.key',
                            f'{folder}/{ulid}.yzs', status=status)
        papers = [paper['file'] and pathlib.Path(paper['file']).read_bytes()
                  for paper in document.get('attachments', [])]
        return document, papers
