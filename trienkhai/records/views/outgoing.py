"""Outgoing documents: the list, one document with where it stands and the next act, its files."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import clock, files
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.records import selectors, services
from trienkhai.records.forms import ActForm, HeadForm, NewForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from trienkhai.accounts.requests import Official

HEAD = ("doc_type", "title", "form", "parent_issuer", "issuer", "symbol", "place", "recipients", "authority", "signer_role", "signer_name")


@login_required
@require_GET
def outgoing_list(request: Official) -> HttpResponse:
    """What the viewer's units issue, with where each stands."""
    given, number = request.GET, whole(request.GET.get("trang", "")) or 1
    page = selectors.list_outgoing(viewer=request.user, state=given.get("buoc", ""), words=given.get("q", "")[:120], page=number)
    return render(request, "records/outgoing_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def outgoing_new(request: Official) -> HttpResponse:
    """Begin a document that no other room wrote."""
    page = selectors.new_page(viewer=request.user, unit_id=whole(request.GET.get("don-vi", "")))
    first = page.first | {"form_key": uuid.uuid4(), "unit": page.unit_id}
    form = NewForm(request.POST or None, own=page.units, templates=page.templates, initial=first)
    status = 200
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.prepare_document(actor=request.user, unit_id=given["unit"], form_key=given["form_key"], **form.said())
            return redirect("records:outgoing", made.pk)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    elif form.is_bound:
        status = 422
    return render(request, "records/outgoing_edit.html", {"form": form, "heading": _("Soạn văn bản đi")}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def outgoing_edit(request: Official, document_id: int) -> HttpResponse:
    """Correct type, title and letterhead of a draft."""
    page = selectors.get_outgoing(viewer=request.user, document_id=document_id)
    page.may_prepare.require()
    first = {name: getattr(page.document, name) for name in (*HEAD, "template_id", "version")}
    form = HeadForm(request.POST or None, templates=page.templates, initial=first)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            services.change_document(actor=request.user, document_id=document_id, version=version, **form.said())
            return redirect("records:outgoing", document_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    elif form.is_bound:
        status = 422
    shown = {"form": form, "heading": _("Sửa thể thức văn bản"), "document": page.document}
    return render(request, "records/outgoing_edit.html", shown, status=status)


@login_required
@require_POST
def hand_over(request: Official, kind: str, source_id: int) -> HttpResponse:
    """Take what another room wrote to be issued."""
    made = services.hand_over(actor=request.user, source_kind=kind, source_id=source_id)
    messages.success(request, _("Đã đưa sang văn thư. Hãy xem lại thể thức rồi trình duyệt."))
    return redirect("records:outgoing", made.pk)


@login_required
@require_GET
def outgoing_detail(request: Official, document_id: int) -> HttpResponse:
    """One document: where it stands and the next act."""
    return render(request, "records/outgoing.html", _shown(request, document_id))


def _shown(request: Official, document_id: int) -> dict[str, Any]:
    page = selectors.get_outgoing(viewer=request.user, document_id=document_id)
    return {"page": page, "document": page.document, "today": clock.today().isoformat()}


def _act(request: Official, document_id: int, act: Callable[[dict[str, Any]], object], said: str) -> HttpResponse:
    """Do something to a document; a refusal stands on its page, above what was asked."""
    form = ActForm(request.POST, request.FILES)
    try:
        act(_given(form))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return render(request, "records/outgoing.html", _shown(request, document_id) | {"refusal": refusal}, status=refusal.status)
    messages.success(request, said)
    return redirect("records:outgoing", document_id)


def _given(form: ActForm) -> dict[str, Any]:
    if not form.is_valid():
        raise Refusal(_("Ngày chưa đúng."), _("Hãy nhập ngày theo dạng ngày/tháng/năm."))
    return form.cleaned_data


def _on(request: Official, document_id: int, given: dict[str, Any]) -> dict[str, Any]:
    return {"actor": request.user, "document_id": document_id, "version": given["version"]}


@login_required
@require_POST
def submit(request: Official, document_id: int) -> HttpResponse:
    """Put a draft before who approves it."""
    said = _("Đã trình duyệt.")
    return _act(request, document_id, lambda given: services.submit_document(**_on(request, document_id, given)), said)


@login_required
@require_POST
def return_(request: Official, document_id: int) -> HttpResponse:
    """Give a draft back."""
    said = _("Đã trả lại người soạn.")
    return _act(
        request, document_id, lambda given: services.return_document(**_on(request, document_id, given), reason=given["reason"]), said
    )


@login_required
@require_POST
def approve(request: Official, document_id: int) -> HttpResponse:
    """Approve a draft."""
    said = _("Đã duyệt; văn thư cấp số.")
    return _act(request, document_id, lambda given: services.approve_document(**_on(request, document_id, given)), said)


@login_required
@require_POST
def number(request: Official, document_id: int) -> HttpResponse:
    """Give the next number."""

    def act(given: dict[str, Any]) -> None:
        day = given["issued_on"] or clock.today()
        services.number_document(**_on(request, document_id, given), issued_on=day)

    return _act(request, document_id, act, _("Đã cấp số; tệp văn bản đang được lập."))


@login_required
@require_POST
def sign(request: Official, document_id: int) -> HttpResponse:
    """Say that a document is signed on paper."""
    said = _("Đã ghi nhận chữ ký; văn thư phát hành.")
    return _act(request, document_id, lambda given: services.sign_document(**_on(request, document_id, given)), said)


@login_required
@require_POST
def send(request: Official, document_id: int) -> HttpResponse:
    """Issue a signed document."""
    return _act(
        request, document_id, lambda given: services.send_document(**_on(request, document_id, given)), _("Đã phát hành, đã vào sổ.")
    )


@login_required
@require_POST
def cancel(request: Official, document_id: int) -> HttpResponse:
    """Cancel a document; its number stays in the register."""

    def act(given: dict[str, Any]) -> None:
        services.cancel_document(**_on(request, document_id, given), reason=given["reason"])

    return _act(request, document_id, act, _("Đã huỷ; số đã cấp còn trong sổ kèm lý do."))


@login_required
@require_POST
def write_again(request: Official, document_id: int) -> HttpResponse:
    """Ask for the files once more."""
    said = _("Đã yêu cầu lập lại tệp.")
    return _act(request, document_id, lambda given: services.write_again(**_on(request, document_id, given)), said)


@login_required
@require_POST
def renew(request: Official, document_id: int) -> HttpResponse:
    """Take the source's words anew."""
    said = _("Đã lấy nội dung mới.")
    return _act(request, document_id, lambda given: services.renew_draft(**_on(request, document_id, given)), said)


@login_required
@require_POST
def draft_put(request: Official, document_id: int) -> HttpResponse:
    """Upload a draft."""

    def act(given: dict[str, Any]) -> None:
        if not given["file"]:
            raise Refusal(_("Chưa chọn tệp."), _("Hãy chọn tệp .docx rồi gửi."))
        file = given["file"]
        services.put_draft(**_on(request, document_id, given), name=file.name, data=file.read(), convert=given["convert"])

    return _act(request, document_id, act, _("Đã nhận dự thảo."))


@login_required
@require_POST
def annex_add(request: Official, document_id: int) -> HttpResponse:
    """Attach an annex."""

    def act(given: dict[str, Any]) -> None:
        if not given["file"]:
            raise Refusal(_("Chưa chọn tệp."), _("Hãy chọn tệp phụ lục rồi gửi."))
        file = given["file"]
        services.add_annex(**_on(request, document_id, given), title=given["title"], name=file.name, data=file.read())

    return _act(request, document_id, act, _("Đã thêm phụ lục."))


@login_required
@require_POST
def annex_remove(request: Official, document_id: int, annex_id: int) -> HttpResponse:
    """Take an annex away."""
    said = _("Đã bỏ phụ lục.")
    return _act(request, document_id, lambda given: services.remove_annex(**_on(request, document_id, given), annex_id=annex_id), said)


@login_required
@require_GET
def draft_file(request: Official, document_id: int) -> HttpResponse:
    """The document as it stands now."""
    return files.handed(*services.hand_out_draft(actor=request.user, document_id=document_id))


@login_required
@require_GET
def outgoing_file(request: Official, document_id: int, kind: str) -> HttpResponseBase:
    """A file of record."""
    return files.attachment(*services.hand_out(actor=request.user, document_id=document_id, kind=kind))


@login_required
@require_GET
def annex_file(request: Official, document_id: int, annex_id: int) -> HttpResponseBase:
    """An annex."""
    return files.attachment(*services.hand_out_annex(actor=request.user, document_id=document_id, annex_id=annex_id))
