"""One's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from trienkhai.accounts import selectors, sessions, single_sign_on
from trienkhai.accounts.choices import Role
from trienkhai.accounts.permissions import scope_of
from trienkhai.accounts.second_factor import has_second_factor

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def account(request: Official) -> HttpResponse:
    """Password, second step, sign-ins, keys, language."""
    lines = sessions.sessions_of(request.user, request.session.session_key)
    shown = {"lines": lines, "protected": has_second_factor(request.user), "roles": selectors.role_lines(request.user)}
    if single_sign_on.is_offered():
        shown |= {"sso": single_sign_on.name(), "links": single_sign_on.links_of(request.user)}
    return render(request, "accounts/account.html", shown | {"is_admin": scope_of(request.user).has(Role.ADMIN)})


@login_required
@require_POST
def link_remove(request: Official, link_id: int) -> HttpResponse:
    """Take away one's link to the provider."""
    single_sign_on.unlink(actor=request.user, link_id=link_id)
    return redirect("accounts:account")


@login_required
@require_POST
def sessions_end(request: Official) -> HttpResponse:
    """End all one's sign-ins but this one."""
    sessions.end_others(actor=request.user, current=request.session.session_key)
    return redirect("accounts:account")


@login_required
@require_POST
def session_end(request: Official, session_id: int) -> HttpResponse:
    """End one of one's sign-ins."""
    sessions.end_session(actor=request.user, session_id=session_id)
    return redirect("accounts:account")
