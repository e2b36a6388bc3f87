"""The end of a document: the signature block and Nơi nhận (Decree 30/2020, Annex I, parts II.7 and II.9; Guide 36-HD/VPTW).

The two stand side by side. A .docx gives one column after the other, a plain text or a .pdf line by line with both columns in a line:
"- Bộ Tài chính;  KT. CHỦ TỊCH". So each line is parted into what belongs to the left and what belongs to the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vanban.late import late
from vanban.types import Block, Signer, Value

BEFORE, AFTER = 8, 70
COLUMN = 150
"""Points from the left edge of Nơi nhận within which its lines begin."""
_ANCHOR = late(
    r"^[-–\s*]*(?:N[ơo]i (?:nhận|nhân|gửi|Nhận)|NƠI NHẬN|Nơi(?=\s*$)|[^\w\s]?[NVMA][^\W\d_]{0,3} nh[ậâạăặ]n(?=\s*[:;.]?\s*$))\s*[:;]?\s*"
)
# The same for those who only have to stop there, also as a scan garbles it; "Nơi nhận hồ sơ: …" in the text is none.
LISTED = late(r"(?:Nơi nhận|NƠI NHẬN)(?=\s*(?:[^\w\s]|$|[A-ZĐ]{2}|\d))|Nơi\s*[:;.]?$|[^\w\s]?[NVMA][^\W\d_]{0,3} nh[ậâạăặ]n\s*[:;.]?$")
"""A line that heads the distribution list."""
_DASH = late(r"^[-–—+•*●]\s*")
_LAST = late(r"^(?:Lưu|LƯU)(?!\w)")
_NEXT = late(
    r"^(?:PHỤ LỤC|Phụ lục|(?:CHƯƠNG|Chương)\s+[IVX1]|QUY CHẾ$|QUY ĐỊNH$|KẾ HOẠCH(?:\s|$)|CHƯƠNG TRÌNH(?:\s|$)|CỘNG HÒA XÃ HỘI|CỘNG HOÀ XÃ HỘI|={3,}|MẪU|Mẫu số|DANH MỤC|DANH SÁCH|ĐỀ ÁN)"
)
_PURPOSE = late(
    r"\s*(?:\((?:để\s*)?(?:b/c|báo cáo|B/c|t/h|th/h|thực hiện|p/h|phối hợp|c/đ|chỉ đạo|k/b|để[^)]*|(?!đ/c)[A-Za-zĐđ]{1,2}/[A-Za-zĐđ]{1,2}[^)]*)\)|[:,]?\s+để\s*(?:b/c|báo cáo|t/h|thực hiện|p/h|phối hợp|biết|chỉ đạo)[^;]*)\s*$"
)
_AUTHORITY = late(r"^(?:(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|TUN|T\.M|K\.T|T\.L)(?:\s*[./]\s*|\s+))(?=[A-ZĐÀ-Ỹ]{2})")
_ROLES = (
    "Q\\. ?GIÁM ĐỐC|Q\\. ?(?=CH|TR|HI|VI|TỔ)|QUYỀN GIÁM ĐỐC|(?:PHÓ )?TỔNG GIÁM ĐỐC|(?:PHÓ )?GIÁM ĐỐC|(?:PHÓ )?CHỦ TỊCH(?: THƯỜNG TRỰC| QUỐC HỘI| NƯỚC| HỘI ĐỒNG)?|(?:PHÓ )?CHÁNH (?:VĂN PHÒNG|THANH TRA|ÁN)|(?:PHÓ )?(?:TỔNG )?BÍ THƯ(?: THƯỜNG TRỰC)?|"
    "(?:PHÓ )?HIỆU TRƯỞNG|(?:PHÓ )?CHỦ NHIỆM|(?:PHÓ )?VIỆN TRƯỞNG|(?:PHÓ )?(?:TỔNG )?(?:CHI )?CỤC TRƯỞNG|(?:PHÓ )?VỤ TRƯỞNG|(?:PHÓ )?TRƯỞNG (?:PHÒNG|BAN|ĐOÀN|CÔNG AN|TRẠM|KHOA|THÔN)|"
    "(?:PHÓ )?THỦ TƯỚNG|(?:PHÓ )?THỦ TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|(?:PHÓ )?TỔNG THANH TRA|TỔNG KIỂM TOÁN|(?:PHÓ )?THỐNG ĐỐC|ỦY VIÊN(?: THƯỜNG TRỰC)?|UỶ VIÊN|(?:TỔNG )?THƯ KÝ|(?:PHÓ )?CHỈ HUY TRƯỞNG|(?:PHÓ )?TRƯỞNG|CHỦ TỌA|HẠT TRƯỞNG"
)
_ROLE = late(rf"(?<!\w)(?:{_ROLES})(?!\w)")
_PLAIN_ROLE = late(
    r"^(?:Người (?:lập|ký|báo cáo|viết|ghi|chủ trì)|Trưởng (?:phòng|ban|đoàn|thôn)|Phó [Tt]rưởng|(?:Phó )?[Gg]iám đốc|(?:Phó )?[Hh]iệu trưởng|(?:Phó )?[Cc]hủ tịch|(?:Phó )?[Bb]í thư|Thư ký|Kế toán|Chủ tọa|Đại diện)(?!\w)"
)
_RANKS = r"(?:(?:GS|PGS|TS|ThS|Ths|TSKH|BS|BSCKI|BSCKII|CKI|CKII|KS|CN|DS|LS|NGND|NGƯT|TTƯT|Đ/c|Ông|Bà)\b\.?\s*|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy)\s+)*"
_WORD = r"[A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ][a-zđà-ỹ]*"
_NAME = late(rf"^{_RANKS}(?P<name>{_WORD}(?:\s+{_WORD}){{1,5}})$")
_SIGNED_AFTER = late(r"\s*[-–]?\s*[\[(]?(?:[ĐđÐ]ã ký|ĐÃ KÝ)[)\]]?$")
_WHOLE = late(rf"^(?P<role>[A-ZĐÀ-Ỹ./ ]{{6,}}?)\s+(?P<name>{_WORD}(?:\s+{_WORD}){{1,4}})$")
_TAIL_ROLE = late(rf"(?<=[a-zđà-ỹ);.,])\s+(?=(?:{_ROLES})(?:\s+[A-ZĐÀ-Ỹ ]+)?$)")
_SIGNED = late(r"^[\[(]?\s*(?:[ĐđÐ]ã ký|ĐÃ KÝ|daky|Ký tên|ký|Chữ ký)[^)\]]*[)\]]?\s*,?\s*")
_NOT_NAMES = (
    "Chương",
    "Điều",
    "Phần",
    "Mục",
    "Phụ",
    "Nơi",
    "Cộng",
    "Số",
    "Mẫu",
    "Ngày",
    "Tỉnh",
    "Thành",
    "Huyện",
    "Xã",
    "Phường",
    "Ghi",
    "Công",
    "Độc",
    "Kính",
)
_SURNAMES = frozenset(
    re.findall(
        r"\w+",
        "NGUYỄN TRẦN LÊ PHẠM HOÀNG HUỲNH PHAN VŨ VÕ ĐẶNG BÙI ĐỖ HỒ NGÔ DƯƠNG LÝ ĐINH TRỊNH ĐOÀN MAI "
        "TRƯƠNG LÂM ĐÀO CAO HÀ LƯƠNG TÔ TẠ CHU QUÁCH THÁI VƯƠNG KIỀU",
    )
)
_LONG = 600
"""Longer lines are running text: no line of a closing."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the closing: `left` when it belongs to Nơi nhận."""

    start: int
    end: int
    text: str
    left: bool


