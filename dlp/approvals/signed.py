"""Signed papers as files: readable JSON in exactly one form, so that no byte of it can be changed.

    {
      "key": "…",          the number of the key that signed
      "paper": {…},        what is signed, in canonical bytes: keys sorted, no spaces, UTF-8
      "signature": "…"     Ed25519, 128 hexadecimal digits
    }

A file counts only if writing down anew what was read of it gives the same bytes. So there is no
room for doubled keys, other spaces or other spellings of the same number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dlp.approvals.keys import PrivateKey, is_signed

LONGEST = 64 << 20
"""So many bytes a paper has at most: the persons of an approval take eleven each."""

Body = Mapping[str, Any]


class NotAPaperError(ValueError):
    """A file that is no signed paper in the one form that there is."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A paper as read. Whether its signature holds is another question."""

    body: Body
    key: str
    signature: bytes

    def holds(self, public: bytes) -> bool:
        """Whether the signature is that of a public key."""
        return is_signed(public, canonical(self.body), self.signature)


def canonical(body: Body) -> bytes:
    """The bytes that are signed."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def write(body: Body, key: PrivateKey) -> bytes:
    """A paper's file."""
    return _form(Signed(body, key.id, key.sign(canonical(body))))


def read(data: bytes) -> Signed:
    """A paper read back. Raises NotAPaperError."""
    if len(data) > LONGEST:
        raise NotAPaperError("too long")
    try:
        outer = json.loads(data)
        signed = Signed(outer["paper"], outer["key"], bytes.fromhex(outer["signature"]))
        same = isinstance(signed.body, dict) and _form(signed) == data
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAPaperError(type(error).__name__) from error
    if not same:
        raise NotAPaperError("not in the form in which papers are written")
    return signed


def _form(signed: Signed) -> bytes:
    outer = {"key": signed.key, "paper": signed.body, "signature": signed.signature.hex()}
    return json.dumps(outer, ensure_ascii=False, sort_keys=True, indent=2).encode() + b"\n"
