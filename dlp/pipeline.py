"""The one way through the program: a sighting goes in, an inspection comes out.

    place → read → detect → tally → judge → incident

Scan, watch and outbox are loops around `Pipeline.inspect` with different sources.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Self

from dlp import facts, machine, passwords
from dlp.counting.spill import Scratch
from dlp.customers import Lists
from dlp.direction import Directions
from dlp.documents import Registered
from dlp.engine import Engine
from dlp.fingerprint import Fingerprinter, load_key
from dlp.judge import FactSource, Seen
from dlp.judging import Judging
from dlp.model import (
    Act,
    Document,
    Envelope,
    Inspection,
    Place,
    PlaceKind,
    Reason,
    Sighting,
    Tally,
    Unread,
)
from dlp.policy import Policy, limits
from dlp.readers import SPLIT, Reader, Stored, reason_of, stamp
from dlp.settings import Settings
from dlp.state.lineage import Lineage
from dlp.tally import Counter

Sink = Callable[[Inspection], None]

_GRAVEST_FIRST = (
    PlaceKind.PERSONAL_MAIL,
    PlaceKind.EXTERNAL_MAIL,
    PlaceKind.PARTNER_MAIL,
    PlaceKind.COMPANY_MAIL,
)


class Pipeline:
    """Everything an inspection needs, loaded once. Use as a context manager, from one thread.

    Raises:
        StateError: the key in the state folder, or a list that the settings name, cannot be used.
    """

    def __init__(self, settings: Settings, policy: Policy) -> None:
        self.settings, self.policy = settings, policy
        self.lists, self.registered = Lists.of(settings), Registered.of(settings)
        self.lineage = Lineage(settings.state_folder)
        self.fingerprints = Fingerprinter(load_key(settings.state_folder), self.lists.key)
        chosen = settings.detection
        self.engine = Engine(
            names=chosen.names,
            model=chosen.model,
            threshold=chosen.threshold,
            declared=policy.entities,
            kept=settings.state_folder / "cache",
        )
        gc.collect()
        gc.freeze()  # what was loaded stays; a collector that looks through it again and again takes a third of the time
        self.reader = Reader(limits(settings, policy), passwords.load(settings))
        self.scratch = Scratch(settings.state_folder / "counting")
        self.directions = Directions(policy.places)
        self.sources: list[FactSource] = facts.standard(policy, settings, self.fingerprints)
        self.judging = Judging(policy, self.sources)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.reader.close()
        self.lineage.close()

    def sighting(self, path: Path, act: Act = Act.AT_REST, place: PlaceKind | None = None) -> Sighting:
        """A sighting of a file: its place by the policy (or the one given), its owner, now.

        A file in a mail outbox is about to be sent; to whom, its own headers tell.
        """
        where = Place(place) if place else self.policy.places.of_path(path)
        if where.kind is PlaceKind.OUTBOX:
            act = Act.SENT
        return Sighting(str(path), where, act, datetime.now(UTC), who=self._owner(path))

    def inspect(self, sighting: Sighting, message: Stored | None = None) -> Inspection:
        """Look at one sighting. Never raises for a document's sake: what failed is in the result.

        message: where it stands, if it is a message that lies in a mailbox or in memory.

        That goes for a count which the disk could not hold, too: the document was not inspected.
        The broad except is one of the three named boundaries.
        """
        try:
            return self._inspect(sighting, message)
        except Exception as error:
            return self.missed(sighting, Reason.CRASH, type(error).__name__)

    def missed(self, sighting: Sighting, reason: Reason, failed: str = "") -> Inspection:
        """The inspection of something that could not be looked into at all."""
        document = Document("", 0, "", 0, (Unread("", reason),))
        inspection = self.judging.judged(Seen(sighting, document, Tally()))
        return replace(inspection, failures={failed: 1}) if failed else inspection

    def volume(self, sighting: Sighting, head: str) -> Inspection:
        """The inspection of a further volume of a split archive: what is in it is told under its head."""
        try:
            state = Path(sighting.path).stat()
        except OSError as error:
            return self.missed(sighting, reason_of(error))
        document = Document(SPLIT, state.st_size, "", 0, stamp=stamp(state), volume_of=head)
        return self.judging.judged(Seen(sighting, document, Tally()))

    def _inspect(self, sighting: Sighting, message: Stored | None) -> Inspection:
        """One that was written to meanwhile is read again, once: what was seen may never have stood there together."""
        inspection = self._once(sighting, message)
        if all(unread.reason is not Reason.CHANGED for unread in inspection.document.unread):
            return inspection
        if inspection.tally.subjects:
            inspection.tally.subjects.clear()
        return self._once(sighting, message)

    def _once(self, sighting: Sighting, message: Stored | None) -> Inspection:
        reading = self.reader.open(Path(sighting.path), message)
        blocks = reading.blocks()
        first = list(islice(blocks, 1))  # an envelope comes before any text
        sighting = self.addressed(sighting, reading.envelope)
        counter, detection = self._counter(sighting), self.engine.document()
        copies = self.registered.compare()
        for block in chain(first, blocks):
            counter.add_block(block, detection.hits(block))
            copies.add(block)
        copies.finish()
        document = self.policy.without_textless(replace(reading.document(), content=copies.content))
        sighting = replace(sighting, direction=self.directions.of(sighting, document))
        also = copies.facts() | self.lineage.facts(sighting, document)
        found = tuple(counter.findings)
        seen = Seen(sighting, document, counter.tally(), found, evasion=detection.evaded, also=also)
        inspection = self.judging.judged(seen)
        return replace(inspection, failures=detection.failures())

    def _counter(self, sighting: Sighting) -> Counter:
        company = self.policy.company
        owner = company.find(sighting.who)
        keep = self.settings.scan.findings
        return Counter(self.fingerprints, self.policy.grades, company, owner, keep, self.scratch, self.lists)

    def addressed(self, sighting: Sighting, envelope: Envelope | None) -> Sighting:
        """A message's sighting with sender and recipients; the gravest mailbox is its place.

        What lies in an outbox and is no message is an ordinary file of the workstation.
        """
        if sighting.act is not Act.SENT:
            return sighting
        if sighting.place.kind is not PlaceKind.OUTBOX and not sighting.to:
            return sighting  # uploaded, pasted, sent in a chat: its place says where to
        if envelope is None and not sighting.to:
            return replace(sighting, act=Act.AT_REST, place=Place(PlaceKind.WORKSTATION))
        envelope = envelope or Envelope("", ())
        to = sighting.to or self.policy.places.recipients(envelope.recipients)
        place = min(
            (r.kind for r in to if r.kind in _GRAVEST_FIRST), key=_GRAVEST_FIRST.index, default=sighting.place.kind
        )
        sure = sighting.client or "@" in sighting.who  # who submits it is known better than by its own headers
        who = sighting.who if sure else envelope.sender or sighting.who
        return replace(sighting, to=to, place=Place(place), who=who, message_id=envelope.message_id)

    def _owner(self, path: Path) -> str:
        who = self.policy.places.who(path)
        if who:
            return who
        try:
            return machine.owner_name(path.stat())
        except OSError:
            return ""


def run(pipeline: Pipeline, source: Iterable[Sighting], sinks: Iterable[Sink]) -> None:
    """The loop of every mode: what a source sees is inspected and given to each sink in turn."""
    sinks = tuple(sinks)
    for sighting in source:
        inspection = pipeline.inspect(sighting)
        for sink in sinks:
            sink(inspection)
