"""Boards for those who oversee, and one task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core.asked import whole
from trienkhai.plans import selectors

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official

_BRANCH = re.compile(r"[0-9a-f]{6}")


def _number(request: Official, name: str) -> int | None:
    """A whole number of the address, None when it is missing or no number."""
    return whole(request.GET.get(name, ""))


def branch_asked(request: Official) -> str:
    """The branch of the address; empty when it is none."""
    value = request.GET.get("nhanh", "")
    return value if _BRANCH.fullmatch(value) else ""


@login_required
@require_GET
def plan_board(request: Official, plan_id: int) -> HttpResponse:
    """The leaders' board of a period, or of the whole plan."""
    page = selectors.board(
        viewer=request.user,
        plan_id=plan_id,
        plan_period_id=_number(request, "ky"),
        whole_plan=request.GET.get("ky") == "tat-ca",
        page=_number(request, "trang") or 1,
    )
    return render(request, "plans/plan_board.html", {"page": page})


@login_required
@require_GET
def plan_branch(request: Official, plan_id: int, branch: str) -> HttpResponse:
    """The units of one branch."""
    if branch != "goc" and not _BRANCH.fullmatch(branch):
        raise Http404
    page = selectors.branch_page(
        viewer=request.user,
        plan_id=plan_id,
        branch="" if branch == "goc" else branch,
        plan_period_id=_number(request, "ky"),
        page=_number(request, "trang") or 1,
    )
    return render(request, "plans/plan_branch.html", {"page": page})


@login_required
@require_GET
def plan_unit(request: Official, plan_id: int, unit_id: int) -> HttpResponse:
    """One unit's work in a period of the plan."""
    page = selectors.unit_page(viewer=request.user, plan_id=plan_id, unit_id=unit_id, plan_period_id=_number(request, "ky"))
    return render(request, "plans/plan_unit.html", {"page": page})


@login_required
@require_GET
def who_has_not(request: Official, plan_id: int) -> HttpResponse:
    """Units that have said nothing yet."""
    page = selectors.who_has_not(
        viewer=request.user,
        plan_id=plan_id,
        plan_period_id=_number(request, "ky"),
        task_id=_number(request, "nhiem-vu"),
        branch=branch_asked(request),
        page=_number(request, "trang") or 1,
    )
    return render(request, "plans/who_has_not.html", {"page": page})


@login_required
@require_GET
def task_detail(request: Official, task_id: int) -> HttpResponse:
    """One task: the sentence of the plan, whom it addresses, and how each unit stands."""
    page = selectors.task_page(
        viewer=request.user,
        task_id=task_id,
        plan_period_id=_number(request, "ky"),
        way=request.GET.get("tinh-trang", ""),
        branch=branch_asked(request),
        page=_number(request, "trang") or 1,
    )
    shown = selectors.plan_indicators(viewer=request.user, plan_id=page.row.task.plan_id, task_id=task_id)
    return render(request, "plans/task_detail.html", {"page": page, "indicators": shown})
