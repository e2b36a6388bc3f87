"""Shapes of input of the reporting pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.reporting.choices import Section


class MakeForm(forms.Form):
    """Make a report on one period; `form_key` makes a double click one report."""

    period = forms.IntegerField(widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class PassageForm(forms.Form):
    """The wording of one passage."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Nội dung trong báo cáo"), widget=forms.Textarea(attrs={"rows": 8}))
    included = forms.BooleanField(label=_("Đưa vào báo cáo"), required=False)


class NewPassageForm(forms.Form):
    """A passage of the office's own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    section = forms.ChoiceField(
        label=_("Phần của báo cáo"),
        choices=[(Section.OPENING, Section.OPENING.label), (Section.PROPOSAL, Section.PROPOSAL.label)],
    )
    text = forms.CharField(label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 8}))


class LetterheadForm(forms.Form):
    """The letterhead and the signature block."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Trích yếu"), widget=forms.Textarea(attrs={"rows": 3}))
    parent_issuer = forms.CharField(label=_("Cơ quan chủ quản"), max_length=250, required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=250)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=80, help_text=_("Ví dụ: BC-SGDĐT"))
    place = forms.CharField(label=_("Địa danh"), max_length=80, required=False)
    recipients = forms.CharField(label=_("Nơi nhận, mỗi dòng một nơi"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    authority = forms.CharField(
        label=_("Thẩm quyền ký"), max_length=120, required=False, help_text=_("Ví dụ: KT. GIÁM ĐỐC; để trống khi người đứng đầu ký")
    )
    signer_role = forms.CharField(label=_("Chức vụ người ký"), max_length=120)
    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=120, required=False)

    def clean_recipients(self) -> str:
        """One place a line, whatever line breaks the browser sends."""
        return "\n".join(line.strip() for line in self.cleaned_data["recipients"].splitlines() if line.strip())


class NumberForm(forms.Form):
    """Number and day, given by the records clerk."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(label=_("Số văn bản"), min_value=1, max_value=99_999)
    issued_on = forms.DateField(label=_("Ngày ban hành"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
