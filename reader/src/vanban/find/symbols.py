"""Documents named by their symbol: found by its shape, then read outward for type, date, issuer, place within, and relation.

State symbols are `12/2026/NĐ-CP`, `05/KH-SGDĐT`, `61/2024/QH15` (Decree 30/2020, Annexes I and III; Decree 78/2025); party symbols are
`29-NQ/TW` (Guide 36-HD/VPTW). The scan stops only at digits before a slash or a hyphen, so that plain text costs next to nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from vanban.data.tables import doc_types, table
from vanban.late import late
from vanban.types import Span

_NUM = r"\d{1,5}(?:\.\d{1,3})?[a-zđ]?"
_TAIL = r"[A-ZĐƯ](?:TTg|Tg(?![a-z])|[A-ZĐƯ\d]|[a-zđ](?![a-zđà-ỹ]{2}))*"
_STATE = rf"{_NUM} ?/ ?(?:(?:19|20)\d{{2}} ?/ ?)?(?:TTg|TTLT-BGD ĐT|{_TAIL})(?:(?: ?[-–&] ?|\.)(?:Chính phủ|CHÍNH PHỦ|TTg|{_TAIL}))*"
_PARTY_TYPES = "NQLT|KHPH|NQ|QĐ|QyĐ|QĐi|QĐI|KL|CTr|CTR|Ctr|CTHĐ|CT|KHLT|KH|TBKL|TB|BC|HDLN|HDLT|HD|QCLT|QC|TTr|TTR|CVi|CV|ĐA|PA|BB|TT|ĐL|TTri|LKG|CTPH|QyC|BCTH|BS|Đ"
_PARTY = rf"{_NUM} ?[-–] ?(?:{_PARTY_TYPES}) ?(?:/ ?(?:TTg|{_TAIL})(?: ?[-–] ?{_TAIL})?(?:/nb)?|[-–] ?(?:TW|TU|ĐU|HU|TTg|CP|UBND|HĐND))"
_SYMBOL = late(rf"(?:(?P<party>{_PARTY})|(?P<state>{_STATE}))(?=ngày|của|về|[^\w/]|$)")
# Begins with digits, so that the search skips from digit to digit; lookbehinds there would make it try every character.
_ANCHOR = late(r"\d[a-zđ]? ?[-/–] ?(?:\d{4} ?/ ?)?[A-ZĐƯ]")
_DIGITS = r"\d(?:\s?\d)?"
DAY = rf"(?:{_DIGITS}\s?[/.\-]\s?{_DIGITS}\s?[/.\-]\s?\d\s?\d\s?\d\s?\d(?!\d)|{_DIGITS}\s*tháng\s*{_DIGITS}\s+(?:năm|tháng)\s*\d{{4}})"
DAY_UPPER = DAY.replace("tháng", "(?:tháng|THÁNG)").replace("năm", "năm|NĂM")
_DATE = late(
    rf"(?:\s*\((?:đính kèm|kèm|gửi kèm|sao gửi|bản sao)[^()\n]{{0,20}}\))?\s*,?\s*(?:\(\s*)?(?:ban hành\s+|ký\s+|được ký\s+)?(?:[Nn]gày|NGÀY)\s*(?P<day>{DAY_UPPER})"
)
_ISSUER_HEADS = (
    "Thủ tướng|Chính phủ|Quốc hội|Bộ|Ban|Ủy ban|Uỷ ban|UBND|UB|Hội đồng|HĐND|Sở|Tỉnh|Thành|Chủ tịch|Văn phòng|Cục|Tổng cục|Đảng|Trung ương|Thanh tra|Tòa án|Toà án|Viện|Liên|"
    "Giám đốc|Bí thư|Kiểm toán|Trường|Trung tâm|Chi cục|Phòng|Công an|Tổng|UBTVQH|Huyện|Quận|Tập đoàn|Bảo hiểm|Kho bạc|Hội|Hiệp hội|Đoàn|Thống đốc|Ngân hàng|Thường trực|BCH|BTV|Chủ nhiệm|Hiệu trưởng|Học viện|Đại học"
)
_ISSUER = late(
    rf"(?P<link>\s*,?\s*\)?\s*(?:của|do|CỦA)\s+(?:đồng chí\s+)?|\s+)(?P<issuer>(?:{_ISSUER_HEADS})(?![a-zđà-ỹ])[^,;.()“”\"\n:]{{0,90}})"
)
_STOP = late(
    r"\s(?:về|thực hiện|[Bb]an hành|quy định|cấp(?! (?:tỉnh|huyện|xã|trên|dưới|bộ|sở|cơ))|khóa|khoá|phê duyệt|hướng dẫn|sửa đổi|bổ sung|triển khai|công bố|giao|thành lập|tăng cường|đẩy mạnh|"
    r"và (?:các|Kế|Quyết|Nghị|Chỉ|Thông|Luật|Công|văn|số|Đề|Chương|Báo|Tờ|Hướng|Quy)|được|đã|theo|cho|tại|trong|nhằm|để|quy|đến|V/v|v/v|gửi|nêu|là|có|ngày|hoặc|thì|phải|với|số|yêu cầu|đề nghị|chỉ đạo|chấp thuận)(?=\s|$)|\s[-–]\s(?!Thương binh)"
)
_RELATIONS = {
    "căn cứ": "căn cứ",
    "thực hiện": "thực hiện",
    "thi hành": "thực hiện",
    "triển khai": "thực hiện",
    "sửa đổi": "sửa đổi",
    "sửa đổi, bổ sung": "sửa đổi, bổ sung",
    "sửa đổi và bổ sung": "sửa đổi, bổ sung",
    "bổ sung": "bổ sung",
    "thay thế": "thay thế",
    "bãi bỏ": "bãi bỏ",
    "hủy bỏ": "bãi bỏ",
    "huỷ bỏ": "bãi bỏ",
    "kèm theo": "ban hành kèm theo",
}
_BY_LENGTH = sorted(_RELATIONS, key=len, reverse=True)
_PART_NAME = r"(?:[Đđ]iểm|[Kk]hoản|[Đđ]iều|[Mm]ục|[Cc]hương|[Pp]hần|[Tt]iết|[Pp]hụ lục)"
_PART = rf"{_PART_NAME}\s+(?:[IVXLC]+|\d{{1,3}}[a-zđ]?|[a-zđ]\d?)(?!\w)(?:\s*(?:,|và)\s*(?:\d{{1,3}}[a-zđ]?|[a-zđ]\d?)(?!\w))*"
_PIN = late(rf"(?<!\w){_PART}(?:\s*(?:,|;|và)?\s*{_PART})*\s*,?\s*(?:của\s+)?$")
_LAW_NAME = late(r"(?<!\w)(?:Bộ luật|Bộ Luật|Luật|LUẬT|Pháp lệnh|PHÁP LỆNH)(?=\s)")
_NUMBER_WORD = late(r"(?:(?:số|SỐ|Số|sô)\s*:?\s*)+$")
_FORMS = late(r"(?:[Mm]ẫu|[Bb]iểu(?: mẫu)?|MẪU|BIỂU|QCVN|TCVN|QCĐP)\s*(?:số\s*)?:?\s*$")
_OF_ISSUER = late(rf"(?P<type>[\wà-ỹ]+(?: [\wà-ỹ]+){{0,3}})\s+của\s+(?P<issuer>(?:{_ISSUER_HEADS})[^,;.()\n:]{{2,70}}?)\s*:?\s*$")
_VERBS = frozenset(("hướng dẫn", "quy định", "báo cáo", "dự án", "thông báo"))
_JOINED = late(r"^\s*(?:,|;|và|,\s*và|hoặc)\s*(?:số\s*:?\s*)?$")
_PARTS = late(r"\d+")
_TORN = late(r"(?<=\d)\s(?=\d)")
_AROUND = late(r"\s*[/\-&.]\s*")


@dataclass(slots=True)
class Mention:
    """One place where a document is named."""

    text: str
    start: int
    end: int
    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None = None
    pinpoint: str | None = None
    relation: str | None = None
    mentions: list[Span] = field(default_factory=list)


def by_symbol(text: str) -> Iterator[Mention]:
    """Every document named by a symbol, in order."""
    before: Mention | None = None
    for match in _symbols(text):
        if _FORMS.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        if match["state"] and not _plausible(match.group(), text, match.start()):
            continue
        before = _read(text, match.start(), match.end(), before)
        yield before


def _symbols(text: str) -> Iterator[re.Match[str]]:
    reach = 0
    for anchor in _ANCHOR.finditer(text):
        start = anchor.start()
        while (
            start > reach
            and start > anchor.start() - 9
            and (text[start - 1].isdigit() or (text[start - 1] == "." and start > 1 and text[start - 2].isdigit()))
        ):
            start -= 1
        if start < reach or (start and text[start - 1] in "/.,-") or (start > 1 and text[start - 1] == ":" and text[start - 2].isdigit()):
            continue
        match = _SYMBOL.match(text, start)
        if match is not None:
            reach = match.end()
            yield match


# "Ngày 15/6/2026, Sở A đã ban hành Công văn số …": the day stands before.
_TOLD = late(rf"[Nn]gày\s*(?P<day>{DAY}),?\s+[A-ZĐÀ-Ỹ][^.;:,\d\n]{{2,80}}\s(?:có|đã có|ban hành|đã ban hành|đã gửi|gửi|đã ký)\s+$")
_MOST_TOLD = 130


def _read(text: str, at: int, after: int, before: Mention | None) -> Mention:
    number = tidy(text[at:after])
    floor = max(before.end if before else 0, text.rfind("\n", max(0, at - 200), at) + 1, at - 200)
    kind, start, title, issuer = _head(text, floor, at, number)
    end, date, issuer_after = _date_and_issuer(text, after)
    issuer = issuer_after or issuer
    if date is None and (told := _TOLD.search(text, max(floor, start - _MOST_TOLD), start)) is not None:
        date = iso(told["day"])
    if before is not None and kind is None and _JOINED.match(text[before.end : at]):
        kind = before.type
    return Mention(
        text[start:end],
        start,
        end,
        kind or type_of_symbol(number),
        number,
        date,
        issuer,
        title=title,
        pinpoint=pinpoint(text, start),
        relation=relation(text, start),
        mentions=[Span(start, end)],
    )


def _head(text: str, floor: int, at: int, number: str) -> tuple[str | None, int, str | None, str | None]:
    """(type, where the words begin, name of a law, issuer) from what stands before the symbol on its line."""
    behind = text[floor:at]
    word = _NUMBER_WORD.search(behind)
    bare = behind[: word.start()] if word else behind
    stripped = bare.rstrip()
    kind, begun = _type_at_end(stripped)
    law = law_start(stripped) if "QH" in number and kind != "nghị quyết" else None
    if law is not None:
        name = stripped[law:].strip(" ,")
        return re.split(r"\s(?!luật|Luật)", name)[0].lower(), floor + law, name if " " in name else None, None
    if kind is not None:
        spoken = kind in _VERBS and not stripped[begun].isupper() and type_of_symbol(number)
        return type_of_symbol(number) if spoken else kind, floor + begun, None, None
    of_issuer = _OF_ISSUER.search(stripped) if word else None
    if of_issuer is not None:
        kind, begun = _type_at_end(of_issuer["type"])
        if kind is not None:
            return kind, floor + of_issuer.start("type") + begun, None, of_issuer["issuer"].strip()
    return kind, floor + (word.start() if word else len(behind)), None, None


@cache
def _types_by_last_word() -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for name in doc_types():
        out.setdefault(name.split()[-1], []).append(name)
    return out


def _type_at_end(words: str) -> tuple[str | None, int]:
    """The document type that words end in, and where it begins; glued before ("theoQuyết định") only when it has its capital."""
    low = words[-40:].lower()
    for name in _types_by_last_word().get(low[low.rfind(" ") + 1 :], ()):
        at = len(words) - len(name)
        if low.endswith(name) and (at == 0 or not words[at - 1].isalnum() or words[at].isupper()):
            return name, at
    return None, len(words)


def law_start(words: str) -> int | None:
    """Where the name of a law begins in words that end with it: "Luật sửa đổi … của Luật …" begins at the first."""
    starts = [match.start() for match in _LAW_NAME.finditer(words)]
    while len(starts) > 1 and re.search(r"(?:\scủa|\scác|, các)\s$", words[: starts[-1]]):
        starts.pop()
    if not starts or re.search(r"[;.()“”\"\n]", words[starts[-1] :]) or len(words) - starts[-1] > 170:
        return None
    return starts[-1]


def _plausible(symbol: str, text: str, start: int) -> bool:
    """A state symbol has capitals behind its slash that are no unit of measure, and more than a bare word unless "số" stands before."""
    tail = symbol.rpartition("/")[2].strip()
    if sum(c.isupper() for c in tail) < 2 and not re.match(r"Q[HĐ]\d", tail):
        return False
    if "-" in tail or "–" in tail or re.match(r"QH\d|UBTVQH", tail) or re.search(r"/\s?(?:19|20)\d{2}\s?/", symbol):
        return True
    behind = text[max(0, start - 24) : start].rstrip(" :")
    return behind.lower().endswith("số") or _type_at_end(behind)[0] is not None


def tidy(symbol: str) -> str:
    """A symbol without stray spaces and with plain hyphens: "45- NQ/TW" → "45-NQ/TW"."""
    plain = unicodedata.normalize("NFC", symbol).replace("–", "-").replace("\u2011", "-")
    return _AROUND.sub(lambda match: match.group().strip(), plain).strip() if " " in plain else plain


@cache
def _codes() -> dict[str, str]:
    codes = {code: name for name, code in table("types")["types"].items() if code}
    return codes | {"CTr": "chương trình", "CTR": "chương trình", "KH": "kế hoạch"}


@lru_cache(maxsize=4096)
def type_of_symbol(number: str) -> str | None:
    """The type that a symbol's code stands for, or None: "12/2026/NĐ-CP" is a decree, "12/SNV-CCHC" names no type."""
    code = re.search(r"[/\-](NQLT|NQ|QĐ|QyĐ|CT|KH|NĐ|TTLT|TT|KL|TB|HD|BC|TTr|CTr|CTR|ĐA|VBHN|CĐ|GP|GM)(?=[/\-.]|$)", number)
    return _codes().get(code.group(1)) if code else None


