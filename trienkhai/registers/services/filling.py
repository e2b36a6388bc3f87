"""Filling in: cells as they are typed, under the filling's lock and against the version that was seen; then sent, returned, taken back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.registers import cells, checking, naming, permissions, selectors, workbook
from trienkhai.registers import shape as shapes
from trienkhai.registers.checking import Fault, Totals, Values
from trienkhai.registers.choices import FillingState
from trienkhai.registers.models import Filling, FormRow, SentForm
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.registers.shape import Shape, Sheet

SITTING = dt.timedelta(minutes=10)
"""Saving again within this time is the same sitting: one line of the journal."""
Cells = Mapping[tuple[int, str], str]


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving came to: the version to say next time, faults of the saved lines, renewed computed cells and the sums of the sheet."""

    version: int
    faults: list[Fault]
    computed: dict[tuple[int, str], str]
    sums: dict[str, str]


def changed_meanwhile(row: Filling) -> Conflict:
    """What is said when somebody else saved first."""
    who = {"name": str(row.saved_by or ""), "at": f"{clock.day_of(row.saved_at):%d/%m/%Y}" if row.saved_at else ""}
    return Conflict(
        _("%(name)s đã lưu biểu này trong lúc bạn đang điền; phần bạn vừa nhập chưa được ghi.") % who,
        _("Hãy xem các ô khác nhau bên dưới rồi lưu lại, hoặc tải lại trang để bỏ phần vừa nhập."),
    )


def own(actor: Person, filling_id: int, version: int | None) -> Filling:
    """The filling locked for its unit. Raises Conflict when it was sent already or saved by somebody else since `version`."""
    seen = permissions.filling_door(actor, filling_id)
    permissions.can_fill(actor, path_today(seen.unit_id) or seen.path).require()
    Filling.objects.select_for_update().get(pk=filling_id)
    seen.refresh_from_db(fields=["state", "version", "sums", "saved_at", "saved_by", "is_nil", "remark"])
    if seen.state == FillingState.RELEASED:
        raise Conflict(_("Đơn vị này thôi phải gửi biểu."), _("Nếu có đơn vị kế thừa thì biểu ở trang Biểu mẫu của đơn vị đó."))
    if seen.state == FillingState.SENT:
        raise Conflict(_("Biểu đã gửi nên không sửa được."), _("Hãy rút biểu về nếu còn trong hạn, hoặc báo nơi giao biểu trả lại."))
    if version is not None and seen.version != version:
        raise changed_meanwhile(seen)
    return seen


@transaction.atomic
def save_cells(*, actor: Person, filling_id: int, version: int, sheet_key: str, typed: Cells) -> Saved:
    """Keep what was typed into cells, by place and column; other cells stay. What cannot be read is kept as typed and told.

    Raises Conflict when somebody else saved since `version`, and when the filling was sent.
    """
    row = own(actor, filling_id, version)
    sheet = _shape(row).sheet(sheet_key)
    if sheet is None:
        raise Hidden
    merged, before, faults = _merge(row, sheet, typed)
    _keep(row, sheet, merged)
    fixed = _renew_sums(row, sheet, before, merged)
    touch(actor, row)
    rules = checking.each_rules(_shape(row), sheet)
    for place, values in merged.items():
        faults += [one for one in checking.row_faults(sheet, place, values, rules) if one not in faults]
    renewed = {
        (place, column.key): cells.shown(column, values.get(column.key))
        for place, values in {**merged, **fixed}.items()
        for column in sheet.columns
        if column.is_computed or place in fixed
    }
    sums = {key: cells.shown(column, value) for key, value in row.sums.get(sheet.key, {}).items() if (column := sheet.column(key))}
    return Saved(row.version, faults, renewed, sums)


def _shape(row: Filling) -> Shape:
    return shapes.from_json(row.collection.version.shape)


