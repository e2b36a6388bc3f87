"""Files that go with a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.core import files
from trienkhai.core.errors import Refusal
from trienkhai.reporting import services
from trienkhai.reporting.forms import OfflineForm
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
