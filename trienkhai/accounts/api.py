"""The API's door: a key in the Authorization header; answers to refusals; who the key speaks for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer

from trienkhai.accounts.permissions import scope_of
from trienkhai.accounts.requests import Official
from trienkhai.accounts.tokens import person_for
from trienkhai.core import pace

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


class Key(HttpBearer):
    """`Authorization: Bearer tk_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        """The person, narrowed to the key; becomes the request's user."""
        person = person_for(token)
        request.user = person
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            pace.take(person.pk)
        return person


class Problem(Schema):
    """Why an act was refused and what to do next, in Vietnamese."""

    reason: str
    hint: str = ""
    basis: str = ""


class Holding(Schema):
    """A role in a unit."""

    role: str
    unit_id: int
    unit_name: str


class Me(Schema):
    """Whom the key speaks for."""

    id: int
    name: str
    roles: list[Holding]
    verbs: list[str]
    today: dt.date


router = Router(tags=["accounts"])


@router.get("/me", response=Me, summary="Whom the key speaks for, and what it may")
def me(request: Official) -> Me:
    """The person, the roles held today and the key's verbs."""
    from trienkhai.core import clock

    scope = scope_of(request.user)
    roles = [Holding(role=h.role.value, unit_id=h.unit_id, unit_name=h.unit_name) for h in scope.holdings]
    verbs = sorted(scope.only.verbs) if scope.only else []
    return Me(id=request.user.pk, name=str(request.user), roles=roles, verbs=verbs, today=clock.today())
