"""Addressees in running text: headings that name who acts, sentences that begin with a unit, partners behind "phối hợp với"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vanban.find.names import duties, head_at
from vanban.find.units import series_at
from vanban.types import Role, UnitMention

_GIVEN = re.compile(
    r"(?:(?:Giao(?: nhiệm vụ)?(?: cho)?|Đề nghị|Yêu cầu|Kính đề nghị|Trân trọng đề nghị|Trách nhiệm của|Nhiệm vụ của|Đối với|Phân công(?: cho)?|Về phía|Đề xuất|Ủy quyền cho|Uỷ quyền cho)\s*:?\s+)+"
)
_GIVES = re.compile(
    r"(?:^|[.;,:–\-]\s+|\s)(?P<verb>[Gg]iao(?: nhiệm vụ)?(?: cho)?|[Đđ]ề nghị|[Yy]êu cầu|[Pp]hân công(?: cho)?)\s*:?\s+(?=(?:các\s|[A-ZĐÀ-Ỹ]))"
)
_INTRO = frozenset(
    "Để Trên Căn Theo Nhằm Định Hằng Hàng Trong Khi Sau Ngay Trước Thực Với Từ Nếu Kể Tại Qua Bên Cùng Ngoài Chậm Đến Vào Đồng Nội Tiếp Giai Hết Năm Tháng Quý Thời Do Mỗi Hưởng Phát Triển Cụ Riêng".split()
)
_MOST_INTRO = 400
_MOST_CLAUSES = 4
_BETWEEN = re.compile(
    r"[\s,:]*(?:\([^)]{0,160}\)[\s,:]*)*(?:(?:thì|tự|đồng thời|hằng năm|hàng năm|thường xuyên|theo chức năng, nhiệm vụ(?: được giao)?|trong phạm vi [^,.;]{3,60},|theo [^,.;]{3,60},|căn cứ [^.;]{3,160}?,|trên cơ sở [^.;]{3,160}?,)[\s,]+)*"
)
_GIVING = ("giao ", "yêu cầu ", "đề nghị ", "phân công ")
_GIVEN_AFTER = ("Giao ", "Đề nghị ", "Yêu cầu ")
_CLOSE_MARKS = frozenset(')]”"…/')
_PARTNERS = re.compile(
    r"[Pp]hối (?:kết )?hợp(?:\s+(?:chặt chẽ|đồng bộ|thường xuyên|hiệu quả|tốt|kịp thời|nhịp nhàng|trực tiếp|,))*(?P<link>\s+(?:với|cùng với|cùng|và cùng))?\s*:?\s+"
    r"|[Cc]ùng với\s+|(?:sự phối hợp|sự tham gia|tham gia) của\s+"
)
_NOT_PARTNERS = re.compile(r"(?:cơ chế|quy chế|kế hoạch|nội dung|hiệu quả|quan hệ|chương trình|đơn vị|cơ quan|công tác)\s*$")
_OTHERS_WORK = re.compile(r"(?:[Cc]hỉ đạo|[Hh]ướng dẫn|[Đđ]ôn đốc)\s+(?:các\s|[A-ZĐ]|phòng\s|đơn vị\s)[^.;]*$")
_LEADS = re.compile(
    r"(?:^|[,;.:(]\s*|\s(?:và|đồng thời|nhiệm|động|nhiệm chính,?|trương|mối|chỉ đạo,)\s+|\n)(?:[Tt]rực tiếp |[Ll]à (?:cơ quan|đơn vị) |[Cc]hủ động )?[Cc]hủ trì(?!\s*(?:của|:))|[Ll]à (?:cơ quan|đơn vị)? ?(?:[Tt]hường trực|đầu mối)|(?:^|[,;.]\s*|\n)[Ll]àm (?:cơ quan |đơn vị )?(?:đầu mối|thường trực)|^[Đđ]ầu mối"
)
_JOINS = re.compile(r"\s*(?:(?:có|chịu) trách nhiệm\s+|tích cực\s+|cùng\s+)?(?:[Pp]hối hợp|[Tt]ham gia)(?![\wà-ỹ])")
_WATCH = r"(?:theo dõi|đôn đốc|giám sát)"
_MONITORS = re.compile(
    rf"\s*(?:(?:có|chịu) trách nhiệm\s+)?(?:(?:[Tt]ăng cường|[Tt]hường xuyên|[Cc]hủ động|[Tt]ổ chức)\s+(?:công tác\s+)?(?:[Tt]heo dõi|[Đđ]ôn đốc|[Gg]iám sát)|(?:[Tt]heo dõi|[Đđ]ôn đốc|[Gg]iám sát|[Kk]iểm tra))"
    rf"(?=\s*(?:,|và)\s*(?:{_WATCH}|kiểm tra|tổng hợp|báo cáo|nhắc nhở|đánh giá tình hình|hướng dẫn)|\s+(?:việc|tình hình|tiến độ|kết quả|quá trình|các|công tác|{_WATCH}|chung))"
)
_HEAD_TAIL = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|thực hiện|triển khai thực hiện|tập trung thực hiện)\s*)?(?P<lead>(?:chịu trách nhiệm )?(?:chủ trì|đầu mối)(?:(?:, | )?phối hợp(?: chặt chẽ)?(?: với)? [^:\n]{3,200}?)?)?\s*(?:thực hiện|triển khai|tham mưu)?\s*(?:tốt\s+)?(?:các |một số )?(?:nhiệm vụ|nội dung|công việc|việc)?(?: sau(?: đây)?)?\s*[:.;]?\s*$"
)
_LIABILITY = re.compile(
    r"chịu trách nhiệm (?:thi hành|thực hiện) (?:Quyết định|Nghị quyết|Chỉ thị|Thông tư|Nghị định|Quy chế|Quy định) này|chịu (?:hoàn toàn )?trách nhiệm[^.]{0,200}?(?:trước (?:pháp luật|Chủ tịch|UBND|Ủy ban|Uỷ ban|Bộ trưởng|Giám đốc|Thủ tướng|cấp|Ban|Tỉnh ủy|Lãnh đạo)|nếu (?:để|xảy|không)|(?:khi |mà |, )?để xảy ra)|xử lý trách nhiệm người đứng đầu"
)
_STRONG = re.compile(
    r"(?:chủ trì|phối hợp|trách nhiệm|thực hiện|triển khai|tổ chức|chỉ đạo|xây dựng|tham mưu|báo cáo|rà soát|hướng dẫn|tăng cường|đẩy mạnh|chủ động|tiếp tục|khẩn trương|căn cứ|theo|trong|về|được|là|có)(?![\wà-ỹ])"
)
_LETTERS = re.compile(r"[^\W_]+")
_ALONE = re.compile(r"(?:chủ trì|đầu mối)(?:(?:, | )?phối hợp)?(?: chặt chẽ)?(?: với)?(?: thực hiện| triển khai| tham mưu)?$")
_REACH = re.compile(r"\s+(?:ven biển |khu vực )?từ (?:[A-ZĐ][^\W\d_]*[ -]?)+(?:đến|tới|trở vào|trở ra)(?: (?:[A-ZĐ][^\W\d_]*[ -]?)+)?")
_STRETCH = re.compile(
    r"[^.;:()\n]{0,90}?[ ,](?=(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|chủ trì|chủ động|khẩn trương|tiếp tục|tăng cường|phối hợp|căn cứ|nghiêm túc|tích cực|tập trung)\s)"
)
MAX_HEADING = 260


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that is the addressee: its units, and where the work begins when it stands in the same item."""

    units: tuple[UnitMention, ...]
    work_start: int


