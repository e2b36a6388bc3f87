"""One submission on paper: what stands in it, as words, for its .docx and .xlsx; and the code that brings a file back to it.

A file names the submission, its version and its outline, signed, so that one for another unit, period or outline is told apart.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.signing import Signer
from django.utils.translation import gettext as _

from trienkhai.core import text

if TYPE_CHECKING:
    from trienkhai.plans.models import Progress
    from trienkhai.reporting.selectors.submissions import EditionPage, SubmissionPage

WORK_MARK, MORE_MARK = "viec", "kem"
"""Marks of the heads over progress lines and over what is only shown."""
CODE = re.compile(r"BC-(\d{1,18})-(\d{1,9})-([0-9a-f]{8})-([0-9A-Za-z]{12})")
MARK = re.compile(r"\[(s\d{1,2}|viec|kem)\]\s*$")


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A piece of work: `code` leads back to it."""

    code: str
    title: str
    state: str
    text: str
    result: str
    difficulty: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on paper. Without a `code` it does not come back: it is what was sent."""

    title: str
    unit: str
    lead: str
    code: str
    is_nil: bool
    late_reason: str
    sections: list[tuple[str, str, str]]
    works: list[WorkLine]
    forms: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    figures: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def outline_mark(sections: list[dict[str, Any]]) -> str:
    """Tells outlines apart."""
    words = "|".join(f"{one['key']}={one['title']}" for one in sections)
    return f"{zlib.crc32(words.encode()):08x}"


def code_of(submission_id: int, version: int, sections: list[dict[str, Any]]) -> str:
    """Which submission, version and outline a file is made of; nobody can make one up."""
    said = f"{submission_id}-{version}-{outline_mark(sections)}"
    return f"BC-{said}-{_sign(said)}"


def read_code(words: str) -> tuple[int, int, str] | None:
    """Submission, version and outline of the first code in a text that was made here."""
    for found in CODE.finditer(words):
        if _sign(f"{found[1]}-{found[2]}-{found[3]}") == found[4]:
            return int(found[1]), int(found[2]), found[3]
    return None


def _sign(said: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", Signer(salt="reporting.paper").signature(said))[:12]


def draft(page: SubmissionPage, last: dict[int, Progress]) -> Paper:
    """What is written now; `last` is the last word on each piece of work."""
    row = page.line.row
    works = []
    for work in page.works:
        said = last.get(work.row.pk)
        words = (said.text, said.result, said.difficulty) if said else ("", "", "")
        works.append(WorkLine(f"{work.row.task.key} ({work.row.pk})", work.row.task.title, str(work.row.get_state_display()), *words))
    return Paper(
        title=row.round.regime.name,
        unit=page.unit.name,
        lead=_("%(period)s – hạn nộp %(due)s – bản đang soạn") % {"period": row.round.period.label, "due": text.date(row.due)},
        code=code_of(row.pk, row.version, row.round.sections),
        is_nil=row.is_nil,
        late_reason=row.late_reason,
        sections=[(one.key, one.title, one.words) for one in page.sections],
        works=works,
        forms=[(one.title, one.sums) for one in page.contents.forms],
        figures=[(one.indicator.title, one.shown, one.source) for one in page.contents.figures],
        files=[one.name for one in page.contents.files],
    )


def sent(page: EditionPage) -> Paper:
    """What was sent."""
    said = {"period": page.row.round.period.label, "n": text.number(page.edition.number), "at": text.moment(page.edition.sent_at)}
    works = []
    for work in page.works:
        progress, owed = work.row.progress, work.row.obligation
        words = (progress.text, progress.result, progress.difficulty) if progress else ("", "", "")
        works.append(WorkLine(owed.task.key, owed.task.title, str(work.timeliness_label), *words))
    return Paper(
        title=page.row.round.regime.name,
        unit=page.unit_name,
        lead=_("%(period)s – bản gửi lần %(n)s, %(at)s") % said,
        code="",
        is_nil=page.edition.is_nil,
        late_reason=page.edition.late_reason,
        sections=[(one.key, one.title, one.words) for one in page.sections],
        works=works,
        forms=[(one.title, one.sums) for one in page.forms],
        figures=[(one.indicator.title, f"{text.number(one.value)} {one.indicator.measure}", one.origin_words) for one in page.figures],
        files=[f"{one.name} (SHA-256 {one.file.sha256})" for one in page.files],
    )
