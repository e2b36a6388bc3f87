"""Difficulties: raised by a unit on its task, grouped by a person, passed up or answered by the plan's owner; one answer goes to all.

Everything is done on the first of a group (`same_as` empty); the others follow it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.text import fold
from trienkhai.plans import answering, permissions
from trienkhai.plans.choices import UNANSWERED, DifficultyState, State, StepKind
from trienkhai.plans.models import Difficulty, DifficultyStep, Obligation, Progress
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person

MOST = 4000
"""Letters of a text."""


@transaction.atomic
def raise_difficulty(*, actor: Person, obligation_id: int, text: str) -> Difficulty:
    """Raise a difficulty on what the unit owes. The same words on the same task, still unanswered, are not raised twice.

    Raises Refusal for an empty or over-long text, Conflict when the work was handed to another unit; denied to who only oversees.
    """
    owed = permissions.obligation_door(actor, obligation_id)
    permissions.can_report(actor, path_today(owed.unit_id) or owed.path).require()
    if owed.state == State.RELEASED:
        raise Conflict(_("Việc này đã chuyển cho đơn vị khác."), _("Hãy nêu vướng mắc ở việc của đơn vị đang phụ trách."))
    return _raised(actor, owed, _worded(text, _("Nội dung vướng mắc đang để trống.")), None)


def raise_from_report(*, actor: Person, obligation: Obligation, progress: Progress) -> Difficulty | None:
    """The difficulty that a report names, in the report's own transaction; None when it names none."""
    return _raised(actor, obligation, progress.difficulty, progress) if progress.difficulty else None


def _raised(actor: Person, owed: Obligation, text: str, progress: Progress | None) -> Difficulty:
    folded = fold(text)
    Obligation.objects.select_for_update().get(pk=owed.pk)
    known = Difficulty.objects.filter(task_id=owed.task_id, unit_id=owed.unit_id, fold=folded, state__in=UNANSWERED).first()
    if known is not None:
        return known
    row = Difficulty.objects.create(
        task_id=owed.task_id,
        unit_id=owed.unit_id,
        obligation=owed,
        progress=progress,
        text=text,
        fold=folded,
        due=answering.answer_by(clock.today()),
        raised_by=actor,
        raised_at=clock.now(),
    )
    journal.record(actor, "plans.difficulty.raised", row, owed.unit_id, task=owed.task_id, by_report=progress is not None)
    return row


def _worded(text: str, empty: str) -> str:
    plain = text.strip()
    if not plain:
        raise Refusal(empty, _("Hãy viết một, hai câu."))
    if len(plain) > MOST:
        raise Refusal(_("Nội dung dài quá %(most)s chữ cái.") % {"most": MOST}, _("Hãy viết gọn lại, phần chi tiết gửi kèm báo cáo."))
    return plain


@transaction.atomic
def withdraw(*, actor: Person, difficulty_id: int) -> None:
    """Take back a difficulty of one's own unit that nobody has answered; others of its group go on without it."""
    row = _locked(actor, difficulty_id)
    permissions.can_report(actor, path_today(row.unit_id) or row.obligation.path).require()
    _refuse_ended(row)
    following = list(row.others.order_by("id").values_list("pk", flat=True))
    if following:
        Difficulty.objects.filter(pk__in=following).update(same_as=following[0])
        Difficulty.objects.filter(pk=following[0]).update(same_as=None, state=row.state)
        row.steps.update(difficulty_id=following[0])
    Difficulty.objects.filter(pk=row.pk).update(state=DifficultyState.WITHDRAWN, same_as=None)
    DifficultyStep.objects.create(difficulty=row, kind=StepKind.WITHDRAWN, text="", actor=actor, at=clock.now())
    journal.record(actor, "plans.difficulty.withdrawn", row, row.unit_id)


@transaction.atomic
def group(*, actor: Person, first_id: int, other_ids: Collection[int]) -> int:
    """Say that other difficulties of the same task are the same trouble as the first; how many were joined. An answer is theirs at once.

    Raises Refusal when nothing is chosen or a task differs, Conflict when one was withdrawn or answered otherwise meanwhile.
    """
    first = _head(actor, first_id)
    _may_answer(actor, first)
    others = list(Difficulty.objects.select_for_update().filter(pk__in=other_ids).exclude(pk=first.pk).order_by("id"))
    if not others or len(others) != len(set(other_ids) - {first.pk}):
        raise Refusal(_("Hãy chọn ít nhất hai vướng mắc để gộp."), _("Đánh dấu những vướng mắc giống nhau trong danh sách."))
    if any(row.task_id != first.task_id for row in others):
        raise Refusal(_("Chỉ gộp vướng mắc của cùng một nhiệm vụ."), _("Hãy chọn lại trong cùng nhiệm vụ."))
    if first.state == DifficultyState.WITHDRAWN or any(row.state not in UNANSWERED for row in others):
        raise Conflict(_("Có vướng mắc đã trả lời hoặc đã rút."), _("Hãy tải lại trang rồi chọn lại."))
    ids = [row.pk for row in others]
    joined = Difficulty.objects.filter(pk__in=ids) | Difficulty.objects.filter(same_as__in=ids)
    count = joined.update(same_as=first, state=first.state, answered_at=first.answered_at)
    DifficultyStep.objects.filter(difficulty__in=ids).update(difficulty=first)
    journal.record(actor, "plans.difficulty.grouped", first, first.task.plan.owner_id, others=ids)
    if first.state == DifficultyState.ANSWERED:
        jobs.enqueue("plans.tell_answer", difficulty_id=first.pk)
    return count


