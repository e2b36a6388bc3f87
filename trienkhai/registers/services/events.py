"""Keeping registers: lines are written, corrected, moved on, taken out with a reason; a unit sends figures to an indicator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal, scanning, text, uploads
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans import services as plans
from trienkhai.plans.models import Indicator, PlanPeriod
from trienkhai.plans.permissions import indicator_door
from trienkhai.registers import builtin, cells, checking, naming, permissions
from trienkhai.registers.models import EntryStep, Register, RegisterEntry
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.registers.builtin import Definition

File = tuple[str, bytes]


@transaction.atomic
def open_register(*, actor: Person, owner_id: int, kind: str) -> Register:
    """Begin one of the built-in registers for a body; the one that stands, when there is one."""
    path = path_today(owner_id)
    if path is None or kind not in builtin.BY_KEY:
        raise Hidden
    permissions.can_define(actor, path).require()
    row, made = Register.objects.get_or_create(owner_id=owner_id, kind=kind, defaults={"opened_by": actor, "opened_at": clock.now()})
    if made:
        journal.record(actor, "registers.register.opened", row, owner_id, kind=kind)
    return row


@transaction.atomic
def link_indicator(*, actor: Person, register_id: int, indicator_id: int | None, counts: str = "") -> Register:
    """Say which indicator a register's figures go to: its number of lines, or the sum of a column."""
    row = permissions.register_door(actor, register_id)
    permissions.can_define(actor, path_today(row.owner_id) or "-").require()
    column = builtin.BY_KEY[row.kind].sheet.column(counts) if counts else None
    if counts and (column is None or not column.is_numeric):
        raise Refusal(_("Cột này không cộng được."), _("Hãy chọn cột số hoặc cột tiền, hay để trống để đếm số dòng."))
    if indicator_id is not None and indicator_door(actor, indicator_id).source != "register":
        raise Refusal(
            _("Chỉ tiêu này không lấy số liệu từ sổ theo dõi."), _("Hãy đổi nguồn số liệu của chỉ tiêu, hoặc chọn chỉ tiêu khác.")
        )
    row.indicator_id, row.counts = indicator_id, counts
    row.save(update_fields=["indicator", "counts"])
    journal.record(actor, "registers.register.linked", row, row.owner_id, indicator=indicator_id, counts=counts)
    return row


@transaction.atomic
def make_entry(
    *,
    actor: Person,
    register_id: int,
    unit_id: int,
    typed: Mapping[str, str],
    parent_id: int | None = None,
    happened_at: dt.datetime | None = None,
) -> RegisterEntry:
    """Write a line for a unit. Raises Refusal with what is wrong; findings stand under a visit of the same body.

    `happened_at` is when the first step happened, now unless said: statutory clocks run from it.
    """
    register = permissions.register_door(actor, register_id)
    path = path_today(unit_id) or "-"
    permissions.can_keep(actor, path).require()
    definition = builtin.BY_KEY[register.kind]
    parent = permissions.entry_door(actor, parent_id) if parent_id else None
    if bool(definition.parent) != bool(parent) or (parent and parent.register.kind != definition.parent):
        raise Refusal(_("Kiến nghị phải ghi dưới một cuộc kiểm tra."), _("Hãy mở cuộc kiểm tra rồi thêm kiến nghị tại đó."))
    values = _values(definition, typed, path)
    return put_entry(actor, register, (unit_id, path), values, parent, happened_at)


def put_entry(
    actor: Person,
    register: Register,
    unit: tuple[int, str],
    values: checking.Values,
    parent: RegisterEntry | None = None,
    happened_at: dt.datetime | None = None,
) -> RegisterEntry:
    """A line of values that were checked, at its first step. The caller permits and holds the transaction."""
    (unit_id, path), definition = unit, builtin.BY_KEY[register.kind]
    subject = parent.subject_id if parent else values.get(definition.subject)
    first, since = definition.steps[0], happened_at or clock.now()
    if since > clock.now():
        raise Refusal(_("Thời điểm này chưa tới."), _("Hãy nhập thời điểm đã qua."))
    row = RegisterEntry.objects.create(
        register=register,
        unit_id=unit_id,
        path=path,
        parent=parent,
        subject_id=subject,
        values=values,
        **_days(definition, values),
        step=first.key,
        made_by=actor,
        made_at=clock.now(),
    )
    EntryStep.objects.create(entry=row, step=first.key, happened_at=since, actor=actor, at=clock.now())
    journal.record(actor, "registers.entry.made", row, unit_id, register=register.pk, kind=register.kind)
    return row


