"""An official document as plain data and back: a draft that another room wrote is kept as it was handed over, by its hash."""

from __future__ import annotations

import base64
import dataclasses
import json
from typing import Any

from vanban.writing.model import Annex, Heading, OfficialDocument, Paragraph, Picture, SignatureBlock, Table

MEDIA_TYPE = "application/vnd.trienkhai.official+json"
_PARTS = {"heading": Heading, "paragraph": Paragraph, "table": Table, "picture": Picture}
_NAMES = {kind: name for name, kind in _PARTS.items()}
Part = Heading | Paragraph | Table | Picture


def dump(document: OfficialDocument) -> bytes:
    """The bytes of a draft; number and day are not in it."""
    fields = {
        "type": document.type,
        "title": document.title,
        "year_month": document.year_month,
        "body": [_part(part) for part in document.body],
        "annexes": [
            {"label": one.label, "title": one.title, "landscape": one.landscape, "body": [_part(part) for part in one.body]}
            for one in document.annexes
        ],
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()


def _part(part: Part) -> dict[str, Any]:
    said: dict[str, Any] = {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
    if isinstance(part, Picture):
        said["data"] = base64.b64encode(part.data).decode()
    return {"is": _NAMES[type(part)]} | said


def load(data: bytes) -> OfficialDocument:
    """The document without its letterhead."""
    said = json.loads(data)
    month = said["year_month"]
    return OfficialDocument(
        parent_issuer=None,
        issuer="",
        number=None,
        symbol="",
        place=None,
        date=None,
        year_month=(month[0], month[1]) if month else None,
        type=said["type"],
        title=said["title"],
        body=_body(said["body"]),
        recipients=(),
        signer=SignatureBlock(None, "", None),
        annexes=tuple(Annex(one["label"], one["title"], _body(one["body"]), one["landscape"]) for one in said["annexes"]),
    )


def _body(parts: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(_made(part) for part in parts)


def _made(said: dict[str, Any]) -> Part:
    kind, values = _PARTS[said["is"]], {name: value for name, value in said.items() if name != "is"}
    if kind is Picture:
        values["data"] = base64.b64decode(values["data"])
    if kind is Table:
        values |= {name: tuple(values[name]) for name in ("header", "widths", "numeric")}
        values["rows"] = tuple(tuple(row) for row in values["rows"])
    made: Part = kind(**values)
    return made
