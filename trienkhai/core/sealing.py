"""Sealing the journal: one sealer hashes committed lines into chained segments; verifying names what was altered, removed or slipped in."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min

from trienkhai.core import clock
from trienkhai.core.models import JournalLine, JournalSegment

FIELDS = ("id", "at", "actor_id", "verb", "object_type", "object_id", "unit_id", "outcome", "about_id", "data", "personal")
DIGEST = 16
MOST = 20_000
"""Lines in one segment at the most."""
CHUNK = 1000
SETTLE_AFTER = dt.timedelta(hours=1)
SETTLE_SEGMENTS = 20
"""A line may become visible after later ones (its transaction was longer). Ids are settled when their lines are this old and this deep."""
GENESIS = "0" * 64

Line = tuple[Any, ...]


def digest(line: Line) -> bytes:
    """16 bytes over everything a line says, in one spelling for both engines."""
    identity, at, actor, verb, kind, subject, unit, outcome, about, data, personal = line
    moment = at.astimezone(dt.UTC).isoformat()
    said = [identity, moment, actor, verb, kind, subject, unit, outcome, about, data, bytes(personal).hex() if personal else None]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).digest()[:DIGEST]


def head_of(previous: str, number: int, ranges: Sequence[Sequence[int]], digests: bytes) -> str:
    """The hash of a segment."""
    return hashlib.sha256(f"{previous}|{number}|{json.dumps(ranges)}|".encode() + digests).hexdigest()


def ranges_of(ids: Sequence[int]) -> list[list[int]]:
    """Sorted ids as [first, last] pairs."""
    out: list[list[int]] = []
    for one in ids:
        if out and out[-1][1] == one - 1:
            out[-1][1] = one
        else:
            out.append([one, one])
    return out


def _unsealed(last: JournalSegment | None) -> list[Line]:
    """Committed lines in no segment, oldest first, MOST at the most.

    Of lines that were sealed since the settled ones only ids are looked at: in a busy hour they are hundreds of thousands.
    """
    settled = last.settled if last else 0
    known: set[int] = set()
    for ranges in JournalSegment.objects.filter(last_line__gt=settled).values_list("ranges", flat=True):
        known.update(one for first, end in ranges if end > settled for one in range(max(first, settled + 1), end + 1))
    ids = JournalLine.objects.filter(pk__gt=settled).order_by("id").values_list("pk", flat=True)
    wanted = list(islice((one for one in ids.iterator(chunk_size=20_000) if one not in known), MOST))
    out: list[Line] = []
    for at in range(0, len(wanted), CHUNK):
        out.extend(JournalLine.objects.filter(pk__in=wanted[at : at + CHUNK]).order_by("id").values_list(*FIELDS))
    return out


def _settled(number: int, now: dt.datetime, since: int) -> int:
    """Up to which id, from `since` on, no line can still come in."""
    deep = JournalSegment.objects.filter(number__lte=number - SETTLE_SEGMENTS).aggregate(last=Max("last_line"))["last"] or 0
    young = JournalLine.objects.filter(at__gte=now - SETTLE_AFTER, pk__gt=since, pk__lte=deep).aggregate(first=Min("id"))["first"]
    return deep if young is None else young - 1


def seal() -> JournalSegment | None:
    """Seal what is committed and unsealed; None when there is nothing, or another sealer was first. One transaction, or nothing."""
    try:
        with transaction.atomic():
            last = JournalSegment.objects.order_by("-number").first()
            found = _unsealed(last)
            if not found:
                return None
            number, previous, now = (last.number + 1, last.head, clock.now()) if last else (1, GENESIS, clock.now())
            ranges = ranges_of([line[0] for line in found])
            digests = b"".join(digest(line) for line in found)
            return JournalSegment.objects.create(
                number=number,
                ranges=ranges,
                digests=digests,
                previous=previous,
                head=head_of(previous, number, ranges, digests),
                last_line=max(found[-1][0], last.last_line if last else 0),
                settled=max(_settled(number, now, last.settled), last.settled) if last else 0,
                sealed_at=max(now, last.sealed_at) if last else now,
            )
    except IntegrityError:
        return None


@dataclass(frozen=True, slots=True)
class State:
    """How the journal stands: segments, the newest head, and how old the oldest unsealed line is."""

    segments: int
    head: str
    sealed_at: dt.datetime | None
    unsealed: int
    oldest_unsealed: dt.datetime | None

    def age(self, now: dt.datetime) -> float:
        """Seconds since the oldest unsealed line; 0 when everything is sealed."""
        return max(0.0, (now - self.oldest_unsealed).total_seconds()) if self.oldest_unsealed else 0.0


def state() -> State:
    """The state now. A few queries."""
    last = JournalSegment.objects.order_by("-number").first()
    waiting = _unsealed(last)
    return State(
        last.number if last else 0,
        last.head if last else GENESIS,
        last.sealed_at if last else None,
        len(waiting),
        waiting[0][1] if waiting else None,
    )


def verify(known_heads: dict[int, str] | None = None) -> Iterator[str]:
    """What is wrong with the journal, in Vietnamese, nothing when all holds. `known_heads` are heads kept elsewhere. Memory stays small."""
    previous, expected = GENESIS, 1
    told: set[int] = set()
    for segment in JournalSegment.objects.order_by("number").iterator(chunk_size=50):
        if segment.number != expected:
            yield f"thiếu đoạn {expected}"
        yield from _segment_faults(segment, previous, (known_heads or {}).get(segment.number))
        told.add(segment.number)
        previous, expected = segment.head, segment.number + 1
    yield from (f"thiếu đoạn {number} đã xuất trước đây" for number in sorted(set(known_heads or {}) - told))
    yield from _slipped_in()


def _segment_faults(segment: JournalSegment, previous: str, known: str | None) -> Iterator[str]:
    digests = bytes(segment.digests)
    if segment.previous != previous:
        yield f"đoạn {segment.number} không nối với đoạn trước"
    if head_of(segment.previous, segment.number, segment.ranges, digests) != segment.head:
        yield f"đoạn {segment.number} đã bị sửa"
    if known is not None and known != segment.head:
        yield f"đoạn {segment.number} khác với mã đã xuất trước đây"
    at = 0
    for first, end in segment.ranges:
        found = {line[0]: line for line in JournalLine.objects.filter(pk__gte=first, pk__lte=end).values_list(*FIELDS)}
        for identity in range(first, end + 1):
            line = found.get(identity)
            if line is None:
                yield f"dòng {identity} (đoạn {segment.number}) đã bị xóa"
            elif digest(line) != digests[at : at + DIGEST]:
                yield f"dòng {identity} (đoạn {segment.number}) đã bị sửa"
            at += DIGEST


def _slipped_in() -> Iterator[str]:
    """Lines with a settled id that no segment holds."""
    last = JournalSegment.objects.order_by("-number").first()
    if last is None or not last.settled:
        return
    held = [tuple(pair) for ranges in JournalSegment.objects.values_list("ranges", flat=True) for pair in ranges]
    held.sort()
    at = 0
    for identity in (
        JournalLine.objects.filter(pk__lte=last.settled).order_by("id").values_list("id", flat=True).iterator(chunk_size=10_000)
    ):
        while at < len(held) and held[at][1] < identity:
            at += 1
        if at == len(held) or held[at][0] > identity:
            yield f"dòng {identity} được chèn sau khi niêm phong"


def export(since: int = 0) -> Iterator[str]:
    """Every segment after number `since` with its lines, as JSON lines for keeping elsewhere; personal values stay encrypted."""
    for segment in JournalSegment.objects.filter(number__gt=since).order_by("number").iterator(chunk_size=50):
        yield json.dumps({"segment": segment.number, "head": segment.head, "sealed_at": segment.sealed_at.isoformat()})
        for first, end in segment.ranges:
            for line in JournalLine.objects.filter(pk__gte=first, pk__lte=end).order_by("id").values_list(*FIELDS):
                said = dict(zip(FIELDS, line, strict=True)) | {
                    "at": line[1].isoformat(),
                    "personal": bytes(line[10]).hex() if line[10] else None,
                }
                yield json.dumps(said, ensure_ascii=False)
