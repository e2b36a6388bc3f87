"""Reading difficulties: a plan's list for those who answer, a unit's own, one with its group and steps, and similar ones before raising."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, journal
from trienkhai.core.text import fold
from trienkhai.plans import answering, permissions
from trienkhai.plans.choices import UNANSWERED, DifficultyState, StepKind
from trienkhai.plans.models import Difficulty, DifficultyStep, Plan, Task
from trienkhai.plans.selectors.boards import View, look
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict

PAGE_ROWS, SIMILAR, MOST_ALIKE, LOOKED_AT = 30, 5, 50, 1000
"""Rows of a page, similar ones shown, at most compared behind them, and texts looked at."""
LATELY = dt.timedelta(days=7)
"""How long a home tells of an answer."""


@dataclass(frozen=True, slots=True)
class Line:
    """A difficulty on screen, with how many units have the same and when an answer is due."""

    row: Difficulty
    unit_name: str
    units: int
    day: dt.date
    answer: DifficultyStep | None = None

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered."""
        return self.row.state in UNANSWERED

    @property
    def is_late(self) -> bool:
        """The day for an answer has passed."""
        return self.is_waiting and self.row.due < self.day

    @property
    def was_late(self) -> bool:
        """It was answered after its day."""
        return self.row.answered_at is not None and clock.day_of(self.row.answered_at) > self.row.due

    @property
    def mark(self) -> str:
        """The kind of its status mark."""
        if self.row.state == DifficultyState.ANSWERED:
            return "late" if self.was_late else "done"
        return "draft" if not self.is_waiting else ("overdue" if self.is_late else "wait")


@dataclass(frozen=True, slots=True)
class PlanDifficulties:
    """The difficulties of a plan, each group once; `counts` are (state, its name, how many)."""

    view: View
    state: str
    task: Task | None
    tasks: list[Task]
    counts: list[tuple[str, str, int]]
    late: int
    lines: list[Line]
    page: Page[Difficulty]
    may_answer: Verdict


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plan with difficulties that wait for this person."""

    plan: Plan
    open: int
    passed_up: int


@dataclass(frozen=True, slots=True)
class OwnDifficulties:
    """What the viewer's units raised, and the plans where something waits for the viewer."""

    lines: list[Line]
    page: Page[Difficulty]
    waiting: list[Waiting]


@dataclass(frozen=True, slots=True)
class DifficultyPage:
    """One difficulty with its steps; who else has the same only for those who oversee."""

    line: Line
    head: Difficulty
    steps: list[DifficultyStep]
    others: list[Line]
    alike: list[Line]
    oversees: bool
    may_answer: Verdict
    may_decide: Verdict
    may_withdraw: bool
    lines: list[JournalLine]

    @property
    def can_be_answered(self) -> bool:
        """Whether this person may answer it now."""
        if self.head.state == DifficultyState.PASSED_UP:
            return bool(self.may_decide and self.may_answer)
        return self.head.state == DifficultyState.OPEN and bool(self.may_answer)

    @property
    def can_be_passed_up(self) -> bool:
        """Whether this person may hand it to leadership now: not who decides."""
        return self.head.state == DifficultyState.OPEN and bool(self.may_answer) and not self.may_decide


def _heads(rows: QuerySet[Difficulty]) -> QuerySet[Difficulty]:
    """The first of each group, with how many others follow it as `following`."""
    return rows.filter(same_as__isnull=True).annotate(following=Count("others")).select_related("task__plan")


def _answers(rows: Iterable[Difficulty]) -> dict[int, DifficultyStep]:
    heads = {row.same_as_id or row.pk for row in rows}
    steps = DifficultyStep.objects.filter(difficulty__in=heads, kind=StepKind.ANSWERED).select_related("actor").order_by("id")
    return {step.difficulty_id: step for step in steps}


def _lines(rows: Collection[Difficulty]) -> list[Line]:
    """Two queries."""
    names, answers, today = units.units_by_ids({row.unit_id for row in rows}), _answers(rows), clock.today()
    return [
        Line(
            row,
            names[row.unit_id].name if row.unit_id in names else "–",
            1 + int(getattr(row, "following", 0)),
            today,
            answers.get(row.same_as_id or row.pk),
        )
        for row in rows
    ]


