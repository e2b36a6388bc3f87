"""Other documents as they are named: symbols, dates, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.types import Citation, Finding, Span


@cache
def _loose(number: str) -> re.Pattern[str]:
    """The symbol with spaces allowed at its joints."""
    parts = [re.escape(part) if not re.fullmatch(r"[/\-&.]", part) else rf"\s*[{re.escape(part)}–]\s*" for part in re.split(r"([/\-&.])", number)]
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
                if " " in words and words != citation.number:
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


_STATE_TAIL = re.compile(r"(?P<number>\d{1,5})-(?P<kind>NQ|QĐ|CT|KH|TB|BC|HD|CTr|TTr|NĐ|TT|CV|KL|ĐA|PA)/(?P<tail>TTg|UBND|HĐND|CP|SGDĐT|SNV|STC|SYT|BGDĐT|BNV|BTC|BYT|VPCP)(?!\w)")
_PARTY_TAIL = re.compile(r"(?P<number>\d{1,4})/(?P<kind>NQ|QĐ|CT|KL|HD|TB|CTr|KH|QC|BC|TTr|ĐA|QyĐ|QĐi)-(?P<tail>TW|TU|VPTW|BTCTW|UBKTTW|BTGTW)(?!\w)")


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
            if not context.low.startswith(str(citation.type), citation.start):
                continue
            other = next(kind for kind, letters in types.items() if letters == code.group(1))
            yield self.finding(citation.start, citation.end, kind=citation.type, symbol=citation.number, other=other)
