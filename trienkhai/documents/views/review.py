"""The review screen and what is decided on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import files
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.documents import selectors, services
from trienkhai.documents.forms import (
    DecideForm,
    FindingForm,
    MentionFormSet,
    SplitForm,
    TimeFormSet,
    WordingForm,
    mentions_from,
    mentions_initial,
    times_from,
    times_initial,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def document_review(request: Official, document_id: int) -> HttpResponse:
    """Text on one side, or a page of the file as it looks; proposals on the other."""
    part, at, sheet, here = (whole(request.GET.get(name, "")) for name in ("phan", "vi-tri", "trang", "doan"))
    page = selectors.review_page(request.user, document_id, part=part, at=here if at is None else at, sheet=sheet)
    if page.sheet is None and at is not None and page.at_ref:  # an address of the browser's own, so that the place is found without scripts
        return redirect(f"{request.path}?phan={page.part}#tai-{page.at_ref}")
    if page.sheet is not None and page.sheet.picture is None:
        services.want_pages(actor=request.user, document_id=document_id)
    return render(request, "documents/document_review.html", {"page": page})


@login_required
@require_GET
def page_picture(request: Official, document_id: int, number: int) -> HttpResponse:
    """One page of the file as a picture."""
    return files.picture(*selectors.page_picture(request.user, document_id, number))


@login_required
@require_GET
def finding_list(request: Official, document_id: int) -> HttpResponse:
    """What the reader points at, by severity and rule."""
    severity, rule = request.GET.get("muc", ""), request.GET.get("quy_tac", "")
    page = selectors.findings_page(request.user, document_id, severity=severity, rule=rule)
    form = FindingForm({"muc": severity, "quy_tac": rule}, rules=page.rules)
    return render(request, "documents/finding_list.html", {"page": page, "form": form})


def _decide(request: Official, document_id: int, proposal_id: int, service: Callable[..., object]) -> HttpResponse:
    """One decision on one proposal; htmx gets the card and the counts, others go back to the card."""
    form = DecideForm(request.POST)
    part, sheet = (whole(request.POST.get(name, "")) for name in ("phan", "trang"))
    refusal: Refusal | None = None
    try:
        version = form.cleaned_data["version"] if form.is_valid() else -1
        service(actor=request.user, document_id=document_id, proposal_id=proposal_id, version=version)
    except Refusal as caught:
        refusal = caught
    if not request.htmx and refusal is None:
        return _back(document_id, part or 1, proposal_id, sheet)
    page = selectors.review_page(request.user, document_id, part=part, sheet=sheet)
    card = next((item for item in page.items if item.ref == f"p{proposal_id}"), None)
    template = "documents/_decided.html" if request.htmx and card else "documents/document_review.html"
    return render(request, template, {"page": page, "item": card, "refusal": refusal}, status=refusal.status if refusal else 200)


@login_required
@require_POST
def accept(request: Official, document_id: int, proposal_id: int) -> HttpResponse:
    """Confirm one task."""
    return _decide(request, document_id, proposal_id, services.accept)


@login_required
@require_POST
def drop(request: Official, document_id: int, proposal_id: int) -> HttpResponse:
    """Leave one task out."""
    return _decide(request, document_id, proposal_id, services.drop)


@login_required
@require_POST
def restore(request: Official, document_id: int, proposal_id: int) -> HttpResponse:
    """Bring one task back."""
    return _decide(request, document_id, proposal_id, services.restore)


@login_required
@require_POST
def accept_all(request: Official, document_id: int) -> HttpResponse:
    """Confirm every undecided task."""
    version = whole(request.POST.get("version", ""))
    count = services.accept_all(actor=request.user, document_id=document_id, version=-1 if version is None else version)
    messages.success(request, _("Đã xác nhận %(n)s nhiệm vụ.") % {"n": count})
    return redirect("documents:document-review", document_id)


@login_required
@require_POST
def finish(request: Official, document_id: int) -> HttpResponse:
    """Close the review; refused with the list of what is left."""
    try:
        services.finish_review(actor=request.user, document_id=document_id)
    except Refusal as refusal:
        page = selectors.review_page(request.user, document_id)
        return render(request, "documents/document_review.html", {"page": page, "refusal": refusal}, status=refusal.status)
    messages.success(request, _("Đã rà soát xong."))
    return redirect("documents:document-detail", document_id)


@login_required
@require_POST
def reopen(request: Official, document_id: int) -> HttpResponse:
    """Open the review again."""
    services.reopen_review(actor=request.user, document_id=document_id)
    return redirect("documents:document-review", document_id)


@login_required
@require_http_methods(["GET", "POST"])
def proposal_edit(request: Official, document_id: int, proposal_id: int) -> HttpResponse:
    """Correct one task: words, units with roles, times."""
    page = selectors.proposal_page(request.user, document_id, proposal_id)
    page.may_review.require()
    initial = {name: getattr(page.proposal, name) for name in ("version", "title", "text", "product")}
    form = WordingForm(request.POST or None, initial=initial)
    units = MentionFormSet(request.POST or None, prefix="dv", initial=mentions_initial(page.units))
    times = TimeFormSet(request.POST or None, prefix="tg", initial=times_initial(page.times))
    context = {"page": page, "form": form, "units": units, "times": times}
    if request.method != "POST":
        return render(request, "documents/proposal_edit.html", context)
    if not (form.is_valid() and units.is_valid() and times.is_valid()):
        return render(request, "documents/proposal_edit.html", context, status=422)
    wording = _wording(form, mentions_from(units.cleaned_data, page.units), times_from(times.cleaned_data, page.times))
    try:
        version = form.cleaned_data["version"] or -1
        services.edit(actor=request.user, document_id=document_id, proposal_id=proposal_id, version=version, wording=wording)
    except Refusal as refusal:
        form.renew(page.proposal.version)
        return render(request, "documents/proposal_edit.html", {**context, "refusal": refusal}, status=refusal.status)
    return _back(document_id, page.part, proposal_id, whole(request.GET.get("trang", "")))


@login_required
@require_http_methods(["GET", "POST"])
def proposal_add(request: Official, document_id: int) -> HttpResponse:
    """Add a task, from a selection of the text or by hand."""
    page = selectors.adding_page(request.user, document_id, whole(request.GET.get("tu", "")), whole(request.GET.get("den", "")))
    page.may_review.require()
    form = WordingForm(request.POST or None, initial={"text": page.words, "start": page.start, "end": page.end})
    units = MentionFormSet(request.POST or None, prefix="dv")
    times = TimeFormSet(request.POST or None, prefix="tg")
    context = {"page": page, "form": form, "units": units, "times": times}
    if request.method != "POST":
        return render(request, "documents/proposal_add.html", context)
    if not (form.is_valid() and units.is_valid() and times.is_valid()):
        return render(request, "documents/proposal_add.html", context, status=422)
    wording = _wording(form, mentions_from(units.cleaned_data, []), times_from(times.cleaned_data, []))
    place = {"start": form.cleaned_data["start"], "end": form.cleaned_data["end"]}
    try:
        proposal = services.add(actor=request.user, document_id=document_id, wording=wording, **place)
    except Refusal as refusal:
        return render(request, "documents/proposal_add.html", {**context, "refusal": refusal}, status=refusal.status)
    at = f"?vi-tri={proposal.start}" if proposal.start is not None else ""
    return redirect(f"{reverse('documents:document-review', args=[document_id])}{at}#p{proposal.pk}")


def _wording(form: WordingForm, units: list[dict[str, object]], times: list[dict[str, object]]) -> services.Wording:
    data = form.cleaned_data
    return services.Wording(title=data["title"], text=data["text"], product=data["product"], units=units, times=times)


def _back(document_id: int, part: int, proposal_id: int, sheet: int | None = None) -> HttpResponse:
    query = f"?phan={part}" if sheet is None else f"?phan={part}&trang={sheet}"
    return redirect(f"{reverse('documents:document-review', args=[document_id])}{query}#p{proposal_id}")


@login_required
@require_POST
def reset(request: Official, document_id: int, proposal_id: int) -> HttpResponse:
    """Put one task back as the reader said it."""
    return _decide(request, document_id, proposal_id, services.reset)


@login_required
@require_POST
def split(request: Official, document_id: int, proposal_id: int) -> HttpResponse:
    """Cut one task in two."""
    page = selectors.proposal_page(request.user, document_id, proposal_id)
    form = SplitForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Chưa chọn chỗ tách."), _("Hãy quay lại và chọn phần sau bắt đầu từ đâu."))
    services.split(
        actor=request.user,
        document_id=document_id,
        proposal_id=proposal_id,
        version=form.cleaned_data["version"],
        at=form.cleaned_data["at"],
    )
    return _back(document_id, page.part, proposal_id)


@login_required
@require_POST
def merge(request: Official, document_id: int, proposal_id: int) -> HttpResponse:
    """Join the next task to this one."""
    form = DecideForm(request.POST)
    if not form.is_valid() or form.cleaned_data["next_version"] is None:
        raise Refusal(_("Không còn nhiệm vụ nào phía sau để gộp."), _("Hãy chọn nhiệm vụ đứng trước."))
    page = selectors.proposal_page(request.user, document_id, proposal_id)
    services.merge_with_next(
        actor=request.user,
        document_id=document_id,
        proposal_id=proposal_id,
        version=form.cleaned_data["version"],
        next_version=form.cleaned_data["next_version"],
    )
    return _back(document_id, page.part, proposal_id)
