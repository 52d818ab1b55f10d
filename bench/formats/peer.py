"""The process in which other people's Python readers run: a path on each line, an answer on each line.

It is started with the interpreter of an environment of its own, so that none of these libraries
becomes a dependency; it imports nothing of the program, and each library only when it is asked for.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from bench.formats.words import words

Judge = Callable[[str], str]
_MEMORY = 3 << 30
_TARGET = re.compile(r"(?<=\])\((?!mailto:)[^)\s]*|data:[\w/+.;=-]+,[A-Za-z0-9+/=]+")
"""Where links and pictures of Markdown lead to, which is not text; addresses of people are."""


def _library(name: str) -> Any:
    return importlib.import_module(name)


def openpyxl(path: str) -> str:
    """Cells as they were last calculated, and comments."""
    book = _library("openpyxl").load_workbook(path, data_only=True)
    lines: list[str] = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            lines.extend(f"{cell.value}\n{cell.comment.text if cell.comment else ''}" for cell in row if cell.value)
    return "\n".join(lines)


def xlrd(path: str) -> str:
    """Cells that are text or numbers."""
    book = _library("xlrd").open_workbook(path)
    return "\n".join(str(cell.value) for sheet in book.sheets() for row in sheet.get_rows() for cell in row)


def pyxlsb(path: str) -> str:
    """Cells of a binary workbook."""
    with _library("pyxlsb").open_workbook(path) as book:
        return "\n".join(
            str(cell.v) for name in book.sheets for row in book.get_sheet(name).rows() for cell in row if cell.v
        )


def python_docx(path: str) -> str:
    """Paragraphs and tables of the body."""
    document = _library("docx").Document(path)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def python_pptx(path: str) -> str:
    """Frames, tables and notes of slides."""
    lines: list[str] = []
    for slide in _library("pptx").Presentation(path).slides:
        for shape in slide.shapes:
            lines += [shape.text_frame.text] if shape.has_text_frame else []
            lines += [cell.text for row in shape.table.rows for cell in row.cells] if shape.has_table else []
        lines += [slide.notes_slide.notes_text_frame.text] if slide.has_notes_slide else []
    return "\n".join(lines)


def pypdf(path: str) -> str:
    """Pages; an empty password is tried."""
    return "\n".join(page.extract_text() for page in _library("pypdf").PdfReader(path).pages)


def extract_msg(path: str) -> str:
    """Subject, people, body and names of attachments of an Outlook message."""
    with _library("extract_msg").openMsg(path) as message:
        said = [getattr(message, name, None) for name in ("subject", "sender", "to", "cc", "body")]
        names = [str(getattr(one, "longFilename", "") or "") for one in message.attachments]
        return "\n".join(str(one) for one in [*said, *names] if one)


def kreuzberg(path: str) -> str:
    """Whatever kreuzberg gives."""
    library = _library("kreuzberg")
    config = library.ExtractionConfig(use_cache=False)
    return _read(str(library.extract_file_sync(path, config=config).content))


def markitdown(path: str) -> str:
    """Whatever markitdown gives."""
    return _read(str(_library("markitdown").MarkItDown().convert(path).text_content))


def _read(said: str) -> str:
    """What a person would read of it: some hand markup on as it is, or make Markdown of it."""
    return _stripped(said) if said.lstrip("\ufeff \r\n").startswith("<") else _TARGET.sub("", said)


def dbfread(path: str) -> str:
    """Records of a dBASE table."""
    return "\n".join(
        str(value) for row in _library("dbfread").DBF(path, ignore_missing_memofile=True) for value in row.values()
    )


def email(path: str) -> str:
    """Headers and texts of a message."""
    library, policy = _library("email"), _library("email.policy")
    message = library.message_from_bytes(Path(path).read_bytes(), policy=policy.default)
    return "\n".join(_of_message(message))


def _of_message(message: Any) -> Iterator[str]:
    yield from (str(message[name]) for name in ("subject", "from", "to") if message[name])
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_multipart():
            with contextlib.suppress(LookupError, UnicodeError):
                text = part.get_content()
                yield _stripped(text) if part.get_content_subtype() == "html" else text


def mailbox(path: str) -> str:
    """All messages of an mbox file."""
    library, policy = _library("email"), _library("email.policy")
    box = _library("mailbox").mbox(path, create=False)
    return "\n".join(
        line
        for key in box.iterkeys()
        for line in _of_message(library.message_from_bytes(box.get_bytes(key), policy=policy.default))
    )


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style") and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.lines.append(data)


def _stripped(text: str) -> str:
    stripper = _Stripper()
    stripper.feed(text)
    return "\n".join(stripper.lines)


def markup(path: str) -> str:
    """HTML or XML without its tags, by the standard library's lenient parser."""
    return _stripped(decoded(path))


def decoded(path: str) -> str:
    """Plain text: by its mark, as UTF-8, else as charset-normalizer sees it."""
    data = Path(path).read_bytes()
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(name)
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode()
    return str(_library("charset_normalizer").from_bytes(data).best() or "")


