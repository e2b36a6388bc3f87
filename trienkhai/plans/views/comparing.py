"""Two days side by side, and the works of one task on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core import clock
from trienkhai.core.asked import day, whole
from trienkhai.plans import selectors
from trienkhai.plans.choices import Timeliness
from trienkhai.plans.deciding_forms import DayForm, DaysForm
from trienkhai.plans.views.boards import branch_asked

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def compare(request: Official, plan_id: int) -> HttpResponse:
    """Two days with the same filter; a week ago and today unless they are said."""
    asked = request.GET
    page = selectors.compare(
        viewer=request.user,
        plan_id=plan_id,
        first=day(asked.get("tu", "")),
        second=day(asked.get("den", "")),
        plan_period_id=whole(asked.get("ky", "")),
        task_id=whole(asked.get("nhiem-vu", "")),
        branch=branch_asked(request),
        page=whole(asked.get("trang", "")) or 1,
    )
    form = DaysForm(initial={"tu": page.first, "den": page.second})
    keep = f"&tu={page.first:%Y-%m-%d}&den={page.second:%Y-%m-%d}"
    return render(request, "plans/compare.html", {"page": page, "form": form, "keep": keep})


@login_required
@require_GET
def works_at(request: Official, plan_id: int) -> HttpResponse:
    """The works of one task as they stood at the end of a day."""
    asked = request.GET
    page = selectors.works_at(
        viewer=request.user,
        plan_id=plan_id,
        on=day(asked.get("ngay", "")) or clock.today(),
        task_id=whole(asked.get("nhiem-vu", "")),
        plan_period_id=whole(asked.get("ky", "")),
        way=asked.get("tinh-trang", ""),
        branch=branch_asked(request),
        page=whole(asked.get("trang", "")) or 1,
    )
    return render(request, "plans/works_at.html", {"page": page, "form": DayForm(initial={"ngay": page.day}), "ways": Timeliness.choices})
