"""One call per service: what was done, by whom, to what. Lines are read on each object's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trienkhai.core import clock
from trienkhai.core.models import JournalLine

if TYPE_CHECKING:
    from django.db.models import Model

    from trienkhai.accounts.models import Person


def record(actor: Person | None, verb: str, subject: Model, unit_id: int | None = None, **data: Any) -> None:
    """Append one line in the caller's transaction. `verb` is dotted ("plans.plan.issued"); `data` must be plain and not personal."""
    JournalLine.objects.create(
        at=clock.now(),
        actor=actor,
        verb=verb,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        unit_id=unit_id,
        data=data,
    )


def lines(subject: Model, limit: int = 50) -> list[JournalLine]:
    """The latest lines on one object, newest first, actors loaded. One query."""
    return list(
        JournalLine.objects.filter(object_type=subject._meta.label_lower, object_id=subject.pk)
        .select_related("actor")
        .order_by("-id")[:limit]
    )


def lines_of_unit(model: type[Model], unit_id: int, limit: int = 50) -> list[JournalLine]:
    """The latest lines on all objects of one kind that belong to a unit, newest first, actors loaded. One query."""
    rows = JournalLine.objects.filter(object_type=model._meta.label_lower, unit_id=unit_id)
    return list(rows.select_related("actor").order_by("-id")[:limit])
