"""Office documents with a password ([MS-OFFCRYPTO]): OOXML agile and standard, .doc, .xls and .ppt with RC4 or XOR.

msoffcrypto-tool does the cryptography; what it decrypts stays in this process's memory.
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from types import SimpleNamespace
from typing import Any

from dlp.readers.keys import WELL_KNOWN
from dlp.readers.source import Budget, Source

KINDS = frozenset({"encrypted-office", "xls", "doc", "ppt"})
"""Types that may be encrypted in a way that is known here."""

_SPIN = re.compile(rb'spinCount="(\d{1,9})"')
_ROUNDS = 1_000_000
"""Ten times what Office writes; the format allows as many again, which would take a minute for each password."""
_TROUBLES = (OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, NotImplementedError, struct.error)  # fmt: skip


def opened(source: Source, budget: Budget) -> Source | None:
    """The document in plain form, None if no password fits, or nobody knows how it is encrypted."""
    if source.size > budget.limits.member_bytes or _rounds(source) > _ROUNDS:
        return None
    for word in chain([WELL_KNOWN], budget.keys.tries()):
        plain = _decrypted(source, word)
        if plain is not None:
            if word != WELL_KNOWN:
                budget.keys.fits(word, source.part)
            return replace(source, file=io.BytesIO(plain), size=len(plain), plain=True)
    return None


def _rounds(source: Source) -> int:
    """How often a password is hashed before it is compared, as agile encryption says of itself ([MS-OFFCRYPTO] 2.3.4.10)."""
    return max((int(count) for count in _SPIN.findall(source.whole(source.size))), default=0)


@cache
def _library() -> Any:
    """The library, kept from laying decrypted documents into temporary files; None where it is not installed."""
    if find_spec("msoffcrypto") is None:
        return None
    for name in ("xls97", "doc97", "ppt97"):
        vars(import_module(f"msoffcrypto.format.{name}"))["tempfile"] = SimpleNamespace(TemporaryFile=io.BytesIO)
    return import_module("msoffcrypto")


def _decrypted(source: Source, word: str) -> bytes | None:
    office = _library()
    if office is None:
        return None
    errors = (office.exceptions.FileFormatError, office.exceptions.InvalidKeyError)
    troubles = (*errors, office.exceptions.DecryptionError, office.exceptions.ParseError, *_TROUBLES)
    out = io.BytesIO()
    try:
        source.file.seek(0)
        file = office.OfficeFile(io.BytesIO(source.file.read()))
        if not file.is_encrypted():
            return None
        if isinstance(file, import_module("msoffcrypto.format.ooxml").OOXMLFile):
            file.load_key(password=word, verify_password=True)
        else:  # the binary formats always do
            file.load_key(password=word)
        file.decrypt(out)
    except troubles:
        return None
    return out.getvalue()
