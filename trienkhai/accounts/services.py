"""Writing people and their roles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.permissions import may
from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.core.verdict import Verdict


def can_manage(actor: Person, unit_id: int) -> Verdict:
    """Manage the people of a unit."""
    return may(actor, "account.manage", units.get_unit(unit_id=unit_id).path)


@transaction.atomic
def create_person(*, actor: Person | None, unit_id: int, username: str, full_name: str, email: str = "") -> Person:
    """A new account without password in a unit; the person sets one by the invitation. `actor` None is the system itself."""
    if actor is not None:
        can_manage(actor, unit_id).require()
    if Person.objects.filter(username=username).exists():
        raise Conflict(_("Tên đăng nhập «%(name)s» đã có.") % {"name": username}, _("Hãy chọn tên đăng nhập khác."))
    person = Person(username=username, full_name=full_name, email=email)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    journal.record(actor, "accounts.person.created", person, unit_id)
    return person


@transaction.atomic
def give_role(*, actor: Person | None, person_id: int, unit_id: int, role: str, since: dt.date | None = None) -> RoleInUnit:
    """Give a person a role in a unit from today on. A head gives no administrator's role."""
    if actor is not None:
        can_manage(actor, unit_id).require()
        if role == Role.ADMIN and not may(actor, "unit.manage", units.get_unit(unit_id=unit_id).path):
            raise Refusal(_("Chỉ quản trị hệ thống mới giao vai trò quản trị."), _("Hãy liên hệ quản trị hệ thống."), status=403)
    if role not in Role.values:
        raise Hidden
    if RoleInUnit.objects.filter(person_id=person_id, unit_id=unit_id, role=role, valid_to__isnull=True).exists():
        raise Conflict(_("Người này đã có vai trò đó ở đơn vị."), _("Không cần giao lại."))
    held = RoleInUnit.objects.create(person_id=person_id, unit_id=unit_id, role=role, valid_from=since or clock.today())
    journal.record(actor, "accounts.role.given", held.person, unit_id, role=role)
    return held


@transaction.atomic
def invite(*, actor: Person, unit_id: int, username: str, full_name: str, role: str, email: str = "") -> Person:
    """A new person with a role in one step; neither is kept when the other is refused."""
    person = create_person(actor=actor, unit_id=unit_id, username=username, full_name=full_name, email=email)
    give_role(actor=actor, person_id=person.pk, unit_id=unit_id, role=role)
    return person


@transaction.atomic
def take_role(*, actor: Person, role_id: int) -> None:
    """End a role from today on; a role that began today is removed. What the person did stays."""
    held = RoleInUnit.objects.select_related("person").filter(pk=role_id, valid_to__isnull=True).first()
    if held is None:
        raise Hidden
    can_manage(actor, held.unit_id).require()
    if held.valid_from >= clock.today():
        held.delete()
    else:
        held.valid_to = clock.today()
        held.save(update_fields=["valid_to"])
    journal.record(actor, "accounts.role.taken", held.person, held.unit_id, role=held.role)
