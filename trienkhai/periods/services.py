"""Periods and their expected sets: written here once, for whoever asks units for something. Callers ask permission themselves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from trienkhai.core import clock, setwise
from trienkhai.core.errors import Refusal
from trienkhai.periods.calendar import Span
from trienkhai.periods.models import ExpectedMember, ExpectedSet, Period

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MEMBER_COLUMNS = ("expected_set_id", "unit_id", "path", "entered_on", "entry_reason", "leave_reason", "author_id")


def keep_period(span: Span) -> Period:
    """The row of a calendar period, made when it is first needed."""
    period, _made = Period.objects.get_or_create(kind=span.kind, starts=span.starts, ends=span.ends, defaults={"label": span.label})
    return period


def freeze(*, actor: Person | None, period: Period, purpose: str, members: QuerySet[Any]) -> ExpectedSet:
    """Freeze who is expected in a period: `members` yields `unit_id` and `path`, one row a unit. One set statement."""
    frozen = ExpectedSet.objects.create(period=period, purpose=purpose, frozen_at=clock.now(), opening_count=0)
    rows = members.annotate(
        expected_set_id=Value(frozen.pk),
        entered_on=Value(clock.today()),
        entry_reason=Value(""),
        leave_reason=Value(""),
        author_id=Cast(Value(actor.pk if actor else None), BigIntegerField()),
    )
    frozen.opening_count = setwise.insert_from(ExpectedMember, MEMBER_COLUMNS, rows)
    frozen.save(update_fields=["opening_count"])
    return frozen


def add_members(*, actor: Person | None, expected_set: ExpectedSet, members: dict[int, str], reason: str) -> int:
    """Add units (id → path) to a frozen set by dated entries with reason and author.

    Those in it stay as they are. Raises Refusal without reason.
    """
    if not reason.strip():
        raise Refusal(_("Bổ sung đơn vị sau khi chốt danh sách phải có lý do."), _("Hãy ghi lý do bổ sung."))
    present = set(ExpectedMember.objects.filter(expected_set=expected_set, unit_id__in=members).values_list("unit_id", flat=True))
    rows = [
        ExpectedMember(
            expected_set=expected_set, unit_id=unit_id, path=path, entered_on=clock.today(), entry_reason=reason.strip()[:200], author=actor
        )
        for unit_id, path in members.items()
        if unit_id not in present
    ]
    ExpectedMember.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def release_member(*, actor: Person | None, expected_set: ExpectedSet, unit_id: int, reason: str, on: dt.date | None = None) -> None:
    """Release a unit from a frozen set by a dated entry. Raises Refusal without reason."""
    if not reason.strip():
        raise Refusal(_("Đưa đơn vị ra khỏi danh sách đã chốt phải có lý do."), _("Hãy ghi lý do."))
    ExpectedMember.objects.filter(expected_set=expected_set, unit_id=unit_id, left_on__isnull=True).update(
        left_on=on or clock.today(), leave_reason=reason.strip()[:200], author_id=actor.pk if actor else F("author_id")
    )
