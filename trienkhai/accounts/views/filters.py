"""Filters that people keep: above each list, on the home, and a page to put them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.accounts import selectors, services
from trienkhai.core.asked import wholes

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def filter_list(request: Official) -> HttpResponse:
    """All of one's filters and those shared with the unit."""
    return render(request, "accounts/filters.html", {"rows": selectors.kept_filters(viewer=request.user)})


@login_required
@require_POST
def keep(request: Official) -> HttpResponse:
    """Keep how a list is narrowed, and go back to it."""
    given = request.POST
    asked = {name: [str(value) for value in values] for name, values in QueryDict(given.get("asked", "")[:2000]).lists()}
    row = services.keep_filter(
        actor=request.user,
        page=given.get("page", ""),
        numbers=wholes(given.get("numbers", "").split(",")),
        asked=asked,
        name=given.get("name", ""),
        share="share" in given,
    )
    messages.success(request, _("Đã lưu bộ lọc «%(name)s».") % {"name": row.name})
    shown = next(one for one in selectors.kept_filters(viewer=request.user, page=row.page, numbers=row.numbers) if one.row.pk == row.pk)
    return redirect(shown.address)


@login_required
@require_POST
def change(request: Official, filter_id: int) -> HttpResponse:
    """Another name, shared or not."""
    services.change_filter(actor=request.user, filter_id=filter_id, name=request.POST.get("name", ""), share="share" in request.POST)
    messages.success(request, _("Đã ghi."))
    return redirect("accounts:filters")


@login_required
@require_POST
def drop(request: Official, filter_id: int) -> HttpResponse:
    """Drop one."""
    services.drop_filter(actor=request.user, filter_id=filter_id)
    messages.success(request, _("Đã xoá bộ lọc."))
    return redirect("accounts:filters")
