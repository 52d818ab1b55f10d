"""Ledgers to try things on: incidents, life cycle, deliveries, views."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dlp.ledger import Ledger, State, Step
from dlp.model import (
    Act,
    Finding,
    Incident,
    Level,
    Locator,
    Place,
    PlaceKind,
    Recipient,
    Response,
    Sighting,
    Tally,
    Text,
    Verdict,
)

NOW = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)


def make(number=1, who="wangfang", to=(), path="", prints=None, persons=3, when=NOW, rule="4.2.2-x", level=Level.HIGH):
    """An incident; `prints`: fingerprints of its findings."""
    sent = tuple(Recipient(address, PlaceKind.PERSONAL_MAIL) for address in to)
    act, kind = (Act.SENT, PlaceKind.PERSONAL_MAIL) if to else (Act.AT_REST, PlaceKind.PERSONAL_SYNC)
    sighting = Sighting(path or f"/a/{number}.xlsx", Place(kind), act, when, who=who, to=sent)
    verdict = Verdict(
        rule, "4.2.2", level, Text("标题", "title"), Text("建议", "advice"), (Response.RECORD,), {"persons": persons}
    )
    found = tuple(
        Finding("CN_MOBILE", "139****9001", each, Locator("body line 3"), 1, 12, 0.9)
        for each in ([f"{number:032x}"] if prints is None else prints)
    )
    head = ("security@yunhai.example",)
    return Incident(
        f"{number:016x}", verdict, sighting, Tally(persons=persons, grade=2), found, (), "零售业务部", head, "v1"
    )


def fill(state, count=20) -> Ledger:
    """A ledger with some of everything in it."""
    ledger = Ledger(state)
    ledger.record([make(number) for number in range(count)])
    ledger.record([replace(make(number), tally=Tally(persons=9)) for number in range(0, count, 3)])
    for number in range(0, count, 4):
        ledger.step(f"{number:016x}", Step(State.CONFIRMED, "zhaomin"))
    ledger.note(f"{1:016x}", "commented", {"text": "…"})
    for delivery in ledger.due(datetime.now(UTC) + timedelta(seconds=1), 5):
        ledger.delivered(delivery)
    list(ledger.disclosed(ledger.entries(limit=3), "exported", {"form": "html"}))
    return ledger


def problems(state):
    """What a verification of the ledger in a folder finds, as (where, words) pairs."""
    ledger = Ledger(state)
    with ledger.verification() as check:
        found = [(each.where, each.what.en) for each in check.problems()]
    ledger._engine.dispose()
    return found


def opened(state) -> sqlite3.Connection:
    """The file as somebody with a tool of his own opens it: no triggers in his way."""
    db = sqlite3.connect(state / "ledger.db", isolation_level=None)
    for name in ("audit_no_update", "audit_no_delete"):
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
    return db


def restored(db) -> None:
    """Puts the triggers back, to leave no trace, and everything into the one file."""
    for what in ("update", "delete"):
        db.execute(
            f"CREATE TRIGGER audit_no_{what} BEFORE {what.upper()} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
