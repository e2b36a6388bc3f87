"""The type line and the title under it (Decree 30/2020, Annex I, part II.5); an official letter has "V/v …" instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from vanban.data.tables import doc_types
from vanban.find.lines import (
    DATE,
    DRAFT,
    ENCLOSED,
    HEADER_BLOCKS,
    MOTTO,
    NUMBER,
    RULE,
    STAMP,
    SUBJECT,
    TITLE_BLOCKS,
    Segment,
    join,
    place_start,
    value_of,
)
from vanban.late import late
from vanban.outline import label_of
from vanban.types import Block, Value

_AUTHORITY = late(
    r"^(?:THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|(?:TỔNG |PHÓ )?GIÁM ĐỐC|(?:PHÓ )?CHỦ TỊCH|CHỦ NHIỆM|BỘ TRƯỞNG|HIỆU TRƯỞNG|VIỆN TRƯỞNG|CHÁNH|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|TRƯỞNG|"
    r"TỔNG|[ỦU][YỶ] BAN|UBND|HỘI ĐỒNG|HĐND|BAN(?! HÀNH)|BỘ CHÍNH TRỊ|THỐNG ĐỐC)(?!\w)"
)
_BODY = late(
    r"(?:Căn cứ|Thực hiện|Xét|Theo đề nghị|Kính gửi|Để |Nhằm |Trên cơ sở|Ngày \d|Trong |Thi hành|Triển khai thực hiện|Hiện nay|Năm \d{4}|Phần |Chương |Điều \d|Sau khi|QUYẾT ĐỊNH\s*:|NGHỊ ĐỊNH\s*:|QUYẾT NGHỊ)"
)
_BASIS_INSIDE = late(r"\s+(?=Căn cứ (?:Hiến pháp|Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư)\s)")
_BASIS = late(r"^[-–\s]*(?:Căn cứ|Xét|Theo đề nghị|Theo|Sau khi|Để |Thực hiện|KHÓA|KHOÁ|Trên cơ sở)(?!\w)")
_GENERIC = {"văn bản", "phụ lục", "dự án", "hợp đồng", "thư công", "công văn", "lệnh"}


def type_line(text: str, body: Sequence[Block]) -> int | None:
    """The index of the type line; an official letter has none, whatever the forms behind it are called."""
    letter = False
    for at, block in enumerate(body[: HEADER_BLOCKS + 5]):
        line = text[block.start : block.end]
        letter = letter or bool(re.match(r"V/[vV ]", line)) or (block.confidence is not None and at > 3)
        if letter and line.startswith("Kính gửi"):
            return None
        if _type_of(line, at):
            return at
    return None


@cache
def _glued_types() -> tuple[str, ...]:
    return tuple(name for name in doc_types() if name not in _GENERIC)


def _type_of(line: str, at: int) -> tuple[str, int, int] | None:
    """(type, start and end of the words that name it) when a line is a type line: "KẾ HOẠCH", "K Ế H O Ạ C H", "CHỈ THỊ VỀ …"."""
    date = DATE.search(line) if len(line) < 100 else None
    if date is not None and place_start(line, date.start()) == 0:  # a .pdf may join the date above with the type
        below = len(line) - len(line[date.end() :].lstrip())
        found = _type_of(line[below:], at) if below < len(line) else None
        return found and (found[0], found[1] + below, found[2] + below)
    plain = " ".join(line.split()).strip(" :*")
    if at < TITLE_BLOCKS and re.match(r"(?:PHỤ LỤC|Phụ lục|PHỤ LỤC SỐ)(?:\s+(?:số\s+|SỐ\s+)?[IVX\d]{1,4})?\s*[.:]?$", plain):
        return "phụ lục", 0, len(line)
    if not plain.isupper() or len(plain) > 400:
        return None
    low = plain.lower()
    bare = _unmarked(low)
    for name in doc_types():
        if name != "văn bản" and (bare == _unmarked(name) or bare.replace(" ", "") == _unmarked(name).replace(" ", "")):
            return name, 0, len(line)
    glued = next((name for name in _glued_types() if low.startswith(f"{name} ")), None)
    return (glued, 0, len(glued)) if glued and line[: len(glued)].lower() == glued and not MOTTO.search(line) else None


@lru_cache(maxsize=1024)
def _unmarked(words: str) -> str:
    """Letters without marks, so that a scan's "QUYÉT ĐỊNH" is still a decision."""
    return "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c)).replace("đ", "d")


