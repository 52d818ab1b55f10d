"""Paths as a policy writes them: gitignore patterns, without regard to case, at any depth.

A pattern that begins with / begins at the root; any other may stand anywhere in a path.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

import pathspec

Patterns = pathspec.PathSpec[pathspec.Pattern]


def compiled(patterns: Iterable[str]) -> Patterns:
    """Patterns ready for use."""
    return pathspec.PathSpec.from_lines("gitignore", map(_anywhere, patterns))


def matches(patterns: Patterns, path: str) -> bool:
    """Whether an absolute path is one of those meant."""
    return patterns.match_file(PurePath(path).as_posix().lower().lstrip("/"))


def _anywhere(pattern: str) -> str:
    """A pattern that does not begin at the root may stand anywhere, also where it has several steps."""
    return pattern.lower() if pattern.startswith(("/", "**/")) else f"**/{pattern.lower()}"
