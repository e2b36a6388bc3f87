"""The official lists of administrative units, before and after 1 July 2025: shipped with source and legal basis, opened as units by code.

Units of a past list have an end. Nothing says which new unit carries on an old one: successions are entered by people.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Refusal
from trienkhai.units import changing, selectors, tree
from trienkhai.units.choices import CodeKind, Kind
from trienkhai.units.models import Placement, Unit, UnitCode
from trienkhai.units.services import sort_text

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

DATA = Path(__file__).parent / "data"
BATCH = 2000
_KINDS = {2: Kind.COMMITTEE, 3: Kind.DISTRICT, 5: Kind.COMMUNE}
"""What a unit is by the length of its code."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of a list: its code, that of the unit above, its name, and what it was called before a day, if it was."""

    code: str
    above: str
    name: str
    earlier: str = ""
    renamed_on: dt.date | None = None

    @property
    def kind(self) -> str:
        """What it is."""
        return _KINDS[len(self.code)].value


@dataclass(frozen=True, slots=True)
class OfficialList:
    """A list that was in force from a day until the day before another."""

    key: str
    title: str
    legal_basis: str
    state: dt.date
    valid_from: dt.date
    valid_to: dt.date | None

    def unit_code(self, code: str) -> str:
        """The code of the unit here: the official one, marked with the list's day when the list is no longer in force."""
        return code if self.valid_to is None else f"{self.key}:{code}"


@dataclass(slots=True)
class Outcome:
    """What bringing a list in does: what opens, how many stand already, and what stands in the way."""

    opened: list[Entry] = field(default_factory=list)
    known: int = 0
    errors: list[str] = field(default_factory=list)


@cache
def lists() -> tuple[OfficialList, ...]:
    """The shipped lists, oldest first."""
    return tuple(
        OfficialList(
            row["key"],
            row["title"],
            row["legal_basis"],
            _day(row["state"]),
            _day(row["valid_from"]),
            row["valid_to"] and _day(row["valid_to"]),
        )
        for row in _described()
    )


def list_on(day: dt.date) -> OfficialList:
    """The list that was in force on a day. Raises Refusal when none of the shipped ones was."""
    found = next((one for one in lists() if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)), None)
    if found is None:
        first = lists()[0]
        raise Refusal(
            _("Chưa có danh mục của ngày %(day)s.") % {"day": text.date(day)},
            _("Danh mục sớm nhất đi kèm là của ngày %(day)s.") % {"day": text.date(first.valid_from)},
        )
    return found


def entries(chosen: OfficialList, province: str = "") -> list[Entry]:
    """The units of a list, those above first; of one province when its code is given. Raises Refusal for an unknown code."""
    found = _read(chosen.key)
    if not province:
        return list(found)
    inside = {province}
    out = []
    for entry in found:
        if entry.code in inside or entry.above in inside:
            inside.add(entry.code)
            out.append(entry)
    if not out or len(province) != len(out[0].code) or out[0].above:
        raise Refusal(_("Danh mục không có tỉnh mã %(code)s.") % {"code": province}, _("Mã tỉnh gồm hai chữ số, ví dụ 31."))
    return out


def provinces(chosen: OfficialList) -> list[Entry]:
    """The provinces of a list, in Vietnamese order."""
    return sorted((entry for entry in _read(chosen.key) if not entry.above), key=lambda entry: text.sort_key(entry.name.partition(" ")[2]))


def preview(chosen: OfficialList, *, province: str = "", under_id: int | None = None) -> Outcome:
    """What bringing the list in would do. `under_id` is the unit that stands for the province here. Raises Refusal."""
    wanted = entries(chosen, province)
    if under_id is not None:
        _ground(chosen, under_id)
        wanted = [replace(entry, above="" if entry.above == province else entry.above) for entry in wanted if entry.code != province]
    codes = {chosen.unit_code(entry.code): entry for entry in wanted}
    holders = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    official = set(UnitCode.objects.filter(kind=CodeKind.ADMINISTRATIVE, unit__code__in=codes).values_list("unit__code", flat=True))
    out = Outcome(known=len(official))
    for code in sorted(holders.keys() - official):
        out.errors.append(_("mã %(code)s đang là của một đơn vị khác trong hệ thống") % {"code": code})
    out.opened = [entry for code, entry in codes.items() if code not in holders]
    return out


