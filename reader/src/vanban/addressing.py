"""Addressees in running text: headings that name who acts, sentences that begin with a unit, partners behind "phối hợp với"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vanban.find.units import head_pattern, leading_units, split_phrase
from vanban.types import Role, Span, UnitMention

_GIVEN = re.compile(r"^(?:Giao|Đề nghị|Yêu cầu|Trách nhiệm của|Đối với|Đề xuất|Phân công|Nhiệm vụ của|Kính đề nghị)\s*:?\s+(?:cho\s+)?")
_DUTY = re.compile(
    r"^[\s,:]*(?:\([^)]{0,60}\)\s*)?(?P<verb>là (?:cơ quan|đơn vị) (?:thường trực|đầu mối|chủ trì)|chủ trì|làm đầu mối|phối hợp|tham gia|có trách nhiệm|chịu trách nhiệm|căn cứ|chủ động|tổ chức|xây dựng|"
    r"thực hiện|triển khai|tham mưu|theo dõi|đôn đốc|kiểm tra|giám sát|hướng dẫn|rà soát|báo cáo|tổng hợp|chỉ đạo|tăng cường|đẩy mạnh|bố trí|nghiên cứu|đề xuất|ban hành|"
    r"quán triệt|tuyên truyền|phổ biến|tiếp tục|khẩn trương|nâng cao|đưa|trình|cập nhật|quản lý|phát huy|vận động|nêu cao|cử|lập|định kỳ|thường xuyên|hằng năm|hàng năm|trên cơ sở|trực tiếp|xử lý|bảo đảm|đảm bảo|giúp|kịp thời|cung cấp|hỗ trợ|phân công|gửi|thẩm định|cân đối|cụ thể hóa|lồng ghép|huy động|tạo điều kiện|phê duyệt|đăng tải)(?![\wÀ-ỹ])"
)
_PARTNERS = re.compile(
    r"(?:[Pp]hối hợp(?:\s+(?:chặt chẽ|đồng bộ|thường xuyên|hiệu quả))*\s+(?:cùng\s+)?(?:với|cùng)|[Pp]hối hợp(?=\s+(?:các|Sở|Bộ|UBND|Ủy ban|Công an|Ban|Phòng|Văn phòng)\s)|cùng với(?=\s+(?:các|Sở|Bộ|UBND|Phòng)\s))\s+"
)
_LEADS = re.compile(
    r"^\s*(?:là (?:cơ quan|đơn vị) (?:thường trực|đầu mối)|(?:[Cc]hịu trách nhiệm )?[Cc]hủ trì|[Ll]àm đầu mối|[Đđ]ầu mối|Là (?:cơ quan|đơn vị) (?:[Tt]hường trực|đầu mối))"
)
_JOINS = re.compile(r"^\s*(?:[Pp]hối hợp|[Tt]ham gia)")
_MONITORS = re.compile(r"^\s*(?:[Tt]heo dõi|[Kk]iểm tra|[Đđ]ôn đốc|[Gg]iám sát)")
_GIVES = re.compile(r"(?:^|[.;]\s+|\n)(?:Giao|Đề nghị|Yêu cầu|giao|Phân công)\s+(?:cho\s+)?")
_HEAD_TAIL = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|thực hiện|chủ trì(?:, phối hợp với [^:\n]{3,160})?)?\s*(?:các nhiệm vụ sau(?: đây)?)?\s*[:.;]?\s*(?=\n|$)|^\s*:\s*"
)
MAX_HEADING = 190


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that is the addressee: its units, and where the work begins when it stands in the same item."""

    units: tuple[UnitMention, ...]
    work_start: int


def heading(text: str, start: int, end: int, cited: Sequence[Span]) -> Heading | None:
    """Whether the line is nothing but unit names ("Văn phòng Sở", "Sở Tài chính:"), perhaps with "Giao" before and "có trách nhiệm:" behind."""
    del cited
    given = _GIVEN.match(text[start : min(end, start + 40)])
    begun = start + (given.end() if given else 0)
    colon = text.find(":", begun, min(end, begun + MAX_HEADING))
    line_end = colon if colon >= 0 and not text[colon - 4 : colon].strip().startswith("số") else end
    elided = colon >= 0 and re.match(r"[Cc]ác (?:[Ss]ở|[Bb]ộ)", text[begun:colon]) and len(text[begun:colon].split()) <= 4
    if elided:
        line_end = end
    words = text[begun:line_end].strip(" .;:")
    if not words or len(words) > MAX_HEADING or head_pattern().match(words) is None or _first_verb(words):
        return None
    span = leading_units(text, begun, line_end)
    if span is None:
        return None
    tail = text[span[1] : line_end]
    if colon < 0 and line_end < end:
        return None
    if not _HEAD_TAIL.match(tail) and not (line_end == end and not tail.strip(" .;:")):
        if len(tail.split()) > 5 or _DUTY.match(tail) or (colon < 0 and not words.isupper() and len(words.split()) > 16):
            return None
        span = (span[0], span[0] + len(text[span[0] : line_end].rstrip(" .;:")))
    role: Role = "lead" if "chủ trì" in tail else "execute"
    units = split_phrase(text, span[0], span[1], role)
    partners_of = partners(text, span[1], line_end)
    work = line_end + 1 if line_end < end or colon >= 0 else end
    while work < end and text[work] in " \n:":
        work += 1
    return Heading((*units, *partners_of), max(work, line_end)) if units else None


