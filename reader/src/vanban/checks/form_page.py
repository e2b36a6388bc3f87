"""Rules of form about the page and the running text of a .docx: Decree 30/2020/NĐ-CP, Annex I, part I."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.checks.form import Form, Line
from vanban.data.tables import table
from vanban.types import Finding

_CLOSE = 1.0
"""Millimetres that rounding in word processors may cost."""
_MOST = 0.5


class FormRule(Rule):
    """A rule that asks the file for its form; silent on anything but a state document in .docx."""

    severity = "warning"
    scope = "docx"
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """Findings about the form, placed where the text shows it."""
        if context.form is not None:
            yield from self.look(context, context.form)

    @abstractmethod
    def look(self, context: Context, form: Form) -> Iterator[Finding]:
        """The check itself."""


class PageRule(FormRule):
    """A rule about the page as a whole; placed at the start of the document."""

    def look(self, context: Context, form: Form) -> Iterator[Finding]:
        """One finding for each fault of the pages."""
        yield from (self.finding(0, 0, None, **facts) for facts in self.faults(form) if context.text)

    @abstractmethod
    def faults(self, form: Form) -> Iterator[dict[str, object]]:
        """What the message tells of each fault."""


class PaperSize(PageRule):
    """A4."""

    id = "form.paper_size"
    name = "Khổ giấy không phải A4"
    basis = ("nd30", "Phụ lục I, phần I, mục I.1")
    message = "Khổ giấy {width} × {height} mm, phải là A4 (210 × 297 mm)."
    advice = "Chọn khổ giấy A4 trong Bố cục trang."

    def faults(self, form: Form) -> Iterator[dict[str, object]]:
        """The first section."""
        page = form.pages[0] if form.pages else None
        if page is not None and page.width and not _is_a4(page.width, page.height):
            yield {"width": round(page.width), "height": round(page.height)}


def _is_a4(width: float, height: float) -> bool:
    page = table("form")["page"]
    short, long = sorted((width, height))
    return bool(abs(short - page["width"]) < 2 * _CLOSE and abs(long - page["height"]) < 2 * _CLOSE)


class Orientation(PageRule):
    """Upright, at least on its first pages."""

    id = "form.orientation"
    name = "Trang đầu nằm ngang"
    basis = ("nd30", "Phụ lục I, phần I, mục I.2")
    message = "Văn bản trình bày theo chiều dài của khổ A4; trang đầu đang nằm ngang."
    advice = "Đổi hướng giấy thành dọc; bảng rộng để ở phụ lục."

    def faults(self, form: Form) -> Iterator[dict[str, object]]:
        """The first section."""
        if form.pages and form.pages[0].width > form.pages[0].height:
            yield {}


class _Margin(PageRule):
    """One margin of the first section."""

    side: ClassVar[str]
    basis = ("nd30", "Phụ lục I, phần I, mục I.3")
    advice = "Đặt lại lề trong Bố cục trang."

    def faults(self, form: Form) -> Iterator[dict[str, object]]:
        """The first section."""
        if not form.pages or self.side not in form.pages[0].margins or form.pages[0].width > form.pages[0].height:
            return
        least, most = table("form")["page"]["margins"][self.side]
        value = form.pages[0].margins[self.side]
        if not least - _CLOSE <= value <= most + _CLOSE:
            yield {"value": f"{value:.0f}", "least": least, "most": most}


class TopMargin(_Margin):
    """Top: 20–25 mm."""

    id = "form.margin_top"
    name = "Lề trên"
    message = "Lề trên {value} mm, phải từ {least} đến {most} mm."
    side = "top"


class BottomMargin(_Margin):
    """Bottom: 20–25 mm."""

    id = "form.margin_bottom"
    name = "Lề dưới"
    message = "Lề dưới {value} mm, phải từ {least} đến {most} mm."
    side = "bottom"


class LeftMargin(_Margin):
    """Left: 30–35 mm."""

    id = "form.margin_left"
    name = "Lề trái"
    message = "Lề trái {value} mm, phải từ {least} đến {most} mm."
    side = "left"


class RightMargin(_Margin):
    """Right: 15–20 mm."""

    id = "form.margin_right"
    name = "Lề phải"
    message = "Lề phải {value} mm, phải từ {least} đến {most} mm."
    side = "right"


class NoPageNumber(PageRule):
    """Pages are numbered."""

    id = "form.page_number_missing"
    name = "Không đánh số trang"
    basis = ("nd30", "Phụ lục I, phần I, mục I.7")
    message = "Văn bản dài hơn một trang mà không đánh số trang."
    advice = "Chèn số trang vào giữa lề trên, không hiện ở trang đầu."

    def faults(self, form: Form) -> Iterator[dict[str, object]]:
        """All sections, when the text cannot stand on one page."""
        if sum(len(line.text) for line in form.lines) > _ONE_PAGE and not any(
            page.header_number or page.footer_number for page in form.pages
        ):
            yield {}


_ONE_PAGE = 4500


class PageNumberBelow(PageRule):
    """The number stands in the top margin."""

    id = "form.page_number_place"
    name = "Số trang đặt ở chân trang"
    basis = ("nd30", "Phụ lục I, phần I, mục I.7")
    message = "Số trang đặt ở chân trang, phải đặt giữa lề trên."
    advice = "Chuyển số trang lên đầu trang, canh giữa."

    def faults(self, form: Form) -> Iterator[dict[str, object]]:
        """The first section."""
        if any(page.footer_number for page in form.pages) and not any(page.header_number for page in form.pages):
            yield {}


class NumberOnFirstPage(PageRule):
    """The first page shows no number."""

    id = "form.page_number_first"
    name = "Số trang hiện ở trang đầu"
    basis = ("nd30", "Phụ lục I, phần I, mục I.7")
    message = "Không hiển thị số trang ở trang thứ nhất."
    advice = "Chọn «Trang đầu khác» cho đầu trang."

    def faults(self, form: Form) -> Iterator[dict[str, object]]:
        """The first section."""
        if form.pages and form.pages[0].header_number and not form.pages[0].own_first:
            yield {}


def body(context: Context, form: Form) -> list[Line]:
    """Lines of the running text: long enough, outside tables, between the title and Nơi nhận, neither centred nor in capitals."""
    return context.once("form.body", lambda _: _body(form))


def _body(form: Form) -> list[Line]:
    out: list[Line] = []
    for line in form.lines:
        if line.text.startswith(("Nơi nhận", "PHỤ LỤC", "Phụ lục ")) and len(line.text) < _HEADING and out:
            break
        if (
            not line.in_table
            and len(line.text) > _HEADING
            and line.look.align not in {"center", "right", "end"}
            and not line.text.isupper()
        ):
            out.append(line)
    return out


_HEADING = 70


def place(context: Context, words: str) -> tuple[int, int] | None:
    """Where a line of the file stands in the text."""
    at = context.text.find(words)
    return (at, at + len(words)) if at >= 0 and words else None


class _Body(FormRule):
    """Something most of the running text does wrong; placed on its first line that does."""

    @abstractmethod
    def wrong(self, line: Line) -> bool:
        """Whether a line does it."""

    def facts(self, lines: list[Line]) -> dict[str, object]:
        """What the message tells."""
        return {"count": len(lines)}

    def look(self, context: Context, form: Form) -> Iterator[Finding]:
        """The first of the lines, when they are most."""
        lines = body(context, form)
        wrong = [line for line in lines if self.wrong(line)]
        if len(lines) > 1 and len(wrong) > _MOST * len(lines):
            where = next((found for line in wrong if (found := place(context, line.text))), None)
            if where is not None:
                yield self.finding(where[0], where[1], None, **self.facts(wrong))


class Font(_Body):
    """Times New Roman."""

    id = "form.font"
    name = "Phông chữ không phải Times New Roman"
    basis = ("nd30", "Phụ lục I, phần I, mục I.4")
    message = "Phần lời văn dùng phông {font}, phải là Times New Roman."
    advice = "Đổi phông chữ của toàn văn bản thành Times New Roman."

    def wrong(self, line: Line) -> bool:
        """Most letters in another font."""
        return bool(line.fonts.most_common(1)[0][0] != table("form")["text"]["font"])

    def facts(self, lines: list[Line]) -> dict[str, object]:
        """The commonest other font."""
        return {"font": Counter(line.fonts.most_common(1)[0][0] for line in lines).most_common(1)[0][0]}


class LegacyFont(FormRule):
    """Fonts of the code tables before Unicode."""

    id = "form.legacy_font"
    name = "Phông chữ mã cũ (TCVN3, VNI)"
    basis = ("nd30", "Phụ lục I, phần I, mục I.4")
    message = "Có chữ dùng phông mã cũ {font}; văn bản phải dùng bộ mã Unicode."
    advice = "Chuyển mã đoạn này sang Unicode rồi đổi phông thành Times New Roman."

    def look(self, context: Context, form: Form) -> Iterator[Finding]:
        """The first line in such a font."""
        for line in form.lines:
            font = next((font for font, letters in line.fonts.items() if font.startswith((".Vn", "VNI-")) and letters > _FEW), None)
            where = place(context, line.text) if font else None
            if where is not None:
                yield self.finding(*where, font=font)
                return


_FEW = 4


class TextColor(_Body):
    """Black."""

    id = "form.color"
    name = "Chữ không phải màu đen"
    basis = ("nd30", "Phụ lục I, phần I, mục I.4")
    message = "Phần lời văn không dùng chữ màu đen."
    advice = "Đổi màu chữ thành màu đen."

    def wrong(self, line: Line) -> bool:
        """Most letters in a colour."""
        color = line.colors.most_common(1)[0][0]
        return color != "auto" and any(int(color[at : at + 2], 16) > _DARK for at in (0, 2, 4)) if len(color) == len("000000") else False


_DARK = 0x40


class BodySize(_Body):
    """13–14 pt."""

    id = "form.body_size"
    name = "Cỡ chữ phần lời văn"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.e")
    message = "Phần lời văn cỡ {size}, phải từ 13 đến 14."
    advice = "Đặt cỡ chữ 13 hoặc 14."

    def wrong(self, line: Line) -> bool:
        """Most letters outside the sizes."""
        least, most = table("form")["text"]["size"]
        return not least <= line.sizes.most_common(1)[0][0] <= most

    def facts(self, lines: list[Line]) -> dict[str, object]:
        """The commonest size."""
        return {"size": f"{Counter(line.sizes.most_common(1)[0][0] for line in lines).most_common(1)[0][0]:g}"}


class Justified(_Body):
    """Flush on both sides."""

    id = "form.body_align"
    name = "Lời văn không canh đều hai lề"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.e")
    message = "Phần lời văn phải được canh đều cả hai lề."
    advice = "Chọn canh đều hai bên cho các đoạn lời văn."

    def wrong(self, line: Line) -> bool:
        """Anything but justified."""
        return line.look.align not in {"both", "distribute", "justify"}


class FirstLine(_Body):
    """The first line is set in by 1 or 1.27 cm."""

    id = "form.first_line"
    name = "Lùi đầu dòng"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.e")
    message = "Đầu đoạn phải lùi vào 1 cm hoặc 1,27 cm."
    advice = "Đặt lùi dòng đầu 1 cm hoặc 1,27 cm, không dùng dấu cách hay phím Tab."

    def wrong(self, line: Line) -> bool:
        """Set in by another measure, from the margin."""
        inset = (line.look.first_line or 0.0) + (line.look.left or 0.0)
        return all(abs(inset - right) > _CLOSE for right in table("form")["text"]["first_line"])


class ParagraphGap(_Body):
    """At least 6 pt between paragraphs."""

    id = "form.paragraph_gap"
    name = "Khoảng cách giữa các đoạn"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.e")
    message = "Khoảng cách giữa các đoạn văn tối thiểu là 6pt."
    advice = "Đặt khoảng cách trước hoặc sau đoạn từ 6pt."

    def wrong(self, line: Line) -> bool:
        """Less above and below together."""
        return bool((line.look.before or 0.0) + (line.look.after or 0.0) < table("form")["text"]["gap"] - 0.1)


class LineSpacing(_Body):
    """Single to one and a half."""

    id = "form.line_spacing"
    name = "Khoảng cách giữa các dòng"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.e")
    message = "Khoảng cách giữa các dòng tối thiểu là dòng đơn, tối đa là 1,5 dòng."
    advice = "Đặt khoảng cách dòng từ đơn đến 1,5."

    def wrong(self, line: Line) -> bool:
        """Lines closer or wider."""
        spacing, rule = line.look.line, line.look.rule
        if spacing is None:
            return False
        if rule == "auto":
            least, most = table("form")["text"]["line"]
            return not least - 0.01 <= spacing <= most + 0.01
        size = line.sizes.most_common(1)[0][0]
        return spacing > size * 1.8 or (rule == "exact" and spacing < size)
