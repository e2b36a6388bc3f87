"""Lines of the header: its anchors (motto, number, place and day) and the segments between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vanban.late import late
from vanban.outline import label_of
from vanban.types import Block, Value

HEADER_BLOCKS = 45
TITLE_BLOCKS = 12
MOTTO = late(
    r"C[ỘỌ]NG\s*H[ÒOÓÕ][ÀAÁ]?\s*X[ÃA]\s*H[ỘO]I\s*(?:CHỦ\s*NGH[ĨI]A)?\s*(?:VIỆT\s*NAM)?|ĐẢNG CỘNG SẢN VIỆT NAM|ĐOÀN (?:TNCS|THANH NIÊN CỘNG SẢN) HỒ CHÍ MINH$|"
    r"(?:[ĐD]ộc lập|ĐỘC LẬP)\s*[-–—]?\s*(?:Tự do|TỰ DO)\s*[-–—]?\s*(?:[Hh]ạnh [Pp]húc|HẠNH PHÚC)?|CHỦ NGHĨA VIỆT NAM$"
)
_SYMBOL = r"[A-ZĐ]\w*(?:\s?[&/.\-–]\s?[A-ZĐ]\w*)*"
NUMBER = late(
    r"(?:^|(?<=[\s|:]))(?P<word>Số|SỐ|S[óôòồỏo](?=\s?[:.])|(?:Luật|Bộ luật|Pháp lệnh|Nghị quyết|Lệnh) số(?=\s*:))(?:\s?/\s?No\.?)?\s*[:.]?\s*(?P<number>\d{0,5}(?:\.\d{1,3})?[a-zđ]?|[.…_\s]+|[^\s\w/]{0,3}[IlOo\d]{0,3}[^\s\w/]{1,3}\d{0,3}|[IlOo]{1,4}|(?<=:)[^\s/]{1,6}|(?<=: )[^\s/]{1,6})\s*(?P<mark>[/\-–])\s*"
    rf"(?:(?P<year>(?:19|20)\d\s?\d|20[.…_]*)\s*/\s*)?(?P<symbol>{_SYMBOL})"
)
BARE_NUMBER = late(
    rf"^(?P<word>)(?P<number>\d{{1,5}}[a-zđ]?|(?=/))\s*(?P<mark>[/\-])\s*(?:(?P<year>(?:19|20)\d\d)\s*/\s*)?(?P<symbol>{_SYMBOL})$"
)
DATE = late(
    r"(?P<date>[Nn]gày\s*(?P<day>\d{0,2}|[.…_\s]*|[^\s/,;]{1,4}(?=\s+tháng))\s*(?:tháng|/)\s*(?P<month>\d{0,2}|[.…_\s]*)\s*(?:năm|/)\s*(?P<year>\d{4}|\d{0,3}|[.…_\s]*))(?![\w/])"
)
_NOT_OURS = late(r"\s*(?:\)|của\b|[,;]|về\b)")
HEADS = (
    "SỞ|PHÒNG|BAN|BCH|BCĐ|BQL|TRƯỜNG|TRUNG TÂM|CHI CỤC|CỤC|TỔNG CỤC|VỤ|VIỆN|BỘ|HỘI|HIỆP HỘI|ĐOÀN|VĂN PHÒNG|CÔNG TY|TỔNG CÔNG TY|CÔNG ĐOÀN|UBND|UBMT|ỦY BAN|UỶ BAN|"
    "HĐND|HỘI ĐỒNG|THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|TỈNH [ỦU][YỶ]|THÀNH [ỦU][YỶ]|ĐẢNG [ỦU][YỶ]|HUYỆN [ỦU][YỶ]|QUẬN [ỦU][YỶ]|THỊ [ỦU][YỶ]|ĐẢNG BỘ|ĐẢNG ĐOÀN|CHI BỘ|CHI ĐOÀN|"
    "TỈNH ĐOÀN|THÀNH ĐOÀN|HUYỆN ĐOÀN|QUẬN ĐOÀN|XÃ ĐOÀN|LIÊN ĐOÀN|LIÊN HIỆP|LIÊN MINH|BỆNH VIỆN|TRẠM|THANH TRA|CÔNG AN|TÒA ÁN|TOÀ ÁN|VIỆN KIỂM SÁT|KIỂM TOÁN|BẢO HIỂM|THUẾ|"
    "KHO BẠC|NGÂN HÀNG|HỌC VIỆN|ĐẠI HỌC|TẬP ĐOÀN|TỔ CÔNG TÁC|TỔ|CHỦ TỊCH|MẶT TRẬN|HẠT KIỂM LÂM|ĐÀI|BÁO|THƯ VIỆN|BẢO TÀNG|NHÀ VĂN HÓA|HỢP TÁC XÃ|CƠ QUAN"
)
_ANOTHERS = late(r"(?:QUYẾT ĐỊNH|QĐ|KẾ HOẠCH|THEO|[Qq]uyết định)\s*$")
# A number or a day behind these words is another document's or a deadline, not that of the header.
_IN_SENTENCE = late(
    r"(?<!\w)(?:[Tt]hực hiện|[Tt]heo|[Cc]ăn cứ|[Tt]riển khai|[Tt]hi hành|[Bb]an hành|[Ss]ửa đổi|[Tt]hay thế|trước|sau|đến|từ|của|tại|hết|kể|trong|vào)(?!\w)"
)
LONG_LINE = 3000
"""Longer lines are running text: nothing of a header is sought in them."""
SUBJECT = late(r"^(?:V/(?:[vVwWyY]|(?=\s))|v/v|Về việc)\s*:?\s*")
STAMP = late(r"^(?:\S{1,8} )?(?:CV|CÔNG VĂN|VĂN BẢN)?\s?ĐẾN(?:\s*[:.\d]|$)|.{0,12}\bChuyển\s*:|^(?:\S{1,4} )?Ngày\s*:|^Lưu hồ sơ số")
"""What the stamp of whoever received the document says (Decree 30/2020, Annex IV)."""
ENCLOSED = late(r"^\(?\s*(?:Ban hành )?(?:[Kk]èm theo|[Bb]an hành kèm theo|KÈM THEO)")
RULE = late(r"^[-_*–—=.~\s]+$")
DRAFT = late(r"^\(?\s*(?:DỰ THẢO|Dự thảo|DU THAO)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a header line of one kind."""

    start: int
    end: int
    kind: str
    text: str
    block: Block


