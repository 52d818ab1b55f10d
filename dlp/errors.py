"""What can go wrong with the tool itself.

    KedunError
    ├── ConfigError      settings, arguments or a policy folder are wrong
    │   └── RuleError    a rule, or another policy file, is wrong: file and line are known
    ├── StateError       the state folder, the ledger or a key cannot be used
    │   └── SpillError   a count cannot go on, because the disk is full or fails
    └── WorkerError      the processes that inspect for us cannot be started, or die again and again

Trouble with a *document* is never an exception here: it is data, `dlp.model.Unread`.
"""

from __future__ import annotations

from pathlib import Path

from dlp.model import Text


class KedunError(Exception):
    """Wrong input to the tool: what is wrong, where, and what to do about it."""

    def __init__(self, what: Text, *, file: Path | str = "", line: int = 0, fix: Text | None = None) -> None:
        super().__init__(what.en)
        self.what, self.file, self.line, self.fix = what, str(file), line, fix

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        todo = f"\n  → {self.fix.zh}\n    {self.fix.en}" if self.fix else ""
        return f"{where}{self.what.zh}\n  {self.what.en}{todo}"


class ConfigError(KedunError):
    """Settings, arguments or a policy folder are wrong."""


class RuleError(ConfigError):
    """A policy file is wrong; `file` and `line` say where."""


class StateError(KedunError):
    """The state folder, a database or a key in it cannot be used."""


class SpillError(StateError):
    """A count outgrew memory and the disk cannot hold it: there is no number, not a smaller one."""


class WorkerError(KedunError):
    """The processes that inspect for us cannot be started, or die whatever they are given."""
