"""The registers of what went out and came in, and a line of the latter."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import asked as typed
from trienkhai.core import files
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.records import selectors, services
from trienkhai.records.forms import ActForm, IncomingForm

if TYPE_CHECKING:
    from django.http import QueryDict

    from trienkhai.accounts.requests import Official


def _asked(given: QueryDict) -> selectors.Asked:
    return selectors.Asked(
        unit_id=typed.whole(given.get("don-vi", "")),
        year=min(typed.whole(given.get("nam", "")) or 0, 9999) or None,
        doc_type=given.get("loai", "")[:60],
        words=given.get("q", "")[:120],
        since=typed.day(given.get("tu", "")),
        until=typed.day(given.get("den", "")),
        cancelled=given.get("huy") == "1",
    )


def _page(request: Official, book: str) -> HttpResponse:
    number = typed.whole(request.GET.get("trang", "")) or 1
    page = selectors.register_page(viewer=request.user, book=book, asked=_asked(request.GET), page=number)
    return render(request, "records/register.html", {"page": page})


@login_required
@require_GET
def outgoing_register(request: Official) -> HttpResponse:
    """The register of what went out."""
    return _page(request, "out")


@login_required
@require_GET
def incoming_register(request: Official) -> HttpResponse:
    """The register of what came in."""
    return _page(request, "in")


@login_required
@require_GET
def register_file(request: Official, book: str) -> HttpResponse:
    """A register as .xlsx, in the columns of Annex IV."""
    kind = "out" if book == "di" else "in"
    return files.handed(*services.hand_out_register(actor=request.user, book=kind, asked=_asked(request.GET)))


@login_required
@require_http_methods(["GET", "POST"])
def incoming_new(request: Official) -> HttpResponse:
    """Register what came in. A second line for one paper is warned of, nothing typed is lost."""
    own = selectors.keeping_units(viewer=request.user)
    warned = "again" in request.POST
    form = IncomingForm(request.POST or None, own=own, warned=warned, initial={"form_key": uuid.uuid4()})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        given, handler = form.cleaned_data, _handler(request, form)
        try:
            if not form.errors:
                where = {"unit_id": given["unit"], "document_id": given["document"], "again": given.get("again", False)}
                made = services.register_incoming(actor=request.user, handler_id=handler, **where, **form.said())
                messages.success(request, _("Đã vào sổ, số đến %(n)s.") % {"n": made.number})
                return redirect("records:incoming", made.pk)
        except Conflict as refusal:
            form = IncomingForm(request.POST, own=own, warned=True)
            form.is_valid()
            _tell(form, refusal)
        except Refusal as refusal:
            _tell(form, refusal)
    return render(request, "records/incoming_edit.html", {"form": form, "heading": _("Đăng ký văn bản đến")}, status=status)


def _tell(form: forms.Form, refusal: Refusal) -> None:
    if refusal.status == 403:
        raise refusal
    form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())


def _handler(request: Official, form: IncomingForm) -> int | None:
    """The unit whose name or code was typed; an error at the field when there is none or several."""
    words = form.cleaned_data["handler"].strip()
    if not words:
        return None
    found = selectors.unit_called(viewer=request.user, words=words)
    if found is None:
        form.add_error("handler", _("Không tìm thấy một đơn vị duy nhất có tên hoặc mã này."))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def incoming(request: Official, incoming_id: int) -> HttpResponse:
    """One line: corrected here, handed to who handles it."""
    page = selectors.get_incoming(viewer=request.user, incoming_id=incoming_id)
    first: dict[str, Any] = {name: getattr(page.row, name) for name in IncomingForm.base_fields if hasattr(page.row, name)}
    form = IncomingForm(request.POST or None, initial=first | {"handler": page.handler_name})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        handler, version = _handler(request, form), form.cleaned_data["version"] or 0
        said = {name: value for name, value in form.said().items() if name != "form_key"}
        try:
            if not form.errors:
                services.correct_incoming(actor=request.user, incoming_id=incoming_id, version=version, handler_id=handler, **said)
                messages.success(request, _("Đã sửa dòng sổ."))
                return redirect("records:incoming", incoming_id)
        except Refusal as refusal:
            _tell(form, refusal)
            status = refusal.status
    return render(request, "records/incoming.html", {"page": page, "form": form}, status=status)


@login_required
@require_POST
def incoming_cancel(request: Official, incoming_id: int) -> HttpResponse:
    """Cancel a line; its number stays."""
    form = ActForm(request.POST)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"version": 0, "reason": ""}
    services.cancel_incoming(actor=request.user, incoming_id=incoming_id, version=given["version"], reason=given["reason"])
    messages.success(request, _("Đã huỷ dòng sổ; số đến còn trong sổ kèm lý do."))
    return redirect("records:incoming", incoming_id)
