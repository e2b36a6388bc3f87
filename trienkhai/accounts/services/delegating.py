"""Handing over a role, or some of its verbs, for a time: never more than the giver holds, never further on, never longer.

Legal ground: a head may delegate in writing within the law and the body's rules (Decree 30/2020/NĐ-CP, article 13 clause 3:
a delegation is in writing, has a limit in time and in matter, and who received it does not hand it on).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.models import Delegation, Person, RoleInUnit
from trienkhai.accounts.permissions import NOT_HANDED_OVER, VERBS, may
from trienkhai.accounts.services.roles import day_after
from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.units import selectors as units
from trienkhai.units import tree
from trienkhai.units.permissions import path_today

BASIS = "Nghị định số 30/2020/NĐ-CP, khoản 3 Điều 13"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a delegation says: of which own role, to whom, what, where, from the first to the last day, why, by which document."""

    role_id: int
    receiver_id: int
    unit_id: int
    kind: str
    first: dt.date
    last: dt.date
    reason: str
    document_number: str = ""
    verbs: Collection[str] = field(default=())


@transaction.atomic
def delegate(*, actor: Person, terms: Terms) -> Delegation:
    """Hand over what the actor holds by a role of their own.

    Raises Hidden for a role that is not the actor's; Refusal for an administrator's role, verbs the role does not have or that give power
    to people, a unit outside the role's reach, days that are over, turned round or beyond the role's own, a receiver who is the giver or
    works in another body; Conflict when the same person received the same role there for some of these days.
    """
    held = RoleInUnit.objects.select_for_update().filter(pk=terms.role_id, person=actor).exclude(valid_to__lte=clock.today()).first()
    if held is None:
        raise Hidden
    path = _require_reach(held, terms.unit_id)
    _require_receiver(actor, terms.receiver_id, path)
    _require_verbs(held, terms)
    _require_days(held, terms)
    _require_apart(held, terms)
    if not terms.reason.strip():
        raise Refusal(_("Uỷ quyền cần có lý do."), _("Hãy ghi lý do, ví dụ: đi công tác."))
    made = Delegation.objects.create(
        held=held,
        receiver_id=terms.receiver_id,
        unit_id=terms.unit_id,
        kind=terms.kind,
        verbs=sorted(terms.verbs) if terms.kind == HandOver.VERBS else [],
        valid_from=terms.first,
        valid_to=day_after(terms.last),
        reason=terms.reason.strip(),
        document_number=terms.document_number.strip(),
        created_at=clock.now(),
    )
    since, until = terms.first.isoformat(), terms.last.isoformat()
    journal.record(
        actor, "accounts.delegation.given", made.receiver, terms.unit_id, role=held.role, verbs=made.verbs, since=since, until=until
    )
    return made


@transaction.atomic
def end_delegation(*, actor: Person, delegation_id: int) -> None:
    """End a delegation at once: its giver, its receiver, or who manages the giver's unit. Ending it twice changes nothing."""
    row = Delegation.objects.select_for_update(of=("self",)).select_related("held", "receiver").filter(pk=delegation_id).first()
    if row is None:
        raise Hidden
    if actor.pk not in {row.held.person_id, row.receiver_id}:
        verdict = may(actor, "account.manage", path_today(row.held.unit_id) or "")
        if not verdict and not verdict.door:
            raise Hidden
        verdict.require()
    close(actor, [row])


def close(actor: Person | None, rows: Collection[Delegation]) -> None:
    """Write the end of delegations that still stand, in the caller's transaction."""
    now = clock.now()
    for row in rows:
        if row.ended_at is None and row.last_day >= timezone.localdate(now):
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            journal.record(actor, "accounts.delegation.ended", row.receiver, row.unit_id, delegation=row.pk)


def handed_over_by(role: str) -> list[str]:
    """The verbs that a role can hand over."""
    return [verb for verb, reach in VERBS.items() if Role(role) in reach and verb not in NOT_HANDED_OVER]


