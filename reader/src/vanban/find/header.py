"""The header block and the title (Decree 30/2020, Annex I; Guide 36-HD/VPTW for party documents).

A header is printed in two columns, in a table, or line under line, and each way leaves its lines in another order. So it is cut into
segments first — motto, number, place and day, marks, the rest — and each field is then read from the segments of its own kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vanban.find import closing
from vanban.find.lines import (
    BARE_NUMBER,
    DATE,
    DRAFT,
    ENCLOSED,
    HEADS,
    NUMBER,
    SUBJECT,
    TITLE_BLOCKS,
    Segment,
    join,
    place_start,
    segments,
    value_of,
)
from vanban.find.title import title_of, type_line
from vanban.late import late
from vanban.outline import label_of
from vanban.types import Block, Metadata, Value

_UNIT_HEAD = late(rf"(?:{HEADS})(?!\w)")
_UNFINISHED = ("CÁC", "VÀ", ",", "-", "–", "CHO", "VỀ", "CỦA", "THUỘC", "THEO", "ĐỊNH", "TRA", "QUẢN LÝ", "CHỈ ĐẠO", "CHẤP HÀNH")
_SECRECY = late(r"^(?:ĐỘ MẬT\s*:?\s*)?(?:TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT|T\s?U\s?Y\s?Ệ\s?T\s+M\s?Ậ\s?T|T\s?Ố\s?I\s+M\s?Ậ\s?T|M\s?Ậ\s?T)$")
_URGENCY = late(r"^(?:ĐỘ KHẨN\s*:?\s*)?(?:HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN)(?:\s+HẸN GIỜ)?$")
_SYMBOL_REST = late(r"[A-ZĐƯ]{2,}(?:-[A-ZĐƯ]{2,})*$")
_DAY_LOST = late(r"(?P<comma>,)\s*(?:ng[àaáâ]y?\s*[\d.…_]{0,4})?$")
_MONTH_ALONE = late(r"^\S{0,3}\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})$")
_ISSUES = late(
    r"(?:^|(?<=, ))(?P<unit>(?:Sở|Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Bộ|Ban|Phòng|Trường|Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Hội đồng|Cục|Chi cục|Trung tâm|Thư viện|Bệnh viện)(?:\s[\wÀ-ỹ]+){1,10}?)"
    r"\s(?:ban hành|xây dựng|yêu cầu)\s(?:Kế hoạch|kế hoạch|Chương trình|các phòng|các đơn vị)"
)


def metadata(text: str, blocks: Sequence[Block]) -> Metadata:
    """What the form of the document says; a field that is not there is None, a blank one has `value` None."""
    body = [b for b in blocks if b.part == "body" and b.kind != "furniture" and b.end > b.start]
    type_at = type_line(text, body)
    zone = list(segments(text, body, type_at))
    number = _number(zone)
    place, date = _place_date(text, zone)
    kind, title, after = title_of(text, body, zone, type_at)
    issuer, parent = _issuers(text, zone, number, known=type_at is not None)
    if issuer is None and date is None and title is not None:
        issuer, date, title = _in_title(text, title)
    return Metadata(
        issuer=issuer or _issuer_in_body(text, body) or _issuer_enclosing(text, body),
        parent_issuer=parent,
        number=_number_value(text, number),
        symbol=_symbol_value(text, zone, number),
        place=place,
        date=date,
        type=kind,
        title=title,
        urgency=_mark(zone, _URGENCY),
        secrecy=_mark(zone, _SECRECY) or _mark(_page_heads(text, blocks), _SECRECY),
        signers=closing.signers(text, body),
        recipients=closing.recipients(text, body),
        bases=_bases(text, body, after),
    )


def secrecy_mark(text: str, blocks: Sequence[Block]) -> str | None:
    """The secrecy mark of the header block, or None; a body that merely speaks of state secrets gives None."""
    body = [b for b in blocks if b.part == "body" and b.end > b.start]
    mark = _mark(list(segments(text, body, None)), _SECRECY) or _mark(_page_heads(text, blocks), _SECRECY)
    return None if mark is None else mark.value


def _page_heads(text: str, blocks: Sequence[Block]) -> list[Segment]:
    """What is printed at the top of the pages."""
    return list(segments(text, [b for b in blocks if b.part == "header" and b.end > b.start], None))


def _mark(zone: Sequence[Segment], pattern: re.Pattern[str]) -> Value | None:
    for segment in zone:
        if segment.kind == "text" and pattern.match(segment.text.strip(" :.-|[]")):
            return Value(segment.text, segment.start, segment.end, re.sub(r"\s+", " ", segment.text).strip())
    return None


def _number(zone: Sequence[Segment]) -> tuple[Segment, re.Match[str]] | None:
    """The number line: "Số:" with a colon wins over others, and one at the start of its line over one inside."""
    found = []
    for segment in zone:
        match = (NUMBER.search(segment.text) or BARE_NUMBER.match(segment.text)) if segment.kind == "number" else None
        if match is not None:
            after = segment.text[match.end("word") :].lstrip()
            found.append((match["word"] != "Số" or not after.startswith(":"), match["word"] != "Số", segment.start, segment, match))
    best = min(found, key=lambda f: f[:3], default=None)
    return None if best is None else (best[3], best[4])


def _number_value(text: str, number: tuple[Segment, re.Match[str]] | None) -> Value | None:
    if number is None:
        return None
    segment, match = number
    printed = match["number"].strip(" .…_")
    if printed and not re.fullmatch(r"\d{1,5}(?:\.\d{1,3})?[a-hđ]?", printed):
        return None  # a scan shows something there, but no number
    digits = printed if printed.strip("0") else None
    year = re.sub(r"\s", "", match["year"] or "")
    start, end = match.start("number"), match.end("year") if year and digits else match.end("number")
    value = f"{digits}/{year}" if digits and year else digits
    return value_of(text, segment.start + start, segment.start + max(start, end), value)


def _symbol_value(text: str, zone: Sequence[Segment], number: tuple[Segment, re.Match[str]] | None) -> Value | None:
    if number is None:
        return None
    segment, match = number
    words = match["symbol"]
    if segment.block.end == segment.end + 1 and text[segment.end] == "-":  # a joint symbol runs on in the next line of its column
        rest = (other.text for other in zone if other.start > segment.end and other.kind == "text")
        more = next((line for line in rest if _SYMBOL_REST.match(line)), "")
        words = f"{words}-{more}" if more else words
    value = re.sub(r"\s*([/\-–.&])\s*", lambda m: m.group(1).replace("–", "-"), words)
    return value_of(text, segment.start + match.start("symbol"), segment.start + match.end("symbol"), value)


def _place_date(text: str, zone: Sequence[Segment]) -> tuple[Value | None, Value | None]:
    for segment in zone:
        match = DATE.search(segment.text) if segment.kind == "date" else None
        if match is None:
            continue
        words = segment.text[: match.start()].rstrip(" ,")
        place = value_of(text, segment.start, segment.start + len(words), words) if words else None
        start = segment.start + match.start("date")
        garbled = any(c.isalpha() for c in match["day"])
        whole = _day(*("" if garbled and part == "day" else re.sub(r"\D", "", match[part]) for part in ("year", "month", "day")))
        return place, value_of(text, start, start + len(match["date"].rstrip()), whole)
    return _torn(text, zone)


def _day(year: str, month: str, day: str) -> str | None:
    """As much of a day as is printed: none without its year and month."""
    if len(year) != 4 or not month or not 1 <= int(month) <= 12 or int(day or 1) > 31:
        return None
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")


def _torn(text: str, zone: Sequence[Segment]) -> tuple[Value | None, Value | None]:
    """Place and month where a scan lost the day written by hand between them."""
    place = date = None
    for segment in zone:
        before = _DAY_LOST.search(segment.text) if place is None and segment.kind == "text" else None
        if before is not None and place_start(segment.text, before.end("comma")) == 0:
            place = value_of(text, segment.start, segment.start + before.start(), segment.text[: before.start()].strip())
        after = _MONTH_ALONE.match(segment.text) if segment.kind == "text" else None
        if after is not None and place is not None:
            date = value_of(text, segment.start, segment.end, _day(after["year"], after["month"], ""))
    return place, date


def _issuers(
    text: str, zone: Sequence[Segment], number: tuple[Segment, re.Match[str]] | None, *, known: bool
) -> tuple[Value | None, Value | None]:
    """(issuer, parent issuer) from the capital lines of the left column, above the number line."""
    if not known and not any(segment.kind in {"motto", "number", "date"} for segment in zone):
        return None, None
    groups = _groups(zone, number[0].start if number else None)
    names = _distinct([join(text, group) for group in groups])
    if len(names) > 1 and len({(name.value or "").split()[0] for name in names}) == 1 and (names[0].value or "").split()[0] in {"BỘ", "SỞ"}:
        return join(text, [segment for group in groups for segment in group]), None
    return (names[-1], names[-2] if len(names) > 1 else None) if names else (None, None)


def _groups(zone: Sequence[Segment], number: int | None) -> list[list[Segment]]:
    """Capital lines of the header, those of one name together, up to the number line."""
    groups: list[list[Segment]] = []
    for segment in zone:
        if segment.start == number:
            if groups:
                break
        elif segment.kind == "number" and groups and segment.text.startswith("SỐ"):
            groups[-1].append(segment)
        elif _is_issuer_line(segment):
            _group(groups, segment)
    return groups


def _group(groups: list[list[Segment]], line: Segment) -> None:
    if not groups:
        if _UNIT_HEAD.match(line.text):
            groups.append([line])
    elif _begins_issuer(groups[-1][-1], line):
        groups.append([line])
    elif (line.block.table, line.block.column) == (groups[-1][-1].block.table, groups[-1][-1].block.column):
        groups[-1].append(line)


def _distinct(names: list[Value]) -> list[Value]:
    """Names without those printed twice (a running head above the header repeats the issuer)."""
    return [name for at, name in enumerate(names) if name.value not in {other.value for other in names[at + 1 :]}]


_MISREAD_HEAD = late(r"S[ƠOÒÓÔ](?= [A-ZĐ])|[UÙÚ][YỶỲ] BAN(?!\w)")


def _begins_issuer(above: Segment, line: Segment) -> bool:
    """Whether a capital line names another body, rather than carrying on the name begun above it."""
    headed = _UNIT_HEAD.match(line.text) or (line.block.confidence is not None and _MISREAD_HEAD.match(line.text))
    if not headed or above.text.endswith(_UNFINISHED) or above.text == "CHỦ TỊCH":
        return False
    return not (above.block.bold and line.block.bold and re.fullmatch(r"(?:BỘ|SỞ|BAN|PHÒNG)", above.text))


def _is_issuer_line(segment: Segment) -> bool:
    if segment.kind != "text" or _SECRECY.match(segment.text) or _URGENCY.match(segment.text) or DRAFT.match(segment.text):
        return False
    letters = [c for c in segment.text if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    return len(letters) >= 2 and upper >= len(letters) * 0.9 and not SUBJECT.match(segment.text)


def _issuer_in_body(text: str, body: Sequence[Block]) -> Value | None:
    """A document without its header may still say who issues it: "Sở … ban hành Kế hoạch …"."""
    for block in body[:25]:
        match = _ISSUES.search(text[block.start : block.end])
        if match is not None:
            start = block.start + match.start("unit")
            return value_of(text, start, start + len(match["unit"]), match["unit"])
    return None


_OF_WHOM = late(
    r"CỦA (?P<unit>[A-ZĐÀ-Ỹ ,\-–]{3,90}?)\s+SỐ:?\s*\d[^\s]*\s+NGÀY\s+(?P<date>(?P<day>\d{1,2})\s*(?:THÁNG|/)\s*(?P<month>\d{1,2})\s*(?:NĂM|/)\s*(?P<year>\d{4}))"
    r"\s+(?P<title>\S.{5,})",
    re.DOTALL,
)


def _in_title(text: str, title: Value) -> tuple[Value | None, Value | None, Value]:
    """(issuer, date, title) as gazettes print them, all in one: "CHỈ THỊ / CỦA BỘ … SỐ … NGÀY … / VỀ …"."""
    match = _OF_WHOM.fullmatch(text, title.start, title.end)
    if match is None:
        return None, None, title
    words = " ".join(match["title"].split())
    return (
        value_of(text, *match.span("unit"), " ".join(match["unit"].split())),
        value_of(text, *match.span("date"), _day(match["year"], match["month"], match["day"])),
        value_of(text, *match.span("title"), words),
    )


_ENCLOSED_OF = late(r"\scủa\s+(?:Bộ trưởng\s+)?(?P<unit>[A-ZĐÀ-Ỹ][^()\d]{3,100}?)\s*\)?\s*[.;]?$")


def _issuer_enclosing(text: str, body: Sequence[Block]) -> Value | None:
    """What is enclosed is of whoever issued what encloses it: "(Kèm theo Nghị quyết số … của Chính phủ)"."""
    for block in body[:TITLE_BLOCKS]:
        line = text[block.start : block.end]
        match = _ENCLOSED_OF.search(line) if len(line) < _LONGEST_NOTE and ENCLOSED.match(line) else None
        if match is not None:
            return value_of(text, block.start + match.start("unit"), block.start + match.end("unit"), match["unit"])
    return None


_LONGEST_NOTE = 400


def _bases(text: str, body: Sequence[Block], at: int) -> tuple[Value, ...]:
    out = []
    for block in body[at : at + 40]:
        line = text[block.start : block.end]
        if label_of(line) is not None and not line.startswith(("-", "–")):
            break
        if line.lstrip("-– ").startswith(("Căn cứ", "Theo đề nghị", "Xét đề nghị")):
            out.append(value_of(text, block.start, block.end, line))
    return tuple(out)