@dataclass(frozen=True, slots=True)
class Duty:
    """A sentence that gives work: where it stands, who is to do it, who beside them."""

    start: int
    end: int
    units: tuple[UnitMention, ...]
    partners: tuple[UnitMention, ...]
    liable: bool
    given: bool = False


def heading(text: str, start: int, end: int) -> Heading | None:
    """Whether the line is nothing but unit names ("Văn phòng Sở", "Sở Tài chính:"), perhaps with "Giao" before and "có trách nhiệm:" behind."""
    given = _GIVEN.match(text, start, end)
    begun = given.end() if given else start
    if given is not None and text.startswith(("các ", "những ", "toàn thể "), begun):
        pass
    elif not head_at(text, begun, end)[0] and not text.startswith(("Các ", "Toàn thể ", "Tất cả ", "Những ", "Mỗi ", "CÁC "), begun):
        return None
    units, stop = series_at(text, begun, min(end, begun + MAX_HEADING), "execute", semicolons=True)
    if not units:
        return None
    colon = text.find(":", stop, min(end, stop + 220))
    if colon >= 0 and text[stop:colon].count(".") == 0:
        found = _headed(text, units, stop, colon + 1)
        if found is not None:
            work = colon + 1
            while work < end and text[work] in " \n:":
                work += 1
            return Heading(found, work)
    if end - stop > MAX_HEADING:
        return None
    found = _headed(text, units, stop, end)
    return Heading(found, end) if found is not None else None


