"""The people of a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.accounts import selectors, services
from trienkhai.accounts.forms import RoleForm
from trienkhai.accounts.second_factor import print_codes
from trienkhai.core.errors import Refusal
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def people(request: Official, unit_id: int) -> HttpResponse:
    """Who works in a unit."""
    unit = units.get_unit(unit_id=unit_id)
    services.can_manage(request.user, unit_id).require()
    return render(request, "accounts/people.html", _shown(unit_id) | {"unit": unit, "form": RoleForm()})


def _shown(unit_id: int) -> dict[str, object]:
    return {"held": selectors.people_of(unit_id=unit_id), "lines": selectors.people_lines(unit_id=unit_id)}


@login_required
@require_POST
def role_give(request: Official, unit_id: int) -> HttpResponse:
    """Bring a person into a unit with a role."""
    services.can_manage(request.user, unit_id).require()
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            person = services.invite(actor=request.user, unit_id=unit_id, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            messages.success(request, _("Đã thêm %(name)s. Người này đặt mật khẩu qua «Quên mật khẩu».") % {"name": person})
            return redirect("accounts:people", unit_id)
    shown = _shown(unit_id) | {"unit": units.get_unit(unit_id=unit_id), "form": form}
    return render(request, "accounts/people.html", shown, status=422)


@login_required
@require_POST
def role_take(request: Official, unit_id: int, role_id: int) -> HttpResponse:
    """End a role."""
    services.take_role(actor=request.user, role_id=role_id)
    return redirect("accounts:people", unit_id)


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
