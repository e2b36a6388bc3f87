"""Reading pages of the structure; the page of one unit is the desk's, which knows its people and its work."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core.asked import as_of, whole
from trienkhai.units import selectors


@login_required
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree, opened down to a unit when one is asked, or what a search found; as of a day when one is asked."""
    words, when = request.GET.get("q", "")[:100], as_of(request.GET)
    opened = whole(request.GET.get("mo", ""))
    found = selectors.found_units(words=words, day=when.day) if words else []
    nodes = [] if words else selectors.open_tree(unit_id=opened, day=when.day)
    context = {"nodes": nodes, "found": found, "words": words, "as_of": when, "opened": opened}
    return render(request, "units/unit_list.html", context)


@login_required
@require_GET
def unit_branch(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What stands right under a unit, as lines of the tree; the tree asks for it when a branch is opened."""
    when = as_of(request.GET)
    node = selectors.branch_of(unit_id=unit_id, page=whole(request.GET.get("trang", "")) or 1, day=when.day)
    return render(request, "units/_nodes.html", {"nodes": node.nodes, "node": node, "as_of": when})