def _date_and_issuer(text: str, at: int) -> tuple[int, str | None, str | None]:
    """(end of the words up to and including the date, ISO date, issuer), in either order behind the symbol."""
    dated = _DATE.match(text, at)
    if dated is not None:
        end = dated.end()
        return end, iso(dated["day"]), _issuer(text, end, bare=True)[0]
    issuer, after = _issuer(text, at, bare=False)
    if issuer is not None:
        later = _DATE.match(text, after)
        if later is not None:
            return later.end(), iso(later["day"]), issuer
    return at, None, issuer


def _issuer(text: str, at: int, *, bare: bool) -> tuple[str | None, int]:
    """The issuer named right behind; without "của" only when a date stands between."""
    match = _ISSUER.match(text, at)
    if match is None or not (bare or match["link"].strip()):
        return None, at
    issuer = match["issuer"]
    stop = _STOP.search(issuer)
    words = (issuer[: stop.start()] if stop else issuer).rstrip(" -–")
    return (words, match.start("issuer") + len(words)) if words else (None, at)


def iso(words: str) -> str | None:
    """ "04/11/2013" or "4 tháng 11 năm 2013" → "2013-11-04"; None when there is no such day."""
    parts = [int(part) for part in _PARTS.findall(_TORN.sub("", words))]
    if len(parts) != 3 or not (1 <= parts[1] <= 12 and 1 <= parts[0] <= 31):
        return None
    return f"{parts[2]:04d}-{parts[1]:02d}-{parts[0]:02d}"


def pinpoint(text: str, start: int) -> str | None:
    """The place within the document, named before it: "điểm a khoản 2 Điều 5"."""
    behind = text[max(0, start - 120) : start].rpartition("\n")[2]
    if not behind or not any(name in behind for name in ("iều", "hoản", "iểm", "ục", "hương", "hần")):
        return None
    match = _PIN.search(behind)
    return re.sub(r"[\s,]*(?:của)?\s*$", "", match.group()) if match else None


def relation(text: str, start: int) -> str | None:
    """What this document does to the one named: the last such word before it in its sentence."""
    behind = text[max(0, start - 160) : start].rpartition("\n")[2]
    behind = behind[behind.rfind(". ") + 1 :].lower()
    found, reach = None, -1
    for words in _BY_LENGTH:
        at = behind.rfind(words)
        if at >= 0 and at + len(words) > reach:
            found, reach = words, at + len(words)
    return _RELATIONS[found] if found else None
