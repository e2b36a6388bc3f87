"""Search over everything: one index, kept in the transaction of each change, asked by words without diacritics.

Search follows the journal: every service writes a line about what it changed, and what a room says of that subject replaces what the
index held of it (`source`). Nothing is found that no service wrote, and no service calls the index.

The index holds distinct tokens, not positions: each syllable, each two neighbouring syllables as one ("daotao", for Vietnamese words are
mostly of two), the same of the title, and marks of who may see it. Who may see a row is thus part of the question, never a filter after
it: neither counts nor pages tell of rows that are hidden, and a common word is as fast for a clerk as for a minister.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection
from django.utils.module_loading import autodiscover_modules

from trienkhai.core.models import SearchEntry
from trienkhai.core.text import fold

if TYPE_CHECKING:
    import datetime as dt

WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40
MOST_WORDS = 8
PART = 60_000
"""Letters of one row: a long document takes several."""
SHORTEST_PREFIX = 2
SEGMENT = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of one thing. `path` is where the unit it belongs to stands; `audience` names who may see it there."""

    kind: str
    ref: int
    path: str
    audience: str
    title: str
    text: str = ""
    on: dt.date | None = None
    part: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may see what an audience sees: units' paths, each alone or with all below."""

    alone: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


Gather = Callable[[Sequence[int]], Iterable[tuple[int, Entry]]]
Follower = Callable[[int], object]
_sources: dict[str, Gather] = {}
_followers: dict[str, tuple[tuple[str, ...], Follower]] = {}
_audiences: dict[str, Callable[[Any], Reach]] = {}
_kinds: dict[str, Callable[[SearchEntry], str]] = {}


def source(label: str, *after: str) -> Callable[[Gather], Gather]:
    """Register what a room says of subjects ("plans.plan"): given their ids, pairs of a subject's id and an entry.

    `after` are beginnings of the journal's verbs that may change it; without one, every verb may.
    """

    def keep(gather: Gather) -> Gather:
        _sources[label] = gather
        _followers[label] = (after or ("",), lambda subject_id: _replace(label, [subject_id]))
        return gather

    return keep


def follower(label: str, *after: str) -> Callable[[Follower], Follower]:
    """Register what else must follow when a subject changes: a unit that moves takes along what was found below it."""

    def keep(act: Follower) -> Follower:
        _followers[label] = (after, act)
        return act

    return keep


def audience(name: str, reach: Callable[[Any], Reach]) -> None:
    """Register who may see entries of an audience, a plain word of letters."""
    _audiences[name] = reach


def kind(name: str, address: Callable[[SearchEntry], str]) -> None:
    """Register where the page of a found thing stands."""
    _kinds[name] = address


def _known() -> None:
    if not _sources:
        autodiscover_modules("searching")


def sources() -> list[str]:
    """Labels of all subjects that can be found."""
    _known()
    return sorted(_sources)


def kinds() -> list[str]:
    """Labels of all kinds of things that are found."""
    _known()
    return sorted(_kinds)


def address(entry: SearchEntry) -> str:
    """Where a found thing stands."""
    _known()
    return _kinds[entry.kind](entry)


# -- writing


def follow(label: str, subject_id: int, verb: str) -> None:
    """What the index holds of one subject becomes what its room says now, after a verb that may change it. Three to five queries then."""
    _known()
    after, act = _followers.get(label, ((), None))
    if act is not None and verb.startswith(after):
        act(subject_id)


def rebuild(label: str, ids: Sequence[int], *, only_look: bool = False) -> int:
    """The same for many subjects at once; how many entries were not as their room says. Safe to run again; `only_look` changes nothing."""
    _known()
    return _replace(label, ids, only_look=only_look)


def subjects_after(label: str, last: int, most: int) -> list[int]:
    """Ids of subjects above `last`, those that exist and those the index still holds, in order. Two queries."""
    there = apps.get_model(label)._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:most]
    held = SearchEntry.objects.filter(source=label, source_id__gt=last).order_by("source_id").values_list("source_id", flat=True).distinct()
    return sorted({*there, *held[:most]})[:most]


