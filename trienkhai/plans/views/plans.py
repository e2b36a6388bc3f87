"""The list, one plan, preparing and issuing it, and naming units that were left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core.asked import so_far, wholes
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.text import date as shown
from trienkhai.plans import selectors, services
from trienkhai.plans.forms import IssueForm, LookForm, NameForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def plan_list(request: Official) -> HttpResponse:
    """The plans this person may see."""
    return render(request, "plans/plan_list.html", {"plans": selectors.list_plans(viewer=request.user)})


@login_required
@require_POST
def prepare(request: Official, document_id: int) -> HttpResponse:
    """Make or refresh the draft of a reviewed document; one that was issued already is shown."""
    try:
        plan = services.prepare_plan(actor=request.user, document_id=document_id)
    except Conflict as conflict:
        known = selectors.draft_of(viewer=request.user, document_id=document_id)
        if known is None:
            raise
        messages.info(request, f"{conflict.reason} {conflict.hint}")
        return redirect("plans:plan-detail", known.pk)
    return redirect("plans:plan-detail", plan.pk)


@login_required
@require_GET
def plan_detail(request: Official, plan_id: int) -> HttpResponse:
    """One plan: its tasks with whom they address, its periods, its journal."""
    page = selectors.plan_page(viewer=request.user, plan_id=plan_id)
    starts = selectors.own_starts(viewer=request.user, plan_id=plan_id)
    indicators = selectors.plan_indicators(viewer=request.user, plan_id=plan_id)
    shown = {"page": page, "own": selectors.own_view(page=page), "starts": starts, "indicators": indicators}
    return render(request, "plans/plan_detail.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: Official, plan_id: int) -> HttpResponse:
    """Ask what issuing needs, show what it will do, and issue."""
    look = LookForm(request.POST or request.GET)
    asked = look.cleaned_data if look.is_valid() else {}
    page = selectors.issue_page(
        viewer=request.user, plan_id=plan_id, effective_on=asked.get("effective_on"), rhythm=asked.get("rhythm", "")
    )
    past = [(span.starts.isoformat(), f"{span.label} ({shown(span.starts)}–{shown(span.ends)})") for span in page.past]
    first = {"version": page.page.plan.version, "effective_on": page.effective_on, "rhythm": page.rhythm, "carry": "0"}
    form = IssueForm(request.POST if request.method == "POST" and "look" not in request.POST else None, past=past, initial=first)
    context = {"issue": page, "page": page.page, "form": form}
    if form.is_valid():
        try:
            services.issue_plan(actor=request.user, plan_id=plan_id, **form.cleaned_data)
        except Refusal as refusal:
            return render(request, "plans/plan_issue.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã ban hành kế hoạch. Các đơn vị thấy việc của mình ngay từ bây giờ."))
        return redirect("plans:plan-board", plan_id)
    return render(request, "plans/plan_issue.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def task_name(request: Official, task_id: int) -> HttpResponse:
    """Name the units of a phrase that was left open, or of a task that names nobody."""
    words, picked = request.POST.get("q") or request.GET.get("q", ""), wholes(request.POST.getlist("units"))
    page = selectors.naming_page(viewer=request.user, task_id=task_id, words=words, picked=picked)
    waiting = next((a.id for a in page.row.addressees if a.is_open), None)
    typed = request.POST if request.method == "POST" and "find" not in request.POST else None
    form = NameForm(typed, groups=page.groups, units=page.units, initial={"addressee": waiting} | so_far(request.POST, NameForm))
    context = {"naming": page, "form": form}
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.name_addressee(
                actor=request.user,
                task_id=task_id,
                addressee_id=given["addressee"],
                duty=given["duty"],
                group_id=given["group"],
                unit_ids=given["units"],
                due=given["due"],
                reason=given["reason"],
            )
        except Refusal as refusal:
            return render(request, "plans/task_name.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã giao đơn vị cho nhiệm vụ %(key)s.") % {"key": page.row.task.key})
        return redirect("plans:task", task_id)
    return render(request, "plans/task_name.html", context, status=422 if form.is_bound else 200)
