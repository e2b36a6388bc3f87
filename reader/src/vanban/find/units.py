"""Who is to act: phrases split where units join and never inside a name, heads restored, roles by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from vanban.data.tables import table
from vanban.find import kinds, purposes
from vanban.find.names import Name, duties, head_at, may_begin, name_at, rest_of_name, territorial
from vanban.late import late
from vanban.types import Role, UnitMention

_SEPARATOR = late(
    r"\s*(?:[,;+/\n]|\s[-–]\s(?=[A-ZĐÀ-Ỹ])|(?:và|cùng với|cùng|với|hoặc|và/hoặc)(?=\s))(?:\s*(?:và|cùng với|cùng|hoặc)(?=\s))?\s*"
)
_HARD = late(r"[;\n]|\.\s+(?=[A-ZĐÀ-Ỹ])")
_LEAD_IN = late(r"[\s.:;,–*+•\-]*(?:\d{1,2}[.)]\s+|[a-zđ]\)\s+)?")
_BRACKET = late(r"\s*\((?P<inside>[^()]{0,300})\)")
_ROLE_BEFORE = late(
    r"(?:(?:[Đđ]ơn vị|[Cc]ơ quan)\s+)?(?P<role>[Cc]hủ trì(?:,? phối hợp với)?|[Pp]hối hợp(?: với"
    r"| cùng)?|[Tt]hực hiện|[Đđ]ầu mối|[Tt]heo dõi|[Gg]iám sát)\s*:?\s+"
)
_ROLE_AFTER = late(
    r"\s*[,:–-]?\s*\(?(?P<role>chủ trì|đầu mối|phối hợp|tham gia|thực hiện|cơ quan thường trực"
    r"|theo dõi|giám sát)\)?(?=\s*(?:[,;.()\n]|$|và\s))"
)
_ROLES: tuple[tuple[str, Role], ...] = (
    ("chủ trì", "lead"),
    ("đầu mối", "lead"),
    ("cơ quan thường trực", "lead"),
    ("phối hợp", "coordinate"),
    ("tham gia", "coordinate"),
    ("theo dõi", "monitor"),
    ("giám sát", "monitor"),
    ("thực hiện", "execute"),
)
_MOST_WORDS = 14
_REMEMBERED = 160
_LONGEST_LIST = 120


@dataclass(slots=True)
class _Run:
    """Units found so far, and where reading stands."""

    found: list[UnitMention]
    at: int
    elidable: str = ""
    elided: bool = False
    cell: bool = False
    unsaid: int = 0
    """Where the units begin whose role is still to be said in brackets."""


@cache
def _elided() -> frozenset[str]:
    return frozenset(table("units")["elided"])


@cache
def _persons() -> tuple[str, ...]:
    return tuple(sorted(table("units")["persons"], key=len, reverse=True))


def _role_of(words: str, default: Role) -> Role:
    low = words.lower()
    return next((role for word, role in _ROLES if word in low), default)


def series_at(
    text: str, start: int, end: int, role: Role, *, lower: bool = False, semicolons: bool = False
) -> tuple[list[UnitMention], int]:
    """The units that running text names from `start` on, and where the list ends; ([], start) if none begins there.

    `lower` allows the first one to be a class without "các" and without capital ("cơ quan, tổ chức liên quan");
    `semicolons` lets the list go on behind one, as headings do.
    """
    if not may_begin(text, start, end):
        return [], start
    run = _Run([], start)
    while len(run.found) < _LONGEST_LIST:
        if not _take(text, run, end, role, lower=lower or bool(run.found)):
            return _finish(run.found), run.found[-1].end if run.found else start
        stop = run.at
        separator = _separator(text, stop, end, semicolons=semicolons)
        if separator is None:
            return _finish(run.found), stop
        run.at = separator.end()
    return _finish(run.found), run.found[-1].end


def _separator(text: str, at: int, end: int, *, semicolons: bool) -> re.Match[str] | None:
    match = _SEPARATOR.match(text, at, end)
    return (
        None
        if match is None or (";" in match.group() and not semicolons) or "\n" in match.group() or match.group().strip() == "với"
        else match
    )


def _take(text: str, run: _Run, end: int, role: Role, *, lower: bool) -> bool:
    """One more unit at `run.at`: a named one, or one whose kind was said before."""
    name = name_at(text, run.at, end, lower=lower, cell=run.cell)
    if name is not None:
        _add(text, run, name, end, role)
        return True
    if run.elidable and run.at < end and text[run.at].isupper():
        finish = rest_of_name(text, run.at, end, head="", cell=run.cell)
        if run.elided or text[run.at - 2 : run.at - 1] in ",:":
            finish = _cut_and(text, run.at, finish)
        if finish > run.at and not _ROMAN.match(text, run.at, end):
            words = text[run.at : finish]
            run.found.append(UnitMention(words, run.at, finish, role, (f"{run.elidable} {_folded(words)}",)))
            run.at, run.elided = finish, True
            return True
    return False


def _cut_and(text: str, start: int, end: int) -> int:
    """In a list of names without heads, "và" before the last one joins two units: "Tài chính và Y tế"."""
    if end - start < 8 or " và " not in text[start:end]:
        return end
    return end if _is_field(text[start:end]) else start + text[start:end].index(" và ")


@cache
def _fields() -> frozenset[str]:
    return frozenset(name.lower() for name in table("units")["domains"])


def _is_field(words: str) -> bool:
    return words.lower() in _fields()


def _add(text: str, run: _Run, name: Name, end: int, role: Role) -> None:
    """Put a name into the list; classes that follow each other under one "các" stay one phrase."""
    finish = name.end
    if name.plain or (name.head.endswith(" các") and kinds.of_several(name.head)):
        finish = kinds.series(text, name, end, cell=run.cell)
    finish = kinds.levels(text, name.start, finish, end, cell=run.cell)
    finish = purposes.across(text, name.start, finish, end)
    words = text[name.start : finish]
    if run.found and _same_person(text, run.found[-1], name):
        run.found[-1] = _reaching(text, run.found[-1], finish)
        run.at, run.elidable, run.elided = finish, "", False
        return
    run.found.append(UnitMention(words, name.start, finish, role, (_folded(words),)))
    run.at = finish
    run.elidable, run.elided = "", False
    if words.lower() in _BARE and (second := _second_of(text, finish, end, cell=run.cell)) > finish:
        words, run.at = text[name.start : second], second
        run.found[-1] = UnitMention(words, name.start, second, role, (_folded(words),))
        return
    colon = _COLON.match(text, finish, end)
    kind = _KIND.match(words)
    if (
        colon is not None
        and kind is not None
        and kind["kind"].lower() in _elided() | (territorial() if kind["person"] else frozenset())
        and not head_at(text, colon.end(), end)[0]
        and not _is_work(text, colon.end(), end)
    ):
        run.found.pop()
        run.elidable, run.elided, run.at = _headed(kind["person"] or "", kind["kind"]), True, colon.end()
        if not _take(text, run, end, role, lower=False):
            run.elidable = ""
    elif name.head in _elided() and not name.plain:
        level = _SCHOOL.match(words)
        run.elidable = level.group() if level is not None else name.head[:1].upper() + name.head[1:]
        if name.quantified:
            plain = " ".join(words.split()[1:])
            run.found[-1] = replace(run.found[-1], names=(f"{run.elidable}{plain[len(name.head) :]}",))


_NAMED_PERSON = late(r"(?:[Cc]ác )?(?:[Đđ]ồng chí|[Đđ]/c|[ÔôBb][nà]g?\.?) [A-ZĐÀ-Ỹ][^\W\d_]* [A-ZĐÀ-Ỹ]")
_POSITIONS = ("phó", "chủ tịch", "bí thư", "giám đốc", "trưởng", "chánh", "hiệu trưởng", "ủy viên", "uỷ viên", "thành viên", "cục trưởng")


def _same_person(text: str, before: UnitMention, name: Name) -> bool:
    """ "Đồng chí Lê Văn An, Phó Chủ tịch UBND xã" is one person with an office."""
    return (
        text[before.end : name.start].strip() in {",", "-", "–"}
        and name.head.startswith(_POSITIONS)
        and _NAMED_PERSON.match(before.text) is not None
        and "," not in before.text
    )


def _reaching(text: str, unit: UnitMention, to: int) -> UnitMention:
    words = text[unit.start : to]
    return replace(unit, text=words, end=to, names=(_folded(words),))


_SCHOOL = late(r"Trường (?:Mầm non|Mẫu giáo|Tiểu học|Trung học cơ sở|Trung học phổ thông|THCS|THPT|TH|MN|PTDTBT|PTDTNT)(?= [A-ZĐÀ-Ỹ])")
_PLACED = late(r"(?P<kind>thôn|xã|phường|thị trấn|huyện|bản|ấp|xóm|khu phố|tổ dân phố|đặc khu|số) (?=[A-ZĐÀ-Ỹ0-9])")
_WORDS = late(r"[^\W_]+ ?[^\W_]*")
_BESIDE = late(r"phối hợp(?: chặt chẽ)?(?: với| cùng)?\s")
_NEXT_NAME = late(r",\s*(?=[A-ZĐ]|các )")
_RAW_ENDS = late(r"\s*(?:[;,\n(+]|\s[-–]\s|\s(?:và|cùng)\s)")
_FIELD_ENDS = late(r"\s*(?:[,;.)]|$|và [A-ZĐÀ-Ỹ])")


def _is_work(text: str, at: int, end: int) -> bool:
    """Whether a verb stands behind "Các khoa:"; "Xây dựng," between commas is the name of a department."""
    words = _WORDS.match(text, at, end)
    if words is None:
        return False
    low = text[at : at + 48].lower()
    verb = next((v for v in duties().get(low.split(" ", 1)[0], ()) if low.startswith(v) and not low[len(v) : len(v) + 1].isalpha()), "")
    return bool(verb) and _FIELD_ENDS.match(text, at + len(verb), end) is None


_BARE = frozenset(
    {
        "lãnh đạo",
        "cán bộ",
        "công chức",
        "giáo viên",
        "trưởng",
        "thủ trưởng",
        "bí thư",
        "chủ tịch",
        "giám đốc",
        "viên chức",
        "các đồng chí trưởng",
    }
)


def _second_of(text: str, at: int, end: int, *, cell: bool) -> int:
    """Where "Lãnh đạo và chuyên viên các phòng" ends: two kinds of people of one unit are one phrase."""
    if not text.startswith((" và ", ", "), at):
        return at
    begun = at + (4 if text[at] == " " else 2)
    second = name_at(text, begun, end, lower=True, cell=cell)
    return second.end if second is not None and second.plain and second.end - begun > len(second.head) and not second.quantified else at


_ROMAN = late(r"[IVX]+(?![^\W_])")
_COLON = late(r"\s*:\s+(?=[A-ZĐÀ-Ỹ])")
_KIND = late(r"(?P<person>[^,]*? )?[Cc]ác (?P<kind>[^\W_]+)(?:, [^,]{2,12}){0,2}$")


def _headed(person: str, kind: str) -> str:
    return f"{person}{kind}" if kind in territorial() else f"{person}{kind[:1].upper()}{kind[1:]}"


def _folded(words: str) -> str:
    return " ".join(words.split()).strip(" ,;:-–.")


def _finish(found: Sequence[UnitMention]) -> list[UnitMention]:
    """Heads given back: "UBND cấp tỉnh, cấp xã", "Thủ trưởng cơ quan ngang Bộ, cơ quan thuộc Chính phủ"."""
    out: list[UnitMention] = []
    person = ""
    for mention in found:
        name = mention.names[0]
        low = name.lower()
        if out and low.startswith("cấp ") and " cấp " in out[-1].names[0]:
            name = f"{out[-1].names[0].rpartition(' cấp ')[0]} {name}"
        elif out and (placed := _PLACED.match(name)) is not None and f" {placed['kind']} " in out[-1].names[0]:
            before, _, _ = out[-1].names[0].rpartition(f" {placed['kind']} ")
            name = f"{before} {name}"
        elif person and out and _same_kind(out[-1].names[0], person, low):
            name = f"{person} {name}"
        else:
            person = next((name[: len(p)] for p in _persons() if low.startswith(f"{p} ")), "")
            if low.startswith(("các ", "những ")):
                person = ""
        out.append(mention if name == mention.names[0] else replace(mention, names=(name,)))
    return out


def _same_kind(previous: str, person: str, low: str) -> bool:
    rest = previous[len(person) :].lower().split() if previous.startswith(person) else []
    own = low.split()
    while rest and rest[0] in {"các", "những"}:
        rest = rest[1:]
    while own and own[0] in {"các", "những"}:
        own = own[1:]
    return (
        bool(rest) and bool(own) and rest[0] == own[0] and rest[0] in {"cơ quan", "cơ", "sở", "bộ", "đơn", "ban", "phòng", "trường", "ubnd"}
    )


def split_phrase(text: str, start: int, end: int, role: Role) -> list[UnitMention]:
    """Units of an addressee phrase (a label line, a table cell), each with its own span; roles said inside win over `role`."""
    if end - start > _REMEMBERED:
        return _split(text, start, end, role)
    return [UnitMention(u.text, u.start + start, u.end + start, u.role, u.names) for u in _split_short(text[start:end], role)]


@lru_cache(maxsize=4096)
def _split_short(phrase: str, role: Role) -> tuple[UnitMention, ...]:
    # The same few phrases stand on most label lines and in most cells of a document.
    return tuple(_split(phrase, 0, len(phrase), role))


def _split(text: str, start: int, end: int, role: Role) -> list[UnitMention]:
    run = _Run([], start, cell=True)
    current, labelled = role, False
    while run.at < end:
        run.at = _LEAD_IN.match(text, run.at, end).end()  # type: ignore[union-attr]
        said = _ROLE_BEFORE.match(text, run.at, end)
        if said is not None:
            current = _role_of(said["role"], role) if "phối hợp" not in said["role"].lower() else "coordinate"
            labelled = ":" in said.group()
            run.at = said.end()
            continue
        if run.at >= end:
            break
        begun = len(run.found)
        if not _take(text, run, end, current, lower=True):
            _raw(text, run, end, current)
        run.at = _after_unit(text, run, begun, end, current)
        if _HARD.match(text, run.at, end):
            current, run.elidable = current if labelled else role, ""
            run.unsaid = len(run.found)
        separator = _SEPARATOR.match(text, run.at, end)
        run.at = separator.end() if separator else run.at
    return _finish(run.found)


def _after_unit(text: str, run: _Run, begun: int, end: int, role: Role) -> int:
    """Past what stands behind a unit: a role, a bracket (whose units count), or words that are no name."""
    at = run.at
    after = _ROLE_AFTER.match(text, at, end)
    if after is not None and len(run.found) > begun:
        own = _role_of(after["role"], role)
        first = run.unsaid if own != "lead" and run.unsaid else begun
        run.found[first:] = [replace(unit, role=own) for unit in run.found[first:]]
        run.unsaid = len(run.found)
        return after.end()
    bracket = _BRACKET.match(text, at, end)
    if bracket is not None:
        begin, close = bracket.span("inside")
        if head_at(text, begin, close)[0] and "," in bracket["inside"]:
            run.found.extend(unit for unit in split_phrase(text, begin, close, role) if head_at(text, unit.start, unit.end)[0])
        at = bracket.end()
    separator = _SEPARATOR.match(text, at, end)
    if separator is not None or at >= end:
        return at
    hard = _HARD.search(text, at, end)
    stop = hard.start() if hard else end
    partner = _BESIDE.search(text, at, stop)
    if partner is not None:
        return partner.start()
    comma = _NEXT_NAME.search(text, at, stop)
    return comma.start() if comma and comma.start() - at < 60 else stop


def _raw(text: str, run: _Run, end: int, role: Role) -> None:
    """Words that begin with no known head: a person's name, a kind the tables lack. Kept as they stand if short."""
    stop = _RAW_ENDS.search(text, run.at, end)
    finish = stop.start() if stop else end
    if finish <= run.at:
        run.at = min(end, run.at + 1)
        return
    words = text[run.at : finish].rstrip(" .;:,")
    if len(words) > 1 and len(words.split()) <= _MOST_WORDS and any(c.isalpha() for c in words):
        run.found.append(UnitMention(words, run.at, run.at + len(words), role, (_folded(words),)))
    run.at = finish
    run.elidable = ""
