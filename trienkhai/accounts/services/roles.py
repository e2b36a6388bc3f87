"""Giving a role from a day to a day, and ending it. A role's days never overlap for the same person, unit and role."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.permissions import may
from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.core.verdict import Verdict


def can_manage(actor: Person, unit_id: int) -> Verdict:
    """Manage the people of a unit."""
    return may(actor, "account.manage", units.get_unit(unit_id=unit_id).path)


@transaction.atomic
def give_role(
    *, actor: Person | None, person_id: int, unit_id: int, role: str, since: dt.date | None = None, until: dt.date | None = None
) -> RoleInUnit:
    """Give a person a role in a unit from a day (today when None) until a last day (open when None).

    A head gives no administrator's role, and nobody gives one to themselves. Raises Refusal for days that are over or turned round,
    Conflict when the person holds the role there on some of these days.
    """
    first = since or clock.today()
    if actor is not None:
        _require_giver(actor, person_id, unit_id, role)
        _require_days(first, until)
    if role not in Role.values:
        raise Hidden
    # Whoever gives this person another role waits here, so that two of them see each other's days.
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Hidden
    end = day_after(until) if until else None
    _require_apart(person, unit_id, role, first, end)
    held = RoleInUnit.objects.create(person=person, unit_id=unit_id, role=role, valid_from=first, valid_to=end)
    last = until.isoformat() if until else None
    journal.record(actor, "accounts.role.given", person, unit_id, role=role, since=first.isoformat(), until=last)
    return held


@transaction.atomic
def give_role_to(
    *, actor: Person, unit_id: int, username: str, role: str, since: dt.date | None = None, until: dt.date | None = None
) -> RoleInUnit:
    """The same for somebody who has an account, by their name at sign-in. Raises Refusal when nobody has that name."""
    can_manage(actor, unit_id).require()
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Refusal(
            _("Không có tài khoản đang hoạt động tên «%(name)s».") % {"name": username},
            _("Hãy kiểm tra tên đăng nhập, hoặc thêm người mới."),
        )
    return give_role(actor=actor, person_id=person.pk, unit_id=unit_id, role=role, since=since, until=until)


@transaction.atomic
def take_role(*, actor: Person, role_id: int, last_day: dt.date | None = None) -> int:
    """End a role: from today on when `last_day` is None, else after that day. A role that has not begun by then is removed.

    Gives the person's id. What the person did stays. Raises Refusal for a day that is over or after the role's own end, and for the
    unit's last administrator.
    """
    today = clock.today()
    rows = RoleInUnit.objects.select_for_update(of=("self",)).select_related("person")
    held = rows.filter(pk=role_id).exclude(valid_to__lte=today).first()
    if held is None:
        raise Hidden
    can_manage(actor, held.unit_id).require()
    _require_admin_stays(actor, held)
    end = today if last_day is None else day_after(last_day)
    if end < today:
        raise Refusal(_("Vai trò không thôi lùi ngày."), _("Hãy chọn hôm nay hoặc một ngày sau."))
    if held.valid_to is not None and end > held.valid_to:
        raise Refusal(
            _("Vai trò này đã kết thúc vào %(day)s.") % {"day": text.date(held.valid_to - dt.timedelta(days=1))},
            _("Hãy chọn ngày sớm hơn, hoặc giao thêm vai trò từ ngày sau đó."),
        )
    if held.valid_from >= end:
        held.delete()
    else:
        held.valid_to = end
        held.save(update_fields=["valid_to"])
    journal.record(actor, "accounts.role.taken", held.person, held.unit_id, role=held.role, end=end.isoformat())
    return held.person_id


def is_last_admin(unit_id: int, person_id: int) -> bool:
    """Whether this person alone is administrator of the unit today with an account that works. One query, which locks them all."""
    today = clock.today()
    admins = RoleInUnit.objects.select_for_update(of=("self",)).filter(unit_id=unit_id, role=Role.ADMIN, person__is_active=True)
    held = admins.filter(valid_from__lte=today).exclude(valid_to__lte=today).order_by("id")
    return set(held.values_list("person_id", flat=True)) == {person_id}


def _require_giver(actor: Person, person_id: int, unit_id: int, role: str) -> None:
    can_manage(actor, unit_id).require()
    if actor.pk == person_id:
        raise Refusal(_("Không ai tự giao vai trò cho mình."), _("Hãy nhờ quản trị hệ thống hoặc thủ trưởng khác."), status=403)
    if role == Role.ADMIN and not may(actor, "unit.manage", units.get_unit(unit_id=unit_id).path):
        raise Refusal(_("Chỉ quản trị hệ thống mới giao vai trò quản trị."), _("Hãy liên hệ quản trị hệ thống."), status=403)


def _require_days(first: dt.date, until: dt.date | None) -> None:
    if first < clock.today():
        raise Refusal(_("Vai trò không giao lùi ngày."), _("Hãy chọn hôm nay hoặc một ngày sau."))
    if until is not None and until < first:
        raise Refusal(_("Ngày cuối đứng trước ngày đầu."), _("Hãy chọn ngày cuối từ %(day)s trở đi.") % {"day": text.date(first)})


def day_after(last_day: dt.date) -> dt.date:
    """The day after the last one; Refusal for the last day there is."""
    if last_day == dt.date.max:
        raise Refusal(_("Ngày cuối quá xa."), _("Hãy để trống ngày cuối nếu không có hạn, hoặc chọn ngày gần hơn."))
    return last_day + dt.timedelta(days=1)


def _require_apart(person: Person, unit_id: int, role: str, first: dt.date, end: dt.date | None) -> None:
    """No day of the new role is a day of an old one. One query."""
    rows = RoleInUnit.objects.filter(person=person, unit_id=unit_id, role=role).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first))
    met = (rows.filter(valid_from__lt=end) if end else rows).order_by("valid_from").first()
    if met is None:
        return
    days = {"role": met.get_role_display(), "first": text.date(met.valid_from)}
    if met.valid_to is None:
        raise Conflict(
            _("Người này đã có vai trò «%(role)s» ở đơn vị từ %(first)s.") % days,
            _("Không cần giao lại; muốn đổi ngày thì cho thôi vai trò cũ trước."),
        )
    days["last"] = text.date(met.valid_to - dt.timedelta(days=1))
    raise Conflict(
        _("Thời gian trùng với vai trò «%(role)s» đã giao từ %(first)s đến %(last)s.") % days, _("Hãy chọn những ngày không trùng.")
    )


def _require_admin_stays(actor: Person, held: RoleInUnit) -> None:
    if held.role != Role.ADMIN:
        return
    if not may(actor, "unit.manage", units.get_unit(unit_id=held.unit_id).path):
        raise Refusal(_("Chỉ quản trị hệ thống cho thôi vai trò quản trị."), _("Hãy liên hệ quản trị hệ thống."), status=403)
    if held.valid_from <= clock.today() and is_last_admin(held.unit_id, held.person_id):
        raise Refusal(
            _("Đây là người quản trị cuối cùng của đơn vị."), _("Hãy giao vai trò quản trị cho người khác trước, rồi cho thôi người này.")
        )