def _first_verb(words: str) -> bool:
    """Headings such as "Tổ chức thực hiện" begin like a unit and are none."""
    return bool(
        re.match(
            r"(?:Tổ chức (?:thực hiện|triển khai|học|các|hội|tuyên|kiểm|quán|tập)|Báo cáo|Đoàn kết|Đội ngũ|Hội nghị|Hội thảo|Hội thi|Trường hợp|Bộ máy|Cơ quan nào|Đài thọ|Cụm từ|Các (?:nhiệm vụ|giải pháp|hoạt động|chỉ tiêu|nội dung|biện pháp|văn bản|chỉ số|hình thức|mục tiêu|dự án|khu|tuyến|trường hợp|quy định|yếu tố)|Công tác|Khối lượng|Mỗi (?:năm|quý|tháng)|Từng bước|Tất cả các|Quỹ đất|Cán bộ quản lý|Khoa học|TT Huế|Phường, xã nào|Xã hội)",
            words,
        )
    )


def sentence(text: str, start: int, end: int, *, inherited: bool) -> list[UnitMention]:
    """The units a piece of running text gives work to: at its beginning, or behind "giao" anywhere; with their partners."""
    out: list[UnitMention] = []
    for begun in _starts(text, start, end):
        span = leading_units(text, begun, end)
        if span is None:
            continue
        duty = _DUTY.match(text[span[1] : min(end, span[1] + 120)])
        if duty is None:
            continue
        verb = duty["verb"]
        role: Role = "lead" if verb.startswith(("chủ trì", "làm đầu mối", "là ")) else "execute"
        if verb in {"theo dõi", "kiểm tra", "đôn đốc", "giám sát"}:
            role = "monitor"
        rest = text[span[1] : span[1] + 60]
        if verb in {"có trách nhiệm", "chịu trách nhiệm"} and re.match(r"[\s,:]*(?:có|chịu) trách nhiệm\s+(?:chính\s*,?\s*)?chủ trì", rest):
            role = "lead"
        if verb in {"phối hợp", "tham gia"} and not _PARTNERS.search(rest):
            role = "coordinate"
        sentence_end = _sentence_end(text, span[1], end)
        out += [*split_phrase(text, span[0], span[1], role), *partners(text, span[1], sentence_end)]
        if not inherited:
            break
    return out


def _starts(text: str, start: int, end: int) -> list[int]:
    given = _GIVEN.match(text[start : min(end, start + 40)])
    starts = [start + (given.end() if given else 0)]
    starts += [m.end() for m in _GIVES.finditer(text, start, end) if m.end() > starts[0]]
    return starts


def _sentence_end(text: str, start: int, end: int) -> int:
    match = re.compile(r"[.;]\s+(?=[A-ZĐÀ-Ỹ])|\n").search(text, start, end)
    return match.start() if match else end


def partners(text: str, start: int, end: int) -> list[UnitMention]:
    """Those named behind "phối hợp với", as `coordinate`."""
    out: list[UnitMention] = []
    for match in _PARTNERS.finditer(text, start, end):
        span = leading_units(text, match.end(), end)
        if span is not None and not any(u.start == span[0] for u in out):
            out += split_phrase(text, span[0], span[1], "coordinate")
    return out


def with_role(units: Sequence[UnitMention], own: Sequence[UnitMention], text: str, start: int) -> list[UnitMention]:
    """The heading's units with the role that the item's first words give them."""
    words = text[start : start + 60]
    role: Role | None = None
    if _LEADS.match(words):
        role = "lead"
    elif _JOINS.match(words) and not own:
        role = "coordinate"
    elif _MONITORS.match(words):
        role = "monitor"
    if role is None or any(unit.role != "execute" for unit in units):
        return list(units)
    return [replace(unit, role=role) for unit in units]
