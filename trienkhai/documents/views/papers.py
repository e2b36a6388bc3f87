"""Bringing in, the list, one document and its header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import files
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.documents import selectors, services
from trienkhai.documents.forms import HeaderForm, ListForm, UploadForm
from trienkhai.documents.intake import InMemoryHandler

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def document_list(request: Official) -> HttpResponse:
    """The documents this person may see."""
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = whole(request.GET.get("trang", "")) or 1
    found = selectors.list_documents(request.user, text=asked.get("q", ""), state=asked.get("state", ""), page=page)
    context = {"form": form, "found": found, "may_upload": bool(selectors.uploading_units(request.user))}
    return render(request, "documents/document_list.html", context)


@csrf_exempt  # checked below, after the handler that keeps the file in memory is in place
@login_required
def document_upload(request: Official) -> HttpResponse:
    """Bring a document in."""
    request.upload_handlers = [InMemoryHandler(request)]
    answer: HttpResponse = _upload(request)
    return answer


@csrf_protect
@require_http_methods(["GET", "POST"])
def _upload(request: Official) -> HttpResponse:
    if request.method == "POST":
        selectors.require_upload(request.user)
    units = selectors.uploading_units(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    context: dict[str, Any] = {"form": form, "units": units}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            document = services.receive(actor=request.user, unit_id=form.cleaned_data["unit"], name=file.name, data=file.read())
        except Refusal as refusal:
            context |= {"refusal": refusal, "known": getattr(refusal, "document_id", None)}
            return render(request, "documents/document_upload.html", context, status=refusal.status)
        return redirect("documents:document-detail", document.pk)
    return render(request, "documents/document_upload.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def document_detail(request: Official, document_id: int) -> HttpResponse:
    """One document: where it stands, what to do next, its header and its journal."""
    services.resume_stale(document_id=document_id)
    return render(request, "documents/document_detail.html", {"page": selectors.document_page(request.user, document_id)})


@login_required
@require_GET
def reading_progress(request: Official, document_id: int) -> HttpResponse:
    """The progress of the reading, asked again and again by the page; when it is over the page reloads."""
    services.resume_stale(document_id=document_id)
    page = selectors.document_page(request.user, document_id)
    response = render(request, "documents/_progress.html", {"page": page})
    if page.reading is None or not page.reading.at_work:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def read_again(request: Official, document_id: int) -> HttpResponse:
    """Read once more after a failure."""
    services.read_again(actor=request.user, document_id=document_id)
    return redirect("documents:document-detail", document_id)


@login_required
@require_GET
def document_download(request: Official, document_id: int) -> FileResponse:
    """The original, always as an attachment and never sniffed."""
    stored, name = services.hand_out(actor=request.user, document_id=document_id)
    return files.attachment(stored, name)


@login_required
@require_http_methods(["GET", "POST"])
def header_edit(request: Official, document_id: int) -> HttpResponse:
    """Correct the header, with what the reader said beside each field."""
    page = selectors.document_page(request.user, document_id)
    page.may_review.require()
    form = HeaderForm(request.POST or None, initial=page.header_initial)
    context = {"page": page, "form": form}
    if form.is_valid():
        header = services.Header(**{name: form.cleaned_data[name] for name in services.HEADER_FIELDS})
        try:
            services.set_header(actor=request.user, document_id=document_id, version=form.cleaned_data["version"] or -1, header=header)
        except Refusal as refusal:
            form.renew(page.document.version)
            return render(request, "documents/header_edit.html", {**context, "refusal": refusal}, status=refusal.status)
        messages.success(request, _("Đã lưu thể thức văn bản."))
        return redirect("documents:document-review", document_id)
    return render(request, "documents/header_edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def keep_as_version(request: Official, document_id: int) -> HttpResponse:
    """Keep a twin as another version."""
    services.keep_as_version(actor=request.user, document_id=document_id)
    return redirect("documents:document-review", document_id)


@login_required
@require_http_methods(["GET", "POST"])
def document_remove(request: Official, document_id: int) -> HttpResponse:
    """Take a document out of the lists, after showing what will happen."""
    page = selectors.document_page(request.user, document_id)
    page.may_review.require()
    if request.method == "POST":
        services.remove_document(actor=request.user, document_id=document_id)
        messages.success(request, _("Đã gỡ văn bản «%(name)s».") % {"name": page.document.name})
        return redirect("documents:document-list")
    return render(request, "documents/document_remove.html", {"page": page})
