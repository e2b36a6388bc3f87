"""Who is meant by the unit phrases of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core.asked import wholes
from trienkhai.core.errors import Refusal
from trienkhai.core.text import number
from trienkhai.documents import selectors, services
from trienkhai.documents.forms import BindForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def phrase_list(request: Official, document_id: int) -> HttpResponse:
    """Every phrase, and what it means."""
    document = selectors.get_document(request.user, document_id)
    context = {
        "document": document,
        "page": selectors.phrase_page(request.user, document),
        "may_bind": selectors.may_bind(request.user, document),
    }
    return render(request, "documents/phrase_list.html", context)


@login_required
@require_GET
def unit_search(request: Official, document_id: int) -> HttpResponse:
    """Units whose name holds the words, without case and diacritics."""
    document = selectors.get_document(request.user, document_id)
    wanted = request.GET.get("tim-don-vi", "")
    return render(request, "documents/_unit_choices.html", {"found": selectors.units_like(document, wanted), "wanted": wanted})


@login_required
@require_http_methods(["GET", "POST"])
def phrase_bind(request: Official, document_id: int) -> HttpResponse:
    """Say what one phrase means; remembered for the next document."""
    document = selectors.get_document(request.user, document_id)
    selectors.may_bind(request.user, document).require()
    page = selectors.phrase_page(request.user, document)
    row = selectors.phrase_row(page, request.POST.get("phrase") or request.GET.get("cum-tu", ""))
    form = BindForm(request.POST or None, groups=page.groups, row=row)
    picked = selectors.units_named(wholes(request.POST.getlist("units"))) or list(row.meaning.units)
    wanted = request.POST.get("tim-don-vi", "")
    context = {"document": document, "row": row, "page": page, "form": form, "picked": picked, "wanted": wanted}
    if request.method != "POST" or "tim" in request.POST:
        found = selectors.units_like(document, wanted)
        return render(request, "documents/phrase_bind.html", {**context, "found": found})
    if not form.is_valid():
        return render(request, "documents/phrase_bind.html", context, status=422)
    try:
        services.bind_phrase(actor=request.user, document_id=document_id, phrase=row.phrase, **form.answer())
    except Refusal as refusal:
        return render(request, "documents/phrase_bind.html", {**context, "refusal": refusal}, status=refusal.status)
    messages.success(request, _("Đã ghi nhớ «%(phrase)s».") % {"phrase": row.phrase})
    return redirect("documents:phrase-list", document_id)


@login_required
@require_POST
def bind_suggested(request: Official, document_id: int) -> HttpResponse:
    """Take every suggestion at once; each answer can be changed afterwards."""
    bound = services.bind_suggested(actor=request.user, document_id=document_id)
    if bound:
        words = "; ".join(f"«{binding.phrase}»" for binding in bound[:5])
        more = f" (+{len(bound) - 5})" if len(bound) > 5 else ""
        told = ngettext("Đã gắn %(n)s cụm từ: %(words)s%(more)s.", "Đã gắn %(n)s cụm từ: %(words)s%(more)s.", len(bound))
        messages.success(request, told % {"n": number(len(bound)), "words": words, "more": more})
    else:
        messages.info(request, _("Không còn gợi ý nào để nhận."))
    return redirect("documents:phrase-list", document_id)
