"""Writing reports: make, fill the letterhead, hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal, lists
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans.models import PlanPeriod
from trienkhai.reporting import letterhead, permissions, selectors, snapshot
from trienkhai.reporting.choices import FileState
from trienkhai.reporting.models import Report
from trienkhai.reporting.services.consolidating import refuse_issued
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile

LETTERHEAD_FIELDS = ("title", "parent_issuer", "issuer", "symbol", "place", "recipients", "authority", "signer_role", "signer_name")


@transaction.atomic
def make_report(*, actor: Person, plan_period_id: int, form_key: UUID, base_ids: Collection[int] = ()) -> Report:
    """Freeze the period as it stands now into a report; its text and files are written in the background.

    `base_ids` are earlier reports of the plan that it sums up: their passages come into it with their sources.

    The same `form_key` again (a double click) gives the report it made. Raises Hidden when the period is not there for the actor,
    Refusal (403) without the right.
    """
    period = PlanPeriod.objects.select_related("plan__document", "period").filter(pk=plan_period_id).first()
    if period is None:
        raise Hidden
    owner = units.get_unit(unit_id=period.plan.owner_id)
    permissions.hide_unless_seen(actor, owner.path)
    permissions.can_make(actor, owner.path).require()
    report, made = Report.objects.get_or_create(
        form_key=form_key,
        defaults={"unit_id": owner.id, "period": period, "as_of": clock.now(), "made_by": actor, **letterhead.prefill(period, owner)},
    )
    if not made:
        return report
    _sum_up(actor, report, base_ids)
    rows = snapshot.take(report)
    if not rows:
        raise Refusal(_("Kỳ này chưa có việc nào được giao nên chưa thể lập báo cáo."), _("Hãy ban hành kế hoạch và mở kỳ trước."))
    journal.record(actor, "reporting.report.made", report, owner.id, period=period.pk, rows=rows)
    jobs.enqueue("reporting.write", report_id=report.pk)
    return report


def _sum_up(actor: Person, report: Report, base_ids: Collection[int]) -> None:
    """The earlier reports that this one sums up, and the years it then is on."""
    bases = [one for one in selectors.earlier_reports(viewer=actor, plan_period_id=report.period_id) if one.pk in set(base_ids)]
    if len(bases) != len(set(base_ids)):
        raise Hidden
    if bases:
        report.bases.set(bases)
        starts = min(one.period.period.starts for one in bases)
        report.title = letterhead.title_over(report.period, starts)
        report.save(update_fields=["title"])


def _edit(actor: Person, report_id: int, version: int) -> Report:
    """The report to edit, its version raised; Conflict when somebody else changed it since the page was opened."""
    report = permissions.door(actor, report_id)
    permissions.can_make(actor, units.get_unit(unit_id=report.unit_id).path).require()
    refuse_issued(report.pk)
    _raise_version(report, version)
    return report


def _raise_version(report: Report, version: int) -> None:
    raised = Report.objects.filter(pk=report.pk, version=version).update(
        version=F("version") + 1, state=FileState.QUEUED, step="", progress=0
    )
    if not raised:
        raise Conflict(
            _("Báo cáo vừa được người khác sửa."),
            _("Nội dung bạn nhập vẫn còn trên trang này. Hãy mở báo cáo ở trang khác để xem thay đổi, rồi lưu lại."),
        )
    report.version = version + 1


@transaction.atomic
def fill_letterhead(*, actor: Person, report_id: int, version: int, **values: Any) -> Report:
    """Correct the letterhead: issuer, symbol, place, recipients, signer."""
    report = _edit(actor, report_id, version)
    changed = [name for name in LETTERHEAD_FIELDS if name in values and getattr(report, name) != values[name]]
    for name in changed:
        setattr(report, name, values[name])
    report.save(update_fields=changed)
    journal.record(actor, "reporting.letterhead.filled", report, report.unit_id, fields=changed)
    jobs.enqueue("reporting.write", report_id=report.pk)
    return report


def hand_out_comparison(*, actor: Person, before_id: int | None, after_id: int | None, by: str) -> tuple[bytes, str]:
    """Two reports beside each other as .xlsx; who took it is written down. `Hidden` when neither is there."""
    found = selectors.compare(viewer=actor, before_id=before_id, after_id=after_id, by=by)
    if found.after is None:
        raise Hidden
    sheet = selectors.comparison_sheet(found)
    journal.saw(actor, "reporting.file.taken", found.after, found.after.unit_id, kind="comparison")
    return lists.write(sheet, "xlsx"), f"{sheet.name}-{found.after.pk}.xlsx"


def hand_out_file(*, actor: Person, report_id: int, kind: str) -> tuple[StoredFile, str]:
    """The report's newest file of that kind and its name; who took it is written down. `Hidden` when there is none."""
    report, stored, name = selectors.get_file(viewer=actor, report_id=report_id, kind=kind)
    journal.saw(actor, "reporting.file.taken", report, report.unit_id, kind=kind)
    return stored, name
