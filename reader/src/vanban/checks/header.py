"""The header block: number, day, kind and symbol."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.late import late
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
        shared = {own, code} == {"QĐ", "QyĐ"}  # the Party writes both "quyết định" and "quy định" QĐ
        on_number_line = context.text.startswith(("Số", "SỐ"), context.line(head.symbol.start)[0])
        if own and kinds and context.type not in kinds and not shared and on_number_line and head.symbol.end < head.type.start:
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
            if block.end - block.start > _LONGEST:
                continue
            words = context.text[block.start : block.end].strip(" *_-–—.")
            bare = re.sub(r"\s*[-–—]\s*", " - ", words)
            right = _MOTTOES.get(_letters(bare))
            alike = right is not None and (
                (right is _TITLES and words.upper() in right) or (context.is_pdf and _squeezed(words) in map(_squeezed, right))
            )
            if right is not None and words not in right and not alike:
                at = context.text.index(words, block.start)
                yield self.finding(at, at + len(words), right[0])


_LONGEST = 80


def _squeezed(words: str) -> str:
    """Without spaces: those of a PDF are inferred."""
    return words.replace(" ", "")


def _letters(words: str) -> str:
    """Letters without marks, in lower case: what a slip in a tone leaves alone."""
    from vanban.checks.spelling import skeleton

    return re.sub(r"[^a-z]", "", skeleton(words.lower()))


_TITLES = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
"""The national title; where a style prints it in capitals, the file may hold small letters."""
_MOTTOES = {
    "conghoaxahoichunghiavietnam": _TITLES,
    "doclaptudohanhphuc": (
        "Độc lập - Tự do - Hạnh phúc",
        "ĐỘC LẬP - TỰ DO - HẠNH PHÚC",
        "Độc lập – Tự do – Hạnh phúc",
        "ĐỘC LẬP – TỰ DO – HẠNH PHÚC",
    ),
}


class NoTitle(Rule):
    """A document with a kind and no title."""

    id = "header.title_missing"
    name = "Thiếu trích yếu"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.5.b")
    message = "Dưới tên loại «{kind}» chưa có trích yếu nội dung."
    advice = "Viết trích yếu ngay dưới tên loại văn bản."

    def check(self, context: Context) -> Iterator[Finding]:
        """The kind."""
        head = context.document.metadata
        if head.type is not None and head.title is None and context.type not in {"biên bản", "giấy mời", "hợp đồng", "công văn"}:
            yield self.finding(head.type.start, head.type.end, kind=head.type.text)


class NoRecipients(Rule):
    """A document that is sent to nobody."""

    id = "header.recipients_missing"
    name = "Thiếu Nơi nhận"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.9")
    message = "Văn bản có người ký nhưng không có Nơi nhận."
    advice = "Thêm mục «Nơi nhận:» ngang hàng với chức vụ người ký."

    def check(self, context: Context) -> Iterator[Finding]:
        """The name of the signer."""
        head = context.document.metadata
        name = head.signers[-1].name if head.signers else None
        if name is not None and head.number is not None and not head.recipients and "ơi nhận" not in context.text:
            yield self.finding(name.start, name.end)


class NoArchive(Rule):
    """Nơi nhận without the line of the archive."""

    id = "header.archive_missing"
    name = "Nơi nhận thiếu dòng «Lưu: VT»"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.9.d")
    message = "Dòng cuối Nơi nhận phải là «- Lưu: VT, …»."
    advice = "Thêm dòng «- Lưu: VT, <đơn vị soạn thảo>.»"
    dated = True

    def check(self, context: Context) -> Iterator[Finding]:
        """The last recipient."""
        recipients = context.document.metadata.recipients
        if not recipients or context.is_party:
            return
        begun = max(context.text.rfind(head, 0, recipients[0].start) for head in ("ơi nhận", "ƠI NHẬN", "ơi Nhận"))
        if begun >= 0 and _KEPT.search(context.text, begun, recipients[-1].end + 400) is None:
            yield self.finding(recipients[-1].start, recipients[-1].end)


_KEPT = late(r"[Ll]ưu|LƯU|VT\b|[Vv]ăn thư")


class AuthorityForm(Rule):
    """The letters of authority are KT., TM., TL., TUQ., Q."""

    id = "header.authority_form"
    name = "Chữ viết tắt quyền hạn ký chưa đúng"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.7.b")
    message = "Quyền hạn người ký viết «{written}», phải viết «{right}»."

    def check(self, context: Context) -> Iterator[Finding]:
        """The letters."""
        # The Party and the unions write T/M, K/T, T/L: only the state's form is asked here.
        for signer in context.document.metadata.signers if context.is_state else ():
            match = _WRONG_AUTHORITY.match(signer.authority.text) if signer.authority else None
            if match is not None and signer.authority is not None:
                right = f"{match.group().strip().replace('/', '').replace('.', '')}."
                if right != match.group().strip():
                    start = signer.authority.start
                    yield self.finding(start, start + len(match.group().strip()), right, written=match.group().strip(), right=right)


_WRONG_AUTHORITY = late(r"(?:K/T|T/M|T/L|T/UQ|T\.M|K\.T|T\.L|KT|TM|TL|TUQ)\.?(?=\s)")


class DeputyAlone(Rule):
    """A deputy signs for the head, and says so."""

    id = "header.deputy_without_kt"
    name = "Cấp phó ký thiếu «KT.»"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.7.b")
    message = "«{role}» ký thay người đứng đầu thì phải ghi «KT.» và chức vụ người đứng đầu ở dòng trên."
    advice = "Thêm dòng «KT. …» phía trên chức vụ."

    def check(self, context: Context) -> Iterator[Finding]:
        """The role."""
        signers = context.document.metadata.signers
        for signer in signers if len(signers) == 1 else ():  # of several signers in columns, the lines of authority may be another's
            role = signer.role
            if role is not None and signer.authority is None and role.text.startswith("PHÓ ") and not context.is_party:
                yield self.finding(role.start, role.end, role=role.text)


class HeadWithKt(Rule):
    """ "KT. GIÁM ĐỐC" above "GIÁM ĐỐC": nobody signs for himself."""

    id = "header.kt_without_deputy"
    name = "Có «KT.» nhưng người ký không phải cấp phó"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.7.b")
    message = "Có «{authority}» nhưng chức vụ người ký là «{role}»."
    advice = "Ghi chức vụ cấp phó của người ký, hoặc bỏ «KT.»."

    def check(self, context: Context) -> Iterator[Finding]:
        """The role."""
        for signer in context.document.metadata.signers:
            authority, role = signer.authority, signer.role
            if (
                authority is not None
                and role is not None
                and authority.text.startswith("KT")
                and authority.text.split(" ", 1)[-1] == role.text
            ):
                yield self.finding(role.start, role.end, authority=authority.text, role=role.text)


class AcademicTitle(Rule):
    """The name of the signer stands without titles."""

    id = "header.academic_title"
    name = "Học hàm, học vị trước tên người ký"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.7.c")
    message = (
        "Trước họ tên người ký không ghi học hàm, học vị (trừ đơn vị vũ trang, sự nghiệp giáo dục, y tế, khoa học theo quy định riêng)."
    )
    advice = "Bỏ «{title}» nếu đơn vị không thuộc trường hợp ngoại lệ."

    def check(self, context: Context) -> Iterator[Finding]:
        """The title before the name."""
        for signer in context.document.metadata.signers:
            if signer.name is None:
                continue
            start = context.line(signer.name.start)[0]
            title = context.text[start : signer.name.start].strip(" *_")
            if _TITLE.fullmatch(title):
                at = context.text.index(title, start)
                yield self.finding(at, at + len(title), title=title)


_TITLE = late(r"(?:(?:GS|PGS|TS|ThS|Ths|TSKH|BSCKII|BSCKI|BS|CKI|CKII|KS|CN|LS)\.?\s*)+")
