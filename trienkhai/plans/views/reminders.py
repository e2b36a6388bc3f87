"""Reminders: a person's notices and wishes, an owner's rules, and the draft of a letter that urges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import files
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.forms import RulesForm, WishForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_http_methods(["GET", "POST"])
def reminders(request: Official) -> HttpResponse:
    """What the person's units were reminded of, and how the person wants it by mail."""
    form = WishForm(request.POST or None)
    if form.is_valid():
        services.wish_mail(actor=request.user, **form.cleaned_data)
        messages.success(request, _("Đã ghi cách nhận thư."))
        return redirect("plans:reminders")
    page = selectors.reminders_page(viewer=request.user, page=whole(request.GET.get("trang", "")) or 1)
    shown = form if form.is_bound else WishForm(initial={"mail": page.mail})
    return render(request, "plans/reminders.html", {"page": page, "form": shown}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def look_at(request: Official) -> HttpResponse:
    """Say that one has looked."""
    services.look_at(actor=request.user, run_id=whole(request.POST.get("run", "")) or 0)
    return redirect("plans:reminders")


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: Official) -> HttpResponse:
    """When the units of one's own plans are reminded."""
    page = selectors.rules_page(viewer=request.user)
    form = RulesForm(request.POST or None, initial=page.rules.as_json())
    if form.is_valid():
        given = {"rules": form.rules(), "legal_basis": form.cleaned_data["legal_basis"]}
        try:
            services.set_rules(actor=request.user, owner_id=page.unit.id, **given)
        except Refusal as refusal:
            shown = {"page": page, "form": form, "refusal": refusal}
            return render(request, "plans/reminder_rules.html", shown, status=refusal.status)
        messages.success(request, _("Quy tắc mới có hiệu lực từ hôm nay."))
        return redirect("plans:reminder-rules")
    return render(request, "plans/reminder_rules.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


@login_required
@require_GET
def urging(request: Official, plan_id: int) -> HttpResponse:
    """The draft of a letter to the units that have said nothing, as .docx."""
    asked = {name: whole(request.GET.get(word, "")) for name, word in (("plan_period_id", "ky"), ("task_id", "nhiem-vu"))}
    data, name = services.draft_urging(actor=request.user, plan_id=plan_id, **asked)
    answer = HttpResponse(data, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    files.keep_inert(answer)
    return answer
