"""Families of formats, by file name and by true type, and which judges know a family."""

from __future__ import annotations

_BY_NAME = {
    "pdf": "pdf",
    "docx": "docx docm dotx dotm",
    "xlsx": "xlsx xlsm xltx xltm xlam",
    "xlsb": "xlsb",
    "pptx": "pptx pptm ppsx ppsm potx potm",
    "odt": "odt ott",
    "ods": "ods ots",
    "odp": "odp otp odg",
    "fodt": "fodt fods fodp fodg",
    "doc": "doc dot wps wpt",
    "xls": "xls xlt xla et",
    "ppt": "ppt pps pot dps",
    "rtf": "rtf",
    "msg": "msg",
    "eml": "eml mht mhtml",
    "mbox": "mbox",
    "tnef": "tnef",
    "html": "html htm xhtml",
    "xml": "xml svg",
    "json": "json ipynb",
    "text": "txt csv tsv md rst ics vcf log srt",
    "ofd": "ofd",
    "epub": "epub",
    "zip": "zip jar",
    "7z": "7z",
    "rar": "rar",
    "tar": "tar tgz",
    "cab": "cab",
    "lzh": "lzh lha",
    "gz": "gz",
    "bz2": "bz2",
    "xz": "xz lzma",
    "zst": "zst",
    "iso": "iso",
    "cpio": "cpio",
    "ar": "ar deb",
    "sqlite": "sqlite sqlite3",
    "access": "mdb accdb",
    "dbf": "dbf",
    "image": "png jpg jpeg gif bmp tif tiff webp heic",
}
FAMILY_OF = {extension: family for family, listed in _BY_NAME.items() for extension in listed.split()}
"""Families by file name extension."""

ARCHIVES = frozenset("zip 7z rar tar cab lzh gz bz2 xz zst Z iso cpio ar rpm xar".split())
"""Families whose text is that of the files in them."""

JUDGES = {
    "pdf": ("pdftotext", "pypdf", "kreuzberg", "markitdown"),
    "docx": ("python-docx", "tags", "kreuzberg", "markitdown"),
    "xlsx": ("openpyxl", "tags", "kreuzberg"),
    "xlsb": ("pyxlsb", "kreuzberg"),
    "pptx": ("python-pptx", "tags", "kreuzberg"),
    "odt": ("tags", "kreuzberg"),
    "ods": ("tags", "kreuzberg"),
    "odp": ("tags", "kreuzberg"),
    "fodt": ("flat",),
    "spreadsheetml": ("flat",),
    "doc": ("catdoc", "antiword", "kreuzberg", "libreoffice"),
    "xls": ("xls2csv", "xlrd", "kreuzberg"),
    "ppt": ("catppt", "kreuzberg", "libreoffice"),
    "rtf": ("unrtf", "kreuzberg"),
    "msg": ("extract-msg", "kreuzberg", "markitdown"),
    "eml": ("email", "kreuzberg"),
    "mbox": ("mailbox",),
    "html": ("markup", "kreuzberg", "markitdown"),
    "xml": ("markup", "etree"),
    "json": ("json", "kreuzberg"),
    "text": ("decoded", "chardet", "kreuzberg"),
    "ofd": ("ofd",),
    "epub": ("tags", "kreuzberg"),
    "sqlite": ("sqlite3",),
    "access": ("mdb-export",),
    "dbf": ("dbfread",),
}
"""Independent readers of each family; LibreOffice, which is slow, where the others are few or know no Chinese."""

_UNSURE = frozenset(("", "unknown", "text", "ole", "zip"))
_ALIKE = dict.fromkeys(("png", "jpeg", "gif", "bmp", "tiff", "webp", "heic", "avif", "psd", "jbig2", "ico"), "image")


def by_name(name: str) -> str:
    """The family that a file's name claims, empty if none."""
    return FAMILY_OF.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def family(name: str, kind: str) -> str:
    """The family of a file whose true type our sniffer gives; its name helps where that is unsure.

    Sniffers part families differently (docm, dotx); a table must not.
    """
    whole = kind.removesuffix("-damaged")
    if whole in _UNSURE or "/" in whole:  # libmagic's types, where our sniffer knows none
        return by_name(name) or whole or "unknown"
    return _ALIKE.get(whole) or FAMILY_OF.get(whole, whole)


def judged_as(name: str, family: str) -> tuple[str, ...]:
    """The families whose judges are asked: a file's bytes and its name can disagree, and sniffers err.

    Text and XML prove nothing: a message, a page or a table called so is not judged as its source.
    """
    claimed = by_name(name)
    return (family,) if claimed in ("", "text", "xml", family) else (family, claimed)


def of_member(name: str, head: bytes) -> str:
    """The family of a file in an archive by its name, else by its first bytes; empty for binary data.

    Our sniffer is not asked: a judge must not err with it.
    """
    claimed = by_name(name)
    if claimed not in ("", "text"):
        return claimed
    if head[257:262] == b"ustar":
        return "tar"
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "text" if marked or b"\0" not in head else ""
