"""Accounts are made by administrators; nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc,unused-ignore]
    """No sign-up from outside."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the shape of allauth
        """Never."""
        return False