def title_of(text: str, body: Sequence[Block], zone: Sequence[Segment], at: int | None) -> tuple[Value | None, Value | None, int]:
    """(type, title, index of the first block after them)."""
    if at is None:
        return (*_subject(text, zone), min(len({s.block.start for s in zone}), len(body)))
    block = body[at]
    line = text[block.start : block.end]
    kind, begun, length = _type_of(line, at) or ("", 0, 0)
    last = _title_end(text, body, at + 1, begun=length < len(line.rstrip()) and not _OF.match(line[length:]))
    parts = _from_subject(text, [b for b in body[at + 1 : last] if not _off_title(text, b)])
    start = block.start + length
    glued = line[length:].strip(" :.*") if length < len(line) else ""
    title = join(text, parts) if parts else None
    if glued:
        end = title.end if title else block.end
        start = text.index(glued, start)
        title = value_of(text, start, end, f"{glued} {title.value}" if title else glued)
    stray = _stray_title(text, body[:at], block) if title else ""
    if title and stray:
        title = value_of(text, title.start, title.end, f"{stray} {title.value}")
    return value_of(text, block.start + begun, block.start + length, kind), _without_subject(text, title), last


def _from_subject(text: str, parts: list[Block]) -> list[Block]:
    """A recognised title begins at "Về việc …": what stands above it is of a stamp."""
    begun = next((at for at, b in enumerate(parts) if b.confidence is not None and SUBJECT.match(text[b.start : b.end])), 0)
    return parts[begun:]


_OF = late(r"\s*(?:CỦA|của)\s[^,;.]{3,60}$")
"""Behind "CHƯƠNG TRÌNH HÀNH ĐỘNG": whose it is, so that what it is about is still to come."""


def _stray_title(text: str, above: Sequence[Block], kind: Block) -> str:
    """Words of the title that a PDF gives before the type line although they are printed below it."""
    if kind.box is None:
        return ""
    lower = [b for b in above if b.box and b.page == kind.page and b.box[1] > kind.box[1] and not _off_title(text, b)]
    return " ".join(text[b.start : b.end].strip() for b in lower if not NUMBER.search(text, b.start, b.end))


def _off_title(text: str, block: Block) -> bool:
    """Whether a line between the type and the body is a rule, the motto or the date, that is: no title."""
    line = text[block.start : block.end].strip()
    if RULE.match(line) or (MOTTO.match(line) and len(line) < 60) or (block.confidence is not None and STAMP.match(line)):
        return True
    date = DATE.search(line)
    return date is not None and len(line) < 60 and place_start(line, date.start()) == 0 and not line[date.end() :].strip()


def _subject(text: str, zone: Sequence[Segment]) -> tuple[Value | None, Value | None]:
    """Type and title of an official letter, which prints no type: what stands behind "V/v" under the number line."""
    at = next((at for at, s in enumerate(zone) if s.kind == "text" and SUBJECT.match(s.text)), None)
    if at is None:
        return None, None
    first, parts = zone[at], [zone[at]]
    for segment in zone[at + 1 : at + 10]:
        if segment.kind == "text" and _carries_on(segment.text, parts[-1].text) and segment.block.column == first.block.column:
            parts.append(segment)
        elif segment.kind == "text":
            break
    joined = join(text, parts)
    mark = SUBJECT.match(first.text)
    numbered = any(segment.kind in {"number", "motto"} for segment in zone)
    kind = value_of(text, first.start, first.start + len(mark.group().rstrip(" :")), "công văn") if mark and numbered else None
    return kind, _without_subject(text, joined)


