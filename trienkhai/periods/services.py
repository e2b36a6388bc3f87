"""Periods and their expected sets: written here once, for whoever asks units for something. Callers ask permission themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, DateField, F, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from trienkhai.core import clock, setwise
from trienkhai.core.errors import Refusal
from trienkhai.periods.calendar import Span
from trienkhai.periods.models import ExpectedMember, ExpectedSet, Period

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MEMBER_COLUMNS = ("waiting", "nearest", "expected_set_id", "unit_id", "path", "entered_on", "entry_reason", "leave_reason", "author_id")


def keep_period(span: Span) -> Period:
    """The row of a calendar period, made when it is first needed."""
    period, _made = Period.objects.get_or_create(kind=span.kind, starts=span.starts, ends=span.ends, defaults={"label": span.label})
    return period


def freeze(*, actor: Person | None, period: Period, purpose: str, members: QuerySet[Any], told: bool = False) -> ExpectedSet:
    """Freeze who is expected in a period: `members` yields `unit_id` and `path`, one row a unit. One set statement.

    When `told`, they yield `waiting` and `nearest` too; else nothing is waited for.
    """
    frozen = ExpectedSet.objects.create(period=period, purpose=purpose, frozen_at=clock.now(), opening_count=0)
    nothing = {} if told else {"waiting": Value(0), "nearest": Cast(Value(None), DateField())}
    rows = members.annotate(
        **nothing,
        expected_set_id=Value(frozen.pk),
        entered_on=Value(clock.today()),
        entry_reason=Value(""),
        leave_reason=Value(""),
        author_id=Cast(Value(actor.pk if actor else None), BigIntegerField()),
    )
    frozen.opening_count = setwise.insert_from(ExpectedMember, MEMBER_COLUMNS, rows)
    frozen.save(update_fields=["opening_count"])
    return frozen


def gone(expected_set_id: int) -> QuerySet[Any, Any]:
    """The ids of units that left a frozen set and did not come back. No query until evaluated."""
    rows = ExpectedMember.objects.filter(expected_set=expected_set_id)
    present = rows.filter(left_on__isnull=True).values("unit_id")
    return rows.filter(left_on__isnull=False).exclude(unit_id__in=present).values("unit_id")


def recount_waiting(*, expected_set_id: int, unit_ids: Collection[int] | QuerySet[Any], silent: QuerySet[Any]) -> None:
    """Write anew what units have said nothing about; `silent` yields the `unit_id` and `due` of that. Two statements.

    The units' own rows are locked first, so that two people of one unit do not write over each other.
    """
    rows = ExpectedMember.objects.filter(expected_set_id=expected_set_id, unit_id__in=unit_ids, left_on__isnull=True)
    list(rows.select_for_update().order_by("id").values_list("pk", flat=True))
    own = silent.filter(unit_id=OuterRef("unit_id")).order_by().values("unit_id")
    rows.update(
        waiting=Coalesce(Subquery(own.annotate(n=Count("id")).values("n")), 0),
        nearest=Subquery(own.annotate(first=Min("due")).values("first")),
    )


def add_members(*, actor: Person | None, expected_set: ExpectedSet, members: dict[int, str], reason: str) -> int:
    """Add units (id → path) to a frozen set by dated entries with reason and author.

    Those in it stay as they are; one that left comes back by an entry of its own. Raises Refusal without reason.
    """
    if not reason.strip():
        raise Refusal(_("Bổ sung đơn vị sau khi chốt danh sách phải có lý do."), _("Hãy ghi lý do bổ sung."))
    rows_in = ExpectedMember.objects.filter(expected_set=expected_set, unit_id__in=members, left_on__isnull=True)
    present = set(rows_in.values_list("unit_id", flat=True))
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
        left_on=on or clock.today(),
        leave_reason=reason.strip()[:200],
        waiting=0,
        nearest=None,
        author_id=actor.pk if actor else F("author_id"),
    )
