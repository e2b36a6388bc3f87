"""Shapes of input about lines of registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.registers.builtin import Definition
from trienkhai.registers.choices import ColumnKind

MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
MOMENTS = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"]


class EntryForm(forms.Form):
    """The columns of a register as fields; what they hold is read by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, definition: Definition, own: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        if own is not None:
            self.fields["unit"] = forms.TypedChoiceField(label=_("Đơn vị"), choices=own, coerce=int)
        for column in definition.columns:
            label = f"{column.title} ({column.measure})" if column.measure else column.title
            if column.kind == ColumnKind.LIST:
                choices = [("", "–"), *((one, one) for one in column.choices)]
                self.fields[column.key] = forms.ChoiceField(label=label, required=column.required, choices=choices)
            else:
                helps = {ColumnKind.DATE: _("Ngày/tháng/năm."), ColumnKind.UNIT: _("Tên hoặc mã đơn vị.")}
                hint = helps.get(ColumnKind(column.kind), "")
                self.fields[column.key] = forms.CharField(label=label, required=column.required, max_length=2000, help_text=hint)
        if own is not None and any(step.clock for step in definition.steps):
            self.fields["happened_at"] = forms.DateTimeField(
                label=_("Phát hiện lúc"), widget=MOMENT, input_formats=MOMENTS, help_text=_("Thời hạn báo cáo tính từ lúc này.")
            )

    def typed(self) -> dict[str, str]:
        """The columns as typed."""
        return {column.key: str(self.cleaned_data.get(column.key) or "") for column in self.definition.columns}


class StepForm(forms.Form):
    """The next step of a line."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    happened_at = forms.DateTimeField(label=_("Thời điểm"), widget=MOMENT, input_formats=MOMENTS)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000)
    file = forms.FileField(label=_("Tệp minh chứng"), required=False)


class ProgrammeForm(forms.Form):
    """The document that approves a year's inspections."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2000, max_value=2100)
    document = forms.CharField(
        label=_("Văn bản phê duyệt"), max_length=250, help_text=_("Số, ngày, ví dụ «Quyết định số 12/QĐ-SGDĐT ngày 05/12/2026».")
    )
    legal_basis = forms.CharField(label=_("Căn cứ pháp lý"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class EntriesForm(forms.Form):
    """A unit's lines of a register as a workbook."""

    unit = forms.IntegerField()
    file = forms.FileField()


class RemoveForm(forms.Form):
    """Why a line is taken out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Lý do bỏ dòng"), max_length=2000)
