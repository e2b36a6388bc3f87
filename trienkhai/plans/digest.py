"""The one letter a person gets on a day: what their units owe, most urgent first, and which units below are long overdue. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.plans.choices import ReminderKind

SHOWN = 20
"""Lines of one group; the rest is counted."""
URGENCY = (ReminderKind.AFTER, ReminderKind.ON_DUE, ReminderKind.BEFORE, ReminderKind.UNSEEN, ReminderKind.SILENT)


@dataclass(frozen=True, slots=True)
class Owed:
    """A reminder's obligation as a line."""

    unit_id: int
    unit_name: str
    obligation_id: int
    kind: str
    key: str
    title: str
    due: dt.date


@dataclass(frozen=True, slots=True)
class Below:
    """A unit below that is long overdue with so much work."""

    told_id: int
    unit_name: str
    n: int


@dataclass(slots=True)
class Digest:
    """What one person is told: own work by reason, and units below."""

    owed: list[Owed] = field(default_factory=list)
    below: list[Below] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing to tell."""
        return not (self.owed or self.below)


def most_urgent(rows: Iterable[Owed]) -> list[Owed]:
    """Each obligation once, for its most urgent reason; urgent first, then by day."""
    rank = {kind: at for at, kind in enumerate(URGENCY)}
    best: dict[int, Owed] = {}
    for row in rows:
        known = best.get(row.obligation_id)
        if known is None or rank[ReminderKind(row.kind)] < rank[ReminderKind(known.kind)]:
            best[row.obligation_id] = row
    return sorted(best.values(), key=lambda row: (rank[ReminderKind(row.kind)], row.due, row.unit_name, row.key))


def subject(digest: Digest, day: dt.date) -> str:
    """What the letter is about, with its numbers."""
    late = sum(1 for row in digest.owed if row.kind == ReminderKind.AFTER)
    parts = [_("%(n)s việc quá hạn") % {"n": text.count_words(late)}] if late else []
    if len(digest.owed) - late:
        parts.append(_("%(n)s việc cần để ý") % {"n": text.count_words(len(digest.owed) - late)})
    if digest.below:
        parts.append(_("%(n)s đơn vị cấp dưới quá hạn lâu") % {"n": text.count_words(len(digest.below))})
    return _("Nhắc việc ngày %(day)s: %(what)s") % {"day": text.date(day), "what": ", ".join(parts)}


def body(digest: Digest, *, name: str, site: str, inbox: str, choice: str) -> str:
    """The letter's words; `inbox` and `choice` are addresses under `site`."""
    lines = [_("Kính gửi ông/bà %(name)s,") % {"name": name}, ""]
    for unit, rows in _by_unit(digest.owed).items():
        lines += [unit, *_groups(rows), ""]
    if digest.below:
        lines += [_("Đơn vị cấp dưới quá hạn lâu"), *_below(digest.below), ""]
    lines.append(_("Xem và báo cáo tại %(address)s") % {"address": site + inbox})
    lines.append(_("Mỗi ngày làm việc có nhiều nhất một thư. Thôi nhận thư tại %(address)s") % {"address": site + choice})
    return "\n".join(lines) + "\n"


def _by_unit(rows: Iterable[Owed]) -> dict[str, list[Owed]]:
    found: dict[str, list[Owed]] = defaultdict(list)
    for row in rows:
        found[row.unit_name].append(row)
    return found


def _groups(rows: list[Owed]) -> list[str]:
    lines: list[str] = []
    for kind in URGENCY:
        group = [row for row in rows if row.kind == kind]
        if group:
            lines.append(f"{kind.label} ({text.count_words(len(group))}):")
            lines += [f"- {row.key} {_short(row.title)} ({_('hạn %(day)s') % {'day': text.date(row.due)}})" for row in group[:SHOWN]]
            lines += _rest(len(group))
    return lines


def _below(rows: list[Below]) -> list[str]:
    ordered = sorted(rows, key=lambda row: (-row.n, text.sort_key(row.unit_name)))
    lines = [f"- {row.unit_name}: {_('%(n)s việc') % {'n': text.count_words(row.n)}}" for row in ordered[:SHOWN]]
    return lines + _rest(len(rows))


def _rest(count: int) -> list[str]:
    return [_("- và %(n)s mục khác") % {"n": text.number(count - SHOWN)}] if count > SHOWN else []


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 120 else f"{plain[:119].rstrip()}…"
