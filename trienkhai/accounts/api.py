"""The API's door: a key in the Authorization header; answers to refusals; who the key speaks for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.security import HttpBearer

from trienkhai.accounts import selectors, services
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import RoleInUnit
from trienkhai.accounts.permissions import scope_of
from trienkhai.accounts.requests import Official
from trienkhai.accounts.tokens import person_for
from trienkhai.core import pace
from trienkhai.core.errors import Refusal

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine


class Key(HttpBearer):
    """`Authorization: Bearer tk_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        """The person, narrowed to the key; becomes the request's user."""
        person = person_for(token)
        _require_text(request)
        request.user = person
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            pace.take(person.pk)
        return person


def _require_text(request: HttpRequest) -> None:
    """Raises Refusal for a NUL character: JSON has a spelling for it, and no text of PostgreSQL holds one."""
    said = [value for _name, values in request.GET.lists() for value in values]
    if request.content_type == "application/json":
        said.append(request.body.decode(errors="replace").replace("\\\\", "").replace("\\u0000", "\x00"))
    if any("\x00" in value for value in said):
        raise Refusal(_("Dữ liệu có ký tự không hợp lệ (NUL)."), _("Hãy bỏ ký tự đó rồi gửi lại."))


class Problem(Schema):
    """Why an act was refused and what to do next, in Vietnamese."""

    reason: str
    hint: str = ""
    basis: str = ""


class Holding(Schema):
    """A role in a unit; one that was lent says by whom."""

    role: str
    unit_id: int
    unit_name: str
    on_behalf_of: str | None = None


class Me(Schema):
    """Whom the key speaks for."""

    id: int
    name: str
    roles: list[Holding]
    verbs: list[str]
    today: dt.date


class SeenOut(Schema):
    """That somebody took something away: when, what, who."""

    at: dt.datetime
    verb: str
    by: str

    @staticmethod
    def resolve_by(line: JournalLine) -> str:
        """The name."""
        return str(line.actor)


router = Router(tags=["accounts"])


@router.get("/me", response=Me, summary="Whom the key speaks for, and what it may")
def me(request: Official) -> Me:
    """The person, the roles held today and the key's verbs."""
    from trienkhai.core import clock

    scope = scope_of(request.user)
    roles = [
        Holding(role=h.role.value, unit_id=h.unit_id, unit_name=h.unit_name, on_behalf_of=h.behalf.giver if h.behalf else None)
        for h in scope.holdings
    ]
    verbs = sorted(scope.only.verbs) if scope.only else []
    return Me(id=request.user.pk, name=str(request.user), roles=roles, verbs=verbs, today=clock.today())


class DelegationOut(Schema):
    """A delegation as its two persons see it."""

    id: int
    giver: str
    receiver: str
    role: str
    unit: str
    what: list[str]
    first: dt.date
    last: dt.date
    reason: str
    document_number: str
    standing: str

    @staticmethod
    def resolve_giver(line: selectors.DelegationLine) -> str:
        """The name."""
        return str(line.giver)

    @staticmethod
    def resolve_receiver(line: selectors.DelegationLine) -> str:
        """The name."""
        return str(line.receiver)


class Delegations(Schema):
    """Given and received."""

    given: list[DelegationOut]
    received: list[DelegationOut]


class RoleOut(Schema):
    """A role of a person in a unit; `last_day` is null while it has no end."""

    id: int
    person_id: int
    name: str
    username: str
    is_active: bool
    role: str
    valid_from: dt.date
    last_day: dt.date | None

    @staticmethod
    def resolve_name(row: RoleInUnit) -> str:
        """The person's name."""
        return str(row.person)

    @staticmethod
    def resolve_username(row: RoleInUnit) -> str:
        """Their name at sign-in."""
        return row.person.username

    @staticmethod
    def resolve_is_active(row: RoleInUnit) -> bool:
        """Whether the account is open."""
        return row.person.is_active


class Days(Schema):
    """From a day (today without one) to a last day (open without one)."""

    since: dt.date | None = None
    until: dt.date | None = None


class NewPerson(Days):
    """A new person and the role they take; the invitation goes to the address."""

    username: str = Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)
    full_name: str = Field(min_length=1, max_length=120)
    email: str = Field(default="", max_length=254)
    role: Role


class NewRole(Days):
    """A role for somebody who has an account."""

    username: str = Field(min_length=1, max_length=60)
    role: Role


class AnotherRole(Days):
    """A role in one of one's units."""

    unit_id: int = Field(ge=1, le=2**62)
    role: Role


class HeldOut(Schema):
    """A role of a person; `standing` is past, now or coming."""

    id: int
    unit_id: int
    unit: str
    role: str
    first: dt.date
    last: dt.date | None
    standing: str


class PersonOut(Schema):
    """A person as those see them who manage people of one of their units."""

    id: int
    username: str
    full_name: str
    email: str
    is_active: bool
    is_invited: bool
    roles: list[HeldOut]


class LastDay(Schema):
    """The last day of a role; none ends it today."""

    last_day: dt.date | None = None


class Reason(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=250)


class Done(Schema):
    """The person it was done to."""

    id: int


@router.get("/me/delegations", response=Delegations, summary="What one handed over and was handed")
def my_delegations(request: Official) -> dict[str, list[selectors.DelegationLine]]:
    """Making one is not offered here: a key hands nothing on."""
    given, received = selectors.delegation_lines(request.user)
    return {"given": given, "received": received}


@router.get("/units/{id:unit_id}/people", response=list[RoleOut], summary="Roles held or to come in a unit")
def list_people(request: Official, unit_id: int) -> list[RoleInUnit]:
    """For those who manage its people."""
    services.can_manage(request.user, unit_id).require()
    return selectors.people_of(unit_id=unit_id)


@router.post("/units/{id:unit_id}/people", response={201: Done}, summary="A new person with a role, and their invitation")
def add_person(request: Official, unit_id: int, said: NewPerson) -> Status[Done]:
    """The link goes by mail or is printed on the person's page; it is not told here."""
    with transaction.atomic():
        person = services.add_person(actor=request.user, unit_id=unit_id, **said.dict())
        services.invite(actor=request.user, person_id=person.pk)
    return Status(201, Done(id=person.pk))


@router.post("/units/{id:unit_id}/roles", response={201: RoleOut}, summary="A role for somebody who has an account")
def give_role(request: Official, unit_id: int, said: NewRole) -> Status[RoleInUnit]:
    """From a day to a day."""
    return Status(201, services.give_role_to(actor=request.user, unit_id=unit_id, **said.dict()))


@router.post("/roles/{id:role_id}/end", response=Done, summary="End a role today or after a day")
def end_role(request: Official, role_id: int, said: LastDay) -> Done:
    """What was done under it stays."""
    return Done(id=services.take_role(actor=request.user, role_id=role_id, last_day=said.last_day))


@router.get("/people/{id:person_id}", response=PersonOut, summary="One person: roles past, present and to come")
def get_person(request: Official, person_id: int) -> PersonOut:
    """For those who manage people of one of their units."""
    page = selectors.person_page(viewer=request.user, person_id=person_id)
    known = {name: getattr(page.person, name) for name in ("id", "username", "full_name", "email", "is_active")}
    roles = [HeldOut.from_orm(line) for line in page.roles]
    return PersonOut(**known, roles=roles, is_invited=bool(page.invitation and page.invitation.is_open))  # type: ignore[attr-defined]


@router.post("/people/{id:person_id}/roles", response={201: RoleOut}, summary="Another role for somebody")
def give_another_role(request: Official, person_id: int, said: AnotherRole) -> Status[RoleInUnit]:
    """In a unit whose people one manages."""
    return Status(201, services.give_role(actor=request.user, person_id=person_id, **said.dict()))


@router.post("/people/{id:person_id}/invitation/revoke", response=Done, summary="Take an invitation back")
def revoke_invitation(request: Official, person_id: int) -> Done:
    """Its link lets nobody in any more."""
    services.revoke_invitation(actor=request.user, person_id=person_id)
    return Done(id=person_id)


@router.post("/people/{id:person_id}/invite", response=Done, summary="Invite somebody anew; an earlier invitation ends")
def invite_person(request: Official, person_id: int) -> Done:
    """By mail."""
    return Done(id=services.invite(actor=request.user, person_id=person_id).person_id)


@router.post("/people/{id:person_id}/close", response=Done, summary="Close an account")
def close_person(request: Official, person_id: int, said: Reason) -> Done:
    """What lets in ends; names stay."""
    return Done(id=services.close_account(actor=request.user, person_id=person_id, reason=said.reason).pk)


@router.post("/people/{id:person_id}/sign-out", response=Done, summary="End every sign-in of somebody")
def sign_person_out(request: Official, person_id: int) -> Done:
    """Their browsers are signed out; the account stays open."""
    services.end_sign_ins(actor=request.user, person_id=person_id)
    return Done(id=person_id)


@router.post("/people/{id:person_id}/reopen", response=Done, summary="Open a closed account again")
def reopen_person(request: Official, person_id: int) -> Done:
    """With the roles whose days last."""
    return Done(id=services.reopen_account(actor=request.user, person_id=person_id).pk)
