"""The header block, the title, the signature block and Nơi nhận (Decree 30/2020, Annex I; Guide 36-HD/VPTW for party documents)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vanban.data.tables import doc_types
from vanban.outline import label_of
from vanban.types import Block, Metadata, Signer, Value

HEADER_BLOCKS = 45
_MOTTO = re.compile(
    r"C[ỘỌ]NG\s*H[ÒOÓÕ][ÀAÁ]?\s*X[ÃA]\s*H[ỘO]I|CỘNG HÒA XÃ HỘI|CỘNG HOÀ XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM|[ĐD]ộc lập\s*[-–—]?\s*Tự do|ĐỘC LẬP\s*[-–]\s*TỰ DO"
)
_NUMBER = re.compile(
    r"(?:^|(?<=[\s|]))(?:Số|SỐ)\s*[:.]?\s*(?P<number>\d{0,5}[a-zđ]?|[.…_\s]+)\s*(?P<mark>[/\-–])\s*(?P<symbol>[A-ZĐ]\w*(?:\s?[&/.\-–]\s?[A-ZĐ]\w*)*)"
)
_PLACE = re.compile(
    r"(?:(?P<place>[A-ZĐÀ-Ỹ][\wÀ-ỹ.\-]*(?:\s+[\wÀ-ỹ.\-]+){0,5})\s*,\s*|^\s*)(?P<date>[Nn]gày\s*(?P<day>\d{0,2}|[.…_\s]*)\s*tháng\s*(?P<month>\d{0,2}|[.…_\s]*)\s*năm\s*(?P<year>\d{4}|\d{0,3}|[.…_\s]*))",
    re.MULTILINE,
)
_HEADS = (
    "SỞ|PHÒNG|BAN|TRƯỜNG|TRUNG TÂM|CHI CỤC|CỤC|TỔNG CỤC|VỤ|VIỆN|BỘ|HỘI|ĐOÀN|VĂN PHÒNG|CÔNG TY|TỔNG CÔNG TY|UBND|ỦY BAN|UỶ BAN|HĐND|"
    "THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|TỈNH ỦY|THÀNH ỦY|ĐẢNG ỦY|ĐẢNG BỘ|ĐẢNG ĐOÀN|HUYỆN ỦY|QUẬN ỦY|TỈNH ĐOÀN|LIÊN ĐOÀN|LIÊN HIỆP|BỆNH VIỆN|THANH TRA|CÔNG AN|"
    "TÒA ÁN|VIỆN KIỂM SÁT|KIỂM TOÁN|BẢO HIỂM|KHO BẠC|NGÂN HÀNG|HỌC VIỆN|ĐẠI HỌC|TẬP ĐOÀN|TỔ CÔNG TÁC|CHỦ TỊCH"
)
_UNIT_HEAD = re.compile(rf"(?:{_HEADS})(?!\w)")
_CONTINUED = re.compile(r"(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|XÃ|PHƯỜNG|THỊ XÃ|THỊ TRẤN|ĐẶC KHU|KHÓA|KHOÁ)(?!\w)")
_SECRECY = re.compile(r"^(?:TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT|T\s?U\s?Y\s?Ệ\s?T\s+M\s?Ậ\s?T|T\s?Ố\s?I\s+M\s?Ậ\s?T|M\s?Ậ\s?T)$")
_URGENCY = re.compile(r"^(?:HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN)(?:\s+HẸN GIỜ)?$")
_SUBJECT = re.compile(r"^(?:V/v|V/V|Về việc)\s*:?\s*")
_BODY = re.compile(
    r"(?:Căn cứ|Thực hiện|Xét|Theo đề nghị|Kính gửi|Để |Nhằm |Trên cơ sở|Ngày \d|Trong |Thi hành|Triển khai thực hiện|Hiện nay|Năm \d{4}|Phần |Chương |Điều \d|QUYẾT ĐỊNH\s*:|NGHỊ ĐỊNH\s*:)"
)
_ENCLOSED = re.compile(r"^\(?\s*(?:Ban hành )?(?:[Kk]èm theo|[Bb]an hành kèm theo)")
_RECIPIENTS = re.compile(r"^(?:Nơi nhận|NƠI NHẬN)\s*:?\s*")
_DASH = re.compile(r"^[-–—+•*]\s*")
_PURPOSE = re.compile(
    r"\s*\((?:để\s+)?(?:b/c|báo cáo|B/c|b/c|t/h|thực hiện|p/h|phối hợp|c/đ|chỉ đạo|để [^)]*|[A-Za-zĐđ]{1,2}/[A-Za-zĐđ]{1,2}[^)]*)\)\s*$"
)
_AUTHORITY = re.compile(r"^(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/U|Q|TUN|T\.M|K\.T)\s*[./]?\s+[A-ZĐÀ-Ỹ]")
_NAME = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|BS|CKI|CKII|KS|CN|DS|LS|Ths)\.?\s*)*(?P<name>[A-ZĐÀ-Ỹ][a-zđà-ỹ]+(?:\s+[A-ZĐÀ-Ỹ][a-zđà-ỹ]*){1,5})$"
)
_ROLE = re.compile(
    r"(?:GIÁM ĐỐC|CHỦ TỊCH|TRƯỞNG|THỦ TƯỚNG|BỘ TRƯỞNG|CHÁNH|BÍ THƯ|HIỆU TRƯỞNG|CHỦ NHIỆM|VIỆN TRƯỞNG|CỤC TRƯỞNG|TỔNG|PHÓ|THỨ TRƯỞNG|ỦY VIÊN|UỶ VIÊN|THƯỜNG TRỰC|THƯ KÝ)"
)
_ISSUES = re.compile(
    r"(?:^|[,;:.]\s|\s)(?P<unit>(?:Sở|Ủy ban nhân dân|UBND|Bộ|Ban|Phòng|Trường|Tỉnh ủy|Thành ủy|Hội đồng|Cục|Chi cục|Trung tâm)(?:\s[\wÀ-ỹ]+){1,10}?)"
    r"\s(?:ban hành|xây dựng|yêu cầu)\s(?:Kế hoạch|kế hoạch|Chương trình|các phòng|các đơn vị)"
)


def metadata(text: str, blocks: Sequence[Block]) -> Metadata:
    """What the form of the document says; a field that is not there is None, a blank one has `value` None."""
    body = [b for b in blocks if b.part == "body" and b.kind != "furniture" and b.end > b.start]
    head = _header_zone(text, body)
    number, symbol = _number(text, head)
    place, date = _place_date(text, head)
    kind, title, title_at = _title(text, body, head)
    issuer, parent = _issuers(text, head)
    signature = _tail(text, body)
    return Metadata(
        issuer=issuer or _issuer_in_body(text, body),
        parent_issuer=parent,
        number=number,
        symbol=symbol,
        place=place,
        date=date,
        type=kind,
        title=title,
        urgency=_mark(text, head, _URGENCY),
        secrecy=_mark(text, head, _SECRECY),
        signers=_signers(text, signature),
        recipients=_recipients(text, body),
        bases=_bases(text, body, title_at),
    )


def secrecy_mark(text: str, blocks: Sequence[Block]) -> str | None:
    """The secrecy mark of the header block, or None; a body that merely speaks of state secrets gives None."""
    body = [b for b in blocks if b.part in {"body", "header"} and b.end > b.start]
    mark = _mark(text, _header_zone(text, body), _SECRECY)
    return None if mark is None else mark.value


def _value(text: str, start: int, end: int, value: str | None) -> Value:
    return Value(text[start:end], start, end, value)


def _whole(text: str, block: Block) -> Value:
    line = text[block.start : block.end]
    return Value(line, block.start, block.end, line)


def _header_zone(text: str, body: Sequence[Block]) -> list[Block]:
    """Blocks up to the type line or the first body sentence."""
    zone: list[Block] = []
    for block in body[:HEADER_BLOCKS]:
        line = text[block.start : block.end]
        if zone and (_is_type(line) or (len(line) > 160 and not _MOTTO.search(line)) or line.startswith(("Căn cứ", "Kính gửi"))):
            break
        if label_of(line) is not None and label_of(line).style in {"roman", "number"} and zone and len(zone) > 3:  # type: ignore[union-attr]
            break
        zone.append(block)
    return zone


def _is_type(line: str) -> str | None:
    plain = " ".join(line.split()).strip(" :*")
    if not plain.isupper() or len(plain) > 40:
        return None
    low = plain.lower()
    squeezed = low.replace(" ", "")
    return next(
        (name for name in doc_types() if low == name or (len(squeezed) * 2 <= len(low) + 3 and squeezed == name.replace(" ", ""))), None
    )


def _mark(text: str, head: Sequence[Block], pattern: re.Pattern[str]) -> Value | None:
    for block in head:
        line = text[block.start : block.end]
        if pattern.match(line.strip(" :.-|[]")):
            return _value(text, block.start, block.end, re.sub(r"\s+", " ", line).strip())
    return None


def _number(text: str, head: Sequence[Block]) -> tuple[Value | None, Value | None]:
    for block in head:
        match = _NUMBER.search(text, block.start, block.end)
        if match is None:
            continue
        digits = re.sub(r"\D", "", match["number"]) and match["number"].strip(" .…_")
        span = match.span("number")
        number = _value(text, span[0], span[1], digits or None)
        start, end = match.span("symbol")
        symbol = re.sub(r"\s*([/\-–.&])\s*", lambda m: m.group(1).replace("–", "-"), text[start:end])
        return number, _value(text, start, end, symbol)
    return None, None


def _place_date(text: str, head: Sequence[Block]) -> tuple[Value | None, Value | None]:
    for block in head:
        match = _PLACE.search(text, block.start, block.end)
        if match is None:
            continue
        place = _value(text, *match.span("place"), match["place"].strip()) if match["place"] else None
        day, month, year = (re.sub(r"\D", "", match[part]) for part in ("day", "month", "year"))
        whole = None
        if len(year) == 4 and month:
            whole = f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
        start, end = match.span("date")
        return place, _value(text, start, start + len(text[start:end].rstrip()), whole)
    return None, None


def _issuers(text: str, head: Sequence[Block]) -> tuple[Value | None, Value | None]:
    """(issuer, parent issuer) from the capital lines of the left column, above the number line."""
    groups: list[list[Block]] = []
    for block in head:
        line = text[block.start : block.end].strip(" *_-–|")
        if _NUMBER.search(line):
            if groups:
                break
            continue
        if not _is_issuer_line(line):
            continue
        if not groups or (_UNIT_HEAD.match(line) and not _CONTINUED.match(line) and not _same_name(text, groups[-1][-1], line)):
            groups.append([block])
        else:
            groups[-1].append(block)
    spans = [_join(text, group) for group in groups]
    if not spans:
        return None, None
    return spans[-1], spans[0] if len(spans) > 1 else None


def _same_name(text: str, block: Block, line: str) -> bool:
    """Whether `line` carries on the name begun on the line above ("BAN QUẢN LÝ CÁC KHU" / "CÔNG NGHIỆP")."""
    above = text[block.start : block.end].strip()
    return above.endswith(("CÁC", "VÀ", ",", "-", "–", "CHO", "VỀ", "CỦA", "THUỘC"))


def _is_issuer_line(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    if len(letters) < 2 or _MOTTO.search(line) or _PLACE.search(line) or _is_type(line) or _SECRECY.match(line) or _URGENCY.match(line):
        return False
    upper = sum(c.isupper() for c in letters)
    return upper >= len(letters) * 0.9 and not line.startswith(("V/v", "V/V")) and not line.startswith("DỰ THẢO")


def _join(text: str, group: Sequence[Block]) -> Value:
    start, end = group[0].start, group[-1].end
    value = " ".join(text[b.start : b.end].strip(" *_-–") for b in group)
    return _value(text, start, end, re.sub(r"\s+", " ", value).strip(" *_-–"))


def _issuer_in_body(text: str, body: Sequence[Block]) -> Value | None:
    for block in body[:25]:
        match = _ISSUES.search(text, block.start, block.end)
        if match is not None:
            return _value(text, *match.span("unit"), match["unit"])
    return None


def _title(text: str, body: Sequence[Block], head: Sequence[Block]) -> tuple[Value | None, Value | None, int]:
    """(type, title, index of the first block after them)."""
    for at, block in enumerate(body[: HEADER_BLOCKS + 5]):
        line = text[block.start : block.end]
        kind = _is_type(line) or ("phụ lục" if re.match(r"PHỤ LỤC\b", line.strip(" *")) and len(line) < 30 and at < 12 else None)
        if kind is not None:
            last = _title_end(text, body, at + 1)
            span = _join(text, body[at + 1 : last]) if last > at + 1 else None
            return _value(text, block.start, block.end, kind), _without_subject(text, span), last
    for at, block in enumerate(head):
        line = text[block.start : block.end]
        subject = _SUBJECT.match(line)
        if subject is not None:
            last = at + 1
            while last < len(head) and _carries_on(text[head[last].start : head[last].end]):
                last += 1
            span = _join(text, head[at:last])
            return None, _without_subject(text, span), len(head)
    return None, None, len(head)


def _carries_on(line: str) -> bool:
    return not (_MOTTO.search(line) or _PLACE.search(line) or _NUMBER.search(line) or line.isupper() or _BODY.match(line) or len(line) > 90)


def _without_subject(text: str, span: Value | None) -> Value | None:
    if span is None or span.value is None:
        return span
    subject = re.match(r"^V/v\s*:?\s*", span.value)
    if subject is None:
        return span
    cut = re.match(r"^V/v\s*:?\s*", span.text)
    start = span.start + (cut.end() if cut else 0)
    return _value(text, start, span.end, span.value[subject.end() :])


def _title_end(text: str, body: Sequence[Block], at: int) -> int:
    """The index after the last block of the title: it ends where the enclosure note, a basis, an item or a long body sentence begins."""
    end = at
    while end < len(body) and end - at < 9:
        block = body[end]
        line = text[block.start : block.end]
        if (
            _ENCLOSED.match(line)
            or label_of(line) is not None
            or re.match(r"^[-_*–=\s]+$", line)
            or (line.isupper() and _is_issuer_only(line))
        ):
            break
        if end > at and (_BODY.match(line) or line.startswith("(") or not _looks_like_title(text, body, end)):
            break
        end += 1
    return end


def _is_issuer_only(line: str) -> bool:
    return bool(re.match(r"^(?:THỦ TƯỚNG CHÍNH PHỦ|(?:CHỦ TỊCH )?(?:ỦY BAN NHÂN DÂN|UBND)|BỘ TRƯỞNG|GIÁM ĐỐC|HỘI ĐỒNG NHÂN DÂN)", line))


def _looks_like_title(text: str, body: Sequence[Block], at: int) -> bool:
    block, before = body[at], body[at - 1]
    if block.align is not None or block.bold is not None or before.bold is not None:
        return block.align == "center" or bool(block.bold)
    line, above = text[block.start : block.end], text[before.start : before.end]
    return (
        len(line) < 100
        and len(above) < 110
        and not above.rstrip().endswith((".", ";"))
        and (block.page is None or not line.endswith((".", ";")))
    )


def _bases(text: str, body: Sequence[Block], at: int) -> tuple[Value, ...]:
    out = []
    for block in body[at : at + 40]:
        line = text[block.start : block.end]
        if label_of(line) is not None and not line.startswith(("-", "–")):
            break
        if line.lstrip("-– ").startswith(("Căn cứ", "Theo đề nghị", "Xét đề nghị")):
            out.append(_whole(text, block))
    return tuple(out)


def _tail(text: str, body: Sequence[Block]) -> list[Block]:
    """Blocks of the signature zone: from Nơi nhận (or the closing "./.") to the first annex."""
    anchors = [i for i, b in enumerate(body) if _RECIPIENTS.match(text[b.start : b.end])]
    anchors = anchors[:1] or [i for i, b in enumerate(body) if text[b.start : b.end].rstrip().endswith("./.")][-1:]
    start = max((anchors[0] - 6) if anchors else len(body) - 14, 0)
    out: list[Block] = []
    for block in body[start : start + 70]:
        line = text[block.start : block.end]
        if out and re.match(r"^(?:PHỤ LỤC|Phụ lục)", line):
            break
        out.append(block)
    return out


def _signers(text: str, tail: Sequence[Block]) -> tuple[Signer, ...]:
    out: list[Signer] = []
    authority: list[Block] = []
    role: list[Block] = []
    for block in tail:
        line = text[block.start : block.end].strip(" *_")
        if not line or line.startswith(("-", "–", "+")) or _RECIPIENTS.match(line):
            continue
        if _AUTHORITY.match(line):
            authority.append(block)
        elif line.isupper() and _ROLE.search(line) and len(line) < 70:
            role.append(block)
        elif (match := _NAME.match(line)) is not None and (role or authority):
            name = _value(text, *_inside(text, block, match["name"]))
            out.append(Signer(_join(text, authority) if authority else None, _join(text, role) if role else None, name))
            authority, role = [], []
    return tuple(out)


def _inside(text: str, block: Block, words: str) -> tuple[int, int, str]:
    start = text.index(words, block.start, block.end)
    return start, start + len(words), words


def _recipients(text: str, body: Sequence[Block]) -> tuple[Value, ...]:
    begun = next((i for i, b in enumerate(body) if _RECIPIENTS.match(text[b.start : b.end])), None)
    if begun is None:
        return ()
    out: list[Value] = []
    for block in body[begun : begun + 45]:
        line = text[block.start : block.end]
        head = _RECIPIENTS.match(line)
        offset = block.start + (head.end() if head else 0)
        if not _DASH.match(text[offset : block.end]) and not (head and offset < block.end):
            if head:
                continue
            if (out and line.isupper()) or len(out) > 1:
                if _more_to_come(text, body, block):
                    continue
                break
            continue
        out.extend(_split_recipients(text, offset, block.end))
    return tuple(out)


def _more_to_come(text: str, body: Sequence[Block], block: Block) -> bool:
    """Whether dashes go on after a line of the signature that stands between them (two columns read line by line)."""
    at = next(i for i, b in enumerate(body) if b is block)
    return any(_DASH.match(text[b.start : b.end]) for b in body[at + 1 : at + 4])


def _split_recipients(text: str, start: int, end: int) -> list[Value]:
    out = []
    for match in re.finditer(r"(?:(?<=;)|^)\s*[-–—+•*]?\s*([^;]+)", text[start:end]):
        words = match.group(1).strip(" .;,/")
        words = _PURPOSE.sub("", words).strip(" .;,")
        if words and not re.match(r"Lưu\b", words):
            at = start + match.start(1) + match.group(1).index(words[:1])
            at = text.index(words, at)
            out.append(_value(text, at, at + len(words), words))
    return out
