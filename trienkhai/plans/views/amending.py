"""Amending an issued plan: a later document compared with it, and the decision on every point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trienkhai.core.errors import Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.amending_forms import CompareForm, RulingForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def of_plan(request: Official, plan_id: int) -> HttpResponse:
    """The amendments of a plan, and comparing it with a later document."""
    page = selectors.amendments(viewer=request.user, plan_id=plan_id)
    form = CompareForm(request.POST or None, papers=page.papers)
    context = {"page": page, "form": form}
    if request.method == "POST":
        page.may_prepare.require()
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = services.compare_plan(actor=request.user, plan_id=plan_id, document_id=given["document"], kind=given["kind"])
        except Refusal as refusal:
            return render(request, "plans/amendments.html", context | {"refusal": refusal}, status=refusal.status)
        return redirect("plans:amendment", made.pk)
    return render(request, "plans/amendments.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: Official, amendment_id: int) -> HttpResponse:
    """Both wordings of every point side by side, and leadership's decision on each."""
    page = selectors.amendment_page(viewer=request.user, amendment_id=amendment_id)
    if request.method == "POST":
        page.may_issue.require()
    form = RulingForm(request.POST or None, page=page)
    context = {"page": page, "form": form}
    if form.is_valid():
        try:
            services.amend_plan(actor=request.user, amendment_id=amendment_id, rulings=form.rulings(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            return render(request, "plans/amendment.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã ghi quyết định. Việc đang mở thay đổi theo từng điểm đã chọn."))
        return redirect("plans:amendment", amendment_id)
    return render(request, "plans/amendment.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def drop(request: Official, amendment_id: int) -> HttpResponse:
    """Throw a comparison away that nobody decided on."""
    plan_id = selectors.amendment_page(viewer=request.user, amendment_id=amendment_id).row.plan_id
    services.drop_amendment(actor=request.user, amendment_id=amendment_id)
    messages.success(request, _("Đã bỏ bản so sánh."))
    return redirect("plans:amendments", plan_id)
