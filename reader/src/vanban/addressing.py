"""Addressees in running text: headings that name who acts, sentences that begin with a unit, partners behind "phối hợp với"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vanban.duty import GIVEN, Duty, duties_of, intro
from vanban.find.names import head_at, opens_names
from vanban.find.units import series_at
from vanban.find.work import partners, role_of_work, verb_at
from vanban.late import late
from vanban.types import Role, UnitMention

_HEAD_TAIL = late(
    r"\s*(?:\([^)]*\)\s*)?(?:(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|thực hiện"
    r"|triển khai thực hiện|tập trung thực hiện)\s*)?(?P<lead>(?:chịu trách nhiệm )?(?:chủ trì"
    r"|đầu mối)(?:(?:, | )?phối hợp(?: chặt chẽ)?(?: với)? [^:\n]{3,200}?)?)?\s*(?:thực hiện"
    r"|triển khai|tham mưu)?\s*(?:tốt\s+)?(?:các |một số )?(?:nhiệm vụ|nội dung|công việc"
    r"|việc)?(?: sau(?: đây)?)?\s*[:.;]?\s*$"
)
_STRONG = late(
    r"(?:chủ trì|phối hợp|trách nhiệm|thực hiện|triển khai|tổ chức|chỉ đạo|xây dựng|tham mưu|báo cáo"
    r"|rà soát|hướng dẫn|tăng cường|đẩy mạnh|chủ động|tiếp tục|khẩn trương|căn cứ|theo|trong|về|được"
    r"|là|có)(?![\wà-ỹ])"
)
# What still belongs to the name behind it: "có phòng sinh", "được kiểm tra", "trong vùng đệm".
_QUALIFIER = late(
    r"(?:có (?!trách nhiệm|nhiệm vụ|kế hoạch|biện pháp|giải pháp|văn bản|ý kiến|hiệu lực)|được |trong |tại |chịu sự )[^.:;]{3,70}$"
)
_ALONE = late(r"(?:chủ trì|đầu mối)(?:(?:, | )?phối hợp)?(?: chặt chẽ)?(?: với)?(?: thực hiện| triển khai| tham mưu)?$")
MAX_HEADING = 260
_LONGEST_KINDS = 360


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that is the addressee: its units, and where the work begins when it stands in the same item."""

    units: tuple[UnitMention, ...]
    work_start: int


def heading(text: str, start: int, end: int) -> Heading | None:
    """Whether the line is nothing but unit names ("Văn phòng Sở", "Sở Tài chính:"), perhaps with "Giao" before and "có trách nhiệm:" behind."""
    described = _described(text, start, end) or _person(text, start, end)
    if described is not None:
        return described
    given = GIVEN.match(text, start, end)
    begun = given.end() if given else start
    if given is not None and (text.startswith(("các ", "những ", "toàn thể "), begun) or head_at(text, begun, end, lower=True)[0]):
        pass
    elif not head_at(text, begun, end)[0] and not text.startswith(("Các ", "Toàn thể ", "Tất cả ", "Những ", "Mỗi ", "CÁC "), begun):
        return None
    units, stop = series_at(text, begun, min(end, begun + MAX_HEADING), "execute", semicolons=True, lower=given is not None)
    if not units:
        return None
    colon = text.find(":", stop, min(end, stop + 220))
    if colon >= 0 and text[stop:colon].count(".") == 0 and not opens_names(text, colon):
        found = _headed(text, units, stop, colon + 1)
        if found is not None:
            work = colon + 1
            while work < end and text[work] in " \n:":
                work += 1
            return Heading(found, work)
    if end - stop > MAX_HEADING:
        return None
    found = _headed(text, units, stop, end, wide=given is not None and "ối với" in given.group())
    return Heading(found, end) if found is not None else None


_PERSON = late(
    r"(?:Ông|Bà|Đồng chí|Đ/c|ĐC)[.:]?\s+[A-ZĐÀ-Ỹ][^\W\d_]*(?:\s+[A-ZĐÀ-Ỹ][^\W\d_]*){1,4}(?:\s*[-–,(]\s*[^:\n]{2,80})?(?=\s*:\s+[A-ZĐÀ-Ỹ])"
)
_BRACKETS = late(r"\s*\([^()]*\)")
_NEXT_KIND = late(
    r"\s*(?:,|;|\s(?:và|cùng))\s+(?=[Cc]ác |[Nn]hững )|\s*[,;]\s+(?=Sở |UBND |Ủy ban |Phòng |Ban |Công an |Trường |Trung tâm |Viện )"
)
_ACTS = late(
    r"(?<![\wà-ỹ])(?:có trách nhiệm|chủ trì|thực hiện|triển khai|tổ chức thực|xây dựng kế|báo cáo|phối hợp|cần|phải|lưu ý|theo|sau|như|gồm|được|căn cứ|rà soát)"
    r"(?![\wà-ỹ])"
)


def _described(text: str, start: int, end: int) -> Heading | None:
    """Kinds said by what they do, before a colon: "Các doanh nghiệp cung cấp máy tính: Cài đặt …"."""
    if not text.startswith(("Các ", "Những "), start) or not head_at(text, text.find(" ", start) + 1, end, lower=True)[0]:
        return None
    colon = text.find(":", start, min(end, start + _LONGEST_KINDS))
    if (
        colon < 0
        or " thì " in text[start:colon]
        or opens_names(text, colon)
        or "." in text[start:colon]
        or _ACTS.search(_BRACKETS.sub("", text[start:colon]))
    ):
        return None
    work = colon + 1
    while work < end and text[work] in " \n":
        work += 1
    listed = not text[work : work + 1].isupper() or series_at(text, work, end, "execute")[0]
    if work < end and not works(text, work, end) and (listed or _STATES.match(text, work, end)):
        return None
    return Heading(tuple(_kinds(text, start, colon)), min(work, end))


