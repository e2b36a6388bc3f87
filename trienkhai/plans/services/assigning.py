"""Inside a unit, work goes to a person with a day: given, taken back, handed on when somebody leaves. Every change is dated and stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans import permissions
from trienkhai.plans.choices import OPEN_STATES
from trienkhai.plans.models import Addressee, Assignment, Obligation, PlanPeriod
from trienkhai.plans.selectors.assigning import people_in
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

NOTE, REASON = 500, 250


@transaction.atomic
def assign_work(*, actor: Person, obligation_id: int, person_id: int, due: dt.date, note: str = "") -> Assignment:
    """Give what the unit owes to one of its people, by a day inside the unit; whoever had it has it no more.

    The same again changes nothing.

    Raises Refusal for a person who does not work in the unit or a day that is past or later than the unit's own, Conflict when it is done.
    """
    owed = _own(actor, obligation_id)
    person = people_in(owed.unit_id).get(person_id)
    if person is None:
        raise Refusal(_("Người này hiện không có vai trò ở đơn vị."), _("Hãy chọn người đang làm việc ở đơn vị."))
    last = max(owed.due, clock.today())
    if not clock.today() <= due <= last:
        raise Refusal(
            _("Hạn trong đơn vị phải từ hôm nay đến hạn của đơn vị (%(day)s).") % {"day": text.date(last)}, _("Hãy chọn một ngày khác.")
        )
    standing = _standing(owed)
    if standing is not None and (standing.person_id, standing.due, standing.note) == (person_id, due, note.strip()[:NOTE]):
        return standing
    if standing is not None:
        _end(standing, actor, _("Phân công lại"))
    row = Assignment.objects.create(obligation=owed, person=person, due=due, note=note.strip()[:NOTE], given_by=actor, given_at=clock.now())
    journal.record(actor, "plans.work.assigned", owed, owed.unit_id, assignment=row.pk, due=due.isoformat())
    return row


@transaction.atomic
def unassign_work(*, actor: Person, obligation_id: int, reason: str) -> None:
    """Take work back from whoever has it, with a reason. Raises Conflict when nobody has it."""
    owed = _own(actor, obligation_id)
    standing = _standing(owed)
    if standing is None:
        raise Conflict(_("Việc này chưa giao cho ai hoặc đã thôi phân công."), _("Hãy tải lại trang để xem."))
    _end(standing, actor, _worded(reason))
    journal.record(actor, "plans.work.unassigned", owed, owed.unit_id, assignment=standing.pk)


@transaction.atomic
def hand_work_on(*, actor: Person, unit_id: int, from_person_id: int, to_person_id: int, reason: str) -> int:
    """Everything open that one person of a unit has goes to another, the inner days kept; how much it was.

    Raises Refusal without a reason or for a person who does not work in the unit.
    """
    path = path_today(unit_id)
    if path is None:
        raise Hidden
    permissions.can_assign(actor, path).require()
    person, why = people_in(unit_id).get(to_person_id), _worded(reason)
    if person is None or to_person_id == from_person_id:
        raise Refusal(_("Hãy chọn người khác đang làm việc ở đơn vị."), _("Chọn trong danh sách người của đơn vị."))
    rows = Assignment.objects.select_for_update().filter(person_id=from_person_id, ended_at__isnull=True)
    rows = rows.filter(obligation__unit_id=unit_id, obligation__state__in=OPEN_STATES).select_related("obligation").order_by("id")
    moved = list(rows)
    for row in moved:
        _end(row, actor, why)
        given = {"person": person, "due": row.due, "note": row.note, "given_by": actor, "given_at": clock.now()}
        Assignment.objects.create(obligation=row.obligation, **given)
        journal.record(actor, "plans.work.handed", row.obligation, unit_id, assignment=row.pk)
    return len(moved)


def assign_named(held: PlanPeriod, task_ids: Collection[int]) -> None:
    """What a plan gives to named people is theirs when it opens; nobody is named anew in their place when they left. A few queries."""
    rows = Addressee.objects.filter(task_id__in=task_ids, person__isnull=False).select_related("person").prefetch_related("units")
    for row in rows:
        unit = next(iter(row.units.all()), None)
        if unit is None or row.person_id not in people_in(unit.pk):
            continue
        for owed in Obligation.objects.filter(period=held, task_id=row.task_id, unit_id=unit.pk, duty=row.duty).order_by("turn"):
            if _standing(owed) is None:
                Assignment.objects.create(obligation=owed, person_id=row.person_id, due=owed.due, given_at=clock.now())


def carry_on(actor: Person | None, row: Obligation, heir: Obligation | None, reason: str) -> None:
    """Work that goes to another unit goes with its person, who went there by the same change; work that ends is nobody's any more."""
    standing = _standing(row)
    if standing is None:
        return
    _end(standing, actor, reason[:REASON])
    if heir is not None and _standing(heir) is None:
        given = {"person_id": standing.person_id, "due": standing.due, "note": standing.note, "given_by": actor, "given_at": clock.now()}
        Assignment.objects.create(obligation=heir, **given)


def _own(actor: Person, obligation_id: int) -> Obligation:
    """The open obligation locked, for somebody who assigns in its unit."""
    owed = permissions.obligation_door(actor, obligation_id)
    permissions.can_assign(actor, path_today(owed.unit_id) or owed.path).require()
    Obligation.objects.select_for_update().get(pk=obligation_id)
    owed.refresh_from_db(fields=["state", "due"])
    if owed.state not in OPEN_STATES:
        raise Conflict(_("Việc này đã xong hoặc không còn của đơn vị nên không phân công."), _("Hãy tải lại trang để xem."))
    return owed


def _standing(owed: Obligation) -> Assignment | None:
    return Assignment.objects.select_for_update().filter(obligation=owed, ended_at__isnull=True).first()


def _end(row: Assignment, actor: Person | None, reason: str) -> None:
    row.ended_at, row.ended_by, row.end_reason = clock.now(), actor, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _worded(words: str) -> str:
    if not words.strip():
        raise Refusal(_("Chưa nêu lý do."), _("Hãy viết một câu, ví dụ chuyển công tác."))
    return words.strip()[:REASON]
