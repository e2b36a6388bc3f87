"""People follow their unit: roles end with it and begin with its heir on the same day, and what was handed over follows the role."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.accounts.models import ApiToken, Delegation, RoleInUnit
from trienkhai.core import clock, journal
from trienkhai.units import following, tree
from trienkhai.units.following import Effect, Ending
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person


def _held(ending: Ending) -> QuerySet[RoleInUnit]:
    return RoleInUnit.objects.filter(unit_id__in=ending.heirs).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=ending.on))


def _handed(ending: Ending) -> QuerySet[Delegation]:
    """Delegations that stand and rest on a role there, or reach into a unit there."""
    rows = Delegation.objects.filter(ended_at__isnull=True, valid_to__gt=ending.on)
    rows = rows.filter(Q(held__valid_to__isnull=True) | Q(held__valid_to__gt=ending.on))
    return rows.filter(Q(held__unit_id__in=ending.heirs) | Q(unit_id__in=ending.heirs))


class Roles:
    """Roles, delegations and keys of ended units."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How many roles and delegations move or end, and keys that end."""
        moving = any(heir is not None for heir in ending.heirs.values())
        keys = ApiToken.objects.filter(unit_id__in=ending.heirs, revoked_at__isnull=True, expires_on__gte=clock.today()).count()
        then = _("chuyển sang đơn vị kế thừa") if moving else _("kết thúc")
        said = (
            Effect(_held(ending).count(), _("vai trò của người trong đơn vị"), then),
            Effect(_handed(ending).count(), _("uỷ quyền của người trong đơn vị"), then),
            Effect(keys, _("mã truy cập của đơn vị"), _("thôi hiệu lực")),
        )
        return [effect for effect in said if effect.count]

    def follow(self, actor: Person | None, ending: Ending) -> None:
        """End each role; give the same one in the heir unless it is held there already; then the delegations."""
        handed = list(_handed(ending).select_related("held", "receiver").order_by("id"))
        became: dict[int, RoleInUnit | None] = {}
        over: list[RoleInUnit] = []
        for row in _held(ending).select_related("person").order_by("id"):
            became[row.pk] = _follow_role(actor, ending, row)
            if row.valid_from >= ending.on:
                over.append(row)
        for lent in handed:
            _follow_delegation(actor, ending, lent, became.get(lent.held_id, lent.held))
        for row in over:
            row.delete()


def _follow_role(actor: Person | None, ending: Ending, row: RoleInUnit) -> RoleInUnit | None:
    """The role in the heir; one that had not begun is removed by the caller, after what was handed over has followed."""
    heir = ending.heirs[row.unit_id]
    last = row.valid_to
    if row.valid_from < ending.on:
        row.valid_to = ending.on
        row.save(update_fields=["valid_to"])
    journal.record(actor, "accounts.role.followed", row.person, row.unit_id, role=row.role, to=heir)
    if heir is None:
        return None
    begins = max(row.valid_from, ending.on)
    same = RoleInUnit.objects.filter(person_id=row.person_id, unit_id=heir, role=row.role).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=begins)
    )
    there = (same.filter(valid_from__lt=last) if last else same).order_by("valid_from").first()
    return there or RoleInUnit.objects.create(person_id=row.person_id, unit_id=heir, role=row.role, valid_from=begins, valid_to=last)


def _follow_delegation(actor: Person | None, ending: Ending, lent: Delegation, held: RoleInUnit | None) -> None:
    """End it; the same one on the heir's role for the days that are left, as far as that role reaches."""
    unit_id = ending.heirs.get(lent.unit_id, lent.unit_id)
    first = max(lent.valid_from, ending.on)
    Delegation.objects.filter(pk=lent.pk).update(ended_at=clock.now())
    goes_on = held is not None and unit_id is not None and tree.contains(path_today(held.unit_id) or "?", path_today(unit_id) or "")
    if held is not None and unit_id is not None and goes_on:
        Delegation.objects.create(
            held=held,
            receiver_id=lent.receiver_id,
            unit_id=unit_id,
            kind=lent.kind,
            verbs=lent.verbs,
            valid_from=first,
            valid_to=_earlier(lent.valid_to, held.valid_to),
            reason=lent.reason,
            document_number=lent.document_number,
            created_at=clock.now(),
        )
    journal.record(actor, "accounts.delegation.followed", lent.receiver, lent.unit_id, delegation=lent.pk, to=unit_id if goes_on else None)


def _earlier(day: dt.date, other: dt.date | None) -> dt.date:
    return min(day, other) if other else day


following.register("accounts", Roles())
