"""Defining a form: its sheets, its rules, publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.registers import selectors, services
from trienkhai.registers.forms import (
    ColumnSet,
    FormForm,
    RuleSet,
    SheetForm,
    column_start,
    figures_of,
    read_columns,
    rule_start,
    sheet_start,
)

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def create(request: Official) -> HttpResponse:
    """A new form, empty or proposed from a workbook."""
    owners = selectors.owners_for_new(viewer=request.user)
    form = FormForm(request.POST or None, request.FILES or None, owners=owners)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        given, file = form.cleaned_data, form.cleaned_data["template"]
        try:
            template = (file.name, file.read()) if file else None
            made = services.create_form(actor=request.user, owner_id=given["owner"], title=given["title"], template=template)
            messages.success(request, _("Đã lập biểu. Hãy xem lại từng bảng, cột rồi công bố."))
            return redirect("registers:form", made.pk)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "registers/form_new.html", {"form": form}, status=status)


@login_required
@require_GET
def detail(request: Official, form_id: int) -> HttpResponse:
    """A form with its sheets, versions and collections."""
    page = selectors.form_page(viewer=request.user, form_id=form_id, number=whole(request.GET.get("phien-ban", "")))
    return render(request, "registers/form_detail.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def edit_sheet(request: Official, form_id: int, key: str) -> HttpResponse:
    """A sheet of the draft: name, columns, lines."""
    page = selectors.draft_page(viewer=request.user, form_id=form_id, sheet_key=key)
    start: dict[str, Any] = {"edit": page.draft.edit} | sheet_start(page.sheet)
    form, columns = SheetForm(request.POST or None, initial=start), ColumnSet(request.POST or None, initial=column_start(page.sheet))
    status = 200
    if form.is_bound:
        status = 422
        found = read_columns(columns) if form.is_valid() and columns.is_valid() else []
        if form.is_valid() and all(not one.errors for one in columns):
            given: dict[str, Any] = {"key": key, "columns": found, "lines": form.read_lines(page.sheet)}
            given |= {name: form.cleaned_data[name] for name in ("edit", "title", "head")}
            services.edit_sheet(actor=request.user, form_id=form_id, **given)
            messages.success(request, _("Đã lưu bảng."))
            return redirect("registers:sheet-edit", form_id, key) if "more" in request.POST else redirect("registers:form", form_id)
    shown = {"page": page, "form": form, "columns": columns}
    return render(request, "registers/sheet_edit.html", shown, status=status)


@login_required
@require_POST
def add_sheet(request: Official, form_id: int) -> HttpResponse:
    """A further sheet."""
    draft = services.add_sheet(actor=request.user, form_id=form_id, edit=whole(request.POST.get("version", "")) or 0)
    return redirect("registers:sheet-edit", form_id, draft.shape["sheets"][-1]["key"])


@login_required
@require_POST
def remove_sheet(request: Official, form_id: int, key: str) -> HttpResponse:
    """Take a sheet out."""
    services.remove_sheet(actor=request.user, form_id=form_id, edit=whole(request.POST.get("version", "")) or 0, key=key)
    messages.success(request, _("Đã bỏ bảng."))
    return redirect("registers:form", form_id)


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: Official, form_id: int) -> HttpResponse:
    """The rules over figures of the draft."""
    page = selectors.draft_page(viewer=request.user, form_id=form_id)
    figures = {"figures": figures_of(page.shape)}
    given = RuleSet(request.POST or None, initial=rule_start(page.shape), form_kwargs=figures)
    if given.is_bound and given.is_valid():
        found = [rule for one in given if (rule := one.rule())]
        services.set_rules(actor=request.user, form_id=form_id, edit=whole(request.POST.get("version", "")) or 0, rules=found)
        messages.success(request, _("Đã lưu quy tắc kiểm tra."))
        return redirect("registers:form-rules", form_id) if "more" in request.POST else redirect("registers:form", form_id)
    return render(request, "registers/form_rules.html", {"page": page, "rules": given}, status=422 if given.is_bound else 200)


@login_required
@require_POST
def publish(request: Official, form_id: int) -> HttpResponse:
    """Publish the draft; what is missing is said on the form's page."""
    try:
        services.publish(actor=request.user, form_id=form_id, edit=whole(request.POST.get("version", "")) or 0)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        page = selectors.form_page(viewer=request.user, form_id=form_id)
        return render(request, "registers/form_detail.html", {"page": page, "refusal": refusal}, status=refusal.status)
    messages.success(request, _("Đã công bố. Bây giờ có thể giao biểu cho các đơn vị."))
    return redirect("registers:form-ask", form_id)


@login_required
@require_POST
def revise(request: Official, form_id: int) -> HttpResponse:
    """Begin the next version."""
    services.revise(actor=request.user, form_id=form_id)
    messages.success(request, _("Đã lập phiên bản mới để sửa; phiên bản đang dùng giữ nguyên cho các đợt đã giao."))
    return redirect("registers:form", form_id)
