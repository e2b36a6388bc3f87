"""The home, and one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core import lists
from trienkhai.core.asked import as_of, day, whole, wholes
from trienkhai.desk import finding, selectors, services

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def home(request: Official) -> HttpResponse:
    """What this person must do now."""
    return render(request, "desk/home.html", {"home": selectors.home(viewer=request.user)})


@login_required
@require_GET
def unit(request: Official, unit_id: int) -> HttpResponse:
    """One unit on a day: who works there, what it owes, how it did, its history."""
    when = as_of(request.GET)
    children, work, period = (whole(request.GET.get(name, "")) or 1 for name in ("truc-thuoc", "viec", "ky"))
    found = selectors.unit_overview(
        viewer=request.user, unit_id=unit_id, day=when.day, children_page=children, work_page=work, period_page=period
    )
    return render(request, "desk/unit.html", {"overview": found, "page": found.page, "unit": found.page.unit, "as_of": when})


@login_required
@require_GET
def search(request: Official) -> HttpResponse:
    """Everything this person may see that holds the words."""
    typed = request.GET
    page = finding.found_page(
        viewer=request.user,
        words=typed.get("q", "")[:200],
        kind=typed.get("loai", ""),
        branch_id=whole(typed.get("don-vi", "")),
        since=day(typed.get("tu", "")),
        until=day(typed.get("den", "")),
    )
    kinds = [(key, label) for key, (_name, label) in finding.KINDS.items()]
    return render(request, "desk/search.html", {"page": page, "kinds": kinds})


@login_required
@require_GET
def take(request: Official, kind: str) -> HttpResponse:
    """A whole list, as it is narrowed, as .xlsx or .csv."""
    given = request.GET
    numbers = wholes(given.get("so", "").split(","))
    found = services.take_list(actor=request.user, page=given.get("ds", ""), numbers=numbers, asked=given, kind=kind)
    return lists.answer(found, kind)
