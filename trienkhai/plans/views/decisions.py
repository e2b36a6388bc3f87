"""What the plan's owner decides on units' work: one at a time, or many of one task on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.core.text import number
from trienkhai.plans import selectors, services
from trienkhai.plans.choices import Confirmation, DecisionKind, State
from trienkhai.plans.deciding_forms import ConfirmForm, ConfirmRuleForm, ResumeForm, SuspendForm, WorkDecisionForm

if TYPE_CHECKING:
    from django import forms

    from trienkhai.accounts.requests import Official
    from trienkhai.plans.selectors import ObligationPage

SAID = {
    DecisionKind.CONFIRMED: lazy("Đã xác nhận hoàn thành."),
    DecisionKind.RETURNED: lazy("Đã trả lại; đơn vị được báo. Hạn giữ nguyên."),
    DecisionKind.SUSPENDED: lazy("Đã tạm dừng; đơn vị được báo. Việc thôi tính hạn và thôi nhắc."),
    DecisionKind.RESUMED: lazy("Việc tiếp tục; đơn vị được báo."),
}


def possible(page: ObligationPage) -> list[DecisionKind]:
    """What may be decided on a work as it stands, by this person."""
    row, decisions = page.work.row, page.decisions
    if row.state == State.DONE and decisions.may_confirm:
        confirmed = row.confirmation == Confirmation.CONFIRMED
        return [DecisionKind.RETURNED] if confirmed else [DecisionKind.CONFIRMED, DecisionKind.RETURNED]
    if not decisions.may_suspend or row.state in (State.DONE, State.RELEASED):
        return []
    return [DecisionKind.RESUMED if row.state == State.SUSPENDED else DecisionKind.SUSPENDED]


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: Official, obligation_id: int) -> HttpResponse:
    """One work: confirm or return it, suspend it or let it go on; nothing typed is lost when it is refused."""
    page = selectors.get_obligation(viewer=request.user, obligation_id=obligation_id)
    found = page.decisions
    if not (found.may_confirm or found.may_suspend):
        found.may_confirm.require()
    form = WorkDecisionForm(request.POST if request.method == "POST" else None, choices=possible(page))
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            _act(request, obligation_id, form.cleaned_data)
            messages.success(request, str(SAID[DecisionKind(form.cleaned_data["decision"])]))
            return redirect("plans:obligation", obligation_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "plans/work_decision.html", {"page": page, "found": found, "form": form}, status=status)


def _act(request: Official, obligation_id: int, given: dict[str, Any]) -> None:
    actor, ids, text = request.user, [obligation_id], given["text"]
    if given["decision"] == DecisionKind.CONFIRMED:
        services.confirm_done(actor=actor, obligation_ids=ids, quality=given["quality"], remark=text)
    elif given["decision"] == DecisionKind.RETURNED:
        services.return_work(actor=actor, obligation_id=obligation_id, reason=text)
    elif given["decision"] == DecisionKind.SUSPENDED:
        services.suspend_work(actor=actor, obligation_ids=ids, reason=text, until=given["until"])
    else:
        services.resume_work(actor=actor, obligation_ids=ids, clock_choice=given["clock_choice"], due=given["due"], remark=text)


@login_required
@require_http_methods(["GET", "POST"])
def confirmations(request: Official, plan_id: int) -> HttpResponse:
    """Work of one task that waits for confirmation, many units at once."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            done = services.confirm_done(actor=request.user, obligation_ids=given["chosen"], quality=given["quality"], remark=given["text"])
            said = _("Đã xác nhận %(n)s việc.") % {"n": number(done.count)}
            more = _(" %(n)s việc đã đổi trong lúc đó nên giữ nguyên.") % {"n": number(done.skipped)} if done.skipped else ""
            messages.success(request, said + more)
            return redirect(request.get_full_path())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
    page = selectors.confirm_page(viewer=request.user, plan_id=plan_id, **_where(request))
    said_of = page.task.confirms if page.task else page.view.plan.confirms
    rule = ConfirmRuleForm(initial={"required": {None: "", True: "1", False: "0"}[said_of], "task": page.task.pk if page.task else None})
    return render(request, "plans/confirmations.html", {"page": page, "form": form, "rule": rule}, status=422 if form.is_bound else 200)


def _where(request: Official) -> dict[str, Any]:
    asked = request.GET
    return {
        "plan_period_id": whole(asked.get("ky", "")),
        "task_id": whole(asked.get("nhiem-vu", "")),
        "page": whole(asked.get("trang", "")) or 1,
    }


@login_required
@require_POST
def confirmation_rule(request: Official, plan_id: int) -> HttpResponse:
    """Say whether work reported done from now on waits for confirmation."""
    form = ConfirmRuleForm(request.POST)
    if form.is_valid():
        services.rule_confirmation(
            actor=request.user, plan_id=plan_id, task_id=form.cleaned_data["task"], required=form.cleaned_data["required"]
        )
        messages.success(request, _("Đã ghi cách xác nhận; áp dụng cho việc báo cáo hoàn thành từ nay."))
    return redirect("plans:confirmations", plan_id)


@login_required
@require_http_methods(["GET", "POST"])
def suspensions(request: Official, plan_id: int) -> HttpResponse:
    """What is suspended, to be resumed; or open work of a task, to be suspended (`chon`)."""
    choosing = request.GET.get("xem") == "chon"
    form: forms.Form = (SuspendForm if choosing else ResumeForm)(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = _many(request, form.cleaned_data, choosing=choosing)
            words = _("Đã tạm dừng %(n)s việc.") if choosing else _("%(n)s việc tiếp tục thực hiện.")
            messages.success(request, words % {"n": number(made)})
            return redirect(reverse("plans:suspensions", args=[plan_id]))
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
    page = selectors.suspend_page(viewer=request.user, plan_id=plan_id, choosing=choosing, **_where(request))
    return render(request, "plans/suspensions.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


def _many(request: Official, given: dict[str, Any], *, choosing: bool) -> int:
    ids, text = given["chosen"], given["text"]
    if choosing:
        return len(services.suspend_work(actor=request.user, obligation_ids=ids, reason=text, until=given["until"]))
    choice = {"clock_choice": given["clock_choice"], "due": given["due"]}
    return len(services.resume_work(actor=request.user, obligation_ids=ids, remark=text, **choice))
