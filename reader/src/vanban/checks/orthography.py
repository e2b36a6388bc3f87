"""One way of writing in one document; letters of other alphabets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.checks.words import I_AND_Y, core_of
from vanban.data.tables import table
from vanban.types import Finding


class MixedToneStyle(Rule):
    """ "hòa" and "hoà" in one document."""

    id = "orthography.tone_style"
    name = "Hai kiểu đặt dấu thanh trong một văn bản"
    severity = "note"
    basis = ("chinh-ta", "")
    message = "Văn bản dùng cả hai kiểu đặt dấu thanh: kiểu của «{word}» và kiểu của «{other}»."
    advice = "Dùng thống nhất một kiểu đặt dấu thanh."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first word of the rarer style."""
        sides = {token for token, word in context.odd if word.old_style}, {token for token, word in context.odd if word.new_style}
        if sides[0] and sides[1]:
            few, many = sorted(sides, key=len)
            at = next(context.standing(few))
            other = min(many)
            start, end = context.word_span(at, at)
            yield self.finding(start, end, word=context.text[start:end], other=core_of(other))


class MixedYearly(Rule):
    """ "hằng năm" and "hàng năm" in one document."""

    id = "orthography.hang_nam"
    name = "Lẫn «hằng năm» và «hàng năm»"
    severity = "note"
    basis = ("chinh-ta", "")
    message = "Văn bản dùng cả «hằng» và «hàng» để chỉ sự lặp lại."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first "hàng" when both are there."""
        repeats = ("năm", "quý", "tháng", "tuần", "ngày")
        if not {"hằng", "Hằng"} & context.vocabulary or not {"hàng", "Hàng"} & context.vocabulary:
            return
        if not any(f"ằng {unit}" in context.text for unit in repeats):
            return
        for unit in repeats:
            match = re.search(rf"(?<!\w)[hH]àng {unit}(?!\w)", context.text) if f"àng {unit}" in context.text else None
            if match is not None:
                words = match.group()
                yield self.finding(*match.span(), words.replace("à", "ằ", 1))
                return


class MixedIY(Rule):
    """ "lí" and "lý", "kĩ" and "kỹ" in one document."""

    id = "orthography.i_y"
    name = "Lẫn i và y trong cùng một tiếng"
    severity = "note"
    basis = ("chinh-ta", "")
    message = "Văn bản viết cả «{one}» và «{other}»."
    advice = "Dùng thống nhất một cách viết."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first place of the writing with i."""
        present = {word.core for _, word in context.odd if word.one_of_two}
        for one, other in I_AND_Y.items():
            if one in present and other in present:
                at = next(context.standing({token for token, word in context.odd if word.core == one}))
                yield self.finding(*context.word_span(at, at), one=one, other=other)


class ForeignLetter(Rule):
    """A Greek or Cyrillic letter inside a Vietnamese word."""

    id = "orthography.foreign_letter"
    name = "Chữ cái ngoài bảng chữ cái tiếng Việt lẫn trong từ"
    severity = "error"
    basis = ("tcvn6909", "")
    message = "Từ «{word}» có chữ cái Hy Lạp hoặc Kirin trông giống chữ Việt."
    advice = "Gõ lại từ này bằng bộ gõ tiếng Việt Unicode."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The word, when Latin letters stand beside the foreign one."""
        mixed = {token for token, word in context.odd if word.foreign}
        for at in context.standing(mixed) if mixed else ():
            start, end = context.word_span(at, at)
            yield self.finding(start, end, word=context.text[start:end])


class BrokenCharacter(Rule):
    """A character that stands for one that was lost."""

    id = "orthography.broken_character"
    name = "Ký tự bị hỏng"
    severity = "warning"
    basis = ("tcvn6909", "")
    message = "Ký tự bị hỏng, không đọc được."
    advice = "Gõ lại chỗ này; kiểm tra phông chữ và bảng mã của tệp gốc."

    def check(self, context: Context) -> Iterator[Finding]:
        """Each replacement character inside a word."""
        for at in context.places("\ufffd"):
            yield self.finding(at, at + 1)


class Capitals(Rule):
    """Names of bodies and titles with capitals in the wrong place."""

    id = "orthography.capitals"
    name = "Viết hoa tên cơ quan, chức vụ chưa đúng"
    severity = "warning"
    basis = ("nd30", "Phụ lục II, mục IV và V")
    message = "«{words}» viết hoa chưa đúng."
    scope = "clean"
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """Each place, where no other letter goes before or behind."""
        for wrong, right in table("capitals")["names"]:
            for at in context.places(wrong):
                end = at + len(wrong)
                if not context.text[end : end + 1].isalpha() and not context.text[at - 1 : at].isalpha():
                    yield self.finding(at, end, right, words=wrong)
