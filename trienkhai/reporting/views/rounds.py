"""Pages of rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core.asked import whole
from trienkhai.reporting import selectors

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def round_list(request: Official) -> HttpResponse:
    """What the viewer's units submit, what came in, and the rounds they oversee."""
    context = {
        "own": selectors.own_submissions(viewer=request.user, everything=True),
        "waiting": selectors.waiting_to_receive(viewer=request.user),
        "rounds": selectors.list_rounds(viewer=request.user),
    }
    return render(request, "reporting/round_list.html", context)


@login_required
@require_GET
def round_detail(request: Official, round_id: int) -> HttpResponse:
    """One round: who has reported."""
    given = request.GET
    page = selectors.get_round(
        viewer=request.user,
        round_id=round_id,
        show=given.get("xem", ""),
        branch=given.get("nhanh", ""),
        page=whole(given.get("trang", "")) or 1,
    )
    return render(request, "reporting/round_detail.html", {"page": page})
