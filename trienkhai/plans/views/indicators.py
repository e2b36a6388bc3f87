"""Indicators: of a plan, defined, given targets, entered."""

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
from trienkhai.core.text import shortened
from trienkhai.plans import selectors, services
from trienkhai.plans.indicator_forms import IndicatorForm, TargetForm, ValueForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def of_plan(request: Official, plan_id: int) -> HttpResponse:
    """The indicators of a plan, target beside value."""
    page = selectors.plan_indicators(viewer=request.user, plan_id=plan_id)
    return render(request, "plans/indicators.html", {"page": page})


def _form(request: Official, plan_id: int, initial: dict[str, Any] | None = None) -> IndicatorForm:
    tasks, known, _periods = selectors.choices_for(viewer=request.user, plan_id=plan_id)
    choices = {"tasks": [(one.pk, shortened(f"{one.key} {one.title}", 90)) for one in tasks]}
    return IndicatorForm(request.POST or None, initial=initial, indicators=[(one.pk, one.title) for one in known], **choices)


def _save(request: Official, form: IndicatorForm, plan_id: int, indicator_id: int | None) -> int:
    given = dict(form.cleaned_data)
    target, version = given.pop("target"), given.pop("version") or 0
    made = services.save_indicator(
        actor=request.user, plan_id=plan_id, values=given, indicator_id=indicator_id, version=version, target=target
    )
    messages.success(request, _("Đã lưu chỉ tiêu."))
    return made.pk


@login_required
@require_http_methods(["GET", "POST"])
def define(request: Official, plan_id: int) -> HttpResponse:
    """A new indicator."""
    return _edited(request, plan_id, None, {})


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Official, plan_id: int, indicator_id: int) -> HttpResponse:
    """Another definition."""
    row = selectors.indicator_page(viewer=request.user, indicator_id=indicator_id).line
    first = {name: getattr(row.row, name) for name in services.INDICATOR_FIELDS} | {"version": row.row.version, "target": row.target}
    first |= {"task": row.row.task_id, "numerator": row.row.numerator_id, "denominator": row.row.denominator_id}
    return _edited(request, plan_id, indicator_id, first)


def _edited(request: Official, plan_id: int, indicator_id: int | None, first: dict[str, Any]) -> HttpResponse:
    """The form of an indicator; nothing typed is lost when it is refused."""
    form = _form(request, plan_id, first)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            return redirect("plans:indicator", _save(request, form, plan_id, indicator_id))
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    page = selectors.plan_indicators(viewer=request.user, plan_id=plan_id)
    return render(request, "plans/indicator_edit.html", {"page": page, "form": form, "is_new": indicator_id is None}, status=status)


@login_required
@require_GET
def detail(request: Official, indicator_id: int) -> HttpResponse:
    """One indicator by period and by unit, and what the person's units may enter."""
    return _page(request, indicator_id)


def _page(request: Official, indicator_id: int, form: ValueForm | None = None, refusal: Refusal | None = None) -> HttpResponse:
    period, number = whole(request.GET.get("ky", "")), whole(request.GET.get("trang", "")) or 1
    page = selectors.indicator_page(viewer=request.user, indicator_id=indicator_id, plan_period_id=period, page=number)
    entries = [
        (entry, form if form is not None and form["unit"].value() == str(entry.unit_id) else _blank(page, entry)) for entry in page.own
    ]
    shown: dict[str, Any] = {"page": page, "entries": entries, "refusal": refusal}
    if page.may_define:
        shown["target"] = _target_form(request, page.line.row.plan_id, indicator_id)
    status = refusal.status if refusal else 422 if form is not None else 200
    return render(request, "plans/indicator.html", shown, status=status)


def _blank(page: Any, entry: Any) -> ValueForm:
    said = {"value": entry.said.value, "weight": entry.said.weight, "note": entry.said.note} if entry.said else {}
    return ValueForm(initial=said | {"period": page.chosen.pk, "unit": entry.unit_id}, auto_id=f"id_{entry.unit_id}_%s")


def _target_form(request: Official, plan_id: int, indicator_id: int) -> TargetForm:
    _tasks, _known, periods = selectors.choices_for(viewer=request.user, plan_id=plan_id)
    units = selectors.units_of_indicator(viewer=request.user, indicator_id=indicator_id)
    given = request.POST if request.resolver_match and request.resolver_match.url_name == "indicator-target" else None
    return TargetForm(given, periods=[(one.pk, one.period.label) for one in periods], units=units, auto_id="muc_%s")


@login_required
@require_POST
def target(request: Official, indicator_id: int) -> HttpResponse:
    """What is to be reached."""
    page = selectors.indicator_page(viewer=request.user, indicator_id=indicator_id)
    page.may_define.require()
    form = _target_form(request, page.line.row.plan_id, indicator_id)
    if not form.is_valid():
        return _page(request, indicator_id, refusal=Refusal(_("Chưa đặt được mức phấn đấu."), _("Hãy nhập số, ví dụ 95 hoặc 12,5.")))
    given = form.cleaned_data
    services.set_targets(actor=request.user, indicator_id=indicator_id, targets=[(given["period"], given["unit"], given["value"])])
    messages.success(request, _("Đã đặt mức phấn đấu."))
    return redirect("plans:indicator", indicator_id)


@login_required
@require_POST
def enter(request: Official, indicator_id: int) -> HttpResponse:
    """A unit's figure; nothing typed is lost when it is refused."""
    form = ValueForm(request.POST, auto_id=f"id_{whole(request.POST.get('unit', ''))}_%s")
    if not form.is_valid():
        return _page(request, indicator_id, form)
    given = form.cleaned_data
    said = services.Said(given["unit"], given["value"], given["weight"], given["note"])
    try:
        services.enter_value(actor=request.user, indicator_id=indicator_id, plan_period_id=given["period"], said=said)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(request, indicator_id, form, refusal)
    messages.success(request, _("Đã ghi số liệu."))
    return redirect("plans:indicator", indicator_id)