def _values(definition: Definition, typed: Mapping[str, str], path: str) -> checking.Values:
    """The line as it is to be kept. Raises Refusal naming every fault."""
    sheet, values = definition.sheet, dict[str, Any]()
    known = naming.units_of(sheet, [dict(typed)], path)
    for column in sheet.columns:
        value, _fault = cells.kept(column, typed.get(column.key, ""), known)
        if not cells.is_blank(value):
            values[column.key] = value
    faults = checking.row_faults(sheet, 1, values)
    missing = [column.title for column in sheet.columns if column.required and column.key not in values]
    if faults or missing:
        words = [f"{sheet.column(one.column).title}: {one.words}" for one in faults]  # type: ignore[union-attr]
        said = words or [_("%(name)s: Cần nhập ô này.") % {"name": name} for name in missing]
        raise Refusal(" ".join(said), _("Hãy sửa rồi lưu lại."))
    return values


def _days(definition: Definition, values: checking.Values) -> dict[str, dt.date | None]:
    due = values.get(definition.due) if definition.due else None
    return {"day": dt.date.fromisoformat(values[definition.day]), "due": dt.date.fromisoformat(due) if due else None}


def _locked(actor: Person, entry_id: int, version: int) -> RegisterEntry:
    row = permissions.entry_door(actor, entry_id)
    permissions.can_keep(actor, path_today(row.unit_id) or row.path).require()
    return _held(row, version)


def _held(row: RegisterEntry, version: int) -> RegisterEntry:
    entry_id = row.pk
    RegisterEntry.objects.select_for_update().get(pk=entry_id)
    row.refresh_from_db(fields=["version", "step", "removed_at", "values", "day", "due", "reported"])
    if row.removed_at is not None:
        raise Conflict(_("Dòng này đã bỏ."), _("Hãy ghi dòng mới nếu cần."))
    if row.version != version:
        raise Conflict(_("Người khác vừa sửa dòng này."), _("Hãy tải lại trang rồi sửa tiếp."))
    return row


@transaction.atomic
def change_entry(*, actor: Person, entry_id: int, version: int, typed: Mapping[str, str]) -> RegisterEntry:
    """Correct a line. A figure that counted it stays as it was said until the unit sends it anew."""
    row = _locked(actor, entry_id, version)
    definition = builtin.BY_KEY[row.register.kind]
    return put_change(actor, row, _values(definition, typed, path_today(row.unit_id) or row.path))


def put_change(actor: Person, row: RegisterEntry, values: checking.Values) -> RegisterEntry:
    """A line with other values that were checked. The caller permits, locks and holds the transaction."""
    definition, row.values = builtin.BY_KEY[row.register.kind], values
    for name, day in _days(definition, row.values).items():
        setattr(row, name, day)
    row.version += 1
    if definition.subject:
        row.subject_id = row.values.get(definition.subject)
        row.children.update(subject_id=row.subject_id)
    row.save(update_fields=["values", "day", "due", "version", "subject"])
    journal.record(actor, "registers.entry.changed", row, row.unit_id, version=row.version)
    return row


def take_step(
    *, actor: Person, entry_id: int, version: int, happened_at: dt.datetime, note: str = "", file: File | None = None
) -> RegisterEntry:
    """Move a line to its next step. Raises Refusal for a missing or unfit file and an impossible moment; the file is scanned first."""
    seen = permissions.entry_door(actor, entry_id)
    permissions.can_step(actor, seen).require()
    if file is not None:
        uploads.media_type(*file)
        scanning.require_clean(actor=actor, verb="registers.entry.refused", subject=seen, unit_id=seen.unit_id, name=file[0], data=file[1])
    return _stepped(actor, entry_id, version, happened_at, note, file)


