"""What a form asks, as schemas of the API."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema

Key = Annotated[str, Field(pattern=r"^[a-z]\d{1,3}$")]


class ColumnShape(Schema):
    """A typed column. Numbers are decimal strings."""

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=120)]
    kind: Literal["text", "number", "money", "date", "list", "yesno", "unit"] = "text"
    required: bool = False
    measure: Annotated[str, Field(max_length=40)] = ""
    minimum: str | None = None
    maximum: str | None = None
    choices: list[str] = []
    total: bool = False
    jump: str | None = None
    sum_of: list[Key] = []


class LineShape(Schema):
    """A fixed line; `sum_of` are lines that it adds up."""

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=250)]
    sum_of: list[Key] = []


class SheetShape(Schema):
    """A table. Without lines the unit adds its own."""

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=120)]
    head: Annotated[str, Field(max_length=120)] = ""
    columns: list[ColumnShape] = []
    lines: list[LineShape] = []


class RuleShape(Schema):
    """A figure compared with the sum of others: "sheet.column.line"; no line is the total, "*" each line."""

    left: str
    sign: Literal["eq", "le", "ge"]
    right: list[str]


class ShapeIn(Schema):
    """What a form asks."""

    sheets: list[SheetShape]
    rules: list[RuleShape] = []
