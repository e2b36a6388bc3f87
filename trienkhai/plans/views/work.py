"""A unit's own work: the inbox, one obligation, reporting on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import files
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.choices import OPEN_STATES, Confirmation, State
from trienkhai.plans.forms import ProgressForm
from trienkhai.plans.views.decisions import possible

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.plans.selectors import ObligationPage


@login_required
@require_GET
def inbox(request: Official) -> HttpResponse:
    """What the person's units have to do, sorted by what needs doing."""
    show = {"xong": "done", "tam-dung": "stopped"}.get(request.GET.get("xem", ""), "open")
    number = whole(request.GET.get("trang", "")) or 1
    page = selectors.inbox(viewer=request.user, show=show, page=number)
    context = {"page": page, "given": selectors.given_to(viewer=request.user, page=number), "mine": request.GET.get("xem") == "giao"}
    return render(request, "plans/inbox.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def obligation(request: Official, obligation_id: int) -> HttpResponse:
    """One obligation with its source and history, and the form to report on it."""
    form = ProgressForm(request.POST, request.FILES) if request.method == "POST" else None
    refusal = None
    if form and form.is_valid():
        given = dict(form.cleaned_data)
        attachments = [services.Attachment(item.name, item.read()) for item in given.pop("evidence")]
        try:
            services.report_progress(actor=request.user, obligation_id=obligation_id, attachments=attachments, **given)
        except Refusal as met:
            refusal = met
        else:
            messages.success(request, _("Đã ghi báo cáo. Cảm ơn bạn."))
            return redirect("plans:inbox")
    page = selectors.get_obligation(viewer=request.user, obligation_id=obligation_id)
    words = page.inside.own.words if page.inside.own and "goi-y" in request.GET else ""
    context = {"page": page, "form": form or ProgressForm.fresh(page.work.row.state, words), "refusal": refusal} | _decided(page)
    return render(request, "plans/obligation.html", context, status=refusal.status if refusal else 422 if form else 200)


def _decided(page: ObligationPage) -> dict[str, object]:
    """What may be decided now, and whether the unit may report."""
    row = page.work.row
    closed = row.state in (State.SUSPENDED, State.RELEASED) or row.confirmation == Confirmation.CONFIRMED
    return {
        "may_decide": possible(page),
        "may_say": bool(page.may_report) and not closed,
        "open_states": OPEN_STATES,
    }


@login_required
@require_POST
def acknowledge(request: Official, obligation_id: int) -> HttpResponse:
    """Say that the unit has seen what it owes."""
    services.acknowledge(actor=request.user, obligation_id=obligation_id)
    messages.success(request, _("Đã xác nhận tiếp nhận."))
    return redirect("plans:obligation", obligation_id)


@login_required
@require_GET
def evidence(request: Official, evidence_id: int) -> FileResponse:
    """A file that shows what was done, always as an attachment and never sniffed."""
    stored, name = services.hand_out_evidence(actor=request.user, evidence_id=evidence_id)
    return files.attachment(stored, name)
