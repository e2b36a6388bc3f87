"""The people of a unit, and one person: roles from a day to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.accounts import selectors, services
from trienkhai.accounts.people_forms import AnotherRoleForm, HolderForm, LastDayForm, NewPersonForm, ReasonForm
from trienkhai.accounts.second_factor import print_codes
from trienkhai.core.errors import Refusal
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def people(request: Official, unit_id: int) -> HttpResponse:
    """Who works in a unit."""
    services.can_manage(request.user, unit_id).require()
    return _unit_page(request, unit_id)


def _unit_page(request: Official, unit_id: int, status: int = 200, **forms: Any) -> HttpResponse:
    shown = {"form": NewPersonForm(), "holder": HolderForm(prefix="holder")} | forms
    shown |= {"unit": units.get_unit(unit_id=unit_id), "held": selectors.people_of(unit_id=unit_id)}
    return render(request, "accounts/people.html", shown | {"lines": selectors.people_lines(unit_id=unit_id)}, status=status)


@login_required
@require_POST
def role_give(request: Official, unit_id: int) -> HttpResponse:
    """Bring a new person into a unit with a role."""
    services.can_manage(request.user, unit_id).require()
    form = NewPersonForm(request.POST)
    if form.is_valid():
        try:
            person = services.add_person(actor=request.user, unit_id=unit_id, **form.cleaned_data)
            services.invite(actor=request.user, person_id=person.pk)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            sent = _("Thư mời đang được gửi tới %(address)s.") % {"address": person.email} if person.email else ""
            messages.success(request, f"{_('Đã thêm %(name)s.') % {'name': person}} {sent}")
            return redirect("accounts:person-invitation", person.pk)
    return _unit_page(request, unit_id, 422, form=form)


@login_required
@require_POST
def role_add(request: Official, unit_id: int) -> HttpResponse:
    """Give a role in a unit to somebody who has an account."""
    services.can_manage(request.user, unit_id).require()
    form = HolderForm(request.POST, prefix="holder")
    if form.is_valid():
        try:
            held = services.give_role_to(actor=request.user, unit_id=unit_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            messages.success(request, _("Đã giao vai trò cho %(name)s.") % {"name": held.person})
            return redirect("accounts:people", unit_id)
    return _unit_page(request, unit_id, 422, holder=form)


@login_required
@require_POST
def role_take(request: Official, unit_id: int, role_id: int) -> HttpResponse:
    """End a role, today or after a day; back to where it was asked."""
    form = LastDayForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Ngày cuối chưa đúng."), _("Hãy ghi ngày dạng 31/12/2026."))
    person_id = services.take_role(actor=request.user, role_id=role_id, **form.cleaned_data)
    messages.success(request, _("Đã ghi ngày thôi vai trò."))
    return redirect("accounts:person", person_id) if "from_person" in request.POST else redirect("accounts:people", unit_id)


@login_required
@require_GET
def person(request: Official, person_id: int) -> HttpResponse:
    """One person: past, present and coming roles, delegations, and where the account stands."""
    return _person_page(request, person_id)


def _person_page(request: Official, person_id: int, status: int = 200, form: AnotherRoleForm | None = None) -> HttpResponse:
    page = selectors.person_page(viewer=request.user, person_id=person_id)
    shown = {"page": page, "form": form or AnotherRoleForm(units=page.units), "reason": ReasonForm()}
    return render(request, "accounts/person.html", shown, status=status)


@login_required
@require_POST
def person_role(request: Official, person_id: int) -> HttpResponse:
    """Another role for a person."""
    page = selectors.person_page(viewer=request.user, person_id=person_id)
    form = AnotherRoleForm(request.POST, units=page.units)
    if form.is_valid():
        try:
            services.give_role(actor=request.user, person_id=person_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("accounts:person", person_id)
    return _person_page(request, person_id, 422, form)


@login_required
@require_POST
def codes_print(request: Official, unit_id: int, role_id: int) -> HttpResponse:
    """A sheet of sign-in codes for somebody of the unit, shown this once."""
    unit = units.get_unit(unit_id=unit_id)
    services.can_manage(request.user, unit_id).require()
    owner, codes = print_codes(actor=request.user, role_id=role_id)
    answer = render(request, "accounts/codes.html", {"unit": unit, "owner": owner, "codes": codes})
    answer.headers["Cache-Control"] = "no-store"
    return answer