def _replace(label: str, ids: Sequence[int], *, only_look: bool = False) -> int:
    said = {(entry.kind, entry.ref, entry.part): (subject, entry) for subject, whole in _sources[label](ids) for entry in _parts(whole)}
    held = {(row.kind, row.ref, row.part): row for row in SearchEntry.objects.filter(source=label, source_id__in=ids)}
    gone = [row.pk for key, row in held.items() if key not in said]
    fresh: list[SearchEntry] = []
    changed: list[SearchEntry] = []
    for key, (subject, entry) in said.items():
        row = held.get(key) or SearchEntry(source=label, source_id=subject, kind=entry.kind, ref=entry.ref, part=entry.part)
        if _told(row, entry):
            (changed if key in held else fresh).append(row)
    if not only_look:
        _write(gone, fresh, changed)
    return len(gone) + len(fresh) + len(changed)


def _write(gone: list[int], fresh: list[SearchEntry], changed: list[SearchEntry]) -> None:
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    if fresh:
        SearchEntry.objects.bulk_create(fresh, batch_size=500)
    if changed:
        SearchEntry.objects.bulk_update(changed, ["path", "audience", "title", "text", "on", "tokens"], batch_size=200)


def _parts(whole: Entry) -> Iterator[Entry]:
    """A long text in rows of its own, cut between words."""
    rest, number = whole.text, whole.part
    while len(rest) > PART:
        cut = rest.rfind(" ", 0, PART) + 1 or PART
        yield Entry(whole.kind, whole.ref, whole.path, whole.audience, whole.title, rest[:cut], whole.on, number)
        rest, number = rest[cut:], number + 1
    yield Entry(whole.kind, whole.ref, whole.path, whole.audience, whole.title, rest, whole.on, number)