def difficulty_list(*, viewer: Person, plan_id: int, state: str = "", task_id: int | None = None, page: int = 1) -> PlanDifficulties:
    """The difficulties of a plan, those due first; denied to who does not see its board. A constant number of queries."""
    view = look(viewer, plan_id, None)
    tasks = list(view.plan.tasks.all())
    heads = Difficulty.objects.filter(task__plan=view.plan, same_as__isnull=True)
    counted = dict(heads.values_list("state").annotate(n=Count("id")).order_by("state"))
    task = next((one for one in tasks if one.pk == task_id), None)
    chosen = Q(state=state) if state in DifficultyState.values else Q(state__in=UNANSWERED)
    rows = _heads(Difficulty.objects.filter(chosen, task__plan=view.plan, **({"task": task} if task else {}))).order_by("due", "id")
    found = Paginator(rows, PAGE_ROWS).get_page(page)
    return PlanDifficulties(
        view=view,
        state=state if state in DifficultyState.values else "",
        task=task,
        tasks=tasks,
        counts=[(s.value, str(s.label), counted.get(s.value, 0)) for s in DifficultyState],
        late=heads.filter(state__in=UNANSWERED, due__lt=view.day).count(),
        lines=_lines(list(found)),
        page=found,
        may_answer=permissions.can_answer(viewer, view.owner_path),
    )


def waiting_difficulties(*, viewer: Person) -> list[Waiting]:
    """Plans whose difficulties wait for this person: open ones for who answers, passed-up ones for who decides. Three queries."""
    scope = scope_of(viewer)
    if not scope.paths("difficulty.answer"):
        return []
    heads = Difficulty.objects.filter(state__in=UNANSWERED, same_as__isnull=True).values("task__plan_id")
    sums = heads.annotate(n=Count("id", filter=Q(state=DifficultyState.OPEN)), up=Count("id", filter=Q(state=DifficultyState.PASSED_UP)))
    counts = {plan_id: (n, up) for plan_id, n, up in sums.values_list("task__plan_id", "n", "up")}
    decides = set(permissions.answerable_plans(viewer, "difficulty.decide").filter(pk__in=counts).values_list("pk", flat=True))
    plans = permissions.answerable_plans(viewer).filter(pk__in=counts).order_by("-issued_at", "-id")
    found = [Waiting(plan, counts[plan.pk][0], counts[plan.pk][1] if plan.pk in decides else 0) for plan in plans]
    return [row for row in found if row.open or row.passed_up]


def own_units(viewer: Person) -> list[int]:
    """The units where this person reports."""
    scope = scope_of(viewer)
    paths = {path for path, _whole in scope.paths("progress.report")}
    return sorted({h.unit_id for h in scope.holdings if h.path in paths})


def own_difficulties(*, viewer: Person, page: int = 1) -> OwnDifficulties:
    """What the viewer's units raised, unanswered first, and what waits for the viewer. A constant number of queries."""
    rows = Difficulty.objects.filter(unit_id__in=own_units(viewer)).select_related("task__plan", "same_as").order_by("answered_at", "-id")
    found = Paginator(rows, PAGE_ROWS).get_page(page)
    return OwnDifficulties(_lines(list(found)), found, waiting_difficulties(viewer=viewer))


def lately_answered(*, viewer: Person) -> list[Line]:
    """What the viewer's units raised and was answered in the last days, newest first. Four queries at the most."""
    own, since = own_units(viewer), clock.now() - LATELY
    rows = Difficulty.objects.filter(unit_id__in=own, state=DifficultyState.ANSWERED, answered_at__gte=since)
    ids = list(rows.order_by("-answered_at", "-id").values_list("pk", flat=True)[:SIMILAR]) if own else []
    found = Difficulty.objects.filter(pk__in=ids).select_related("task__plan").order_by("-answered_at", "-id")
    return _lines(list(found)) if ids else []


def difficulty_page(*, viewer: Person, difficulty_id: int) -> DifficultyPage:
    """One difficulty; `Hidden` when it does not concern this person. A constant number of queries."""
    row = permissions.difficulty_door(viewer, difficulty_id)
    head = Difficulty.objects.select_related("task__plan").get(pk=row.same_as_id) if row.same_as_id else row
    path = permissions.owner_path(row.task.plan)
    oversees = bool(permissions.can_see_board(viewer, path))
    others = list(head.others.select_related("task__plan").order_by("id")[:200]) if oversees else []
    reports = permissions.can_report(viewer, path_today(row.unit_id) or row.obligation.path)
    answers = permissions.can_answer(viewer, path)
    return DifficultyPage(
        line=_lines([row])[0],
        head=head,
        steps=list(head.steps.select_related("actor").order_by("id")),
        others=_lines(others),
        alike=_lines(_ungrouped(row)) if answers and row.same_as_id is None and row.state in UNANSWERED else [],
        oversees=oversees,
        may_answer=answers,
        may_decide=permissions.can_decide(viewer, path),
        may_withdraw=bool(reports) and row.state in UNANSWERED,
        lines=journal.lines(row),
    )