_ENDED = late(r"\./\.\s?\S{0,4}$")
_AS_ABOVE = late(r"[-–—+•]\s*Như (?:trên|[Đđ]iều \d|[Kk]ính gửi)")
_GOES_ON = late(r"\d{1,2}[.)]|[a-zđ]\)|[IVX]{1,4}\.")


def lost_list(text: str, body: Sequence[Block]) -> int | None:
    """Where a distribution list begins that has lost its name: at "- Như trên", or on a scan at dashes right behind "./."."""
    if "- Như " in text:
        for block in body:
            if block.table is None and _AS_ABOVE.match(text, block.start, block.end):
                return block.start
    for at, block in enumerate(body):
        if block.confidence is None or not _ENDED.search(text, max(block.start, block.end - 10), block.end):
            continue
        for below in body[at + 1 : at + 4]:
            if _DASH.match(text[below.start : below.end]):
                return below.start
            if LISTED.match(text, below.start, below.end) or _GOES_ON.match(text, below.start, below.end):
                break
    return None


def signers(text: str, body: Sequence[Block]) -> tuple[Signer, ...]:
    """Everyone who signs, in order; two signature columns give two signers."""
    out: list[Signer] = []
    waiting: list[tuple[list[_Part], list[_Part]]] = []
    parts = [part for part in _closing(text, body) if not part.left]
    for at, part in enumerate(parts):
        kind, name = _kind(parts, at, signing=bool(waiting))
        if kind == "authority":
            if not waiting or waiting[-1][1]:
                waiting.append(([], []))
            waiting[-1][0].append(part)
        elif kind == "role":
            if not waiting or waiting[-1][1]:
                waiting.append(([], []))
            waiting[-1][1].append(part)
        elif kind == "name" and name is not None and waiting:
            authority, role = waiting.pop(0)
            out.append(_signer(text, authority, role, name))
        elif kind == "next" and out:
            break
    return tuple(out) or _lone(text, body, parts)


