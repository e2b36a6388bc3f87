"""An official document before it has a form: what stands in it, nothing of how it looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A labelled heading: `level` 1 is "I.", 2 is "1.", 3 is "a)"."""

    level: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a repeated heading row.

    `widths` are in millimetres, `numeric` names right-aligned columns, `summed` prints the last row in bold.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numeric: tuple[int, ...] = ()
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a paragraph of its own, in millimetres; `alt` says in words what it shows. `media` is "png", "jpeg" or "emf"."""

    data: bytes
    media: str
    width: float
    height: float
    alt: str


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex behind the signature: pages of its own, numbered from 1. `label` is "Phụ lục", or "Phụ lục I" where there are several."""

    label: str
    title: str
    body: tuple[Heading | Paragraph | Table | Picture, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who signs: `authority` is "TM. …" or "KT. GIÁM ĐỐC" or None."""

    authority: str | None
    role: str
    name: str | None


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A whole document with a type name ("báo cáo", "kế hoạch"). A missing number or date stays blank for the records clerk.

    `year_month` is printed while the day is not known; None leaves month and year blank too.
    The last paragraph of the body ends with "./." (the writer adds it when missing). `party` sets the head and the signature as party
    bodies do, which was not checked against their guideline of 2026.
    """

    parent_issuer: str | None
    issuer: str
    number: str | None
    symbol: str
    place: str | None
    date: dt.date | None
    year_month: tuple[int, int] | None
    type: str
    title: str
    body: tuple[Heading | Paragraph | Table | Picture, ...]
    recipients: tuple[str, ...]
    signer: SignatureBlock
    cosigners: tuple[SignatureBlock, ...] = ()
    annexes: tuple[Annex, ...] = ()
    font: str = "Times New Roman"
    party: bool = False
