"""Numbered items (I. 1. a) –) to a tree. Never refuses: a label out of order still becomes an item, and a rule may point at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from sys import intern

from vanban import misread
from vanban.find.closing import LISTED, lost_list
from vanban.find.names import opens_names
from vanban.late import late
from vanban.types import Block, OutlineKind, OutlineNode

ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"
_STYLES: tuple[tuple[str, OutlineKind, int, re.Pattern[str]], ...] = (
    ("annex", "annex", 0, late(rf"(?P<label>(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+)?(?:{ROMAN}|\d{{1,2}}))?)\s*[.:]?(?=\s|$)")),
    ("part", "part", 1, late(rf"(?P<label>(?:PHẦN|Phần)\s+(?:(?:THỨ|thứ)\s+\w+|{ROMAN}|\d{{1,2}}))\s*[.:\-–]?(?=\s|$)")),
    ("chapter", "chapter", 2, late(rf"(?P<label>(?:CHƯƠNG|Chương)\s+(?:{ROMAN}|\d{{1,2}}))\s*[.:\-–]?(?=\s|$)")),
    ("section", "section", 3, late(rf"(?P<label>(?:MỤC|Mục)\s+(?:{ROMAN}|\d{{1,2}}|[A-Z]))\s*[.:\-–]?(?=\s|$)")),
    ("article", "article", 6, late(r"(?P<label>(?:ĐIỀU|Điều)\s+\d{1,3}[a-zđ]?)\s*[.:](?=\s|[A-ZÀ-Ỹ]|$)")),
    ("roman", "section", 5, late(rf"(?P<label>{ROMAN}\s?[.)/\-–])(?!v\s)\s*(?=[^\s\d.])")),
    ("upper", "section", 4, late(r"(?P<label>[A-HĐ]\s?[.)])\s*(?=[^\s\d.])")),
    ("number3", "clause", 9, late(r"(?P<label>\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,2})*[.)]?)\s+(?=\S)")),
    ("number2", "clause", 8, late(r"(?P<label>\d{1,2}\.\d{1,2}[.)]?)\s+(?=[^\d\s%])")),
    ("number", "clause", 7, late(r"(?P<label>\d{1,3}\s?(?:[.)]|/(?=\s+[A-ZĐÀ-Ỹ])|-(?=\s[A-ZĐÀ-Ỹ])))\s*(?=[^\s\d.,%])")),
    ("point", "point", 10, late(r"(?P<label>[a-eg-ik-vxyđ]\d?\s?(?:[).]|/(?=\s*[A-ZĐÀ-Ỹ])))\s*(?=[^\s.])")),
    ("dash", "dash", 11, late(r"(?P<label>[-–—•*●○▪■])\s*(?=[^\s\-–])")),
    ("plus", "dash", 12, late(r"(?P<label>\+)\s*(?=\S)")),
)
_FIRST = {
    **dict.fromkeys("IVX", ("roman",)),
    **dict.fromkeys("ABDEGH", ("upper",)),
    "C": ("chapter", "upper"),
    "P": ("annex", "part"),
    "M": ("section",),
    "Đ": ("article", "upper"),
    **dict.fromkeys("0123456789", ("number3", "number2", "number")),
    **dict.fromkeys("abcdeghiklmnopqrstuvxyđ", ("point",)),
    **dict.fromkeys("-–—•*●○▪■", ("dash",)),
    "+": ("plus",),
}
_BY_NAME = {name: (kind, rank, pattern) for name, kind, rank, pattern in _STYLES}
# What follows the signature and is not one of its lines: the regulation or plan that the decision encloses.
_ENCLOSED = late(r"\(?(?:[Bb]an hành )?[Kk]èm theo|\(?(?:BAN HÀNH )?KÈM THEO")
_NAMED_BELOW = frozenset(["part", "chapter", "section"])
_ENCLOSES = frozenset(["part", "chapter", "article"])
_LETTERED = late(rf"(?:{ROMAN}|[A-HĐ])[.)]?")
_LONGEST_QUOTE = 400
_TITLE_LINES = 5
_LONGEST_TITLE = 90
_WIDEST = 200


@dataclass(slots=True)
class _Open:
    """An item being filled."""

    id: str
    kind: OutlineKind
    rank: float
    label: str
    heading: str
    start: int
    style: str
    children: list[OutlineNode] = field(default_factory=list)
    dashes: int = 0

    def close(self, end: int) -> OutlineNode:
        """The frozen node, when the next item of its level or above begins."""
        return OutlineNode(self.id, self.kind, self.label, self.heading, self.start, end, tuple(self.children))


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line: its style, rank and length with the space behind it."""

    style: str
    kind: OutlineKind
    rank: int
    text: str
    length: int


