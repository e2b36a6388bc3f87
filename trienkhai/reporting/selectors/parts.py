"""Reading a consolidation: its parts, one part with its passages, who is missing, what changed since, and the groups of like wordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from trienkhai.core import clock, text
from trienkhai.plans.amending import Run, beside
from trienkhai.reporting import permissions
from trienkhai.reporting.choices import FileState, PassageAct, SubmissionState
from trienkhai.reporting.consolidating import fields, filling
from trienkhai.reporting.consolidating.gathering import names_of
from trienkhai.reporting.models import Consolidation, Edition, Part, Passage, PassageChange, Source, Submission, Taken
from trienkhai.reporting.selectors.submissions import WITH, SubmissionLine, lines_of
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict

PAGE_ROWS, NAMED_MISSING, CHANGED = 20, 30, 20
"""Passages of a page, missing units named, and replaced editions shown."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is to be submitted stands in a consolidation. `expected` is as of now, `then` as of the last run."""

    expected: int
    then: int
    taken: int
    waiting: int
    replaced: int
    missing: list[SubmissionLine]
    missing_count: int

    @property
    def has_news(self) -> bool:
        """Whether something accepted has not been taken in."""
        return bool(self.waiting)

    @property
    def news_label(self) -> str:
        """What was accepted since and is not in it, in words."""
        words = _("%(n)s báo cáo được chấp nhận sau khi tổng hợp") % {"n": text.number(self.waiting)}
        return words + (_(", trong đó %(n)s bản thay thế") % {"n": text.number(self.replaced)} if self.replaced else "")

    @property
    def more_missing(self) -> int:
        """Missing units that are not named."""
        return self.missing_count - len(self.missing)

    @property
    def has_drifted(self) -> bool:
        """Whether other units are expected now than when it was made."""
        return self.expected != self.then


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage on screen: its words with the computed fields filled in, what was edited, and how many wordings stand under it."""

    row: Passage
    words: str
    members: int
    is_stale: bool
    against: tuple[Run, ...] = ()
    """A wording of a group, what differs from the head marked."""

    @property
    def is_own(self) -> bool:
        """Written by the office: nobody said it."""
        return not self.row.composed

    @property
    def has_lost(self) -> bool:
        """Gathered once, and nobody says it any more."""
        return bool(self.row.composed) and not self.row.source_count

    @property
    def is_edited(self) -> bool:
        """Whether the words are other than as gathered."""
        return bool(self.row.composed) and self.row.text != self.row.composed

    @property
    def runs(self) -> tuple[list[Run], list[Run]]:
        """The words as gathered beside the words as edited."""
        return beside(self.row.composed, self.row.text)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The computed fields that may stand in its words, and what each is."""
        return [(field, str(words)) for field, words in fields.FIELDS]

    @property
    def typed_count(self) -> str:
        """A count of units that somebody typed and that will not count on."""
        return fields.typed_count(self.row.text) if self.row.unit_count else ""


@dataclass(frozen=True, slots=True)
class PartPage:
    """One part: a page of its passages, those of the document first, and what may be done."""

    part: Part
    unit_name: str
    lines: list[PassageLine]
    page: Page[Any]
    show: str
    included: int
    gathered: int
    coverage: Coverage | None
    others: list[Part]
    last: PassageChange | None
    may_edit: Verdict

    @property
    def title(self) -> str:
        """What the part is called: its own title, or that of its task."""
        if self.part.task is not None:
            return f"{self.part.get_section_display()} – {self.part.task.key} {text.shortened(self.part.task.title, 90)}"
        return self.part.title or str(self.part.get_section_display())

    @property
    def filters(self) -> list[tuple[str, str, int]]:
        """What the list can be narrowed to: (key, words, how many)."""
        rest = self.gathered - self.included
        return [("", _("Tất cả"), self.gathered), ("in", _("Trong báo cáo"), self.included), ("out", _("Để ngoài"), rest)]

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return bool(self.may_edit) and self.last is not None and self.last.act != PassageAct.FILLED


