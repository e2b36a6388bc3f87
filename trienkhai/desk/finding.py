"""The page of search: what a person asked, what was found of each kind, with the words in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trienkhai.core import searching
from trienkhai.core.asked import day, whole
from trienkhai.core.lists import Cell, Sheet
from trienkhai.core.text import fold
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import SearchEntry
    from trienkhai.units.selectors import Found

KINDS: dict[str, tuple[str, Promise]] = {
    "van-ban": ("documents.document", _("Văn bản")),
    "ke-hoach": ("plans.plan", _("Kế hoạch")),
    "nhiem-vu": ("plans.task", _("Nhiệm vụ")),
    "viec": ("plans.obligation", _("Kết quả các đơn vị báo")),
    "vuong-mac": ("plans.difficulty", _("Vướng mắc")),
    "chi-tieu": ("plans.indicator", _("Chỉ tiêu")),
    "bieu-mau": ("registers.form", _("Biểu mẫu")),
    "so": ("registers.registerentry", _("Sổ theo dõi")),
    "bao-cao": ("reporting.report", _("Báo cáo tổng hợp")),
    "bao-cao-don-vi": ("reporting.submission", _("Báo cáo của đơn vị")),
    "van-ban-di": ("records.outgoingdocument", _("Văn bản đi")),
    "van-ban-den": ("records.incomingdocument", _("Sổ văn bản đến")),
    "nguoi": ("accounts.person", _("Người")),
}
UNITS = "don-vi"
MOST = 100
FIRST_UNITS = 5
AROUND = 90


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: where it stands, its title and a piece of its text, each in parts that say whether they were asked for."""

    kind: str
    label: Promise
    address: str
    title: list[tuple[str, bool]]
    piece: list[tuple[str, bool]]
    place: str
    on: dt.date | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was found. `is_cut` says that there is more than a page shows."""

    words: str
    kind: str
    units: list[Found]
    hits: list[Hit]
    is_cut: bool
    branch: str = ""
    branch_id: int | None = None


def found_page(
    *, viewer: Person, words: str, kind: str = "", branch_id: int | None = None, since: dt.date | None = None, until: dt.date | None = None
) -> FoundPage:
    """What this person may see of what was asked. Six queries at most."""
    branch = units.units_by_ids([branch_id]).get(branch_id) if branch_id else None
    wanted = (KINDS[kind][0],) if kind in KINDS else ()
    asked = searching.Asked(words, wanted, branch.path if branch else "", since, until)
    rows = [] if kind == UNITS else searching.find(viewer, asked, MOST)
    limit = MOST if kind == UNITS else FIRST_UNITS
    also = units.found_units(words=words, limit=limit) if words.strip() and kind in {"", UNITS} else []
    names = units.units_by_ids({_unit_id(row) for row in rows})
    hits = [_hit(row, words, names[_unit_id(row)].name if _unit_id(row) in names else "") for row in rows]
    return FoundPage(words, kind, also, hits, len(rows) >= MOST, branch.name if branch else "", branch.id if branch else None)


def search_sheet(viewer: Person, _numbers: Sequence[int], asked: Mapping[str, str]) -> Sheet:
    """What was found as a list to take away."""
    days = {"since": day(asked["tu"]), "until": day(asked["den"])}
    found = found_page(viewer=viewer, words=asked["q"], kind=asked["loai"], branch_id=whole(asked["don-vi"]), **days)
    rows: list[list[Cell]] = [[str(_("Đơn vị")), one.unit.name, one.above, None, ""] for one in found.units]
    rows += [[str(hit.label), _plain_words(hit.title), hit.place, hit.on, _plain_words(hit.piece)] for hit in found.hits]
    heads = [str(words) for words in (_("Loại"), _("Tên"), _("Đơn vị"), _("Ngày"), _("Trích đoạn"))]
    return Sheet("ket-qua-tim", str(_("Kết quả tìm")), heads, rows)


def _plain_words(parts: list[tuple[str, bool]]) -> str:
    return "".join(words for words, _asked in parts)


def _unit_id(row: SearchEntry) -> int:
    return int(row.path[-searching.SEGMENT :], 16)


def _hit(row: SearchEntry, words: str, place: str) -> Hit:
    key, label = next((key, label) for key, (name, label) in KINDS.items() if name == row.kind)
    wanted = _pattern(words)
    return Hit(key, label, searching.address(row), _marked(row.title, wanted), _piece(row.text, wanted), place, row.on)


def _pattern(words: str) -> re.Pattern[str]:
    """The words beside each other if they stand so, else any of them."""
    *whole, last = [re.escape(word) for word in searching.words_of(words)] or ["(?!)"]
    any_of = [r"[\W_]+".join([*whole, last]), *(word + r"\b" for word in whole), last]
    return re.compile(rf"\b(?:{'|'.join(any_of)})")


def _plain(text: str) -> str:
    """Folded letter by letter, so that places stay where they are."""
    return "".join((fold(letter) or " ")[:1] for letter in text)


def _marked(text: str, wanted: re.Pattern[str]) -> list[tuple[str, bool]]:
    out, last = [], 0
    for found in wanted.finditer(_plain(text)):
        out += [(text[last : found.start()], False), (text[found.start() : found.end()], True)]
        last = found.end()
    return [part for part in [*out, (text[last:], False)] if part[0]]


def _piece(text: str, wanted: re.Pattern[str]) -> list[tuple[str, bool]]:
    """Some words around the best place: where the most of what was asked stands together."""
    found = max(wanted.finditer(_plain(text)), key=lambda one: (one.end() - one.start(), -one.start()), default=None)
    at = found.start() if found else 0
    start = text.rfind(" ", 0, max(0, at - AROUND)) + 1 if at > AROUND else 0
    end = at + 2 * AROUND
    end = end if end >= len(text) else (text.rfind(" ", at, end) if " " in text[at:end] else end)
    parts = _marked(" ".join(text[start:end].split()), wanted)
    return [*([("… ", False)] if start else []), *parts, *([(" …", False)] if end < len(text) else [])]
