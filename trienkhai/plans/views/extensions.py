"""More time: asked on a unit's own work, decided by the plan's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.forms import DecisionForm, ExtensionForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: Official, obligation_id: int) -> HttpResponse:
    """Ask for more time; nothing typed is lost when it is refused."""
    page = selectors.get_obligation(viewer=request.user, obligation_id=obligation_id)
    page.may_report.require()
    form = ExtensionForm(request.POST or None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            services.ask_extension(actor=request.user, obligation_id=obligation_id, **form.cleaned_data)
            messages.success(request, _("Đã gửi đề nghị gia hạn. Hạn đang có vẫn giữ cho đến khi có quyết định."))
            return redirect("plans:obligation", obligation_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "plans/extension_ask.html", {"page": page, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: Official, extension_id: int) -> HttpResponse:
    """One request; the plan's owner decides on it here."""
    page = selectors.get_extension(viewer=request.user, extension_id=extension_id)
    form = DecisionForm(request.POST or None, initial={"decision": "grant", "until": page.asked.row.until})
    status = 200
    if request.method == "POST":
        page.may_decide.require()
        status = 422
        if form.is_valid():
            try:
                return _decided(request, extension_id, form)
            except Refusal as refusal:
                form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
                status = refusal.status
    return render(request, "plans/extension.html", {"page": page, "form": form}, status=status)


def _decided(request: Official, extension_id: int, form: DecisionForm) -> HttpResponse:
    given = form.cleaned_data
    if given["decision"] == "grant":
        services.grant_extension(actor=request.user, extension_id=extension_id, until=given["until"], remark=given["remark"])
        messages.success(request, _("Đã gia hạn. Hạn cũ vẫn lưu trong nhật ký của việc."))
    else:
        services.refuse_extension(actor=request.user, extension_id=extension_id, remark=given["remark"])
        messages.success(request, _("Đã trả lời không gia hạn; hạn đang có giữ nguyên."))
    return redirect("plans:extension", extension_id)


@login_required
@require_POST
def withdraw(request: Official, extension_id: int) -> HttpResponse:
    """Take a request back."""
    services.withdraw_extension(actor=request.user, extension_id=extension_id)
    messages.success(request, _("Đã rút đề nghị gia hạn."))
    return redirect("plans:extension", extension_id)


@login_required
@require_GET
def of_plan(request: Official, plan_id: int) -> HttpResponse:
    """The requests of a plan for those who decide."""
    show = "all" if request.GET.get("xem") == "tat-ca" else ""
    page = selectors.plan_extensions(viewer=request.user, plan_id=plan_id, show=show, page=whole(request.GET.get("trang", "")) or 1)
    return render(request, "plans/plan_extensions.html", {"page": page})
