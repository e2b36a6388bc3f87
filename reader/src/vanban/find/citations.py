"""Other documents named in the text: found by the shape of their symbol, then read outward for type, date and issuer.

State symbols are `12/2026/NĐ-CP`, `05/KH-SGDĐT`, `61/2024/QH15` (Decree 30/2020, Annex I and III); party symbols are `29-NQ/TW` (Guide 36-HD/VPTW).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from vanban.data.tables import doc_types, table
from vanban.types import Citation, Metadata, Span, Term

_STATE = r"\d{1,5}[a-zđ]?\s?/\s?(?:(?:19|20)\d{2}\s?/\s?)?(?:Q[HĐ]\d{1,2}|[A-ZĐ][A-Za-zĐđƯư]*\d{0,2}(?:\s?[-–&.]\s?[A-ZĐ][A-Za-zĐđƯư&]*\d{0,2})*)"
_PARTY = (
    r"\d{1,5}\s?[-–]\s?(?:NQLT|NQ|QĐ|QyĐ|QĐi|KL|CTr|CTR|CT|KH|TB|BC|HD|QC|TTr|CV|ĐA|PA|BB|TT|Ctr|ĐL)\s?[/\-–]\s?[A-ZĐ]+[A-Za-zĐđ]*\d{0,2}"
)
_SYMBOL = re.compile(rf"(?<![\d/.,\-])(?:(?P<party>{_PARTY})|(?P<state>{_STATE}))(?![\w/])")
_DAY = r"(?:\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+(?:năm|tháng)\s+\d{4})"
_DATE = re.compile(rf"\s*,?\s*(?:\(|ban hành\s+|ký\s+)?[Nn]gày\s*(?P<day>{_DAY})")
_PARTS = re.compile(r"\d+")
_YEAR_AFTER = re.compile(r"\s+năm\s+(?P<year>\d{4})")
_ISSUER = re.compile(
    r"\s*,?\s*(?:\)\s*)?(?:của|do)\s+(?P<issuer>(?:Thủ tướng|Chính phủ|Quốc hội|Bộ|Ban|Ủy ban|Uỷ ban|UBND|Hội đồng|HĐND|Sở|Tỉnh|Thành|Chủ tịch|Văn phòng|Cục|Tổng cục|Đảng|"
    r"Trung ương|Thanh tra|Tòa án|Viện|Liên|Giám đốc|Bí thư|Kiểm toán|Trường|Trung tâm|Chi cục|Phòng|Công an|Tổng|UBTVQH|Huyện|Quận|Tập đoàn|Bảo hiểm|Kho bạc|Hội)[^,;.()“”\n:]{0,90})"
)
_STOP = re.compile(
    r"\s(?:về|thực hiện|ban hành|quy định|khóa|khoá|phê duyệt|hướng dẫn|sửa đổi|bổ sung|về việc|triển khai|công bố|giao|thành lập|tăng cường|đẩy mạnh|và (?:các|Kế|Quyết|Nghị|Chỉ|Thông|Luật|Công)|được|đã|theo|"
    r"cho|tại|trong|nhằm|để|quy|đến|V/v|v/v|gửi|nêu|là|có|ngày|về)(?=\s|$)"
)
_TYPE_BEFORE = re.compile(r"(?:(?P<type>[\wÀ-ỹ]+(?:\s+[\wÀ-ỹ]+){0,3}?)\s*(?:số|SỐ|Số)?\s*(?:số)?\s*:?\s*)$")
_LAW = re.compile(
    r"(?P<type>Luật|Bộ luật|Pháp lệnh|Hiến pháp)\s+(?!số\s|này|đã\s|gia\b)(?P<name>[^;.()\n“”]{2,110}?),?\s*(?:số\s*:?\s*(?P<number>\d{1,3}/\d{4}/[A-ZĐ]+\d{1,2})|(?:năm|ngày)\s*(?P<when>\d{4}|"
    + _DAY
    + r"))"
)
_DEFINED = re.compile(r"\((?:sau đây|dưới đây)?\s*(?:được\s+)?(?:gọi|viết|goi)\s*(?:tắt|chung)?\s*là:?\s*(?P<term>[^()]{2,160})\)")
_RELATIONS = (
    ("căn cứ", "căn cứ"),
    ("sửa đổi, bổ sung", "sửa đổi, bổ sung"),
    ("thay thế", "thay thế"),
    ("bãi bỏ", "bãi bỏ"),
    ("kèm theo", "ban hành kèm theo"),
    ("thực hiện", "thực hiện"),
)
_PIN = re.compile(r"(?:(?:điểm|Điểm)\s+[a-zđ]\S*\s*,?\s*)?(?:(?:khoản|Khoản)\s+\d+\S*\s*,?\s*)?(?:Điều|điều)\s+\d+\w*\s*,?\s*(?:của\s+)?$")


@dataclass(slots=True)
class _Found:
    """One document while its mentions are gathered."""

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


def citations(text: str, metadata: Metadata) -> tuple[Citation, ...]:
    """Every document cited, once, with all its mentions, in order of the first. The document itself is left out."""
    own = _own_number(metadata)
    header = (metadata.number.start if metadata.number else -1, metadata.symbol.end if metadata.symbol else -1)
    found: dict[tuple[str, str], _Found] = {}
    for mention in [*_by_symbol(text), *_by_law(text)]:
        inside_header = header[0] <= mention.start <= header[1] or (mention.number is not None and mention.number == own)
        if not inside_header:
            _add(found, mention)
    ordered = sorted(found.values(), key=lambda f: f.start)
    aliases = _aliases(text, ordered)
    return tuple(_citation(f, aliases) for f in ordered)


def _own_number(metadata: Metadata) -> str | None:
    if metadata.number is None or metadata.symbol is None or metadata.number.value is None:
        return None
    return None if metadata.symbol.value is None else f"{metadata.number.value}/{metadata.symbol.value}"


def _add(found: dict[tuple[str, str], _Found], mention: _Found) -> None:
    key = _key(mention)
    known = found.get(key)
    if known is None and mention.number:
        same = [f for (number, _), f in found.items() if number == key[0]]
        known = next((f for f in same if not f.date or not mention.date), None)
    if known is None:
        found[key] = mention
        return
    known.mentions.extend(mention.mentions)
    if mention.start < known.start:
        known.text, known.start, known.end = mention.text, mention.start, mention.end
    for name in ("date", "issuer", "type", "relation", "pinpoint"):
        if getattr(known, name) is None:
            setattr(known, name, getattr(mention, name))


def _key(mention: _Found) -> tuple[str, str]:
    if mention.number:
        return re.sub(r"\s", "", mention.number).lower(), mention.date or ""
    return (mention.title or mention.text).lower(), mention.date or ""


def _by_symbol(text: str) -> list[_Found]:
    out = []
    for match in _SYMBOL.finditer(text):
        symbol = match.group()
        if match["state"] and not _plausible(symbol, text, match.start()):
            continue
        number = tidy(symbol)
        kind, start = _type_before(text, match.start())
        end, date = _date_after(text, match.end())
        issuer = _issuer_after(text, end)
        out.append(
            _Found(
                text[start:end],
                start,
                end,
                kind or _type_of_symbol(number),
                number,
                date,
                issuer,
                pinpoint=_pinpoint(text, start),
                relation=_relation(text, start),
                mentions=[Span(start, end)],
            )
        )
    return out


def _plausible(symbol: str, text: str, start: int) -> bool:
    """A state symbol has capitals behind its slash that are no unit of measure, and more than a bare letter unless "số" stands before."""
    tail = symbol.rpartition("/")[2].strip()
    if sum(c.isupper() for c in tail) < 2 and not re.match(r"Q[HĐ]\d", tail):
        return False
    if "-" in tail or "–" in tail or re.match(r"QH\d|UBTVQH", tail) or re.search(r"/\s?(?:19|20)\d{2}\s?/", symbol):
        return True
    return text[max(0, start - 14) : start].rstrip(" :").lower().endswith(("số", "văn bản", "quyết định", "kế hoạch"))


def tidy(symbol: str) -> str:
    """A symbol without stray spaces and with plain hyphens: "45- NQ/TW" → "45-NQ/TW"."""
    return re.sub(r"\s*([/\-&.])\s*", r"\1", unicodedata.normalize("NFC", symbol).replace("–", "-").replace("\u2011", "-")).strip()


def _type_before(text: str, at: int) -> tuple[str | None, int]:
    """(type in lower case, where the citation's words begin) looking back from the symbol."""
    behind = text[max(0, at - 48) : at]
    line = behind.rpartition("\n")[2]
    stripped = re.sub(r"(?:\s*(?:số|SỐ|Số)\s*:?)+\s*$", "", line)
    low = stripped.rstrip().lower()
    for name in doc_types():
        if low.endswith(name):
            at_type = len(stripped.rstrip()) - len(name)
            if at_type == 0 or not stripped[at_type - 1].isalpha() or stripped[at_type].isupper():
                return name, at - (len(line) - at_type)
    number_word = re.search(r"(?:số|SỐ|Số)\s*:?\s*$", line)
    return None, at - (len(line) - number_word.start()) if number_word else at


def _type_of_symbol(number: str) -> str | None:
    code = re.search(r"[/\-]((?:NQ|QĐ|CT|KH|NĐ|TTLT|TT|KL|TB|HD|BC|TTr|CTr|ĐA|VBHN))(?=[/\-]|$)", number)
    by_code = {code: name for name, code in table("types")["types"].items() if code}
    by_code.update({"CTr": "chương trình", "KH": "kế hoạch"})
    return by_code.get(code.group(1)) if code else None


def _date_after(text: str, at: int) -> tuple[int, str | None]:
    match = _DATE.match(text, at)
    if match is not None:
        return match.end(), iso(match["day"])
    return at, None


def iso(words: str) -> str | None:
    """ "04/11/2013" or "4 tháng 11 năm 2013" → "2013-11-04"; None when there is no such day."""
    parts = [int(part) for part in _PARTS.findall(words)]
    if len(parts) != 3 or not (1 <= parts[1] <= 12 and 1 <= parts[0] <= 31):
        return None
    return f"{parts[2]:04d}-{parts[1]:02d}-{parts[0]:02d}"


def _issuer_after(text: str, at: int) -> str | None:
    match = _ISSUER.match(text, at)
    if match is None:
        return None
    issuer = match["issuer"]
    stop = _STOP.search(issuer)
    return (issuer[: stop.start()] if stop else issuer).strip() or None


def _pinpoint(text: str, start: int) -> str | None:
    match = _PIN.search(text, max(0, start - 60), start)
    return match.group().strip(" ,") if match else None


def _relation(text: str, start: int) -> str | None:
    behind = text[max(0, start - 40) : start].lower()
    at = [(behind.rfind(word), name) for word, name in _RELATIONS if word in behind]
    return max(at)[1] if at else None


def _by_law(text: str) -> list[_Found]:
    out = []
    for match in _LAW.finditer(text):
        if match["number"] or _SYMBOL.search(match["name"]) or len(match["name"].split()) > 18:
            continue
        when = match["when"]
        date = iso(when) if when and len(when) > 4 else None
        title = f"{match['type']} {match['name']}".strip()
        if not date and match["name"].strip().lower().startswith(("và ", "của ", "các ")):
            continue
        out.append(
            _Found(
                match.group(),
                match.start(),
                match.end(),
                match["type"].lower(),
                None,
                date or (when if when else None),
                None,
                title=title,
                pinpoint=_pinpoint(text, match.start()),
                relation=_relation(text, match.start()),
                mentions=[Span(match.start(), match.end())],
            )
        )
    return out


def _aliases(text: str, found: list[_Found]) -> dict[int, str]:
    """Numbers that stand only inside "(sau đây gọi là …)" behind another citation are its alias."""
    out: dict[int, str] = {}
    for match in _DEFINED.finditer(text):
        inside = next((f for f in found if match.start() <= f.start < match.end()), None)
        if inside is None:
            continue
        line = text.rfind("\n", 0, match.start())
        type_of = inside.type
        before = [f for f in found if any(line < m.start < match.start() for m in f.mentions) and f is not inside]
        same = [f for f in before if f.type == type_of]
        if same or before:
            out[id(inside)] = _identity((same or before)[-1])
    return out


def _slug(words: str | None) -> str:
    plain = unicodedata.normalize("NFD", (words or "").lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def _identity(found: _Found) -> str:
    """`<type>/<issuer key>/<number>/<date>`: a number alone is no identity, every province has its own."""
    number = (found.number or _slug(found.title)).replace("/", "_")
    return f"{_slug(found.type) or 'van-ban'}/{_slug(found.issuer) or '-'}/{number}/{found.date or '-'}"


def _citation(found: _Found, aliases: dict[int, str]) -> Citation:
    mentions = tuple(sorted(found.mentions, key=lambda span: span.start))
    return Citation(
        text=found.text,
        start=found.start,
        end=found.end,
        type=found.type,
        number=found.number,
        date=found.date if found.date and len(found.date) == 10 else None if found.number else found.date,
        issuer=found.issuer,
        title=found.title,
        pinpoint=found.pinpoint,
        relation=found.relation,
        mentions=mentions,
        id=_identity(found),
        alias_of=aliases.get(id(found)),
    )


def terms(text: str) -> tuple[Term, ...]:
    """Shorthands the text defines: "(sau đây gọi là X)"."""
    out = []
    for match in _DEFINED.finditer(text):
        begun = max(text.rfind("\n", 0, match.start()), text.rfind(";", 0, match.start()), text.rfind(". ", 0, match.start())) + 1
        out.append(Term(match["term"].strip(), text[begun : match.start()].strip(), match.start("term"), match.end("term")))
    return tuple(out)
