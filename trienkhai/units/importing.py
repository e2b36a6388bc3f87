"""Bringing a structure in from a table: first what would change, then, as a whole, the change. Nothing half done.

Columns: mã, tên, loại, mã cấp trên, nhãn (labels, parted by commas), mã định danh (agency code, either form).
A row of a known code changes that unit; other units stay.
"""

from __future__ import annotations

import base64
import datetime as dt
import zlib
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Refusal
from trienkhai.units import agency, changing, codes, selectors, spelling, tables, tree
from trienkhai.units.choices import Kind
from trienkhai.units.models import Placement, Unit, UnitTag
from trienkhai.units.services import sort_text

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

HEADERS = ("mã", "tên", "loại", "mã cấp trên", "nhãn", "mã định danh")
MAX_ROWS = 60_000
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    line: int
    code: str
    name: str
    kind: str
    above: str
    tags: tuple[str, ...]
    agency: str = ""


@dataclass(slots=True)
class Preview:
    """What the table would do: rows to open, to rename or change in kind, to move, to label; and what is wrong, line by line.

    `coded` holds the agency codes to give, by the unit's own code.
    """

    opened: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, str]] = field(default_factory=list)
    labelled: list[tuple[Row, str]] = field(default_factory=list)
    coded: dict[str, str] = field(default_factory=dict)
    same: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not (self.opened or self.changed or self.labelled or self.coded)


def read_table(name: str, data: bytes) -> list[Row]:
    """The rows of a .csv (UTF-8, UTF-16, Windows-1258; comma, semicolon or tab) or the first sheet of an .xlsx. Raises Refusal."""
    lines = tables.read(name, data, is_head=lambda head: not _missing(head))
    if len(lines) > MAX_ROWS:
        raise Refusal(_("Bảng có quá %(n)s dòng.") % {"n": text.number(MAX_ROWS)}, _("Hãy chia bảng thành nhiều tệp."))
    return _rows(lines)


def pack(data: bytes) -> str:
    """A table as words for a form field, to come back with the confirmation; large ones stay below what a form may carry."""
    return base64.b64encode(zlib.compress(data)).decode()


def unpack(words: str) -> bytes:
    """The same table. Raises Refusal for anything else."""
    whole = zlib.decompressobj()
    try:
        data = whole.decompress(base64.b64decode(words, validate=True), tables.MAX_BYTES + 1)
    except (ValueError, zlib.error):
        data = b""
    if not (data and whole.eof):
        raise Refusal(_("Chưa có bảng nào."), _("Hãy chọn lại tệp."))
    return data


def _missing(head: list[str]) -> list[str]:
    """The columns that a first row lacks."""
    known = {text.phrase_key(cell) for cell in head}
    return [name for name in HEADERS[:4] if name not in known]


def _rows(lines: list[list[str]]) -> list[Row]:
    head = [text.phrase_key(cell) for cell in lines[0]] if lines else []
    missing = _missing(head)
    if missing:
        raise Refusal(
            _("Bảng thiếu cột: %(names)s.") % {"names": ", ".join(missing)},
            _("Dòng đầu phải có các cột: mã, tên, loại, mã cấp trên; thêm nhãn, mã định danh nếu có."),
        )
    at = {name: head.index(name) for name in HEADERS if name in head}

    def cell(row: list[str], name: str) -> str:
        place = at.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    return [
        Row(
            n,
            cell(row, "mã"),
            " ".join(cell(row, "tên").split()),
            cell(row, "loại"),
            cell(row, "mã cấp trên"),
            _tags(cell(row, "nhãn")),
            cell(row, "mã định danh"),
        )
        for n, row in enumerate(lines[1:], start=2)
        if any(value.strip() for value in row)
    ]


def _tags(words: str) -> tuple[str, ...]:
    return tuple(sorted({part.strip()[:60] for part in words.split(",") if part.strip()}))


def kind_of(words: str) -> str | None:
    """A kind by its value or its name in Vietnamese or the reader's language, without case or diacritics."""
    wanted = text.fold(words)
    return _kinds("vi").get(wanted) or _kinds(get_language() or "vi").get(wanted)


@cache
def _kinds(language: str) -> dict[str, str]:
    with override(language):
        return {name: kind.value for kind in Kind for name in (kind.value, text.fold(str(kind.label)))}


