"""The running text: sentences cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.labels import label_lines
from vanban.late import late
from vanban.letters import LOWER
from vanban.outline import starts_item
from vanban.types import Block, Finding

_LONG = 60
_FEW = 6
_SHARE = 0.04
_ACRONYM = late(rf"[A-ZĐ]{{2,8}}\s+[{LOWER}]")


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
        paragraphs = context.paragraphs
        cuts = [(a, b) for a, b in pairwise(paragraphs) if a.end + 1 == b.start and _runs_on(text, a, b)]
        if len(cuts) > max(_FEW, len(paragraphs) * _SHARE):
            return  # every line of the file ends so: the file is wrapped, its sentences are whole
        for before, after in cuts:
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
    return (
        before.end - before.start > 2 * _LONG
        and bool(_ACRONYM.match(words))
        and words.rstrip().endswith((".", ";"))
        and after.align != "center"
    )


class EndMark(Rule):
    """The text of a state document ends with "./."."""

    id = "structure.end_mark"
    name = "Thiếu dấu kết thúc «./.»"
    severity = "warning"
    basis = ("nd30", "Phụ lục III, mục II (mẫu trình bày)")
    message = "Cuối nội dung văn bản phải có dấu «./.»."
    scope = "typed"
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """The last word of the paragraph before Nơi nhận."""
        if not context.is_state or context.is_normative:
            return
        text = context.text
        place = min((at for head in ("\nNơi nhận", "\nNƠI NHẬN") if (at := text.find(head)) >= 0), default=-1)
        last = next((b for b in reversed(context.blocks) if b.end <= place and b.kind == "paragraph" and b.end > b.start), None)
        if last is None:
            return
        words = text[last.start : last.end].rstrip(" *_")
        whole = len(words) > _SENTENCE and not words.isupper() and not words.endswith((":", ",")) and words[0] not in "-+("
        if whole and not re.search(r"\./\s?\.?$|/\.$", words):
            begun = text.rfind(" ", last.start, last.start + len(words)) + 1
            yield self.finding(begun, last.start + len(words), f"{words.rsplit(' ', 1)[-1].rstrip('.;')}./.")


_SENTENCE = 40