@transaction.atomic
def _stepped(actor: Person, entry_id: int, version: int, happened_at: dt.datetime, note: str, file: File | None) -> RegisterEntry:
    row = _held(permissions.entry_door(actor, entry_id), version)
    permissions.can_step(actor, row).require()
    step = builtin.BY_KEY[row.register.kind].after(row.step)
    if step is None:
        raise Conflict(_("Dòng này đã ở bước cuối."), _("Không còn bước nào phải làm."))
    if happened_at > clock.now() or happened_at < row.steps.latest("pk").happened_at - dt.timedelta(days=366 * 5):
        raise Refusal(_("Thời điểm của bước này chưa đúng."), _("Hãy nhập thời điểm đã qua, sau bước trước."))
    if step.file and file is None:
        raise Refusal(_("Bước «%(step)s» cần tệp minh chứng.") % {"step": step.title}, _("Hãy đính kèm biên bản, ảnh hoặc văn bản."))
    if (
        row.register.kind == "inspection"
        and step.key == "concluded"
        and row.children.filter(removed_at__isnull=True, step="asked").exists()
    ):
        note = f"{note} {_('Còn kiến nghị phải khắc phục, tiếp tục theo dõi.')}".strip()
    stored = files.store(file[1], uploads.media_type(*file)) if file else None
    made = {"happened_at": happened_at, "note": note.strip()[:2000], "actor": actor, "at": clock.now()}
    EntryStep.objects.create(entry=row, step=step.key, file=stored, file_name=files.safe_name(file[0]) if file else "", **made)
    row.step, row.version = step.key, row.version + 1
    row.save(update_fields=["step", "version"])
    journal.record(actor, "registers.entry.stepped", row, row.unit_id, step=step.key)
    return row


@transaction.atomic
def remove_entry(*, actor: Person, entry_id: int, version: int, reason: str) -> RegisterEntry:
    """Take a line out; it stays as a tombstone. A figure that counted it keeps it as its source until the unit sends a new figure."""
    row = _locked(actor, entry_id, version)
    if not reason.strip():
        raise Refusal(_("Cần nêu lý do bỏ dòng."), _("Dòng đã bỏ vẫn giữ trong sổ kèm lý do."))
    row.removed_at, row.removed_why, row.version = clock.now(), reason.strip()[:2000], row.version + 1
    row.save(update_fields=["removed_at", "removed_why", "version"])
    journal.record(actor, "registers.entry.removed", row, row.unit_id, reported=row.reported_id)
    return row


@transaction.atomic
def report_figures(*, actor: Person, register_id: int, unit_id: int, plan_period_id: int) -> Decimal:
    """Send a unit's figure of a period to the register's indicator; the lines that were counted remember it. The figure that was sent.

    Raises Refusal when the register feeds no indicator, Conflict when the same figure stands already.
    """
    register = permissions.register_door(actor, register_id)
    permissions.can_keep(actor, path_today(unit_id) or "-").require()
    indicator: Indicator | None = register.indicator
    period = PlanPeriod.objects.select_related("period").filter(pk=plan_period_id, plan=indicator.plan_id if indicator else 0).first()
    if indicator is None or period is None:
        raise Refusal(_("Sổ này chưa gắn với chỉ tiêu của kế hoạch có kỳ đó."), _("Hãy báo chuyên viên phụ trách gắn sổ với chỉ tiêu."))
    span = (period.period.starts, period.period.ends)
    mine = Q(reported__isnull=True) | Q(reported__unit_id=unit_id)
    counted = list(register.entries.filter(mine, unit_id=unit_id, removed_at__isnull=True, day__range=span).select_for_update(of=("self",)))
    value = Decimal(len(counted))
    if register.counts:
        value = sum((cells.number_of(row.values.get(register.counts)) or Decimal(0) for row in counted), Decimal(0))
    title = builtin.BY_KEY[register.kind].title
    words = _("%(register)s: %(n)s dòng") % {"register": title, "n": text.number(len(counted))}
    said, origin = plans.Said(unit_id, value, Decimal(len(counted)) or None), plans.Origin("registers", register.pk, words)
    made = plans.push_value(actor=actor, indicator_id=indicator.pk, plan_period_id=period.pk, said=said, origin=origin)
    if made is None:
        raise Conflict(_("Số liệu kỳ này đã gửi và không thay đổi."), _("Không cần gửi lại."))
    RegisterEntry.objects.filter(pk__in=[row.pk for row in counted]).update(reported=made)
    journal.record(actor, "registers.register.reported", register, unit_id, period=period.pk, value=str(value), n=len(counted))
    return value


def hand_out_step_file(*, actor: Person, step_id: int) -> tuple[Any, str]:
    """The evidence of a step, for those who see its line."""
    step = EntryStep.objects.select_related("file", "entry").filter(pk=step_id, file__isnull=False).first()
    if step is None:
        raise Hidden
    row = permissions.entry_door(actor, step.entry_id)
    journal.saw(actor, "registers.entry.file", row, row.unit_id, step=step.pk)
    return step.file, step.file_name
