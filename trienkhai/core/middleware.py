"""Refusals become pages, and fragments where htmx asked; what does not exist for a person is 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from trienkhai.core.errors import Hidden, Refusal

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


class RefusalMiddleware:
    """Turns `Refusal` and `Hidden` into answers, after the transaction of the service was rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is an answer, not a fault."""
        if isinstance(exception, Hidden):
            raise Http404 from exception
        if isinstance(exception, Refusal):
            template = "ui/_refusal.html" if getattr(request, "htmx", False) else "ui/refusal.html"
            return render(request, template, {"refusal": exception}, status=exception.status)
        return None