def preview(rows: Iterable[Row], *, root: selectors.UnitAt) -> Preview:
    """What the rows would do under `root`. Five queries."""
    out, table = Preview(), list(rows)
    low, high = tree.subtree(root.path)
    known = {p.unit.code: p for p in selectors.on_day().filter(path__gte=low, path__lt=high)}
    elsewhere = set(Unit.objects.values_list("code", flat=True)) - known.keys()
    reach = known.keys() | {row.code for row in table}
    tags = _tags_of(known)
    code_of = {p.unit_id: code for code, p in known.items()}
    seen: dict[str, int] = {}
    for row in table:
        problem = _problem(row, seen, reach, elsewhere, root)
        seen.setdefault(row.code, row.line)
        if problem:
            out.errors.append((row.line, problem))
        elif row.code not in known:
            out.opened.append(row)
        else:
            _compare(out, row, _changes(row, known[row.code], code_of), tags)
    _agency_codes(out, table, known)
    out.errors += _loops(table, {code: code_of.get(p.parent_id or 0, "") for code, p in known.items()})
    out.errors.sort()
    return out


def _compare(out: Preview, row: Row, changes: str, tags: dict[str, set[str]]) -> None:
    if changes:
        out.changed.append((row, changes))
    missing = [tag for tag in row.tags if tag not in tags.get(row.code, ())]
    if missing:
        out.labelled.append((row, _("thêm nhãn %(tags)s") % {"tags": ", ".join(missing)}))
    out.same += not (changes or missing)


def _agency_codes(out: Preview, table: list[Row], known: dict[str, Placement]) -> None:
    """Agency codes that the table gives: well-formed, once, and nobody else's."""
    given: dict[str, Row] = {}
    for row in table:
        if not row.agency:
            continue
        try:
            value = agency.present(row.agency)
        except Refusal as refusal:
            out.errors.append((row.line, f"{refusal.reason} {refusal.hint}"))
            continue
        if value in given:
            out.errors.append((row.line, _("mã định danh %(code)s có hai lần trong bảng") % {"code": value}))
        given.setdefault(value, row)
    held = codes.holders(given)
    ids = {p.unit_id: code for code, p in known.items()}
    moving = {row.code for row in given.values()}
    for value, row in given.items():
        holder = held.get(value)
        if holder is None or ids.get(holder) != row.code:
            out.coded[row.code] = value
        if holder is not None and ids.get(holder) not in moving:
            out.errors.append((row.line, _("mã định danh %(code)s đang là của đơn vị khác") % {"code": value}))


def _tags_of(known: dict[str, Placement]) -> dict[str, set[str]]:
    """The tags of the known units by code. One query."""
    tags: dict[str, set[str]] = {}
    for code, name in UnitTag.objects.values_list("unit__code", "name"):
        if code in known:
            tags.setdefault(code, set()).add(name)
    return tags


def _problem(row: Row, seen: dict[str, int], reach: Container[str], elsewhere: set[str], root: selectors.UnitAt) -> str:
    if not row.code or not row.name:
        return _("thiếu mã hoặc tên")
    if len(row.code) > 40 or len(row.name) > 250:
        return _("mã quá 40 hoặc tên quá 250 chữ")
    if row.code in seen:
        return _("mã %(code)s có hai lần trong bảng, lần đầu ở dòng %(n)s") % {"code": row.code, "n": text.number(seen[row.code])}
    if row.code in elsewhere:
        return _("mã %(code)s là của đơn vị ngoài phạm vi bạn quản trị") % {"code": row.code}
    if kind_of(row.kind) is None:
        return _("không biết loại «%(kind)s»; dùng: %(kinds)s") % {"kind": row.kind, "kinds": ", ".join(str(k.label) for k in Kind)}
    return "" if row.code == root.code else _above_problem(row, reach)


def _above_problem(row: Row, reach: Container[str]) -> str:
    if not row.above:
        return _("thiếu mã cấp trên")
    return "" if row.above in reach else _("không có đơn vị cấp trên mang mã %(code)s") % {"code": row.above}


def _changes(row: Row, now: Placement, code_of: dict[int, str]) -> str:
    parts = []
    if not spelling.same(row.name, now.name):
        parts.append(_("đổi tên từ «%(name)s»") % {"name": now.name})
    if kind_of(row.kind) != now.kind:
        parts.append(_("đổi loại"))
    if row.above and now.parent_id and row.above != code_of.get(now.parent_id):
        parts.append(_("chuyển về %(code)s") % {"code": row.above})
    return "; ".join(parts)