def label_of(line: str) -> Label | None:
    """The label a line begins with, or None. "C.", "D." and "I." are told apart by the caller's sequence."""
    for name in _FIRST.get(line[:1], ()):
        kind, rank, pattern = _BY_NAME[name]
        match = pattern.match(line)
        if match is not None:
            return Label(name, kind, rank, intern(match["label"].strip()), match.end())
    return None


def starts_item(line: str) -> bool:
    """Whether a line begins a new item, for those who join wrapped lines."""
    return label_of(line) is not None


def outline(text: str, blocks: Sequence[Block]) -> tuple[OutlineNode, ...]:
    """The tree of labelled items; what stands in Nơi nhận and in furniture is none."""
    root = _Open("", "part", -1, "", "", 0, "root")
    stack = [root]
    seen: dict[str, int] = {}
    for start, line, label, recognised in _labelled(text, blocks):
        read = _reread(label, line, stack) if recognised else label
        if read is not None:
            _place(stack, seen, start, line, read)
    _close(stack, 0, max((block.end for block in blocks if block.kind != "furniture"), default=len(text)))
    return tuple(root.children)


def _labelled(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, str, Label, bool]]:
    """Lines that begin with a label, and whether they were recognised by a program; then they may only look like one."""
    recipients, quoted = False, 0
    lost = lost_list(text, blocks)
    for at, block in enumerate(blocks):
        if block.kind == "cell":
            yield from _group_row(text, blocks, at)
        if block.kind in {"furniture", "cell"}:
            continue
        line = text[block.start : block.end]
        before, quoted = quoted, _still_quoted(line, quoted)
        if before or quoted:
            continue
        recipients = block.start == lost or _among_recipients(line, recipients)
        recognised = block.confidence is not None
        label = label_of(line) or (_likeness(line) if recognised else None)
        if label is None:
            continue
        if label.style in _NAMED_BELOW and len(line) <= label.length:
            line = _with_name(text, blocks, at, line)
        if label.style == "annex":
            if len(line) > 60 and not line[: label.length].isupper():
                continue
            recipients, line = False, _with_title(text, blocks, at, line)
        recipients = recipients and label.style not in _ENCLOSES
        if not recipients:
            yield block.start, line, label, recognised


def _among_recipients(line: str, before: bool) -> bool:  # noqa: FBT001 - the state as it was
    """Whether a line stands in Nơi nhận, if the line above did."""
    if len(line) < _LONGEST_TITLE and LISTED.match(line):
        return True
    return before and _ENCLOSED.match(line) is None


def _likeness(line: str) -> Label | None:
    """What may be a label that was garbled."""
    found = misread.garbled(line)
    return None if found is None else Label("garbled", "section", 0, found[0], found[1])


def _reread(label: Label, line: str, stack: Sequence[_Open]) -> Label | None:
    """A recognised label as it must be read by its place; None when it is none."""
    path = [misread.Seen(node.style, node.label, node.heading) for node in stack[1:]]
    read = misread.reread(label.text, line[label.length :], path)
    if read is None:
        return None if label.style == "garbled" else label
    kind, rank, _ = _BY_NAME[read[0]]
    return Label(read[0], kind, rank, read[1], label.length)


def _still_quoted(line: str, quoted: int) -> int:
    """How many more lines may be quoted from another document (what an amendment puts in is no item of this one); 0 when none."""
    if quoted:
        return 0 if line.rstrip(" .;,").endswith(("”", '"')) else quoted - 1
    opened = line.startswith(("“", '"')) and label_of(line[1:]) is not None
    return _LONGEST_QUOTE if opened and not line.rstrip(" .;,").endswith(("”", '"')) else 0


def _with_title(text: str, blocks: Sequence[Block], at: int, line: str) -> str:
    """An annex with the title on the lines under it: those that stand as a title, up to "(Kèm theo …)"."""
    words = [line]
    for block in blocks[at + 1 : at + 1 + _TITLE_LINES]:
        own = text[block.start : block.end].strip()
        if block.kind == "cell" or not own or own.startswith("(") or own.endswith((".", ";", ":")) or label_of(own) is not None:
            break
        if len(words) > 1 and not (own.isupper() or block.align == "center" or block.bold or own[0].islower()):
            break
        words.append(own)
    return " ".join(words)


def _with_name(text: str, blocks: Sequence[Block], at: int, line: str) -> str:
    """ "Chương I" with its name on the lines under it, which stand in capitals or in the middle as the label does."""
    words = [line]
    for block in blocks[at + 1 : at + 1 + _TITLE_LINES]:
        own = text[block.start : block.end].strip()
        if block.kind not in {"paragraph", "heading"} or not own or label_of(own) is not None or own.endswith((".", ";", ":")):
            break
        if not own.isupper() and (len(own) > _LONGEST_TITLE or (block.align != "center" and not block.bold and block.kind != "heading")):
            break
        words.append(own)
    return " ".join(words)


