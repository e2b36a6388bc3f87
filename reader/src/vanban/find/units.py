"""Who is to act: phrases split where units join and never inside a name, heads restored, roles by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from vanban.data.tables import table
from vanban.types import Role, UnitMention

_SEPARATOR = re.compile(r"\s*(?:;|\n|\s[-–]\s(?=[A-ZĐÀ-Ỹ])|,|\s+và\s+|\s+cùng\s+(?:với\s+)?|\s*\+\s*)\s*")
_TRIM = " .,;:-–*+•\t\n"
_BRACKET_ROLE = re.compile(r"\s*\(\s*(?P<role>chủ trì|phối hợp|đầu mối|thực hiện|cơ quan thường trực)\s*\)\s*$")
_ROLE_WORD: dict[str, Role] = {
    "chủ trì": "lead",
    "đầu mối": "lead",
    "phối hợp": "coordinate",
    "thực hiện": "execute",
    "cơ quan thường trực": "lead",
}
_TOKEN = re.compile(r"[\wÀ-ỹ&./-]+|[,;:()“”\"]")
_ELIDED = re.compile(
    r"^(?P<lead>(?:[Cc]ác|[Nn]hững)\s+)?(?P<head>[\wÀ-ỹ]+(?:\s+[\wÀ-ỹ]+)?(?:,\s*[a-zà-ỹđ]+)*)\s*:\s*(?P<rest>.+)$", re.DOTALL
)


@cache
def _heads() -> tuple[str, ...]:
    return tuple(sorted(table("units")["heads"], key=len, reverse=True))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("units")[name])


@cache
def head_pattern() -> re.Pattern[str]:
    """The words a unit's name may begin with, longest first."""
    return re.compile("(?:" + "|".join(re.escape(head) for head in _heads()) + r")(?![\wÀ-ỹ])")


@cache
def _generic_pattern() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(map(re.escape, _words("generic")), key=len, reverse=True)) + r")(?![\wÀ-ỹ])")