def _carries_on(line: str, above: str) -> bool:
    if line.isupper() or _BODY.match(line) or len(line) > 90 or line.startswith(("-", "–", "(", "Kính")):
        return False
    return not above.rstrip().endswith((".", ";"))


_SUBJECT_MARK = r"^(?:V/(?:[vVwWyY]|(?=\s))|v/v)\s*:?\s*"


# "CHỈ THỊ / của Ban Thường vụ Tỉnh ủy / về …": whose it is stands between the type and what it is about.
_WHOSE = late(
    r"(?:của (?:Ban Thường vụ|Ban Chấp hành|Ban Bí thư|Bộ Chính trị|Đảng ủy|Tỉnh ủy|Thành ủy|Huyện ủy|Ban cán sự)"
    r"|CỦA (?:BAN THƯỜNG VỤ|BAN CHẤP HÀNH|BAN BÍ THƯ|BỘ CHÍNH TRỊ|ĐẢNG ỦY|TỈNH ỦY|THÀNH ỦY))[^,;.]{0,60}?"
    r"\s+(?=(?:về|Về|thực hiện) )"
)


def _without_subject(text: str, span: Value | None) -> Value | None:
    if span is None or span.value is None:
        return span
    value = re.sub(r"[\s\-–_*=]+$", "", _BASIS_INSIDE.split(span.value)[0])
    subject = re.match(_SUBJECT_MARK, value) or _WHOSE.match(value)
    cut = re.match(_SUBJECT_MARK, span.text) or _WHOSE.match(span.text)
    start = span.start + (cut.end() if cut else 0)
    return value_of(text, start, span.end, value[subject.end() :] if subject else value)


def _title_end(text: str, body: Sequence[Block], at: int, *, begun: bool) -> int:
    """The index after the last block of the title: it ends where the enclosure note, a basis, an item or a long body sentence begins."""
    end = at
    while end < len(body) and end - at < TITLE_BLOCKS:
        line = text[body[end].start : body[end].end]
        if _off_title(text, body[end]):
            if end == at:
                at += 1
            elif RULE.match(line) and not _off_title(text, body[end - 1]):
                break
            end += 1
            continue
        if (
            ENCLOSED.match(line)
            or DRAFT.match(line)
            or line.startswith("Kính gửi")
            or (_labelled(line) and end - at < 40)
            or _is_authority(text, body, end, first=end == at)
        ):
            break
        if (end > at or begun) and (_BODY.match(line) or line.startswith("(") or not _looks_like_title(text, body, end)):
            break
        end += 1
    return end


def _labelled(line: str) -> bool:
    label = label_of(line)
    return label is not None and not SUBJECT.match(line)


def _is_authority(text: str, body: Sequence[Block], at: int, *, first: bool) -> bool:
    """Whether a capital line is who decides ("BỘ TRƯỞNG BỘ …" above "Căn cứ …"), which belongs to no title."""
    line = text[body[at].start : body[at].end].strip()
    if not line.isupper() or not _AUTHORITY.match(line):
        return False
    below = [text[b.start : b.start + 40] for b in body[at + 1 : at + 4] if not RULE.match(text[b.start : b.end])]
    return any(_BASIS.match(words) for words in below[: 1 if first else 2])


def _looks_like_title(text: str, body: Sequence[Block], at: int) -> bool:
    block, before = body[at], body[at - 1]
    if block.align is not None or block.bold is not None or before.bold is not None:
        return block.align == "center" or bool(block.bold)
    line, above = text[block.start : block.end], text[before.start : before.end]
    return (
        len(line) < 100
        and len(above) < 110
        and not above.rstrip().endswith((".", ";"))
        and not line.endswith(":")
        and not line.endswith((".", ";"))
    )
