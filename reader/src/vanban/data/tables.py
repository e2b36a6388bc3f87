"""Tables of `data/`, read once when first asked for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> Any:
    """The JSON table of that name."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))


@cache
def doc_types() -> tuple[str, ...]:
    """Names of document types in lower case, longest first, so that a longer name wins."""
    return tuple(sorted(table("types")["types"], key=len, reverse=True))
