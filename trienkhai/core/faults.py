"""Faults that are nobody's mistake and pass: the database does not answer, the disk is full. Each gets a page that asks nothing."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

from trienkhai.core.errors import Refusal
from trienkhai.core.files import FULL, no_room

RETRY_AFTER = 10


def answer(request: HttpRequest) -> HttpResponse:
    """What people see when something broke (`handler500`): a fault that passes says so; anything else is a bug."""
    fault = known(sys.exc_info()[1])
    if fault is None:
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    if request.path.startswith("/api/"):
        said: HttpResponse = JsonResponse({"reason": fault.reason, "hint": fault.hint, "basis": ""}, status=fault.status)
    else:
        said = HttpResponse(loader.get_template("fault.html").render({"fault": fault}), status=fault.status)
    said.headers["Retry-After"] = str(RETRY_AFTER)
    return said


def known(error: BaseException | None) -> Refusal | None:
    """The fault as a refusal with its way out; None for a bug. The error and what it came from are looked at."""
    while error is not None:
        if (isinstance(error, OSError) and error.errno in FULL) or "disk is full" in str(error):
            return no_room()
        if isinstance(error, OperationalError | InterfaceError):
            return Refusal(
                _("Cơ sở dữ liệu tạm thời không trả lời nên việc vừa làm chưa được ghi."),
                _("Hãy chờ ít giây rồi làm lại; nếu vẫn vậy, hãy báo quản trị hệ thống."),
                status=503,
            )
        error = error.__cause__ or error.__context__
    return None
