"""Reading reports: the list, and one report with every figure's address and its passages."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from trienkhai.core import journal, text
from trienkhai.core.errors import Hidden
from trienkhai.documents import selectors as documents
from trienkhai.plans.models import Plan, PlanPeriod, Task
from trienkhai.records import selectors as records
from trienkhai.records.selectors import Issued
from trienkhai.reporting import permissions, rollup
from trienkhai.reporting.choices import Section
from trienkhai.reporting.consolidating import fields
from trienkhai.reporting.consolidating.gathering import names_of
from trienkhai.reporting.models import Consolidation, Part, Passage, Report, ReportCount
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.contrib.auth.models import AnonymousUser

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine, StoredFile
    from trienkhai.core.verdict import Verdict
    from trienkhai.units.selectors import UnitAt

PAGE_ROWS = 50
BRANCH_ROWS = 20
KEPT_READY = 6
"""So many passages of a task and section stand on a report's page besides those of the document; the rest has pages of its own."""
BY_NAME = 500
"""Up to so many branches are sorted by name on screen; files always are."""
SHORT, BRIEF = 180, 90
"""How many characters of a task stand in a heading, and in a cell of a table."""
SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2})\.\s+(?=[A-ZĐÀ-Ỹ])")


def cut(words: str, limit: int) -> str:
    """At most `limit` characters, ended at a word."""
    return words if len(words) <= limit else words[: words.rfind(" ", 0, limit)].rstrip(" ,;.") + "…"


@dataclass(slots=True)
class TaskLine:
    """A task in the report: its place in the plan's outline, its figures, its passages."""

    task: Task
    heading: str
    figures: rollup.Figures
    passages: list[Passage] = field(default_factory=list)
    difficulties: list[Passage] = field(default_factory=list)
    gathered: int = 0
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def more(self) -> int:
        """How many gathered passages are not listed here."""
        return max(0, self.gathered - len(self.passages) - len(self.difficulties))

    @property
    def narrow(self) -> str:
        """The part of a trace address that names this line."""
        return f"task={self.task.pk}&"

    @property
    def short(self) -> str:
        """The task's first sentence, as a heading; a title that was cut is completed from the task's own words."""
        title, line = self.task.title.strip(), self.task.text.strip().partition("\n")[0]
        words = line if line.startswith(title) else title
        return cut(SENTENCE_END.split(words, maxsplit=1)[0].rstrip(" .;"), SHORT)

    @property
    def brief(self) -> str:
        """The same for a cell of a table."""
        return cut(self.short, BRIEF)

    @property
    def included(self) -> list[Passage]:
        """The passages that stand in the document."""
        return [p for p in self.passages if p.included]


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch below the plan's owner and its figures."""

    branch: str
    name: str
    figures: rollup.Figures

    @property
    def narrow(self) -> str:
        """The part of a trace address that names this line."""
        return f"branch={self.branch}&"


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of the report that is no task's: its passages, how many stand in the document, how many were gathered."""

    part: Part
    passages: list[Passage]
    gathered: int

    @property
    def included(self) -> list[Passage]:
        """The passages that stand in the document."""
        return [one for one in self.passages if one.included]

    @property
    def more(self) -> int:
        """How many are not listed here."""
        return max(0, self.gathered - len(self.passages))


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that stands in a report, for the page and for the files alike."""

    report: Report
    plan: Plan
    unit: UnitAt
    unit_count: int
    sums: rollup.Sums
    tasks: list[TaskLine]
    branches: list[BranchLine]
    opening: list[Passage]
    proposals: list[Passage]
    free: list[PartLine]
    parts: list[PartLine]
    consolidation: Consolidation | None
    source_names: dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report on screen."""

    content: Content
    branch_pages: Page[Any]
    may_edit: Verdict
    issued: Issued | None
    """The document that it became, where it was handed over to be issued."""
    lines: list[JournalLine]
    viewers: list[JournalLine] | None
    """Who took the files away; None for those who do not consolidate."""

    @property
    def may_hand_over(self) -> bool:
        """Whether it can be handed over to be issued now."""
        return bool(self.may_edit) and self.issued is None and self.fresh

    @property
    def fresh(self) -> bool:
        """Whether the files hold the present wording."""
        return self.content.report.written_version == self.content.report.version