@transaction.atomic
def part(*, actor: Person, difficulty_id: int) -> None:
    """Take one out of its group: it waits for an answer of its own."""
    row = _locked(actor, difficulty_id)
    _may_answer(actor, row)
    if row.same_as_id is None or row.state not in UNANSWERED:
        raise Conflict(_("Vướng mắc này không còn trong nhóm chờ trả lời."), _("Hãy tải lại trang."))
    Difficulty.objects.filter(pk=row.pk).update(same_as=None, state=DifficultyState.OPEN)
    journal.record(actor, "plans.difficulty.parted", row, row.task.plan.owner_id, group=row.same_as_id)


@transaction.atomic
def pass_up(*, actor: Person, difficulty_id: int, text: str) -> DifficultyStep:
    """Hand a difficulty to leadership with what is proposed; from then on leadership decides."""
    row = _head(actor, difficulty_id)
    _may_answer(actor, row)
    _refuse_ended(row)
    if row.state == DifficultyState.PASSED_UP:
        raise Conflict(_("Vướng mắc này đã trình lãnh đạo."), _("Hãy chờ lãnh đạo quyết định."))
    words = _worded(text, _("Cần nêu đề xuất khi trình lãnh đạo."))
    return _step(actor, row, StepKind.PASSED_UP, words, DifficultyState.PASSED_UP)


@transaction.atomic
def answer(*, actor: Person, difficulty_id: int, text: str) -> DifficultyStep:
    """Answer a difficulty and all of its group; what was passed up only leadership answers. The units are told.

    Raises Conflict when it was answered or withdrawn already, Refusal without words.
    """
    row = _head(actor, difficulty_id)
    _may_answer(actor, row)
    _refuse_ended(row)
    if row.state == DifficultyState.PASSED_UP:
        permissions.can_decide(actor, permissions.owner_path(row.task.plan)).require()
    words = _worded(text, _("Nội dung trả lời đang để trống."))
    step = _step(actor, row, StepKind.ANSWERED, words, DifficultyState.ANSWERED)
    jobs.enqueue("plans.tell_answer", difficulty_id=row.pk)
    return step


def _step(actor: Person, row: Difficulty, kind: StepKind, words: str, state: DifficultyState) -> DifficultyStep:
    decided = kind == StepKind.ANSWERED and row.state == DifficultyState.PASSED_UP
    step = DifficultyStep.objects.create(difficulty=row, kind=kind, text=words, decided=decided, actor=actor, at=clock.now())
    whole = Difficulty.objects.filter(pk=row.pk) | Difficulty.objects.filter(same_as=row)
    n = whole.update(state=state, answered_at=step.at if state == DifficultyState.ANSWERED else None)
    journal.record(actor, f"plans.difficulty.{kind}", row, row.task.plan.owner_id, units=n, decided=decided)
    return step


def _rows() -> QuerySet[Difficulty]:
    return Difficulty.objects.select_related("task__plan", "obligation")


def _locked(actor: Person, difficulty_id: int) -> Difficulty:
    permissions.difficulty_door(actor, difficulty_id)
    return _rows().select_for_update(of=("self",)).get(pk=difficulty_id)


def _head(actor: Person, difficulty_id: int) -> Difficulty:
    """The first of the group, locked; somebody may have grouped it meanwhile."""
    row = _locked(actor, difficulty_id)
    if row.same_as_id is not None:
        raise Conflict(_("Vướng mắc này đã gộp vào vướng mắc khác."), _("Hãy mở vướng mắc đứng đầu nhóm để xử lý."))
    return row


def _may_answer(actor: Person, row: Difficulty) -> None:
    permissions.can_answer(actor, permissions.owner_path(row.task.plan)).require()


def _refuse_ended(row: Difficulty) -> None:
    if row.state not in UNANSWERED:
        raise Conflict(_("Vướng mắc này đã trả lời hoặc đã rút."), _("Hãy tải lại trang để xem."))
