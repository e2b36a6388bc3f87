"""Files of a submission: what goes with it, the report itself on paper, and what came back filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import files
from trienkhai.core.errors import Refusal
from trienkhai.reporting import selectors, services
from trienkhai.reporting.forms import ActForm, OfflineForm
from trienkhai.reporting.views.submissions import refused

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


def _sent(request: Official) -> tuple[str, bytes]:
    """Name and bytes of the file that was sent."""
    form = OfflineForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refusal(_("Chưa chọn tệp, hoặc tệp rỗng."), _("Hãy chọn tệp rồi gửi lại."))
    item = form.cleaned_data["file"]
    return item.name, item.read()


@login_required
@require_POST
def attach(request: Official, submission_id: int) -> HttpResponse:
    """Put a file with the submission."""
    try:
        name, data = _sent(request)
        services.attach_file(actor=request.user, submission_id=submission_id, name=name, data=data)
    except Refusal as refusal:
        return refused(request, submission_id, refusal)
    messages.success(request, _("Đã kèm tệp vào báo cáo."))
    return redirect("reporting:submission", submission_id)


@login_required
@require_POST
def detach(request: Official, submission_id: int, file_id: int) -> HttpResponse:
    """Take a file out of what is written."""
    try:
        services.detach_file(actor=request.user, submission_id=submission_id, file_id=file_id)
    except Refusal as refusal:
        return refused(request, submission_id, refusal)
    messages.success(request, _("Đã bỏ tệp khỏi bản đang soạn."))
    return redirect("reporting:submission", submission_id)


@login_required
@require_GET
def attachment(request: Official, submission_id: int, file_id: int) -> FileResponse:
    """A file of the submission, always as an attachment."""
    stored, name = services.hand_out_attachment(actor=request.user, submission_id=submission_id, file_id=file_id)
    return files.attachment(stored, name)


@login_required
@require_GET
def paper(request: Official, submission_id: int, kind: str, number: int | None = None) -> HttpResponse:
    """The report as a file: to write in, or an edition as it was sent."""
    data, name = services.hand_out_paper(actor=request.user, submission_id=submission_id, kind=kind, number=number)
    return files.handed(data, name)


@login_required
@require_POST
def bring_back(request: Official, submission_id: int) -> HttpResponse:
    """A file that was filled in elsewhere: read, then compared before anything is taken."""
    try:
        name, data = _sent(request)
        kept = services.bring_back(actor=request.user, submission_id=submission_id, name=name, data=data)
    except Refusal as refusal:
        return refused(request, submission_id, refusal)
    return redirect("reporting:submission-offline", submission_id, kept.pk)


@login_required
@require_http_methods(["GET", "POST"])
def offline(request: Official, submission_id: int, offline_id: int) -> HttpResponse:
    """What the file says beside what stands; POST takes what was chosen."""
    refusal, form = None, ActForm(request.POST or None)
    if request.method == "POST":
        chosen = request.POST.getlist("chosen")
        version = form.cleaned_data["version"] if form.is_valid() else 0
        try:
            services.take_back(actor=request.user, submission_id=submission_id, offline_id=offline_id, version=version, chosen=chosen)
        except Refusal as met:
            refusal = met
        else:
            messages.success(request, _("Đã nhận phần đã chọn vào báo cáo."))
            return redirect("reporting:submission", submission_id)
    page = selectors.get_offline(viewer=request.user, submission_id=submission_id, offline_id=offline_id)
    context = {"page": page, "refusal": refusal}
    return render(request, "reporting/offline.html", context, status=refusal.status if refusal else 200)


@login_required
@require_POST
def drop_back(request: Official, submission_id: int, offline_id: int) -> HttpResponse:
    """Take nothing of it."""
    services.drop_back(actor=request.user, submission_id=submission_id, offline_id=offline_id)
    messages.success(request, _("Không nhận gì từ tệp; báo cáo giữ nguyên."))
    return redirect("reporting:submission", submission_id)
