"""Sign-in for the demonstration, and the people of a unit."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.accounts import selectors, services
from trienkhai.accounts.forms import RoleForm
from trienkhai.core.errors import Refusal
from trienkhai.units import selectors as units


def _is_loopback(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the demonstration's person of a role: demonstration mode and the loopback address only."""
    if not settings.DEMO:
        raise Http404
    if not _is_loopback(request):
        raise Refusal(_("Đăng nhập trình diễn chỉ mở trên chính máy này."), _("Hãy mở trang bằng địa chỉ 127.0.0.1."), status=403)
    person = selectors.demo_person(request.POST.get("role", ""))
    if person is None:
        raise Http404
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/")


@login_required
@require_GET
def people(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Who works in a unit."""
    unit = units.get_unit(unit_id=unit_id)
    verdict = services.can_manage(request.user, unit_id)  # type: ignore[arg-type]
    verdict.require()
    return render(request, "accounts/people.html", {"unit": unit, "held": selectors.people_of(unit_id=unit_id), "form": RoleForm()})


@login_required
@require_POST
def role_give(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Invite a person into a unit with a role."""
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            person = services.create_person(
                actor=request.user,  # type: ignore[arg-type]
                unit_id=unit_id,
                username=form.cleaned_data["username"],
                full_name=form.cleaned_data["full_name"],
                email=form.cleaned_data["email"],
            )
            services.give_role(actor=request.user, person_id=person.pk, unit_id=unit_id, role=form.cleaned_data["role"])  # type: ignore[arg-type]
            return redirect("accounts:people", unit_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
    shown = {"unit": units.get_unit(unit_id=unit_id), "held": selectors.people_of(unit_id=unit_id), "form": form}
    return render(request, "accounts/people.html", shown, status=422)


@login_required
@require_POST
def role_take(request: HttpRequest, unit_id: int, role_id: int) -> HttpResponse:
    """End a role."""
    services.take_role(actor=request.user, role_id=role_id)  # type: ignore[arg-type]
    return redirect("accounts:people", unit_id)