def value_of(text: str, start: int, end: int, value: str | None) -> Value:
    """The text between two places, read as `value`."""
    return Value(text[start:end], start, end, value)


def segments(text: str, body: Sequence[Block], type_at: int | None) -> Iterator[Segment]:
    """The header cut into segments, up to the type line or the first sentence of the body."""
    stop = HEADER_BLOCKS if type_at is None else type_at
    for seen, block in enumerate(body[:stop]):
        line = text[block.start : block.end]
        if seen and (
            (len(line) > 160 and not MOTTO.search(line) and not SUBJECT.match(line))
            or line.startswith(("Căn cứ", "Kính gửi", "Kính trình"))
            or ENCLOSED.match(line)
        ):
            return
        label = label_of(line)
        if type_at is None and label is not None and label.style in {"roman", "number"} and seen > 3 and not SUBJECT.match(line):
            return
        yield from _cut(text, block)
    if type_at is not None:  # the date and the motto of the right column may come out below the type line
        for block in body[type_at : type_at + 4]:
            found = [segment for segment in _cut(text, block) if segment.kind in {"motto", "date", "number"}]
            if (not found and block is not body[type_at]) or block.end - block.start > 70:
                return
            yield from found


def _cut(text: str, block: Block) -> Iterator[Segment]:
    """One block as segments: the anchors in it and what stands between them."""
    anchors: list[tuple[int, int, str]] = [(m.start(), m.end(), "motto") for m in _finds(MOTTO, text, block)]
    numbers = (
        m
        for m in _finds(NUMBER, text, block)
        if not _ANOTHERS.search(m.string[: m.start()]) and not _IN_SENTENCE.search(m.string, 0, m.start())
    )
    anchors += [(m.start(), m.end(), "number") for m in numbers]
    dates = (
        m for m in _finds(DATE, text, block) if not _NOT_OURS.match(m.string, m.end()) and not ENCLOSED.match(m.string) and not _cited(m)
    )
    anchors += [(place_start(m.string, m.start()), m.end(), "date") for m in dates]
    at, line = 0, text[block.start : block.end]
    for start, end, kind in sorted(anchors):
        if start < at:
            continue
        yield from _piece(line, block, at, start, "text")
        yield from _piece(line, block, start, end, kind)
        at = end
    yield from _piece(line, block, at, len(line), "text")


def _cited(day: re.Match[str]) -> bool:
    """Whether a day stands inside a sentence: no place before it, but words that speak of another document or a deadline."""
    placed = place_start(day.string, day.start())
    return placed == day.start() and _IN_SENTENCE.search(day.string, 0, placed) is not None


def _finds(pattern: re.Pattern[str], text: str, block: Block) -> list[re.Match[str]]:
    return [] if block.end - block.start > LONG_LINE else list(pattern.finditer(text[block.start : block.end]))


def _piece(line: str, block: Block, start: int, end: int, kind: str) -> Iterator[Segment]:
    words = line[start:end].strip(" |\t")
    words = re.sub(rf"^\d{{1,4}}\s+(?=(?:{HEADS})(?!\w))", "", words) if kind == "text" else words
    if not words:
        return
    begun = block.start + line.index(words, start)
    if kind == "text" and RULE.match(words):
        kind = "rule"
    elif kind == "text" and BARE_NUMBER.match(words):
        kind = "number"
    yield Segment(begun, begun + len(words), kind, words, block)


def place_start(line: str, day: int) -> int:
    """Where the place before ", ngày …" begins: capitalised words, going back from the comma."""
    before = line[:day].rstrip()
    if not before.endswith(","):
        return day
    start = len(before) - 1
    for word in reversed(list(re.finditer(r"\S+", before[:-1].rstrip()))):
        shown = word.group()
        if not (
            re.match(r"^(?:TP\.?|Tp\.?|[-–]|phố|tỉnh|xã|phường|đảo)$", shown)
            or (shown[0].isupper() and shown[1:2].islower() and shown.count("-") == 0)
        ):
            break
        start = word.start()
    return start


def join(text: str, group: Sequence[Segment] | Sequence[Block]) -> Value:
    """Lines that are printed under each other, as one value."""
    start, end = group[0].start, group[-1].end
    value = " ".join(text[b.start : b.end].strip(" *_–") for b in group)
    return value_of(text, start, end, re.sub(r"\s+", " ", value).strip(" *_-–"))
