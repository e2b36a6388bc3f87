"""The plan as pictures and files: heat map of units and tasks, timeline, lists to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core import files, lists
from trienkhai.core.asked import whole
from trienkhai.plans import selectors, services
from trienkhai.plans.selectors.listing import Asked
from trienkhai.plans.views.boards import branch_asked

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def heat_map(request: Official, plan_id: int) -> HttpResponse:
    """Units down, tasks across."""
    page = selectors.heat_map(
        viewer=request.user,
        plan_id=plan_id,
        plan_period_id=whole(request.GET.get("ky", "")),
        branch=branch_asked(request),
        kind=request.GET.get("loai", ""),
        page=whole(request.GET.get("trang", "")) or 1,
    )
    return render(request, "plans/heat_map.html", {"page": page})


@login_required
@require_GET
def timeline(request: Official, plan_id: int) -> HttpResponse:
    """Tasks over the plan's periods."""
    return render(request, "plans/timeline.html", {"page": selectors.timeline(viewer=request.user, plan_id=plan_id)})


@login_required
@require_GET
def take_list(request: Official, plan_id: int, what: str, kind: str) -> HttpResponse:
    """A whole list as .xlsx or .csv."""
    given = request.GET
    asked = Asked(
        plan_period_id=whole(given.get("ky", "")),
        task_id=whole(given.get("nhiem-vu", "")),
        branch=branch_asked(request),
        way=given.get("tinh-trang", ""),
        kind=given.get("loai", ""),
    )
    data, name = services.hand_out_list(actor=request.user, plan_id=plan_id, what=what, kind=kind, asked=asked)
    answer = HttpResponse(data, content_type=lists.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    files.keep_inert(answer)
    return answer
