"""What a document says of others and of itself: bases, "nêu trên", "Kế hoạch này", annexes, documents replaced since."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.citations import shown
from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.late import late
from vanban.types import Finding


class IncompleteBasis(Rule):
    """A basis without its date."""

    id = "citations.basis_incomplete"
    name = "Căn cứ chưa ghi ngày ban hành"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.a")
    message = "Căn cứ phải ghi đủ tên loại, số, ký hiệu, cơ quan, ngày ban hành và trích yếu; «{symbol}» chưa ghi ngày."
    advice = "Bổ sung ngày, tháng, năm ban hành."
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """The citation that opens a line "Căn cứ …"; laws need no number and no day."""
        for citation in context.document.citations if not context.is_normative else ():
            if citation.number is None or citation.date or citation.type in {"luật", "bộ luật", "pháp lệnh", "hiến pháp", None}:
                continue
            line = context.line(citation.start)[0]
            if context.text[line : citation.start].strip(" -") == "Căn cứ" and "/QH" not in citation.number:
                yield self.finding(citation.start, citation.end, symbol=citation.number)


class BasisPunctuation(Rule):
    """Lines of bases end with a semicolon, the last with a full stop."""

    id = "citations.basis_punctuation"
    name = "Dấu câu cuối dòng căn cứ"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.a")
    message = "Cuối mỗi căn cứ là dấu chấm phẩy, căn cứ cuối cùng kết thúc bằng dấu chấm."
    scope = "typed"
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """The last mark of the line."""
        lines = [b for b in context.paragraphs if context.text.startswith("Căn cứ ", b.start) and b.end - b.start < 700]
        run = [b for at, b in enumerate(lines) if at == 0 or b.start - lines[at - 1].end < 3]
        if len(run) < 2 or len(run) != len(lines):
            return
        for block in run[:-1]:
            last = context.text[block.end - 1]
            if last != ";":
                yield self.finding(block.end - 1, block.end, f"{'' if last in ',.' else last};")


class DanglingThis(Rule):
    """ "Kế hoạch này" in a document that is no plan and encloses none."""

    id = "citations.dangling_this"
    name = "«… này» không khớp loại văn bản"
    severity = "warning"
    basis = ("nd30", "Điều 12")
    message = "«{words}» nhưng văn bản này là {kind}."
    advice = "Sửa lại tên loại văn bản cho khớp."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The words, when no document of that kind stands anywhere before them."""
        if context.type not in _OWN_KINDS or context.document.metadata.title is None:
            return
        for kind in _OWN_KINDS - {context.type}:
            words = f"{kind[0].upper()}{kind[1:]} này"
            at = context.text.find(words)
            if at >= 0 and kind not in context.text[:at].lower():
                yield self.finding(at, at + len(words), words=words, kind=context.type)


_OWN_KINDS = frozenset(
    {"kế hoạch", "quyết định", "chỉ thị", "nghị quyết", "thông báo", "hướng dẫn", "chương trình", "quy chế", "quy định", "đề án"}
)


class DanglingAbove(Rule):
    """ "nêu trên" with nothing above."""

    id = "citations.dangling_above"
    name = "«nêu trên» mà phía trên không có"
    severity = "warning"
    basis = ("nd30", "Điều 12")
    message = "«{words}» nhưng phía trên chưa nêu văn bản nào loại này."
    advice = "Ghi rõ tên, số, ký hiệu của văn bản được nói đến."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The words, when that kind of document is not named before them."""
        first: dict[str, int] = {}
        for at in (*context.places("nêu trên"), *context.places("nói trên")):
            match = _ABOVE.search(context.text, max(0, at - 20), at + 8)
            if match is None:
                continue
            kind = match["kind"]
            if kind not in first:
                places = (context.text.find(kind), context.text.find(kind.lower()), context.text.find(kind.upper()))
                first[kind] = min(place for place in places if place >= 0)
            if first[kind] >= match.start():
                yield self.finding(match.start(), match.end(), words=match.group())


_ABOVE = late(r"(?P<kind>Quyết định|Kế hoạch|Nghị quyết|Nghị định|Thông tư|Công văn|Chỉ thị|Đề án|Chương trình|Quy chế) (?:nêu|nói) trên")


class AnnexAbsent(Rule):
    """An annex cited that the document does not have, among annexes it has."""

    id = "citations.annex_absent"
    name = "Phụ lục được nhắc đến nhưng không có"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục III.1.a")
    message = "Nhắc đến «{words}» nhưng văn bản chỉ có {count} phụ lục có đánh số."
    advice = "Bổ sung phụ lục hoặc sửa lại số của phụ lục."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first mention of each annex that is missing."""
        own = {_annex_number(node.label) for node in context.nodes if node.kind == "annex"} - {None}
        if len(own) < 2 or context.is_normative:
            return
        said: set[str] = set()
        for match in context.matches(_ANNEX, "Phụ lục "):
            number = match["number"]
            outside = _OTHERS.search(context.text, max(0, match.start() - 60), match.end() + 90)
            if number.isdigit() == next(iter(own)).isdigit() and number not in own and number not in said and not outside:  # type: ignore[union-attr]
                said.add(number)
                yield self.finding(match.start(), match.end(), words=match.group(), count=len(own))


_ANNEX = late(r"Phụ lục (?:số )?(?P<number>[IVX]{1,5}|\d{1,2})(?!\w|\.\d)")


_OTHERS = late(r"Nghị định|Thông tư|Luật|Nghị quyết|(?:kèm theo|của) (?:Quyết định|Công văn|Văn bản)|QCVN|TCVN")


def _annex_number(label: str) -> str | None:
    number = label.rpartition(" ")[2].strip(".:")
    return number if re.fullmatch(r"[IVX]+|\d+", number) else None


class Superseded(Rule):
    """A document cited as basis that had been replaced by then."""

    id = "citations.superseded"
    name = "Căn cứ văn bản đã hết hiệu lực"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.a")
    message = "«{number}» đã hết hiệu lực từ {day}, được thay bằng {by}."
    advice = "Đối chiếu hiệu lực trên cơ sở dữ liệu quốc gia về văn bản pháp luật, thay bằng {by}."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The citation in a line of bases."""
        rows = table("superseded")["documents"]
        issued = context.document.metadata.date.value if context.document.metadata.date else None
        for citation in context.document.citations:
            row = rows.get(citation.number or "")
            if row is None or citation.relation not in {"căn cứ", "thực hiện"} or (issued or "9999") < row["until"]:
                continue
            yield self.finding(citation.start, citation.end, number=citation.number, day=shown(row["until"]), by=row["by"])
