"""Rules of form about the parts of a .docx: title block, signature, Nơi nhận. Sizes and weights are those of `data/form.json`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from vanban.checks.context import Context
from vanban.checks.form import Form, Line
from vanban.checks.form_page import FormRule, place
from vanban.checks.spelling import skeleton
from vanban.data.tables import table
from vanban.types import Finding, Value

_MORE = 0.5
_HEAD = 60


class _Part(FormRule):
    """A part whose lines have one look by the decree."""

    component: ClassVar[str]
    message = "{faults}."

    @abstractmethod
    def lines(self, context: Context, form: Form) -> list[Line]:
        """The lines of the part."""

    def look(self, context: Context, form: Form) -> Iterator[Finding]:
        """The first line that looks otherwise."""
        asked = table("form")["components"][self.component]
        for line in self.lines(context, form):
            faults = list(_faults(line, asked))
            where = place(context, line.text) if faults else None
            if where is not None:
                yield self.finding(*where, faults=f"{asked['name']}: {', '.join(faults)}", asked=_described(asked))
                return


class _FormPart(_Part):
    """A part told by its words in the file alone."""

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The lines of the part, of a document that has words."""
        return self.of_form(form) if context.text else []

    @abstractmethod
    def of_form(self, form: Form) -> list[Line]:
        """The lines of the part."""


def _faults(line: Line, asked: dict[str, object]) -> Iterator[str]:
    size = line.sizes.most_common(1)[0][0]
    if isinstance(asked["size"], list) and not asked["size"][0] <= size <= asked["size"][1]:
        yield f"cỡ chữ {size:g}"
    if asked["bold"] is not None and (line.bold > _MORE) != asked["bold"]:
        yield "chưa in đậm" if asked["bold"] else "không được in đậm"
    if asked["italic"] is not None and (line.italic > _MORE) != asked["italic"]:
        yield "chưa in nghiêng" if asked["italic"] else "không được in nghiêng"
    if asked["caps"] and not line.text.isupper():
        yield "chưa in hoa"
    if asked["center"] and not line.in_table and line.look.align != "center":
        yield "chưa canh giữa"


def _described(asked: dict[str, object]) -> str:
    size = asked["size"]
    parts = []
    if isinstance(size, list):
        parts.append(f"cỡ chữ {size[0]:g}" if size[0] == size[1] else f"cỡ chữ {size[0]:g}–{size[1]:g}")
    parts += ["in hoa"] if asked["caps"] else []
    parts += [{True: "chữ đậm", False: "không đậm"}[bool(asked["bold"])]] if asked["bold"] is not None else []
    parts += [{True: "nghiêng", False: "đứng"}[bool(asked["italic"])]] if asked["italic"] is not None else []
    return ", ".join(parts)


def _of_value(context: Context, form: Form, value: Value | None, *, last: bool = False) -> list[Line]:
    """The lines of the file that hold a value of the metadata."""
    if value is None or value.end == value.start:
        return []
    start, end = context.line(value.start)[0], context.line(max(value.end - 1, value.start))[1]
    words = set(context.text[start:end].split("\n"))
    lines = form.lines[-_HEAD * 4 :] if last else form.lines[: _HEAD * 2]
    return [line for line in lines if line.text in words]


class NationalTitle(_FormPart):
    """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM: 12–13, bold."""

    id = "form.national_title"
    name = "Quốc hiệu"
    basis = ("nd30", "Phụ lục I, phần I, mục II.1.a")
    advice = "Trình bày Quốc hiệu: {asked}."
    component = "quoc_hieu"

    def of_form(self, form: Form) -> list[Line]:
        """The line of the title."""
        return [line for line in form.lines[:_HEAD] if skeleton(line.text.lower()).startswith("cong hoa xa hoi chu nghia")][:1]


class Motto(_FormPart):
    """Độc lập - Tự do - Hạnh phúc: 13–14, bold."""

    id = "form.motto"
    name = "Tiêu ngữ"
    basis = ("nd30", "Phụ lục I, phần I, mục II.1.b")
    advice = "Trình bày Tiêu ngữ: {asked}."
    component = "tieu_ngu"

    def of_form(self, form: Form) -> list[Line]:
        """The line of the motto."""
        return [line for line in form.lines[:_HEAD] if skeleton(line.text.lower()).startswith("doc lap") and len(line.text) < _HEAD][:1]


class ParentIssuer(_Part):
    """The body above: 12–13, not bold."""

    id = "form.parent_issuer"
    name = "Tên cơ quan chủ quản"
    basis = ("nd30", "Phụ lục I, phần I, mục II.2.b")
    advice = "Trình bày tên cơ quan chủ quản: {asked}."
    component = "cq_chu_quan"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The line of the body above."""
        return _of_value(context, form, context.document.metadata.parent_issuer)


class Issuer(_Part):
    """The issuer: 12–13, bold."""

    id = "form.issuer"
    name = "Tên cơ quan ban hành"
    basis = ("nd30", "Phụ lục I, phần I, mục II.2.b")
    advice = "Trình bày tên cơ quan ban hành: {asked}."
    component = "cq_ban_hanh"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The lines of the issuer."""
        return _of_value(context, form, context.document.metadata.issuer)


