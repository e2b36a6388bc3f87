"""A register's workbooks: a unit's lines out and in, all of it or nothing; the year's lines of everybody whom the person sees."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal, scanning, text, uploads
from trienkhai.core.errors import Refusal
from trienkhai.registers import builtin, checking, entry_book, naming, permissions, selectors, taking, workbook
from trienkhai.registers.choices import IntakeState
from trienkhai.registers.models import Intake, Register, RegisterEntry
from trienkhai.registers.services.events import put_change, put_entry
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.registers.builtin import Definition
    from trienkhai.registers.taking import Taken

MOST = 2000
"""Lines of one workbook: each is a line of the register with its step and its line of the journal."""
XLSX = uploads.MEDIA[".xlsx"][1]
Keep = tuple[RegisterEntry | None, checking.Values, int | None]
"""A line that stands already (None for a new one), its values, and under which line a new one stands."""


def _door(actor: Person, register_id: int, unit_id: int) -> Register:
    row = permissions.register_door(actor, register_id)
    permissions.can_keep(actor, path_today(unit_id) or "-").require()
    return row


def hand_out_entries(*, actor: Person, register_id: int, unit_id: int, year: int) -> tuple[bytes, str]:
    """A unit's lines of a year as a workbook to fill in further, and a name for it."""
    register = _door(actor, register_id, unit_id)
    rows = register.entries.filter(unit_id=unit_id, removed_at__isnull=True, day__year=year).order_by("day", "id")
    lines = [(at, _with_code(row)) for at, row in enumerate(rows, start=1)]
    return _book(register, unit_id, lines, {}), f"{register.kind}-{unit_id}-{year}.xlsx"


def _with_code(row: RegisterEntry) -> checking.Values:
    under = {entry_book.UNDER: f"D{row.parent_id}"} if row.parent_id else {}
    return {**row.values, entry_book.KEY: entry_book.line_code(row.pk, row.version), **under}


def _book(register: Register, unit_id: int, lines: list[tuple[int, Any]], faults: dict[tuple[str, int, str], str]) -> bytes:
    definition = builtin.BY_KEY[register.kind]
    cover = entry_book.cover_of(register.pk, unit_id, definition, units.last_known(unit_id=unit_id).name)
    names = naming.names_of(definition.sheet, [values for _place, values in lines])
    return workbook.write(cover, entry_book.shape_of(definition), {"b1": lines}, names, faults)


def hand_out_year(*, actor: Person, register_id: int, year: int) -> tuple[bytes, str]:
    """All lines of a year that the person sees, with their units and steps; written into the journal."""
    register, definition, rows, names = selectors.year_lines(viewer=actor, register_id=register_id, year=year)
    data = entry_book.year_book(definition, f"{definition.title} {year}", rows, names)
    journal.saw(actor, "registers.register.file", register, register.owner_id, year=year)
    return data, f"{register.kind}-{year}.xlsx"


def take_entries_in(*, actor: Person, register_id: int, unit_id: int, name: str, data: bytes) -> Intake:
    """Write a workbook's new and changed lines, or give it back with its faults marked and write nothing.

    Lines that the workbook does not hold stay as they are. Raises Refusal for a workbook that cannot be taken at all.
    """
    register = _door(actor, register_id, unit_id)
    if uploads.media_type(name, data) != XLSX:
        raise Refusal(_("Chỉ nhận tệp .xlsx."), _("Hãy tải tệp mẫu của sổ tại trang này, điền rồi nạp lại."))
    scanning.require_clean(actor=actor, verb="registers.entries.refused", subject=register, unit_id=unit_id, name=name, data=data)
    definition, path = builtin.BY_KEY[register.kind], path_today(unit_id) or "-"
    known = partial(naming.units_of, path=path)
    taken = taking.read_pages(data, entry_book.shape_of(definition), units=known, check=entry_book.check(register.pk, unit_id))
    if taken.row_count > MOST:
        raise Refusal(
            _("Tệp có %(n)s dòng, quá %(most)s dòng một lần nạp.") % {"n": text.number(taken.row_count), "most": text.number(MOST)},
            _("Chưa có gì được ghi. Hãy chia tệp theo từng quý hoặc từng tháng rồi nạp lần lượt."),
        )
    return _put(actor, register, (unit_id, path), taken, name)


