"""New accounts."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.accounts.models import Person
from trienkhai.accounts.services.roles import can_manage, give_role
from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Refusal


@transaction.atomic
def create_person(*, actor: Person | None, unit_id: int, username: str, full_name: str, email: str = "") -> Person:
    """A new account without password in a unit; the person sets one by the invitation. `actor` None is the system itself."""
    if actor is not None:
        can_manage(actor, unit_id).require()
    if Person.objects.filter(username=username).exists():
        raise Conflict(_("Tên đăng nhập «%(name)s» đã có.") % {"name": username}, _("Hãy chọn tên đăng nhập khác."))
    person = Person(username=username, full_name=full_name, email=email, date_joined=clock.now())
    person.set_unusable_password()
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Refusal(_("Thông tin tài khoản chưa đúng."), " ".join(error.messages)) from error
    person.save()
    journal.record(actor, "accounts.person.created", person, unit_id)
    return person


@transaction.atomic
def add_person(
    *,
    actor: Person,
    unit_id: int,
    username: str,
    full_name: str,
    role: str,
    email: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Person:
    """A new person with a role in one step; neither is kept when the other is refused."""
    person = create_person(actor=actor, unit_id=unit_id, username=username, full_name=full_name, email=email)
    give_role(actor=actor, person_id=person.pk, unit_id=unit_id, role=role, since=since, until=until)
    return person
