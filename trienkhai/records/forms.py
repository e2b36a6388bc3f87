"""Shapes of input of records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from vanban.data.tables import table

from trienkhai.core import clock
from trienkhai.records.choices import Authority, FormKind

DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
LAWS = ("luật", "bộ luật", "pháp lệnh", "nghị định", "thông tư", "hiến pháp", "điều lệ", "văn bản", "phụ lục")
FONTS = [("Times New Roman", "Times New Roman")]


def doc_types() -> list[tuple[str, str]]:
    """The types an office issues (Decree 30/2020, Art. 7), each with itself as value."""
    return [(name, name[:1].upper() + name[1:]) for name in sorted(table("types")["types"]) if name not in LAWS]


def lines_of(words: str) -> str:
    """One place a line, whatever line breaks the browser sends."""
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())


class HeadForm(forms.Form):
    """Type, title and letterhead of a draft."""

    doc_type = forms.ChoiceField(label=_("Loại văn bản"), choices=doc_types)
    title = forms.CharField(label=_("Trích yếu"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    form = forms.ChoiceField(label=_("Thể thức"), choices=FormKind.choices)
    parent_issuer = forms.CharField(label=_("Cơ quan chủ quản"), max_length=250, required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=250)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=80, help_text=_("Ví dụ: BC-SGDĐT; công văn: SGDĐT-VP"))
    place = forms.CharField(label=_("Địa danh"), max_length=80, required=False)
    recipients = forms.CharField(label=_("Nơi nhận, mỗi dòng một nơi"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    authority = forms.CharField(
        label=_("Thẩm quyền ký"), max_length=120, required=False, help_text=_("Ví dụ: KT. GIÁM ĐỐC; để trống khi người đứng đầu ký")
    )
    signer_role = forms.CharField(label=_("Chức vụ người ký"), max_length=120)
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=120, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, templates: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if templates:
            choices = [("", "–"), *templates]
            self.fields["template_id"] = forms.TypedChoiceField(
                label=_("Mẫu riêng"), choices=choices, coerce=int, empty_value=None, required=False
            )

    def clean_recipients(self) -> str:
        """One place a line."""
        return lines_of(self.cleaned_data["recipients"])

    def said(self) -> dict[str, Any]:
        """What the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "unit", "form_key")}


class NewForm(HeadForm):
    """A new document of one of the units where the person writes."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, own: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.TypedChoiceField(label=_("Đơn vị"), choices=own, coerce=int)
        self.order_fields(["unit", "doc_type", "title"])


class ActForm(forms.Form):
    """An act on a document as its page showed it; some ask for words, a day or a file."""

    version = forms.IntegerField()
    reason = forms.CharField(required=False, max_length=2000)
    issued_on = forms.DateField(required=False, input_formats=DAYS)
    title = forms.CharField(required=False, max_length=250)
    convert = forms.BooleanField(required=False)
    file = forms.FileField(required=False)


class IncomingForm(forms.Form):
    """A line of the register of what came in."""

    arrived_on = forms.DateField(label=_("Ngày đến"), widget=DAY_INPUT, input_formats=DAYS, initial=clock.today)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=250)
    code = forms.CharField(label=_("Số, ký hiệu"), max_length=120, required=False, help_text=_("Ví dụ: 123/UBND-VX"))
    issued_on = forms.DateField(label=_("Ngày văn bản"), widget=DAY_INPUT, input_formats=DAYS, required=False)
    doc_type = forms.ChoiceField(label=_("Loại văn bản"), choices=lambda: [("", "–"), *doc_types()], required=False)
    title = forms.CharField(label=_("Trích yếu"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    handler = forms.CharField(label=_("Đơn vị xử lý"), max_length=250, required=False, help_text=_("Tên hoặc mã đơn vị"))
    handed_on = forms.DateField(label=_("Ngày chuyển"), widget=DAY_INPUT, input_formats=DAYS, required=False)
    due = forms.DateField(label=_("Hạn xử lý"), widget=DAY_INPUT, input_formats=DAYS, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    document = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, own: list[tuple[int, str]] | None = None, warned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own is not None:
            self.fields["unit"] = forms.TypedChoiceField(label=_("Đơn vị"), choices=own, coerce=int)
            self.order_fields(["unit", "arrived_on"])
        else:
            del self.fields["arrived_on"]
        if warned:
            self.fields["again"] = forms.BooleanField(label=_("Vẫn đăng ký: đây là bản khác của cùng văn bản"), required=False)

    def said(self) -> dict[str, Any]:
        """What the services take; the handler is still a name."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "unit", "document", "handler", "again")}


class LetterheadForm(forms.Form):
    """What stands at the head and foot of a body's documents."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    parent_issuer = forms.CharField(label=_("Cơ quan chủ quản"), max_length=250, required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=250)
    code = forms.CharField(label=_("Chữ viết tắt trong ký hiệu"), max_length=40, help_text=_("Ví dụ: SGDĐT"))
    place = forms.CharField(label=_("Địa danh"), max_length=80, required=False)
    recipients = forms.CharField(
        label=_("Nơi nhận thường dùng, mỗi dòng một nơi"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=5000
    )
    authority = forms.ChoiceField(label=_("Thẩm quyền ký"), choices=Authority.choices, required=False)
    authority_of = forms.CharField(label=_("Ký thay, thừa lệnh ai"), max_length=120, required=False, help_text=_("Ví dụ: GIÁM ĐỐC"))
    signer_role = forms.CharField(label=_("Chức vụ người ký"), max_length=120)
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=120, required=False)

    def clean_recipients(self) -> str:
        """One place a line."""
        return lines_of(self.cleaned_data["recipients"])


class RuleForm(forms.Form):
    """How a body numbers from a first of January on."""

    joint = forms.TypedChoiceField(
        label=_("Cách đánh số"),
        choices=[("0", _("Mỗi loại văn bản một dãy số")), ("1", _("Mọi loại chung một dãy số"))],
        coerce=lambda value: value == "1",
    )
    valid_from = forms.DateField(label=_("Từ ngày"), widget=DAY_INPUT, input_formats=DAYS)
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=250, required=False, help_text=_("Ví dụ: Quy chế công tác văn thư"))


class SeriesForm(forms.Form):
    """The last number that an office gave on paper this year."""

    doc_type = forms.ChoiceField(label=_("Loại văn bản"), choices=lambda: [("", _("Dãy chung")), *doc_types()], required=False)
    begun_at = forms.IntegerField(label=_("Số cuối đã cấp trên giấy"), min_value=0, max_value=99_999)


class TemplateForm(forms.Form):
    """A body's own .docx."""

    name = forms.CharField(label=_("Tên mẫu"), max_length=120)
    doc_type = forms.ChoiceField(label=_("Dùng cho"), choices=lambda: [("", _("Mọi loại văn bản")), *doc_types()], required=False)
    file = forms.FileField(label=_("Tệp .docx có chỗ ghi"))