def chardet(path: str) -> str:
    """Plain text as chardet sees it."""
    data = Path(path).read_bytes()
    return data.decode(_library("chardet").detect(data)["encoding"] or "utf-8")


def tags(path: str) -> str:
    """A zip of XML: what stands between tags in every part that holds content."""
    with zipfile.ZipFile(path) as archive:
        chosen = [name for name in archive.namelist() if _CONTENT.search(name)]
        parts = [archive.read(name).decode("utf-8", "replace") for name in chosen]
    return "\n".join(_between(part) for part in parts if part.lstrip("\ufeff \r\n").startswith("<"))  # else enciphered


_CONTENT = re.compile(
    r"(?i)^(word/(document|footnotes|endnotes|comments|header\d*|footer\d*)|xl/(sharedstrings|comments\d*|worksheets/sheet\d+)"
    r"|ppt/(slides|notesslides)/\w+|content|oebps/.*|.*\.x?html?)(\.xml|(?<=html)|(?<=htm))$"
)
_RUN_END = re.compile(
    r"</(?:[\w]+:)?(?:p|h|tc|si|t|is|c|row|TextCode|td|div|li)>|<(?:\w+:)?(?:tab|br|s|line-break)\b[^>]*>"
)


def _between(xml: str) -> str:
    import html

    joined = re.sub(r"</(?:w|a):t>", "", xml)  # a word may go over several runs
    return html.unescape(re.sub(r"<[^>]*>", "", _RUN_END.sub("\n", joined)))


def etree(path: str) -> str:
    """The text of an XML file's elements, by the standard library's strict parser."""
    return "\n".join(_library("xml.etree.ElementTree").parse(path).getroot().itertext())


def ofd(path: str) -> str:
    """What the text objects of pages, templates and annotations say."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if name.endswith(".xml")]
    return "\n".join(_between(code) for part in parts for code in _TEXT_CODE.findall(part))


_TEXT_CODE = re.compile(r"<(?:\w+:)?TextCode\b[^>]*>([^<]*)<")


def flat(path: str) -> str:
    """The body of an office document in one XML file: OpenDocument's, or the cells and comments of a workbook."""
    code = decoded(path)
    body = re.search(r"(?s)<office:body\b.*</office:body>", code)
    pieces = (
        [body[0]]
        if body
        else re.findall(r"(?s)<(?:\w+:)?(?:Data|Comment)\b[^>]*>(.*?)</(?:\w+:)?(?:Data|Comment)>", code)
    )
    return "\n".join(_between(re.sub(r"(?s)<office:binary-data>.*?</office:binary-data>", "", one)) for one in pieces)


def json_strings(path: str) -> str:
    """Every string and number of a JSON file."""
    lines: list[str] = []
    left = [json.loads(decoded(path))]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            lines += [str(key) for key in one]
            left += one.values()
        elif isinstance(one, list):
            left += one
        else:
            lines.append(str(one))
    return "\n".join(lines)


def sqlite(path: str) -> str:
    """Every row of every table."""
    lines: list[str] = []
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
        base.text_factory = lambda data: data.decode("utf-8", "replace")
        for (name,) in base.execute("select name from sqlite_master where type='table'").fetchall():
            quoted = name.replace('"', '""')
            lines += [str(v) for row in base.execute(f'select * from "{quoted}"') for v in row if v]  # noqa: S608  # quoted, and only read
    return "\n".join(lines)


JUDGES: dict[str, Judge] = {
    "openpyxl": openpyxl,
    "xlrd": xlrd,
    "pyxlsb": pyxlsb,
    "python-docx": python_docx,
    "python-pptx": python_pptx,
    "pypdf": pypdf,
    "extract-msg": extract_msg,
    "kreuzberg": kreuzberg,
    "markitdown": markitdown,
    "dbfread": dbfread,
    "email": email,
    "mailbox": mailbox,
    "markup": markup,
    "decoded": decoded,
    "chardet": chardet,
    "tags": tags,
    "etree": etree,
    "flat": flat,
    "ofd": ofd,
    "json": json_strings,
    "sqlite3": sqlite,
}
"""Readers by name; those of the standard library are used in another way than the program's."""


def main() -> None:
    """Answer until standard input ends. Libraries may print what they like: it goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    _bound_memory()
    for line in sys.stdin:
        asked = json.loads(line)
        answers.write(json.dumps(answer(asked["judge"], asked["path"])) + "\n")
        answers.flush()


def answer(judge: str, path: str) -> dict[str, object]:
    """The words a judge finds, or the name of its error; a library that is missing is an error like others."""
    try:
        return {"words": sorted(words(JUDGES[judge](path)))}
    except BaseException as error:  # a judge's failure is one of its answers
        if isinstance(error, KeyboardInterrupt):
            raise
        return {"error": type(error).__name__}


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main()
