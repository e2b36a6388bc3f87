"""What phrases mean: the list of an owner, one phrase with where it is used, another answer, and forgetting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trienkhai.core.asked import whole, wholes
from trienkhai.core.errors import Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.forms_phrases import PhraseForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.plans.selectors import PhrasePage


@login_required
@require_GET
def phrase_list(request: Official) -> HttpResponse:
    """The phrases of one owner."""
    page = selectors.phrase_list(
        viewer=request.user,
        owner_id=whole(request.GET.get("don-vi", "")),
        words=request.GET.get("q", "")[:100],
        page=whole(request.GET.get("trang", "")) or 1,
    )
    return render(request, "plans/phrases.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def phrase(request: Official, binding_id: int) -> HttpResponse:
    """One phrase: where it is used, and another answer, seen beforehand."""
    page = _page(request, binding_id)
    form = PhraseForm(request.POST or None, page=page)
    if "find" in request.POST or not form.is_valid():
        status = 422 if form.is_bound and "find" not in request.POST else 200
        return render(request, "plans/phrase.html", {"page": page, "form": form}, status=status)
    try:
        if "look" in request.POST:
            found = selectors.difference(viewer=request.user, binding_id=binding_id, **form.meant())
            return render(request, "plans/phrase.html", {"page": page, "form": form, "difference": found})
        services.change_phrase(actor=request.user, binding_id=binding_id, **form.answer())
    except Refusal as refusal:
        return render(request, "plans/phrase.html", {"page": page, "form": form, "refusal": refusal}, status=refusal.status)
    messages.success(request, _("Đã ghi nhớ «%(phrase)s».") % {"phrase": page.binding.row.phrase})
    return redirect("plans:phrase", binding_id)


@login_required
@require_http_methods(["GET", "POST"])
def phrase_forget(request: Official, binding_id: int) -> HttpResponse:
    """Forget a phrase, after seeing what that would do."""
    page = _page(request, binding_id)
    if request.method == "GET":
        return render(request, "plans/phrase_forget.html", {"page": page})
    try:
        services.forget_phrase(actor=request.user, binding_id=binding_id, version=whole(request.POST.get("version", "")))
    except Refusal as refusal:
        return render(request, "plans/phrase_forget.html", {"page": page, "refusal": refusal}, status=refusal.status)
    messages.success(request, _("Đã bỏ ghi nhớ «%(phrase)s».") % {"phrase": page.binding.row.phrase})
    return redirect("plans:phrases")


def _page(request: Official, binding_id: int) -> PhrasePage:
    return selectors.phrase_page(
        viewer=request.user,
        binding_id=binding_id,
        words=request.POST.get("q", "")[:100],
        picked=wholes(request.POST.getlist("units")),
        page=whole(request.GET.get("trang", "")) or 1,
    )
