"""The closed word lists of the model: levels, acts, places, reasons, responses."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Text(NamedTuple):
    """A sentence for people, in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} / {self.en}"


class Level(StrEnum):
    """How serious a verdict is, lowest first."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info … 4 for critical."""
        return list(Level).index(self)


class Act(StrEnum):
    """What happened to the thing seen."""

    AT_REST = "at_rest"
    WRITTEN = "written"
    MOVED = "moved"
    SENT = "sent"
    CONNECTED = "connected"
    POSTURE = "posture"
    REPORTED = "reported"


class Direction(StrEnum):
    """Which way the data went; unknown unless there is evidence."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """Whose storage or channel it is: one noun for where data rests and where it travels."""

    APPROVED_SHARE = "approved_share"
    NETWORK_SHARE = "network_share"
    WORKSTATION = "workstation"
    PERSONAL_DEVICE = "personal_device"
    PERSONAL_SYNC = "personal_sync"
    REMOVABLE = "removable"
    PHONE = "phone"
    SCREENSHOT = "screenshot"
    CHAT = "chat"
    COMPANY_CHAT = "company_chat"
    OUTBOX = "outbox"
    PERSONAL_MAIL = "personal_mail"
    EXTERNAL_MAIL = "external_mail"
    PARTNER_MAIL = "partner_mail"
    COMPANY_MAIL = "company_mail"
    WEB_UPLOAD = "web_upload"
    AI_CHAT = "ai_chat"
    PRINT = "print"
    CLIPBOARD = "clipboard"


class Reason(StrEnum):
    """Why something, or a part of it, was not inspected."""

    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    BOMB = "bomb"
    UNSUPPORTED = "unsupported"
    SCANNED = "scanned"
    CRASH = "crash"
    DENIED = "denied"
    CHANGED = "changed"
    VANISHED = "vanished"
    LOCKED = "locked"
    CLOUD_ONLY = "cloud_only"
    SPECIAL = "special"
    LOOP = "loop"
    IO = "io"


class Status(StrEnum):
    """How much of a document was inspected."""

    READ = "read"
    PARTIAL = "partial"
    UNREAD = "unread"
    EXCLUDED = "excluded"
    VOLUME = "volume"


class Stage(StrEnum):
    """How far a rule has come: a draft is only simulated, one on trial records and tells nobody."""

    DRAFT = "draft"
    TRIAL = "trial"
    STABLE = "stable"


class Response(StrEnum):
    """What a rule asks for when it holds."""

    RECORD = "record"
    NOTIFY_HEAD = "notify_head"
    NOTIFY_LEAD = "notify_lead"
    ACCEPT_UNREAD = "accept_unread"
    HOLD = "hold"
    REFUSE = "refuse"


class Standing(StrEnum):
    """What a person is to the company; unknown unless a directory says it."""

    STAFF = "staff"
    PARTNER = "partner"
    LEAVER = "leaver"
    UNKNOWN = "unknown"


class Approval(StrEnum):
    """How the approvals on record stand to a sighting: none is about it, one covers it, or what is lacking."""

    NONE = "none"
    VALID = "valid"
    EXPIRED = "expired"
    USED_UP = "used_up"
    REVOKED = "revoked"
    OTHER_CONTENT = "other_content"
    OTHER_RECIPIENT = "other_recipient"
    OTHER_CHANNEL = "other_channel"
    OTHER_SENDER = "other_sender"
    BAD_SIGNATURE = "bad_signature"
    PARTNER_AGREEMENT = "partner_agreement"
