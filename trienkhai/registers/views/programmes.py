"""The yearly programme of inspections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.registers import selectors, services
from trienkhai.registers.event_forms import ProgrammeForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def programme(request: Official, register_id: int) -> HttpResponse:
    """A year's inspections: programme, visits, findings; who defines forms notes the document that approves it."""
    year = whole(request.POST.get("year") or request.GET.get("nam", ""))
    page = selectors.programme_page(viewer=request.user, register_id=register_id, year=year)
    if request.method == "POST":
        page.may_approve.require()
    form = ProgrammeForm(request.POST or None, initial={"year": page.year})
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            services.approve_programme(actor=request.user, register_id=register_id, **form.cleaned_data)
            messages.success(request, _("Đã ghi phê duyệt. Cuộc kiểm tra ghi thêm từ nay chờ văn bản điều chỉnh chương trình."))
            return redirect(f"{reverse('registers:programme', args=[register_id])}?nam={page.year}")
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return render(request, "registers/programme.html", {"page": page, "form": form}, status=status)
