"""Outgoing documents: the list and one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trienkhai.core.asked import whole
from trienkhai.records import selectors

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def outgoing_list(request: Official) -> HttpResponse:
    """What the viewer's units issue, with where each stands."""
    given, number = request.GET, whole(request.GET.get("trang", "")) or 1
    page = selectors.list_outgoing(viewer=request.user, state=given.get("buoc", ""), words=given.get("q", "")[:120], page=number)
    return render(request, "records/outgoing_list.html", {"page": page})


@login_required
@require_GET
def outgoing_detail(request: Official, document_id: int) -> HttpResponse:
    """One document: where it stands and the next act."""
    return render(request, "records/outgoing.html", {"page": selectors.get_outgoing(viewer=request.user, document_id=document_id)})
