"""Sentences that give work: who is to act, found before the verb, behind "giao", or in brackets; partners behind "phối hợp với"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from vanban.data.tables import table
from vanban.find.names import head_at
from vanban.find.reach import reaching, stretched, widened
from vanban.find.units import series_at
from vanban.find.work import partners, role_of_work, verb_at
from vanban.late import late
from vanban.types import Role, UnitMention

GIVEN = late(
    r"(?:(?:Giao(?: nhiệm vụ)?(?: cho)?|Đề nghị|Yêu cầu|Kính đề nghị|Trân trọng đề nghị"
    r"|Trách nhiệm (?:chung )?của|Nhiệm vụ của|Kiến nghị|[Đđ]ối với|Phân công(?: cho)?|Về phía|Đề xuất|Ủy quyền cho"
    r"|Uỷ quyền cho)\s*:?\s+)+"
)
_GIVES = late(
    r"(?:^|[.;,:–\-]\s+|\s)(?P<verb>[Gg]iao(?: nhiệm vụ)?(?: cho)?|[Đđ]ề nghị|[Yy]êu cầu"
    r"|[Pp]hân công(?: cho)?)\s*:?\s+"
    r"(?=(?:các\s|quý (?:cơ|đơn|ban|sở|công|trường|doanh|hội|tổ|địa)|đồng chí |[A-ZĐÀ-Ỹ]|phòng [A-ZĐ]"
    r"|(?:thủ trưởng|giám đốc|chủ tịch|hiệu trưởng) ))"
)


@cache
def intro() -> frozenset[str]:
    """Words that open a clause before the one who acts: "Căn cứ …, Sở A …"."""
    return frozenset(table("duties")["opening"])


_MOST_INTRO = 400
_MOST_CLAUSES = 4
_BETWEEN = late(
    r"[\s,:]*(?:\([^)]{0,160}\)[\s,:]*)*(?:(?:thì|tự|đồng thời|hằng năm|hàng năm|thường xuyên"
    r"|theo chức năng, nhiệm vụ(?: được giao)?|trong phạm vi [^,.;]{3,60},|theo (?!dõi)[^,.;]{3,60},"
    r"|căn cứ [^.;]{3,160}?,|trên cơ sở [^.;]{3,160}?,)[\s,]+)*"
)
_GIVING = ("giao ", "yêu cầu ", "đề nghị ", "phân công ")
_ASKS = ("Yêu cầu ", "Đề nghị ", "Kính đề nghị ", "Trân trọng đề nghị ")
_GIVEN_AFTER = ("Giao ", "Đề nghị ", "Yêu cầu ", "Phân công ", "Trân trọng đề nghị ", "Kính đề nghị ")
_CLOSE_MARKS = frozenset(')]”"…/')
_LIABILITY = late(
    r"chịu trách nhiệm (?:thi hành|thực hiện) (?:Quyết định|Nghị quyết|Chỉ thị|Thông tư|Nghị định"
    r"|Quy chế|Quy định) này|chịu (?:hoàn toàn )?trách nhiệm[^.]{0,200}?(?:trước (?:pháp luật|Chủ tịch"
    r"|UBND|Ủy ban|Uỷ ban|Bộ trưởng|Giám đốc|Thủ tướng|cấp|Ban|Tỉnh ủy|Lãnh đạo)|nếu (?:để|xảy|không)"
    r"|(?:khi |mà |, )?để xảy ra)|chịu trách nhiệm\s*[.;]?$|xử lý trách nhiệm người đứng đầu"
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A sentence that gives work: where it stands, who is to do it, who beside them."""

    start: int
    end: int
    units: tuple[UnitMention, ...]
    partners: tuple[UnitMention, ...]
    liable: bool
    given: bool = False


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of a block: cut behind a full stop before a capital, at a new line, and before work given behind a semicolon."""
    begun = at = start
    # Where each mark stands next; looked for again only once it is passed, so that a long block costs one walk.
    dot, line, semicolon = _next(text, ". ", at, end), _next(text, "\n", at, end), _next(text, "; ", at, end)
    while (stop := min(dot, line, semicolon)) < end:
        after = stop + 1
        while after < end and text[after] == " ":
            after += 1
        if _cuts(text, stop, after, begun):
            yield begun, stop + (text[stop] != "\n")
            begun = after
        at = max(after, stop + 1)
        dot = dot if dot >= at else _next(text, ". ", at, end)
        line = line if line >= at else _next(text, "\n", at, end)
        semicolon = semicolon if semicolon >= at else _next(text, "; ", at, end)
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
        units, stop = _subject(text, begun, start, end)
        if not units:
            continue
        after = _BETWEEN.match(text, stop, end).end()  # type: ignore[union-attr]
        low = text[after : after + 40].lower()
        if low.startswith(_GIVING):
            given = _given(text, after, end, start)
            if given is not None:
                return given
        must = _WILL.match(text, after, end)
        after = must.end() if must is not None else after
        verb = verb_at(text, after, end)
        if verb in _LINKS or (not verb and after > stop + 2):
            after = _past_clause(text, after, end)
            verb = verb_at(text, after, end)
        if verb in _LINKS:
            after = _past_when(text, after, end)
            verb = verb_at(text, after, end)
        if _IS_LEAD.match(text, after, end):
            return _made(text, start, end, units, after, given=text.startswith(_ASKS, start))
        if not verb and text.startswith(_GIVEN_AFTER, start):
            # Behind "Yêu cầu các trường" whatever follows is what they are to do, known verb or not.
            verb = _any_word(text, after, end)
        if (
            not verb
            or verb in _no_duty()
            or (
                not text.startswith(_GIVEN_AFTER, start)
                and text.startswith(
                    ("nhận được", "ghi nhận", "kính mời", "nhận thấy", "trân trọng", "thông báo đến", "thông báo tới", "thông báo để"),
                    after,
                )
            )
        ):
            continue
        found = _made(text, start, end, units, after, given=text.startswith(_ASKS, start))
        return replace(found, units=(*found.units, *_beside(text, after, end)))
    return _given(text, start, end, start) or _bracketed(text, start, end)


def _subject(text: str, begun: int, start: int, end: int) -> tuple[list[UnitMention], int]:
    """The units that a sentence has for its subject at a place, their names whole, and where they end."""
    units, stop = series_at(text, begun, end, "execute", semicolons=True)
    if not units and begun > start and text[begun : begun + 1].islower():
        units, stop = _lower_subject(text, begun, end, given=text.startswith(_GIVEN_AFTER, start))
    if not units or (len(units) == 1 and units[0].text in _ALONE and _FIELD_NAME.match(text, stop, end)):
        return [], begun
    return stretched(text, units, stop, end)


_ALONE = frozenset({"Cơ quan", "Đơn vị", "Tổ chức", "Bộ phận", "Cá nhân", "Người"})
# "Cơ quan nhận báo cáo: Bộ Tài chính" is a field of a form and its value.
_FIELD_NAME = late(r" [^.;:\n]{3,40}:\s")


_LOWER_WORD = late(r"[a-zà-ỹđ]+(?= [a-zà-ỹđA-ZĐ0-9])")


def _any_word(text: str, at: int, end: int) -> str:
    word = _LOWER_WORD.match(text, at, end)
    return word.group() if word is not None else ""


def _beside(text: str, at: int, end: int) -> Iterator[UnitMention]:
    """The subjects of what is joined behind a semicolon: "Sở A lập hồ sơ; Sở B thẩm định"."""
    mark = text.find("; ", at, end)
    while mark >= 0:
        units, stop = series_at(text, mark + 2, end, "execute")
        verb = verb_at(text, stop, end) if units and text[mark + 2].isupper() else ""
        if verb and verb not in _no_duty() and verb not in _LINKS:
            yield from _made(text, mark + 2, end, units, stop).units
        mark = text.find("; ", mark + 2, end)


_IS_LEAD = late(
    r"(?:là|làm) (?:(?:cơ quan |đơn vị |bộ phận )?(?:thường trực|đầu mối)|(?:cơ quan|đơn vị|bộ phận) (?:giúp|tham mưu|phụ trách))"
    r"(?![\wà-ỹ])"
)
_IN_BRACKETS = late(r"\((?=[A-ZĐÀ-Ỹ]|các |do |giao )(?:do |giao )?")
_BRACKET_WORK = late(r"\s*,?\s*(?:chịu trách nhiệm )?(?P<verb>chủ trì|thực hiện|phối hợp|phụ trách|tham mưu|theo dõi)(?![\wà-ỹ])")


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


@cache
def _no_duty() -> frozenset[str]:
    """Words behind a unit's name that give it no work."""
    return frozenset(table("duties")["no_duty"])


