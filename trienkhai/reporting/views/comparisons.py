"""Pages that put reports beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core import files
from trienkhai.core.asked import whole
from trienkhai.reporting import selectors, services

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


def _asked(request: Official) -> tuple[int | None, int | None, str]:
    given = request.GET
    return whole(given.get("truoc", "")), whole(given.get("sau", "")), "branch" if given.get("theo") == "nhanh" else "task"


@login_required
@require_GET
def comparison(request: Official) -> HttpResponse:
    """Two reports beside each other, by task or by branch; one alone shows its branches."""
    before, after, by = _asked(request)
    found = selectors.compare(viewer=request.user, before_id=before, after_id=after, by=by)
    return render(request, "reporting/comparison.html", {"found": found, "query": request.GET.urlencode()})


@login_required
@require_GET
def comparison_file(request: Official) -> HttpResponse:
    """The same as .xlsx."""
    before, after, by = _asked(request)
    data, name = services.hand_out_comparison(actor=request.user, before_id=before, after_id=after, by=by)
    return files.handed(data, name)
