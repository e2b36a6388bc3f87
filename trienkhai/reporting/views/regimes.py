"""Pages of regimes: those that hold, one with its change from today on, a new one by hand or from a document."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import files, text
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.reporting import over_time_xlsx, selectors, services
from trienkhai.reporting.forms import NewRegimeForm, RegimeForm
from trienkhai.reporting.terms import DAYS

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.reporting.selectors.regimes import RegimePage

SHOWN = ("name", "method", "cutoff", *DAYS, "legal_basis")


@login_required
@require_GET
def regime_list(request: Official) -> HttpResponse:
    """The regimes that hold now."""
    return render(request, "reporting/regime_list.html", {"regimes": selectors.list_regimes(viewer=request.user)})


@login_required
@require_http_methods(["GET", "POST"])
def regime(request: Official, plan_id: int) -> HttpResponse:
    """The regime of a plan."""
    return _regime(request, selectors.get_regime(viewer=request.user, plan_id=plan_id))


@login_required
@require_http_methods(["GET", "POST"])
def regime_alone(request: Official, regime_id: int) -> HttpResponse:
    """A regime that stands by itself."""
    return _regime(request, selectors.get_regime(viewer=request.user, regime_id=regime_id))


def _regime(request: Official, page: RegimePage) -> HttpResponse:
    """A regime, and its change from today on; nothing typed is lost when it is refused."""
    form, status = RegimeForm(request.POST or None, initial=_shown(page)), 200
    if request.method == "POST":
        page.may_rule.require()
        status = 422
        if form.is_valid():
            regime_id = form.cleaned_data["regime"] or page.regime.pk
            try:
                services.change_regime(actor=request.user, regime_id=regime_id, terms=form.terms(page.regime.frequency))
                messages.success(request, _("Đã đổi chế độ báo cáo; các đợt đã mở giữ ngày và đề cương của mình."))
                return redirect(request.path)
            except Refusal as refusal:
                form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
                status = refusal.status
    return render(request, "reporting/regime.html", {"page": page, "form": form}, status=status)


def _shown(page: RegimePage) -> dict[str, object]:
    row = page.regime
    lines = [one["title"] + (" *" if one["required"] else "") for one in row.sections]
    spans = [f"{text.date(dt.date.fromisoformat(a))} - {text.date(dt.date.fromisoformat(b))}" for a, b in page.stretches]
    held = {name: getattr(row, name) for name in SHOWN}
    return {"regime": row.pk, "sections": "\n".join(lines), "stretches": "\n".join(spans), **held}


@login_required
@require_http_methods(["GET", "POST"])
def regime_new(request: Official) -> HttpResponse:
    """A regime without a plan, or over several years of one; `?van-ban=…&cau=…` begins from a sentence of a document."""
    found = selectors.what_may_be_asked(viewer=request.user)
    proposed = _proposed(request)
    form, status = NewRegimeForm(request.POST or None, initial=proposed, found=found), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            asked: dict[str, Any] = {"group_id": given["group"], "plan_id": given["plan"], "document_id": given["document"]}
            try:
                made = services.make_regime(actor=request.user, terms=form.terms(given["frequency"]), quote=given["quote"], **asked)
                messages.success(request, _("Đã lập chế độ báo cáo; đợt đến ngày thì tự mở."))
                return redirect("reporting:regime-alone", made.pk)
            except Refusal as refusal:
                form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
                status = refusal.status
    return render(request, "reporting/regime_new.html", {"form": form, "quote": form["quote"].value()}, status=status)


def _proposed(request: Official) -> dict[str, object]:
    """First values: what a document's sentence says where one was asked for, else the house's."""
    first: dict[str, object] = {**DAYS, "method": "system", "cutoff": "decree"}
    document_id, at = whole(request.GET.get("van-ban", "")), whole(request.GET.get("cau", ""))
    if document_id is None or at is None:
        return first
    one = selectors.proposed_regime(viewer=request.user, document_id=document_id, at=at)
    lines = [part["title"] for part in one.sections]
    spans = [f"{text.date(a)} - {text.date(b)}" for a, b in one.stretches]
    words = {"sections": "\n".join(lines), "stretches": "\n".join(spans), "quote": one.quote, "document": document_id}
    return first | {"name": one.name, "frequency": one.frequency, "legal_basis": one.legal_basis, **one.days} | words


@login_required
@require_GET
def regime_proposed(request: Official, document_id: int) -> HttpResponse:
    """What the sentences of a document ask to be reported; each is confirmed by making it."""
    found = selectors.proposed_regimes(viewer=request.user, document_id=document_id)
    return render(request, "reporting/regime_proposed.html", {"proposed": found, "document_id": document_id})


@login_required
@require_POST
def regime_end(request: Official, regime_id: int) -> HttpResponse:
    """No further round of a regime that stands by itself."""
    services.end_regime(actor=request.user, regime_id=regime_id)
    messages.success(request, _("Đã kết thúc chế độ báo cáo; các đợt đang mở vẫn nộp đến hết hạn."))
    return redirect("reporting:regime-alone", regime_id)


@login_required
@require_GET
def over_time(request: Official, regime_id: int) -> HttpResponse:
    """How complete and how timely its reports were."""
    return render(request, "reporting/over_time.html", {"page": selectors.over_time(viewer=request.user, regime_id=regime_id)})


@login_required
@require_GET
def over_time_file(request: Official, regime_id: int) -> HttpResponse:
    """The same as .xlsx."""
    found = selectors.over_time(viewer=request.user, regime_id=regime_id)
    return files.handed(over_time_xlsx.write(found), _("Nộp báo cáo qua các kỳ.xlsx"))
