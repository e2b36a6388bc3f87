"""Registers: those of a body, lines, steps, figures to an indicator, an inspection's conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import clock, files, text
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.registers import selectors, services
from trienkhai.registers.downloads import download
from trienkhai.registers.event_forms import EntryForm, RemoveForm, StepForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from trienkhai.accounts.requests import Official
    from trienkhai.registers.models import RegisterEntry


@login_required
@require_http_methods(["GET", "POST"])
def register_list(request: Official) -> HttpResponse:
    """The registers of the person's body; who defines forms begins one."""
    if request.method == "POST":
        owner = whole(request.POST.get("owner", "")) or 0
        row = services.open_register(actor=request.user, owner_id=owner, kind=request.POST.get("kind", ""))
        return redirect("registers:register", row.pk)
    return render(request, "registers/register_list.html", {"page": selectors.registers_page(viewer=request.user)})


@login_required
@require_GET
def register(request: Official, register_id: int) -> HttpResponse:
    """The lines of a register."""
    number = whole(request.GET.get("trang", "")) or 1
    page = selectors.register_page(viewer=request.user, register_id=register_id, step=request.GET.get("buoc", ""), page=number)
    return render(request, "registers/register.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def entry_new(request: Official, register_id: int) -> HttpResponse:
    """A new line; a finding stands under its visit."""
    page = selectors.register_page(viewer=request.user, register_id=register_id)
    page.may_write.require()
    parent = whole(request.POST.get("parent") or request.GET.get("duoi", ""))
    form = EntryForm(request.POST or None, definition=page.definition, own=page.own)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {"unit_id": form.cleaned_data["unit"], "happened_at": form.cleaned_data.get("happened_at")}
        try:
            made = services.make_entry(actor=request.user, register_id=register_id, typed=form.typed(), parent_id=parent, **given)
            messages.success(request, _("Đã ghi vào sổ."))
            warn_of_overlaps(request, made)
            return redirect("registers:entry", made.parent_id or made.pk)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "registers/entry_edit.html", {"page": page, "form": form, "parent": parent}, status=status)


def warn_of_overlaps(request: Official, made: RegisterEntry) -> None:
    """Say when the unit is inspected on the same matter on other days of the year too."""
    days = selectors.overlapping(made, request.user)
    if days:
        said = {"days": ", ".join(text.date(day) for day in days)}
        messages.warning(request, _("Đơn vị này còn được kiểm tra cùng nội dung trong năm: %(days)s. Hãy cân nhắc ghép đoàn.") % said)


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: Official, entry_id: int) -> HttpResponse:
    """One line with its steps; its columns are corrected here."""
    page = selectors.entry_page(viewer=request.user, entry_id=entry_id)
    first = {column.key: words for column, words in page.line.cells} | {"version": page.line.row.version}
    form = EntryForm(request.POST or None, initial=first, definition=page.definition)
    refusal = None
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.change_entry(actor=request.user, entry_id=entry_id, version=version, typed=form.typed())
            messages.success(request, _("Đã sửa dòng sổ."))
            return redirect("registers:entry", entry_id)
        except Refusal as found:
            if found.status == 403:
                raise
            refusal = found
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "registers/entry.html", _shown(page, form) | {"refusal": refusal}, status=status)


def _shown(page: Any, form: EntryForm) -> dict[str, Any]:
    version = {"version": page.line.row.version}
    step = StepForm(initial=version | {"happened_at": clock.now()}, auto_id="buoc_%s")
    return {"page": page, "form": form, "step": step, "remove": RemoveForm(initial=version, auto_id="bo_%s")}


def _act(request: Official, entry_id: int, act: Callable[[], object], said: str) -> HttpResponse:
    """Do something to a line; a refusal stands on its page."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        page = selectors.entry_page(viewer=request.user, entry_id=entry_id)
        first = {column.key: words for column, words in page.line.cells} | {"version": page.line.row.version}
        shown = _shown(page, EntryForm(initial=first, definition=page.definition))
        return render(request, "registers/entry.html", shown | {"refusal": refusal}, status=refusal.status)
    messages.success(request, said)
    return redirect("registers:entry", entry_id)


@login_required
@require_POST
def step(request: Official, entry_id: int) -> HttpResponse:
    """The next step."""
    form = StepForm(request.POST, request.FILES)
    given = form.cleaned_data if form.is_valid() else {}
    file = given.get("file")

    def act() -> None:
        if not given:
            raise Refusal(_("Thời điểm chưa đúng."), _("Hãy nhập ngày và giờ đã qua."))
        said = {name: given[name] for name in ("version", "happened_at", "note")}
        services.take_step(actor=request.user, entry_id=entry_id, file=(file.name, file.read()) if file else None, **said)

    return _act(request, entry_id, act, _("Đã chuyển bước."))


@login_required
@require_POST
def remove(request: Official, entry_id: int) -> HttpResponse:
    """Take a line out; it stays as a tombstone."""
    given: dict[str, Any] = {"version": whole(request.POST.get("version", "")) or 0, "reason": request.POST.get("reason", "")}
    said = _("Đã bỏ dòng; dòng còn trong sổ kèm lý do. Số đã gửi vào chỉ tiêu giữ nguyên cho đến khi đơn vị gửi lại số liệu kỳ đó.")
    return _act(request, entry_id, lambda: services.remove_entry(actor=request.user, entry_id=entry_id, **given), said)


@login_required
@require_GET
def conclusion(request: Official, entry_id: int) -> HttpResponse:
    """The draft of an inspection's conclusion."""
    return download(*services.draft_conclusion(actor=request.user, entry_id=entry_id))


@login_required
@require_GET
def step_file(request: Official, step_id: int) -> HttpResponseBase:
    """The evidence of a step."""
    return files.attachment(*services.hand_out_step_file(actor=request.user, step_id=step_id))


@login_required
@require_POST
def link(request: Official, register_id: int) -> HttpResponse:
    """Which indicator the figures go to."""
    indicator, counts = whole(request.POST.get("indicator", "")), request.POST.get("counts", "")
    services.link_indicator(actor=request.user, register_id=register_id, indicator_id=indicator, counts=counts)
    messages.success(request, _("Đã gắn sổ với chỉ tiêu."))
    return redirect("registers:register", register_id)


@login_required
@require_POST
def report(request: Official, register_id: int) -> HttpResponse:
    """Send a unit's figure of a period to the indicator."""
    given = {name: whole(request.POST.get(key, "")) or 0 for name, key in (("unit_id", "unit"), ("plan_period_id", "period"))}
    value = services.report_figures(actor=request.user, register_id=register_id, **given)
    messages.success(request, _("Đã gửi số liệu vào chỉ tiêu: %(n)s.") % {"n": text.number(value)})
    return redirect("registers:register", register_id)
