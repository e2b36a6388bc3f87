"""Difficulties: raised by a unit, listed for a plan, grouped, passed up, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.core.asked import whole, wholes
from trienkhai.core.errors import Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.forms import AnswerForm, DifficultyForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def own(request: Official) -> HttpResponse:
    """What the person's units raised, and what waits for the person."""
    page = selectors.own_difficulties(viewer=request.user, page=whole(request.GET.get("trang", "")) or 1)
    return render(request, "plans/difficulties.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def raise_one(request: Official, obligation_id: int) -> HttpResponse:
    """Raise a difficulty on what the unit owes; similar ones are shown before it is filed."""
    page = selectors.get_obligation(viewer=request.user, obligation_id=obligation_id)
    page.may_report.require()
    form = DifficultyForm(request.POST or None)
    alike: list[object] = []
    if form.is_valid():
        given = form.cleaned_data["text"]
        alike = [] if form.cleaned_data["seen"] else list(selectors.similar(viewer=request.user, obligation_id=obligation_id, text=given))
        if not alike:
            row = services.raise_difficulty(actor=request.user, obligation_id=obligation_id, text=given)
            messages.success(request, _("Đã nêu vướng mắc. Đơn vị sẽ nhận được trả lời tại đây."))
            return redirect("plans:difficulty", row.pk)
    failed = form.is_bound and not form.is_valid()
    return render(request, "plans/difficulty_raise.html", {"page": page, "form": form, "alike": alike}, status=422 if failed else 200)


@login_required
@require_GET
def of_plan(request: Official, plan_id: int) -> HttpResponse:
    """The difficulties of a plan for those who answer."""
    page = selectors.difficulty_list(
        viewer=request.user,
        plan_id=plan_id,
        state=request.GET.get("tinh-trang", ""),
        task_id=whole(request.GET.get("nhiem-vu", "")),
        page=whole(request.GET.get("trang", "")) or 1,
    )
    return render(request, "plans/plan_difficulties.html", {"page": page})


@login_required
@require_POST
def group(request: Official, plan_id: int) -> HttpResponse:  # noqa: ARG001 - the address stands under its plan
    """Say that the chosen ones are the same trouble as the first of them."""
    chosen = list(dict.fromkeys(wholes(request.POST.getlist("chosen"))))
    if not chosen:
        raise Refusal(_("Hãy chọn ít nhất hai vướng mắc để gộp."), _("Đánh dấu những vướng mắc giống nhau trong danh sách."))
    services.group(actor=request.user, first_id=chosen[0], other_ids=chosen[1:])
    messages.success(request, _("Đã gộp. Một trả lời sẽ đến mọi đơn vị trong nhóm."))
    return redirect("plans:difficulty", chosen[0])


@login_required
@require_GET
def detail(request: Official, difficulty_id: int) -> HttpResponse:
    """One difficulty with what was done about it."""
    page = selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id)
    return render(request, "plans/difficulty.html", {"page": page, "form": AnswerForm()})


def _say(request: Official, difficulty_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    """Hand the typed words over; nothing typed is lost when they are refused."""
    page = selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            act(actor=request.user, difficulty_id=difficulty_id, text=form.cleaned_data["text"])
        except Refusal as refusal:
            shown = {"page": page, "form": form, "refusal": refusal}
            return render(request, "plans/difficulty.html", shown, status=refusal.status)
        messages.success(request, said)
        return redirect("plans:difficulty", difficulty_id)
    return render(request, "plans/difficulty.html", {"page": page, "form": form}, status=422)


@login_required
@require_POST
def answer(request: Official, difficulty_id: int) -> HttpResponse:
    """Answer it, and all of its group."""
    return _say(request, difficulty_id, services.answer, _("Đã trả lời. Các đơn vị trong nhóm được báo."))


@login_required
@require_POST
def pass_up(request: Official, difficulty_id: int) -> HttpResponse:
    """Hand it to leadership with a proposal."""
    return _say(request, difficulty_id, services.pass_up, _("Đã trình lãnh đạo."))


@login_required
@require_POST
def withdraw(request: Official, difficulty_id: int) -> HttpResponse:
    """Take it back."""
    services.withdraw(actor=request.user, difficulty_id=difficulty_id)
    messages.success(request, _("Đã rút vướng mắc."))
    return redirect("plans:difficulty", difficulty_id)


@login_required
@require_POST
def part(request: Official, difficulty_id: int) -> HttpResponse:
    """Take it out of its group."""
    services.part(actor=request.user, difficulty_id=difficulty_id)
    messages.success(request, _("Đã tách khỏi nhóm."))
    return redirect("plans:difficulty", difficulty_id)
