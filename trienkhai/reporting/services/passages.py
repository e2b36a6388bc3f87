"""Working on the passages of a part: words, order, groups. Each act keeps the sources, raises the part's version and can be undone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.reporting import permissions
from trienkhai.reporting.choices import PassageAct
from trienkhai.reporting.consolidating import placing
from trienkhai.reporting.models import Part, Passage, PassageChange, Source
from trienkhai.reporting.services.consolidating import changed, raise_version, refuse_issued

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MOST, MOST_PIECES = 40_000, 20
"""Letters of a passage, and passages that one is split into."""
_KEPT = ("order", "text", "included", "merged_id")


def _part(actor: Person, part_id: int, version: int) -> Part:
    """The part to work on, its version raised; Conflict when somebody else changed it since the page was opened."""
    part = permissions.part_door(actor, part_id)
    permissions.can_edit_part(actor, part).require()
    if part.consolidation.report_id is not None:
        refuse_issued(part.consolidation.report_id)
    raise_version(part, version)
    return part


def _one(actor: Person, passage_id: int, version: int) -> tuple[Part, Passage]:
    found = permissions.passage_door(actor, passage_id)
    part = _part(actor, found.part_id, version)
    return part, Passage.objects.select_for_update().get(pk=passage_id)


def _done(actor: Person, part: Part, act: PassageAct, before: Iterable[dict[str, Any]], made: Sequence[int] = ()) -> None:
    """Keep how it stood before, and tell the journal and what rests on the part."""
    kept = {str(row.pop("pk")): row for row in before}
    PassageChange.objects.create(part=part, act=act, version=part.version, before=kept, made=list(made), actor=actor, at=clock.now())
    row = part.consolidation
    unit_id = row.report.unit_id if row.report is not None else (row.submission.unit_id if row.submission is not None else None)
    journal.record(actor, f"reporting.passage.{act}", row.report or row.submission, unit_id, part=part.pk, passages=len(kept) + len(made))
    changed(part)


def _as_now(*passages: Passage) -> list[dict[str, Any]]:
    return [{"pk": one.pk, **{name: getattr(one, name) for name in _KEPT}} for one in passages]


def _worded(words: str) -> str:
    said = words.replace("\r\n", "\n").strip()
    if not said:
        raise Refusal(_("Đoạn văn đang để trống."), _("Hãy nhập nội dung, hoặc để đoạn này ngoài báo cáo."))
    if len(said) > MOST:
        raise Refusal(_("Đoạn văn quá dài."), _("Hãy tách thành nhiều đoạn."))
    return said


def _refuse_member(passage: Passage) -> None:
    if passage.merged_id is not None:
        raise Conflict(_("Đoạn này vừa được gộp vào một đoạn khác."), _("Hãy tải lại trang, rồi làm trên đoạn đại diện."))


@transaction.atomic
def add_passage(*, actor: Person, part_id: int, version: int, text: str) -> Passage:
    """Write a passage of the office's own: it has no source and says so."""
    said = _worded(text)
    part = _part(actor, part_id, version)
    last = Passage.objects.filter(part=part, included=True, merged__isnull=True).aggregate(last=Max("order"))["last"] or 0
    passage = Passage.objects.create(part=part, order=_room(part, last + 1), text=said)
    _done(actor, part, PassageAct.ADDED, (), [passage.pk])
    return passage


@transaction.atomic
def edit_passage(*, actor: Person, passage_id: int, version: int, text: str, included: bool | None = None) -> Passage:
    """Change the wording of a passage; its sources and the wording as gathered stay. `included` may put it into the document."""
    said = _worded(text)
    part, passage = _one(actor, passage_id, version)
    _refuse_member(passage)
    before = _as_now(passage)
    passage.text, passage.included = said, passage.included if included is None else included
    passage.save(update_fields=["text", "included"])
    _done(actor, part, PassageAct.EDITED, before)
    return passage


@transaction.atomic
def include_passage(*, actor: Person, passage_id: int, version: int, included: bool) -> Passage:
    """Put a passage into the document behind those that stand there, or leave it out; it is kept ready."""
    part, passage = _one(actor, passage_id, version)
    _refuse_member(passage)
    before = _as_now(passage)
    passage.included = included
    passage.save(update_fields=["included"])
    _done(actor, part, PassageAct.INCLUDED if included else PassageAct.LEFT_OUT, before)
    return passage


