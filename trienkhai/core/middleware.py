"""Refusals become pages, and fragments where htmx asked; what does not exist for a person is 404."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from trienkhai.core import journal, pace
from trienkhai.core.errors import Hidden, Refusal

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)


class RefusalMiddleware:
    """Turns `Refusal` and `Hidden` into answers, after the transaction of the service was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is an answer, not a fault."""
        if isinstance(exception, Hidden | Refusal):
            note_refusal(request, exception.status)
        if isinstance(exception, Hidden):
            raise Http404 from exception
        if isinstance(exception, Refusal):
            template = "ui/_refusal.html" if getattr(request, "htmx", False) else "ui/refusal.html"
            return render(request, template, {"refusal": exception}, status=exception.status)
        return None


class HeadersMiddleware:
    """What every answer says to the browser beside the policy of contents: no devices, no other origin, nothing kept on the machine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add what is not there. The API may be asked again with its ETag; pages are fetched anew, so that a shared computer keeps none."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-cache" if request.path.startswith("/api/") else "private, no-store")
        return response


class PlainTextMiddleware:
    """A NUL character in an address is refused: no text of PostgreSQL holds one. Forms refuse it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Before the view; the API has its own door."""
        if request.path.startswith("/api/") or not any("\x00" in value for _name, values in request.GET.lists() for value in values):
            return None
        refusal = Refusal(_("Địa chỉ có ký tự không hợp lệ."), _("Hãy xoá ký tự lạ trong ô tìm kiếm rồi thử lại."))
        return render(request, "ui/refusal.html", {"refusal": refusal}, status=refusal.status)


class PaceMiddleware:
    """Nobody writes faster than a person can: the count is kept in each process for a minute and never stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse a write that comes too soon after too many."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or not request.user.is_authenticated:
            return None
        try:
            pace.take(request.user.pk)
        except Refusal as refusal:
            note_refusal(request, refusal.status)
            answer = render(request, "ui/refusal.html", {"refusal": refusal}, status=refusal.status)
            answer.headers["Retry-After"] = "60"
            return answer
        return None


class ApiConditionalGetMiddleware(ConditionalGetMiddleware):
    """ETags and 304 for the API; pages carry a token of their own each time and would never match."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Only under /api/."""
        return super().process_response(request, response) if request.path.startswith("/api/") else response


def note_refusal(request: HttpRequest, status: int) -> None:
    """One line for a refusal to somebody signed in: which page, with which numbers in its address. Its words stay out."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return
    numbers = {name: value for name, value in match.kwargs.items() if isinstance(value, int)}
    try:
        journal.refused(request.user, "core.request.refused", page=match.view_name, status=status, **numbers)
    except DatabaseError:
        logger.exception("a refusal could not be written to the journal")


class LanguageMiddleware:
    """Vietnamese unless a person chose otherwise: an office's pages do not follow the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Take the language of the switch's cookie."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