class NumberLine(_Part):
    """Số: 13, upright."""

    id = "form.number"
    name = "Số, ký hiệu"
    basis = ("nd30", "Phụ lục I, phần I, mục II.3.c")
    advice = "Trình bày số, ký hiệu: {asked}."
    component = "so_ky_hieu"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The line of the number."""
        return [line for line in _of_value(context, form, context.document.metadata.symbol) if line.text.startswith("Số")]


class DateLine(_Part):
    """Place and day: 13–14, italic."""

    id = "form.date"
    name = "Địa danh, ngày tháng năm"
    basis = ("nd30", "Phụ lục I, phần I, mục II.4.c")
    advice = "Trình bày địa danh, ngày tháng năm: {asked}."
    component = "dia_danh_ngay"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The line of the day."""
        return [line for line in _of_value(context, form, context.document.metadata.date) if "ngày" in line.text and "Số" not in line.text]


class TypeName(_Part):
    """The kind: 13–14, bold, capitals, centred."""

    id = "form.type"
    name = "Tên loại văn bản"
    basis = ("nd30", "Phụ lục I, phần I, mục II.5.b")
    advice = "Trình bày tên loại: {asked}, canh giữa."
    component = "ten_loai"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The line of the kind."""
        return [line for line in _of_value(context, form, context.document.metadata.type) if line.text.isupper()]


class Title(_Part):
    """The title under the kind: 13–14, bold, centred."""

    id = "form.title"
    name = "Trích yếu"
    basis = ("nd30", "Phụ lục I, phần I, mục II.5.b")
    advice = "Trình bày trích yếu: {asked}, canh giữa."
    component = "trich_yeu"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The lines of the title, of documents with a kind."""
        head = context.document.metadata
        if head.type is None or head.title is None or head.title.start < head.type.start:
            return []
        return [line for line in _of_value(context, form, head.title) if not line.text.startswith(("V/v", "Về việc:"))]


class Bases(_FormPart):
    """Bases: 13–14, italic."""

    id = "form.bases"
    name = "Căn cứ ban hành"
    basis = ("nd30", "Phụ lục I, phần I, mục II.6.a")
    advice = "Trình bày các căn cứ: {asked}."
    component = "can_cu"

    def of_form(self, form: Form) -> list[Line]:
        """Lines "Căn cứ …;" before the text."""
        return [
            line for line in form.lines[: _HEAD * 2] if line.text.startswith("Căn cứ ") and line.text.endswith(";") and not line.in_table
        ]


class RecipientsLabel(_FormPart):
    """Nơi nhận: 12, bold italic."""

    id = "form.recipients_label"
    name = "Từ «Nơi nhận»"
    basis = ("nd30", "Phụ lục I, phần I, mục II.9.d")
    advice = "Trình bày từ «Nơi nhận:»: {asked}."
    component = "noi_nhan_tu"

    def of_form(self, form: Form) -> list[Line]:
        """The line "Nơi nhận:"."""
        return [line for line in form.lines if line.text.strip(" :") == "Nơi nhận"][:1]


class RecipientsList(_FormPart):
    """The list of recipients: 11, upright."""

    id = "form.recipients"
    name = "Danh sách nơi nhận"
    basis = ("nd30", "Phụ lục I, phần I, mục II.9.d")
    advice = "Trình bày danh sách nơi nhận: {asked}."
    component = "noi_nhan_ds"

    def of_form(self, form: Form) -> list[Line]:
        """The lines behind "Nơi nhận:"."""
        label = next((at for at, line in enumerate(form.lines) if line.text.strip(" :") == "Nơi nhận"), None)
        if label is None:
            return []
        return [line for line in form.lines[label + 1 : label + 20] if line.text.startswith("- ") and line.in_table]


class SignerRole(_Part):
    """Authority and role: 13–14, bold, capitals."""

    id = "form.signer_role"
    name = "Quyền hạn, chức vụ người ký"
    basis = ("nd30", "Phụ lục I, phần I, mục II.7.đ")
    advice = "Trình bày quyền hạn, chức vụ người ký: {asked}."
    component = "quyen_han_chuc_vu"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The lines of authority and role of the last signer."""
        signers = context.document.metadata.signers
        parts = (signers[-1].authority, signers[-1].role) if signers else ()
        return [line for value in parts for line in _of_value(context, form, value, last=True)]


class SignerName(_Part):
    """The name: 13–14, bold."""

    id = "form.signer_name"
    name = "Họ và tên người ký"
    basis = ("nd30", "Phụ lục I, phần I, mục II.7.đ")
    advice = "Trình bày họ tên người ký: {asked}."
    component = "ho_ten_ky"

    def lines(self, context: Context, form: Form) -> list[Line]:
        """The line of the name of the last signer."""
        signers = context.document.metadata.signers
        return _of_value(context, form, signers[-1].name, last=True) if signers else []
