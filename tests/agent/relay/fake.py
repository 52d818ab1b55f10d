"""Workers that say what a test wants, and a relay with them in a process of its own, which starts at once."""

import asyncio
import sys
import time
from dataclasses import replace

from agent.relay.service import Service
from dlp import policy
from dlp.errors import WorkerError
from dlp.judge import Seen
from dlp.judging import Judging
from dlp.model import Document, Tally, Text
from dlp.settings import load

GRAVEST = {"company_mail": 9, "partner_mail": 8, "external_mail": 7, "personal_mail": 6}


class FakeDesk:
    """Counts persons by how often the word PERSON stands in a message; SLOW takes long, DEAD kills the worker."""

    def __init__(self, loaded):
        self.policy, self.judging, self.letters = loaded, Judging(loaded), []

    def start(self):
        pass

    def close(self):
        pass

    def inspect(self, letter):
        self.letters.append(letter)
        if b"SLOW" in letter.content:
            time.sleep(3)
        if b"DEAD" in letter.content:
            raise WorkerError(Text("死", "dead"))
        document = Document("eml", len(letter.content), str(hash(letter.content)), 1)
        sighting = letter.sighting(self.policy.places)
        gravest = min((r.kind for r in sighting.to), key=lambda k: GRAVEST[k])
        sighting = replace(sighting, place=replace(sighting.place, kind=gravest))
        return self.judging.judged(Seen(sighting, document, Tally({}, letter.content.count(b"PERSON"))))


def main():
    """Run a relay by the settings of the environment."""
    settings = load({}).settings
    loaded = policy.load(settings)

    def ready(host, port):
        sys.stderr.write(f"listening: {host}:{port} → \n")
        sys.stderr.flush()

    with Service(settings, loaded, FakeDesk(loaded)) as service:
        asyncio.run(service.run(ready))
