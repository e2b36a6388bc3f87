"""The administrator's session of a browser: what the browser's own session keeps of it, and the confirmation before it is opened."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trienkhai.accounts.permissions import wake
from trienkhai.accounts.services import administering
from trienkhai.core import clock, journal

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from trienkhai.accounts.requests import Official

KEY = "admin_session"
SLACK = dt.timedelta(minutes=1)
"""A clock that is put right by seconds ends nothing."""


class AdminSessionMiddleware:
    """Wakes the administrator's role while the session of this browser is open; says so when its time is over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Before the view."""
        kept = request.session.get(KEY)
        if kept and request.user.is_authenticated:
            now, until, seen = clock.now(), dt.datetime.fromisoformat(kept["until"]), dt.datetime.fromisoformat(kept["seen"])
            if until <= now:
                _shut(request, kept, _("Phiên quản trị đã hết giờ và tự đóng."))
            elif _went_back(now, seen):
                _shut(request, kept, _("Đồng hồ máy chủ đã bị đặt lùi nên phiên quản trị tự đóng. Hãy chỉnh lại giờ rồi mở phiên mới."))
            else:
                if now - seen >= SLACK:
                    request.session[KEY] = kept | {"seen": now.isoformat()}
                wake(request.user, until)
        return self.get_response(request)


def _went_back(now: dt.datetime, seen: dt.datetime) -> bool:
    """Whether the clock stands before a moment that was already there: in this browser, or in the journal."""
    newest = journal.latest_at()
    return now < max(seen, newest or seen) - SLACK


def _shut(request: HttpRequest, kept: dict[str, Any], why: str) -> None:
    del request.session[KEY]
    if request.user.is_authenticated:
        administering.end_session(actor=request.user, session_id=kept["id"])
    messages.info(request, why)


def begin(request: Official, reason: str) -> dt.datetime:
    """Open one in this browser; until when."""
    end(request)
    row = administering.open_session(actor=request.user, reason=reason)
    request.session[KEY] = {"id": row.pk, "until": row.expires_at.isoformat(), "seen": row.opened_at.isoformat()}
    wake(request.user, row.expires_at)
    return row.expires_at


def end(request: HttpRequest) -> None:
    """End the one of this browser, if there is one."""
    kept = request.session.pop(KEY, None)
    if kept and request.user.is_authenticated:
        administering.end_session(actor=request.user, session_id=kept["id"])


def confirm_at(request: Official) -> str:
    """Where this person shows the second step once more: by code, or by passkey when that is what they have."""
    kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    by_key = Authenticator.Type.WEBAUTHN in kinds and Authenticator.Type.TOTP not in kinds
    return reverse("mfa_reauthenticate_webauthn" if by_key else "mfa_reauthenticate")


def is_confirmed(request: Official) -> bool:
    """Whether this browser's person showed their second step within the library's time-out. Where none is asked for, nothing is."""
    if not settings.SECOND_FACTOR:
        return True
    steps = [row for row in get_authentication_records(request, request.user) if row["method"] == "mfa"]
    return bool(steps) and time.time() - steps[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
