"""The numbers of items: doubled, missing, out of order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.late import late
from vanban.outline import label_of
from vanban.types import Finding, OutlineNode

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


@lru_cache(maxsize=4096)
def ordinal(label: str) -> tuple[str, int] | None:
    """(style, place in the order) of a label: ("arabic", 2) for "2.", ("letter", 5) for "đ)"; None for dashes and dotted numbers."""
    words = label.strip()
    match = re.fullmatch(
        r"(?:(?P<head>Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Điều|ĐIỀU)\s+)?(?P<mark>\d{1,3}|[IVXL]{1,6}|[a-zđ]|[A-HĐ])\s?(?P<tail>[.)/:\-–]?)",
        words,
    )
    if match is None:
        return None
    mark, head = match["mark"], (match["head"] or "").lower()
    if mark.isdigit():
        return f"{head}arabic{match['tail']}", int(mark)
    if mark.isupper() and set(mark) <= set(_ROMAN):
        return f"{head}roman{match['tail']}", _roman(mark)
    if mark.islower() and mark in _LETTERS:
        return f"{head}letter{match['tail']}", _LETTERS.index(mark) + 1
    return None


def _roman(mark: str) -> int:
    values = [_ROMAN[c] for c in mark]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


Run = list[tuple[OutlineNode, str, int]]


def families(context: Context) -> list[Run]:
    """Runs of siblings of one style: the items of one list, in reading order; no table rows, no quoted wordings."""
    return context.once("numbering", lambda context: list(_families(context)))


def _families(context: Context) -> Iterator[Run]:
    text = context.text
    known: dict[str, tuple[str, int] | None] = {}
    for siblings in (context.document.outline, *(node.children for node in context.nodes if node.children)):
        run: Run = []
        for node in siblings:
            label = node.label
            place = known[label] if label in known else known.setdefault(label, ordinal(label))
            if place is None or text[node.start + len(label) : node.start + len(label) + 1].isdigit() or context.set_apart(node.start):
                continue
            if run and run[-1][1] != place[0]:
                yield run
                run = []
            run.append((node, *place))
        if run:
            yield run


def _label_end(node: OutlineNode) -> int:
    return node.start + len(node.label)


def _leads_in(context: Context, at: int) -> bool:
    """Whether the line before gives the new wording of another document, quoted without marks: "… như sau:"."""
    return context.text[max(0, at - 12) : at].rstrip().endswith(("như sau:", "như sau"))


def _in_annex(context: Context, node: OutlineNode) -> bool:
    before = [place for place in context.once("annexes", _annexes) if place <= node.start]
    return bool(before)


def _annexes(context: Context) -> list[int]:
    return [node.start for node in context.nodes if node.kind == "annex"]


class Duplicate(Rule):
    """The same number twice in a row."""

    id = "numbering.duplicate"
    name = "Số thứ tự trùng"
    severity = "error"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.đ")
    message = "Số thứ tự «{label}» trùng với mục liền trước cùng cấp."
    advice = "Đánh lại số thứ tự từ mục này."

    def check(self, context: Context) -> Iterator[Finding]:
        """The second of two like labels, when what stands before them counts up to them."""
        for run in families(context):
            for at in range(1, len(run)):
                node, _, value = run[at]
                counted = at >= 2 and run[at - 2][2] == value - 1
                following = run[at + 1][2] if at + 1 < len(run) else None
                # Forms in an annex offer blocks to choose from, each with its number: there the list must count on.
                goes_on = following == value + 1 or (not _in_annex(context, node) and (following is None or following > value))
                if value == run[at - 1][2] and counted and goes_on and not _leads_in(context, node.start):
                    yield self.finding(node.start, _label_end(node), label=node.label)


class Missing(Rule):
    """A number is left out."""

    id = "numbering.missing"
    name = "Thiếu số thứ tự"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.đ")
    message = "Sau «{before}» là «{label}»: thiếu một số thứ tự ở giữa."
    advice = "Kiểm tra có bỏ sót mục hoặc đánh nhầm số không."

    def check(self, context: Context) -> Iterator[Finding]:
        """The label after the gap, when the numbers go on from it."""
        for run in families(context):
            for at in range(1, len(run)):
                node, _, value = run[at]
                goes_on = at + 1 == len(run) or run[at + 1][2] == value + 1
                between = (run[at - 1][0].label[:2], node.label[:2]) == ("d)", "e)")  # said by numbering.point_letters
                if value == run[at - 1][2] + 2 and goes_on and run[0][2] == 1 and not between:
                    yield self.finding(node.start, _label_end(node), before=run[at - 1][0].label, label=node.label)


class OutOfOrder(Rule):
    """A number goes back."""

    id = "numbering.out_of_order"
    name = "Số thứ tự không tăng dần"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.đ")
    message = "«{label}» đứng sau «{before}»: số thứ tự không tăng dần."
    advice = "Kiểm tra thứ tự các mục."

    def check(self, context: Context) -> Iterator[Finding]:
        """The label that is smaller than the one before it and begins no new list."""
        for run in families(context):
            for at in range(1, len(run)):
                node, _, value = run[at]
                if 1 < value < run[at - 1][2]:
                    yield self.finding(node.start, _label_end(node), before=run[at - 1][0].label, label=node.label)


class FirstIsNotOne(Rule):
    """A list that does not begin at its beginning."""

    id = "numbering.first_not_one"
    name = "Số thứ tự không bắt đầu từ đầu"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.đ")
    message = "Danh sách bắt đầu từ «{label}»."
    advice = "Kiểm tra có thiếu mục đầu hoặc đánh nhầm số không."

    def check(self, context: Context) -> Iterator[Finding]:
        """The first label of a list of two items or more that starts at two."""
        for run in families(context):
            node, style, value = run[0]
            if value == _SECOND and len(run) > 1 and run[1][2] == value + 1 and not style.startswith("điều"):
                yield self.finding(node.start, _label_end(node), label=node.label)


_SECOND = 2


class ForeignLetters(Rule):
    """Points go by the Vietnamese alphabet: no f, j, w, z; đ behind d."""

    id = "numbering.point_letters"
    name = "Điểm không theo bảng chữ cái tiếng Việt"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.đ")
    message = "Thứ tự các điểm theo bảng chữ cái tiếng Việt (a, b, c, d, đ, e, g…): «{label}» không đúng chỗ."
    advice = "Dùng đ) sau d), g) sau e); không dùng f), j), w), z)."

    def check(self, context: Context) -> Iterator[Finding]:
        """The label that is wrong: a letter of another alphabet, or "e)" right behind "d)"."""
        for block in context.paragraphs:
            match = _FOREIGN.match(context.text, block.start, block.end)
            if match is not None and not context.set_apart(block.start):
                yield self.finding(match.start(), match.end(), label=match.group())
        for run in families(context):
            for (one, _, _), (two, _, _) in pairwise(run):
                if one.label.startswith("d)") and two.label.startswith("e)"):
                    yield self.finding(two.start, _label_end(two), label=two.label)


_FOREIGN = late(r"[fjwz]\)(?=\s)")


class MixedMarks(Rule):
    """ "1." and "2)" in one list."""

    id = "numbering.mixed_marks"
    name = "Lẫn hai kiểu số thứ tự"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.đ")
    message = "«{label}» khác kiểu với «{before}» cùng cấp."
    advice = "Khoản dùng «1.», điểm dùng «a)»."

    def check(self, context: Context) -> Iterator[Finding]:
        """The first label that goes on counting in another style."""
        for one, two in pairwise(families(context)):
            (before, style, value), (node, other, following) = one[-1], two[0]
            alike = style.rstrip(".)/:-–") == other.rstrip(".)/:-–") and style != other
            if alike and following == value + 1 and before.kind == node.kind:
                yield self.finding(node.start, _label_end(node), label=node.label, before=before.label)


class EmptyItem(Rule):
    """A number with nothing behind it."""

    id = "numbering.empty_item"
    name = "Mục có số mà không có nội dung"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.d")
    message = "Mục «{label}» không có nội dung."
    advice = "Viết nội dung của mục hoặc bỏ số."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """A paragraph that is a label alone, before another label."""
        for block, after in pairwise(context.paragraphs):
            if block.end - block.start <= _SHORT and block.kind == "paragraph":
                words = context.text[block.start : block.end]
                if _BARE.fullmatch(words) and label_of(context.text[after.start : after.end]) is not None:
                    yield self.finding(block.start, block.end, label=words)


_SHORT = 5
_BARE = late(r"(?:\d{1,2}|[IVX]{1,4})\.|[a-zđ]\)")