@dataclass(frozen=True, slots=True)
class Change:
    """What another edition of a unit changes in a section, side by side."""

    title: str
    before: list[Run]
    after: list[Run]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A unit whose edition was replaced after it was taken."""

    line: SubmissionLine
    changes: list[Change]

    @property
    def label(self) -> str:
        """What happened."""
        return _("Đã thay bản gửi sau khi tổng hợp")


@dataclass(frozen=True, slots=True)
class ConsolidationPage:
    """A consolidation: how far it is, its parts, who is missing, what changed since it was made."""

    row: Consolidation | None
    unit_name: str
    parts: list[tuple[Part, int, int]]
    coverage: Coverage
    replaced: list[Replaced]
    added: list[SubmissionLine]
    may_edit: Verdict

    @property
    def is_running(self) -> bool:
        """Whether the job is under way."""
        return self.row is not None and self.row.state in (FileState.QUEUED, FileState.RUNNING)


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The wordings that stand under one passage, a page at a time."""

    part: Part
    head: PassageLine
    lines: list[PassageLine]
    page: Page[Any]
    may_edit: Verdict


def coverage(row: Consolidation, waiting: Sequence[filling.Waiting]) -> Coverage:
    """How much of what is to be submitted stands in it. Five queries."""
    below = filling.below(row)
    gone = below.exclude(state=SubmissionState.ACCEPTED)
    taken = Taken.objects.filter(consolidation=row).count() if row.pk else 0
    silent = gone.annotate(had=filling.taken_id(row)).filter(had__isnull=True) if row.pk else gone
    missing = list(silent.select_related(*WITH).order_by("path")[: NAMED_MISSING + 1])
    return Coverage(
        expected=below.count(),
        then=row.expected,
        taken=taken,
        waiting=len(waiting),
        replaced=sum(one.had_id is not None for one in waiting),
        missing=lines_of(missing[:NAMED_MISSING], clock.today()),
        missing_count=len(missing) if len(missing) <= NAMED_MISSING else silent.count(),
    )


def _lines(passages: Sequence[Passage], waiting: Sequence[filling.Waiting]) -> list[PassageLine]:
    """Four queries."""
    names, stale = names_of(passages), [one.had_id for one in waiting if one.had_id is not None]
    members = dict(Passage.objects.filter(merged__in=passages).order_by().values_list("merged_id").annotate(n=Count("id")))
    behind = Source.objects.filter(given__in=stale).filter(Q(passage__in=passages) | Q(passage__merged__in=passages))
    old = {pk for pair in behind.values_list("passage_id", "passage__merged_id").distinct() for pk in pair} if stale else set()
    return [
        PassageLine(
            row=one,
            words=fields.fill(one.text, names.get(one.pk, []), one.unit_count),
            members=members.get(one.pk, 0),
            is_stale=one.pk in old,
        )
        for one in passages
    ]


def _holder(part: Part) -> tuple[Consolidation, int]:
    row = part.consolidation
    if row.edition is not None:
        return row, row.edition.submission.unit_id
    return row, row.report.unit_id if row.report is not None else row.submission.unit_id if row.submission is not None else 0


def get_part(*, viewer: Person, part_id: int, show: str = "", page: int = 1) -> PartPage:
    """One part with a page of its passages; `show` is "" for all heads, "in" for those of the document, "out" for the rest.

    A constant number of queries.
    """
    part = permissions.part_door(viewer, part_id)
    row, unit_id = _holder(part)
    heads = Passage.objects.filter(part=part, merged__isnull=True)
    counts = heads.aggregate(whole=Count("id"), included=Count("id", filter=Q(included=True)))
    narrow = {"in": Q(included=True), "out": Q(included=False)}.get(show, Q())
    shown = Paginator(heads.filter(narrow).order_by(F("included").desc(), "order", "pk"), PAGE_ROWS).get_page(page)
    waiting = filling.waiting(row) if row.edition_id is None else []
    return PartPage(
        part=part,
        unit_name=units.last_known(unit_id=unit_id).name,
        lines=_lines(list(shown.object_list), waiting),
        page=shown,
        show=show if show in {"in", "out"} else "",
        included=counts["included"],
        gathered=counts["whole"],
        coverage=coverage(row, waiting) if row.edition_id is None else None,
        others=list(Part.objects.filter(consolidation=row, task=part.task_id).order_by("order", "pk")),
        last=PassageChange.objects.filter(part=part, undone=False).select_related("actor").order_by("-id").first(),
        may_edit=permissions.can_edit_part(viewer, part),
    )


