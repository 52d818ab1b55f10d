"""The makers of samples/, which write workbooks, documents and messages the same way every time.

They are no installed package. Their byte code is not written, because a scan of samples/ would
meet it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "samples"))
_before, sys.dont_write_bytecode = sys.dont_write_bytecode, True

from makers.mail import Attachment, Mail, message  # noqa: E402
from makers.office import Cell, csv, docx, pdf, xlsx  # noqa: E402
from makers.package import archive  # noqa: E402

sys.dont_write_bytecode = _before

__all__ = ["Attachment", "Cell", "Mail", "archive", "csv", "docx", "message", "pdf", "xlsx"]
