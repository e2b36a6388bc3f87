"""The JSON contract `vanban/1`: a plain walk over the types; `from_` is written `from`, spans of mentions as start and end alone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from vanban.types import Document

SCHEMA = "vanban/1"
_OPTIONAL = {"row_span": 1, "column_span": 1, "bold": None, "italic": None, "align": None, "label": None}


def to_json(document: Document) -> dict[str, Any]:
    """The reading as plain dicts and lists, in the order of the contract."""
    return {"schema": SCHEMA, **{field.name: _plain(getattr(document, field.name)) for field in fields(document)}}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _object(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _object(value: Any) -> dict[str, Any]:
    is_block = type(value).__name__ == "Block"
    out = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if is_block and field.name in _OPTIONAL and item == _OPTIONAL[field.name]:
            continue
        out[field.name.rstrip("_")] = _plain(item)
    return out
