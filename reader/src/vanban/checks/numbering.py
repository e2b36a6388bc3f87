"""The numbers of items: doubled, missing, out of order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.types import Finding, OutlineNode

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def ordinal(label: str) -> tuple[str, int] | None:
    """(style, place in the order) of a label: ("arabic", 2) for "2.", ("letter", 5) for "đ)"; None for dashes and dotted numbers."""
    words = label.strip()
    match = re.fullmatch(r"(?:(?P<head>Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Điều|ĐIỀU)\s+)?(?P<mark>\d{1,3}|[IVXL]{1,6}|[a-zđ]|[A-HĐ])\s?(?P<tail>[.)/:\-–]?)", words)
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


def families(context: Context) -> Iterator[list[tuple[OutlineNode, str, int]]]:
    """Runs of siblings of one style: the items of one list, in reading order."""
    for siblings in (context.document.outline, *(node.children for node, _ in context.nodes)):
        run: list[tuple[OutlineNode, str, int]] = []
        for node in siblings:
            place = ordinal(node.label)
            if place is None:
                continue
            if run and run[-1][1] != place[0]:
                yield run
                run = []
            run.append((node, *place))
        if run:
            yield run


def _label_end(node: OutlineNode) -> int:
    return node.start + len(node.label)


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
                if value == run[at - 1][2] and counted and not quoted(context, node):
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
                if value == run[at - 1][2] + 2 and goes_on and run[0][2] == 1 and not quoted(context, node):
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
                if 1 < value < run[at - 1][2] and not quoted(context, node):
                    yield self.finding(node.start, _label_end(node), before=run[at - 1][0].label, label=node.label)


def quoted(context: Context, node: OutlineNode) -> bool:
    """Whether the item stands in a quotation: the new wording of another document."""
    return any(a <= node.start < b for a, b in context.quotes)
