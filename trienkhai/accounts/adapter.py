"""Accounts are made by administrators; nobody signs up. What allauth says is said here in Vietnamese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trienkhai.accounts import admin_session, locks, sessions

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

_MISMATCH = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại.")

_WAYS = {
    "reauthenticate": _("Dùng mật khẩu"),
    "mfa_reauthenticate": _("Dùng mã xác thực"),
    "mfa_reauthenticate:webauthn": _("Dùng khoá truy cập"),
}


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc,unused-ignore]
    """No sign-up from outside."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản đã khoá. Hãy liên hệ quản trị hệ thống."),
        "email_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "too_many_login_attempts": _("Đã thử sai quá nhiều lần. Hãy đợi vài phút rồi thử lại."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng."),
        "rate_limited": _("Bạn gửi quá nhiều lần. Hãy đợi vài phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the shape of allauth
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A new way to sign in is added only by somebody who just confirmed who they are."""
        return app == "allauth.socialaccount" or bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Neither address nor account may be locked."""
        super().pre_authenticate(request, **credentials)
        locks.require_open(locks.find(credentials)[0])

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - the shape of allauth
        """Count it."""
        locks.failed(*locks.find(credentials))

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """The library's ways to confirm, in the words of the house."""
        return [way | {"description": _WAYS.get(way["id"], way["description"])} for way in super().get_reauthentication_methods(user)]

    def login(self, request: HttpRequest, user: Person) -> None:
        """Every step of signing in is done."""
        super().login(request, user)
        sessions.begun(user, request)

    def logout(self, request: HttpRequest) -> None:
        """An administrator's session ends with the sign-in."""
        admin_session.end(request)
        super().logout(request)
