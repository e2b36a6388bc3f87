"""Accounts are made by administrators; nobody signs up. What allauth says is said here in Vietnamese."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_MISMATCH = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại.")


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
