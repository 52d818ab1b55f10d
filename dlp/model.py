"""The nouns every part of the program speaks in: frozen values, standard library only.

A `Sighting` is a file or message seen somewhere; reading it gives a `Document` and its
`Block`s of text; detectors turn blocks into `Hit`s, which become safe `Finding`s and a
`Tally`; `Rule`s turn the facts into `Verdict`s, and verdicts into `Incident`s.

Only `Hit` and `Block` hold raw text. Both refuse to be printed or pickled, so a customer's
value cannot slip into a log, a report or a queue by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn, Protocol

from dlp.terms import Act, Approval, Direction, Level, PlaceKind, Reason, Response, Stage, Standing, Status, Text

__all__ = [
    "Act",
    "Approval",
    "Block",
    "Clause",
    "Count",
    "Details",
    "Direction",
    "Document",
    "Envelope",
    "Finding",
    "Grid",
    "Hit",
    "Incident",
    "Inspection",
    "Known",
    "Level",
    "Locator",
    "Place",
    "PlaceKind",
    "Reason",
    "Recipient",
    "Response",
    "Sighting",
    "Stage",
    "Stamp",
    "Standing",
    "Status",
    "Store",
    "Subjects",
    "Summary",
    "Tally",
    "Text",
    "Unread",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class Place:
    """One storage or channel. `encrypted` is None where it could not be asked.

    purpose: the one business purpose that it serves, empty where the policy names none
    """

    kind: PlaceKind
    name: str = ""
    encrypted: bool | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address a message goes to, and the kind of mailbox it is."""

    address: str
    kind: PlaceKind


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file or message seen: what, where, doing what, by whom, when, to whom.

    `path` is the absolute path of the file that holds it, or names a message that lies in none;
    `who` is an account name or a mail address, empty where unknown. Of a message that is being
    submitted, `sender` is the envelope's and `client` the address of the machine it comes from.
    """

    path: str
    place: Place
    act: Act
    seen: datetime
    direction: Direction = Direction.UNKNOWN
    who: str = ""
    to: tuple[Recipient, ...] = ()
    message_id: str = ""
    sender: str = ""
    client: str = ""

    @property
    def kinds(self) -> frozenset[PlaceKind]:
        """Every kind of place it touches: where it lies and where it goes."""
        return frozenset({self.place.kind, *(r.kind for r in self.to)})


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a piece of text stands, so that a person can find it again.

    `part` names the page, sheet, member or message body it belongs to; rows, lines and
    pages count from 1; `column` is a known column title or a spreadsheet letter.
    """

    part: str
    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        named = (("page", self.page), ("row", self.row), ("column", self.column), ("line", self.line))
        return " ".join([self.part, *(f"{name} {value}" for name, value in named if value is not None)])


@dataclass(frozen=True, slots=True)
class Grid:
    """Says that a block's text is a table: how its cells are parted, and where they stand.

    `first_row` and `first_column` are the 1-based place of the first cell in its sheet.
    """

    delimiter: str
    quoted: bool = False
    first_row: int = 1
    first_column: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """A piece of a part's text. `start` is its character offset in that part's text.

    content: the text, or the same as valid UTF-8; either form is made of the other when asked for.
    """

    content: str | bytes
    locator: Locator
    start: int = 0
    grid: Grid | None = None
    _text: list[str] = field(default_factory=list, init=False, compare=False)

    @property
    def text(self) -> str:
        """The text as characters."""
        if not self._text:
            self._text.append(self.content if isinstance(self.content, str) else self.content.decode())
        return self._text[0]

    @property
    def utf8(self) -> bytes:
        """The text as UTF-8, a question mark for each lone surrogate."""
        return self.content if isinstance(self.content, bytes) else self.content.encode("utf-8", "replace")

    def beginning(self, length: int) -> str:
        """The first characters, at most `length`."""
        content = self.content
        return (
            content[:length] if isinstance(content, str) else content[: 4 * length].decode("utf-8", "ignore")[:length]
        )

    def __repr__(self) -> str:
        return f"<Block {self.locator.part!r} +{self.start} {len(self.content)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Block holds raw text and is never serialised")


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that was not inspected, and why. `part` is empty for the whole document.

    `type` is the part's true type where it is known.
    """

    part: str
    reason: Reason
    type: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sender and recipients as a message's own headers give them."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another; times in nanoseconds since 1970."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int


@dataclass(frozen=True, slots=True)
class Document:
    """What reading found out besides the text: true type, size in bytes, digest, what is unread.

    `digest` is the hexadecimal SHA-256 of the bytes, empty where they could not be read;
    `content` are a few keyed fingerprints that stand for the text, where texts are compared;
    `stamp` is the file's state when it was opened. It is `renamed` if its name promises another
    kind of file than it is. It is `encrypted` if only a password opens it, whether that was known
    or not. `volume_of` names the file in the same folder under which a split
    archive is inspected, if this is a further volume of it.
    """

    type: str
    size: int
    digest: str
    parts: int
    unread: tuple[Unread, ...] = ()
    envelope: Envelope | None = None
    excluded: bool = False
    stamp: Stamp | None = None
    renamed: bool = False
    content: tuple[int, ...] = ()
    encrypted: bool = False
    volume_of: str = ""

    @property
    def status(self) -> Status:
        """read, partial, unread, excluded, or a volume of what is inspected elsewhere."""
        if self.volume_of:
            return Status.VOLUME
        if self.excluded:
            return Status.EXCLUDED
        if not self.unread:
            return Status.READ
        return Status.PARTIAL if self.parts else Status.UNREAD


@dataclass(frozen=True, slots=True)
class Store:
    """A store of an application that cannot be read from outside: its kind, what people call it, its folder."""

    id: str
    name: Text
    folder: str


@dataclass(frozen=True, slots=True, repr=False)
class Details:
    """What a hit says of itself when it is asked. `value` is the text as typed."""

    value: str
    masked: str
    locator: Locator
    confidence: float
    why: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Details {self.masked} at {self.locator}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Details hold a raw value and are never serialised; make a Finding of them")


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """One match, in memory only. `normal` is its canonical form.

    `start` and `end` are character offsets in the part's text; hits with the same `record`
    stand in one table row, form or paragraph, on the `line` of it that is given. A `specimen` is
    a published example number and a `staff` value a colleague's: both are shown, neither is a
    customer.

    details: what is only worked out for hits that are shown; most are merely counted.
    """

    entity: str
    normal: str
    start: int
    end: int
    details: Callable[[], Details]
    record: int = 0
    line: int = 0
    in_table: bool = False
    specimen: bool = False
    staff: bool = False

    @property
    def value(self) -> str:
        """The text as typed."""
        return self.details().value

    @property
    def masked(self) -> str:
        """The value with its middle hidden."""
        return self.details().masked

    @property
    def locator(self) -> Locator:
        """Where it stands."""
        return self.details().locator

    @property
    def confidence(self) -> float:
        """How sure it is, from 0 to 1."""
        return self.details().confidence

    @property
    def why(self) -> tuple[str, ...]:
        """Why it was taken."""
        return self.details().why

    def __repr__(self) -> str:
        return f"<Hit {self.entity} {self.masked} at {self.locator}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Hit holds a raw value and is never serialised; make a Finding of it")


@dataclass(frozen=True, slots=True)
class Finding:
    """The safe form of a hit: a mask and a keyed fingerprint instead of the value."""

    entity: str
    masked: str
    fingerprint: str
    locator: Locator
    start: int
    end: int
    confidence: float
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How often a kind of data was seen, and how many different values of it."""

    hits: int
    distinct: int


