"""What brings work into an open period: an event that a task waits for, and units that enter or leave by dated entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.core.text import number
from trienkhai.plans import selectors, services
from trienkhai.plans.deciding_forms import EnterForm, EventForm, GoOnForm, HaltForm

if TYPE_CHECKING:
    from django import forms

    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def task_event(request: Official, task_id: int) -> HttpResponse:
    """Say that the event of a conditional task happened; nothing typed is lost when it is refused."""
    task = selectors.task_page(viewer=request.user, task_id=task_id)
    task.may_prepare.require()
    form = EventForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            services.record_event(actor=request.user, task_id=task_id, **form.cleaned_data)
            messages.success(request, _("Đã ghi sự kiện; các đơn vị được giao thấy việc ngay."))
            return redirect("plans:task", task_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "plans/task_event.html", {"task": task, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def expected(request: Official, plan_id: int) -> HttpResponse:
    """The units of a period and every dated entry since its opening; a unit enters or leaves here."""
    asked = {"plan_period_id": whole(request.GET.get("ky", "")), "words": request.GET.get("q", "").strip()[:100]}
    page = selectors.expected_page(viewer=request.user, plan_id=plan_id, page=whole(request.GET.get("trang", "")) or 1, **asked)  # type: ignore[arg-type]
    form = EnterForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid() and page.view.chosen is not None:
        try:
            messages.success(request, _entered(request, page.view.chosen.pk, form))
            return redirect(request.get_full_path())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "plans/expected.html", {"page": page, "form": form}, status=status)


def _entered(request: Official, plan_period_id: int, form: EnterForm) -> str:
    """What was done, in words."""
    given = form.cleaned_data
    who = {"actor": request.user, "plan_period_id": plan_period_id, "unit_id": given["unit"], "reason": given["reason"]}
    if given["act"] == "join":
        made = services.take_in_unit(due=given["due"], **who)
        return _("Đã bổ sung đơn vị với %(n)s việc.") % {"n": number(made)}
    return _("Đã đưa đơn vị ra khỏi kỳ; %(n)s việc thôi tính.") % {"n": number(services.excuse_unit(**who))}


@login_required
@require_http_methods(["GET", "POST"])
def task_halt(request: Official, task_id: int) -> HttpResponse:
    """A whole task stands still for all units, or goes on; nothing typed is lost when it is refused."""
    task = selectors.task_page(viewer=request.user, task_id=task_id)
    task.may_suspend.require()
    form: forms.Form = (GoOnForm if task.halt else HaltForm)(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, _halted(request, task_id, form.cleaned_data, goes_on=task.halt is not None))
            return redirect("plans:task", task_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "plans/task_halt.html", {"task": task, "form": form}, status=status)


def _halted(request: Official, task_id: int, given: dict[str, Any], *, goes_on: bool) -> str:
    """What was done, in words."""
    if goes_on:
        choice = {"clock_choice": given["clock_choice"], "due": given["due"]}
        services.resume_task(actor=request.user, task_id=task_id, remark=given["text"], **choice)
        return _("Nhiệm vụ tiếp tục; các đơn vị được báo.")
    services.halt_task(actor=request.user, task_id=task_id, reason=given["text"], basis=given["basis"], until=given["until"])
    return _("Đã tạm dừng nhiệm vụ với mọi đơn vị; các đơn vị được báo. Việc thôi tính hạn và thôi nhắc.")