def _lone(text: str, body: Sequence[Block], parts: Sequence[_Part]) -> tuple[Signer, ...]:
    """The one name beside Nơi nhận where a scan lost the title under the stamp."""
    at = _anchor(text, body)
    if at is None or any(_AUTHORITY.match(part.text) or _ROLE.search(part.text) for part in parts):
        return ()
    named = [name for part in parts if part.start > body[at].start and (name := _name(part, roles=False)) is not None]
    known = [name for name in named if name.text.split()[0].upper() in _SURNAMES]
    return (Signer(None, None, known[0]),) if len(known) == 1 else ()


def _kind(parts: Sequence[_Part], at: int, *, signing: bool) -> tuple[str, Value | None]:
    """What a line of the signature column is: authority, role, name, the start of the next document, or nothing."""
    words = parts[at].text
    if _NEXT.match(words):
        return "next", None
    if _AUTHORITY.match(words):
        return "authority", None
    name = _name(parts[at], roles=signing)
    if words.isupper() and len(words) < 80 and _ROLE.search(words) and name is None:
        return "role", None
    if len(words) < 50 and _PLAIN_ROLE.match(words) and at + 1 < len(parts) and _name(parts[at + 1], roles=True):
        return "role", None
    return ("name", name) if name is not None and signing else ("", None)


def _signer(text: str, authority: list[_Part], role: list[_Part], name: Value) -> Signer:
    """One signer; a line that holds both ("TM. BAN THƯỜNG VỤ BÍ THƯ") is parted at the last title in it."""
    above = _joined(text, authority)
    title = _joined(text, role)
    if above is not None and title is None:
        above, title = _parted(above)
    return Signer(above, title, name)


def _parted(above: Value) -> tuple[Value, Value | None]:
    begun = _AUTHORITY.match(above.text)
    for match in reversed(list(_ROLE.finditer(above.text))):
        cut = above.text[: match.start()].rstrip()
        if begun is not None and len(cut) > begun.end() and not cut.endswith(("BAN", "KT.", "TL.", "TUQ.", "KT", "K/T", "T/L")):
            words = above.text[match.start() :]
            title = Value(words, above.start + match.start(), above.end, " ".join(words.split()))
            return Value(cut, above.start, above.start + len(cut), " ".join(cut.split())), title
    return above, None


def _joined(text: str, parts: list[_Part]) -> Value | None:
    if not parts:
        return None
    start, end = parts[0].start, parts[-1].end
    return Value(text[start:end], start, end, re.sub(r"\s+", " ", " ".join(part.text for part in parts)))


