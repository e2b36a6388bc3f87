"""Units and people for the tests of this room."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from trienkhai.accounts.admin_session import KEY
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.permissions import wake
from trienkhai.core import clock
from trienkhai.units import services as units
from trienkhai.units.choices import Kind
from trienkhai.units.models import Placement, Unit

SINCE = dt.date(2026, 1, 1)
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def make_unit(code: str, name: str, kind: Kind = Kind.UPPER_SCHOOL) -> Unit:
    """A unit that stands alone."""
    unit = Unit.objects.create(code=code, created_at="2026-01-01T00:00Z")
    Placement.objects.bulk_create([units.placement_for(unit, name=name, kind=kind, parent=None, since=SINCE)])
    return unit


def make_person(username: str, role: Role, unit: Unit) -> Person:
    """Somebody with a role there."""
    person = Person.objects.create(username=username, full_name=username.capitalize())
    RoleInUnit.objects.create(person=person, unit=unit, role=role, valid_from=SINCE)
    return woken(person) if role == Role.ADMIN else person


def woken(person: Person) -> Person:
    """An administrator as after opening a session; other people as they are."""
    wake(person, FAR)
    return person


def awake(client: Client) -> Client:
    """A browser of an administrator in which a session was opened."""
    session = client.session
    session[KEY] = {"id": 0, "until": FAR.isoformat(), "seen": clock.now().isoformat()}
    session.save()
    return client
