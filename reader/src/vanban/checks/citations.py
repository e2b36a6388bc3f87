"""Other documents as they are named: symbols, dates, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.late import late
from vanban.types import Citation, Finding, Span


@lru_cache(maxsize=1024)
def _loose(number: str) -> re.Pattern[str]:
    """The symbol with spaces allowed at its joints."""
    parts = [
        re.escape(part) if not re.fullmatch(r"[/\-&.]", part) else rf"\s*[{re.escape(part)}–]\s*" for part in re.split(r"([/\-&.])", number)
    ]
    return re.compile("".join(parts))


def symbol_span(context: Context, citation: Citation, mention: Span) -> tuple[int, int]:
    """Where the symbol itself stands within a mention."""
    if citation.number is None:
        return mention.start, mention.end
    at = context.text.find(citation.number, mention.start, mention.end)
    if at >= 0:
        return at, at + len(citation.number)
    match = _loose(citation.number).search(context.text, mention.start, mention.end)
    return match.span() if match else (mention.start, mention.end)


class SymbolSpacing(Rule):
    """A symbol has no spaces inside."""

    id = "citations.symbol_spacing"
    name = "Khoảng trắng trong số, ký hiệu"
    severity = "error"
    basis = ("nd30", "Phụ lục I, phần I, mục II.3.c")
    message = "Số, ký hiệu «{symbol}» có khoảng trắng thừa."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """Each mention whose symbol is not written in one piece."""
        for citation in context.document.citations:
            if citation.number is None:
                continue
            for mention in citation.mentions:
                start, end = symbol_span(context, citation, mention)
                words = context.text[start:end]
                tail = words[words.rfind(" ") + 1 :].strip("-–/&")
                if " " in words and "\n" not in words and "." not in words and (tail.isupper() or "/" in tail or tail in {"TTg", "CTr"}):
                    yield self.finding(start, end, citation.number, symbol=words)


class AliasConflict(Rule):
    """One document is given two numbers."""

    id = "citations.alias_conflict"
    name = "Gọi tắt bằng số, ký hiệu khác"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.b")
    message = "Văn bản số «{number}» được gọi tắt là «{alias}»: hai số, ký hiệu khác nhau."
    advice = "Đối chiếu văn bản gốc; phần mềm không chọn thay."

    def check(self, context: Context) -> Iterator[Finding]:
        """The symbol in the shorthand."""
        by_id = {citation.id: citation for citation in context.document.citations}
        for citation in context.document.citations:
            other = by_id.get(citation.alias_of or "")
            if other is None or not other.number or not citation.number or other.number == citation.number:
                continue
            start, end = symbol_span(context, citation, citation.mentions[0])
            yield self.finding(start, end, number=other.number, alias=citation.number)


_STATE_TAIL = late(
    r"(?P<number>\d{1,5})-(?P<kind>NQ|QĐ|CT|KH|TB|BC|HD|CTr|TTr|NĐ|TT|CV|KL|ĐA|PA)/(?P<tail>TTg|UBND|HĐND|CP|SGDĐT|SNV|STC|SYT|BGDĐT|BNV|BTC|BYT|VPCP)(?!\w)"
)
_PARTY_TAIL = late(
    r"(?P<number>\d{1,4})/(?P<kind>NQ|QĐ|CT|KL|HD|TB|CTr|KH|QC|BC|TTr|ĐA|QyĐ|QĐi)-(?P<tail>TW|TU|VPTW|BTCTW|UBKTTW|BTGTW)(?!\w)"
)


class StateInPartyForm(Rule):
    """A document of a state body with a symbol in the shape of the Party's."""

    id = "citations.state_in_party_form"
    name = "Ký hiệu văn bản nhà nước viết theo kiểu văn bản Đảng"
    severity = "error"
    basis = ("nd30", "Phụ lục I, phần I, mục II.3.c")
    message = "«{symbol}» là văn bản của cơ quan nhà nước nhưng viết theo kiểu văn bản của Đảng."

    def check(self, context: Context) -> Iterator[Finding]:
        """Each mention whose issuer's letters are a state body's."""
        for citation in context.document.citations:
            match = _STATE_TAIL.fullmatch(citation.number or "")
            if match is None or (citation.date or "9999") < "2004-04-08":
                continue
            for mention in citation.mentions:
                start, end = symbol_span(context, citation, mention)
                yield self.finding(start, end, f"{match['number']}/{match['kind']}-{match['tail']}", symbol=citation.number)