# "Tiêu chuẩn, đo lường: Sở A chủ trì …": what the item is about, before the sentence that gives the work.
_TOPIC = late(r"(?:Về |Công tác )?[A-ZĐÀ-Ỹ][^:.;()\n]{2,70}:\s+(?=[A-ZĐÀ-Ỹ])")
_RULES = late(r"Theo (?:quy định|Điều|khoản|Nghị định|Luật|Thông tư|Quyết định)[^.;\n]*$")
"""Behind "Theo quy định tại Nghị định …, chủ đầu tư phải …" a rule is told and no work given."""
_WILL = late(r"(?:sẽ|phải|cần phải)\s+(?=[a-zà-ỹđ])")
# "Kết thúc đợt phát động các đơn vị báo cáo …": no comma before who acts.
_ENDED = late(
    r"(?:Kết thúc|Hết|Sau khi|Khi) [^,.;:\n]{3,70}? (?=các (?:đơn vị|cơ quan|trường|phòng|khoa|tổ|chi đoàn"
    r"|chi bộ|xã|thôn|sở|cơ sở) [a-zà-ỹđ])"
)
_MUST = late(r"[^.;:,()\n]{2,70}?(?= (?:sẽ|phải|có trách nhiệm|chịu trách nhiệm|có nhiệm vụ) )")


