"""The home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.desk import selectors

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def home(request: Official) -> HttpResponse:
    """What this person must do now."""
    return render(request, "desk/home.html", {"home": selectors.home(viewer=request.user)})
