"""The true type of a file, by its content: magic numbers, zip directories, OLE streams, text.

python-magic is asked only about what remains, where its library is present, and always
about the whole file: a short buffer misjudges office files.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Callable

import olefile

from dlp.readers import encoding
from dlp.readers.source import Source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"),
    (b"\0\0\1\0", "ico"), (b"\0\0\2\0", "ico"), (b"8BPS", "psd"), (b"{\\rtf", "rtf"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\0", "xz"), (b"MSCF", "cab"), (b"SQLite format 3\0", "sqlite"), (b"\x7fELF", "elf"),
    (b"\xcf\xfa\xed\xfe", "macho"), (b"\xce\xfa\xed\xfe", "macho"), (b"\xca\xfe\xba\xbe", "class"), (b"\0asm", "wasm"), (b"dex\n", "dex"),
    (b"\0\1\0\0\0", "font"), (b"OTTO", "font"), (b"wOFF", "font"), (b"wOF2", "font"), (b"ttcf", "font"), (b"!<arch>\n", "ar"),
    (b"\x97JB2\r\n\x1a\n", "jbig2"), (b"ITSF", "chm"), (b"\xffWPC", "wordperfect"), (b"\xdb\xa5\x2d\0", "word2"), (b"\x31\xbe\0\0", "word-dos"),
    (b"ID3", "audio"), (b"fLaC", "audio"), (b"OggS", "audio"), (b"\x1aE\xdf\xa3", "video"), (b"FLV\1", "video"),
)  # fmt: skip
_ODF = b"application/vnd.oasis.opendocument."
_FTYP = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"avif": "avif", b"M4A ": "audio"}
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


def sniff(source: Source) -> str:
    """A short name of the true type, such as xlsx, pdf, text; `unknown` where nothing fits."""
    head = source.head(8192)
    if not head:
        return "empty"
    kind = _binary(head, source)
    if kind:
        return kind
    return _text(head, source) if encoding.detect(_aligned(head)) else _second_opinion(source)


def _binary(head: bytes, source: Source) -> str | None:
    """The type by magic number, None if there is none."""
    if head.startswith(OLE):
        return _ole(source)
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _zip(source)
    return _media(head) or next((kind for test, kind in _TESTS if test(head)), None) or _by_magic(head)


def _media(head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "audio", b"AVI ": "video"}.get(head[8:12])
    return _FTYP.get(head[8:12], "video") if head[4:8] == b"ftyp" else None


def _by_magic(head: bytes) -> str | None:
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


_TESTS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda head: _PDF.search(head[:1024]) is not None, "pdf"),
    (lambda head: head[:2] == b"BM" and head[6:10] == b"\0\0\0\0", "bmp"),
    (lambda head: head[:2] == b"MZ" and b"\0" in head[:128], "pe"),
    (lambda head: head[257:262] == b"ustar", "tar"),
    (lambda head: head[2:4] == b"\r\n" and 0x0C <= head[1] <= 0x10 and b"\0" in head[4:16], "pyc"),
)


def _ole(source: Source) -> str:
    try:
        with olefile.OleFileIO(source.file) as ole:
            streams = {"/".join(path).lower() for path in ole.listdir()}
    except (OSError, ValueError, IndexError):
        return "ole-damaged"
    for stream, kind in (
        ("encryptedpackage", "encrypted-office"),
        ("worddocument", "doc"),
        ("workbook", "xls"),
        ("book", "xls"),
        ("powerpoint document", "ppt"),
        ("__properties_version1.0", "msg"),
    ):
        if stream in streams:
            return kind
    return "ole"


def _zip(source: Source) -> str:
    try:
        with zipfile.ZipFile(source.file) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
            mimetype = (
                archive.read("mimetype")[:80] if "mimetype" in names and "mimetype" in archive.namelist() else b""
            )
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return _damaged(source)
    if mimetype.startswith(_ODF):
        return {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}.get(
            mimetype[len(_ODF) :].split(b"-")[0].strip(), "odf"
        )
    for test, kind in _PACKAGES:
        if any(map(test, names)):
            return kind
    if "[content_types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"


_PACKAGES: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda name: name == "ofd.xml", "ofd"),
    (lambda name: name.endswith(".fpage"), "xps"),
    (lambda name: name == "xl/workbook.bin", "xlsb"),
)


def _damaged(source: Source) -> str:
    """A zip whose directory is gone: say what it was, where its first members tell."""
    head = source.head(65_536)
    for mark, kind in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
        if mark in head:
            return f"{kind}-damaged"
    return "zip-damaged"


def _aligned(head: bytes) -> bytes:
    return head[: len(head) // 4 * 4] if len(head) > 64 else head


def _text(head: bytes, source: Source) -> str:
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if is_mail(plain, strict=source.as_text):
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
    shaped = all(re.match(rb"[!-9;-~]+:|[ \t]", line) for line in lines[:-1]) and bool(lines)
    found = {match.lower() for match in _MAIL_HEADER.findall(headers)}
    if (
        not shaped
        or len(found) < 2
        or not found & {b"from", b"received", b"message-id", b"mime-version", b"return-path"}
    ):
        return False
    return _MIME.search(head) is not None if strict else True


def _second_opinion(source: Source) -> str:
    """What libmagic says about the whole file; `unknown` where it is not installed or unsure."""
    with contextlib.suppress(ImportError):
        import pylibmagic  # noqa: F401  # points python-magic at the bundled libmagic
    try:
        import magic
    except ImportError:
        return "unknown"
    detector = magic.Magic(mime=True)
    try:
        return str(detector.from_descriptor(source.file.fileno()))
    except io.UnsupportedOperation:  # a member that lies in memory
        return str(detector.from_buffer(source.whole(source.size)))
