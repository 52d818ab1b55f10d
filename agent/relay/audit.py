"""What the relay did with which message: one line of JSON each, on disk before the answer is given.

No line holds anything of a message but its envelope: not a subject, not a value.
"""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

FILE = "audit.jsonl"


class Audit:
    """Appends to the audit of a relay's folder. May be used from several threads. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self._file, self._lock = folder / FILE, threading.Lock()

    def note(self, what: str, identity: str, **more: object) -> None:
        """Put a line on record."""
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "what": what, "id": identity, **more}
        data = (json.dumps(line, ensure_ascii=True) + "\n").encode()
        with self._lock:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
