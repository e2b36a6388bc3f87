"""Reading pages of the structure."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core import asked
from trienkhai.units import selectors


@login_required
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """The roots with what stands right under them, or what a search found; as of a day when one is asked."""
    words = request.GET.get("q", "")[:100]
    day = asked.day(request.GET.get("ngay", ""))
    found = selectors.search_units(words=words, limit=50, day=day) if words else []
    context = {"trees": [] if words else selectors.trees(day=day), "found": found, "words": words, "day": day}
    return render(request, "units/unit_list.html", context)


@login_required
@require_GET
def unit_detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: what is above and under it, what it was called, whom it came from; as of a day when one is asked."""
    day = asked.day(request.GET.get("ngay", ""))
    page = selectors.unit_page(unit_id=unit_id, page=asked.whole(request.GET.get("trang", "")) or 1, day=day)
    return render(request, "units/unit_detail.html", {"page": page, "day": day})
