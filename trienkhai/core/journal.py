"""One call per service: what was done, by whom, to what. Lines are read on each object's page and sealed by `core.sealing`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, personal, searching
from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model

    from trienkhai.accounts.models import Person

Outcome = JournalLine.Outcome


def acts_for(actor: Person | AnonymousUser, giver_id: int | None) -> None:
    """Lines of this actor, from here on in this request, say on whose behalf: a delegation's giver, or nobody's. Called by the verdict."""
    actor._acts_for = giver_id  # type: ignore[union-attr]


def record(
    actor: Person | None,
    verb: str,
    subject: Model | None,
    unit_id: int | None = None,
    *,
    about: Person | None = None,
    values: dict[str, Any] | None = None,
    **data: Any,
) -> None:
    """Append one line in the caller's transaction. `verb` is dotted ("plans.plan.issued"); `data` must be plain and not personal.

    Search follows: the services call this last, when the subject stands as it will.
    `subject` is None for a set statement over many rows. `values` are personal values `about` somebody, kept under that person's key.
    """
    _append(actor, verb, subject, unit_id, data, about=about, values=values)
    if subject is not None and subject.pk is not None:
        searching.follow(subject._meta.label_lower, subject.pk, verb)


def saw(actor: Person, verb: str, subject: Model, unit_id: int | None = None, **data: Any) -> None:
    """Append that somebody looked at what not everybody may see, or took it away; `data` says which part."""
    _append(actor, verb, subject, unit_id, data, outcome=Outcome.SEEN)


def refused(actor: Person | None, verb: str, **data: Any) -> None:
    """Append a refusal. Called by the outermost handler, after the refused transaction was rolled back."""
    _append(actor, verb, None, None, data, outcome=Outcome.REFUSED)


def _append(
    actor: Person | None,
    verb: str,
    subject: Model | None,
    unit_id: int | None,
    data: dict[str, Any],
    *,
    about: Person | None = None,
    values: dict[str, Any] | None = None,
    outcome: str = Outcome.DONE,
) -> None:
    giver = getattr(actor, "_acts_for", None)
    if giver is not None and outcome != Outcome.REFUSED:
        data = data | {"behalf": giver}
    JournalLine.objects.create(
        at=clock.now(),
        actor=actor,
        verb=verb,
        object_type=subject._meta.label_lower if subject is not None else "",
        object_id=subject.pk if subject is not None else None,
        unit_id=unit_id,
        data=data,
        outcome=outcome,
        about_id=about.pk if about is not None else None,
        personal=personal.encrypt(about.pk, values) if about is not None and values else None,
    )


def latest_at() -> dt.datetime | None:
    """When the newest line was written: a clock that says an earlier moment was set back. One query."""
    return JournalLine.objects.order_by("-id").values_list("at", flat=True).first()


def lines(subject: Model, limit: int = 50) -> list[JournalLine]:
    """The latest changes of one object, newest first, actors loaded. One query."""
    return _of(subject, Outcome.DONE, limit)


def viewers(subject: Model, limit: int = 50) -> list[JournalLine]:
    """Who looked at one object or took it away, newest first. One query."""
    return _of(subject, Outcome.SEEN, limit)


def last_lines(model: type[Model], ids: Collection[int], verb: str) -> dict[int, JournalLine]:
    """The latest line of one verb for each of these objects, by the object's id, actors loaded. One query."""
    latest = JournalLine.objects.filter(object_type=model._meta.label_lower, object_id__in=ids, verb=verb, outcome=Outcome.DONE)
    newest = latest.order_by().values("object_id").annotate(last=Max("id")).values("last")
    rows = JournalLine.objects.filter(pk__in=newest).select_related("actor")
    return {row.object_id: row for row in _with_givers(list(rows)) if row.object_id is not None}


def require_viewers(found: list[JournalLine] | None) -> list[JournalLine]:
    """The viewers that a page shows; Refusal for somebody to whom it shows none."""
    if found is None:
        raise Refusal(
            _("Chỉ người phụ trách ở cơ quan chủ quản xem được ai đã tải về."),
            _("Hãy liên hệ cơ quan giao việc hoặc lập báo cáo."),
            status=403,
        )
    return found


def lines_of_unit(model: type[Model], unit_id: int, limit: int = 50) -> list[JournalLine]:
    """The latest changes of all objects of one kind that belong to a unit, newest first, actors loaded. One query."""
    rows = JournalLine.objects.filter(object_type=model._meta.label_lower, unit_id=unit_id, outcome=Outcome.DONE)
    return _with_givers(list(rows.select_related("actor").order_by("-id")[:limit]))


def _of(subject: Model, outcome: str, limit: int) -> list[JournalLine]:
    rows = JournalLine.objects.filter(object_type=subject._meta.label_lower, object_id=subject.pk, outcome=outcome)
    return _with_givers(list(rows.select_related("actor").order_by("-id")[:limit]))


def _with_givers(found: list[JournalLine]) -> list[JournalLine]:
    """Each line with `behalf`, the person on whose behalf it was done (None for most). One query when there are such lines."""
    wanted = {line.data["behalf"] for line in found if line.data.get("behalf")}
    people = get_user_model()._default_manager.in_bulk(wanted) if wanted else {}
    for line in found:
        line.behalf = people.get(line.data.get("behalf"))  # type: ignore[attr-defined]
    return found