def _name(part: _Part, *, roles: bool) -> Value | None:
    signed = _SIGNED.match(part.text)
    words = _SIGNED_AFTER.sub("", part.text[signed.end() :] if signed else part.text)
    match = _NAME.match(words)
    if match is None and roles and words.isupper() and words.split()[0] in _SURNAMES and 2 <= len(words.split()) <= 5:
        match = re.match(r"(?P<name>.+)$", words)
    if match is None or match["name"].split()[0] in _NOT_NAMES or _PLAIN_ROLE.match(words):
        return None
    if match["name"].isupper() and match["name"].split()[0] not in _SURNAMES:
        return None  # an office in the mark of a digital signature
    start = part.start + part.text.index(match["name"])
    return Value(match["name"], start, start + len(match["name"]), match["name"])


def _closing(text: str, body: Sequence[Block]) -> Iterator[_Part]:
    """The closing in reading order, column by column where it is a table."""
    if not body:
        return
    at = _anchor(text, body)
    listed = at is not None
    if at is None:
        ends = [i for i, b in enumerate(body) if text[max(b.start, b.end - 6) : b.end].rstrip(' "”').endswith("./.")]
        at = ends[0] if ends else max(len(body) - 12, 0)
    zone = list(body[max(at - BEFORE, 0) : at + AFTER])
    for block in sorted(zone, key=lambda b: (b.table is not None, b.table or 0, b.column or 0)) if _beside(body[at]) else zone:
        yield from _parts(text, block, listed=listed and block.start >= body[at].start)


def _beside(block: Block) -> bool:
    return block.table is not None


def _anchor(text: str, body: Sequence[Block]) -> int | None:
    """The index of the Nơi nhận that heads a list, not of a sentence about it."""
    for at, block in enumerate(body):
        if text[block.start] not in "NnNơ-– *":
            continue
        match = _ANCHOR.match(text[block.start : block.end])
        if match is None:
            continue
        rest = text[block.start + match.end() : block.end]
        following = text[body[at + 1].start : body[at + 1].start + 3] if at + 1 < len(body) else ""
        bare = not rest or (len(rest) <= 8 and _DASH.match(following))  # a scan may read the rule or the stamp as letters
        if (bare and at + 1 < len(body)) or _DASH.match(rest) or _signs(rest):
            return at
    return None


def _signs(words: str) -> bool:
    """Whether words stand in the signature column."""
    return bool(_AUTHORITY.match(words) or (words.isupper() and _ROLE.match(words)) or _SIGNED.match(words))


def _parts(text: str, block: Block, *, listed: bool) -> Iterator[_Part]:
    if block.end - block.start > _LONG:
        yield _Part(block.start, block.end, text[block.start : block.end], left=True)
        return
    line = text[block.start : block.end]
    anchor = _ANCHOR.match(line)
    if anchor is not None:
        yield _Part(block.start, block.start + anchor.end(), "Nơi nhận", left=True)
        rest = line[anchor.end() :].strip()
        if len(rest) > 8 or _DASH.match(rest):
            start = block.start + line.index(rest, anchor.end())
            yield _Part(start, start + len(rest), rest.strip(" *_"), left=not _signs(rest))
        return
    if not (listed and _DASH.match(line)):
        words = line.strip(" *_[]|")
        if words:
            yield from _signature(words, block.start + line.index(words), left=line.startswith(("-", "–", "+")))
        return
    split = _beside_tail(line)
    yield _Part(block.start, block.start + split, line[:split], left=True)
    tail = line[split:].strip()
    if tail:
        start = block.start + line.index(tail, split)
        yield _Part(start, start + len(tail), tail, left=False)


def _signature(words: str, start: int, *, left: bool) -> Iterator[_Part]:
    """A line of the signature column; one that holds the title and the name together gives two parts."""
    whole = None if left else _WHOLE.match(words)
    if whole is not None and whole["role"].isupper() and _signs(whole["role"]) and not _ROLE.match(whole["name"].upper()):
        yield _Part(start, start + whole.end("role"), whole["role"], left=False)
        yield _Part(start + whole.start("name"), start + whole.end("name"), whole["name"], left=False)
    else:
        yield _Part(start, start + len(words), words, left=left)


