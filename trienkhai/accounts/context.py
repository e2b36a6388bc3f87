"""What every page knows of the person before it: evaluated here, so that no template asks the database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from trienkhai.accounts.permissions import scope_of


def who_is_here(request: HttpRequest) -> dict[str, Any]:
    """`person`, `scope` (roles held today) and `demo` (demonstration mode)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"person": None, "scope": None, "demo": settings.DEMO}
    return {"person": user, "scope": scope_of(user), "demo": settings.DEMO}
