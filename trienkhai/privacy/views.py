"""Pages of personal data: one's own, and of somebody who asked in writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.accounts import admin_session
from trienkhai.core import files
from trienkhai.core.errors import Refusal
from trienkhai.privacy import selectors, services
from trienkhai.privacy.forms import EraseForm, WrittenForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def mine(request: Official) -> HttpResponse:
    """What is held about oneself."""
    return render(request, "privacy/mine.html", {"page": selectors.my_data(viewer=request.user)})


@login_required
@require_POST
def copy_ask(request: Official) -> HttpResponse:
    """Ask for a copy of it, after confirming who one is."""
    confirm = _confirm(request, reverse("privacy:mine"))
    if confirm:
        return confirm
    services.ask_copy(actor=request.user)
    return redirect("privacy:mine")


@login_required
@require_GET
def copy_progress(request: Official, request_id: int) -> HttpResponse:
    """How far a copy is; polled by htmx."""
    return render(request, "privacy/_copy.html", {"copy": selectors.copy_for(viewer=request.user, request_id=request_id)})


@login_required
@require_GET
def copy_take(request: Official, request_id: int) -> HttpResponse:
    """The file of a copy, after confirming who one is."""
    found = selectors.copy_for(viewer=request.user, request_id=request_id)
    page = reverse("privacy:mine") if found.row.is_whole else reverse("privacy:person", args=[found.row.person_id])
    confirm = _confirm(request, page)
    if confirm:
        return confirm
    data, name = services.take_copy(actor=request.user, request_id=request_id)
    return files.handed(data, name)


def _confirm(request: Official, back: str) -> HttpResponse | None:
    """To the second step first, where it was not shown just now."""
    if admin_session.is_confirmed(request):
        return None
    messages.info(request, _("Dữ liệu cá nhân chỉ được lấy ngay sau khi xác nhận lại bước xác thực thứ hai."))
    return redirect(f"{admin_session.confirm_at(request)}?{urlencode({'next': back})}")


@login_required
@require_GET
def person(request: Official, person_id: int) -> HttpResponse:
    """Somebody who asked in writing: a copy to hand over, and what erasure would do."""
    return _person_page(request, person_id)


def _person_page(request: Official, person_id: int, status: int = 200, **forms: Any) -> HttpResponse:
    preview = services.preview_erasure(actor=request.user, person_id=person_id)
    shown: dict[str, Any] = {"form": WrittenForm(prefix="copy"), "erase": EraseForm(prefix="erase"), "refuse": WrittenForm(prefix="refuse")}
    shown |= forms
    shown |= {"preview": preview, "copies": selectors.copies_of(request.user, preview.person)}
    shown |= {"requests": selectors.requests_about(preview.person)}
    shown |= {key: preview.becoming(key) for key in ("drop", "blank", "keep")}
    return render(request, "privacy/person.html", shown | {"lines": selectors.lines_of(preview.person)}, status=status)


@login_required
@require_POST
def person_copy(request: Official, person_id: int) -> HttpResponse:
    """A copy on a written request."""
    form = WrittenForm(request.POST, prefix="copy")
    services.preview_erasure(actor=request.user, person_id=person_id)
    if form.is_valid():
        try:
            services.ask_copy_for(actor=request.user, person_id=person_id, written=form.written())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            return redirect("privacy:person", person_id)
    return _person_page(request, person_id, 422, form=form)


@login_required
@require_POST
def person_refuse(request: Official, person_id: int) -> HttpResponse:
    """Write down why a written request could not be met."""
    form = WrittenForm(request.POST, prefix="refuse")
    services.preview_erasure(actor=request.user, person_id=person_id)
    if form.is_valid():
        try:
            services.refuse_erasure(actor=request.user, person_id=person_id, written=form.written())
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            messages.success(request, _("Đã ghi việc từ chối và lý do."))
            return redirect("privacy:person", person_id)
    return _person_page(request, person_id, 422, refuse=form)


@login_required
@require_POST
def person_erase(request: Official, person_id: int) -> HttpResponse:
    """Erase, on a written request."""
    form = EraseForm(request.POST, prefix="erase")
    services.preview_erasure(actor=request.user, person_id=person_id)
    if form.is_valid():
        said = form.cleaned_data["username"]
        try:
            services.erase_person(actor=request.user, person_id=person_id, written=form.written(), username=said)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}")
        else:
            messages.success(request, _("Đã xoá dữ liệu cá nhân."))
            return redirect("privacy:person", person_id)
    return _person_page(request, person_id, 422, erase=form)
