"""Kinds of units that follow each other under one word: "các sở, ban, ngành", "Trưởng các khoa, phòng", "các trường mầm non, tiểu học"."""

from __future__ import annotations

from vanban.find.names import Name, head_at, rest_of_name, territorial
from vanban.late import late

_OF_SEVERAL = frozenset({"trưởng các", "thủ trưởng các", "lãnh đạo các"})
_LEVEL = r"(?:mầm non|mẫu giáo|tiểu học|trung học cơ sở|trung học phổ thông|phổ thông|THCS|THPT|TH|MN|trung cấp|cao đẳng|đại học)"
_MORE_LEVELS = late(rf"(?:(?:,| và| hoặc)\s*{_LEVEL}(?![\wà-ỹ]))+")
_LEVEL_ENDS = late(rf"(?:[Cc]ác|[Nn]hững) (?:trường|cơ sở giáo dục)(?: học)? {_LEVEL}$")


def levels(text: str, start: int, finish: int, end: int, *, cell: bool) -> int:
    """The end of "các trường mầm non, tiểu học, trung học cơ sở": levels of school under one "các trường" are one phrase."""
    if not text.startswith((",", " và", " hoặc"), finish) or "rường" not in text[start:finish]:
        return finish
    more = _MORE_LEVELS.match(text, finish, end) if _LEVEL_ENDS.search(text, start, finish) else None
    return finish if more is None else rest_of_name(text, more.end(), end, head="", cell=cell)


_SERIAL = frozenset(
    {
        "sở",
        "bộ",
        "ban",
        "ubnd",
        "ủy ban nhân dân",
        "uỷ ban nhân dân",
        "cấp",
        "ngành",
        "cơ quan",
        "tổ chức",
        "đơn vị",
        "xã",
        "huyện",
        "lực lượng",
    }
)
_CLASS_JOIN = late(r",\s*|\s+-\s+|-|/")


def series(text: str, name: Name, end: int, *, cell: bool) -> int:
    """The end of "các sở, ban, ngành liên quan": classes joined by commas; "và", "các" and proper names begin another unit."""
    last = name.end
    first = text[name.start : name.end].lower()
    if not name.quantified and name.end - name.start > len(name.head) + 1 and name.head not in _SERIAL and " các " not in first:
        return last
    seen = set() if " các " in first else {name.head}
    while True:
        comma = _CLASS_JOIN.match(text, last, end)
        if (
            comma is None
            or text.startswith(("các ", "những ", "và "), comma.end())
            or text.endswith(("liên quan", "chữa bệnh"), name.start, last)
        ):
            return last
        head, plain = head_at(text, comma.end(), end, lower=True)
        if (
            " các " in first
            and plain
            and head in {"doanh nghiệp", "hợp tác xã", "tổ chức", "cá nhân", "hộ gia đình"}
            and territorial() & set(first.replace(",", " ").split())
        ):
            return last
        if not head or not plain or head in seen or (seen and f" {head} " in first) or _new_name(text, name, comma.end(), head):
            return last
        seen.add(head)
        if head in {"ubnd", "ủy ban", "thủ trưởng", "chủ tịch", "giám đốc", "lãnh đạo", "trưởng"} and name.head != head:
            return last
        last = rest_of_name(text, comma.end() + len(head), end, head=head, cell=cell)


def _new_name(text: str, first: Name, at: int, head: str) -> bool:
    """Whether a capital begins a unit of its own rather than the next kind of "các Sở, Ban, Ngành"."""
    return (
        text[at].isupper()
        and len(head) > 4
        and (not first.quantified or (text[first.end - 1 : first.end].islower() and _is_lower(text, first)))
    )


def _is_lower(text: str, first: Name) -> bool:
    """Whether the first kind is written small, so that a capital behind it is no other kind of the series: "các khoa, Đoàn Thanh niên"."""
    return text[first.start : first.end].partition(" ")[2][:1].islower()


def of_several(head: str) -> bool:
    """Whether a name's head is that of those who lead several units: "Trưởng các"."""
    return head in _OF_SEVERAL
