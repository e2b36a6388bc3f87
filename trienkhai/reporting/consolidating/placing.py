"""Putting gathered words into a part: same words once, what is alike under one head, every source kept; and counting what stands behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Max, Q

from trienkhai.core import text
from trienkhai.reporting.consolidating import wording
from trienkhai.reporting.consolidating.gathering import Origin, Said
from trienkhai.reporting.models import Passage, Source

if TYPE_CHECKING:
    from trienkhai.reporting.consolidating.wording import Wording
    from trienkhai.reporting.models import Part

NAMED = 2
"""How many of its units a passage names."""
BATCH = 2000


def place(part: Part, entries: Iterable[Said], *, included: int) -> int:
    """Add words to a part; how many passages were made. Until `included` passages stand in the document, new ones are put there."""
    wordings = wording.gather(entries)
    if not wordings:
        return 0
    known = list(Passage.objects.filter(part=part).exclude(composed=""))
    by_key = {text.phrase_key(passage.composed): passage for passage in known}
    pairs = [(by_key[one.key].pk, origin) for one in wordings if one.key in by_key for origin in one.sources]
    fresh = [one for one in wordings if one.key not in by_key]
    touched = [passage_id for passage_id, _origin in pairs]
    heads, members = _grouped(fresh, known)
    made, more = _make(part, fresh, heads, members, included)
    keep_sources([*pairs, *more])
    touched += [-head for _place, head in members if head < 0]
    recount(set(touched))
    return made


Groupings = tuple[dict[int, list[int]], list[tuple[int, int]]]


def _grouped(fresh: Sequence[Wording[Origin]], known: Sequence[Passage]) -> Groupings:
    """Places of new heads, each with its members; and (place, head) of those that join: a head there already by its negative id."""
    standing: dict[int, str] = {-passage.pk: text.phrase_key(passage.composed) for passage in known if passage.merged_id is None}
    groups = wording.Groups([*standing.values(), *(one.key for one in fresh)])
    for place_, key in standing.items():
        groups.add_head(key, place_)
    heads: dict[int, list[int]] = {}
    joined = []
    for at, one in enumerate(fresh):
        head = groups.head_of(one.key)
        if head is None:
            heads[at] = []
            groups.add_head(one.key, at)
        else:
            joined.append((at, head))
            if head >= 0:
                heads[head].append(at)
    return heads, joined


def _make(
    part: Part, fresh: Sequence[Wording[Origin]], heads: dict[int, list[int]], joined: Sequence[tuple[int, int]], included: int
) -> tuple[int, Iterator[tuple[int, Origin]]]:
    standing = Passage.objects.filter(part=part)
    last = standing.aggregate(last=Max("order"))["last"] or 0
    room = max(0, included - standing.filter(included=True, merged__isnull=True).count())
    by_weight = sorted(heads, key=lambda at: (-sum(len(fresh[one].sources) for one in (at, *heads[at])), at))
    rows = {at: _passage(part, fresh, [at, *heads[at]], last + n, shown=n <= room) for n, at in enumerate(by_weight, start=1)}
    Passage.objects.bulk_create(rows.values(), batch_size=500)
    last += len(rows)
    for n, (at, head) in enumerate(joined, start=1):
        rows[at] = _passage(part, fresh, [at], last + n, shown=False)
        rows[at].merged_id = -head if head < 0 else rows[head].pk
    Passage.objects.bulk_create([rows[at] for at, _head in joined], batch_size=500)
    return len(rows), ((rows[at].pk, origin) for at, one in enumerate(fresh) for origin in one.sources)


def _passage(part: Part, fresh: Sequence[Wording[Origin]], group: Sequence[int], order: int, *, shown: bool) -> Passage:
    origins = [origin for at in group for origin in fresh[at].sources]
    own_units = list(dict.fromkeys(origin.unit_id for origin in origins))
    words = fresh[group[0]].text
    return Passage(
        part=part,
        order=order,
        composed=words,
        text=words,
        included=shown,
        source_count=len(origins),
        unit_count=len(own_units),
        first_units=own_units[:NAMED],
    )


def keep_sources(pairs: Iterable[tuple[int, Origin]]) -> None:
    """Write sources as they come."""
    rows = (Source(passage_id=passage_id, **asdict(origin)) for passage_id, origin in pairs)
    while batch := list(islice(rows, BATCH)):
        Source.objects.bulk_create(batch)


def recount(ids: Collection[int]) -> None:
    """Count anew what stands behind these passages and those they are merged into. Three queries and one update.

    Gathered words that nobody says any more are left out of the document, and say so.
    """
    if not ids:
        return
    above = [pk for pk in Passage.objects.filter(pk__in=ids).values_list("merged_id", flat=True) if pk is not None]
    passages = list(Passage.objects.filter(pk__in=[*ids, *above]))
    behind: dict[int, list[int]] = defaultdict(list)
    rows = Source.objects.filter(Q(passage__in=passages) | Q(passage__merged__in=passages)).order_by("passage__order", "pk")
    for own, head, unit_id in rows.values_list("passage_id", "passage__merged_id", "unit_id").iterator(chunk_size=BATCH):
        behind[own].append(unit_id)
        if head is not None:
            behind[head].append(unit_id)
    for passage in passages:
        distinct = list(dict.fromkeys(behind[passage.pk]))
        passage.source_count, passage.unit_count = len(behind[passage.pk]), len(distinct)
        passage.first_units = distinct[:NAMED]
        passage.included = passage.included and not (passage.composed and not distinct)
    Passage.objects.bulk_update(passages, ["source_count", "unit_count", "first_units", "included"], batch_size=200)
