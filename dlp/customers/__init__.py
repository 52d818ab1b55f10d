"""The company's own customers: an index that knows, offline, whether a record in a document is one of theirs.

    list (CSV, XLSX, …) ─ `intake` → numbers of its cells ─ `register` → rows ─ `pairs` → index ─ `index` → look up

Only keyed numbers are kept (BLAKE2b with the index's own key, `dlp.fingerprint`), never a value. The
*register* holds a number for each cell, so that rows can be added and removed; it stays where it was
made. The *index* holds pairs of columns only, cut short, and is what inspections and workstations
use: a mobile number alone is not in it, so the key does not help to try them all (docs/customers.md
says how far that goes). A second index of the same make holds the staff.
"""

from __future__ import annotations

from dlp.customers.index import Index
from dlp.customers.lists import Lists

__all__ = ["Index", "Lists"]
