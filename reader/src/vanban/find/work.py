"""What the words of a duty say: its verb, the role they give to whoever it is addressed to, and partners behind "phối hợp với"."""

from __future__ import annotations

from vanban.find.names import duties
from vanban.find.units import series_at
from vanban.late import late
from vanban.types import Role, UnitMention

_PARTNERS = late(
    r"[Pp]hối (?:kết )?hợp(?:\s+(?:chặt chẽ|đồng bộ|thường xuyên|hiệu quả|tốt|kịp thời|nhịp nhàng"
    r"|trực tiếp|,))*(?P<link>\s+(?:với|cùng với|cùng|và cùng))?\s*:?\s+"
    r"|[Cc]ùng với\s+|(?<=,) cùng\s+(?=[A-ZĐ]|các\s)|sự (?:phối hợp|tham gia) của\s+"
)
_NOT_PARTNERS = late(r"(?:cơ chế|quy chế|kế hoạch|nội dung|hiệu quả|quan hệ|chương trình|đơn vị|cơ quan|công tác)\s*$")
_OTHERS_WORK = late(r"(?:[Cc]hỉ đạo|[Hh]ướng dẫn|[Đđ]ôn đốc)\s+(?:các\s|[A-ZĐ]|phòng\s|đơn vị\s)[^.;]*$")
_LEADS = late(
    r"(?:^|[,;.:(]\s*|\s(?:và|đồng thời|nhiệm|động|nhiệm chính,?|trương|mối|chỉ đạo,)\s+"
    r"|\n)(?:[Tt]rực tiếp |[Ll]à (?:cơ quan|đơn vị) |[Cc]hủ động )?[Cc]hủ trì(?!\s*(?:của|:))"
    r"|[Ll]à (?:cơ quan|đơn vị)? ?(?:[Tt]hường trực|đầu mối)|(?:^|[,;.]\s*|\n)[Ll]àm (?:cơ quan "
    r"|đơn vị )?(?:đầu mối|thường trực)|^[Đđ]ầu mối|^Thường trực [A-ZĐ][^;,.]{2,40}[;,.]"
)
_JOINS = late(
    r"\s*(?:(?:Căn cứ|Theo) (?:chức năng|nhiệm vụ)[^.;]{0,60}?, )?(?:(?:có|chịu) trách nhiệm\s+|tích cực\s+|cùng\s+)?(?:[Pp]hối hợp|[Tt]ham gia)(?![\wà-ỹ])"
)
_WATCH = r"(?:theo dõi|đôn đốc|giám sát)"
_MONITORS = late(
    rf"\s*(?:(?:có|chịu) trách nhiệm\s+)?(?:(?:[Tt]ăng cường|[Đđ]ẩy mạnh|[Tt]hường xuyên|[Cc]hủ động"
    rf"|[Tt]ổ chức)\s+(?:công tác\s+)?(?:[Tt]heo dõi|[Đđ]ôn đốc|[Gg]iám sát)|(?:[Tt]heo dõi|[Đđ]ôn đốc"
    rf"|[Gg]iám sát|[Kk]iểm tra))"
    rf"(?=\s*(?:,|và)\s*(?:{_WATCH}|kiểm tra|tổng hợp|báo cáo|nhắc nhở|đánh giá tình hình|hướng dẫn)"
    rf"|\s+(?:sự cố|mức độ|diễn biến|việc|tình hình|tiến độ|kết quả|quá trình|các|công tác|{_WATCH}|chung))"
)
_LETTERS = late(r"[^\W_]+")


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
    if (
        text.find("hợp", start, end) < 0
        and text.find("ùng với", start, end) < 0
        and text.find(", cùng ", start, end) < 0
        and text.find("tham gia", start, end) < 0
    ):
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