def _headed(text: str, units: list[UnitMention], stop: int, end: int) -> tuple[UnitMention, ...] | None:
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
    if len(words.split()) <= 6 and words and words[0].islower() and text[end - 1] != "." and "," not in words and not _STRONG.search(words):
        last = units[-1]
        name = text[last.start : stop + len(text[stop:end].rstrip(" .:;"))]
        return (*units[:-1], replace(last, text=name, end=last.start + len(name), names=(" ".join(name.split()),)))
    return None


def verb_at(text: str, start: int, end: int) -> str:
    """The verb or link word at `start`, "" if there is none."""
    while start < end and text[start] in " ,":
        start += 1
    first = _LETTERS.match(text, start, end)
    verbs = duties().get(first.group().lower()) if first is not None else None
    if not verbs:
        return ""
    low = text[start : min(end, start + 48)].lower()
    for verb in verbs:
        if low.startswith(verb) and not low[len(verb) : len(verb) + 1].isalpha():
            return verb
    return ""


def works(text: str, start: int, end: int) -> bool:
    """Whether what stands behind "Phòng Y tế:" is work: it begins with a verb or an opening clause, not with a person or an abbreviation."""
    verb = verb_at(text, start, end)
    return end - start > 12 and ((bool(verb) and verb not in {"và", "với"}) or text[start : start + 12].split(" ", 1)[0] in _INTRO)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of a block: cut behind a full stop before a capital, at a new line, and before work given behind a semicolon."""
    begun = at = start
    # Where each mark stands next; looked for again only once it is passed, so that a long block costs one walk.
    marks = {mark: _next(text, mark, at, end) for mark in (". ", "\n", "; ")}
    while at < end:
        for mark, place in marks.items():
            if place < at:
                marks[mark] = _next(text, mark, at, end)
        stop = min(marks.values())
        if stop >= end:
            break
        after = stop + 1
        while after < end and text[after] == " ":
            after += 1
        if _cuts(text, stop, after, begun):
            yield begun, stop + (text[stop] != "\n")
            begun = after
        at = max(after, stop + 1)
    if begun < end:
        yield begun, end


def _next(text: str, mark: str, at: int, end: int) -> int:
    found = text.find(mark, at, end)
    return found if found >= 0 else end


def _cuts(text: str, stop: int, after: int, begun: int) -> bool:
    mark = text[stop]
    if mark == "\n":
        return stop > begun
    if mark == ";":
        return text.startswith(_GIVEN_AFTER, after)
    before = text[stop - 1 : stop]
    return (before.islower() or before.isdigit() or before in _CLOSE_MARKS) and (
        text[after : after + 1].isupper() or text[after : after + 1] == "“"
    )


def duties_of(text: str, start: int, end: int) -> list[Duty]:
    """The sentences that name who is to act, in order."""
    out = []
    for begun, stop in sentences(text, start, end):
        found = _duty(text, begun, stop)
        if found is not None:
            out.append(found)
    return out


def _duty(text: str, start: int, end: int) -> Duty | None:
    for begun in _subjects(text, start, end):
        units, stop = series_at(text, begun, end, "execute", semicolons=True)
        if not units:
            continue
        units, stop = _stretched(text, units, stop, end)
        after = _BETWEEN.match(text, stop, end).end()  # type: ignore[union-attr]
        low = text[after : after + 40].lower()
        if low.startswith(_GIVING):
            given = _given(text, after, end, start)
            if given is not None:
                return given
        verb = verb_at(text, after, end)
        if verb in _LINKS or (not verb and after > stop + 2):
            after = _past_clause(text, after, end)
            verb = verb_at(text, after, end)
        if (
            not verb
            or verb in _NO_DUTY
            or text.startswith(
                ("nhận được", "ghi nhận", "kính mời", "nhận thấy", "trân trọng", "thông báo đến", "thông báo tới", "thông báo để"), after
            )
        ):
            continue
        return _made(text, start, end, units, after)
    return _given(text, start, end, start) or _bracketed(text, start, end)


_IN_BRACKETS = re.compile(r"\((?=[A-ZĐÀ-Ỹ]|các |do |giao )(?:do |giao )?")
_BRACKET_WORK = re.compile(r"\s*,?\s*(?:chịu trách nhiệm )?(?P<verb>chủ trì|thực hiện|phối hợp|phụ trách|tham mưu|theo dõi)(?![\wà-ỹ])")


def _bracketed(text: str, start: int, end: int) -> Duty | None:
    """ "(Thư viện tỉnh chủ trì; …)" behind the work, or "(BGH, GVCN)" at its end."""
    if text.find("(", start, end) < 0:
        return None
    for match in _IN_BRACKETS.finditer(text, start, end):
        close = text.find(")", match.end(), end)
        units, stop = series_at(text, match.end(), close if close >= 0 else end, "execute", semicolons=True)
        if not units or close < 0:
            continue
        work = _BRACKET_WORK.match(text, stop, close)
        if work is not None:
            role: Role = "lead" if work["verb"] == "chủ trì" else "execute"
            beside = tuple(p for p in partners(text, stop, close) if p.start > stop)
            return Duty(start, end, tuple(replace(u, role=role) for u in units), beside, liable=False, given=True)
        if stop == close and not text[close + 1 : end].strip(" .;") and all(u.text.isupper() for u in units):
            return Duty(start, end, tuple(units), (), liable=False, given=True)
    return None


_NO_DUTY = frozenset(
    "theo trên tại để về khi nếu do bởi bằng từ tới bị là mà thì vì qua ra vào lên xuống với và hoặc gồm kể nhờ dưới giữa nơi này đó kia ấy cho như được đã đang không chưa đến hơn rất thật hết lại còn có trong quyền mới nhiều ít việc nội dung công tác kế hoạch đều cả".split()
) | {
    "đối với",
    "trước",
    "sau",
    "khi",
    "ngay",
    "trên cơ sở",
    "căn cứ",
    "bao gồm",
    "trên đây",
    "công tác",
    "nội dung",
    "kế hoạch",
    "chương trình",
    "hiệu quả",
    "lĩnh vực",
    "quá trình",
    "nhất là",
}


def _stretched(text: str, units: list[UnitMention], stop: int, end: int) -> tuple[list[UnitMention], int]:
    """A name that goes on in words no table knows, up to the verb: "các đơn vị cung cấp nước sạch có trách nhiệm"."""
    reach = _REACH.match(text, stop, end)
    if reach is not None:
        last = units[-1]
        name = text[last.start : reach.end()].rstrip()
        return [*units[:-1], replace(last, text=name, end=last.start + len(name), names=(" ".join(name.split()),))], last.start + len(name)
    at = stop
    while at < end and text[at] in " ,":
        at += 1
    if at >= end or not text[at].islower() or verb_at(text, at, end):
        return units, stop
    more = _STRETCH.match(text, stop, end)
    if more is None:
        return units, stop
    last = units[-1]
    name = text[last.start : more.end()].rstrip(" ,")
    return [*units[:-1], replace(last, text=name, end=last.start + len(name), names=(" ".join(name.split()),))], last.start + len(name)


_LINKS = frozenset({"theo", "trong", "trên cơ sở", "căn cứ", "tại", "khi", "ngay", "sau", "trước"})


def _past_clause(text: str, at: int, end: int) -> int:
    """Past "trong phạm vi chức năng, nhiệm vụ," to the verb behind it; `at` itself if there is none."""
    limit = min(end, at + 260)
    comma = text.find(",", at, limit)
    while comma >= 0:
        begun = comma + 1
        while begun < end and text[begun] == " ":
            begun += 1
        verb = verb_at(text, begun, end)
        if verb and verb not in _NO_DUTY and verb not in _LINKS:
            return begun
        comma = text.find(",", begun, limit)
    responsible = text.find("có trách nhiệm", at, limit)
    return responsible if responsible >= 0 else at


def _subjects(text: str, start: int, end: int) -> Iterator[int]:
    """Where a subject may begin: at the sentence's start, behind "Đề nghị", and behind an opening clause ("Định kỳ, …", "Căn cứ …, …")."""
    while start < end and text[start] in " -–+*•(“":
        start += 1
    given = _GIVEN.match(text, start, end)
    if given is not None:
        yield given.end()
        return
    yield start
    first = text[start : start + 12].split(" ", 1)[0].rstrip(",")
    if first not in _INTRO:
        clause = start
        for _ in range(_MOST_CLAUSES):
            clause = text.find("; ", clause, end)
            if clause < 0:
                return
            clause += 2
            yield clause
        return
    comma = text.find(",", start, min(end, start + _MOST_INTRO))
    while comma >= 0:
        begun = comma + 1
        while begun < end and text[begun] == " ":
            begun += 1
        yield begun
        comma = text.find(",", begun, min(end, start + _MOST_INTRO))