@transaction.atomic
def move_passage(*, actor: Person, passage_id: int, version: int, steps: int) -> Passage:
    """Move a passage so many places up (negative) or down among those that stand in the document like it."""
    part, passage = _one(actor, passage_id, version)
    _refuse_member(passage)
    order = Passage.objects.filter(part=part, merged__isnull=True, included=passage.included).order_by("order", "pk")
    beside = order.filter(order__lt=passage.order).reverse() if steps < 0 else order.filter(order__gt=passage.order)
    passed = list(beside[: abs(steps)])
    if not passed:
        raise Refusal(_("Đoạn này đã đứng ở đầu hoặc cuối."), _("Chọn chiều kia, hoặc đưa đoạn vào báo cáo trước."))
    before = _as_now(passage)
    _to(passage, passed[-1].order)
    _done(actor, part, PassageAct.MOVED, before)
    return passage


def _room(part: Part, order: int) -> int:
    """Free a place; those from it on go one further."""
    Passage.objects.filter(part=part, order__gte=order).update(order=F("order") + 1)
    return order


def _to(passage: Passage, order: int) -> None:
    """Put a passage on a place; those between move up or down by one."""
    others = Passage.objects.filter(part=passage.part_id)
    if order < passage.order:
        others.filter(order__gte=order, order__lt=passage.order).update(order=F("order") + 1)
    else:
        others.filter(order__gt=passage.order, order__lte=order).update(order=F("order") - 1)
    Passage.objects.filter(pk=passage.pk).update(order=order)
    passage.order = order


@transaction.atomic
def split_passage(*, actor: Person, passage_id: int, version: int, text: str) -> list[Passage]:
    """Split a passage where its words have an empty line; every piece keeps all its sources. The first stays the passage it was."""
    words = [piece.strip() for piece in re.split(r"\n\s*\n", _worded(text)) if piece.strip()]
    if not 1 < len(words) <= MOST_PIECES:
        raise Refusal(
            _("Chưa thấy chỗ tách."), _("Hãy chèn một dòng trống vào chỗ muốn tách, nhiều nhất thành %(n)s đoạn.") % {"n": MOST_PIECES}
        )
    part, passage = _one(actor, passage_id, version)
    _refuse_member(passage)
    before, made = _as_now(passage), [passage]
    passage.text = words[0]
    passage.save(update_fields=["text"])
    for at, piece in enumerate(words[1:], start=1):
        made.append(_piece(part, passage, _room(part, passage.order + at), piece))
    _done(actor, part, PassageAct.SPLIT, before, [one.pk for one in made[1:]])
    return made


def _piece(part: Part, of: Passage, order: int, words: str) -> Passage:
    """A piece stands on everything that stood behind the whole."""
    same = {name: getattr(of, name) for name in ("composed", "included", "source_count", "unit_count", "first_units")}
    piece = Passage.objects.create(part=part, order=order, text=words, **same)
    columns = [field.attname for field in Source._meta.concrete_fields if field.attname not in {"id", "passage_id"}]
    behind = Source.objects.filter(passage=of.pk) | Source.objects.filter(passage__merged=of.pk)
    rows = behind.order_by("passage__order", "pk").values(*columns)
    Source.objects.bulk_create([Source(passage=piece, **row) for row in rows], batch_size=placing.BATCH)
    return piece


@transaction.atomic
def merge_passages(*, actor: Person, part_id: int, version: int, passage_ids: Collection[int], joined: bool = False) -> Passage:
    """Put passages under the words of the first of them; `joined` adds the others' words to it. Every source stays with its own words."""
    part = _part(actor, part_id, version)
    chosen = list(Passage.objects.select_for_update().filter(part=part, pk__in=passage_ids, merged__isnull=True).order_by("order", "pk"))
    if len(chosen) < 2:
        raise Refusal(_("Chưa chọn đủ đoạn để gộp."), _("Hãy chọn ít nhất hai đoạn còn đứng riêng."))
    head, *others = chosen
    members = list(Passage.objects.filter(merged__in=others))
    before = _as_now(*chosen, *members)
    if joined:
        head.text = " ".join(one.text for one in chosen)
    head.included = any(one.included for one in chosen)
    head.save(update_fields=["text", "included"])
    Passage.objects.filter(pk__in=[one.pk for one in (*others, *members)]).update(merged=head, included=False)
    placing.recount([head.pk])
    _done(actor, part, PassageAct.MERGED, before)
    return Passage.objects.get(pk=head.pk)


