"""Who may act on a request about somebody's data: an administrator of every unit where that person works, or last worked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.permissions import may
from trienkhai.core import clock
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.units import selectors as units

VERB = "privacy.manage"


def units_of(person: Person) -> list[int]:
    """The units of roles held or to come; of somebody without any, where they last had one. Two queries."""
    rows = RoleInUnit.objects.filter(person=person)
    held = list(rows.exclude(valid_to__lte=clock.today()).order_by("id").values_list("unit_id", flat=True))
    return sorted(set(held or rows.order_by("-valid_to").values_list("unit_id", flat=True)[:1]))


def person_for(actor: Person, person_id: int, *, lock: bool = False) -> Person:
    """Somebody whose requests the actor may answer. Queries grow with the person's units alone.

    Raises Hidden when there is nobody, or the actor may nowhere; Refusal when only the administrator's session is missing, and when the
    person works in a unit beyond the actor's reach too.
    """
    rows = Person.objects.select_for_update() if lock else Person.objects.all()
    person = rows.filter(pk=person_id).first()
    if person is None:
        raise Hidden
    said = [may(actor, VERB, units.last_known(unit_id=unit_id).path) for unit_id in units_of(person)]
    if not any(said):
        for verdict in said:
            if verdict.door:
                verdict.require()
        raise Hidden
    if not all(said):
        raise Refusal(
            _("Người này còn làm việc ở đơn vị ngoài phạm vi quản trị của bạn."), _("Hãy nhờ quản trị hệ thống của cấp trên."), status=403
        )
    return person
