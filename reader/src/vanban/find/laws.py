"""Laws named without a symbol: "Luật Thư viện ngày 21 tháng 11 năm 2019", "Bộ luật Lao động năm 2019", "Hiến pháp năm 2013"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vanban.find.symbols import DAY, Mention, iso, law_start, pinpoint, relation
from vanban.late import late
from vanban.types import Span

_WORD = late(r"(?:Bộ luật|Bộ Luật|Luật|Pháp lệnh|Hiến pháp)(?=\s+\S)")
_WHEN = late(rf"[,\s]\s*(?:(?P<day>(?:ban hành )?ngày\s*(?P<date>{DAY}))|(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?![\d/\-–]|\s*[-–]\s*\d))")
_REACH = 150
_ENDS = late(r"[;.()\n“”\":]")
_NOT_A_NAME = late(
    r"(?<!\w)(?:này|đó|nêu trên|có hiệu lực|hiệu lực|thông qua|được|đã|kể từ|từ ngày|trước ngày|sau ngày|đến ngày|theo|vào|quy định tại|trong|trình|ban hành|áp dụng|Nghị định|Nghị quyết|Quyết định|"
    r"Thông tư|Kế hoạch|Chỉ thị|Chương trình|Công văn|giai đoạn|nhiệm kỳ|số|gia|sư|cho|tại|từ|đến|trước|sau|vừa)(?!\w)"
)
_MOST_WORDS = 14


def by_name(text: str, taken: Sequence[Span]) -> Iterator[Mention]:
    """Laws with a date or a year and no symbol; `taken` are the places already read as citations, in order."""
    at, reach = 0, 0
    for match in _WORD.finditer(text):
        if match.start() < reach or (match.start() and text[match.start() - 1].isalnum()):
            continue
        while at < len(taken) and taken[at].end <= match.start():
            at += 1
        limit = min(len(text), match.start() + _REACH, taken[at].start if at < len(taken) else len(text))
        if at < len(taken) and taken[at].start <= match.start():
            continue
        found = _named(text, match, limit)
        if found is not None:
            reach = found.end
            yield found


def _named(text: str, match: re.Match[str], limit: int) -> Mention | None:
    stop = _ENDS.search(text, match.end(), limit)
    limit = stop.start() if stop else limit
    when = _WHEN.search(text, match.end(), limit)
    if when is None:
        return None
    start = match.start()
    name = text[match.end() : when.start()].strip(" ,")
    inner = law_start(text[start : when.start()])
    if inner:  # "Luật A, Luật B ngày …": only the last has the date
        start += inner
        name = re.sub(r"^(?:Bộ luật|Bộ Luật|Luật|Pháp lệnh)\s*", "", text[start : when.start()].strip(" ,"))
    kind = re.match(r"Bộ luật|Bộ Luật|Luật|Pháp lệnh|Hiến pháp", text[start:limit])
    if kind is None or not _is_name(kind.group(), name, year=when["year"]):
        return None
    date = iso(when["date"]) if when["date"] else when["year"]
    if date is None:
        return None
    return Mention(
        text[start : when.end()],
        start,
        when.end(),
        kind.group().lower(),
        None,
        date,
        None,
        title=f"{kind.group()} {name}".strip(),
        pinpoint=pinpoint(text, start),
        relation=relation(text, start),
        mentions=[Span(start, when.end())],
    )


def _is_name(kind: str, name: str, *, year: str | None) -> bool:
    """Whether words can be the name of a law: some, none of them a verb of the sentence around it."""
    if kind == "Hiến pháp":
        return name in {"", "nước Cộng hòa xã hội chủ nghĩa Việt Nam", "nước Cộng hoà xã hội chủ nghĩa Việt Nam"}
    words = name.split()
    if not words or len(words) > _MOST_WORDS + 8 or words[0] in {"và", "của", "các", "hoặc", "có", "thì", "là", "ngày", "năm", "về"}:
        return False
    bare = re.sub(r"^sửa đổi, bổ sung một số điều của (?:các )?Luật\s*", "", name)
    return (
        len(bare.split()) <= _MOST_WORDS
        and not _NOT_A_NAME.search(bare)
        and not (year and not bare[:1].isupper() and len(bare.split()) > 6)
    )
