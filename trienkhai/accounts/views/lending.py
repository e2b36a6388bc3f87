"""Delegations of one's own, and the administrator's session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trienkhai.accounts import admin_session, selectors, services
from trienkhai.accounts.people_forms import AdminSessionForm, DelegationForm
from trienkhai.core.errors import Refusal

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def delegation_list(request: Official) -> HttpResponse:
    """What one handed over and was handed, and a new delegation."""
    page = selectors.delegation_page(viewer=request.user)
    form = DelegationForm(request.POST or None, page=page, below=selectors.units_below(page))
    if form.is_valid():
        try:
            services.delegate(actor=request.user, terms=form.terms())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            messages.success(request, _("Đã ghi uỷ quyền."))
            return redirect("accounts:delegation-list")
    return render(request, "accounts/delegation_list.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def delegation_end(request: Official, delegation_id: int) -> HttpResponse:
    """End one at once."""
    services.end_delegation(actor=request.user, delegation_id=delegation_id)
    messages.success(request, _("Đã chấm dứt uỷ quyền."))
    return redirect(_back(request, "accounts:delegation-list"))


@login_required
@require_http_methods(["GET", "POST"])
def admin_open(request: Official) -> HttpResponse:
    """Open an administrator's session: why, after confirming who one is."""
    services.require_admin(request.user)
    if not admin_session.is_confirmed(request):
        back = urlencode({"next": f"{reverse('accounts:admin-session')}?{urlencode({'next': _back(request, '/')})}"})
        messages.info(request, _("Phiên quản trị cần bước xác thực thứ hai vừa được xác nhận."))
        return redirect(f"{admin_session.confirm_at(request)}?{back}")
    first = {"next": request.GET.get("next", ""), "reason": _("Xem thử bản trình diễn") if settings.DEMO else ""}
    form = AdminSessionForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            admin_session.begin(request, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error("reason", f"{refusal.reason} {refusal.hint}")
        else:
            return redirect(_back(request, "/"))
    shown = {"form": form, "minutes": services.session_minutes(), "sessions": selectors.admin_sessions_of(request.user)}
    return render(request, "accounts/admin_session.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_POST
def admin_end(request: Official) -> HttpResponse:
    """End it before its time."""
    admin_session.end(request)
    messages.success(request, _("Đã đóng phiên quản trị."))
    return redirect("/")


def _back(request: Official, otherwise: str) -> str:
    """The page of this office that was asked for, or another."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if asked and safe else (otherwise if otherwise.startswith("/") else reverse(otherwise))
