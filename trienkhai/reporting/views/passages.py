"""Pages of a consolidation: its parts, passages worked on one by one, groups of like wordings, what changed since it was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core.asked import whole
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans.amending import beside
from trienkhai.reporting import selectors, services
from trienkhai.reporting.forms import IncludeForm, MergeForm, MoveForm, NewPassageForm, PassageForm, VersionForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.reporting.models import Passage

SAID: dict[str, Promise] = {
    "edit": gettext_lazy("Đã lưu lời văn. Nguồn của đoạn giữ nguyên."),
    "split": gettext_lazy("Đã tách đoạn. Mỗi đoạn giữ đủ nguồn."),
    "add": gettext_lazy("Đã thêm đoạn do văn phòng soạn."),
    "include": gettext_lazy("Đã đổi chỗ đứng của đoạn."),
    "move": gettext_lazy("Đã chuyển chỗ đoạn."),
    "merge": gettext_lazy("Đã gộp các đoạn. Mọi nguồn còn nguyên."),
    "choose": gettext_lazy("Đã chọn đoạn đại diện."),
    "take_out": gettext_lazy("Đã đưa đoạn ra khỏi nhóm."),
    "undo": gettext_lazy("Đã hoàn tác thay đổi cuối."),
}


def _part_url(request: Official, part_id: int, passage_id: int | None = None) -> str:
    """Back to where the person was on the part's page."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse("reporting:part", args=[part_id]) + query + (f"#doan-{passage_id}" if passage_id else "")


def _shown(request: Official, part_id: int, **more: Any) -> dict[str, Any]:
    number = whole(request.GET.get("trang", "")) or 1
    page = selectors.get_part(viewer=request.user, part_id=part_id, show=request.GET.get("xem", ""), page=number)
    return {"page": page, "add_form": NewPassageForm(initial={"version": page.part.version}), **more}


@login_required
@require_GET
def part(request: Official, part_id: int) -> HttpResponse:
    """One part with its passages."""
    return render(request, "reporting/part.html", _shown(request, part_id))


def _act(request: Official, part_id: int, form: forms.Form, act: Callable[[dict[str, Any]], Passage | None], said: str) -> HttpResponse:
    """Do something on a part's page; a refusal is shown there, with what was typed."""
    if not form.is_valid():
        raise Hidden
    try:
        done = act(form.cleaned_data)
    except Refusal as refusal:
        return render(request, "reporting/part.html", _shown(request, part_id, refusal=refusal), status=refusal.status)
    messages.success(request, str(SAID[said]))
    return redirect(_part_url(request, part_id, done.pk if done is not None else None))


@login_required
@require_POST
def passage_add(request: Official, part_id: int) -> HttpResponse:
    """Write a passage of the office's own."""
    found, form = selectors.part_to_edit(viewer=request.user, part_id=part_id), NewPassageForm(request.POST)
    try:
        if form.is_valid():
            made = services.add_passage(actor=request.user, part_id=found.pk, **form.cleaned_data)
            messages.success(request, str(SAID["add"]))
            return redirect(_part_url(request, part_id, made.pk))
        status = 422
    except Refusal as refusal:
        form.add_error(None, f"{refusal.reason} {refusal.hint}")
        form.data = {**request.POST.dict(), "version": found.version}
        status = refusal.status
    return render(request, "reporting/part.html", _shown(request, part_id) | {"add_form": form}, status=status)


@login_required
@require_POST
def passages_merge(request: Official, part_id: int) -> HttpResponse:
    """Put the chosen passages under the words of the first."""
    selectors.part_to_edit(viewer=request.user, part_id=part_id)
    return _act(
        request,
        part_id,
        MergeForm(request.POST),
        lambda data: services.merge_passages(actor=request.user, part_id=part_id, **data),
        "merge",
    )


@login_required
@require_POST
def passages_undo(request: Official, part_id: int) -> HttpResponse:
    """Undo the last change of a part."""

    def undo(data: dict[str, Any]) -> None:
        services.undo_passages(actor=request.user, part_id=part_id, **data)

    selectors.part_to_edit(viewer=request.user, part_id=part_id)
    return _act(request, part_id, VersionForm(request.POST), undo, "undo")


def _on_passage(request: Official, passage_id: int, form: forms.Form, verb: Callable[..., Passage], said: str) -> HttpResponse:
    found = selectors.passage_to_edit(viewer=request.user, passage_id=passage_id)
    return _act(request, found.row.part_id, form, lambda data: verb(actor=request.user, passage_id=passage_id, **data), said)


