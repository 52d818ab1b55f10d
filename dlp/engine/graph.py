"""A change to the network's file before it is loaded: its recurrent layers heed how long each sentence is.

The file leaves the GRU operator's fifth input, `sequence_lens`, empty (ONNX operators, GRU-7), so a
sentence that is padded to its batch is read together with its padding. The number it has as an input
of the whole graph is connected here. ONNX files are protocol buffers; of their encoding only what
parts one field from the next is needed (onnx.proto3: ModelProto.graph = 7, GraphProto.node = 1,
NodeProto.input = 1, output = 2, op_type = 4, attribute = 5).
"""

from __future__ import annotations

from collections.abc import Iterator

_GRAPH, _NODE, _INPUT, _OUTPUT, _KIND, _ATTRIBUTE = 7, 1, 1, 2, 4, 5
_SEQUENCE_LENS = 4
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_GIVEN, _NARROW = b"length", b"length of 32 bits"
_INT32 = 6

Field = tuple[int, memoryview, memoryview]
"""Number of a field, all of it, and its content."""


def with_lengths(model: bytes) -> bytes:
    """The same network with lengths that count.

    Raises:
        ValueError: it is no ONNX file, or has no GRU whose lengths are free.
    """
    parts: list[bytes | memoryview] = []
    fields = list(_fields(memoryview(model)))
    if all(number != _GRAPH for number, *_ in fields):
        raise ValueError("no graph")
    for number, whole, content in fields:
        parts += _head_and(_GRAPH, _graph(content)) if number == _GRAPH else [whole]
    return b"".join(parts)


def _graph(graph: memoryview) -> list[bytes | memoryview]:
    """A graph's fields; its input is narrowed first, as GRU takes 32 bits only."""
    parts: list[bytes | memoryview] = [_field(_NODE, _cast())]
    changed = 0
    for number, whole, content in _fields(graph):
        recurrent = number == _NODE and any(n == _KIND and bytes(c) == b"GRU" for n, _, c in _fields(content))
        parts.append(_field(_NODE, _gru(content)) if recurrent else whole)
        changed += recurrent
    if not changed:
        raise ValueError("no GRU")
    return parts


def _gru(node: memoryview) -> bytes:
    """A GRU that takes the lengths."""
    fields = list(_fields(node))
    inputs = [content for number, _, content in fields if number == _INPUT]
    if len(inputs) <= _SEQUENCE_LENS or len(inputs[_SEQUENCE_LENS]):
        raise ValueError("GRU with other inputs")
    inputs[_SEQUENCE_LENS] = memoryview(_NARROW)
    others = [whole for number, whole, _ in fields if number != _INPUT]
    return b"".join([*(_field(_INPUT, name) for name in inputs), *others])


def _cast() -> bytes:
    """A node that makes 32 bits of 64 (AttributeProto: name = 1, i = 3, type = 20, INT = 2)."""
    to = b"\x0a\x02to" + bytes([3 << 3, _INT32]) + b"\xa0\x01\x02"
    return b"".join([_field(_INPUT, _GIVEN), _field(_OUTPUT, _NARROW), _field(_KIND, b"Cast"), _field(_ATTRIBUTE, to)])


def _head_and(number: int, parts: list[bytes | memoryview]) -> list[bytes | memoryview]:
    """A field of several pieces that are not joined yet."""
    return [_varint(number << 3 | _BYTES) + _varint(sum(map(len, parts))), *parts]


def _field(number: int, content: bytes | memoryview) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def _fields(message: memoryview) -> Iterator[Field]:
    """The fields of a message, in order."""
    at = 0
    while at < len(message):
        key, content = _read(message, at)
        end = content
        if key & 7 == _BYTES:
            size, content = _read(message, content)
            end = content + size
        elif key & 7 == _VARINT:
            end = _read(message, content)[1]
        elif key & 7 in (_EIGHT_BYTES, _FOUR_BYTES):
            end = content + (8 if key & 7 == _EIGHT_BYTES else 4)
        if not content <= end <= len(message) or end == at:
            raise ValueError("no protocol buffer")
        yield key >> 3, message[at:end], message[content:end]
        at = end


def _read(message: memoryview, at: int) -> tuple[int, int]:
    """A number, and where the next thing stands."""
    value = shift = 0
    while at < len(message):
        value |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
        if message[at - 1] < 0x80:
            return value, at
    raise ValueError("no protocol buffer")