def _loops(table: list[Row], above: dict[str, str]) -> list[tuple[int, str]]:
    above = above | {row.code: row.above for row in table}
    found = []
    for row in table:
        walk, seen = row.above, {row.code}
        while walk and walk not in seen:
            seen.add(walk)
            walk = above.get(walk, "")
        if row.code and walk == row.code:
            found.append((row.line, _("cấp trên vòng lại chính đơn vị này")))
    return found


@transaction.atomic
def apply(*, actor: Person | None, root_id: int, rows: list[Row], on: dt.date | None = None) -> Preview:
    """Do what the preview says, as one change dated `on`. Raises Refusal when any row is wrong. `actor`'s right is the caller's to ask."""
    changing.hold_bodies([root_id])  # two administrators at once take turns
    root = selectors.get_unit(unit_id=root_id)
    found = preview(rows, root=root)
    if found.errors:
        raise Refusal(
            _("Bảng còn %(n)s dòng sai.") % {"n": len(found.errors)}, _("Hãy sửa các dòng được nêu rồi nhập lại; chưa có gì thay đổi.")
        )
    day = on or clock.today()
    known = {p.unit.code: p for p in selectors.on_day().filter(path__gte=root.path, path__lt=tree.subtree(root.path)[1])}
    made = Unit.objects.bulk_create([Unit(code=row.code, created_at=clock.now()) for row in found.opened], batch_size=BATCH)
    ids = {code: p.unit_id for code, p in known.items()} | {unit.code: unit.pk for unit in made}
    _place(found, known, ids, day)
    _label(rows, ids)
    codes.give_agency_codes({ids[code]: value for code, value in found.coded.items()})
    journal.record(actor, "units.structure.imported", Unit(pk=root_id), root_id, opened=len(found.opened), changed=len(found.changed))
    return found


def _place(found: Preview, known: dict[str, Placement], ids: dict[str, int], day: dt.date) -> None:
    """New placements for opened, changed and moved units, and for everything under a moved one."""
    touched = {row.code: row for row, _words in found.changed} | {row.code: row for row in found.opened}
    code_of = {unit_id: code for code, unit_id in ids.items()}
    above = {code: code_of.get(p.parent_id or 0, "") for code, p in known.items()} | {c: r.above for c, r in touched.items() if r.above}
    paths: dict[str, str] = {}

    def path(code: str) -> str:
        if code not in paths:
            parent = above.get(code, "")
            outside = known[code].path[: -tree.WIDTH] if not parent and code in known else ""
            paths[code] = tree.path_of(path(parent) if parent else outside, ids[code])
        return paths[code]

    stale = [p for code, p in known.items() if code in touched or path(code) != p.path]
    fresh_codes = [p.unit.code for p in stale] + [row.code for row in found.opened]
    fresh = [_placement(ids[c], ids.get(above.get(c, "")), path(c), touched.get(c), known.get(c), day) for c in fresh_codes]
    same_day = [p.pk for p in stale if p.valid_from >= day]
    closing = [p.pk for p in stale if p.valid_from < day]
    for at in range(0, len(closing), BATCH):
        Placement.objects.filter(pk__in=closing[at : at + BATCH]).update(valid_to=day)
    for at in range(0, len(same_day), BATCH):
        Placement.objects.filter(pk__in=same_day[at : at + BATCH]).delete()
    Placement.objects.bulk_create(fresh, batch_size=BATCH)


def _placement(unit_id: int, parent_id: int | None, path: str, row: Row | None, now: Placement | None, day: dt.date) -> Placement:
    """The unsaved placement of a unit from `day` on: what the row says, else what it was."""
    name = row.name if row else (now.name if now else "")
    kind = kind_of(row.kind) if row else (now.kind if now else "")
    return Placement(
        unit_id=unit_id,
        parent_id=parent_id or (now.parent_id if now else None),
        name=name,
        short_name=now.short_name if now else "",
        kind=kind or "",
        path=path,
        depth=len(path) // tree.WIDTH - 1,
        name_fold=text.fold(name),
        sort_key=sort_text(name),
        valid_from=max(day, now.valid_from) if now else day,
    )


def _label(rows: list[Row], ids: dict[str, int]) -> None:
    wanted = {(ids[row.code], tag) for row in rows for tag in row.tags}
    UnitTag.objects.bulk_create([UnitTag(unit_id=u, name=t) for u, t in sorted(wanted)], batch_size=BATCH, ignore_conflicts=True)