def _lower_subject(text: str, at: int, end: int, *, given: bool) -> tuple[list[UnitMention], int]:
    """A kind without "các" behind "Giao", or behind an opening clause when it must do something: "…, đơn vị đào tạo sẽ xác định …"."""
    if given:
        return series_at(text, at, end, "execute", lower=True)
    if (
        _RULES.search(text, max(0, at - _MOST_INTRO), at)
        or not head_at(text, at, end, lower=True)[0]
        or (reach := _MUST.match(text, at, end)) is None
    ):
        return [], at
    units, stop = series_at(text, at, end, "execute", lower=True)
    return reaching(text, units, reach.end()) if units and stop <= reach.end() else (units, stop)


_LINKS = frozenset({"theo", "trong", "trên cơ sở", "căn cứ", "tại", "khi", "ngay", "sau", "trước"})


_WHEN = late(
    r"(?:trong|trước|chậm nhất|vào|từ) (?:ngày|tháng|quý|năm|tuần|đợt|dịp|suốt) ?[^,.;:()]{0,30}?\d"
    r"[^\s,.;:()]*(?: năm \d{4}| tháng \d{1,2})* (?=[a-zà-ỹđ])"
)


def _past_when(text: str, at: int, end: int) -> int:
    """Past a time that no comma closes: "Công an xã trong quý III/2026 rà soát …"."""
    when = _WHEN.match(text, at, end)
    return at if when is None or verb_at(text, when.end(), end) in _no_duty() | {""} else when.end()


