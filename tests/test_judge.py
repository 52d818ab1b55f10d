"""Verdicts, incidents and their ids."""

from datetime import UTC, datetime

import pytest

from dlp.judge import Seen, facts_of, incident, incident_id, judge
from dlp.model import (
    Act,
    Count,
    Document,
    Place,
    PlaceKind,
    Reason,
    Recipient,
    Response,
    Sighting,
    Tally,
    Unread,
)

NOW = datetime(2026, 10, 1, tzinfo=UTC)
DOCUMENT = Document("xlsx", 10, "d" * 64, 1)


def sighting(kind=PlaceKind.PERSONAL_SYNC, act=Act.AT_REST, path="/home/wangfang/a.xlsx", **more):
    return Sighting(path, Place(kind), act, NOW, who="wangfang", **more)


def tally(persons=3, **more):
    return Tally({"CN_MOBILE": Count(persons, persons)}, persons=persons, classes=("contact",), grade=2, **more)


def verdicts(shipped, seen, sums, document=DOCUMENT):
    return judge(shipped.rulebook.rules, facts_of(Seen(seen, document, sums)))


def test_a_verdict_names_its_clause_and_what_made_it_true(shipped):
    (verdict,), quiet = verdicts(shipped, sighting(), tally())
    assert (verdict.rule, verdict.clause, verdict.level) == ("4.2.2-personal-storage", "4.2.2", "high")
    assert verdict.why == {"act": "at_rest", "place": ["personal_sync"], "persons": 3}
    assert Response.NOTIFY_HEAD in verdict.responses
    assert quiet == frozenset()


def test_a_source_adds_facts_and_goes_before_what_is_assumed(shipped):
    class Approvals:
        def facts(self, seen):
            return {"approved": seen.sighting.who == "wangfang"}

    seen = Seen(sighting(), DOCUMENT, tally())
    assert facts_of(seen)["approved"] is False
    assert facts_of(seen, [Approvals()])["approved"] is True
    assert judge(shipped.rulebook.rules, facts_of(seen, [Approvals()])) == ([], frozenset())


def test_reporting_duties_are_judged_after_the_others(shipped):
    (verdict,), _ = verdicts(shipped, sighting(), tally())
    assert verdict.responses == (Response.RECORD, Response.NOTIFY_HEAD, Response.NOTIFY_LEAD)
    assert verdicts(shipped, sighting(), tally(0)) == ([], frozenset())


def test_encryption_on_designated_storage_is_accepted(shipped):
    locked = Document("encrypted-office", 10, "d", 0, (Unread("", Reason.ENCRYPTED),))
    assert verdicts(shipped, sighting(PlaceKind.APPROVED_SHARE), Tally(), locked) == (
        [],
        frozenset({Response.ACCEPT_UNREAD}),
    )
    assert verdicts(shipped, sighting(PlaceKind.WORKSTATION), Tally(), locked) == ([], frozenset())


def test_own_documents_are_no_incident(shipped):
    assert verdicts(shipped, sighting(), tally(1, own_document=True)) == ([], frozenset())


def test_a_message_touches_every_kind_of_mailbox(shipped):
    to = (Recipient("a@yunhai.example", PlaceKind.COMPANY_MAIL), Recipient("b@qq.com", PlaceKind.PERSONAL_MAIL))
    found, _ = verdicts(shipped, sighting(PlaceKind.COMPANY_MAIL, Act.SENT, to=to), tally())
    assert [v.rule for v in found] == ["5.4-personal-mail"]


def test_an_incident_knows_department_and_whom_to_tell(shipped):
    (verdict,), _ = verdicts(shipped, sighting(), tally())
    made = incident(verdict, Seen(sighting(), DOCUMENT, tally()), {}, shipped.company, "v1")
    assert made.department == "零售业务部"
    assert made.notify == ("chenguodong@yunhai.example", "security@yunhai.example")


def test_without_an_owner_only_the_lead_department_is_told(shipped):
    seen = Sighting("/srv/a.xlsx", Place(PlaceKind.PERSONAL_SYNC), Act.AT_REST, NOW)
    (verdict,), _ = verdicts(shipped, seen, tally())
    made = incident(verdict, Seen(seen, DOCUMENT, tally()), {}, shipped.company, "v1")
    assert (made.department, made.notify) == ("", ("security@yunhai.example",))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"act": Act.WRITTEN}, True),
        ({"path": "/home/wangfang/b.xlsx"}, False),
        ({"kind": PlaceKind.PERSONAL_DEVICE}, True),
    ],
)
def test_ids_of_files_follow_rule_and_path(change, same):
    assert (incident_id("r", sighting(**change), DOCUMENT) == incident_id("r", sighting(), DOCUMENT)) is same
    assert incident_id("other", sighting(), DOCUMENT) != incident_id("r", sighting(), DOCUMENT)


def test_ids_of_messages_follow_content_and_recipients():
    to = (Recipient("b@qq.com", PlaceKind.PERSONAL_MAIL),)
    one = sighting(act=Act.SENT, path="/outbox/1.eml", to=to)
    two = sighting(act=Act.SENT, path="/outbox/2.eml", to=to)
    assert incident_id("r", one, DOCUMENT) == incident_id("r", two, DOCUMENT)
    assert incident_id("r", sighting(act=Act.SENT), DOCUMENT) != incident_id("r", one, DOCUMENT)
