"""Numbers: in figures and in words, and how thousands are set apart."""

from __future__ import annotations

from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.late import late
from vanban.types import Finding

_UNITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}


def in_words(words: str) -> int | None:
    """The number that words up to ninety-nine say: "hai mươi mốt" → 21; None for anything else."""
    parts = words.lower().split()
    if len(parts) == 1:
        return 10 if parts[0] == "mười" else _UNITS.get(parts[0])
    if parts[0] == "mười" and len(parts) == 2:
        unit = _UNITS.get(parts[1])
        return None if not unit else 10 + unit
    if len(parts) > 1 and parts[1] in {"mươi", "chục"} and len(parts) <= 3:
        tens, unit = _UNITS.get(parts[0]), _UNITS.get(parts[2]) if len(parts) == 3 else 0
        return None if not tens or unit is None else tens * 10 + unit
    return None


class WordsMismatch(Rule):
    """A number in figures and in words that are not the same."""

    id = "numbers.words_mismatch"
    name = "Số bằng chữ không khớp số bằng số"
    severity = "error"
    basis = ("nd30", "Điều 12")
    message = "Viết số {figure} nhưng bằng chữ là «{words}» ({value})."
    advice = "Kiểm tra số nào đúng rồi sửa cho khớp."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The figure with its words."""
        for match in _BOTH.finditer(context.text):
            start = match.start()
            while start and context.text[start - 1].isdigit():
                start -= 1
            figure = context.text[start : match.start()]
            value = in_words(match["words"])
            alone = not context.text[max(0, start - 1) : start].strip() or context.text[start - 1] in "("
            if figure and alone and value is not None and int(figure) != value:
                yield self.finding(start, match.end(), figure=figure, words=match["words"], value=value)


_BOTH = late(r" \((?P<words>(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)(?: \w+){0,2})\)")


class EnglishGrouping(Rule):
    """Thousands set apart by commas."""

    id = "numbers.english_grouping"
    name = "Phân tách hàng nghìn bằng dấu phẩy"
    severity = "note"
    basis = ("ke-toan", "Điều 11, khoản 2")
    message = "Số «{number}»: sau chữ số hàng nghìn đặt dấu chấm, dấu phẩy dành cho phần thập phân."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The number; one with a single comma may be a decimal."""
        for match in _COMMAS.finditer(context.text):
            if context.text[match.start() - 1].isdigit():
                start = match.start()
                while start and context.text[start - 1].isdigit():
                    start -= 1
                number = context.text[start : match.end()]
                if match.start() - start <= 3:
                    yield self.finding(start, match.end(), number.replace(",", "."), number=number)


_COMMAS = late(r",\d{3},\d{3}(?:,\d{3})*(?![\d,])")
