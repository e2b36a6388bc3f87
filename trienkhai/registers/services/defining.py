"""Defining a form: a draft version is corrected until it is published and never changed then; the next begins from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, scanning, uploads
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.registers import permissions, proposing
from trienkhai.registers import shape as shapes
from trienkhai.registers.models import Form, FormVersion
from trienkhai.registers.shape import Column, Line, Rule, Shape, Sheet
from trienkhai.units.models import Unit
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MOST_TEMPLATE = 5 * 1024 * 1024


def create_form(*, actor: Person, owner_id: int, title: str, template: tuple[str, bytes] | None = None) -> Form:
    """Begin a form with a draft version: one empty sheet, or what an office's own workbook proposes.

    Raises Refusal without a title, and for a workbook in which no table is found. The workbook is scanned before the transaction.
    """
    path = path_today(owner_id)
    if path is None:
        raise Hidden
    permissions.can_define(actor, path).require()
    if not title.strip():
        raise Refusal(_("Biểu mẫu chưa có tên."), _("Hãy đặt tên biểu như trên văn bản, ví dụ «Biểu 01: Cơ sở vật chất»."))
    sheets: tuple[Sheet, ...] = (Sheet("b1", _("Bảng 1")),)
    if template is not None:
        name, data = template
        if uploads.media_type(name, data) != uploads.MEDIA[".xlsx"][1] or len(data) > MOST_TEMPLATE:
            raise Refusal(_("Chỉ nhận tệp mẫu .xlsx không quá 5 MB."), _("Hãy lưu biểu thành .xlsx, bỏ số liệu cũ và hình ảnh."))
        scanning.require_clean(
            actor=actor, verb="registers.form.refused", subject=Unit(pk=owner_id), unit_id=owner_id, name=name, data=data
        )
        sheets = proposing.propose(data)
    return _create(actor, owner_id, " ".join(title.split())[:250], Shape(sheets))


@transaction.atomic
def _create(actor: Person, owner_id: int, title: str, shape: Shape) -> Form:
    form = Form.objects.create(owner_id=owner_id, title=title, created_by=actor, created_at=clock.now())
    FormVersion.objects.create(form=form, number=1, shape=shapes.to_json(shape))
    journal.record(actor, "registers.form.created", form, owner_id, sheets=len(shape.sheets))
    return form


def _door(actor: Person, form_id: int) -> Form:
    form = permissions.form_door(actor, form_id)
    permissions.can_define(actor, path_today(form.owner_id) or "-").require()
    return form


def _change(actor: Person, form_id: int, edit: int, act: Callable[[Shape], Shape]) -> FormVersion:
    """Change the draft that the caller saw. Raises Conflict when somebody changed it meanwhile or it was published."""
    form = _door(actor, form_id)
    draft = FormVersion.objects.select_for_update().filter(form=form, published_at__isnull=True).first()
    if draft is None:
        raise Conflict(_("Biểu này không có bản đang soạn."), _("Hãy bấm «Lập phiên bản mới» rồi sửa; phiên bản đã công bố giữ nguyên."))
    if draft.edit != edit:
        raise Conflict(_("Người khác vừa sửa biểu này."), _("Hãy tải lại trang để xem bản mới nhất rồi sửa tiếp."))
    draft.shape = shapes.to_json(act(shapes.from_json(draft.shape)))
    draft.edit += 1
    draft.save(update_fields=["shape", "edit"])
    journal.record(actor, "registers.form.edited", form, form.owner_id, version=draft.number)
    return draft


@transaction.atomic
def edit_sheet(
    *, actor: Person, form_id: int, edit: int, key: str, title: str, head: str, columns: Sequence[Column], lines: Sequence[Line]
) -> FormVersion:
    """Put a sheet of the draft in place of the one it has. Columns and lines without key get one."""

    def act(shape: Shape) -> Shape:
        if shape.sheet(key) is None:
            raise Hidden
        made = Sheet(key, title, _keyed_columns(columns), _keyed_lines(lines), head)
        return replace(shape, sheets=tuple(made if one.key == key else one for one in shape.sheets))

    return _change(actor, form_id, edit, act)


def _keyed_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Keys for new columns; what they add up is named by position ("#2") until all have keys."""
    taken, out = {column.key for column in columns if column.key}, list[Column]()
    for column in columns:
        key = column.key or shapes.free_key("c", taken)
        taken.add(key)
        out.append(replace(column, key=key))
    by_place = {f"#{at}": column.key for at, column in enumerate(out)}
    return tuple(replace(column, sum_of=tuple(by_place.get(one, one) for one in column.sum_of)) for column in out)