def split_phrase(text: str, start: int, end: int, role: Role) -> list[UnitMention]:
    """Units of an addressee phrase (a label line, a table cell), each with its own span; bracketed roles win over `role`."""
    out: list[UnitMention] = []
    for begun, finish in _parts(text, start, end):
        words = text[begun:finish]
        bracket = _BRACKET_ROLE.search(words)
        own: Role = _ROLE_WORD[bracket["role"]] if bracket else role
        finish = begun + bracket.start() if bracket else finish
        phrase = text[begun:finish].rstrip(_TRIM)
        if len(phrase) > 1:
            out.append(UnitMention(phrase, begun, begun + len(phrase), own, (" ".join(phrase.split()),)))
    return _restored(out)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of single units; brackets and protected names are never cut."""
    shielded = _shielded(text, start, end)
    cuts: list[tuple[int, int]] = []
    begun = start
    for match in _SEPARATOR.finditer(text, start, end):
        if any(a <= match.start() < b for a, b in shielded) or match.start() < begun:
            continue
        if _joins_units(text[begun : match.start()], match.group(), text[match.end() : end]):
            cuts.append((begun, match.start()))
            begun = match.end()
    cuts.append((begun, end))
    return [span for span in (_trim(text, a, b) for a, b in cuts) if span[1] > span[0]]


def _shielded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = [m.span() for m in re.finditer(r"\([^()]*\)|“[^”]*”", text[start:end])]
    for name in table("units")["protected"]:
        spans += [m.span() for m in re.finditer(re.escape(name), text[start:end])]
    return [(a + start, b + start) for a, b in spans]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def _joins_units(left: str, mark: str, right: str) -> bool:
    """Whether a comma, "và" or semicolon stands between two units rather than inside one name or one series of kinds."""
    mark = mark.strip()
    if mark in {";", "", "+"} or "\n" in mark:
        return True
    low_left = left.strip(_TRIM).lower()
    next_piece = re.split(r",|;|\s+và\s", right, maxsplit=1)[0].strip()
    first = next_piece.split(" ", 1)[0]
    series = low_left.startswith(
        ("các ", "những ", "ubnd các", "ủy ban nhân dân các", "uỷ ban nhân dân các", "thủ trưởng các", "giám đốc các", "lãnh đạo các")
    )
    if head_pattern().match(right) and first[:1].isupper():
        return True
    if mark in {"-", "–"}:
        return False
    if first[:1].islower():
        if not _generic_pattern().match(next_piece):
            return False
        if mark == "," and series and len(next_piece.split()) <= 6 and not next_piece.startswith(("các ", "những ")):
            return False
        if _territorial(next_piece) and not next_piece.startswith(("các ", "ubnd")):
            return False
        return any(next_piece.startswith(word) for word in _words("classes")) or not series
    if mark == ",":
        return first[:1].isupper() and _capital_tail(low_left, left)
    return _capital_tail(low_left, left) and len(next_piece.split()) <= 4 and ("," in left)


def _territorial(piece: str) -> bool:
    return any(piece == word or piece.startswith(f"{word} ") for word in _words("territorial"))


def _capital_tail(low_left: str, left: str) -> bool:
    """Whether an elided head may be carried over: "Sở Tài chính, Nội vụ"."""
    return low_left.startswith(("sở ", "bộ ", "các sở", "các bộ", "ban ", "phòng ", "các phòng", "các ban")) and len(left.split()) <= 9


def _restored(mentions: list[UnitMention]) -> list[UnitMention]:
    """Give elided heads back: "các Sở: Tài chính, Nội vụ" → "Sở Tài chính", "Sở Nội vụ"."""
    out: list[UnitMention] = []
    head = ""
    for mention in mentions:
        name = mention.names[0]
        elided = _ELIDED.match(name)
        if elided is not None and len(elided["head"].split()) <= 3:
            kind = elided["head"].split(",")[0].strip()
            head = kind[:1].upper() + kind[1:]
            name = f"{head} {elided['rest'].strip()}"
        elif head_pattern().match(name) or name[:1].islower():
            first = name.split(" ", 1)[0]
            head = first if first in {"Sở", "Bộ", "Phòng", "Ban"} else ""
        elif head:
            name = f"{head} {name}"
        out.append(UnitMention(mention.text, mention.start, mention.end, mention.role, (name,)))
    return out


def leading_units(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of unit names that `text[start:end]` begins with, by a grammar of names: a head, then capitals and words of names."""
    at = start
    while at < end and text[at] in " -–+*•":
        at += 1
    match = head_pattern().match(text, at, end) or _lower_head(text, at, end)
    if match is None:
        return None
    finish = _name_end(text, match.end(), end)
    return at, finish


def _lower_head(text: str, at: int, end: int) -> re.Match[str] | None:
    match = _generic_pattern().match(text, at, end)
    return match if match is not None and text[at : at + 3] in {"các", "toà", "nhữ", "UBN", "ubn"} else None


def _name_end(text: str, at: int, end: int) -> int:
    """Where the run of unit names ends: the first word that no name holds; a joining word at the very end is given back."""
    last = at
    for token in _TOKEN.finditer(text, at, end):
        word = token.group()
        if word in {",", ";"}:
            continue
        if word == "(":
            close = text.find(")", token.start(), min(end, token.start() + 80))
            if close < 0:
                break
            last = close + 1
            continue
        if token.start() < last:
            continue
        if (
            word[0].isupper()
            or word.lower() in _words("inside")
            or (word[0].isdigit() and text[token.start() - 1] != "\n" and len(word) < 3 and last > at)
        ):
            last = token.end() if word not in {"và", "có"} else last
            continue
        break
    return last


def series(text: str, start: int, end: int, role: Role) -> Iterator[UnitMention]:
    """Units of the phrase that begins at `start`, as far as names go."""
    span = leading_units(text, start, end)
    if span is not None:
        yield from split_phrase(text, span[0], span[1], role)
