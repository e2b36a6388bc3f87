"""A register's year: the programme of inspections, the workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import clock
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.registers import selectors, services
from trienkhai.registers.downloads import download
from trienkhai.registers.event_forms import EntriesForm, ProgrammeForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def programme(request: Official, register_id: int) -> HttpResponse:
    """A year's inspections: programme, visits, findings; who defines forms notes the document that approves it."""
    year = whole(request.POST.get("year") or request.GET.get("nam", ""))
    page = selectors.programme_page(viewer=request.user, register_id=register_id, year=year)
    if request.method == "POST":
        page.may_approve.require()
    form = ProgrammeForm(request.POST or None, initial={"year": page.year})
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            services.approve_programme(actor=request.user, register_id=register_id, **form.cleaned_data)
            messages.success(request, _("Đã ghi phê duyệt. Cuộc kiểm tra ghi thêm từ nay chờ văn bản điều chỉnh chương trình."))
            return redirect(f"{reverse('registers:programme', args=[register_id])}?nam={page.year}")
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "registers/programme.html", {"page": page, "form": form}, status=status)


def _year(request: Official) -> int:
    """The year that was asked for, else this one."""
    year = whole(request.GET.get("nam", "")) or 0
    return year if 2000 <= year <= 2100 else clock.today().year


@login_required
@require_GET
def totals(request: Official, register_id: int) -> HttpResponse:
    """A year in figures: lines and sums by step and by unit."""
    page = selectors.totals_page(viewer=request.user, register_id=register_id, year=_year(request))
    return render(request, "registers/register_year.html", {"page": page})


@login_required
@require_GET
def year_file(request: Official, register_id: int) -> HttpResponse:
    """All lines of a year that the person sees."""
    return download(*services.hand_out_year(actor=request.user, register_id=register_id, year=_year(request)))


@login_required
@require_GET
def entries_file(request: Official, register_id: int) -> HttpResponse:
    """A unit's lines of a year, to fill in further."""
    unit = whole(request.GET.get("don-vi", "")) or 0
    return download(*services.hand_out_entries(actor=request.user, register_id=register_id, unit_id=unit, year=_year(request)))


@login_required
@require_POST
def take_in(request: Official, register_id: int) -> HttpResponse:
    """Take a unit's workbook in, or say what is wrong with it and where the marked copy is."""
    form, refusal = EntriesForm(request.POST, request.FILES), None
    if form.is_valid():
        given, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            asked = {"register_id": register_id, "unit_id": given["unit"], "name": file.name, "data": file.read()}
            made = services.take_entries_in(actor=request.user, **asked)
            (messages.success if made.marked_id is None else messages.warning)(request, services.told(made))
            return redirect("registers:register", register_id)
        except Refusal as found:
            if found.status == 403:
                raise
            refusal = found
    refusal = refusal or Refusal(_("Chưa chọn tệp."), _("Hãy chọn tệp .xlsx đã điền rồi nạp."))
    page = selectors.register_page(viewer=request.user, register_id=register_id)
    return render(request, "registers/register.html", {"page": page, "refusal": refusal}, status=refusal.status)
