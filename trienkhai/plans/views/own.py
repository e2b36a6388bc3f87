"""A unit's own plan: started from what it was given, written on screen, compared with the tasks above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core.asked import so_far, whole, wholes
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.choices import Coverage
from trienkhai.plans.own_forms import MatchForm, OwnNameForm, OwnTaskForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_POST
def start(request: Official, plan_id: int) -> HttpResponse:
    """Make the draft of a unit's own plan from what this plan gives it."""
    plan = services.derive_plan(actor=request.user, unit_id=whole(request.POST.get("unit", "")) or 0, parent_id=plan_id)
    return redirect("plans:plan-detail", plan.pk)


@login_required
@require_POST
def take_in(request: Official, plan_id: int) -> HttpResponse:
    """Add to the draft what another plan gives the unit."""
    version, parent = whole(request.POST.get("version", "")) or 0, whole(request.POST.get("above", ""))
    if parent is None:
        raise Hidden
    services.take_in(actor=request.user, plan_id=plan_id, version=version, parent_id=parent)
    messages.success(request, _("Đã lấy thêm việc vào dự thảo."))
    return redirect("plans:plan-detail", plan_id)


@login_required
@require_GET
def below(request: Official) -> HttpResponse:
    """Own plans of the units below."""
    found, names = selectors.plans_below(viewer=request.user, page=whole(request.GET.get("trang", "")) or 1)
    return render(request, "plans/plans_below.html", {"page": found, "plans": [(plan, names.get(plan.owner_id, "–")) for plan in found]})


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: Official, plan_id: int) -> HttpResponse:
    """Say what the draft is called."""
    page = selectors.own_task_page(viewer=request.user, plan_id=plan_id)
    first = {"version": page.plan.version, "title": page.plan.title, "number": page.plan.number, "symbol": page.plan.symbol}
    form = OwnNameForm(request.POST or None, initial=first)
    context = {"page": page, "form": form}
    if form.is_valid():
        try:
            services.rename_own_plan(actor=request.user, plan_id=plan_id, **form.cleaned_data)
        except Refusal as refusal:
            return render(request, "plans/own_name.html", context | {"refusal": refusal}, status=refusal.status)
        return redirect("plans:plan-detail", plan_id)
    return render(request, "plans/own_name.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def task(request: Official, plan_id: int, task_id: int | None = None) -> HttpResponse:
    """Write one task of the draft: a new one, or one that stands."""
    words, picked = request.POST.get("q") or request.GET.get("q", ""), wholes(request.POST.getlist("units"))
    page = selectors.own_task_page(viewer=request.user, plan_id=plan_id, task_id=task_id, words=words, picked=picked)
    typed = request.POST if request.method == "POST" and "find" not in request.POST else None
    form = OwnTaskForm(typed, page=page, initial=OwnTaskForm.first(page) | so_far(request.POST, OwnTaskForm))
    context = {"page": page, "form": form}
    if form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version")
        renamed = {"unit_ids": given.pop("units"), "person_id": given.pop("person"), "parent_ids": given.pop("parents")}
        try:
            services.save_own_task(
                actor=request.user, plan_id=plan_id, version=version, task_id=task_id, said=services.OwnTask(**given, **renamed)
            )
        except Refusal as refusal:
            return render(request, "plans/own_task.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã lưu việc."))
        return redirect("plans:plan-detail", plan_id)
    return render(request, "plans/own_task.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def task_remove(request: Official, plan_id: int, task_id: int) -> HttpResponse:
    """Take a task out of the draft."""
    version = whole(request.POST.get("version", "")) or 0
    services.remove_own_task(actor=request.user, plan_id=plan_id, version=version, task_id=task_id)
    messages.success(request, _("Đã bỏ việc khỏi dự thảo."))
    return redirect("plans:plan-detail", plan_id)


@login_required
@require_http_methods(["GET", "POST"])
def match(request: Official, plan_id: int) -> HttpResponse:
    """The plan beside the tasks above: what is suggested is confirmed here, or something else is said."""
    page = selectors.match_page(viewer=request.user, plan_id=plan_id)
    form = MatchForm(request.POST or None, page=page)
    context = {"page": page, "form": form}
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.match_tasks(actor=request.user, plan_id=plan_id, version=version, pairs=form.pairs(), reasons=form.reasons())
        except Refusal as refusal:
            return render(request, "plans/own_match.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã ghi việc nào thực hiện nhiệm vụ nào."))
        return redirect("plans:plan-detail", plan_id)
    return render(request, "plans/own_match.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def matrix(request: Official, plan_id: int) -> HttpResponse:
    """The plan's tasks by the units they were given to, narrowed as asked."""
    asked = request.GET
    page = selectors.matrix(
        viewer=request.user,
        plan_id=plan_id,
        task_id=whole(asked.get("nhiem-vu", "")),
        way=asked.get("muc", ""),
        branch_id=whole(asked.get("nhanh", "")),
        words=asked.get("q", ""),
        page=whole(asked.get("trang", "")) or 1,
    )
    return render(request, "plans/matrix.html", {"page": page, "ways": Coverage.choices})
