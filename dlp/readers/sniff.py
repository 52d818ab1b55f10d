"""The true type of a file, by its content: magic numbers, zip directories, OLE streams, text.

python-magic is asked only about what remains, where its library is present, and always
about the whole file: a short buffer misjudges office files.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from dlp.readers import encoding, officetype, opinion, signs, sniffmedia, sniffole, sniffzip
from dlp.readers.source import Source

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"),
    (b"\0\0\2\0\6\4", "lotus"), (b"\0\0\x1a\0", "lotus"), (b"\0\0\2\0\x20\x51", "quattro"), (b"\0\0\2\0\x21\x51", "quattro"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"), (b"\0\0\1\0", "ico"), (b"\0\0\2\0", "ico"), (b"8BPS", "psd"), (b"{\\rtf", "rtf"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\0", "xz"), (b"MSCF", "cab"), (b"SQLite format 3\0", "sqlite"), (b"\x7fELF", "elf"),
    (b"\xcf\xfa\xed\xfe", "macho"), (b"\xce\xfa\xed\xfe", "macho"), (b"\xca\xfe\xba\xbe", "class"), (b"\0asm", "wasm"), (b"dex\n", "dex"),
    (b"\0\1\0\0\0", "font"), (b"OTTO", "font"), (b"wOFF", "font"), (b"wOF2", "font"), (b"ttcf", "font"), (b"!<arch>\n", "ar"),
    (b"\x97JB2\r\n\x1a\n", "jbig2"), (b"ITSF", "chm"), (b"\xffWPC", "wordperfect"), (b"\xdb\xa5\x2d\0", "word2"), (b"\x31\xbe\0\0", "word-dos"),
)  # fmt: skip
_MAIL_HEADER = re.compile(
    rb"(?im)^(from|to|subject|date|message-id|mime-version|content-type|received|return-path|delivered-to|x-mailer|reply-to|cc|bcc):"
)
_MIME = re.compile(rb"(?im)^content-type:\s*multipart/|^content-transfer-encoding:\s*(?:base64|quoted-printable)")
_XML = re.compile(r"<\?xml[ \t\r\n]|<(?:svg|FictionBook|\w{1,20}:?\w{0,40} xmlns[:=])", re.IGNORECASE)
_JSON = re.compile(r'(?:\[\s*)*\{\s*(?:"(?:[^"\\]|\\.){0,200}"\s*:|\})|\[\s*(?:"|\[|-?\d+(?:\.\d+)?\s*[,\]])')
_SQL = re.compile(
    r"(?im)^(?:(?:INSERT|REPLACE) (?:IGNORE )?INTO [`\"\[\w.\u4e00-\u9fff]+|CREATE TABLE |COPY [\w.\"]+ ?\([^)\n]*\) FROM stdin)"
)
_PDF = re.compile(rb"""(?<!["'(=`])%PDF-""")
_HTML = re.compile(rb"(?i)<(?:!doctype html|html|head|body|table)[\s>]")

_TROUBLES = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    EOFError,
    struct.error,
)
"""What a file that only resembles another does to the libraries that look into it."""


def sniff(source: Source) -> str:
    """A short name of the true type, such as xlsx, pdf, text; `unknown` where nothing fits. Raises nothing."""
    try:
        return _sniff(source)
    except _TROUBLES:
        return opinion.UNKNOWN


def _sniff(source: Source) -> str:
    head = source.head(8192)
    if not head:
        return "empty"
    kind = _binary(head, source) or (
        None if source.as_text or head[:1] not in b"<\xef\xff\xfe" else officetype.flat(head)
    )
    if kind:
        return kind
    if encoding.detect(_aligned(head)):
        return _text(head, source)
    if is_mail(head, strict=source.as_text):  # with parts that are not text
        return "eml"
    return signs.late(head, source) or opinion.ask(source)


def _binary(head: bytes, source: Source) -> str | None:
    """The type by magic number, None if there is none."""
    if head.startswith(sniffole.MAGIC):
        return sniffole.kind(source)
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return sniffzip.kind(source)
    return (
        signs.binary(head, source)
        or _by_magic(head)
        or next((kind for test, kind in _TESTS if test(head)), None)
        or sniffmedia.kind(head)
    )


def _by_magic(head: bytes) -> str | None:
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


_TESTS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (
        lambda head: (
            head[:4]
            in (b"\x09\0\4\0", b"\x09\0\6\0", b"\x09\2\6\0", b"\x09\4\6\0", b"\x09\x08\x08\0", b"\x09\x08\x10\0")
        ),
        "xls",
    ),
    (lambda head: _PDF.search(head[:1024]) is not None, "pdf"),
    (lambda head: head[:2] == b"BM" and head[6:10] == b"\0\0\0\0", "bmp"),
    (lambda head: head[:2] == b"MZ" and b"\0" in head[:128], "pe"),
    (lambda head: head[257:262] == b"ustar", "tar"),
    (lambda head: head[2:4] == b"\r\n" and 0x0C <= head[1] <= 0x10 and b"\0" in head[4:16], "pyc"),
)


def _aligned(head: bytes) -> bytes:
    return head[: len(head) // 4 * 4] if len(head) > 64 else head


def _text(head: bytes, source: Source) -> str:
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    known = None if source.as_text else signs.text(plain)
    if known:
        return known
    if is_mail(plain, strict=source.as_text) or (not source.as_text and signs.is_named_mail(plain, source.name)):
        return "eml"
    if source.as_text:
        return "text"
    if _HTML.search(plain[:2048]) and plain[:1] == b"<" and not _is_other_xml(plain):
        return "html"
    return _structured(encoding.decode(head).lstrip("\ufeff \t\r\n"))


def _is_other_xml(head: bytes) -> bool:
    """XML in which some element happens to be called like one of HTML."""
    return head.startswith(b"<?xml") and not re.search(rb"(?i)<(?:!doctype html|html)[\s>]", head)


def _structured(head: str) -> str:
    """Text with a form of its own: RTF after blank space, XML, JSON."""
    if head.startswith("{\\rtf"):
        return "rtf"
    if _XML.match(head):
        return "xml"
    if _SQL.search(head):
        return "sql"
    return "json" if _JSON.match(head) else "text"


def is_mail(head: bytes, *, strict: bool = False) -> bool:
    """Whether this is an Internet message; strict: only one whose parts must be decoded."""
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if head.startswith(b"From "):
        headers = headers.partition(b"\n")[2]
    lines = headers.splitlines()
    shaped = all(re.match(rb"[!-9;-~]+:|[ \t]|=\?", line) for line in lines[:-1]) and bool(lines)
    found = {match.lower() for match in _MAIL_HEADER.findall(headers)}
    if (
        not shaped
        or len(found) < 2
        or not found & {b"from", b"received", b"message-id", b"mime-version", b"return-path"}
    ):
        return False
    return _MIME.search(head) is not None if strict else True


KINDS = frozenset(
    {kind for _, kind in _MAGIC}
    | {kind for _, kind in _TESTS}
    | {
        "empty",
        "text",
        "html",
        "eml",
        "xml",
        "json",
        "sql",
        "wordml",
        "spreadsheetml",
        "flatopc",
        "fodt",
        "fods",
        "fodp",
        "fodg",
    }
    | signs.KINDS
    | sniffmedia.KINDS
    | sniffole.KINDS
    | sniffzip.KINDS
)
"""Every type that is recognised by rules of our own."""