def _ungrouped(row: Difficulty) -> list[Difficulty]:
    """Others of the task that wait and are similar, most alike first: whoever answers may say that they are the same. Two queries."""
    known = Difficulty.objects.filter(task_id=row.task_id, same_as__isnull=True, state__in=UNANSWERED).exclude(pk=row.pk)
    ids = answering.most_alike(row.fold, known.order_by("-id").values_list("pk", "fold")[:LOOKED_AT], MOST_ALIKE)
    found = {one.pk: one for one in _heads(Difficulty.objects.filter(pk__in=ids))}
    return [found[pk] for pk in ids]


def similar(*, viewer: Person, obligation_id: int, text: str) -> list[Line]:
    """Difficulties of the same task that are like these words, most alike first, and their answers: never whose they are. Five queries."""
    owed = permissions.obligation_door(viewer, obligation_id)
    known = Difficulty.objects.filter(task_id=owed.task_id, same_as__isnull=True).exclude(state=DifficultyState.WITHDRAWN)
    ids = answering.most_alike(fold(text), known.order_by("-id").values_list("pk", "fold")[:LOOKED_AT], MOST_ALIKE)
    return _anonymous(_heads(Difficulty.objects.filter(pk__in=ids)), ids)


def answered_on(task_id: int) -> list[Line]:
    """The latest answers on a task, for whoever is about to report on it: never whose trouble it was. Three queries at the most."""
    rows = Difficulty.objects.filter(task_id=task_id, same_as__isnull=True, state=DifficultyState.ANSWERED).order_by("-answered_at")
    ids = list(rows.values_list("pk", flat=True)[:SIMILAR])
    return [] if not ids else _anonymous(_heads(Difficulty.objects.filter(pk__in=ids)), ids)


def _anonymous(rows: QuerySet[Difficulty], ids: list[int]) -> list[Line]:
    """In the order of `ids`; the same words with the same answer once, with all their units counted."""
    found = {row.pk: row for row in rows}
    answers, today, once = _answers(found.values()), clock.today(), dict[tuple[str, int], Line]()
    for row in (found[pk] for pk in ids if pk in found):
        said = answers.get(row.pk)
        key, n = (row.fold, said.pk if said else 0), 1 + int(row.following)  # type: ignore[attr-defined]
        once[key] = replace(once[key], units=once[key].units + n) if key in once else Line(row, "", n, today, said)
    return list(once.values())[:SIMILAR]


@dataclass(frozen=True, slots=True)
class Troubles:
    """The difficulties of a task in a period as a report needs them: `alone` (id, unit, words) were raised without a progress report.

    `said` gives for a unit's folded words those of the first of its group, and nothing for what was withdrawn.
    """

    alone: list[tuple[int, int, str]]
    said: dict[tuple[int, str], str]

    def words(self, unit_id: int, words: str) -> str:
        """What a report says of what a unit wrote about difficulties."""
        return self.said.get((unit_id, fold(words)), words) if words else ""


def troubled_tasks(*, plan_period_id: int, until: dt.datetime) -> list[int]:
    """Tasks of a plan's period with a difficulty that no progress report names. One query; no viewer is asked."""
    rows = _reported(plan_period_id, until).filter(progress__isnull=True).exclude(state=DifficultyState.WITHDRAWN)
    return sorted(rows.order_by().values_list("task_id", flat=True).distinct())


def troubles(*, plan_period_id: int, task_id: int, until: dt.datetime) -> Troubles:
    """The difficulties of one task raised up to a moment, each group in the words of its first. One query; no viewer is asked."""
    alone, said = [], {}
    for row in _reported(plan_period_id, until).filter(task_id=task_id).select_related("same_as").order_by("id"):
        gone = row.state == DifficultyState.WITHDRAWN
        words = "" if gone else (row.same_as or row).text
        said[row.unit_id, row.fold] = words
        if row.progress_id is None and not gone:
            alone.append((row.pk, row.unit_id, words))
    return Troubles(alone, said)


def _reported(plan_period_id: int, until: dt.datetime) -> QuerySet[Difficulty]:
    return Difficulty.objects.filter(obligation__period_id=plan_period_id, raised_at__lte=until)
