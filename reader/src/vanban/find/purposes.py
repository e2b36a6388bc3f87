"""Bodies whose name goes on in small letters with what they are for: "Ban Chỉ đạo xây dựng nông thôn mới và đô thị văn minh xã".

What they are for begins like the work of any other unit, so that it counts only from a table of purposes, and only up to the place that
closes the name ("xã", "tỉnh", "các cấp") or to the purpose's own end, with a verb or a mark behind it.
"""

from __future__ import annotations

from vanban.find.names import duties
from vanban.late import late

_BODIES = ("ban ", "tổ ", "hội đồng", "tiểu ban", "quỹ", "ủy ban", "uỷ ban", "nhóm ", "đội ", "bộ phận", "mạng lưới", "văn phòng")
_WHOLE = (
    r"(?:xây dựng nông thôn mới|chuyển đổi số|cải cách hành chính|giảm nghèo(?: bền vững)?|phòng thủ dân sự|an toàn thực phẩm"
    r"|công nghệ số cộng đồng|phòng,? chống (?:thiên tai|tội phạm|ma túy|dịch bệnh|tham nhũng|cháy rừng)|công tác hè|thi đua"
    r"|quản lý chất lượng|an toàn người bệnh|hòa giải(?: ở)? cơ sở|bảo vệ an ninh,? trật tự(?: ở)? cơ sở|an ninh trật tự|phối hợp phổ biến, giáo dục pháp luật)"
)
_PURPOSE = late(
    rf" (?:{_WHOLE}|phòng,? chống|phòng thủ|phát triển|xóa đói|xoá đói|cải cách|công tác|an toàn|bảo đảm an toàn"
    r"|thực hiện (?:quy chế|các [Cc]hương trình|[Cc]hương trình|[Đđ]ề án|[Nn]ghị quyết|cuộc vận động|phong trào)"
    r"|xây dựng (?:đời sống|gia đình|nếp sống|xã hội học tập|chính quyền)|phong trào|cuộc vận động|hội nhập|ứng phó|tìm kiếm cứu nạn"
    r"|các (?:chương trình|công trình|đề án)|bồi thường|giải phóng mặt bằng|tổ chức (?:cuộc thi|hội thi|đại hội|lễ)|thi (?:tốt nghiệp|tuyển sinh)"
    r"|đầu tư xây dựng các công trình|và (?:nông nghiệp|giao thông|dân dụng|công nghiệp|thủy lợi|phát triển|hạ tầng|đô thị))(?![\wà-ỹ])"
)
_CLOSED = late(rf" {_WHOLE}(?![\wà-ỹ])")
_CLOSER = late(
    r"(?<= )(?<!các )(?<!những )(?:tỉnh|thành phố|huyện|quận|thị xã|xã(?! hội)|phường|thị trấn|đặc khu|cấp (?:tỉnh|xã|huyện)|[Tt]rung ương"
    r"|quốc gia|các cấp|cộng đồng|khu vực|cơ sở(?! (?:vật|dữ|hạ)))(?: [A-ZĐÀ-Ỹ][^\W\d_]*)*"
)
_ENDS = late(r"\s*(?:[,;.:()\n]|$)|\s(?:và|cùng|với|[-–])\s")
_LONGEST = 120


def across(text: str, start: int, finish: int, end: int) -> int:
    """Where a body's name ends that goes on with its purpose behind `finish`; `finish` itself if it does not."""
    if not text.startswith(" ", finish) or not text[start : start + 12].lower().removeprefix("các ").startswith(_BODIES):
        return finish
    purpose = _PURPOSE.match(text, finish, end)
    if purpose is None:
        return finish
    limit = min(end, finish + _LONGEST)
    for mark in ("; ", ". ", ": ", "\n", "("):
        stop = text.find(mark, finish, limit)
        limit = stop if stop >= 0 else limit
    for closer in _CLOSER.finditer(text, purpose.end(), limit):
        if _over(text, closer.end(), end):
            return closer.end()
    whole = _CLOSED.match(text, finish, end)
    return whole.end() if whole is not None and _over(text, whole.end(), end) else finish


def _over(text: str, at: int, end: int) -> bool:
    """Whether a name may end here: a mark, a link or a verb follows."""
    if _ENDS.match(text, at, end):
        return True
    low = text[at + 1 : min(end, at + 60)].lower()
    verbs = duties().get(low.split(" ", 1)[0].rstrip(".,;:"), ())
    return any(low.startswith(verb) and not low[len(verb) : len(verb) + 1].isalpha() for verb in verbs)