class PartyInStateForm(Rule):
    """A document of a Party body with a symbol in the shape of the state's."""

    id = "citations.party_in_state_form"
    name = "Ký hiệu văn bản của Đảng viết theo kiểu văn bản nhà nước"
    severity = "warning"
    basis = ("hd36", "")
    message = "«{symbol}» là văn bản của cơ quan Đảng nhưng viết theo kiểu văn bản nhà nước."

    def check(self, context: Context) -> Iterator[Finding]:
        """Each mention whose issuer's letters are a Party body's."""
        for citation in context.document.citations:
            match = _PARTY_TAIL.fullmatch(citation.number or "")
            if match is None:
                continue
            for mention in citation.mentions:
                start, end = symbol_span(context, citation, mention)
                yield self.finding(start, end, f"{match['number']}-{match['kind']}/{match['tail']}", symbol=citation.number)


class TypeAgainstSymbol(Rule):
    """The kind named and the kind in the symbol differ."""

    id = "citations.type_symbol"
    name = "Tên loại văn bản viện dẫn không khớp ký hiệu"
    severity = "warning"
    basis = ("nd30", "Phụ lục III, mục I")
    message = "Viết «{kind}» nhưng ký hiệu «{symbol}» là của «{other}»."
    advice = "Đối chiếu tên loại và ký hiệu với văn bản được viện dẫn."

    def check(self, context: Context) -> Iterator[Finding]:
        """The first mention of the document."""
        types = table("types")["types"]
        for citation in context.document.citations:
            code = re.search(r"[/\-](NQ|QĐ|CT|KH|NĐ|TT|KL|TB|HD|BC|TTr|CTr)(?=[/\-])", citation.number or "")
            own = types.get(citation.type or "", "")
            if code is None or not own or own == code.group(1) or {own, code.group(1)} in ({"QĐ", "QyĐ"}, {"TT", "TTLT"}, {"QĐ", "QC"}):
                continue
            if not context.text[citation.start : citation.end].lower().startswith(str(citation.type)):
                continue
            other = next(kind for kind, letters in types.items() if letters == code.group(1))
            yield self.finding(citation.start, citation.end, kind=citation.type, symbol=citation.number, other=other)


_YEAR_IN_SYMBOL = late(r"/(?P<year>(?:19|20)\d{2})/")


class YearAgainstDate(Rule):
    """The year in the symbol and the year of the date differ."""

    id = "citations.year_date"
    name = "Năm trong ký hiệu không khớp ngày ban hành"
    severity = "error"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.b")
    message = "Ký hiệu «{symbol}» là của năm {year} nhưng ngày ban hành ghi năm {other}."
    advice = "Đối chiếu số, ký hiệu và ngày với văn bản gốc."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """Each mention with its date."""
        for citation in context.document.citations:
            match = _YEAR_IN_SYMBOL.search(citation.number or "")
            if match is None or not citation.date or citation.date[:4] == match["year"]:
                continue
            for mention in citation.mentions:
                words = context.text[mention.start : mention.end]
                if re.search(rf"{citation.date[:4]}\W*$", words):
                    yield self.finding(mention.start, mention.end, symbol=citation.number, year=match["year"], other=citation.date[:4])


