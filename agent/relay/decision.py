"""What becomes of a message: the strictest of what the rules that hold ask for, and the answer to the client."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum

from agent.relay.spool import Reason
from dlp.model import Incident, Inspection, Response

_ENCODED = 36
"""How many bytes of UTF-8 go into one encoded word of at most 75 characters (RFC 2047)."""


class Fate(StrEnum):
    """From the mildest to the strictest."""

    DELIVER = "deliver"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules want. reason: of the gravest rule that wants it."""

    fate: Fate
    reason: Reason | None = None


DELIVER = Decision(Fate.DELIVER)
_ASKED = {Response.HOLD: Fate.HOLD, Response.REFUSE: Fate.REFUSE}


def decide(inspection: Inspection) -> Decision:
    """What the rules that hold want, whether it is done or only recorded."""
    for response in (Response.REFUSE, Response.HOLD):
        wanting = [i for i in inspection.incidents if response in i.verdict.responses]
        if wanting:
            return Decision(_ASKED[response], _reason(max(wanting, key=lambda i: i.verdict.level.rank)))
    return DELIVER


def _reason(incident: Incident) -> Reason:
    verdict = incident.verdict
    return Reason(verdict.rule, verdict.clause, verdict.title, verdict.advice)


def refusal(reason: Reason, *, utf8: bool, code: str = "550", status: str = "5.7.1") -> str:
    """The answer in both languages; where the client did not ask for UTF-8, Chinese as encoded words."""
    chinese = f"违反第 {reason.clause} 条：{reason.title.zh}。{reason.advice.zh}"
    lines = [f"Clause {reason.clause}: {reason.title.en}.", reason.advice.en]
    if utf8:
        lines += _cut(chinese, 100)
    else:
        lines = [_ascii(line) for line in lines] + [_word(piece) for piece in _cut(chinese, _ENCODED // 3)]
    lines = [piece for line in lines for piece in _cut(line, 400)]
    marks = ["-"] * (len(lines) - 1) + [" "]
    return "\r\n".join(f"{code}{mark}{status} {line}" for mark, line in zip(marks, lines, strict=True))


def _cut(text: str, most: int) -> list[str]:
    return [text[at : at + most] for at in range(0, len(text), most)]


def _word(text: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()