def get_group(*, viewer: Person, passage_id: int, page: int = 1) -> GroupPage:
    """The wordings under one passage, most said first. A constant number of queries."""
    head = permissions.passage_door(viewer, passage_id)
    shown = Paginator(Passage.objects.filter(merged=head.pk).order_by("-source_count", "order", "pk"), PAGE_ROWS).get_page(page)
    row = head.part.consolidation
    lines = _lines([head, *shown.object_list], filling.waiting(row) if row.edition_id is None else [])
    members = [replace(line, against=tuple(beside(head.composed or head.text, line.row.composed)[1])) for line in lines[1:]]
    return GroupPage(head.part, lines[0], members, shown, permissions.can_edit_part(viewer, head.part))


def get_passage(*, viewer: Person, passage_id: int) -> PassageLine:
    """One passage for those who may look at it, its part with it. A constant number of queries."""
    found = permissions.passage_door(viewer, passage_id)
    row = found.part.consolidation
    return _lines([found], filling.waiting(row) if row.edition_id is None else [])[0]


def passage_to_edit(*, viewer: Person, passage_id: int) -> PassageLine:
    """One passage for those who may change its words; a denial says why not."""
    found = get_passage(viewer=viewer, passage_id=passage_id)
    permissions.can_edit_part(viewer, found.row.part).require()
    return found


def part_to_edit(*, viewer: Person, part_id: int) -> Part:
    """One part for those who may add to it; a denial says why not."""
    part = permissions.part_door(viewer, part_id)
    permissions.can_edit_part(viewer, part).require()
    return part


def get_consolidation(*, viewer: Person, report_id: int | None = None, submission_id: int | None = None) -> ConsolidationPage:
    """The consolidation of a report or of a submission, made or not. A constant number of queries."""
    if report_id is not None:
        report = permissions.door(viewer, report_id)
        row = Consolidation.objects.filter(report=report).first() or Consolidation(report=report)
        row.report, unit_id = report, report.unit_id
        may_edit = permissions.can_make(viewer, permissions.path_of_owner(unit_id))
    else:
        found = permissions.submission_door(viewer, submission_id or 0)
        row = Consolidation.objects.filter(submission=found).first() or Consolidation(submission=found)
        row.submission, unit_id = found, found.unit_id
        may_edit = permissions.can_write(viewer, found)
    heads = Part.objects.filter(consolidation=row, task__isnull=True).order_by("order", "pk") if row.pk else Part.objects.none()
    alone = Q(passages__merged__isnull=True, passages__isnull=False)
    counted = heads.annotate(whole=Count("passages", filter=alone), shown=Count("passages", filter=alone & Q(passages__included=True)))
    waiting = filling.waiting(row)
    replaced, added = _news(row, waiting)
    return ConsolidationPage(
        row=row if row.pk else None,
        unit_name=units.last_known(unit_id=unit_id).name,
        parts=[(part, part.shown, part.whole) for part in counted],
        coverage=coverage(row, waiting),
        replaced=replaced,
        added=added,
        may_edit=may_edit,
    )


def _news(row: Consolidation, waiting: Sequence[filling.Waiting]) -> tuple[list[Replaced], list[SubmissionLine]]:
    """What was replaced or accepted after the last run, with the words side by side. Three queries."""
    if not row.run:
        return [], []
    seen = waiting[:CHANGED]
    rows = Submission.objects.filter(pk__in=[one.submission_id for one in seen]).select_related(*WITH)
    lines = {line.row.pk: line for line in lines_of(rows, clock.today())}
    editions = Edition.objects.in_bulk([pk for one in seen for pk in (one.had_id, one.edition_id) if pk is not None])
    replaced = [
        Replaced(line, _changes(line.row.round.sections, editions[one.had_id].said, editions[one.edition_id].said))
        for one in seen
        if one.had_id is not None
        for line in [lines[one.submission_id]]
    ]
    return replaced, [lines[one.submission_id] for one in seen if one.had_id is None]


def _changes(outline: list[dict[str, Any]], before: dict[str, str], after: dict[str, str]) -> list[Change]:
    pairs = [(one["title"], before.get(one["key"], ""), after.get(one["key"], "")) for one in outline]
    return [Change(title, *beside(old, new)) for title, old, new in pairs if old != new]