def _require_reach(held: RoleInUnit, unit_id: int) -> str:
    """The path of the role's unit, when the delegated one is it or stands under it."""
    if held.role == Role.ADMIN:
        raise Refusal(
            _("Vai trò quản trị không uỷ quyền được."), _("Hãy nhờ quản trị hệ thống giao vai trò quản trị có thời hạn cho người thay.")
        )
    top, asked = units.get_unit(unit_id=held.unit_id).path, units.get_unit(unit_id=unit_id).path
    if not tree.contains(top, asked):
        raise Refusal(_("Đơn vị này không thuộc phạm vi vai trò của bạn."), _("Hãy chọn đơn vị của vai trò hoặc đơn vị dưới nó."))
    return top


def _require_receiver(actor: Person, receiver_id: int, path: str) -> None:
    """Somebody else with an account that works and a role in the same body."""
    if receiver_id == actor.pk:
        raise Refusal(_("Không uỷ quyền cho chính mình."), _("Hãy chọn người khác."))
    today = clock.today()
    low, high = tree.subtree(path[: tree.WIDTH])
    roles = RoleInUnit.objects.filter(person_id=receiver_id, person__is_active=True, valid_from__lte=today).exclude(valid_to__lte=today)
    here = roles.filter(unit__placements__valid_to__isnull=True, unit__placements__path__gte=low, unit__placements__path__lt=high)
    if not here.exists():
        raise Refusal(_("Người nhận không giữ vai trò nào trong cơ quan này."), _("Hãy chọn người đang làm việc trong cơ quan."))


def _require_verbs(held: RoleInUnit, terms: Terms) -> None:
    if terms.kind not in HandOver.values:
        raise Hidden
    if terms.kind == HandOver.WHOLE:
        return
    wanted, can = set(terms.verbs), set(handed_over_by(held.role))
    if wanted & NOT_HANDED_OVER:
        raise Refusal(_("Quản lý người dùng và đơn vị không uỷ quyền được."), _("Hãy bỏ các việc đó."), BASIS)
    if not wanted:
        raise Refusal(_("Chưa chọn việc nào để uỷ quyền."), _("Hãy chọn ít nhất một việc, hoặc uỷ quyền toàn bộ vai trò."))
    if not wanted <= can:
        raise Refusal(_("Không uỷ quyền được việc mà vai trò này không có."), _("Hãy bỏ bớt việc, hoặc chọn vai trò khác."))


def _require_days(held: RoleInUnit, terms: Terms) -> None:
    if terms.first < clock.today():
        raise Refusal(_("Uỷ quyền không lùi ngày."), _("Hãy chọn hôm nay hoặc một ngày sau."))
    if terms.last < terms.first:
        raise Refusal(_("Ngày cuối đứng trước ngày đầu."), _("Hãy chọn ngày cuối từ %(day)s trở đi.") % {"day": text.date(terms.first)})
    if terms.first < held.valid_from:
        raise Refusal(_("Vai trò của bạn chưa bắt đầu vào ngày đó."), _("Hãy chọn ngày từ %(day)s.") % {"day": text.date(held.valid_from)})
    if held.valid_to is not None and terms.last >= held.valid_to:
        last = text.date(held.valid_to - dt.timedelta(days=1))
        raise Refusal(_("Vai trò của bạn kết thúc ngày %(day)s.") % {"day": last}, _("Uỷ quyền không thể dài hơn; hãy chọn ngày sớm hơn."))


def _require_apart(held: RoleInUnit, terms: Terms) -> None:
    rows = Delegation.objects.filter(held=held, receiver_id=terms.receiver_id, unit_id=terms.unit_id, ended_at__isnull=True)
    met = rows.filter(valid_from__lte=terms.last, valid_to__gt=terms.first).first()
    if met is not None:
        days = {"first": text.date(met.valid_from), "last": text.date(met.valid_to - dt.timedelta(days=1))}
        raise Conflict(
            _("Người này đã được uỷ quyền từ %(first)s đến %(last)s.") % days, _("Hãy chấm dứt uỷ quyền cũ trước, hoặc chọn ngày khác.")
        )