def _told(row: SearchEntry, entry: Entry) -> bool:
    """Whether the row had to change to say this."""
    said = {name: getattr(entry, name) for name in ("path", "audience", "title", "text", "on")}
    if row.pk and all(getattr(row, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(row, name, value)
    row.tokens = " ".join(_tokens(row))
    return True


def moved(unit_path: str) -> int:
    """Entries of a unit and of all below it stand where it now stands (`unit_path`); how many. Safe to run again."""
    depth, n = _segments(unit_path), 0
    while rows := _ask(_term(f"zp{depth[-1]}"), Asked(""), 1000, but=unit_path):
        for row in rows:
            old = _segments(row.path)
            row.path = unit_path + "".join(old[old.index(depth[-1]) + 1 :])
            row.tokens = " ".join(_tokens(row))
        SearchEntry.objects.bulk_update(rows, ["path", "tokens"], batch_size=200)
        n += len(rows)
    return n


def places_below(path: str) -> list[str]:
    """Paths below one that entries stand at. One query."""
    return list(SearchEntry.objects.filter(path__gte=path, path__lt=f"{path}g").order_by().values_list("path", flat=True).distinct())


def words_of(text: str) -> list[str]:
    """Syllables and numbers of a text, folded: "Số 12/KH-SGDĐT" → so, 12, kh, sgddt."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


def _tokens(row: SearchEntry) -> list[str]:
    title, text = words_of(row.title), words_of(row.text)
    found = {*title, *text, *(f"zt{word}" for word in title)}
    found |= {a + b for whole in (title, text) for a, b in pairwise(whole)} | {f"zt{a}{b}" for a, b in pairwise(title)}
    return sorted(found | _marks(row))


def _marks(row: SearchEntry) -> set[str]:
    segments = _segments(row.path)
    marks = {f"zk{_letters(row.kind)}", f"za{row.audience}", *(f"zp{segment}" for segment in segments)}
    return marks | {f"zo{segment}" for segment in segments[-1:]}


def _segments(path: str) -> list[str]:
    return [path[at : at + SEGMENT] for at in range(0, len(path), SEGMENT)]


def _letters(name: str) -> str:
    return "".join(WORD.findall(name))


# -- asking


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: the words as typed, kinds wanted (all when none), a branch's path, days."""

    words: str
    kinds: tuple[str, ...] = ()
    branch: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def find(viewer: Any, asked: Asked, limit: int = 100) -> list[SearchEntry]:
    """What the viewer may see: the words beside each other in the title, then beside each other in the text, then anywhere.

    Newest first in each; one row of each thing; at most `limit` of each order. One to three queries.
    """
    _known()
    words = words_of(asked.words)[:MOST_WORDS]
    seen = _seen_by(viewer)
    if not words or not seen:
        return []
    found: dict[tuple[str, int], SearchEntry] = {}
    for terms in _orders(words):
        for row in _ask(_both([*terms, seen, *_narrowed(asked)]), asked, limit):
            found.setdefault((row.kind, row.ref), row)
        if len(found) >= limit:
            break
    return _exact_first(list(found.values())[:limit], asked.words)


def _term(token: str, *, may_go_on: bool = False) -> str:
    """A token as the engine writes it in a question. Tokens are letters and digits: nothing in them can end the quotation."""
    if connection.vendor == "postgresql":
        return f"'{token}':*" if may_go_on else f"'{token}'"
    return f'"{token}" *' if may_go_on else f'"{token}"'


def _both(terms: Sequence[str]) -> str:
    return f"({(' & ' if connection.vendor == 'postgresql' else ' AND ').join(terms)})"


def _either(terms: Iterable[str]) -> str:
    return f"({(' | ' if connection.vendor == 'postgresql' else ' OR ').join(sorted(terms))})"


def _orders(words: list[str]) -> Iterator[list[str]]:
    """Terms of each order. The last word may go on when it is not too short to mean something."""
    goes_on = len(words[-1]) >= SHORTEST_PREFIX
    beside = [a + b for a, b in pairwise(words)] or words
    yield [*(_term(f"zt{token}") for token in beside[:-1]), _term(f"zt{beside[-1]}", may_go_on=goes_on)]
    yield [*map(_term, beside[:-1]), _term(beside[-1], may_go_on=goes_on)]
    if len(words) > 1:
        yield [*map(_term, words[:-1]), _term(words[-1], may_go_on=goes_on)]


def _seen_by(viewer: Any) -> str:
    """Who may see it, as terms: any of the audiences, each in its places; empty for somebody who sees nothing."""
    out = []
    for name, reach in _audiences.items():
        said = reach(viewer)
        places = {f"zp{path[-SEGMENT:]}" for path in said.below} | {f"zo{path[-SEGMENT:]}" for path in said.alone}
        if places:
            out.append(_both([_term(f"za{name}"), _either(map(_term, places))]))
    return _either(out) if out else ""


def _narrowed(asked: Asked) -> list[str]:
    out = [_either(_term(f"zk{_letters(name)}") for name in asked.kinds)] if asked.kinds else []
    return [*out, _term(f"zp{asked.branch[-SEGMENT:]}")] if asked.branch else out


COLUMNS = 'e.id, e.source, e.source_id, e.kind, e.ref, e.part, e.path, e.audience, e."on", e.title, e.text'
ASK = {
    "postgresql": (f"SELECT {COLUMNS} FROM core_searchentry e WHERE e.vector @@ %s::tsquery", "e.id"),  # noqa: S608 - our own words
    "sqlite": (
        f"SELECT {COLUMNS} FROM core_searchindex i JOIN core_searchentry e ON e.id = i.rowid WHERE core_searchindex MATCH %s",  # noqa: S608
        "i.rowid",
    ),
}


def _ask(match: str, asked: Asked, limit: int, but: str = "") -> list[SearchEntry]:
    """Rows that the engine's index finds, the newest first; `but` leaves out those that already stand below a path."""
    sql, order = ASK[connection.vendor]
    params: list[Any] = [match]
    for sign, day in ((">=", asked.since), ("<=", asked.until)):
        if day:
            sql += f' AND e."on" {sign} %s'
            params.append(day)
    if but:
        sql += " AND NOT (e.path >= %s AND e.path < %s)"
        params += [but, f"{but}g"]
    return list(SearchEntry.objects.raw(f"{sql} ORDER BY {order} DESC LIMIT {limit:d}", params))


def _exact_first(rows: list[SearchEntry], words: str) -> list[SearchEntry]:
    """Who typed diacritics means them: rows that bear the words so come first, the order kept otherwise."""
    typed = " ".join(words.lower().split())
    if fold(typed) == typed:
        return rows
    return sorted(rows, key=lambda row: typed not in f"{row.title} {row.text}".lower())
