"""Marks and the spaces around them, brackets, quotation marks, capitals behind a full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.late import late
from vanban.letters import LOWER
from vanban.types import Finding


class SpaceBefore(Rule):
    """A space before a comma, semicolon, colon or full stop."""

    id = "punctuation.space_before"
    name = "Thừa khoảng trắng trước dấu câu"
    severity = "warning"
    basis = ("chinh-ta", "")
    message = "Thừa khoảng trắng trước dấu «{mark}»."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """The space and the mark, behind a word."""
        text = context.text
        for mark in (" ,", " ;", " :", " ."):
            for at in context.places(mark):
                behind = text[at + 2 : at + 3]
                blank = text[at + 2 : at + 4].lstrip()[:1] in {".", "…", "_"} or behind == "\n"
                if text[at - 1 : at].isalnum() and behind in {"", " ", "\n"} and not (blank and mark != " ."):
                    yield self.finding(at, at + 2, mark[1], mark=mark[1])


class SpaceMissing(Rule):
    """No space behind a comma or semicolon."""

    id = "punctuation.space_missing"
    name = "Thiếu khoảng trắng sau dấu câu"
    severity = "warning"
    basis = ("chinh-ta", "")
    message = "Thiếu khoảng trắng sau dấu «{mark}»."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """The mark and the letters around it, when whole words in lower case stand on both sides."""
        glued = {token: match for token in context.vocabulary if ("," in token or ";" in token) and (match := _GLUED.search(token))}
        for at in context.standing(glued) if glued else ():
            match = glued[context.token(at)]
            start = at + match.start()
            words = match.group()
            yield self.finding(start, start + len(words), words.replace(match["mark"], f"{match['mark']} "), mark=match["mark"])


_GLUED = late(rf"[{LOWER}]{{2,}}(?P<mark>[,;])[{LOWER}]{{2,}}")


class DoubledMark(Rule):
    """Two marks where one belongs."""

    id = "punctuation.doubled_mark"
    name = "Lặp dấu câu"
    severity = "error"
    basis = ("chinh-ta", "")
    message = "Hai dấu câu liền nhau «{marks}»."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """The marks, behind a word."""
        text = context.text
        for marks in (",,", ";;", ",;", ";,", ";.", ",.", ".;"):
            for at in context.places(marks):
                before, behind = text[at - 1 : at], text[at + 2 : at + 3]
                abbreviation = marks[0] == "." and _ABBREVIATED.search(text, max(0, at - 12), at + 1)
                if before.isalpha() and behind in {"", " ", "\n"} and not abbreviation:
                    yield self.finding(at, at + 2, marks[1] if marks[0] == "." else marks[0], marks=marks)


_ABBREVIATED = late(r"(?:\b[A-ZĐ]\w{0,3}|\bv|\bTp|\btr|\bNxb)\.$")


class UnbalancedBrackets(Rule):
    """A bracket that is opened and not closed, or the other way round."""

    id = "punctuation.brackets"
    name = "Ngoặc đơn không cân"
    severity = "warning"
    basis = ("chinh-ta", "")
    message = "Dấu ngoặc «{mark}» không có dấu đi cùng trong đoạn."
    advice = "Thêm dấu ngoặc còn thiếu hoặc bỏ dấu thừa."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """The bracket left alone; "a)" and "1)" are labels."""
        text = context.text
        open_at: list[int] = []
        for at in sorted([*context.places("("), *context.places(")")]):
            if open_at and text.count("\n", open_at[-1], at) > _NEAR:
                yield self.finding(open_at[0], open_at[0] + 1, mark="(")
                open_at = []
            if text[at] == "(":
                open_at.append(at)
            elif open_at:
                open_at.pop()
            elif not _LABEL.search(text[max(0, at - 6) : at]):
                yield self.finding(at, at + 1, mark=")")
        if open_at:
            yield self.finding(open_at[0], open_at[0] + 1, mark="(")


_NEAR = 3
"""Lines that a bracket may run over: blocks of a signature, cells, wrapped lines."""
_LABEL = late(r"(?:^|[\s(,;./“\"'-])(?:[a-zđ]\d{0,2}|\d{1,3}(?:\.\d{1,2})?|[ivxIVX]{1,4}|[A-ZĐ]|\*{1,3})$")


class UnclosedQuote(Rule):
    """A quotation opened twice before it is closed, or closed without being opened."""

    id = "punctuation.quotes"
    name = "Ngoặc kép không cân"
    severity = "warning"
    basis = ("chinh-ta", "")
    message = "Dấu ngoặc kép «{mark}» không có dấu đi cùng."
    advice = "Thêm dấu ngoặc kép còn thiếu hoặc bỏ dấu thừa."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """The mark left alone; one finding a document, because all that follows hangs on it."""
        text = context.text
        if text.count("“") == text.count("”"):
            return
        opened = None
        for match in _QUOTE.finditer(text):
            if match.group() == "“":
                if opened is not None:
                    yield self.finding(opened, opened + 1, mark="“")
                    return
                opened = match.start()
            elif opened is None:
                yield self.finding(match.start(), match.end(), mark="”")
                return
            else:
                opened = None
        if opened is not None:
            yield self.finding(opened, opened + 1, mark="“")


_QUOTE = late(r"[“”]")


class MixedQuotes(Rule):
    """Curly and straight quotation marks in one document."""

    id = "punctuation.mixed_quotes"
    name = "Lẫn hai kiểu ngoặc kép"
    severity = "note"
    basis = ("chinh-ta", "")
    message = 'Văn bản dùng cả ngoặc kép cong (“ ”) và ngoặc kép thẳng (").'
    advice = "Dùng thống nhất một kiểu ngoặc kép."
    scope = "typed"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first mark of the rarer kind."""
        straight, curly = context.text.count('"'), context.text.count("“") + context.text.count("”")
        if straight and curly:
            at = context.text.find('"') if straight <= curly else re.search("[“”]", context.text).start()  # type: ignore[union-attr]
            yield self.finding(at, at + 1)


class LowerAfterStop(Rule):
    """A sentence that begins with a small letter."""

    id = "punctuation.lower_after_stop"
    name = "Chưa viết hoa đầu câu"
    severity = "note"
    basis = ("nd30", "Phụ lục II, mục I")
    message = "Sau dấu chấm phải viết hoa chữ cái đầu câu."
    scope = "typed"
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """The first word of the sentence, when the word before the stop is no abbreviation."""
        for match in _LOWER.finditer(context.text):
            start, end = match.span("word")
            if (
                not context.text[match.start() - 3 : match.start()].isalpha()
                or not context.text[match.start() - 3 : match.start()].islower()
            ):
                continue
            yield self.finding(start, end, match["word"][0].upper() + match["word"][1:])


_LOWER = late(rf"\. (?P<word>[{LOWER}]{{2,}})(?=[\s,;.])")
