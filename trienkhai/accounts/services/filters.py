"""Filters that people keep: name one, name it otherwise, share it with the unit, drop it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from trienkhai.accounts.models import KeptFilter
from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, journal, kept
from trienkhai.core.errors import Conflict, Hidden, Refusal

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MOST = 100


@transaction.atomic
def keep_filter(
    *, actor: Person, page: str, numbers: Sequence[int], asked: dict[str, list[str]], name: str, share: bool = False
) -> KeptFilter:
    """Keep how a list is narrowed under a name; the same name on the same list takes the new one.

    Raises Hidden for a list that there is not, Refusal when nothing narrows it, without a name, or when there are too many.
    """
    said, title = kept.known(page, asked), _named(name)
    try:
        reverse(page, args=numbers)
    except NoReverseMatch as error:
        raise Hidden from error
    if page not in kept.lists():
        raise Hidden
    if not said:
        raise Refusal(_("Danh sách đang không lọc gì."), _("Hãy chọn điều kiện lọc rồi lưu."))
    if KeptFilter.objects.filter(person=actor).count() >= MOST:
        raise Refusal(_("Bạn đã lưu %(n)s bộ lọc.") % {"n": MOST}, _("Hãy xoá bớt bộ lọc không dùng nữa."))
    values = {"asked": said, "unit_id": _unit_of(actor) if share else None, "made_at": clock.now()}
    row, _made = KeptFilter.objects.update_or_create(
        person=actor, name=title, page=page, numbers=",".join(map(str, numbers)), defaults=values
    )
    journal.record(actor, "accounts.filter.kept", row, row.unit_id, page=page)
    return row


@transaction.atomic
def change_filter(*, actor: Person, filter_id: int, name: str, share: bool) -> KeptFilter:
    """Name one's own filter otherwise, share it with the unit or no longer. Raises Conflict for a name that another one has."""
    row, title = _own(actor, filter_id), _named(name)
    same = KeptFilter.objects.filter(person=actor, page=row.page, numbers=row.numbers, name=title).exclude(pk=row.pk)
    if same.exists():
        raise Conflict(_("Bạn đã có bộ lọc tên «%(name)s» ở danh sách này.") % {"name": title}, _("Hãy chọn tên khác."))
    row.name, row.unit_id = title, (row.unit_id or _unit_of(actor)) if share else None
    row.save(update_fields=["name", "unit_id"])
    journal.record(actor, "accounts.filter.changed", row, row.unit_id, shared=share)
    return row


@transaction.atomic
def drop_filter(*, actor: Person, filter_id: int) -> None:
    """Drop one's own filter; those with whom it was shared have it no longer."""
    row = _own(actor, filter_id)
    journal.record(actor, "accounts.filter.dropped", row, row.unit_id, page=row.page)
    row.delete()


def _own(actor: Person, filter_id: int) -> KeptFilter:
    row = KeptFilter.objects.select_for_update().filter(pk=filter_id, person=actor).first()
    if row is None:
        raise Hidden
    return row


def _named(name: str) -> str:
    if not name.strip():
        raise Refusal(_("Bộ lọc chưa có tên."), _("Hãy đặt một tên ngắn, ví dụ «Quá hạn của các xã»."))
    return " ".join(name.split())[:80]


def _unit_of(actor: Person) -> int:
    """The unit where the person works, by a role of their own."""
    for held in scope_of(actor).holdings:
        if held.behalf is None:
            return held.unit_id
    raise Refusal(_("Bạn không giữ vai trò ở đơn vị nào nên chưa chia sẻ được."), _("Hãy lưu bộ lọc cho riêng bạn."))
