"""Writing reports: make, fill the letterhead, number, hand out."""

from __future__ import annotations

import datetime as dt
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
    if report.number and report.issued_on and "symbol" in changed:
        _refuse_used(report, report.number, report.issued_on)
    report.save(update_fields=changed)
    journal.record(actor, "reporting.letterhead.filled", report, report.unit_id, fields=changed)
    jobs.enqueue("reporting.write", report_id=report.pk)
    return report


@transaction.atomic
def number_report(*, actor: Person, report_id: int, version: int, number: int, issued_on: dt.date) -> Report:
    """Give the report its number and day (Decree 30/2020, Art. 15: number and symbol are unique in the year)."""
    report = permissions.door(actor, report_id)
    permissions.can_number(actor, units.get_unit(unit_id=report.unit_id).path).require()
    _refuse_used(report, number, issued_on)
    _raise_version(report, version)
    report.number, report.issued_on = number, issued_on
    report.save(update_fields=["number", "issued_on"])
    journal.record(actor, "reporting.report.numbered", report, report.unit_id, number=number)
    jobs.enqueue("reporting.write", report_id=report.pk)
    return report


def _refuse_used(report: Report, number: int, issued_on: dt.date) -> None:
    """Conflict when another report of the unit holds the number in that year; its reports are locked, so that two clerks take turns."""
    ours = Report.objects.filter(unit=report.unit_id)
    list(ours.select_for_update().order_by("pk").values_list("pk", flat=True))
    if ours.filter(symbol=report.symbol, number=number, issued_on__year=issued_on.year).exclude(pk=report.pk).exists():
        raise Conflict(
            _("Số %(number)s/%(symbol)s của năm %(year)s đã được dùng.")
            % {"number": number, "symbol": report.symbol, "year": issued_on.year},
            _("Hãy lấy số tiếp theo trong sổ văn bản đi."),
            _("Điều 15 Nghị định 30/2020/NĐ-CP"),
        )


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
