"""What every page knows of the person before it: evaluated here, so that no template asks the database."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from trienkhai.accounts.permissions import admin_until, scope_of
from trienkhai.accounts.selectors.filters import Shown, kept_filters
from trienkhai.core import clock, kept

MENU = {
    "inbox": ("progress.report",),
    "documents": ("document.upload", "document.review", "board.see"),
    "forms": ("form.fill", "form.define", "board.see"),
    "records": ("outgoing.see", "incoming.see"),
    "issuing": ("outgoing.prepare",),
    "reports": ("report.see",),
    "rules": ("regime.rule",),
    "rounds": ("report.prepare", "report.submit"),
    "structure": ("unit.manage",),
    "groups": ("group.manage",),
    "phrases": ("phrase.bind",),
}
"""Which verbs open which room of the menu."""


def who_is_here(request: HttpRequest) -> dict[str, Any]:
    """`person`, `scope` (roles held today), `menu` (the rooms they work in), `admin` (their open session), `demo` (its mode)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"person": None, "scope": None, "menu": {}, "demo": settings.DEMO}
    scope = scope_of(user)
    menu = {room: any(scope.could(verb) for verb in verbs) for room, verbs in MENU.items()}
    until = admin_until(user)
    admin = {"until": until, "left": math.ceil((until - clock.now()).total_seconds() / 60)} if until else None
    return {"person": user, "scope": scope, "menu": menu, "admin": admin, "demo": settings.DEMO}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters that were kept for this list, what it is narrowed by now, and which of them that is."""

    page: str
    numbers: str
    rows: list[Shown]
    asked: str
    present: int | None
    taking: str
    """What the address of its file asks for; empty for a page that is no list of rows."""


def kept_here(request: HttpRequest) -> dict[str, Any]:
    """`kept`: the filters of this list. One query on a list that can be narrowed, none elsewhere."""
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    if match is None or user is None or not user.is_authenticated or match.view_name not in kept.lists():
        return {}
    numbers = ",".join(str(value) for value in match.kwargs.values())
    asked = kept.known(match.view_name, {name: [str(value) for value in values] for name, values in request.GET.lists()})
    rows = kept_filters(viewer=user, page=match.view_name, numbers=numbers)
    present = next((one.row.pk for one in rows if one.row.asked == asked), None)
    whole = urlencode({"ds": match.view_name, "so": numbers, **asked}, doseq=True) if kept.lists()[match.view_name].sheet else ""
    return {"kept": Narrowing(match.view_name, numbers, rows, urlencode(asked, doseq=True), present, whole)}
