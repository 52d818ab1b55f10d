"""Cryptographic Message Syntax (RFC 5652; S/MIME, .p7m): signed content is read, encrypted content is said to be.

A walk over DER or BER: of a structure only the parts are looked at that lead to its content.
"""

from __future__ import annotations

import binascii
import io
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from dlp.model import Reason, Unread
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source, Stop

_PKCS7 = bytes.fromhex("2a864886f70d0107")
_CT = bytes.fromhex("2a864886f70d01091001")
_SIGNED, _DIGESTED, _STAMPED, _COMPRESSED = _PKCS7 + b"\2", _PKCS7 + b"\5", _CT + b"\x1f", _CT + b"\x09"
_SEALED = (_PKCS7 + b"\3", _PKCS7 + b"\4", _PKCS7 + b"\6", _CT + b"\x17")
_STRINGS = {12: "utf-8", 18: "ascii", 19: "ascii", 20: "latin-1", 22: "ascii", 28: "utf-32-be", 30: "utf-16-be"}
_DEEP = 32
_HEADER = re.compile(rb"[!-9;-~]+:")


class Node(NamedTuple):
    """An element: its tag, where its value begins, and where it ends.

    endless: its length is indefinite, so `end` is only what it cannot pass.
    """

    tag: int
    begin: int
    end: int
    endless: bool = False


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """What is signed or compressed, as a member; the names in a bare signature's certificates.

    Raises Stop: encrypted, or not such a structure.
    """
    data = _der(source.whole(budget.limits.member_bytes))
    kind, content = _content_info(data)
    if kind in _SEALED:
        raise Stop(Reason.ENCRYPTED, "cms")
    if kind not in (_SIGNED, _DIGESTED, _STAMPED, _COMPRESSED):
        raise Stop(Reason.UNSUPPORTED, "cms")
    inner = _inner(data, content, kind)
    if inner is None and kind != _SIGNED:
        raise Stop(Reason.CORRUPT, "cms")
    if inner is None:
        names = "\n".join(_strings(data))
        if names:
            yield Part(source.inner("certificates"), budget).block(names)
        return
    if kind == _COMPRESSED:
        inner = _inflated(inner, budget)
    budget.spend_member()
    yield from _given_out(inner, source, budget)


def _given_out(data: bytes, source: Source, budget: Budget) -> Iterator[Item]:
    """What was inside: in a mail it is a MIME part, of which no mark tells."""
    inner = source.member(io.BytesIO(data), "content", len(data))
    if _HEADER.match(data) and b"content-type" in data[:4096].lower():
        from dlp.readers import mail  # it imports this module

        if inner.depth > budget.limits.depth:
            yield Unread(inner.part, Reason.TOO_DEEP, "eml")
        else:
            yield from mail.read_bytes(data, inner, budget)
        return
    yield from read_member(inner, budget)


def _der(data: bytes) -> bytes:
    """The structure itself, if it is wrapped in base64."""
    if data[:1] == b"\x30":
        return data
    text = re.sub(rb"-----[^-]*-----", b"", data)
    try:
        return binascii.a2b_base64(re.sub(rb"[^A-Za-z0-9+/=]", b"", text))
    except ValueError as error:
        raise Stop(Reason.CORRUPT, "cms") from error


def _content_info(data: bytes) -> tuple[bytes, Node]:
    """The content type and the content of the outermost structure."""
    outer = _node(data, 0, len(data))
    kind = _node(data, outer.begin, outer.end)
    if kind.tag != 6:
        raise Stop(Reason.CORRUPT, "cms")
    wrapped = _node(data, kind.end, outer.end)
    return data[kind.begin : kind.end], _node(data, wrapped.begin, wrapped.end)


def _inner(data: bytes, content: Node, kind: bytes) -> bytes | None:
    """The encapsulated content, None where there is only a signature."""
    if kind == _STAMPED:  # RFC 5544: the content is an octet string of its own
        return next((_octets(data, node) for node in _children(data, content) if node.tag & 0x1F == 4), None)
    for node in _children(data, content):
        parts = list(_children(data, node)) if node.tag == 0x30 else []
        if parts and parts[0].tag == 6:
            found = next((part for part in parts[1:] if part.tag == 0xA0), None)
            if found is not None:
                return _octets(data, _node(data, found.begin, found.end))
    return None


def _octets(data: bytes, node: Node, depth: int = 0) -> bytes:
    """The bytes of an octet string, which BER may write in pieces."""
    if not node.tag & 0x20:
        return data[node.begin : node.end]
    if depth > _DEEP:
        raise Stop(Reason.TOO_DEEP, "cms")
    return b"".join(_octets(data, child, depth + 1) for child in _children(data, node))


def _children(data: bytes, node: Node) -> Iterator[Node]:
    at, end = node.begin, node.end
    while at < end and data[at : at + 2] != b"\0\0":
        child = _node(data, at, end)
        yield child
        at = _behind(data, child)


def _behind(data: bytes, node: Node, depth: int = 0) -> int:
    """Where the next element begins; one of indefinite length ends behind its last child's two zeros."""
    if not node.endless:
        return node.end
    if depth > _DEEP:
        raise Stop(Reason.TOO_DEEP, "cms")
    at = node.begin
    while at < node.end and data[at : at + 2] != b"\0\0":
        at = _behind(data, _node(data, at, node.end), depth + 1)
    return at + 2


def _node(data: bytes, at: int, end: int) -> Node:
    """The element at an offset. Raises Stop where it reaches beyond its parent."""
    if at + 2 > end:
        raise Stop(Reason.CORRUPT, "cms")
    tag, length, at = data[at], data[at + 1], at + 2
    if length == 0x80:
        return Node(tag, at, end, endless=True)
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(data[at : at + size], "big"), at + size
    if at + length > end:
        raise Stop(Reason.CORRUPT, "cms")
    return Node(tag, at, at + length)


def _strings(data: bytes) -> list[str]:
    """Every character string in the structure: whose certificate it is."""
    found: dict[str, None] = {}
    waiting = [(_node(data, 0, len(data)), 0)]
    while waiting and len(found) < 10_000:
        node, depth = waiting.pop()
        if node.tag & 0x20 and depth < _DEEP:
            waiting.extend((child, depth + 1) for child in reversed(list(_children(data, node))))
        elif node.tag in _STRINGS:
            found[data[node.begin : node.end].decode(_STRINGS[node.tag], "replace")] = None
    return list(found)


def _inflated(data: bytes, budget: Budget) -> bytes:
    engine = zlib.decompressobj()
    try:
        out = engine.decompress(data, budget.limits.member_bytes)
    except zlib.error as error:
        raise Stop(Reason.CORRUPT, "cms") from error
    if len(out) > max(16 << 20, budget.limits.ratio * len(data)):
        raise Stop(Reason.BOMB, "cms")
    return out
