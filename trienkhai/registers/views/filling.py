"""Filling in one unit's form: cells, sending, the workbook out and in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core import files
from trienkhai.core.asked import whole
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.registers import selectors, services
from trienkhai.registers.downloads import download, saved_json
from trienkhai.registers.forms import IntakeForm, ReturnForm, SendForm, typed_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trienkhai.accounts.requests import Official

Typed = dict[tuple[int, str], str]


def _page(request: Official, filling_id: int, *, refusal: Refusal | None = None, typed: Typed | None = None) -> HttpResponse:
    """The sheet with its lines; a refusal stands on top and what was typed stays in its cells."""
    asked = request.POST if request.method == "POST" else request.GET
    page = selectors.filling_page(
        viewer=request.user,
        filling_id=filling_id,
        sheet_key=asked.get("bang", ""),
        page=whole(asked.get("trang", "")) or 1,
        typed=typed,
    )
    version = {"version": page.owed.row.version}
    shown: dict[str, Any] = {"page": page, "refusal": refusal, "send": SendForm(initial=version | {"remark": asked.get("remark", "")})}
    shown |= {"intake": IntakeForm(initial=version), "give_back": ReturnForm()}
    return render(request, "registers/filling.html", shown, status=refusal.status if refusal else 200)


def _back(given: Mapping[str, str], filling_id: int) -> HttpResponse:
    answer = redirect("registers:filling", filling_id)
    answer["Location"] += f"?bang={given.get('bang', '')}&trang={whole(given.get('trang', '')) or 1}"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def fill(request: Official, filling_id: int) -> HttpResponse:
    """A sheet of the filling; what is sent are its cells, all of a page or the changed ones."""
    if request.method == "GET":
        return _page(request, filling_id)
    typed, scripted = typed_cells(request.POST), request.accepts("application/json") and not request.accepts("text/html")
    seen: dict[str, Any] = {"version": whole(request.POST.get("version", "")) or 0, "sheet_key": request.POST.get("bang", "")}
    try:
        saved = services.save_cells(actor=request.user, filling_id=filling_id, typed=typed, **seen)
    except Conflict as conflict:
        if scripted:
            return JsonResponse({"reason": conflict.reason, "hint": conflict.hint}, status=conflict.status)
        return _page(request, filling_id, refusal=conflict, typed=typed)
    if scripted:
        return saved_json(saved)
    messages.success(request, _("Đã lưu. Biểu chưa gửi; hãy kiểm tra rồi gửi."))
    return _back(request.POST, filling_id)


@login_required
@require_POST
def send(request: Official, filling_id: int) -> HttpResponse:
    """Keep what stands in the cells and send it; what is wrong is listed on its page."""
    typed, form = typed_cells(request.POST), SendForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"version": 0, "remark": ""}
    try:
        key = request.POST.get("bang", "")
        services.save_and_send(actor=request.user, filling_id=filling_id, sheet_key=key, typed=typed, **given)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(request, filling_id, refusal=refusal, typed=typed)
    messages.success(request, _("Đã gửi biểu. Còn trong hạn thì có thể rút về để sửa."))
    return redirect("registers:filling", filling_id)


@login_required
@require_POST
def send_nil(request: Official, filling_id: int) -> HttpResponse:
    """Say that there was nothing."""
    try:
        services.send_nil(actor=request.user, filling_id=filling_id, version=whole(request.POST.get("version", "")) or 0)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(request, filling_id, refusal=refusal)
    messages.success(request, _("Đã báo không phát sinh."))
    return redirect("registers:filling", filling_id)


@login_required
@require_POST
def reopen(request: Official, filling_id: int) -> HttpResponse:
    """Take one's own back to correct it."""
    services.reopen(actor=request.user, filling_id=filling_id)
    messages.success(request, _("Đã rút biểu về. Sửa xong hãy gửi lại."))
    return redirect("registers:filling", filling_id)


@login_required
@require_POST
def give_back(request: Official, filling_id: int) -> HttpResponse:
    """Return it to its unit."""
    try:
        services.return_filling(actor=request.user, filling_id=filling_id, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(request, filling_id, refusal=refusal)
    messages.success(request, _("Đã trả lại biểu cho đơn vị kèm lý do."))
    return redirect("registers:filling", filling_id)


@login_required
@require_GET
def workbook(request: Official, filling_id: int) -> HttpResponse:
    """The unit's form as a workbook."""
    return download(*services.hand_out_filling(actor=request.user, filling_id=filling_id))


@login_required
@require_POST
def take_in(request: Official, filling_id: int) -> HttpResponse:
    """Take a workbook in, or say what is wrong with it and where the marked copy is."""
    form = IntakeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, filling_id, refusal=Refusal(_("Chưa chọn tệp."), _("Hãy chọn tệp .xlsx đã điền rồi nạp.")))
    try:
        given, file = form.cleaned_data, form.cleaned_data["file"]
        made = services.take_in(actor=request.user, filling_id=filling_id, version=given["version"], name=file.name, data=file.read())
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(request, filling_id, refusal=refusal)
    if made.marked_id is None:
        messages.success(request, _("Đã nạp số liệu từ tệp. Hãy kiểm tra rồi gửi."))
    else:
        words = _("Tệp có ô sai nên chưa nạp; số liệu đang có giữ nguyên. Hãy tải tệp đã đánh dấu ô sai ở dưới, sửa rồi nạp lại.")
        messages.warning(request, words)
    return redirect("registers:filling", filling_id)


@login_required
@require_GET
def marked(request: Official, intake_id: int) -> HttpResponse:
    """The workbook that came back, its faults marked."""
    stored, name = services.hand_out_marked(actor=request.user, intake_id=intake_id)
    return files.attachment(stored, name)  # type: ignore[return-value]
