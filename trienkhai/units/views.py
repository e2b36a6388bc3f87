"""Reading pages of the structure."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.units import selectors


@login_required
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """The roots with what stands right under them, or what a search found."""
    words = request.GET.get("q", "")[:100]
    found = selectors.search_units(words=words, limit=50) if words else []
    return render(request, "units/unit_list.html", {"trees": [] if words else selectors.trees(), "found": found, "words": words})


@login_required
@require_GET
def unit_detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: what is above and under it, and what it was called."""
    asked = request.GET.get("trang", "1")
    page = selectors.unit_page(unit_id=unit_id, page=int(asked) if asked.isdecimal() and len(asked) < 9 else 1)
    return render(request, "units/unit_detail.html", {"page": page})