def list_reports(*, viewer: Person | AnonymousUser, limit: int = 200) -> list[Report]:
    """The viewer's reports, newest first, each with `issued`, the document that it became. Three queries."""
    found = list(permissions.visible_to(viewer).select_related("period__plan", "period__period", "made_by").order_by("-as_of")[:limit])
    became = records.issued_from("report", [report.pk for report in found])
    for report in found:
        report.issued = became.get(report.pk)  # type: ignore[attr-defined]
    return found


def counted(report: Report, branches: Collection[str] | None = None) -> list[rollup.Counted]:
    """The report's counts by task and by branch, of these branches alone when they are given. One query."""
    here = Q(task__isnull=False) | (Q(task__isnull=True) if branches is None else Q(task__isnull=True, branch__in=branches))
    rows = ReportCount.objects.filter(here, report=report).values_list("task_id", "branch", "duty", "timeliness", "reported", "steady", "n")
    return [
        rollup.Counted(task_id, None if task_id else branch, duty, way, reported=reported, n=n, steady=steady)
        for task_id, branch, duty, way, reported, steady, n in rows
    ]


def branches_of(report: Report, page: int) -> Page[Any]:
    """A page of the branches of a report: by name, or in the order of the tree where there are too many to sort for one page."""
    main = ReportCount.objects.filter(report=report, task__isnull=True, duty__in=rollup.MAIN_DUTIES)
    keys = list(main.order_by("branch").values_list("branch", flat=True).distinct())
    if len(keys) <= BY_NAME:
        known = units.units_by_ids([int(key, 16) for key in keys if key])
        names = {key: known[int(key, 16)].name if key and int(key, 16) in known else "" for key in keys}
        keys.sort(key=lambda key: (key != "", text.sort_key(names[key])))
    return Paginator(keys, BRANCH_ROWS).get_page(page)


def get_report(*, viewer: Person | AnonymousUser, report_id: int, page: int = 1) -> ReportPage:
    """One report for its page, a page of its branches. A constant number of queries."""
    report = permissions.door(viewer, report_id)
    shown = branches_of(report, page)
    content = get_content(report, branches=list(shown.object_list))
    path = content.unit.path
    may_edit = permissions.can_make(viewer, path)
    viewers = journal.viewers(report) if may_edit else None
    issued = records.issued_from("report", [report.pk]).get(report.pk)
    return ReportPage(content, shown, may_edit, issued, journal.lines(report), viewers)


