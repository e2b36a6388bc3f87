"""The running text: sentences cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.labels import label_lines
from vanban.outline import starts_item
from vanban.types import Block, Finding

_LONG = 60
_ACRONYM = re.compile(r"[A-ZĐ]{2,8}\s+[a-zà-ỹđ]")


class SentenceCut(Rule):
    """A sentence goes on in another paragraph."""

    id = "structure.sentence_cut"
    name = "Câu bị ngắt giữa chừng"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.e")
    message = "Câu bị ngắt giữa chừng: đoạn sau viết tiếp đoạn trước."
    advice = "Nối hai đoạn làm một (thường do ngắt trang hoặc thừa dòng trống)."

    def check(self, context: Context) -> Iterator[Finding]:
        """From the last word before the cut to the first word behind it."""
        text = context.text
        for before, after in zip(context.paragraphs, context.paragraphs[1:], strict=False):
            if _runs_on(text, before, after):
                begun = text.rfind(" ", before.start, before.end) + 1
                stop = text.find(" ", after.start, after.end)
                yield self.finding(max(begun, before.start), after.end if stop < 0 else stop)


def _runs_on(text: str, before: Block, after: Block) -> bool:
    last, first = text[before.end - 1 : before.end], text[after.start : after.start + 1]
    if not last.isalpha() or before.end - before.start < _LONG or not first.isalpha():
        return False
    words = text[after.start : after.end]
    if starts_item(words) or next(label_lines(text, before.start, before.end), None) is not None:
        return False
    if first.islower():
        return text[before.start : before.end].upper() != text[before.start : before.end]
    return before.end - before.start > 2 * _LONG and bool(_ACRONYM.match(words)) and words.rstrip().endswith((".", ";")) and after.align != "center"