def _beside_tail(line: str) -> int:
    """Where the signature column begins in "- Bộ Tài chính; KT. CHỦ TỊCH"; the length of the line when it does not."""
    for match in re.finditer(r"[;.,)]\s+", line):
        tail = line[match.end() :].strip()
        if _signs(tail) or (
            match.group()[0] in ";." and len(tail.split()) >= 3 and _NAME.match(tail) and tail.split()[0].upper() in _SURNAMES
        ):
            return match.end()
    role = _TAIL_ROLE.search(line)
    return role.end() if role is not None else len(line)


def recipients(text: str, body: Sequence[Block]) -> tuple[Value, ...]:
    """Nơi nhận, one a line, without "Lưu: …" and without the notes that say for what purpose."""
    at = _anchor(text, body)
    if at is None:
        return ()
    anchor, missing = body[at], 0
    out: list[Value] = []
    for block in body[at : at + 60]:
        if _other_column(anchor, block):
            continue
        parts = list(_parts(text, block, listed=True))
        lefts = [p for p in parts if p.left and p.text != "Nơi nhận"]
        if not lefts and block is not anchor:
            words = parts[0].text if parts else ""
            if out and _carries_on(out[-1], words):
                out[-1] = _longer(text, out[-1], parts[0])
                continue
            missing += 1
            if _NEXT.match(words) or missing > 4 or len(words) > 120:
                break
            continue
        for part in lefts:
            items = list(_items(part))
            if any(_LAST.match(item[1]) for item in items):
                out += [_value(text, *item) for item in items if not _LAST.match(item[1])]
                return tuple(filter(None, map(_clean, out)))
            out += [_value(text, *item) for item in items]
    return tuple(filter(None, map(_clean, out)))


def _other_column(anchor: Block, block: Block) -> bool:
    """Whether a block stands beside Nơi nhận, not under it: another cell, or printed far to the right on the same page."""
    if anchor.table is not None:
        return (block.table, block.column) != (anchor.table, anchor.column)
    if anchor.box is None or block.box is None or anchor.page != block.page:
        return False
    return block.box[0] > anchor.box[0] + COLUMN


def _items(part: _Part) -> Iterator[tuple[int, str]]:
    """The entries of a line: one, unless several dashes were joined ("- A; - B")."""
    for match in re.finditer(r"(?:^|(?<=;)|(?<=; ))\s*[-–—+•*●]\s*(.+?)(?=;\s*[-–—+•*●]\s|$)", part.text):
        yield part.start + match.start(1), match.group(1)
    if not _DASH.match(part.text):
        yield part.start, part.text


def _value(text: str, start: int, words: str) -> Value:
    return Value(text[start : start + len(words)], start, start + len(words), words)


def _carries_on(above: Value, words: str) -> bool:
    """Whether a line without a dash is the rest of the entry above, wrapped."""
    return (
        bool(words)
        and not above.text.rstrip().endswith("." if ":" in above.text else (";", "."))
        and not words.isupper()
        and not _signs(words)
        and not _NAME.match(words)
        and (words[0].islower() or above.text.rstrip().endswith((",", ";")) or above.text.count("(") > above.text.count(")"))
    )


def _longer(text: str, above: Value, part: _Part) -> Value:
    return Value(text[above.start : part.end], above.start, part.end, f"{above.value} {part.text}")


def _clean(value: Value) -> Value | None:
    words = (value.value or "").strip(" .;,/")
    words = _PURPOSE.sub("", words).strip(" .;,:")
    if not any(map(str.isalnum, words)):  # also dots that a draft leaves to be filled in
        return None
    end = value.start + len(value.text.rstrip(" .;,"))
    if "\n" not in value.text:
        end = value.start + value.text.index(words) + len(words) if words in value.text else end
    return Value(value.text[: end - value.start], value.start, end, words)
