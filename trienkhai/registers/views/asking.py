"""What is to be filled in and what is collected: the list, asking units, how far a collection is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import text
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.registers import selectors, services
from trienkhai.registers.downloads import download
from trienkhai.registers.forms import AskForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def form_list(request: Official) -> HttpResponse:
    """What the person's units are asked to fill in, what the person follows, and the forms."""
    done = request.GET.get("xem") == "da-gui"
    page = selectors.front_page(viewer=request.user, done=done, page=whole(request.GET.get("trang", "")) or 1)
    return render(request, "registers/form_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: Official, form_id: int) -> HttpResponse:
    """Ask the units of a task in a period to fill a form in."""
    plan_id = whole(request.POST.get("plan") or request.GET.get("ke-hoach", ""))
    page = selectors.ask_page(viewer=request.user, form_id=form_id, plan_id=plan_id)
    tasks = [(task.pk, text.shortened(f"{task.key} {task.title}", 110)) for task in page.tasks]
    periods = [(held.pk, held.period.label) for held in page.periods]
    form = AskForm(request.POST or None, tasks=tasks, periods=periods)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            asked = {"task_id": given["task"], "plan_period_id": given["period"], "due": given["due"]}
            made = services.open_collection(actor=request.user, form_id=form_id, **asked)
            messages.success(request, _("Đã giao biểu. Các đơn vị thấy biểu cần điền ở trang Biểu mẫu."))
            return redirect("registers:collection", made.pk)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "registers/form_ask.html", {"page": page, "form": form}, status=status)


@login_required
@require_GET
def collection(request: Official, collection_id: int) -> HttpResponse:
    """Who has not sent, and the sums of what was sent."""
    asked = {"sheet_key": request.GET.get("bang", ""), "show": "all" if request.GET.get("xem") == "tat-ca" else ""}
    number = whole(request.GET.get("trang", "")) or 1
    page = selectors.collection_page(viewer=request.user, collection_id=collection_id, page=number, **asked)
    return render(request, "registers/collection.html", {"page": page})


@login_required
@require_POST
def add_units(request: Official, collection_id: int) -> HttpResponse:
    """Ask the units that were named later too."""
    count = services.add_units(actor=request.user, collection_id=collection_id)
    messages.success(request, _("Đã giao biểu thêm cho %(n)s đơn vị.") % {"n": text.number(count)})
    return redirect("registers:collection", collection_id)


@login_required
@require_GET
def consolidated(request: Official, collection_id: int) -> HttpResponse:
    """What all units sent, as a workbook."""
    return download(*services.hand_out_consolidated(actor=request.user, collection_id=collection_id))