@transaction.atomic
def bring_in(*, actor: Person | None, chosen: OfficialList, province: str = "", under_id: int | None = None) -> Outcome:
    """Open what the preview says. Raises Refusal as above, and when codes are in the way. `actor`'s right is the caller's to ask."""
    if under_id is not None:
        changing.hold_bodies([under_id])
    found = preview(chosen, province=province, under_id=under_id)
    if found.errors:
        raise Refusal(
            _("Có %(n)s mã đã dùng cho đơn vị khác.") % {"n": text.number(len(found.errors))},
            _("Hãy đổi mã của các đơn vị đó rồi nhập lại."),
        )
    made = Unit.objects.bulk_create([Unit(code=chosen.unit_code(e.code), created_at=clock.now()) for e in found.opened], batch_size=BATCH)
    ids = {entry.code: unit.pk for entry, unit in zip(found.opened, made, strict=True)}
    UnitCode.objects.bulk_create(
        [UnitCode(unit_id=ids[e.code], kind=CodeKind.ADMINISTRATIVE, value=e.code) for e in found.opened], batch_size=BATCH
    )
    ground = _ground(chosen, under_id) if under_id is not None else None
    standing = _standing(chosen, {entry.above for entry in found.opened} - ids.keys() - {""})
    Placement.objects.bulk_create(_placements(chosen, found.opened, ids, ground, standing), batch_size=BATCH)
    if made or under_id is not None:
        about = under_id if under_id is not None else made[0].pk
        journal.record(actor, "units.structure.imported", Unit(pk=about), about, opened=len(made), list=chosen.key)
    return found


def _ground(chosen: OfficialList, under_id: int) -> Placement:
    """The placement that the list's units stand under: today's, or that of the list's last day."""
    day = None if chosen.valid_to is None else chosen.valid_to - dt.timedelta(days=1)
    row = selectors.on_day(day).filter(unit_id=under_id).first()
    if row is None:
        raise Refusal(
            _("Đơn vị của bạn chưa có vào ngày %(day)s.") % {"day": text.date(day or clock.today())},
            _("Danh mục cũ chỉ đưa được vào đơn vị đã có trước ngày đó."),
        )
    return row


def _standing(chosen: OfficialList, codes: set[str]) -> dict[str, Placement]:
    """The placements of units above that an earlier run opened."""
    here = {chosen.unit_code(code): code for code in codes}
    rows = Placement.objects.filter(unit__code__in=here, valid_to=chosen.valid_to).select_related("unit")
    return {here[row.unit.code]: row for row in rows}


def _placements(
    chosen: OfficialList, opened: list[Entry], ids: dict[str, int], ground: Placement | None, standing: dict[str, Placement]
) -> list[Placement]:
    """Unsaved placements, those above first."""
    latest: dict[str, Placement | None] = {"": ground, **standing}
    out = []
    for entry in opened:
        above = latest[entry.above]
        since = max(chosen.valid_from, above.valid_from) if above else chosen.valid_from
        path, depth = tree.path_of(above.path if above else "", ids[entry.code]), above.depth + 1 if above else 0
        spans = [(entry.name, since, chosen.valid_to)]
        if entry.renamed_on and since < entry.renamed_on:
            spans = [(entry.earlier, since, entry.renamed_on), (entry.name, entry.renamed_on, chosen.valid_to)]
        rows = [
            Placement(
                unit_id=ids[entry.code],
                parent_id=above.unit_id if above else None,
                name=name,
                kind=entry.kind,
                path=path,
                depth=depth,
                name_fold=text.fold(name),
                sort_key=sort_text(name),
                valid_from=begins,
                valid_to=ends,
            )
            for name, begins, ends in spans
        ]
        latest[entry.code] = rows[0]
        out += rows
    return out


@cache
def _read(key: str) -> tuple[Entry, ...]:
    said = next(row for row in _described() if row["key"] == key)["earlier_names"]
    words = gzip.decompress((DATA / f"{key}.csv.gz").read_bytes()).decode()
    out = []
    for row in csv.DictReader(io.StringIO(words)):
        earlier = said.get(row["code"])
        past = (earlier["name"], _day(earlier["until"])) if earlier else ("", None)
        out.append(Entry(row["code"], row["above"], row["name"], *past))
    return tuple(out)


@cache
def _described() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / "lists.json").read_text(encoding="utf-8"))
    return found


def _day(words: object) -> dt.date:
    return dt.date.fromisoformat(str(words))