def _merge(row: Filling, sheet: Sheet, typed: Cells) -> tuple[dict[int, Values], dict[int, Values], list[Fault]]:
    """The touched lines as they are to be, as they were, and what cannot be read."""
    by_place: dict[int, dict[str, str]] = defaultdict(dict)
    for (place, key), words in typed.items():
        column = sheet.column(key)
        fits = 1 <= place <= (workbook.MOST_ROWS if sheet.is_free else len(sheet.lines))
        if column is None or column.is_computed or not fits or (not sheet.is_free and sheet.lines[place - 1].sum_of):
            continue
        by_place[place][key] = words
    before: dict[int, Values] = dict(row.rows.filter(sheet=sheet.key, place__in=by_place).values_list("place", "values"))
    known = naming.units_of(sheet, by_place.values(), path_today(row.unit_id) or row.path)
    merged, faults = dict[int, Values](), list[Fault]()
    for place, words_of in by_place.items():
        values = dict(before.get(place, {}))
        for key, words in words_of.items():
            column = sheet.column(key)
            assert column is not None  # noqa: S101 - kept out above
            values[key], fault = cells.kept(column, words, known)
            if fault:
                faults.append(Fault(sheet.key, place, key, fault))
        full = checking.computed(sheet, values)
        merged[place] = {key: value for key, value in full.items() if not cells.is_blank(value)}
    return merged, before, faults


def _keep(row: Filling, sheet: Sheet, merged: dict[int, Values]) -> None:
    """Write the touched lines: blank ones are taken out, others put in. Two statements."""
    row.rows.filter(sheet=sheet.key, place__in=[place for place, values in merged.items() if not values]).delete()
    FormRow.objects.bulk_create(
        [FormRow(filling=row, sheet=sheet.key, place=place, values=values) for place, values in merged.items() if values],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["filling", "sheet", "place"],
        update_fields=["values"],
    )


def _renew_sums(row: Filling, sheet: Sheet, before: dict[int, Values], merged: dict[int, Values]) -> dict[int, Values]:
    """Move the sums by what changed; lines that add up fixed lines are written anew and given back."""
    if sheet.is_free:
        totals = Totals(sheet, {key: cells.number_of(value) or Decimal(0) for key, value in row.sums.get(sheet.key, {}).items()})
        for place, values in merged.items():
            totals.add(before.get(place, {}), -1)
            totals.add(values)
        row.sums = row.sums | {sheet.key: totals.plain()}
        return {}
    rows: dict[int, Values] = dict(row.rows.filter(sheet=sheet.key).values_list("place", "values"))
    summed = checking.computed_lines(sheet, rows)
    _keep(row, sheet, summed)
    row.sums = row.sums | {sheet.key: checking.whole_sheet(sheet, (rows | summed).items())}
    return summed


def touch(actor: Person, row: Filling) -> None:
    """A new version by this person; one line of the journal a sitting."""
    now = clock.now()
    if row.saved_by_id != actor.pk or row.saved_at is None or now - row.saved_at > SITTING:
        journal.record(actor, "registers.filling.saved", row, row.unit_id, version=row.version)
    row.version += 1
    row.state = FillingState.RETURNED if row.state == FillingState.RETURNED else FillingState.DRAFT
    row.is_nil, row.saved_at, row.saved_by = False, now, actor
    row.save(update_fields=["version", "state", "sums", "is_nil", "saved_at", "saved_by"])


@transaction.atomic
def send(*, actor: Person, filling_id: int, version: int, remark: str = "") -> Filling:
    """Send what was filled in. Every cell and rule is checked; a warning needs a remark that explains it.

    Raises Refusal with what is wrong, and when nothing was filled in.
    """
    row = own(actor, filling_id, version)
    if not row.rows.exists():
        raise Refusal(_("Biểu đang trống."), _("Hãy điền biểu; nếu kỳ này không có gì, hãy chọn «Không phát sinh»."))
    found = selectors.faults_of(row)
    wrong = [one for one in found if not one.is_warning]
    if wrong:
        raise Refusal(
            _("Biểu còn %(n)s chỗ sai hoặc thiếu nên chưa gửi được.") % {"n": text.number(len(wrong))},
            _("Hãy sửa theo danh sách ở đầu trang rồi gửi lại."),
        )
    if len(found) > len(wrong) and not remark.strip():
        raise Refusal(
            _("Số liệu thay đổi nhiều so với kỳ trước nên cần giải trình."),
            _("Hãy xem cảnh báo ở đầu trang, ghi một, hai câu vào ô giải trình."),
        )
    return _sent(actor, row, remark, is_nil=False)


