"""Who inside a unit does what it owes: given, taken back, handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trienkhai.core import clock
from trienkhai.core.errors import Refusal
from trienkhai.core.text import number
from trienkhai.plans import selectors, services
from trienkhai.plans.own_forms import AssignForm, EndForm, HandOnForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def assign(request: Official, obligation_id: int) -> HttpResponse:
    """Give what the unit owes to one of its people."""
    page = selectors.assign_page(viewer=request.user, obligation_id=obligation_id)
    had = page.held.row if page.held else None
    first = {"person": page.hint.pk if page.hint else None, "due": max(page.owed.due, clock.today())}
    form = AssignForm(
        request.POST or None, people=page.people, initial={"person": had.person_id, "due": had.due, "note": had.note} if had else first
    )
    context = {"page": page, "form": form, "end": EndForm()}
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.assign_work(
                actor=request.user, obligation_id=obligation_id, person_id=given["person"], due=given["due"], note=given["note"]
            )
        except Refusal as refusal:
            return render(request, "plans/assign.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã phân công. Người được giao thấy việc ở trang «Việc của tôi»."))
        return redirect("plans:obligation", obligation_id)
    return render(request, "plans/assign.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def unassign(request: Official, obligation_id: int) -> HttpResponse:
    """Take work back from whoever has it."""
    services.unassign_work(actor=request.user, obligation_id=obligation_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("Đã thôi phân công."))
    return redirect("plans:obligation", obligation_id)


@login_required
@require_http_methods(["GET", "POST"])
def hand_on(request: Official, unit_id: int, person_id: int) -> HttpResponse:
    """Everything open that one person has goes to another."""
    page = selectors.hand_on_page(viewer=request.user, unit_id=unit_id, person_id=person_id)
    form = HandOnForm(request.POST or None, people=page.people)
    context = {"page": page, "form": form}
    if form.is_valid():
        given = form.cleaned_data
        try:
            moved = services.hand_work_on(
                actor=request.user, unit_id=unit_id, from_person_id=person_id, to_person_id=given["person"], reason=given["reason"]
            )
        except Refusal as refusal:
            return render(request, "plans/hand_on.html", context | {"refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã chuyển %(n)s việc.") % {"n": number(moved)})
        return redirect("plans:inbox")
    return render(request, "plans/hand_on.html", context, status=422 if form.is_bound else 200)