def get_content(report: Report, *, branches: Collection[str] | None = None) -> Content:
    """What the report says, of these branches alone when they are given; fields of passages are filled in.

    A constant number of queries.
    """
    plan = report.period.plan
    unit = units.get_unit(unit_id=report.unit_id)
    listed = list(Task.objects.filter(plan=plan).order_by("order"))
    sums = rollup.sums(counted(report, branches))
    parts = list(Part.objects.filter(consolidation__report=report).order_by("order", "pk"))
    here = Passage.objects.filter(part__in=parts, merged__isnull=True)
    passages = list(here.filter(Q(included=True) | Q(order__lte=KEPT_READY)).order_by("part_id", "order"))
    gathered = dict(here.order_by().values_list("part_id").annotate(n=Count("pk")))
    names, placed = names_of(passages), {one.pk for one in passages if fields.has_field(one.text)}
    for passage in passages:
        passage.text = fields.fill(passage.text, names.get(passage.pk, []), passage.unit_count)
    tasks = _task_lines(plan, listed, sums, parts, passages, gathered)
    own = [
        PartLine(part, [p for p in passages if p.part_id == part.pk], gathered.get(part.pk, 0)) for part in parts if part.task_id is None
    ]
    branch_names = units.units_by_ids([int(b, 16) for b in sums.by_branch if b])
    lines = [
        BranchLine(b, branch_names[int(b, 16)].name if b and int(b, 16) in branch_names else unit.name, figures)
        for b, figures in sums.by_branch.items()
    ]
    return Content(
        report=report,
        plan=plan,
        unit=unit,
        unit_count=report.unit_count,
        sums=sums,
        tasks=tasks,
        branches=sorted(lines, key=lambda line: (line.branch != "", text.sort_key(line.name))),
        opening=[p for line in own if line.part.section == Section.OPENING for p in line.passages],
        proposals=[p for line in own if line.part.section == Section.PROPOSAL for p in line.passages],
        free=[line for line in own if line.part.section == Section.FREE],
        parts=own,
        consolidation=Consolidation.objects.filter(report=report).first(),
        source_names={one.pk: names[one.pk] for one in passages if one.pk in names and one.pk not in placed},
    )


def _task_lines(
    plan: Plan, tasks: list[Task], sums: rollup.Sums, parts: list[Part], passages: list[Passage], gathered: Mapping[int, int]
) -> list[TaskLine]:
    headings = documents.outline_headings(plan.document_id) if plan.document_id else {}
    lines = {
        task.pk: TaskLine(
            task,
            task.heading or headings.get(task.key.rpartition(".")[0], ""),
            sums.by_task.get(task.pk, rollup.Figures()),
        )
        for task in tasks
    }
    by_part: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_part[passage.part_id].append(passage)
    for part in parts:
        line = lines.get(part.task_id or 0)
        if line is not None:
            line.gathered += gathered.get(part.pk, 0)
            line.parts[part.section] = part
            (line.difficulties if part.section == Section.DIFFICULTY else line.passages).extend(by_part[part.pk])
    return list(lines.values())


def get_period(*, viewer: Person | AnonymousUser, plan_period_id: int) -> PlanPeriod:
    """The plan's period a report is to be made on; `Hidden` unless the viewer may make one there. Three queries."""
    period = PlanPeriod.objects.select_related("plan", "period").filter(pk=plan_period_id).first()
    if period is None or not permissions.can_make(viewer, units.get_unit(unit_id=period.plan.owner_id).path):
        raise Hidden
    return period


def periods_to_report(*, viewer: Person | AnonymousUser, limit: int = 50) -> list[PlanPeriod]:
    """Open periods of issued plans on which the viewer may make a report, newest first."""
    owners = permissions.placed_where(viewer, "report.consolidate").values("unit_id")
    return list(
        PlanPeriod.objects.filter(plan__owner_id__in=owners, opened_at__isnull=False)
        .select_related("plan", "period")
        .order_by("-period__ends", "-id")[:limit]
    )


def get_state(*, viewer: Person | AnonymousUser, report_id: int) -> Report:
    """The report alone, for forms and for how far its files are. Two queries."""
    return permissions.door(viewer, report_id)


def report_to_edit(*, viewer: Person | AnonymousUser, report_id: int) -> Report:
    """The report for those who may change its words; a denial says who may. Three queries."""
    report = permissions.door(viewer, report_id)
    permissions.can_make(viewer, units.get_unit(unit_id=report.unit_id).path).require()
    return report


def get_file(*, viewer: Person | AnonymousUser, report_id: int, kind: str) -> tuple[Report, StoredFile, str]:
    """The report, its newest file of that kind, and the file's name; `Hidden` when there is none."""
    report = permissions.door(viewer, report_id)
    stored = {"docx": report.docx, "xlsx": report.xlsx}.get(kind)
    if stored is None:
        raise Hidden
    stem = f"bao-cao-du-thao-{report.pk}"
    return report, stored, f"{stem}.{kind}"
