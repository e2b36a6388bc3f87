"""What holds for every test: no network clock, files in a place of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    """Stored files of a test go away with it."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def at(settings: Any) -> Any:
    """Set the clock: `at("2026-11-24T09:00")`."""

    def turn(moment: str) -> None:
        settings.CLOCK = moment

    turn("2026-11-24T09:00")
    return turn