class TwoDates(Rule):
    """One symbol with two dates."""

    id = "citations.two_dates"
    name = "Một văn bản, hai ngày ban hành"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.b")
    message = "«{symbol}» được ghi hai ngày: {one} và {other}."
    advice = "Đối chiếu ngày ban hành với văn bản gốc."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The later mention, when the symbol can belong to one document only."""
        seen: dict[str, Citation] = {}
        for citation in context.document.citations:
            number = citation.number
            if not number or not citation.date or not _UNIQUE.search(number):
                continue
            first = seen.setdefault(number, citation)
            if first.date != citation.date and first.type == citation.type:
                yield self.finding(citation.start, citation.end, symbol=number, one=shown(first.date), other=shown(citation.date))


_UNIQUE = late(r"/(?:19|20)\d{2}/(?:NĐ-CP|QH\d\d|UBTVQH\d\d|TT-B\w+|QĐ-TTg|NQ-CP)$|-(?:NQ|CT|KL|QĐ)/TW$")


def shown(date: str | None) -> str:
    """An ISO date as it is printed: 31/12/2026."""
    return "/".join(reversed((date or "").split("-")))


class CitedFromFuture(Rule):
    """A document that cites one issued after it."""

    id = "citations.from_future"
    name = "Viện dẫn văn bản ban hành sau"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.a")
    message = "«{symbol}» ngày {other} được ban hành sau văn bản này ({day})."
    advice = "Kiểm tra năm của văn bản được viện dẫn hoặc ngày ban hành."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first mention."""
        issued = context.date
        if issued is None or context.type == "văn bản hợp nhất":
            return
        for citation in context.document.citations:
            plain = citation.number is not None or len(citation.text) < _SHORT
            if plain and citation.date and len(citation.date) == 10 and citation.date > issued.isoformat():
                yield self.finding(
                    citation.start,
                    citation.end,
                    symbol=citation.number or citation.title,
                    other=shown(citation.date),
                    day=f"{issued:%d/%m/%Y}",
                )


_SHORT = 70


class BlankNumber(Rule):
    """A document cited without its number."""

    id = "citations.number_blank"
    name = "Viện dẫn còn để trống số hoặc ngày"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.b")
    message = "Văn bản viện dẫn còn để trống số hoặc ngày: «{words}»."
    advice = "Điền số, ký hiệu và ngày của văn bản được viện dẫn."

    def check(self, context: Context) -> Iterator[Finding]:
        """The kind, the gap and the symbol."""
        header = context.document.metadata.symbol
        for match in _blanks(context):
            own = header is not None and (match.start() <= header.start < match.end() or match.group().endswith(f"/{header.text}"))
            if not own:
                yield self.finding(match.start(), match.end(), words=match.group())


def _blanks(context: Context) -> Iterator[re.Match[str]]:
    for at in context.places(" số"):
        kind = (
            next((kind for kind in _KINDS.split("|") if context.text.endswith(kind, 0, at)), None) if _GAP.match(context.text, at) else None
        )
        match = _BLANK.match(context.text, at - len(kind)) if kind is not None else None
        if match is not None:
            yield match


_KINDS = "Quyết định|Kế hoạch|Nghị quyết|Nghị định|Thông tư|Công văn|Chỉ thị|Thông báo|Tờ trình|Báo cáo|Văn bản|Hướng dẫn|Chương trình"
_NO_NUMBER = r" số\s?:?\s?(?:[.…_]+\s?|\s)/"
_GAP = late(_NO_NUMBER)
_BLANK = late(rf"(?:{_KINDS}){_NO_NUMBER}(?:\d{{4}}/)?[A-ZĐ][\w-]+")


class LowerCaseSymbol(Rule):
    """A symbol in small letters."""

    id = "citations.symbol_case"
    name = "Ký hiệu viết thường"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.3.c")
    message = "Ký hiệu phải viết hoa: «{symbol}»."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The symbol."""
        for match in context.matches(_SMALL, "số "):
            yield self.finding(match.start("s"), match.end("s"), match["s"].upper(), symbol=match["s"])


_SMALL = late(r"số (?P<s>\d{1,4}/(?:\d{4}/)?(?:qđ|nđ|nq|kh|ct|tt|tb)-(?:ubnd|hđnd|cp|bgdđt|btc|byt|bnv|sgdđt))(?!\w)")
