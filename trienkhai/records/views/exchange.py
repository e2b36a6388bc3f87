"""Pages of the exchange: what came in, one message, sending an issued document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.records import selectors, services

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def exchange(request: Official) -> HttpResponse:
    """Documents that came in by the exchange; those that wait first."""
    page = selectors.exchange_page(viewer=request.user, page=whole(request.GET.get("trang", "")) or 1)
    return render(request, "records/exchange.html", {"page": page})


@login_required
@require_GET
def message(request: Official, message_id: int) -> HttpResponse:
    """One document that came in: what it says, and what to do with it."""
    page = selectors.message_page(viewer=request.user, message_id=message_id)
    return render(request, "records/message.html", {"page": page})


@login_required
@require_POST
def message_register(request: Official, message_id: int) -> HttpResponse:
    """Write it into the register."""
    try:
        line = services.register_message(actor=request.user, message_id=message_id)
    except Refusal as refusal:
        page = selectors.message_page(viewer=request.user, message_id=message_id)
        return render(request, "records/message.html", {"page": page, "refusal": refusal}, status=refusal.status)
    messages.success(request, _("Đã vào sổ; nơi gửi được báo số đến."))
    return redirect("records:incoming", line.pk)


@login_required
@require_POST
def message_refuse(request: Official, message_id: int) -> HttpResponse:
    """Refuse it with a reason."""
    try:
        services.refuse_message(actor=request.user, message_id=message_id, reason=request.POST.get("reason", "")[:1000])
    except Refusal as refusal:
        page = selectors.message_page(viewer=request.user, message_id=message_id)
        return render(request, "records/message.html", {"page": page, "refusal": refusal}, status=refusal.status)
    messages.success(request, _("Đã từ chối; nơi gửi được báo lý do."))
    return redirect("records:exchange")


@login_required
@require_POST
def exchange_send(request: Official, document_id: int) -> HttpResponse:
    """Send an issued document to agencies by their codes."""
    codes = request.POST.get("receivers", "")[:2000].replace(",", "\n").split("\n")
    made = services.send_through_exchange(actor=request.user, document_id=document_id, receivers=codes)
    messages.success(request, _("Đã đưa vào hàng gửi liên thông tới %(n)s nơi.") % {"n": len(made)})
    return redirect("records:outgoing", document_id)
