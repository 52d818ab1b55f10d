"""The life of an incident: from new to closed, and why a step is refused.

new → assigned → confirmed → remediated → verified → closed
↘ false_positive, accepted ──────────↗
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dlp.errors import ConfigError
from dlp.model import Text


class State(StrEnum):
    """Where an incident stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    CONFIRMED = "confirmed"
    FALSE_POSITIVE = "false_positive"
    ACCEPTED = "accepted"
    REMEDIATED = "remediated"
    VERIFIED = "verified"
    CLOSED = "closed"


STATES = {
    State.NEW: Text("新", "new"),
    State.ASSIGNED: Text("已指派", "assigned"),
    State.CONFIRMED: Text("已确认", "confirmed"),
    State.FALSE_POSITIVE: Text("误报", "false positive"),
    State.ACCEPTED: Text("接受风险", "risk accepted"),
    State.REMEDIATED: Text("已整改", "remediated"),
    State.VERIFIED: Text("已复核", "verified"),
    State.CLOSED: Text("已关闭", "closed"),
}
_FROM = {
    State.ASSIGNED: (State.NEW, State.ASSIGNED, State.CONFIRMED, State.REMEDIATED),
    State.CONFIRMED: (State.NEW, State.ASSIGNED),
    State.FALSE_POSITIVE: (State.NEW, State.ASSIGNED, State.CONFIRMED),
    State.ACCEPTED: (State.NEW, State.ASSIGNED, State.CONFIRMED),
    State.REMEDIATED: (State.CONFIRMED,),
    State.VERIFIED: (State.REMEDIATED,),
    State.CLOSED: (State.FALSE_POSITIVE, State.ACCEPTED, State.VERIFIED),
}
RESOLUTIONS = (State.FALSE_POSITIVE, State.ACCEPTED, State.REMEDIATED, State.VERIFIED)
"""What an incident can be resolved as."""

_OUTCOMES = (State.FALSE_POSITIVE, State.ACCEPTED, State.REMEDIATED)
_UNDONE = (State.REMEDIATED, State.VERIFIED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Handling:
    """How far an incident has been dealt with: by whom last, and what came of it.

    acknowledged: when somebody first took it up, ISO 8601 in UTC, empty if nobody has.
    """

    state: State = State.NEW
    assignee: str = ""
    outcome: str = ""
    by: str = ""
    acknowledged: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that somebody wants to take. `why` is asked for by every step but assigning and confirming."""

    to: State
    by: str
    why: str = ""
    assignee: str = ""


def taken(handling: Handling, step: Step, now: str) -> Handling:
    """How the incident stands after a step.

    Raises:
        ConfigError: it cannot be taken from here, or lacks a reason; the message says why.
    """
    _refuse(handling, step)
    keep = step.to is State.ASSIGNED and handling.state not in (State.NEW, State.ASSIGNED)
    return Handling(
        handling.state if keep else step.to,
        step.assignee or handling.assignee,
        step.to.value if step.to in _OUTCOMES else handling.outcome,
        step.by,
        handling.acknowledged or now,
    )


def seen_again(handling: Handling) -> Handling:
    """What a new sighting does: what was said to be put right and is still there begins anew."""
    undone = handling.outcome == State.REMEDIATED and handling.state in _UNDONE
    return Handling(assignee=handling.assignee) if undone else handling


def _refuse(handling: Handling, step: Step) -> None:
    if handling.state not in _FROM[step.to]:
        wanted = "、".join(STATES[state].zh for state in _FROM[step.to])
        wanted_en = ", ".join(STATES[state].en for state in _FROM[step.to])
        here, there = STATES[handling.state], STATES[step.to]
        raise _refused(
            f"事件现在是“{here.zh}”，不能变为“{there.zh}”，要先是：{wanted}",
            f"the incident is {here.en} and cannot become {there.en}; it must first be: {wanted_en}",
        )
    if not step.why.strip() and step.to not in (State.ASSIGNED, State.CONFIRMED):
        raise _refused("要写明理由（--why）", "say why (--why)")
    if step.to is State.VERIFIED and step.by == handling.by:
        raise _refused(
            f"整改人 {step.by} 不能复核自己的整改", f"{step.by} put it right and cannot be the one who verifies it"
        )


def _refused(zh: str, en: str) -> ConfigError:
    return ConfigError(Text(zh, en))
