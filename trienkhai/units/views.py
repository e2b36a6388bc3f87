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
    """The tree, opened down to a unit when one is asked, or what a search found; as of a day when one is asked."""
    words = request.GET.get("q", "")[:100]
    day, opened = asked.day(request.GET.get("ngay", "")), asked.whole(request.GET.get("mo", ""))
    found = selectors.search_units(words=words, limit=50, day=day) if words else []
    nodes = [] if words else selectors.open_tree(unit_id=opened, day=day)
    return render(request, "units/unit_list.html", {"nodes": nodes, "found": found, "words": words, "day": day, "opened": opened})


@login_required
@require_GET
def unit_branch(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What stands right under a unit, as lines of the tree; the tree asks for it when a branch is opened."""
    day = asked.day(request.GET.get("ngay", ""))
    node = selectors.branch_of(unit_id=unit_id, page=asked.whole(request.GET.get("trang", "")) or 1, day=day)
    return render(request, "units/_nodes.html", {"nodes": node.nodes, "node": node, "day": day})


@login_required
@require_GET
def unit_detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: what is above and under it, what it was called, whom it came from; as of a day when one is asked."""
    day = asked.day(request.GET.get("ngay", ""))
    page = selectors.unit_page(unit_id=unit_id, page=asked.whole(request.GET.get("trang", "")) or 1, day=day)
    return render(request, "units/unit_detail.html", {"page": page, "day": day})