class Subjects(Protocol):
    """The customers of a document, by fingerprints only, in as much memory as one document may take."""

    def clear(self) -> None:
        """Let go of memory and disk."""


@dataclass(frozen=True, slots=True)
class Known:
    """How many of a document's persons are on the company's list of customers, of staff, and on neither.

    Of the others too little is known to look them up.
    """

    own_customers: int
    staff: int
    strangers: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a document holds in sum.

    `persons` counts distinct customers, `staff` distinct colleagues; `subjects` are the
    customers themselves, for counting across documents, once; `grade` is 1 (public) … 4 (core);
    `known` is None where there is no list to look persons up in.
    """

    entities: Mapping[str, Count] = field(default_factory=dict)
    persons: int = 0
    staff: int = 0
    classes: tuple[str, ...] = ()
    grade: int = 1
    own_document: bool = False
    known: Known | None = None
    subjects: Subjects | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the policy in short words, with the reason if no rule can enforce it."""

    number: str
    title: Text
    text: Text
    no_rule: Text | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule that holds for a sighting: how serious, what to do, and what made it true.

    `stage` is the rule's: one on trial is recorded, and nobody is told.
    """

    rule: str
    clause: str
    level: Level
    title: Text
    advice: Text
    responses: tuple[Response, ...]
    why: Mapping[str, object]
    stage: Stage = Stage.STABLE


@dataclass(frozen=True, slots=True)
class Incident:
    """A verdict on record. The id is derived, so reporting the same thing twice is harmless.

    `department` is empty where the owner is unknown; `notify` are the addresses that clause
    6.1 names; `policy` is the version of the policy that judged; `facts` are all facts of the
    sighting that say something; `suppressed` is why the company has chosen not to be told; `hints`
    say what else may follow from so many people, as advice.
    """

    id: str
    verdict: Verdict
    sighting: Sighting
    tally: Tally
    findings: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()
    department: str = ""
    notify: tuple[str, ...] = ()
    policy: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    suppressed: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that came of looking at one sighting.

    `facts` is what the rules judged; `accepted` says that a rule takes the unread parts for
    good; `failures` counts candidates on which a detector failed; `suppressed` are incidents that
    the company has chosen not to be told of: they are recorded and raise nothing; `store` is the
    application's store that an unread file belongs to.
    """

    sighting: Sighting
    document: Document
    tally: Tally = field(default_factory=Tally)
    findings: tuple[Finding, ...] = ()
    incidents: tuple[Incident, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    accepted: bool = False
    failures: Mapping[str, int] = field(default_factory=dict)
    suppressed: tuple[Incident, ...] = ()
    store: Store | None = None

    @property
    def complete(self) -> bool:
        """Whether everything was inspected, or need not be."""
        done = self.document.status in (Status.READ, Status.EXCLUDED, Status.VOLUME) or self.accepted
        return done and not self.failures


@dataclass(slots=True)
class Summary:
    """What a run looked at, in sum. `persons` counts distinct customers over all documents.

    `volumes` are further volumes of split archives, each inspected with its first; `stores` are
    those of applications that could not be read, whose files are among the unread.
    """

    files: int = 0
    bytes: int = 0
    read: int = 0
    partial: int = 0
    unread: int = 0
    unchanged: int = 0
    excluded: int = 0
    incidents: int = 0
    persons: int = 0
    seconds: float = 0.0
    volumes: int = 0
    stores: int = 0
    suppressed: int = 0