def _keyed_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Keys for new lines; a line whose sum is marked by "*" adds up the lines above it since the sum before."""
    taken, out, open_lines = {line.key for line in lines if line.key}, list[Line](), list[str]()
    for line in lines:
        key = line.key or shapes.free_key("d", taken)
        taken.add(key)
        out.append(Line(key, line.title, tuple(open_lines) if line.sum_of else ()))
        open_lines = [] if line.sum_of else [*open_lines, key]
    return tuple(out)


@transaction.atomic
def add_sheet(*, actor: Person, form_id: int, edit: int) -> FormVersion:
    """A further empty sheet at the end of the draft."""

    def act(shape: Shape) -> Shape:
        if len(shape.sheets) >= shapes.MOST_SHEETS:
            raise Refusal(_("Biểu đã có 10 bảng."), _("Hãy lập biểu khác cho phần còn lại."))
        key = shapes.free_key("b", {sheet.key for sheet in shape.sheets})
        return replace(shape, sheets=(*shape.sheets, Sheet(key, _("Bảng %(n)s") % {"n": key[1:]})))

    return _change(actor, form_id, edit, act)


@transaction.atomic
def remove_sheet(*, actor: Person, form_id: int, edit: int, key: str) -> FormVersion:
    """Take a sheet out of the draft, and the rules that name it."""

    def act(shape: Shape) -> Shape:
        rules = tuple(rule for rule in shape.rules if key not in {one.sheet for one in (rule.left, *rule.right)})
        return Shape(tuple(sheet for sheet in shape.sheets if sheet.key != key), rules)

    return _change(actor, form_id, edit, act)


@transaction.atomic
def set_rules(*, actor: Person, form_id: int, edit: int, rules: Sequence[Rule]) -> FormVersion:
    """The rules over figures of the draft, all anew."""
    return _change(actor, form_id, edit, lambda shape: replace(shape, rules=tuple(rules)))


@transaction.atomic
def set_shape(*, actor: Person, form_id: int, edit: int, shape: Shape) -> FormVersion:
    """What the draft asks, all anew: for programs that define a whole form at once."""
    return _change(actor, form_id, edit, lambda _was: shape)


@transaction.atomic
def publish(*, actor: Person, form_id: int, edit: int) -> FormVersion:
    """Publish the draft; from then on it can be asked of units and never changes. Raises Refusal with everything that is missing."""
    draft = _change(actor, form_id, edit, lambda shape: shape)
    faults = shapes.problems(shapes.from_json(draft.shape))
    if faults:
        raise Refusal(_("Chưa công bố được biểu. %(faults)s") % {"faults": " ".join(faults[:5])}, _("Hãy sửa rồi công bố lại."))
    draft.published_at, draft.published_by = clock.now(), actor
    draft.save(update_fields=["published_at", "published_by"])
    journal.record(actor, "registers.form.published", draft.form, draft.form.owner_id, version=draft.number)
    return draft


@transaction.atomic
def revise(*, actor: Person, form_id: int) -> FormVersion:
    """Begin the next version from the last published one; the draft that there is, when there is one."""
    form = _door(actor, form_id)
    Form.objects.select_for_update().get(pk=form.pk)
    last = form.versions.order_by("-number").first()
    if last is None:
        raise Hidden
    if last.published_at is None:
        return last
    made = FormVersion.objects.create(form=form, number=last.number + 1, shape=last.shape)
    journal.record(actor, "registers.form.revised", form, form.owner_id, version=made.number)
    return made