@transaction.atomic
def _put(actor: Person, register: Register, unit: tuple[int, str], taken: Taken, name: str) -> Intake:
    """Under the locks of the lines that stand already."""
    definition, lines = builtin.BY_KEY[register.kind], taken.rows.get("b1", [])
    said = {code[0] for _place, values in lines if (code := entry_book.read_line(str(values.get(entry_book.KEY, ""))))}
    rows = register.entries.select_for_update(of=("self",)).filter(pk__in=said, unit_id=unit[0], removed_at__isnull=True)
    standing = {row.pk: row for row in rows.select_related("register")}
    keep = [_line(taken, definition, standing, place, values) for place, values in lines]
    _check_parents(actor, register, taken, definition, keep)
    if taken.faults:
        return _noted(actor, register, unit[0], taken, name, _book(register, unit[0], lines, taken.faults))
    parents = {row.pk: row for row in RegisterEntry.objects.filter(pk__in={under for row, _values, under in keep if row is None and under})}
    for row, values, under in keep:
        if row is None:
            put_entry(actor, register, unit, values, parents.get(under or 0))
        elif row.values != values:
            put_change(actor, row, values)
    return _noted(actor, register, unit[0], taken, name, None)


def _line(taken: Taken, definition: Definition, standing: dict[int, RegisterEntry], place: int, values: checking.Values) -> Keep:
    """One line with what is wrong with it told at its cells."""
    words = str(values.get(entry_book.KEY, ""))
    kept = {key: value for key, value in values.items() if key not in (entry_book.KEY, entry_book.UNDER)}
    for one in checking.row_faults(definition.sheet, place, kept):
        taken.faults.setdefault(("b1", place, one.column), one.words)
    for column in definition.columns:
        if column.required and column.key not in kept:
            taken.faults.setdefault(("b1", place, column.key), _("Cần nhập ô này."))
    code = entry_book.read_line(words)
    row = standing.get(code[0]) if code else None
    if words and row is None:
        taken.faults["b1", place, entry_book.KEY] = _(
            "Không có dòng này trong sổ của đơn vị, hoặc dòng đã bỏ. Hãy để trống nếu là dòng mới."
        )
    elif row is not None and code is not None and row.version != code[1] and row.values != kept:
        taken.faults["b1", place, entry_book.KEY] = _("Dòng này đã có người sửa sau khi tải tệp. Hãy tải tệp mới rồi sửa lại.")
    under = entry_book.read_parent(str(values.get(entry_book.UNDER, "")))
    return row, kept, under


def _check_parents(actor: Person, register: Register, taken: Taken, definition: Definition, keep: list[Keep]) -> None:
    """New findings stand under a visit of the same body that the person sees."""
    if not definition.parent:
        return
    wanted = {under for row, _values, under in keep if row is None and under}
    seen = permissions.visible_entries(actor).filter(register__owner=register.owner_id, register__kind=definition.parent)
    known = set(seen.filter(pk__in=wanted, removed_at__isnull=True).values_list("pk", flat=True))
    for at, (row, _values, under) in enumerate(keep, start=1):
        if row is None and under not in known:
            taken.faults["b1", at, entry_book.UNDER] = _("Hãy ghi mã dòng của cuộc kiểm tra, như ở tệp sổ kiểm tra.")


def _noted(actor: Person, register: Register, unit_id: int, taken: Taken, name: str, marked: bytes | None) -> Intake:
    kept, state = (files.store(marked, XLSX), IntakeState.FAULTY) if marked is not None else (None, IntakeState.TAKEN)
    counts: dict[str, Any] = {"rows": taken.row_count, "fault_count": len(taken.faults)}
    said = {"name": files.safe_name(name), "state": state, "marked": kept, "actor": actor, "at": clock.now()}
    made = Intake.objects.create(register=register, unit_id=unit_id, **said, **counts)
    journal.record(actor, "registers.entries.taken_in", register, unit_id, intake=made.pk, state=str(state), **counts)
    return made


def told(made: Intake) -> str:
    """What became of a workbook, in words."""
    if made.marked_id is None:
        return _("Đã nạp sổ từ tệp: %(n)s dòng.") % {"n": text.number(made.rows)}
    return _("Tệp có ô sai nên chưa nạp dòng nào. Hãy tải tệp đã đánh dấu ô sai ở dưới, sửa rồi nạp lại.")
