"""Other documents named in the text: every mention, gathered into one citation for each document.

A number alone is no identity, for every province has its own 01/KH-UBND: date and issuer belong to it. A mention without a date goes to
the one document it can mean; when there are several, it stays apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from vanban.find.laws import by_name
from vanban.find.symbols import Mention, by_symbol, iso, tidy
from vanban.late import late
from vanban.types import Citation, Metadata, Term

__all__ = ["agree", "citations", "identity", "iso", "plain", "terms", "tidy"]

_DEFINED = late(
    r"\(\s*(?:(?:sau đây|dưới đây|từ đây|sau đó|Sau đây)\s*)?(?:được\s+)?(?:gọi|viết|goi|Gọi)\s*(?:tắt|chung|tắt chung)?\s*là\s*:?\s*(?P<term>[^()]{2,160})\)"
)
_LIST_HEAD = late(r"[Cc]ác\s+(?:[A-ZĐa-zđ][\wà-ỹ]+\s){1,4}của\s+(?P<issuer>[A-ZĐỦ][^;.()\n:]{3,70}):")
_SIGNS = late(r"\W+")
_CENTRAL = late(r"(?:-CP|-TTg|/TW|-TW|QH\d+)$")
_SAME = (
    ("ủy ban nhân dân", "ubnd"),
    ("uỷ ban nhân dân", "ubnd"),
    ("hội đồng nhân dân", "hđnd"),
    ("thủ tướng chính phủ", "thủ tướng"),
    ("trung ương đảng", "trung ương"),
    ("giáo dục và đào tạo", "gdđt"),
    ("tỉnh uỷ", "tỉnh ủy"),
    ("thành uỷ", "thành ủy"),
    ("ban thường vụ ", ""),
    ("btv ", ""),
    ("ban chấp hành đảng bộ tỉnh", "tỉnh ủy"),
    ("ban chấp hành đảng bộ thành phố", "thành ủy"),
)


def citations(text: str, metadata: Metadata) -> tuple[Citation, ...]:
    """Every document cited, once, with all its mentions, in order of the first. The document itself is left out."""
    own = _own_number(metadata)
    header = (metadata.number.start if metadata.number else -1, metadata.symbol.end if metadata.symbol else -1)
    named = list(by_symbol(text))
    spans = [span for mention in named for span in mention.mentions]
    outside = (m for m in named if not (header[0] <= m.end and m.start <= header[1]) and plain(m.number) != own)
    ordered = sorted(_gather([*outside, *by_name(text, spans)]), key=lambda found: found.start)
    _inherit(text, ordered)
    aliases = _aliases(text, ordered)
    seen: dict[str, int] = {}
    return tuple(_citation(found, aliases, seen) for found in ordered)


@lru_cache(maxsize=4096)
def plain(number: str | None) -> str:
    """A number for comparison: letters and digits alone, so that "3260-KH/ĐU" and "3260/KH-ĐU" are one."""
    return _SIGNS.sub("", number.lower()) if number else ""


def _own_number(metadata: Metadata) -> str | None:
    if metadata.number is None or metadata.symbol is None or metadata.number.value is None:
        return None
    return plain(f"{metadata.number.value}{metadata.symbol.value}")


def _gather(mentions: Iterable[Mention]) -> list[Mention]:
    """One entry for each document: dated mentions first, then those without a date, each to the only one it can mean."""
    by_number: dict[str, list[Mention]] = defaultdict(list)
    undated: list[Mention] = []
    for mention in mentions:
        if mention.date is None:
            undated.append(mention)
        else:
            _place(by_number[_key(mention)], mention, dated=True)
    for mention in undated:
        _place(by_number[_key(mention)], mention, dated=False)
    found = [entry for entries in by_number.values() for entry in entries]
    return _laws_by_year(found)


def _key(mention: Mention) -> str:
    return plain(mention.number) if mention.number else f"{(mention.title or mention.text).lower()}|{mention.date}"


def _place(entries: list[Mention], mention: Mention, *, dated: bool) -> None:
    same = [e for e in entries if (not dated or e.date == mention.date) and agree(mention.number, e.issuer, mention.issuer)]
    if len(same) == 1:
        _merge(same[0], mention)
    elif not same or dated:
        entries.append(mention)
    else:
        known = next((e for e in entries if e.date is None), None)
        _merge(known, mention) if known is not None else entries.append(mention)


def agree(number: str | None, first: str | None, second: str | None) -> bool:
    """Whether two mentions of one number can have one issuer: what central bodies number is theirs alone, whoever is named."""
    if first is None or second is None or _CENTRAL.search(number or ""):
        return True
    one, other = _issuer_key(first), _issuer_key(second)
    return one in other or other in one


def _issuer_key(issuer: str) -> str:
    words = issuer.lower()
    for long, short in _SAME:
        words = words.replace(long, short)
    return " ".join(words.replace("chủ tịch ubnd", "ubnd").split())


def _merge(known: Mention, mention: Mention) -> None:
    known.mentions.extend(mention.mentions)
    if mention.start < known.start:
        known.text, known.start, known.end = mention.text, mention.start, mention.end
        known.type = mention.type or known.type
    for name in ("date", "issuer", "type", "relation", "pinpoint", "title"):
        if getattr(known, name) is None:
            setattr(known, name, getattr(mention, name))


def _laws_by_year(found: list[Mention]) -> list[Mention]:
    """ "Luật Điện lực năm 2024" is "Luật Điện lực số 61/2024/QH15" when the text names exactly one such law."""
    numbered: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for entry in found:
        year = re.search(r"/(\d{4})/", entry.number or "")
        if year and entry.title:
            numbered[entry.title.lower(), year.group(1)].append(entry)
    out = []
    for entry in found:
        same = numbered.get(((entry.title or "").lower(), (entry.date or "")[:4]), []) if entry.number is None else []
        if len(same) == 1 and (same[0].date or "")[: len(entry.date or "")] in {entry.date, ""}:
            _merge(same[0], entry)
        else:
            out.append(entry)
    return out


def _inherit(text: str, found: list[Mention]) -> None:
    """The issuer that a list names once at its head: "các Nghị quyết của Hội đồng nhân dân tỉnh: số …; số …"."""
    if "ác " not in text or not any(entry.issuer is None for entry in found):
        return
    heads = [(m.end(), text.find("\n", m.end()), m["issuer"].strip()) for m in _LIST_HEAD.finditer(text)]
    at = 0
    for entry in found:
        while at < len(heads) and 0 <= heads[at][1] < entry.start:
            at += 1
        if at < len(heads) and entry.issuer is None and heads[at][0] <= entry.start and (heads[at][1] < 0 or entry.start < heads[at][1]):
            entry.issuer = heads[at][2]


def _aliases(text: str, found: list[Mention]) -> dict[int, str]:
    """Numbers that stand only inside "(sau đây gọi là …)" behind another citation are its alias."""
    out: dict[int, str] = {}
    places = sorted(((span.start, entry) for entry in found for span in entry.mentions), key=lambda place: place[0])
    starts = [start for start, _ in places]
    for match in _DEFINED.finditer(text):
        first = bisect_left(starts, match.start())
        if first == len(places) or not match.start() <= places[first][1].start < match.end():
            continue
        inside = places[first][1]
        line = text.rfind("\n", 0, match.start())
        before = [entry for _, entry in places[bisect_left(starts, line) : first] if entry is not inside]
        same = [entry for entry in before if entry.type == inside.type]
        if before:
            out[id(inside)] = _identity((same or before)[-1])
    return out


@lru_cache(maxsize=1024)
def _slug(words: str | None) -> str:
    plain = unicodedata.normalize("NFD", (words or "").lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def identity(kind: str | None, issuer: str | None, number: str | None, title: str | None, date: str | None) -> str:
    """`<type>/<issuer key>/<number>/<date>`: a number alone is no identity, every province has its own."""
    key = (number or _slug(title) or "-").replace("/", "_").replace(" ", "")
    return f"{_slug(kind) or 'van-ban'}/{_slug(issuer) or '-'}/{key}/{date or '-'}"


def _identity(found: Mention) -> str:
    return identity(found.type, found.issuer, found.number, found.title, found.date)


def _citation(found: Mention, aliases: dict[int, str], seen: dict[str, int]) -> Citation:
    key = _identity(found)
    seen[key] = seen.get(key, 0) + 1
    mentions = tuple(sorted(found.mentions, key=lambda span: span.start))
    return Citation(
        text=found.text,
        start=found.start,
        end=found.end,
        type=found.type,
        number=found.number,
        date=found.date,
        issuer=found.issuer,
        title=found.title,
        pinpoint=found.pinpoint,
        relation=found.relation,
        mentions=mentions,
        id=key if seen[key] == 1 else f"{key}~{seen[key]}",
        alias_of=aliases.get(id(found)),
    )


def terms(text: str) -> tuple[Term, ...]:
    """Shorthands the text defines: "(sau đây gọi là X)"."""
    out = []
    for match in _DEFINED.finditer(text):
        floor = max(0, match.start() - 400)
        begun = max((at + len(mark) for mark in ("\n", ";", ". ") if (at := text.rfind(mark, floor, match.start())) >= 0), default=floor)
        out.append(Term(match["term"].strip(), text[begun : match.start()].strip(), match.start("term"), match.end("term")))
    return tuple(out)
