"""Numbers without gaps or doubles (Decree 30/2020, Art. 15 and 22): how a body numbers, its series, the next number, cancelling.

The row of the series is held from the moment the next number is read until it is written: on PostgreSQL by its row lock, on SQLite by
the one writer. A process that dies in between has given no number. A number is never given ahead ("giữ số"), never with a suffix and
never with a day before the last one: the law knows none of these.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal, text
from trienkhai.core.errors import Refusal
from trienkhai.records import permissions
from trienkhai.records.choices import Book, FileState, OutgoingState
from trienkhai.records.models import NumberRule, NumberSeries, OutgoingDocument
from trienkhai.records.services.outgoing import take_turn

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

BASIS = "Điều 15 Nghị định 30/2020/NĐ-CP"


def rule_on(unit_id: int, day: dt.date) -> NumberRule | None:
    """How a body numbers on a day; None: each type by itself. One query."""
    rows = NumberRule.objects.filter(unit_id=unit_id, valid_from__lte=day).exclude(valid_to__lte=day)
    return rows.order_by("-valid_from").first()


def held_series(unit_id: int, book: str, doc_type: str, year: int) -> NumberSeries:
    """The series, held until the transaction ends; made when it is not there. Call inside a transaction."""
    key: dict[str, Any] = {"unit_id": unit_id, "book": book, "doc_type": doc_type, "year": year}
    NumberSeries.objects.get_or_create(**key)
    return NumberSeries.objects.select_for_update().get(**key)


def next_number(series: NumberSeries, day: dt.date) -> int:
    """The next number of a held series. Raises Refusal for a day before the last one: numbers follow the order of time."""
    if series.last_on is not None and day < series.last_on:
        raise Refusal(
            _("Số %(number)s đã cấp ngày %(last)s nên không cấp số cho ngày %(day)s được nữa.")
            % {"number": f"{series.last:02d}", "last": text.date(series.last_on), "day": text.date(day)},
            _("Số lấy theo trình tự thời gian, không giữ số, không chèn số. Hãy lấy số với ngày %(last)s trở đi.")
            % {"last": text.date(series.last_on)},
            BASIS,
        )
    series.last, series.last_on = series.last + 1, day
    series.save(update_fields=["last", "last_on"])
    return series.last


@transaction.atomic
def number_document(*, actor: Person, document_id: int, version: int, issued_on: dt.date) -> OutgoingDocument:
    """Give an approved document the next number of its series and its day; its files of record are written in the background."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_number(actor, permissions.path_of(document.unit_id)).require()
    if issued_on > clock.today():
        raise Refusal(_("Ngày ban hành chưa tới."), _("Hãy cấp số vào ngày ban hành; không lấy số trước."), BASIS)
    rule = rule_on(document.unit_id, issued_on)
    series = held_series(document.unit_id, Book.OUT, "" if rule and rule.joint else document.doc_type, issued_on.year)
    number = next_number(series, issued_on)
    files = {"file_state": FileState.QUEUED, "file_step": ""}
    who = {"numbered_by": actor, "numbered_at": clock.now()}
    states = [OutgoingState.APPROVED]
    take_turn(document, version, states, state=OutgoingState.NUMBERED, series=series, number=number, issued_on=issued_on, **who, **files)
    journal.record(actor, "records.outgoing.numbered", document, document.unit_id, number=number, series=series.pk)
    jobs.enqueue("records.write", document_id=document.pk)
    return document


@transaction.atomic
def cancel_document(*, actor: Person, document_id: int, version: int, reason: str) -> OutgoingDocument:
    """Cancel a document. A number it has stays in the register as cancelled, with the reason, and is never given again."""
    document = permissions.outgoing_door(actor, document_id)
    path = permissions.path_of(document.unit_id)
    (permissions.can_number if document.number else permissions.can_prepare)(actor, path).require()
    if not reason.strip():
        raise Refusal(_("Chưa ghi lý do huỷ."), _("Hãy ghi lý do; lý do đứng trong sổ cạnh số đã huỷ."))
    if document.state == OutgoingState.SENT:
        raise Refusal(
            _("Văn bản đã phát hành nên không huỷ số được."),
            _("Sai nội dung thì ban hành văn bản sửa đổi, thay thế; sai thể thức thì đính chính bằng công văn."),
            "Điều 18 Nghị định 30/2020/NĐ-CP",
        )
    states = [state for state in OutgoingState.values if state not in (OutgoingState.SENT, OutgoingState.CANCELLED)]
    who = {"cancelled_by": actor, "cancelled_at": clock.now(), "cancelled_why": reason.strip()}
    take_turn(document, version, states, state=OutgoingState.CANCELLED, **who)
    journal.record(actor, "records.outgoing.cancelled", document, document.unit_id, number=document.number, reason=reason.strip())
    return document


@transaction.atomic
def rule_numbering(*, actor: Person, unit_id: int, joint: bool, valid_from: dt.date, legal_basis: str = "") -> NumberRule:
    """How a body numbers from the first day of a year on. Raises Refusal in the middle of a year in which numbers were given."""
    permissions.body_door(actor, unit_id, "numbering.rule")
    taken = NumberSeries.objects.filter(unit_id=unit_id, book=Book.OUT, year__gte=valid_from.year, last__gt=0).exists()
    if ((valid_from.month, valid_from.day) != (1, 1) and taken) or (taken and valid_from.year <= clock.today().year):
        raise Refusal(
            _("Năm %(year)s đã cấp số nên chưa đổi cách đánh số được.") % {"year": valid_from.year},
            _("Số và ký hiệu là duy nhất trong một năm. Hãy đổi từ ngày 01/01 năm sau."),
            BASIS,
        )
    NumberRule.objects.filter(unit_id=unit_id, valid_from__gte=valid_from).delete()
    NumberRule.objects.filter(unit_id=unit_id, valid_to__isnull=True).update(valid_to=valid_from)
    said = {"joint": joint, "legal_basis": legal_basis.strip(), "author": actor}
    made = NumberRule.objects.create(unit_id=unit_id, valid_from=valid_from, **said)
    journal.record(actor, "records.numbering.ruled", made, unit_id, joint=joint, valid_from=valid_from.isoformat())
    return made


@transaction.atomic
def begin_series(*, actor: Person, unit_id: int, book: str, doc_type: str, year: int, begun_at: int) -> NumberSeries:
    """Say which number the office gave last on paper, so that the next one follows it. Only while this series has given none."""
    permissions.body_door(actor, unit_id, "outgoing.number")
    series = held_series(unit_id, book, doc_type, year)
    if series.last > series.begun_at:
        raise Refusal(
            _("Dãy số này đã cấp số %(number)s.") % {"number": f"{series.last:02d}"},
            _("Số đã cấp trước khi dùng phần mềm chỉ ghi được khi dãy số chưa cấp số nào."),
        )
    series.begun_at = series.last = begun_at
    series.save(update_fields=["begun_at", "last"])
    journal.record(actor, "records.series.started", series, unit_id, begun_at=begun_at)
    return series
