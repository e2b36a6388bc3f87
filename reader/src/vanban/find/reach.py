"""How far the name of an addressee reaches before its verb: where it is, what it does, words no table knows."""

from __future__ import annotations

from dataclasses import replace

from vanban.find.work import verb_at
from vanban.late import late
from vanban.types import UnitMention

_REACH = late(r"\s+(?:ven biển |khu vực )?từ (?:[A-ZĐ][^\W\d_]*[ -]?)+(?:đến|tới|trở vào|trở ra)(?: (?:[A-ZĐ][^\W\d_]*[ -]?)+)?")
# "các đơn vị sử dụng hóa chất trên địa bàn tỉnh nghiên cứu …": what kind they are, up to where they are.
_ON_THE_GROUND = late(
    r"(?:(?:, (?=[a-zà-ỹđ])| )(?!có trách nhiệm|chủ trì|chịu trách nhiệm|phối hợp|thực hiện|triển khai|tổ chức|tăng cường|rà soát"
    r"|xây dựng|kiểm tra|báo cáo|tiếp tục|chủ động|khẩn trương|căn cứ|trên địa bàn)[^\s.;:,()]+){1,14}? trên địa bàn"
    r"(?: (?:toàn )?(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|đặc khu|quản lý)(?![\wà-ỹ])(?: [A-ZĐÀ-Ỹ][^\W\d_]*)*)?(?= [a-zà-ỹđ])"
)
_STRETCH = late(
    r"[^.;:()\n]{0,90}?[ ,](?=(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|chủ trì|chủ động"
    r"|khẩn trương|tiếp tục|tăng cường|phối hợp|căn cứ|nghiêm túc|tích cực|tập trung)\s)"
)


# "các doanh nghiệp cung cấp dịch vụ Internet thực hiện …": a kind said by what it does, before what it is to do.
_KIND_SAID = late(
    r" (?:cung cấp (?:dịch vụ|nước|điện|suất ăn)|sản xuất|kinh doanh|sử dụng|hoạt động|khai thác|vận hành|chăn nuôi|nuôi trồng|chế biến"
    r"|(?:xuất|nhập) khẩu|thụ hưởng|thu mua|vận chuyển|tham gia|thi công|tư vấn"
    r"|có (?:nhu cầu|hoạt động|dự án|cơ sở|học sinh|lao động|nguy cơ))"
    r"(?:,? (?!và |cùng |để |nhằm |theo |trong )[^\s.;:,()]+){0,12}?(?<! và)(?<! để)"
    r"(?= (?:có trách nhiệm|chịu trách nhiệm|phải|thực hiện|chủ động|phối hợp|định kỳ|khẩn trương|tăng cường|nghiêm túc|chấp hành|tuân thủ"
    r"|bảo đảm|đảm bảo|đăng ký|cam kết|tiếp tục|rà soát|kê khai|bố trí|căn cứ) )"
)
# A name that holds words of work, as the "chủ trì" or "có trách nhiệm" right behind it shows.
_UP_TO_LEAD = late(
    r"(?: (?!các |những |và |cùng |với |để |khi |đã |sẽ |đang |người |do |theo |là |về |trong )[^\s.;:,()]+){1,9}?"
    r"(?<! và)(?<! người)(?<! cơ quan)(?<! đơn vị)(?<! cá nhân)(?<! tổ chức)(?<! cấp)(?<! cán bộ)"
    r"(?= (?:chủ trì|có trách nhiệm|chịu trách nhiệm) )"
)


def _is_kind(words: str) -> bool:
    """Whether a unit is but a kind: "các doanh nghiệp", "Tổ chức, cá nhân"."""
    return words[words.find(" ") + 1 :].islower()


def stretched(text: str, units: list[UnitMention], stop: int, end: int) -> tuple[list[UnitMention], int]:
    """A name that goes on in words no table knows, up to the verb: "các đơn vị cung cấp nước sạch có trách nhiệm"."""
    reach = _REACH.match(text, stop, end)
    if reach is None:
        units, wide = widened(text, units, stop, end)
        if wide > stop:
            return units, wide
    if reach is not None:
        return reaching(text, units, reach.end())
    said = _KIND_SAID.match(text, stop, end) if _is_kind(units[-1].text) else None
    led = said or _UP_TO_LEAD.match(text, stop, end)
    if led is not None:
        return reaching(text, units, led.end())
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


def widened(text: str, units: list[UnitMention], stop: int, end: int) -> tuple[list[UnitMention], int]:
    """A kind said more closely, up to where it is: "các đơn vị sử dụng hóa chất trên địa bàn tỉnh"."""
    if text.find("trên địa bàn", stop, stop + _FARTHEST_PLACE) < 0 or not units[-1].text[units[-1].text.find(" ") + 1 :].islower():
        return units, stop
    place = _ON_THE_GROUND.match(text, stop, end)
    return (units, stop) if place is None else reaching(text, units, place.end())


_FARTHEST_PLACE = 120


def reaching(text: str, units: list[UnitMention], to: int) -> tuple[list[UnitMention], int]:
    """The units with the last one's name reaching to a place."""
    last = units[-1]
    name = text[last.start : to].rstrip()
    return [*units[:-1], replace(last, text=name, end=last.start + len(name), names=(" ".join(name.split()),))], last.start + len(name)