def _kinds(text: str, start: int, end: int) -> Iterator[UnitMention]:
    at = start
    for cut in (*_NEXT_KIND.finditer(text, start, end), None):
        last = cut.start() if cut is not None else end
        words = text[at:last].rstrip()
        yield UnitMention(words, at, at + len(words), "execute", (" ".join(_BRACKETS.sub("", words).split()),))
        at = cut.end() if cut is not None else end


def _person(text: str, start: int, end: int) -> Heading | None:
    """A person with the work behind a colon: "Ông Lê Văn An - Tổ trưởng: Phụ trách chung"."""
    found = _PERSON.match(text, start, end) if text.startswith(("Ông", "Bà", "Đồng chí", "Đ/c", "ĐC"), start) else None
    if found is None:
        return None
    words = found.group()
    work = text.index(":", found.end()) + 1
    while work < end and text[work] in " \n":
        work += 1
    return Heading((UnitMention(words, start, found.end(), "execute", (" ".join(words.split()),)),), work)


def _headed(text: str, units: list[UnitMention], stop: int, end: int, *, wide: bool = False) -> tuple[UnitMention, ...] | None:
    """The heading's units with roles, when what follows them is no more than "có trách nhiệm:" or the rest of a long name."""
    tail = _HEAD_TAIL.match(text[stop:end])
    if tail is not None:
        role: Role = "lead" if tail["lead"] else "execute"
        beside = partners(text, stop, end)
        if tail["lead"] and text[end - 1] != ":" and not beside and not _ALONE.search(tail["lead"]):
            return None
        if beside and text[end - 1] != ":" and beside[-1].end < end - 2:
            return None
        return (*(replace(unit, role=role) for unit in units), *beside)
    words = text[stop:end].strip(" .:;")
    short = len(words.split()) <= 6 and text[end - 1] != "." and "," not in words
    qualified = short and _QUALIFIER.match(words) and not _STRONG.search(words, 3)
    if qualified or (
        words[:1].islower() and (short or (wide and len(words.split()) <= 18)) and not _STRONG.search(words.removeprefix("được"))
    ):
        last = units[-1]
        name = text[last.start : stop + len(text[stop:end].rstrip(" .:;"))]
        return (*units[:-1], replace(last, text=name, end=last.start + len(name), names=(" ".join(name.split()),)))
    return None


def works(text: str, start: int, end: int) -> bool:
    """Whether what stands behind "Phòng Y tế:" is work: it begins with a verb or an opening clause, not with a person or an abbreviation."""
    verb = verb_at(text, start, end)
    if _STATES.match(text, start, end):
        return False
    first = text[start : start + 12].split(" ", 1)[0]
    if first in _RANGES:
        # "Thợ hàn: Từ số 01 đến số 20." tells which ones; "Từ tháng 3, rà soát …" opens work.
        return text.find(",", start, end) >= 0
    return end - start > 12 and ((bool(verb) and verb not in {"và", "với"}) or first in intro())


# "Hội Làm vườn: Không có khả năng …" tells how it is with someone.
_STATES = late(
    r"(?:Không có|Chưa có|Chưa được|Đã được|Bị|Có (?!trách nhiệm|nhiệm vụ|kế hoạch|biện pháp|giải pháp|phương án|văn bản|hình thức|ý kiến|cơ chế"
    r"|chính sách)|Là (?!cơ quan|đơn vị|đầu mối|bộ phận|thành viên|nơi))"
)
_RANGES = frozenset({"Từ", "Đến"})


def inherited(units: Sequence[UnitMention], text: str, start: int, end: int, beside: Sequence[UnitMention]) -> list[UnitMention]:
    """The heading's units with the role that the item's own words give them; a role that the heading itself said holds."""
    if any(unit.role != "execute" for unit in units):
        return list(units)
    role = role_of_work(text, start, end, has_partners=bool(beside))
    return list(units) if role is None else [replace(unit, role=role) for unit in units]


def said(text: str, start: int, end: int, *, later: bool) -> list[Duty]:
    """The sentences of a paragraph that name who acts; a later one may begin with its own addressee."""
    named = _named_paragraph(text, start, end) if later else None
    return [named] if named is not None else duties_of(text, start, end)


def _named_paragraph(text: str, start: int, end: int) -> Duty | None:
    """A later paragraph that begins with its own addressee and a colon: "Viện A, Trung tâm B: Chuẩn bị …"."""
    colon = text.find(": ", start, min(end, start + MAX_HEADING))
    if colon < 0 or not text[colon + 2].isupper():
        return None
    found = heading(text, start, end)
    if found is None or found.work_start != colon + 2 or not works(text, found.work_start, end):
        return None
    beside = tuple(partners(text, found.work_start, end))
    units = inherited(found.units, text, found.work_start, end, beside)
    return Duty(start, end, tuple(units), beside, liable=False)


def leads(text: str, start: int, above: Sequence[UnitMention]) -> bool:
    """Whether "Lãnh đạo UBND xã xây dựng …" is what a party committee does, and not those who lead the other."""
    return text.startswith("Lãnh đạo ", start) and any("ảng ủy" in unit.text or "hi bộ" in unit.text for unit in above)


def several(unit: UnitMention) -> bool:
    """Whether a heading names many ("Các cơ quan, đơn vị"), of whom its items then name each."""
    return unit.names[0].lower().startswith(("các ", "những ", "toàn thể "))
