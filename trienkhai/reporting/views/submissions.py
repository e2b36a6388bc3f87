"""Pages of a unit's submission: written here, put before the head, sent, received, returned, accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from trienkhai.core.errors import Refusal
from trienkhai.reporting import selectors, services
from trienkhai.reporting.forms import ActForm, SubmissionForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.reporting.models import Submission
    from trienkhai.reporting.selectors.submissions import SubmissionPage


def _form(page: SubmissionPage, typed: Any = None, copied: str = "") -> SubmissionForm:
    row = page.line.row
    said = {one.key: one.words or (one.before if one.key == copied else "") for one in page.sections}
    initial = {"version": row.version, "is_nil": row.is_nil, "late_reason": row.late_reason, **said}
    return SubmissionForm(typed, initial=initial, sections=row.round.sections, late=page.is_late)


@login_required
@require_GET
def submission(request: Official, submission_id: int) -> HttpResponse:
    """One submission; `?chep=s1` takes over what the unit wrote in that section last time."""
    page = selectors.get_submission(viewer=request.user, submission_id=submission_id)
    context = {"page": page, "form": _form(page, copied=request.GET.get("chep", ""))}
    return render(request, "reporting/submission.html", context)


@login_required
@require_POST
def submission_save(request: Official, submission_id: int) -> HttpResponse:
    """Keep what is written so far: as a page, or as one line while somebody types."""
    quiet = bool(request.headers.get("HX-Request"))
    try:
        row = _save(request, submission_id)
    except Refusal as refusal:
        if quiet:
            return render(request, "reporting/_saved.html", {"refusal": refusal})
        page = selectors.get_submission(viewer=request.user, submission_id=submission_id)
        context = {"page": page, "form": _form(page, request.POST), "refusal": refusal}
        return render(request, "reporting/submission.html", context, status=refusal.status)
    if quiet:
        return render(request, "reporting/_saved.html", {"row": row})
    messages.success(request, _("Đã lưu bản soạn."))
    return redirect("reporting:submission", submission_id)


def _act(name: str, done: str | Promise, *wants: str, saves: bool = False) -> Callable[..., HttpResponse]:
    """A view that does one thing to a submission and shows it again; a refusal stands on the page with what was typed.

    One that `saves` comes from the form that is written in: its words are kept first, whatever becomes of the act.
    """

    @login_required
    @require_POST
    def view(request: Official, submission_id: int) -> HttpResponse:
        try:
            taken = _taken(request, wants)
            if saves and "is_written" in request.POST:
                taken["version"] = _save(request, submission_id).version
            getattr(services, name)(actor=request.user, submission_id=submission_id, **taken)
        except Refusal as refusal:
            return refused(request, submission_id, refusal, typed=saves and "is_written" in request.POST)
        messages.success(request, str(done))
        return redirect("reporting:submission", submission_id)

    view.__name__ = name
    return view


def refused(request: Official, submission_id: int, refusal: Refusal, *, typed: bool = False) -> HttpResponse:
    """The page once more, with why not, and with what was `typed` into its form."""
    page = selectors.get_submission(viewer=request.user, submission_id=submission_id)
    form = _form(page, request.POST if typed else None)
    context = {"page": page, "form": form, "refusal": refusal, "typed": request.POST}
    return render(request, "reporting/submission.html", context, status=refusal.status)


def _taken(request: Official, wants: tuple[str, ...]) -> dict[str, Any]:
    form = ActForm(request.POST)
    if not form.is_valid() or ("until" in wants and form.cleaned_data["until"] is None):
        raise Refusal(_("Chưa chọn ngày, hoặc nội dung nhập chưa đúng."), _("Hãy chọn ngày trong lịch rồi gửi lại."))
    return {field: form.cleaned_data[field] for field in ("version", *wants)}


def _save(request: Official, submission_id: int) -> Submission:
    """Keep what is written; Refusal for what no form of this round sends."""
    page = selectors.get_submission(viewer=request.user, submission_id=submission_id)
    form = _form(page, request.POST)
    if not form.is_valid():
        raise Refusal(_("Nội dung nhập chưa đúng."), _("Hãy tải lại trang rồi nhập lại."))
    version = form.cleaned_data["version"]
    return services.save_submission(actor=request.user, submission_id=submission_id, version=version, **form.said())


prepare = _act("prepare_submission", gettext_lazy("Đã trình thủ trưởng."), saves=True)
give_back = _act("give_back", gettext_lazy("Đã trả lại người soạn."), "words")
send = _act("send_submission", gettext_lazy("Đã gửi báo cáo. Bản gửi được giữ nguyên, kể cả khi sau này thay bằng bản khác."), saves=True)
withdraw = _act("withdraw_submission", gettext_lazy("Đã rút báo cáo để sửa."))
receive = _act("receive_submission", gettext_lazy("Đã tiếp nhận báo cáo."))
return_ = _act("return_submission", gettext_lazy("Đã trả lại để đơn vị bổ sung."), "words")
accept = _act("accept_submission", gettext_lazy("Đã chấp nhận báo cáo."), "words")
extend = _act("extend_submission", gettext_lazy("Đã lùi hạn nộp cho đơn vị."), "until", "words")


@login_required
@require_GET
def edition(request: Official, submission_id: int, number: int) -> HttpResponse:
    """A submission as it was sent."""
    page = selectors.get_edition(viewer=request.user, submission_id=submission_id, number=number)
    return render(request, "reporting/edition.html", {"page": page})