@login_required
@require_POST
def passage_include(request: Official, passage_id: int) -> HttpResponse:
    """Put a passage into the document, or leave it out."""
    return _on_passage(request, passage_id, IncludeForm(request.POST), services.include_passage, "include")


@login_required
@require_POST
def passage_move(request: Official, passage_id: int) -> HttpResponse:
    """Move a passage up or down."""
    return _on_passage(request, passage_id, MoveForm(request.POST), services.move_passage, "move")


@login_required
@require_POST
def passage_choose(request: Official, passage_id: int) -> HttpResponse:
    """Let a wording stand for its group."""
    return _on_passage(request, passage_id, VersionForm(request.POST), services.choose_passage, "choose")


@login_required
@require_POST
def passage_take_out(request: Official, passage_id: int) -> HttpResponse:
    """Let a wording stand by itself again."""
    return _on_passage(request, passage_id, VersionForm(request.POST), services.take_out_passage, "take_out")


def _worded(request: Official, passage_id: int, verb: Callable[..., Any], mode: str) -> HttpResponse:
    """The page of a passage's words. When somebody was faster both texts stand there, and saving again is knowing."""
    found = selectors.passage_to_edit(viewer=request.user, passage_id=passage_id)
    form = PassageForm(request.POST or None, initial={"version": found.row.part.version, "text": found.row.text})
    theirs, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            verb(actor=request.user, passage_id=passage_id, **form.cleaned_data)
            messages.success(request, str(SAID[mode]))
            return redirect(_part_url(request, found.row.part_id, passage_id))
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
            if isinstance(refusal, Conflict):
                theirs = beside(found.row.text, form.cleaned_data["text"])
                form.data = {**request.POST.dict(), "version": found.row.part.version}
    elif request.method == "POST":
        status = 422
    return render(request, "reporting/passage_words.html", {"line": found, "form": form, "mode": mode, "theirs": theirs}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def passage_edit(request: Official, passage_id: int) -> HttpResponse:
    """Edit a passage; the wording as gathered stays in sight."""
    return _worded(request, passage_id, services.edit_passage, "edit")


@login_required
@require_http_methods(["GET", "POST"])
def passage_split(request: Official, passage_id: int) -> HttpResponse:
    """Split a passage at empty lines."""
    return _worded(request, passage_id, services.split_passage, "split")


@login_required
@require_GET
def passage_trace(request: Official, passage_id: int) -> HttpResponse:
    """What units said that a passage stands on."""
    trace = selectors.trace_passage(viewer=request.user, passage_id=passage_id, page=whole(request.GET.get("trang", "")) or 1)
    return render(request, "reporting/passage_trace.html", {"trace": trace})


@login_required
@require_GET
def passage_group(request: Official, passage_id: int) -> HttpResponse:
    """The wordings that stand under a passage."""
    page = selectors.get_group(viewer=request.user, passage_id=passage_id, page=whole(request.GET.get("trang", "")) or 1)
    return render(request, "reporting/passage_group.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def report_consolidation(request: Official, report_id: int) -> HttpResponse:
    """The consolidation of a report; sent, what was accepted since is taken in."""
    refusal = None
    if request.method == "POST":
        try:
            services.consolidate_report(actor=request.user, report_id=report_id)
            return redirect("reporting:report-consolidation", report_id)
        except Refusal as found:
            refusal = found
    page = selectors.get_consolidation(viewer=request.user, report_id=report_id)
    context = {"page": page, "report_id": report_id, "refusal": refusal}
    return render(request, "reporting/consolidation.html", context, status=refusal.status if refusal else 200)


@login_required
@require_http_methods(["GET", "POST"])
def submission_consolidation(request: Official, submission_id: int) -> HttpResponse:
    """The consolidation of a unit's own submission; sent, what was accepted of the units below is taken in."""
    refusal = None
    if request.method == "POST":
        try:
            services.consolidate_submission(actor=request.user, submission_id=submission_id)
            return redirect("reporting:submission-consolidation", submission_id)
        except Refusal as found:
            refusal = found
    page = selectors.get_consolidation(viewer=request.user, submission_id=submission_id)
    context = {"page": page, "submission_id": submission_id, "refusal": refusal}
    return render(request, "reporting/consolidation.html", context, status=refusal.status if refusal else 200)
