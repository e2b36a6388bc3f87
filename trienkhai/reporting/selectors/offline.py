"""A file that came back, compared with what stands: section by section and line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core.errors import Hidden
from trienkhai.core.verdict import Verdict
from trienkhai.plans.choices import REPORTABLE, State
from trienkhai.reporting import permissions
from trienkhai.reporting.choices import OfflineState
from trienkhai.reporting.models import OfflineFile, Submission
from trienkhai.reporting.selectors.contents import owed_by
from trienkhai.reporting.selectors.submissions import last_words

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.plans.models import Obligation, Progress


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the file says something else. `values` are what a progress line reports."""

    key: str
    title: str
    before: str
    after: str
    is_chosen: bool
    obligation_id: int = 0
    values: dict[str, str] = field(default_factory=dict)

    @property
    def is_work(self) -> bool:
        """A progress line, not a section."""
        return self.obligation_id != 0


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """A file beside what stands."""

    row: OfflineFile
    submission: Submission
    changes: list[Change]
    may_take: Verdict

    @property
    def is_waiting(self) -> bool:
        """Nobody has decided yet."""
        return self.row.state == OfflineState.WAITING

    @property
    def is_old(self) -> bool:
        """The report changed here since the file was handed out."""
        return self.row.made_of != self.submission.version

    @property
    def notes(self) -> list[str]:
        """What a person should know."""
        return list(self.row.read["notes"])


def get_offline(*, viewer: Person, submission_id: int, offline_id: int) -> OfflinePage:
    """One file that came back; `Hidden` when it is not there for this person. A constant number of queries."""
    submission = permissions.submission_door(viewer, submission_id)
    row = submission.offline_files.select_related("file", "actor").filter(pk=offline_id).first()
    if row is None:
        raise Hidden
    changes = [*_sections(submission, row), *_works(submission, row)]
    return OfflinePage(row, submission, changes, permissions.can_prepare(viewer, permissions.path_of(submission)))


def _sections(submission: Submission, row: OfflineFile) -> Iterator[Change]:
    """What was written here meanwhile is not overwritten unless somebody says so."""
    said, is_old = row.read["said"], row.made_of != submission.version
    for one in submission.round.sections:
        before, after = submission.said.get(one["key"], ""), said.get(one["key"])
        if after is not None and after != before:
            yield Change(one["key"], one["title"], before, after, is_chosen=bool(after) and not (is_old and before))


def _works(submission: Submission, row: OfflineFile) -> Iterator[Change]:
    said = row.read["works"]
    owed = list(owed_by(submission).filter(pk__in=[int(pk) for pk in said]).select_related("task").order_by("task__order", "id"))
    last = last_words([work.pk for work in owed])
    for work in owed:
        stands, given = _stands(work, last.get(work.pk)), said[str(work.pk)]
        values = given | {"state": given["state"] or stands["state"]}
        if values == stands or not any(values[name] for name in ("text", "result", "difficulty")):
            continue
        title = f"{work.task.key} {work.task.title}"
        yield Change(f"w{work.pk}", title, _in_words(stands), _in_words(values), is_chosen=True, obligation_id=work.pk, values=values)


def _stands(work: Obligation, last: Progress | None) -> dict[str, str]:
    state = work.state if work.state in REPORTABLE else State.IN_PROGRESS
    words = {name: getattr(last, name) if last else "" for name in ("text", "result", "difficulty")}
    return {"state": str(state), **words}


def _in_words(said: dict[str, str]) -> str:
    lines = [str(State(said["state"]).label), said["text"]]
    lines += [f"{label}: {said[name]}" for name, label in (("result", _("Kết quả")), ("difficulty", _("Khó khăn"))) if said[name]]
    return "\n".join(filter(None, lines))
