"""Where an account stands: invitations to sign in, closing it and opening it again."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.accounts import services
from trienkhai.accounts.forms import SetPasswordForm
from trienkhai.accounts.people_forms import ReasonForm
from trienkhai.accounts.second_factor import SecondFactor
from trienkhai.core.errors import Refusal

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_POST
def person_invite(request: Official, person_id: int) -> HttpResponse:
    """Invite, or invite anew; then the sheet to print."""
    made = services.invite(actor=request.user, person_id=person_id)
    if made.person.email:
        messages.success(request, _("Thư mời đang được gửi tới %(address)s.") % {"address": made.person.email})
    return redirect("accounts:person-invitation", person_id)


@login_required
@require_GET
def person_invitation(request: Official, person_id: int) -> HttpResponse:
    """The open invitation as a sheet of paper, with its link as a picture for a phone."""
    found = services.show_invitation(actor=request.user, person_id=person_id)
    link = request.build_absolute_uri(services.link_of(found))
    picture = base64.b64encode(SecondFactor().build_totp_svg(link).encode()).decode()
    answer = render(request, "accounts/invitation_sheet.html", {"found": found, "link": link, "picture": picture})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def invitation_revoke(request: Official, person_id: int) -> HttpResponse:
    """End the open invitation."""
    services.revoke_invitation(actor=request.user, person_id=person_id)
    messages.success(request, _("Đã thu hồi thư mời."))
    return redirect("accounts:person", person_id)


@login_required
@require_POST
def person_close(request: Official, person_id: int) -> HttpResponse:
    """Close an account, for a reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.close_account(actor=request.user, person_id=person_id, reason=reason)
    messages.success(request, _("Đã khoá tài khoản."))
    return redirect("accounts:person", person_id)


@login_required
@require_POST
def person_sign_out(request: Official, person_id: int) -> HttpResponse:
    """End every sign-in of somebody whose machine was lost."""
    services.end_sign_ins(actor=request.user, person_id=person_id)
    messages.success(request, _("Đã kết thúc mọi phiên đăng nhập của người này."))
    return redirect("accounts:person", person_id)


@login_required
@require_POST
def person_reopen(request: Official, person_id: int) -> HttpResponse:
    """Open it again."""
    services.reopen_account(actor=request.user, person_id=person_id)
    messages.success(request, _("Đã mở lại tài khoản."))
    return redirect("accounts:person", person_id)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever has the link: set a password once, and be signed in; only sending the form uses it up."""
    found = services.invitation_for(token)
    if request.user.is_authenticated:
        who = {"name": request.user, "guest": found.person}
        raise Refusal(
            _("Trình duyệt này đang đăng nhập bằng tài khoản của %(name)s.") % who, _("Hãy thoát rồi mở lại liên kết của %(guest)s.") % who
        )
    form = SetPasswordForm(data=request.POST or None, user=found.person)
    if form.is_valid():
        person = services.take_up(token=token, password=form.cleaned_data["password1"])
        return _enter(request, person)
    return render(request, "accounts/invitation.html", {"found": found, "form": form}, status=422 if form.is_bound else 200)


def _enter(request: HttpRequest, person: Any) -> HttpResponse:
    """The library's own way in: a second step that is there already is asked for; one that is missing is set up next."""
    answer: HttpResponse = perform_login(request, person, email_verification="none", redirect_url="/")
    if request.user.is_authenticated:
        reauthenticate_by_password(request)
    return answer
