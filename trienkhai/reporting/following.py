"""Reports follow the body that made them to its heir; what stands in them stays as it was signed.

What an ended unit had not sent is its heir's to send; what it sent stays its own. Submissions sent to it go to its heir.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from trienkhai.core import clock
from trienkhai.periods import services as periods
from trienkhai.reporting import permissions
from trienkhai.reporting.choices import WRITTEN, SubmissionAct, SubmissionState
from trienkhai.reporting.models import Regime, Report, Submission, SubmissionStep
from trienkhai.units import following
from trienkhai.units.following import Effect, Ending, Use, UseLine
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


SHOWN = 50


class Reports:
    """Reports and submissions of ended units."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How many reports go to the heir, how many submissions it has to send."""
        heir = any(one is not None for one in ending.heirs.values())
        open_ones = Submission.objects.filter(unit_id__in=ending.heirs, state__in=WRITTEN).count()
        said = (
            Effect(
                Report.objects.filter(unit_id__in=ending.heirs).count(),
                _("báo cáo của đơn vị"),
                _("chuyển cho đơn vị kế thừa, nội dung giữ nguyên"),
            ),
            Effect(open_ones, _("báo cáo chưa nộp"), _("đơn vị kế thừa nộp, giữ hạn") if heir else _("thôi phải nộp, có ghi lý do")),
        )
        return [effect for effect in said if effect.count]

    def follow(self, actor: Person | None, ending: Ending) -> None:
        """Hand them over."""
        for unit_id, heir in ending.heirs.items():
            if heir is not None:
                Report.objects.filter(unit_id=unit_id).update(unit_id=heir)
                Regime.objects.filter(owner_id=unit_id).update(owner_id=heir)
                Submission.objects.filter(receiver_id=unit_id).exclude(unit_id=heir).update(receiver_id=heir)
            for row in Submission.objects.filter(unit_id=unit_id, state__in=WRITTEN).select_related("round__expected_set", "round__regime"):
                _hand_on(actor, row, heir, ending)


def _hand_on(actor: Person | None, row: Submission, heir: int | None, ending: Ending) -> None:
    """The ended unit is released by a dated entry; its heir owes the submission, with the words written so far, unless it has one."""
    frozen = row.round.expected_set
    periods.release_member(actor=actor, expected_set=frozen, unit_id=row.unit_id, reason=ending.reason, on=ending.on)
    path = path_today(heir) if heir is not None else None
    if heir is not None and path is not None and heir != row.round.regime.owner_id:
        made, _is_new = Submission.objects.get_or_create(
            round=row.round,
            unit_id=heir,
            defaults={"receiver_id": row.receiver_id, "path": path, "due": row.due, "said": row.said, "late_reason": row.late_reason},
        )
        _hand_files_on(row, made)
        periods.add_members(actor=actor, expected_set=frozen, members={heir: path}, reason=ending.reason)
        SubmissionStep.objects.create(submission=made, act=SubmissionAct.TAKEN_OVER, text=ending.reason, actor=actor, at=clock.now())
    Submission.objects.filter(pk=row.pk).update(state=SubmissionState.RELEASED)
    SubmissionStep.objects.create(submission=row, act=SubmissionAct.TAKEN_OVER, text=ending.reason, actor=actor, at=clock.now())


def _hand_files_on(row: Submission, made: Submission) -> None:
    """Files that were to go with the report go with the heir's; its own stay."""
    known = set(made.files.values_list("file_id", flat=True))
    for one in row.files.filter(removed_at__isnull=True).exclude(file__in=known):
        one.pk, one.submission = None, made
        one.save(force_insert=True)


def group_uses(viewer: Person, group_id: int) -> list[Use]:
    """Regimes whose reporters are the group; by name for those who see them. Two queries."""
    rows = Regime.objects.filter(reporters_id=group_id, valid_to__isnull=True).order_by("name", "id")
    owners = permissions.placed_where(viewer, "report.see").filter(unit=OuterRef("owner"))
    seen = list(rows.filter(Exists(owners))[:SHOWN])
    lines = tuple(UseLine(row.name, "reporting:regime-alone", row.pk) for row in seen)
    count = rows.count()
    return [Use(count, _("chế độ báo cáo"), lines)] if count else []


following.register("reporting", Reports())
following.register_user("reporting", group_uses)