def _member(passage: Passage) -> Passage:
    head = Passage.objects.select_for_update().filter(pk=passage.merged_id or 0).first()
    if head is None:
        raise Conflict(_("Đoạn này không còn ở trong nhóm."), _("Hãy tải lại trang."))
    return head


@transaction.atomic
def choose_passage(*, actor: Person, passage_id: int, version: int) -> Passage:
    """Let a wording of a group stand for the group: a person chooses among what units said, nothing is made up."""
    part, passage = _one(actor, passage_id, version)
    head = _member(passage)
    others = list(Passage.objects.filter(merged=head).exclude(pk=passage.pk))
    before = _as_now(passage, head, *others)
    passage.merged, passage.included = None, head.included
    place, head.merged, head.included = head.order, passage, False
    passage.save(update_fields=["merged", "included"])
    head.save(update_fields=["merged", "included"])
    _to(passage, place)
    Passage.objects.filter(pk__in=[one.pk for one in others]).update(merged=passage)
    placing.recount([passage.pk, head.pk])
    _done(actor, part, PassageAct.CHOSEN, before)
    return Passage.objects.get(pk=passage.pk)


@transaction.atomic
def take_out_passage(*, actor: Person, passage_id: int, version: int) -> Passage:
    """Let a wording of a group stand by itself again, behind the group."""
    part, passage = _one(actor, passage_id, version)
    head = _member(passage)
    before = _as_now(passage)
    passage.merged, passage.included = None, head.included
    passage.save(update_fields=["merged", "included"])
    _to(passage, head.order + 1 if passage.order > head.order else head.order)
    placing.recount([passage.pk, head.pk])
    _done(actor, part, PassageAct.TAKEN_OUT, before)
    return Passage.objects.get(pk=passage.pk)


@transaction.atomic
def undo_passages(*, actor: Person, part_id: int, version: int) -> PassageChange:
    """Bring the part back to how it stood before its last change; again, to the one before. A run of the job is not undone."""
    part = _part(actor, part_id, version)
    last = PassageChange.objects.filter(part=part, undone=False).order_by("-id").first()
    if last is None or last.act == PassageAct.FILLED:
        raise Refusal(
            _("Không còn thay đổi nào để hoàn tác."), _("Những gì lấy từ báo cáo của đơn vị không hoàn tác được; có thể để ngoài báo cáo.")
        )
    _close(part, last.made)
    now = Passage.objects.in_bulk([int(pk) for pk in last.before])
    touched = set(now)
    for pk, kept in last.before.items():
        passage = now.get(int(pk))
        if passage is not None:
            touched |= {one for one in (passage.merged_id, kept["merged_id"]) if one is not None}
            _back(passage, kept)
    placing.recount(touched)
    PassageChange.objects.filter(pk=last.pk).update(undone=True)
    _tell_undone(actor, part, last)
    return last


def _close(part: Part, made: Collection[int]) -> None:
    """Take away passages that a change made; those behind them move up again."""
    gone = Passage.objects.filter(part=part, pk__in=made)
    for order in sorted(gone.values_list("order", flat=True), reverse=True):
        Passage.objects.filter(part=part, order__gt=order).update(order=F("order") - 1)
    gone.delete()


def _back(passage: Passage, kept: dict[str, Any]) -> None:
    if passage.order != kept["order"]:
        _to(passage, kept["order"])
    passage.text, passage.included, passage.merged_id = kept["text"], kept["included"], kept["merged_id"]
    passage.save(update_fields=["text", "included", "merged"])


def _tell_undone(actor: Person, part: Part, last: PassageChange) -> None:
    row = part.consolidation
    held = row.report or row.submission
    journal.record(actor, "reporting.passage.undone", held, held.unit_id if held else None, part=part.pk, act=last.act)
    changed(part)
