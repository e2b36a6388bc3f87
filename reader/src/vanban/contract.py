"""The JSON contract `vanban/1` and back: a plain walk over the types; `from_` is written `from`.

The schema is `data/vanban-1.schema.json`; `schema()` gives it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from vanban import types
from vanban.data.tables import table
from vanban.errors import DamagedFile
from vanban.types import Block, Document

SCHEMA = "vanban/1"
_OPTIONAL = {"row_span": 1, "column_span": 1, "bold": None, "italic": None, "align": None, "label": None, "unsure": ()}


def schema() -> dict[str, Any]:
    """The JSON Schema of `vanban/1`."""
    made: dict[str, Any] = table("vanban-1.schema")
    return made


def to_json(document: Document) -> dict[str, Any]:
    """The reading as plain dicts and lists, in the order of the contract."""
    return {"schema": SCHEMA, **{field.name: _plain(getattr(document, field.name)) for field in fields(document)}}


_NAMES: dict[str, tuple[tuple[str, str], ...]] = {}


def _names(value: Any) -> tuple[tuple[str, str], ...]:
    """For each field of a value: its name, and its name in JSON."""
    kind = type(value).__name__
    if kind not in _NAMES:
        _NAMES[kind] = tuple((field.name, field.name.rstrip("_")) for field in fields(value))
    return _NAMES[kind]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Block):
        shown = ((name, getattr(value, name)) for name, _ in _names(value))
        return {name: _plain(item) for name, item in shown if name not in _OPTIONAL or item != _OPTIONAL[name]}
    return {written: _plain(getattr(value, name)) for name, written in _names(value)}


def from_json(data: dict[str, Any] | str | bytes) -> Document:
    """A reading back from its JSON; fields that this version does not know are left out.

    Raises:
        DamagedFile: Not `vanban/1`, or a field is missing; the message names it.
    """
    try:
        plain = json.loads(data) if isinstance(data, (str, bytes)) else data
    except ValueError as error:
        raise DamagedFile(f"Tệp kết quả đọc không phải JSON hợp lệ ({error}). Hãy tạo lại bằng «vanban read --json».") from error
    if not isinstance(plain, dict) or plain.get("schema") != SCHEMA:
        raise DamagedFile(f"Tệp JSON không theo hợp đồng {SCHEMA}. Hãy tạo lại bằng «vanban read --json».")
    try:
        document: Document = _made(Document, plain)
    except (KeyError, TypeError, AttributeError) as error:
        raise DamagedFile(f"Tệp kết quả đọc thiếu hoặc sai mục {error}. Hãy tạo lại bằng «vanban read --json».") from error
    return document


@cache
def _readers(kind: type) -> tuple[tuple[str, str, bool, Callable[[Any], Any]], ...]:
    """For each field: its name, its name in JSON, whether it may be missing, and what makes its value."""
    hints = get_type_hints(kind, vars(types))
    made = []
    for field in fields(kind):
        optional = field.default is not MISSING
        made.append((field.name, field.name.rstrip("_"), optional, _reader(hints[field.name])))
    return tuple(made)


def _reader(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) in {UnionType} or NoneType in get_args(hint):
        inner = _reader(next(part for part in get_args(hint) if part is not NoneType))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(item(part) for part in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return lambda value: _made(hint, value)
    return lambda value: value


def _made(kind: type, data: dict[str, Any]) -> Any:
    values = {}
    for name, written, optional, reader in _readers(kind):
        if written in data or not optional:
            values[name] = reader(data[written])
    return kind(**values)