def _group_row(text: str, blocks: Sequence[Block], at: int) -> Iterator[tuple[int, str, Label, bool]]:
    """A table row that holds a label and a heading and nothing else groups the rows under it."""
    block = blocks[at]
    if block.column != 0 or (at > 0 and blocks[at - 1].table == block.table and blocks[at - 1].row == block.row):
        return
    cells: dict[int, str] = {}
    width = span = 0
    for other in blocks[at : at + _WIDEST]:
        if other.table != block.table or other.row != block.row:
            break
        column = other.column or 0
        cells[column] = f"{cells.get(column, '')} {text[other.start : other.end]}".strip()
        width, span = max(width, column + other.column_span), max(span, other.column_span)
    filled = [cell for cell in cells.values() if cell]
    lettered = bool(cells.get(1)) and _LETTERED.fullmatch(cells.get(0, "")) is not None
    if width < 3 or not cells.get(0) or not (lettered or 1 <= len(filled) <= 2):
        return
    filled = filled[:2]
    first = filled[0] if filled[0].endswith((".", ")")) or len(filled) == 1 else f"{filled[0]}."
    line = " ".join([first, *filled[1:]])
    label = label_of(line)
    if label is None or len(line) <= label.length:
        return
    if label.style in {"roman", "upper", "part"} or (label.style in {"number", "number2"} and span * 2 >= width):
        printed = label if len(filled) == 1 or filled[0].endswith((".", ")")) else replace(label, text=label.text.rstrip("."))
        yield block.start, line, printed, False


def _place(stack: list[_Open], seen: dict[str, int], start: int, line: str, label: Label) -> None:
    rank = _rank(stack, label)
    _close(stack, rank, start - 1)
    parent = stack[-1]
    numbered = label.style != "annex" or label.text[-1] in "IVX0123456789"
    heading = _title_of(line[label.length :].strip()) if numbered else line
    identity = _identity(parent, label, seen)
    stack.append(_Open(identity, label.kind, rank, label.text if numbered else "", heading, start, label.style))


def _close(stack: list[_Open], rank: float, end: int) -> None:
    """Give every open item of this rank or below its end."""
    while stack[-1].rank >= rank:
        closed = stack.pop()
        stack[-1].children.append(closed.close(end))


def _rank(stack: Sequence[_Open], label: Label) -> float:
    """How high an item stands: by its style, but "A." that first appears inside "I." is below it, and "1)" inside "1." too."""
    if label.style not in {"upper", "number"}:
        return label.rank
    open_styles = {node.style: node.rank for node in stack}
    if label.style == "upper":
        return open_styles.get("upper", 5.5 if "roman" in open_styles else label.rank)
    if label.style == "number" and label.text.endswith(")"):
        inner = next((node.rank for node in stack if node.style == "number" and node.label.endswith(")")), None)
        dotted = any(node.style == "number" and not node.label.endswith(")") for node in stack)
        return inner if inner is not None else 10.5 if dotted and "point" in open_styles else 7.5 if dotted else label.rank
    return label.rank


def _title_of(words: str) -> str:
    """The heading alone when the item runs on behind a colon: "Văn phòng Sở: Thực hiện …"."""
    colon = words.find(":", 0, _LONGEST_TITLE)
    after = words[colon + 1 : colon + 3].strip()
    if " " not in words[: max(colon, 0)] or not after or not (after[0].isupper() or after[0] in '“"') or opens_names(words, colon):
        return words
    return words[:colon].rstrip()


def _identity(parent: _Open, label: Label, seen: dict[str, int]) -> str:
    bare = label.text.strip(" .)/-–:") if label.kind != "dash" else ""
    if label.kind == "dash":
        parent.dashes += 1
        bare = f"-{parent.dashes}"
    elif label.style == "annex":
        number = bare.split()[-1]
        bare = f"PL{number}" if number[:1] in "IVX0123456789" else "PL"
    above = parent.id
    tail = above.rpartition(".")[2]
    if label.style in {"number2", "number3"} and tail and bare.startswith(f"{tail}."):
        above = above[: -len(tail)].rstrip(".")
    whole = f"{above}.{bare}" if above else bare
    seen[whole] = seen.get(whole, 0) + 1
    return whole if seen[whole] == 1 else f"{whole}~{seen[whole]}"


def walk(nodes: Sequence[OutlineNode]) -> Iterator[tuple[OutlineNode, tuple[OutlineNode, ...]]]:
    """Every node with its ancestors, in reading order."""
    pending: list[tuple[OutlineNode, tuple[OutlineNode, ...]]] = [(node, ()) for node in reversed(nodes)]
    while pending:
        node, above = pending.pop()
        yield node, above
        if node.children:
            path = (*above, node)
            pending.extend((child, path) for child in reversed(node.children))