def _given(text: str, at: int, end: int, start: int) -> Duty | None:
    """ "… giao Sở Tài chính chủ trì": work given inside a sentence."""
    if all(text.find(verb, at, end) < 0 for verb in ("iao ", "nghị", "êu cầu", "hân công")):
        return None
    for match in _GIVES.finditer(text, max(0, at - 1), end):
        units, stop = series_at(text, match.end(), end, "execute")
        if not units:
            continue
        after = _BETWEEN.match(text, stop, end).end()  # type: ignore[union-attr]
        verb = verb_at(text, after, end)
        if verb and verb not in _NO_DUTY:
            return _made(text, start, end, units, after, given=True)
    return None


def _made(text: str, start: int, end: int, units: list[UnitMention], after: int, *, given: bool = False) -> Duty:
    beside = partners(text, after, end)
    trusted = text.find("có trách nhiệm", after, end)
    role = role_of_work(text, trusted if trusted >= 0 else after, end, has_partners=bool(beside)) or "execute"
    liable = bool(_LIABILITY.search(text, after, min(end, after + 400)))
    own = {unit.start for unit in units}
    return Duty(start, end, tuple(replace(u, role=role) for u in units), tuple(p for p in beside if p.start not in own), liable, given)


def role_of_work(text: str, start: int, end: int, *, has_partners: bool) -> Role | None:
    """The role that the words of a duty give to its subject; None when they say nothing of it."""
    words = text[start:end]
    if ("hủ trì" in words or "đầu mối" in words or "hường trực" in words) and _LEADS.search(words):
        return "lead"
    if _JOINS.match(words) and not has_partners:
        return "coordinate"
    return "monitor" if _MONITORS.match(words) else None


def partners(text: str, start: int, end: int) -> list[UnitMention]:
    """Those named behind "phối hợp với", as `coordinate`."""
    if text.find("hợp", start, end) < 0 and text.find("ùng với", start, end) < 0 and text.find("tham gia", start, end) < 0:
        return []
    out: list[UnitMention] = []
    seen: set[int] = set()
    for match in _PARTNERS.finditer(text, start, end):
        before = text[max(start, match.start() - 140) : match.start()]
        if _NOT_PARTNERS.search(before.lower()) or _OTHERS_WORK.search(before):
            continue
        units, _ = series_at(text, match.end(), end, "coordinate", lower=True)
        out += [unit for unit in units if unit.start not in seen]
        seen.update(unit.start for unit in units)
    return out


def inherited(units: Sequence[UnitMention], text: str, start: int, end: int, beside: Sequence[UnitMention]) -> list[UnitMention]:
    """The heading's units with the role that the item's own words give them; a role that the heading itself said holds."""
    if any(unit.role != "execute" for unit in units):
        return list(units)
    role = role_of_work(text, start, end, has_partners=bool(beside))
    return list(units) if role is None else [replace(unit, role=role) for unit in units]
