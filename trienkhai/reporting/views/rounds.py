"""Pages of rounds and of the regime they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.reporting import selectors, services
from trienkhai.reporting.forms import RegimeForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.reporting.models import Regime

NUMBERS = ("cutoff", "window_days", "deadline_days", "level_days", "late_days", "legal_basis")


@login_required
@require_GET
def round_list(request: Official) -> HttpResponse:
    """What the viewer's units submit, what came in, and the rounds they oversee."""
    context = {
        "own": selectors.own_submissions(viewer=request.user, everything=True),
        "waiting": selectors.waiting_to_receive(viewer=request.user),
        "rounds": selectors.list_rounds(viewer=request.user),
    }
    return render(request, "reporting/round_list.html", context)


@login_required
@require_GET
def round_detail(request: Official, round_id: int) -> HttpResponse:
    """One round: who has reported."""
    given = request.GET
    page = selectors.get_round(
        viewer=request.user,
        round_id=round_id,
        show=given.get("xem", ""),
        branch=given.get("nhanh", ""),
        page=whole(given.get("trang", "")) or 1,
    )
    return render(request, "reporting/round_detail.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def regime(request: Official, plan_id: int) -> HttpResponse:
    """The regime of a plan, and its change from today on; nothing typed is lost when it is refused."""
    page = selectors.get_regime(viewer=request.user, plan_id=plan_id)
    form, status = RegimeForm(request.POST or None, initial=_shown(page.regime)), 200
    if request.method == "POST":
        page.may_rule.require()
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                services.change_regime(actor=request.user, regime_id=given.pop("regime"), **given)
                messages.success(request, _("Đã đổi chế độ báo cáo; các đợt đã mở giữ ngày và đề cương của mình."))
                return redirect("reporting:regime", plan_id)
            except Refusal as refusal:
                form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
                status = refusal.status
    return render(request, "reporting/regime.html", {"page": page, "form": form}, status=status)


def _shown(row: Regime) -> dict[str, object]:
    lines = [one["title"] + (" *" if one["required"] else "") for one in row.sections]
    return {"regime": row.pk, "sections": "\n".join(lines), **{name: getattr(row, name) for name in NUMBERS}}
