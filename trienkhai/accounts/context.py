"""What every page knows of the person before it: evaluated here, so that no template asks the database."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from trienkhai.accounts.permissions import admin_until, scope_of
from trienkhai.core import clock

MENU = {
    "inbox": ("progress.report",),
    "documents": ("document.upload", "document.review", "board.see"),
    "forms": ("form.fill", "form.define", "board.see"),
    "records": ("outgoing.see", "incoming.see"),
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
