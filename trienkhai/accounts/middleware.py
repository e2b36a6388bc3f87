"""What a signed-in person must have before any page of the office opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from trienkhai.accounts import sessions
from trienkhai.accounts.policy import needs_second_factor
from trienkhai.accounts.second_factor import has_second_factor

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

LEAVING = '"cache", "storage"'
"""What a browser forgets of this site when somebody leaves (Clear-Site-Data); cookies stay for the language and the next sign-in."""
OPEN = ("mfa_", "account_", "socialaccount_", "openid_connect_", "set_language")
"""Pages that somebody without a second step needs in order to get one, or to leave."""
KNOWN = "second_factor_of"
"""Whom this session has seen with a second step: asked once a session."""


class SessionTimeMiddleware:
    """Ends a sign-in that lasted too long or in which nothing was done; and lets the browser forget what it holds when one ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Before the view, and after it."""
        was = request.user.is_authenticated
        if was and settings.SESSION_LIMITS and not sessions.is_in_time(request.session):
            get_adapter(request).logout(request)
            messages.info(
                request, _("Phiên đăng nhập đã hết giờ. Hãy đăng nhập lại; nếu đang viết dở, hãy quay lại trang trước để chép lời đã viết.")
            )
        response = self.get_response(request)
        if was and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = LEAVING
        return response


class SecondFactorMiddleware:
    """Sends somebody without a second step to set one up when the policy asks it. Keys of the API have no session and are not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Before the view: let through, or to the setting up."""
        match = request.resolver_match
        if not settings.SECOND_FACTOR or match is None or match.view_name.startswith(OPEN) or match.namespace == "api":
            return None
        if not request.user.is_authenticated or request.session.get(KNOWN) == request.user.pk:
            return None
        if has_second_factor(request.user):
            request.session[KNOWN] = request.user.pk
            return None
        if not needs_second_factor(request.user):
            return None
        messages.warning(request, _("Tài khoản cần bước xác thực thứ hai trước khi vào việc. Hãy chọn một cách dưới đây."))
        return redirect("mfa_index")
