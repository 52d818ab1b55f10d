"""Pictures, sound, film and drawings by how they begin; frames of MP3 and AAC by two in a row."""

from __future__ import annotations

from collections.abc import Callable

_RIFF = {b"WEBP": "webp", b"WAVE": "audio", b"AVI ": "video", b"RMID": "audio", b"CDXA": "video", b"ACON": "ico"}
_FTYP = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"avif", b"avis"), "avif"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), "audio"),
    b"crx ": "raw",
}
_MAGIC = (
    (b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"), (b"\xff\x0a", "jxl"), (b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"), (b"\xff\x4f\xff\x51", "jp2"),
    (b"II\xbc\x01", "jxr"), (b"icns", "ico"), (b"AT&TFORM", "djvu"), (b"II+\0", "tiff"), (b"MM\0+", "tiff"), (b"IIRO", "raw"),
    (b"FUJIFILMCCD-RAW", "raw"), (b"qoif", "picture"), (b"BPG\xfb", "picture"), (b"#?RADIANCE\n", "picture"), (b"v/1\1", "picture"),
    (b"gimp xcf", "xcf"), (b"AC10", "dwg"), (b"\xc5\xd0\xd3\xc6", "eps"), (b"\xd7\xcd\xc6\x9a", "wmf"), (b"\1\0\x09\0\0\3", "wmf"),
    (b"\2\0\x09\0\0\3", "wmf"),
    (b"#!AMR", "audio"), (b"#!SILK_V3", "audio"), (b"\2#!SILK_V3", "audio"), (b"MThd", "audio"), (b"wvpk", "audio"), (b"MAC ", "audio"),
    (b".snd\0", "audio"), (b"ID3", "audio"), (b"fLaC", "audio"), (b"OggS", "audio"), (b"caff\0\1", "audio"), (b"TTA1", "audio"),
    (b"MPCK", "audio"), (b"DSD ", "audio"),
    (b"\x1aE\xdf\xa3", "video"), (b"FLV\1", "video"), (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"), (b"\0\0\1\xba", "video"),
    (b"\0\0\1\xb3", "video"), (b".RMF", "video"), (b"FWS", "swf"), (b"CWS", "swf"), (b"ZWS", "swf"),
)  # fmt: skip
_ATOMS = frozenset((b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))
_FORMS = {b"AIFF": "audio", b"AIFC": "audio", b"8SVX": "audio", b"ILBM": "picture"}
_MP3_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MP3_LOW_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MP3_SAMPLES = (44_100, 48_000, 32_000)


def kind(head: bytes) -> str | None:
    """The kind, None if it is none of these."""
    if head[:4] in (b"RIFF", b"RIFX"):
        return _RIFF.get(head[8:12], "riff")
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "video")
    if head[:4] == b"FORM" and head[8:12] in _FORMS:
        return _FORMS[head[8:12]]
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    return found or next((kind for test, kind in _TESTS if test(head)), None)


def _is_emf(head: bytes) -> bool:
    return head[:4] == b"\1\0\0\0" and head[40:44] == b" EMF"


def _is_quicktime(head: bytes) -> bool:
    return head[4:8] in _ATOMS and b"\0" in head[:4]


def _is_transport_stream(head: bytes) -> bool:
    return len(head) > 188 * 3 and all(head[n * 188] == 0x47 for n in range(4))  # MPEG-2 TS, ISO/IEC 13818-1


def _is_mp3(head: bytes) -> bool:
    """Two frames in a row (ISO/IEC 11172-3, 2.4.2.3), or one and nothing else."""
    size = _frame(head, 0)
    return bool(size) and (_frame(head, size) > 0 if len(head) >= size + 4 else len(head) == size)


def _frame(head: bytes, at: int) -> int:
    """The length of the Layer III frame that begins at `at`, 0 if none does."""
    if len(head) < at + 4 or head[at] != 0xFF or head[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[at + 1] >> 3 & 3, head[at + 1] >> 1 & 3
    rate, sample = head[at + 2] >> 4, head[at + 2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or sample == 3:
        return 0
    full = version == 3  # MPEG-1; the others sample at half or a quarter of the rate
    kilobits = (_MP3_RATES if full else _MP3_LOW_RATES)[rate]
    samples = _MP3_SAMPLES[sample] // (1 if full else 2 if version == 2 else 4)
    return (144 if full else 72) * kilobits * 1000 // samples + (head[at + 2] >> 1 & 1)


def _is_aac(head: bytes) -> bool:
    """Two ADTS frames in a row (ISO/IEC 13818-7, 6.2)."""
    if len(head) < 8 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return False
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size > 7 and head[size : size + 2] == head[:2]


_TESTS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (_is_emf, "emf"),
    (_is_quicktime, "video"),
    (_is_transport_stream, "video"),
    (_is_mp3, "audio"),
    (_is_aac, "audio"),
)

KINDS = frozenset(
    {kind for _, kind in _MAGIC}
    | {kind for _, kind in _TESTS}
    | {*_RIFF.values(), *_FTYP.values(), *_FORMS.values(), "riff"}
)
"""Every kind that is told here."""
