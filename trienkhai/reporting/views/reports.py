"""Pages of reports: guard → form → one service or selector → answer."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trienkhai.core import asked, files
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.reporting import selectors, services
from trienkhai.reporting.forms import LetterheadForm, MakeForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official

_BRANCH = re.compile(r"[0-9a-f]{6}|")


_WHOLE = re.compile(r"[0-9]{1,15}")


def _whole(request: Official, name: str) -> int | None:
    """A whole number from the address; anything else is as if it were not there."""
    asked = request.GET.get(name, "")
    return int(asked) if _WHOLE.fullmatch(asked) else None


@login_required
@require_GET
def report_list(request: Official) -> HttpResponse:
    """Reports made, and the periods on which one can be made."""
    context = {
        "reports": selectors.list_reports(viewer=request.user),
        "periods": selectors.periods_to_report(viewer=request.user),
    }
    return render(request, "reporting/report_list.html", context)


def _earlier(request: Official, plan_period_id: int | None) -> list[tuple[int, str]]:
    """What a report over several years may sum up."""
    found = selectors.earlier_reports(viewer=request.user, plan_period_id=plan_period_id or 0)
    return [(one.pk, f"{one.period.period.label}: {one.title}") for one in found]


@login_required
@require_http_methods(["GET", "POST"])
def report_new(request: Official) -> HttpResponse:
    """Make a report on one period."""
    if request.method == "POST":
        form = MakeForm(request.POST, earlier=_earlier(request, asked.whole(request.POST.get("period", ""))))
        if not form.is_valid():
            raise Hidden
        given = form.cleaned_data
        wanted = {"plan_period_id": given["period"], "form_key": given["form_key"], "base_ids": given["bases"]}
        return redirect("reporting:report-detail", services.make_report(actor=request.user, **wanted).pk)
    plan_period_id = _whole(request, "period")
    if plan_period_id is None:
        return redirect("reporting:report-list")
    period = selectors.get_period(viewer=request.user, plan_period_id=plan_period_id)
    form = MakeForm(initial={"period": period.pk, "form_key": uuid.uuid4()}, earlier=_earlier(request, period.pk))
    return render(request, "reporting/report_new.html", {"period": period, "form": form})


@login_required
@require_GET
def report_detail(request: Official, report_id: int) -> HttpResponse:
    """One report: figures, passages, files."""
    page = selectors.get_report(viewer=request.user, report_id=report_id, page=_whole(request, "trang") or 1)
    return render(request, "reporting/report_detail.html", {"page": page})


@login_required
@require_GET
def report_progress(request: Official, report_id: int) -> HttpResponse:
    """How far the files are; polled by htmx."""
    report = selectors.get_state(viewer=request.user, report_id=report_id)
    return render(request, "reporting/_files.html", {"report": report})


@login_required
@require_GET
def report_file(request: Official, report_id: int, kind: str) -> FileResponse:
    """Download .docx or .xlsx."""
    stored, name = services.hand_out_file(actor=request.user, report_id=report_id, kind=kind)
    return files.attachment(stored, name)


@login_required
@require_GET
def figure_trace(request: Official, report_id: int) -> HttpResponse:
    """The rows behind a figure."""
    given = request.GET
    query = selectors.FigureQuery(
        task=_whole(request, "task"),
        branch=given.get("branch") if _BRANCH.fullmatch(given.get("branch", "")) else None,
        timeliness=given.get("timeliness", ""),
        steady=given.get("steady", ""),
        reported=given.get("reported", ""),
        duty=given.get("duty", ""),
        unit=_whole(request, "unit"),
    )
    trace = selectors.trace_figure(viewer=request.user, report_id=report_id, query=query, page=_whole(request, "trang") or 1)
    return render(request, "reporting/figure_trace.html", {"trace": trace})


@login_required
@require_GET
def task_trace(request: Official, task_id: int) -> HttpResponse:
    """From a sentence of the plan to what stands on it."""
    return render(request, "reporting/task_trace.html", {"trace": selectors.trace_task(viewer=request.user, task_id=task_id)})


def _answer(request: Official, form: forms.Form, report_id: int, act: Any, shown: dict[str, Any]) -> HttpResponse:
    """Run `act` when the form is right; a refusal is shown on the form, so that nothing typed is lost."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
            return redirect("reporting:report-detail", report_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    elif request.method == "POST":
        status = 422
    return render(request, "reporting/report_form.html", {"form": form, **shown}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def letterhead_edit(request: Official, report_id: int) -> HttpResponse:
    """Correct the letterhead and the signature block."""
    report = selectors.report_to_edit(viewer=request.user, report_id=report_id)
    form = LetterheadForm(request.POST or None, initial={name: getattr(report, name) for name in LetterheadForm.base_fields})
    return _answer(
        request,
        form,
        report_id,
        lambda data: services.fill_letterhead(actor=request.user, report_id=report_id, **data),
        {"title": _("Thể thức báo cáo"), "report": report},
    )
