"""Bringing a structure in from a table or an official list, and changing one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trienkhai.accounts import structure
from trienkhai.accounts.change_form import ChangeForm
from trienkhai.accounts.forms import ImportForm
from trienkhai.accounts.structure_forms import OfficialForm
from trienkhai.core import files, text
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.units import importing
from trienkhai.units import selectors as units
from trienkhai.units.choices import ChangeKind

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.units.selectors import UnitAt


@login_required
@require_http_methods(["GET", "POST"])
def unit_import(request: Official) -> HttpResponse:
    """Preview what a table would change, then do it."""
    root = structure.managed_unit(request.user, "unit.manage", whole(request.GET.get("don-vi", "")))
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, object] = {"form": form, "headers": importing.HEADERS, **_managed(request, root)}
    if not form.is_valid():
        return render(request, "accounts/unit_import.html", context, status=422 if form.is_bound else 200)
    try:
        name, data = _table(form)
        if form.cleaned_data["confirm"]:
            done = structure.apply_import(actor=request.user, name=name, data=data, root_id=root.id)
            messages.success(request, _("Đã nhập: %(a)s đơn vị mới, %(b)s thay đổi.") % {"a": len(done.opened), "b": len(done.changed)})
            return redirect("units:unit-list")
        rows, found = structure.preview_import(actor=request.user, name=name, data=data, root_id=root.id)
    except Refusal as refusal:
        return render(request, "accounts/unit_import.html", context | {"refusal": refusal}, status=refusal.status)
    shown = {"rows": len(rows), "preview": found, "name": name, "kept": importing.pack(data)}
    return render(request, "accounts/unit_import.html", context | shown)


def _managed(request: Official, root: UnitAt) -> dict[str, object]:
    """The unit that is worked on, and those that could be."""
    return {"owner": root, "managed": structure.managed_units(request.user, "unit.manage")}


def _table(form: ImportForm) -> tuple[str, bytes]:
    """The table as uploaded, or as it came back with the preview."""
    if form.cleaned_data["file"]:
        return form.cleaned_data["file"].name, form.cleaned_data["file"].read()
    if not form.cleaned_data["kept"]:
        raise Refusal(_("Chưa có bảng nào."), _("Hãy chọn tệp .csv hoặc .xlsx."))
    return form.cleaned_data["name"], importing.unpack(form.cleaned_data["kept"])


@login_required
@require_GET
def import_template(request: Official) -> HttpResponse:
    """An empty table with its headings and one example."""
    structure.managed_unit(request.user, "unit.manage")
    body = ",".join(importing.HEADERS) + "\r\nTHPT-01,Trường THPT Ví Dụ,Trường trung học phổ thông,SO,\r\n"
    answer = HttpResponse("\ufeff" + body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="don-vi.csv"'
    files.keep_inert(answer)
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def official_import(request: Official) -> HttpResponse:
    """Preview what a province of an official list would open under the person's unit, then do it."""
    root = structure.managed_unit(request.user, "unit.manage", whole(request.GET.get("don-vi", "")))
    form = OfficialForm(request.POST or None)
    context: dict[str, object] = {"form": form, **_managed(request, root)}
    if not form.is_valid():
        return render(request, "accounts/official_import.html", context, status=422 if form.is_bound else 200)
    chosen, province = form.chosen_list()
    context["chosen"] = chosen
    try:
        if form.cleaned_data["confirm"]:
            done = structure.bring_official(actor=request.user, chosen=chosen, province=province, root_id=root.id)
            messages.success(request, _("Đã lập %(n)s đơn vị theo danh mục.") % {"n": text.number(len(done.opened))})
            return redirect("units:unit-list")
        found = structure.preview_official(actor=request.user, chosen=chosen, province=province, root_id=root.id)
    except Refusal as refusal:
        return render(request, "accounts/official_import.html", context | {"refusal": refusal}, status=refusal.status)
    return render(request, "accounts/official_import.html", context | {"preview": found})


@login_required
@require_http_methods(["GET", "POST"])
def unit_change(request: Official, unit_id: int) -> HttpResponse:
    """Change a unit's place or name: choose how, fill in, see what it would do in every room, then do it."""
    unit = structure.changeable(request.user, unit_id)
    asked, version = request.GET.get("loai", ""), structure.seen_version(unit)
    if request.method == "GET" and not version:
        return redirect("desk:unit", unit_id)
    context: dict[str, object] = {"unit": unit, "kinds": ChangeKind.choices, "chosen": asked, "version": version}
    if asked not in ChangeKind.values:
        return render(request, "accounts/unit_change.html", context)
    words, children = (request.POST.get("q") or request.GET.get("q", ""))[:100], units.all_children(unit_id=unit.id)
    found = units.with_chosen(units.search_units(words=words) if words else [], whole(request.POST.get("target_id", "")))
    form = ChangeForm(request.POST or None, kind=ChangeKind(asked), unit=unit, found=found, children=children, initial={"seen": version})
    context |= {"form": form, "words": words, "searches": asked in {ChangeKind.MOVE, ChangeKind.MERGE}, "label": ChangeKind(asked).label}
    if "find" in request.POST or not form.is_valid():
        status = 422 if form.is_bound and "find" not in request.POST else 200
        return render(request, "accounts/unit_change.html", context, status=status)
    return _show_or_do(request, form, context)


def _show_or_do(request: Official, form: ChangeForm, context: dict[str, object]) -> HttpResponse:
    try:
        if "confirm" in request.POST:
            structure.carry_out(actor=request.user, change=form.change())
            messages.success(request, _("Đã ghi thay đổi cơ cấu."))
            return redirect("desk:unit", form.unit.id)
        preview = structure.preview_change(actor=request.user, change=form.change())
    except Refusal as refusal:
        return render(request, "accounts/unit_change.html", context | {"refusal": refusal}, status=refusal.status)
    return render(request, "accounts/unit_change.html", context | {"preview": preview})
