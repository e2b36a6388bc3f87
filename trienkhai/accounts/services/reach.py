"""Who may touch somebody's account as a whole: signing in, closing, inviting anew. It takes all of the person's units, not one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.permissions import may
from trienkhai.core import clock
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.core.verdict import Verdict


def person_for(person_id: int) -> Person:
    """The account, locked for the caller's change; `Hidden` when there is none."""
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Hidden
    return person


def current_roles(person: Person) -> list[RoleInUnit]:
    """Roles held today or to come. One query."""
    return list(RoleInUnit.objects.filter(person=person).exclude(valid_to__lte=clock.today()).order_by("id"))


def require_whole(actor: Person, person: Person) -> None:
    """The actor manages the people of every unit where the person holds a role or will; an administrator's account needs an administrator.

    Raises Hidden when the actor manages none of them, Refusal otherwise. Somebody without any role is managed where they last had one.
    """
    held = current_roles(person) or list(RoleInUnit.objects.filter(person=person).order_by("-valid_to")[:1])
    places = units.units_by_ids({row.unit_id for row in held})
    said = {unit.id: may(actor, "account.manage", unit.path) for unit in places.values()}
    if not any(said.values()):
        _hide(said)
    if not all(said.values()):
        raise Refusal(
            _("Người này còn giữ vai trò ở đơn vị mà bạn không quản lý."),
            _("Hãy chỉ cho thôi vai trò ở đơn vị của bạn, hoặc nhờ quản trị hệ thống."),
            status=403,
        )
    for row in held:
        if row.role == Role.ADMIN and row.unit_id in places and not may(actor, "unit.manage", places[row.unit_id].path):
            raise Refusal(
                _("Chỉ quản trị hệ thống làm được việc này với tài khoản của quản trị hệ thống."),
                _("Hãy liên hệ quản trị hệ thống."),
                status=403,
            )


def _hide(said: dict[int, Verdict]) -> None:
    """Not there, unless an administrator's session alone is missing."""
    for verdict in said.values():
        if verdict.door:
            verdict.require()
    raise Hidden
