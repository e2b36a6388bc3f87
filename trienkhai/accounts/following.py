"""People follow their unit: their roles end with it and begin with its heir, on the same day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.accounts.models import ApiToken, RoleInUnit
from trienkhai.core import clock, journal
from trienkhai.units import following
from trienkhai.units.following import Effect, Ending

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person


def _held(ending: Ending) -> QuerySet[RoleInUnit]:
    return RoleInUnit.objects.filter(unit_id__in=ending.heirs).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=ending.on))


class Roles:
    """Roles and keys of ended units."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How many roles move or end, and keys that end."""
        moving = any(heir is not None for heir in ending.heirs.values())
        keys = ApiToken.objects.filter(unit_id__in=ending.heirs, revoked_at__isnull=True, expires_on__gte=clock.today()).count()
        then = _("chuyển sang đơn vị kế thừa") if moving else _("kết thúc")
        said = (
            Effect(_held(ending).count(), _("vai trò của người trong đơn vị"), then),
            Effect(keys, _("mã truy cập của đơn vị"), _("thôi hiệu lực")),
        )
        return [effect for effect in said if effect.count]

    def follow(self, actor: Person | None, ending: Ending) -> None:
        """End each role; give the same one in the heir unless it is held there already."""
        for row in _held(ending).select_related("person").order_by("id"):
            heir = ending.heirs[row.unit_id]
            if row.valid_from >= ending.on:
                row.delete()
            else:
                row.valid_to = ending.on
                row.save(update_fields=["valid_to"])
            if heir is not None:
                RoleInUnit.objects.get_or_create(
                    person_id=row.person_id, unit_id=heir, role=row.role, valid_to=None, defaults={"valid_from": ending.on}
                )
            journal.record(actor, "accounts.role.followed", row.person, row.unit_id, role=row.role, to=heir)


following.register("accounts", Roles())