def save_and_send(*, actor: Person, filling_id: int, version: int, sheet_key: str, typed: Cells, remark: str = "") -> Filling:
    """Keep what was typed, then send. What was typed stays kept when sending is refused."""
    if typed:
        version = save_cells(actor=actor, filling_id=filling_id, version=version, sheet_key=sheet_key, typed=typed).version
    return send(actor=actor, filling_id=filling_id, version=version, remark=remark)


@transaction.atomic
def send_nil(*, actor: Person, filling_id: int, version: int, remark: str = "") -> Filling:
    """Say that there was nothing in the period. Raises Refusal when lines were filled in."""
    row = own(actor, filling_id, version)
    if row.rows.exists():
        raise Refusal(_("Biểu đã có số liệu nên không phải là không phát sinh."), _("Hãy gửi biểu, hoặc xoá hết số liệu trước."))
    return _sent(actor, row, remark, is_nil=True)


def _sent(actor: Person, row: Filling, remark: str, *, is_nil: bool) -> Filling:
    row.state, row.is_nil, row.remark = FillingState.SENT, is_nil, remark.strip()[:2000]
    row.sent_at, row.version, row.returned_why = clock.now(), row.version + 1, ""
    row.save(update_fields=["state", "is_nil", "remark", "sent_at", "version", "returned_why"])
    _keep_sent(actor, row)
    journal.record(actor, "registers.filling.sent", row, row.unit_id, nil=is_nil, version=row.version)
    return row


def _keep_sent(actor: Person, row: Filling) -> None:
    """What was sent, as it was: a report that signs it names this copy, and it stays when the filling is returned and sent anew."""
    lines: dict[str, list[tuple[int, Values]]] = defaultdict(list)
    for sheet, place, values in row.rows.order_by("sheet", "place").values_list("sheet", "place", "values").iterator():
        lines[sheet].append((place, values))
    said = {"sums": row.sums, "is_nil": row.is_nil, "remark": row.remark, "sent_by": actor, "sent_at": row.sent_at}
    SentForm.objects.create(filling=row, number=row.sent_forms.count() + 1, lines=lines, **said)


def _sent_one(actor: Person, filling_id: int) -> Filling:
    row = permissions.filling_door(actor, filling_id)
    Filling.objects.select_for_update().get(pk=filling_id)
    row.refresh_from_db(fields=["state", "version", "sent_at"])
    if row.state != FillingState.SENT:
        raise Conflict(_("Biểu này chưa gửi hoặc đã trả lại."), _("Hãy tải lại trang."))
    return row


@transaction.atomic
def reopen(*, actor: Person, filling_id: int) -> Filling:
    """Take one's own filling back to correct it, until its last day. Later the office returns it."""
    row = _sent_one(actor, filling_id)
    permissions.can_fill(actor, path_today(row.unit_id) or row.path).require()
    if clock.today() > row.collection.due:
        raise Refusal(_("Đã quá hạn thu biểu nên đơn vị không tự rút về được."), _("Hãy báo nơi giao biểu trả lại để sửa."))
    return _open_again(actor, row, FillingState.DRAFT, "registers.filling.reopened", "")


@transaction.atomic
def return_filling(*, actor: Person, filling_id: int, reason: str) -> Filling:
    """Return a sent filling to its unit with a reason. Only who asks for the form does."""
    row = _sent_one(actor, filling_id)
    permissions.can_return(actor, row.collection).require()
    if not reason.strip():
        raise Refusal(_("Cần nêu lý do trả lại."), _("Hãy ghi cụ thể ô nào, vì sao, cần sửa thế nào."))
    return _open_again(actor, row, FillingState.RETURNED, "registers.filling.returned", reason.strip()[:2000])


def _open_again(actor: Person, row: Filling, state: FillingState, verb: str, reason: str) -> Filling:
    row.state, row.returned_why, row.version, row.sent_at = state, reason, row.version + 1, None
    row.save(update_fields=["state", "returned_why", "version", "sent_at"])
    data: dict[str, Any] = {"version": row.version}
    journal.record(actor, verb, row, row.unit_id, **data)
    return row
