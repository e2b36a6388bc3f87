"""Writing reports: make, edit a passage, write for the office, fill the letterhead, number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans.models import PlanPeriod
from trienkhai.reporting import letterhead, permissions, selectors, snapshot
from trienkhai.reporting.choices import FileState, Section
from trienkhai.reporting.models import Passage, Report
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile

LETTERHEAD_FIELDS = ("title", "parent_issuer", "issuer", "symbol", "place", "recipients", "authority", "signer_role", "signer_name")


@transaction.atomic
def make_report(*, actor: Person, plan_period_id: int, form_key: UUID) -> Report:
    """Freeze the period as it stands now into a report; its text and files are written in the background.

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
    rows = snapshot.take(report)
    if not rows:
        raise Refusal(_("Kỳ này chưa có việc nào được giao nên chưa thể lập báo cáo."), _("Hãy ban hành kế hoạch và mở kỳ trước."))
    journal.record(actor, "reporting.report.made", report, owner.id, period=period.pk, rows=rows)
    jobs.enqueue("reporting.write", report_id=report.pk)
    return report


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
def edit_passage(*, actor: Person, passage_id: int, report_id: int, version: int, text: str, included: bool) -> Passage:
    """Change the wording of a passage, or whether it stands in the document. Its sources stay."""
    report = _edit(actor, report_id, version)
    passage = Passage.objects.select_for_update().filter(report=report, pk=passage_id).first()
    if passage is None:
        raise Hidden
    if not text.strip():
        raise Refusal(_("Đoạn văn đang để trống."), _("Hãy nhập nội dung, hoặc bỏ chọn «Đưa vào báo cáo»."))
    changed = [name for name, value in (("text", text.strip()), ("included", included)) if getattr(passage, name) != value]
    passage.text, passage.included = text.strip(), included
    passage.save(update_fields=["text", "included"])
    journal.record(actor, "reporting.passage.edited", report, report.unit_id, passage=passage.pk, fields=changed)
    jobs.enqueue("reporting.write", report_id=report.pk)
    return passage


@transaction.atomic
def add_passage(*, actor: Person, report_id: int, version: int, section: str, text: str, task_id: int | None = None) -> Passage:
    """Write a passage of the office's own: it has no source and says so."""
    report = _edit(actor, report_id, version)
    if section not in Section.values:
        raise Hidden
    if not text.strip():
        raise Refusal(_("Đoạn văn đang để trống."), _("Hãy nhập nội dung rồi lưu."))
    if task_id is not None and not report.period.plan.tasks.filter(pk=task_id).exists():
        raise Hidden
    place = Passage.objects.filter(report=report, section=section, task=task_id)
    last = place.aggregate(last=Max("order"))["last"] or 0
    passage = Passage.objects.create(report=report, section=section, task_id=task_id, order=last + 1, text=text.strip())
    journal.record(actor, "reporting.passage.added", report, report.unit_id, passage=passage.pk)
    jobs.enqueue("reporting.write", report_id=report.pk)
    return passage


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


def hand_out_file(*, actor: Person, report_id: int, kind: str) -> tuple[StoredFile, str]:
    """The report's newest file of that kind and its name; who took it is written down. `Hidden` when there is none."""
    report, stored, name = selectors.get_file(viewer=actor, report_id=report_id, kind=kind)
    journal.saw(actor, "reporting.file.taken", report, report.unit_id, kind=kind)
    return stored, name
