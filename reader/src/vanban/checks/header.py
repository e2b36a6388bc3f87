"""The header block: number, day, kind and symbol."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.types import Finding


class NumberBlank(Rule):
    """The number is not filled in."""

    id = "header.number_blank"
    name = "Số văn bản để trống"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.3.a")
    message = "Số của văn bản còn để trống."
    advice = "Điền số do Văn thư cấp khi đăng ký; bản dự thảo thì để trống đến khi ban hành."

    def check(self, context: Context) -> Iterator[Finding]:
        """The words "Số: …" up to the symbol."""
        head = context.document.metadata
        if head.number is not None and head.number.value is None:
            line = context.line(head.number.start)[0]
            begun = max(context.text.rfind("Số", line, head.number.start), context.text.rfind("SỐ", line, head.number.start))
            yield self.finding(begun if begun >= 0 else head.number.start, head.symbol.end if head.symbol else head.number.end)


class DateBlank(Rule):
    """The day or the month of issue is not filled in."""

    id = "header.date_blank"
    name = "Ngày ban hành để trống"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.4.b")
    message = "Ngày, tháng, năm ban hành chưa ghi đủ."
    advice = "Ghi đủ ngày, tháng, năm khi ban hành."

    def check(self, context: Context) -> Iterator[Finding]:
        """The whole expression of the day."""
        date = context.document.metadata.date
        if date is not None and len(date.value or "") < 10 and re.search(r"ngày\D*tháng|tháng\D*năm|năm\s*[.…_]*$", date.text.lower()):
            yield self.finding(date.start, date.end)


class DayUnpadded(Rule):
    """Days below ten, January and February take a zero."""

    id = "header.day_unpadded"
    name = "Ngày nhỏ hơn 10, tháng 1, 2 chưa thêm số 0"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.4.b")
    message = "Ngày nhỏ hơn 10 và tháng 1, tháng 2 phải ghi thêm số 0 phía trước."
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """The day of issue as printed."""
        date = context.document.metadata.date
        if date is None:
            return
        right = re.sub(r"([Nn]gày\s*)([1-9])(?!\d)", r"\g<1>0\2", date.text)
        right = re.sub(r"(tháng\s*)([12])(?!\d)", r"\g<1>0\2", right)
        if right != date.text:
            yield self.finding(date.start, date.end, right)


class NumberUnpadded(Rule):
    """Numbers below ten take a zero."""

    id = "header.number_unpadded"
    name = "Số văn bản nhỏ hơn 10 chưa thêm số 0"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.3.c")
    message = "Số văn bản nhỏ hơn 10 phải ghi thêm số 0 phía trước."
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """The number as printed."""
        number = context.document.metadata.number
        if number is not None and re.fullmatch(r"[1-9]", number.text):
            yield self.finding(number.start, number.end, f"0{number.text}")


class TypeAgainstSymbol(Rule):
    """The kind printed and the kind in the symbol differ."""

    id = "header.type_symbol"
    name = "Tên loại không khớp ký hiệu"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.3.b; Phụ lục III, mục I")
    message = "Tên loại là «{kind}» nhưng ký hiệu «{symbol}» là của «{other}»."
    advice = "Đối chiếu tên loại với chữ viết tắt trong ký hiệu."

    def check(self, context: Context) -> Iterator[Finding]:
        """The symbol, when its first letters belong to another kind."""
        head = context.document.metadata
        if head.symbol is None or head.type is None or context.type is None:
            return
        types = table("types")["types"]
        code, own = re.split(r"[-/]", head.symbol.text, maxsplit=1)[0].strip(), types.get(context.type)
        kinds = [kind for kind, letters in types.items() if letters == code]
        if own and kinds and context.type not in kinds and head.symbol.end < head.type.start:
            yield self.finding(head.symbol.start, head.symbol.end, kind=context.type, symbol=head.symbol.text, other=kinds[0])


class Motto(Rule):
    """The national title and motto are fixed words."""

    id = "header.motto"
    name = "Quốc hiệu hoặc Tiêu ngữ sai"
    severity = "error"
    basis = ("nd30", "Phụ lục I, phần I, mục II.1")
    message = "Quốc hiệu, Tiêu ngữ phải viết đúng từng chữ, từng dấu."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """Lines that can only be the title or the motto and are not written so."""
        for block in context.document.blocks[:12]:
            words = context.text[block.start : block.end].strip(" *_-–—.")
            bare = re.sub(r"\s*[-–—]\s*", " - ", words)
            right = _MOTTOES.get(_letters(bare))
            if right is not None and words not in right:
                at = context.text.index(words, block.start)
                yield self.finding(at, at + len(words), right[0])


def _letters(words: str) -> str:
    """Letters without marks, in lower case: what a slip in a tone leaves alone."""
    from vanban.checks.spelling import skeleton

    return re.sub(r"[^a-z]", "", skeleton(words.lower()))


_MOTTOES = {
    "conghoaxahoichunghiavietnam": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    "doclaptudohanhphuc": ("Độc lập - Tự do - Hạnh phúc", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC", "Độc lập – Tự do – Hạnh phúc", "ĐỘC LẬP – TỰ DO – HẠNH PHÚC"),
}
