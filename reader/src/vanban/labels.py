"""Label lines: "Đơn vị thực hiện: …", "Thời hạn hoàn thành: …", alone or several on a line, found by their colons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from vanban.data.tables import table
from vanban.late import late

_BULLET = late(r"[\s\-–—+*•●(]*(?:(?:\d{1,2}|[a-zđ])[.)]\s*)?")
_BOUNDARY = late(r"[.;]\s+|\s[-–]\s|\n|\(")
_INNER = late(r"\s(?=(?:Đơn vị|Cơ quan|Thời gian|Thời hạn|Tiến độ|Lãnh đạo|Sản phẩm|Kết quả|Chủ trì|Phối hợp)\s)")
_TIME_OF = late(r"(?:dự kiến )?(?:thời gian|thời hạn|thời điểm)(?: [^\W_]+){1,8}")
_BRACKETS = late(r"\([^()]*\)")
_SUBJECT = (
    r"(?:các )?(?:(?:tập thể|đơn vị|cơ quan|tổ chức|phòng|bộ phận|ban|sở|ngành|tổ|người|cán bộ|cá nhân"
    r"|lãnh đạo|đồng chí|đ/c|nhóm|thành viên|giáo viên|địa phương)(?:\s*[,/&-]\s*|\s+và\s+|\s+hoặc\s+"
    r"|\s+))+"
)
_GRAMMAR: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "time",
        late(
            r"(?:(?:dự kiến )?(?:thời gian|thời hạn|thời điểm|tiến độ|lộ trình|mốc thời gian|hạn"
            r"|ngày)(?: (?:dự kiến|thực hiện|hoàn thành|tổ chức|triển khai|bắt đầu|báo cáo|kết thúc|gửi|trình"
            r"|nộp|phải|cụ thể|xong|giải quyết|áp dụng|tiến hành)|,| và)*)"
        ),
    ),
    (
        "monitor",
        late(
            r"(?:lãnh đạo|người|đồng chí|đơn vị|cơ quan|cấp|bộ phận|cán bộ|phòng|ban|tổ)?(?: [^:]{2,14})?\s*(?:phụ trách|chỉ đạo|theo dõi"
            r"|giám sát|đôn đốc|kiểm tra)(?: (?:thực hiện|chung|trực tiếp)|,? (?:theo dõi|đôn đốc|chỉ đạo"
            r"|kiểm tra|giám sát))*"
        ),
    ),
    (
        "lead",
        late(
            rf"(?:{_SUBJECT})?(?:được giao |chịu trách nhiệm )?(?:chủ trì|đầu mối|thường trực"
            rf"|chịu trách nhiệm chính)(?:,? (?:thực hiện|tham mưu|tổng hợp|triển khai|tổ chức|trình|xây dựng"
            rf"|soạn thảo|chính|thực hiện chính))*"
        ),
    ),
    ("coordinate", late(rf"(?:{_SUBJECT})?(?:cùng )?(?:phối hợp|tham gia)(?: (?:thực hiện|chính|tổ chức|triển khai|tham mưu))*")),
    (
        "execute",
        late(
            rf"(?:{_SUBJECT})(?:được giao |được phân công )?(?:tổ chức )?(?:thực hiện|triển khai"
            rf"|chịu trách nhiệm|phụ trách|tham mưu|trình|soạn thảo|được phân công|đảm nhiệm)(?: (?:thực hiện"
            rf"|chính))*"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One label with its value; `role` is a unit role, "time", "product" or "other"."""

    role: str
    start: int
    value_start: int
    value_end: int


_SECTION = ("tổ chức thực hiện", "tổ chức triển khai")
"""The section where work is assigned, with a colon or without; no label of it."""


@cache
def _roles() -> dict[str, str]:
    return {word: role for role, words in table("roles")["labels"].items() for word in words}


@lru_cache(maxsize=4096)
def role_of(label: str) -> str | None:
    """What a label announces: by the table, else by the grammar of its words. None if it is no label."""
    low = " ".join(_BRACKETS.sub(" ", label.lower()).split())
    exact = _roles().get(low)
    if exact is not None or len(low) > 70 or low.startswith(_SECTION):
        return exact
    found = next((role for role, pattern in _GRAMMAR if pattern.fullmatch(low)), None)
    return "time" if found is None and _TIME_OF.fullmatch(low) else found


def is_label_title(heading: str) -> bool:
    """Whether a heading only announces fields ("Thời gian, địa điểm", "Thành phần"): what stands under it are no tasks of its own."""
    words = [w for w in map(str.strip, _TITLE_JOINS.split(heading.lower().strip(" .:;"))) if w]
    return bool(words) and all(role_of(w) in _OF_TITLES for w in words)


_TITLE_JOINS = late(r",|\bvà\b|–|-")
_OF_TITLES = frozenset({"time", "other", "coordinate", "product"})


def label_lines(text: str, start: int, end: int) -> Iterator[LabelLine]:
    """The labels of one block, each value reaching to the next label."""
    colon = text.find(":", start, end)
    if colon < 0:
        return
    found: list[tuple[str, int, int]] = []
    while colon >= 0:
        role, begun = _label_before(text, start, colon)
        if role is not None and (begun <= start + 6 or found or _inline(role, text, begun, colon)):
            found.append((role, begun, colon + 1))
        colon = text.find(":", colon + 1, end)
    for at, (role, begun, value) in enumerate(found):
        stop = found[at + 1][1] if at + 1 < len(found) else end
        while value < stop and text[value] in " \n":
            value += 1
        words = text[value:stop].rstrip(" ;.-–+(,\n•*")
        yield LabelLine(role, begun, value, value + len(words))


def _label_before(text: str, start: int, colon: int) -> tuple[str | None, int]:
    """The label that ends at a colon: the words back to the last boundary, or to the block's beginning."""
    least = max(start, colon - 70)
    if text[colon - 1 : colon].isdigit():
        return None, colon
    begun = least
    for boundary in _BOUNDARY.finditer(text, least, colon):
        if "(" in boundary.group() and ")" in text[boundary.end() : colon]:
            continue
        begun = boundary.end()
    if begun == least and least > start:
        return None, colon
    begun = _BULLET.match(text, begun, colon).end()  # type: ignore[union-attr]
    words = text[begun:colon].strip()
    if not words or not (words[0].isupper() or begun <= start + 4):
        return None, colon
    role = role_of(words)
    if role is not None:
        return role, begun
    for inner in _INNER.finditer(text, begun + 1, colon):
        # A label glued behind the value of the one before: "… Sở A Đơn vị phối hợp: …".
        role = role_of(text[inner.end() : colon].strip())
        if role is not None:
            return role, inner.end()
    return None, colon


def _inline(role: str, text: str, begun: int, colon: int) -> bool:
    """Labels behind the task's own words count when they are plain labels of units or time."""
    return role in {"lead", "execute", "coordinate", "time", "monitor"} and len(text[begun:colon].split()) > 1
