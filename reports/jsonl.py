"""One JSON object a line: incidents, documents not fully inspected, and the summary last."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, TextIO

from dlp.model import Document, Incident, Sighting, Summary
from dlp.record import incident_data, shown_path, unread_data
from dlp.stores import Sum
from reports.writer import About


class JsonlWriter:
    """Writes each line at once, so that a reader at the other end of a pipe sees it."""

    def __init__(self, out: TextIO, about: About) -> None:
        del about
        self._out = out

    def incident(self, incident: Incident) -> None:
        """A line for an incident."""
        self._line(incident_data(incident))

    def unread(self, sighting: Sighting, document: Document) -> None:
        """A line for a document that was not fully inspected."""
        self._line(document_line(sighting.path, document))

    def volume(self, sighting: Sighting, document: Document) -> None:
        """A line for a volume of a split archive."""
        self._line({**document_line(sighting.path, document), "volume_of": shown_path(document.volume_of)})

    def store(self, found: Sum) -> None:
        """A line for an application's store."""
        store, reasons = found.store, {reason.value: count for reason, count in sorted(found.reasons.items())}
        about = {"store": store.id, "name": str(store.name), "path": shown_path(store.folder)}
        self._line({**about, "files": found.files, "bytes": found.bytes, "unread": reasons})

    def finish(self, summary: Summary | None) -> None:
        """The last line."""
        if summary:
            self._line({"summary": {**asdict(summary), "seconds": round(summary.seconds, 3)}})

    def _line(self, data: dict[str, Any]) -> None:
        self._out.write(json.dumps(data, ensure_ascii=False) + "\n")
        self._out.flush()


def document_line(path: str, document: Document) -> dict[str, Any]:
    """How far a document was inspected, and what was not."""
    return {"file": shown_path(path), "status": document.status.value, "unread": unread_data(document.unread)}