def _past_clause(text: str, at: int, end: int) -> int:
    """Past "trong phạm vi chức năng, nhiệm vụ," to the verb behind it; `at` itself if there is none."""
    limit = min(end, at + 260)
    comma = text.find(",", at, limit)
    while comma >= 0:
        begun = comma + 1
        while begun < end and text[begun] == " ":
            begun += 1
        verb = verb_at(text, begun, end)
        if verb and verb not in _no_duty() and verb not in _LINKS:
            return begun
        comma = text.find(",", begun, limit)
    responsible = text.find("có trách nhiệm", at, limit)
    return responsible if responsible >= 0 else at


def _subjects(text: str, start: int, end: int) -> Iterator[int]:
    """Where a subject may begin: at the sentence's start, behind "Đề nghị", and behind an opening clause ("Định kỳ, …", "Căn cứ …, …")."""
    while start < end and text[start] in " -–+*•(“":
        start += 1
    given = GIVEN.match(text, start, end)
    if given is not None:
        yield given.end()
        return
    yield start
    first = text[start : start + 12].split(" ", 1)[0].rstrip(",")
    if first not in intro():
        topic = _TOPIC.match(text, start, end)
        if topic is not None:
            yield topic.end()
        clause = start
        for _ in range(_MOST_CLAUSES):
            clause = text.find("; ", clause, end)
            if clause < 0:
                return
            clause += 2
            yield clause
        return
    yield from _uncommaed(text, start, end)
    comma = text.find(",", start, min(end, start + _MOST_INTRO))
    while comma >= 0:
        begun = comma + 1
        while begun < end and text[begun] == " ":
            begun += 1
        yield begun
        comma = text.find(",", begun, min(end, start + _MOST_INTRO))


def _uncommaed(text: str, start: int, end: int) -> Iterator[int]:
    """Where a subject may begin behind an opening clause that no comma closes."""
    ended = _ENDED.match(text, start, end)
    if ended is not None:
        yield ended.end()
    then = text.find(" thì ", start, min(end, start + _MOST_INTRO))
    if then >= 0:
        yield then + len(" thì ")


def _given(text: str, at: int, end: int, start: int) -> Duty | None:
    """ "… giao Sở Tài chính chủ trì": work given inside a sentence."""
    if (
        text.find("iao ", at, end) < 0
        and text.find("nghị", at, end) < 0
        and text.find("êu cầu", at, end) < 0
        and text.find("hân công", at, end) < 0
    ):
        return None
    for match in _GIVES.finditer(text, max(0, at - 1), end):
        if text.endswith(("việc ", "được ", "theo "), start, match.start("verb")):
            continue
        units, stop = series_at(text, match.end(), end, "execute")
        if not units:
            continue
        units, stop = widened(text, units, stop, end)
        after = _past_state(text, _BETWEEN.match(text, stop, end).end(), end)  # type: ignore[union-attr]
        verb = verb_at(text, after, end)
        # Behind "yêu cầu các đơn vị có … thực hiện các nội dung sau:" the work is what stands under it.
        if (verb and verb not in _no_duty()) or (verb == "có" and text[end - 1] == ":") or _IS_LEAD.match(text, after, end):
            return _made(text, start, end, units, after, given=True)
    return None


_STATE = late(r"(?:chưa|đã|đang|còn) [^.;:()\n]{4,120}? (?=(?:khẩn trương|nghiêm túc|tiếp tục|chủ động|có trách nhiệm|tập trung) )")


def _past_state(text: str, at: int, end: int) -> int:
    """Past what is said of those addressed: "các đơn vị chưa gửi báo cáo khẩn trương gửi …"."""
    state = _STATE.match(text, at, end)
    return at if state is None else state.end()


def _made(text: str, start: int, end: int, units: list[UnitMention], after: int, *, given: bool = False) -> Duty:
    beside = partners(text, after, end)
    trusted = text.find("có trách nhiệm", after, end)
    role = role_of_work(text, trusted if trusted >= 0 else after, end, has_partners=bool(beside)) or "execute"
    liable = bool(_LIABILITY.search(text, after, min(end, after + 400)))
    own = {unit.start for unit in units}
    return Duty(start, end, tuple(replace(u, role=role) for u in units), tuple(p for p in beside if p.start not in own), liable, given)
