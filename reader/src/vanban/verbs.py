"""Verbs that are compositions of others."""

from __future__ import annotations

from pathlib import Path

from vanban.reading import read
from vanban.types import Finding


def check(source: str | Path | bytes, *, name: str | None = None) -> tuple[Finding, ...]:
    """The findings of a document; see `read` for arguments and errors."""
    return read(source, name=name).findings
