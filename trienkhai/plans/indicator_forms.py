"""Shapes of input about indicators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from trienkhai.core.numbers import NumberField
from trienkhai.plans.choices import IndicatorSource, SumRule


def _number(value: str) -> int | None:
    return int(value) if value else None


class PartField(forms.TypedChoiceField):
    """One of the plan's own rows, or none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, coerce=_number, empty_value=None, **options)


class IndicatorForm(forms.Form):
    """An indicator of a plan."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    title = forms.CharField(label=_("Tên chỉ tiêu"), max_length=250)
    measure = forms.CharField(label=_("Đơn vị tính"), max_length=40, help_text=_("Ví dụ: %, lớp, người, triệu đồng."))
    task = PartField(label=_("Nhiệm vụ"), help_text=_("Để trống nếu là chỉ tiêu chung của kế hoạch."))
    source = forms.ChoiceField(label=_("Nguồn số liệu"), choices=IndicatorSource.choices)
    rule = forms.ChoiceField(label=_("Cách tổng hợp các đơn vị và các kỳ"), choices=SumRule.choices)
    numerator = PartField(label=_("Tử số"), help_text=_("Chỉ với chỉ tiêu tự tính."))
    denominator = PartField(label=_("Mẫu số"), help_text=_("Chỉ với chỉ tiêu tự tính."))
    baseline = NumberField(label=_("Số gốc"), required=False, help_text=_("Mức khi bắt đầu kế hoạch."))
    target = NumberField(label=_("Mức phấn đấu của cả kế hoạch"), required=False)
    is_less_better = forms.BooleanField(label=_("Càng thấp càng tốt"), required=False)
    definition = forms.CharField(label=_("Cách hiểu, cách tính"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, tasks: list[tuple[int, str]], indicators: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].choices = [("", _("Cả kế hoạch")), *tasks]  # type: ignore[attr-defined]
        for name in ("numerator", "denominator"):
            self.fields[name].choices = [("", "–"), *indicators]  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """What is to be reached in a period, by one unit or by all together."""

    period = PartField(label=_("Kỳ"))
    unit = PartField(label=_("Đơn vị"))
    value = NumberField(label=_("Mức phấn đấu"), required=False, help_text=_("Để trống là bỏ mức đã đặt."))

    def __init__(self, *args: Any, periods: list[tuple[int, str]], units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [("", _("Cả kế hoạch")), *periods]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("Chung tất cả các đơn vị")), *units]  # type: ignore[attr-defined]


class ValueForm(forms.Form):
    """A unit's figure."""

    period = forms.IntegerField(widget=forms.HiddenInput)
    unit = forms.IntegerField(widget=forms.HiddenInput)
    value = NumberField(label=_("Giá trị"))
    weight = NumberField(label=_("Mẫu số hoặc trọng số"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000)

    def clean_value(self) -> Any:
        """Something must be said."""
        if self.cleaned_data["value"] is None:
            raise forms.ValidationError(_now("Hãy nhập số."))
        return self.cleaned_data["value"]
