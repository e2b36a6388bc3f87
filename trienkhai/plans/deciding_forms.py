"""Shapes of input about what the plan's owner decides on units' work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.plans.choices import Clock, DecisionKind, Quality
from trienkhai.plans.forms import day_field

QUALITY = [("", _("Không nhận xét")), *Quality.choices]


def _words(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **options)


class WorkDecisionForm(forms.Form):
    """What the plan's owner decides on one work; `choices` are the decisions that its state allows."""

    decision = forms.ChoiceField(label=_("Quyết định"), widget=forms.RadioSelect)
    quality = forms.ChoiceField(
        label=_("Nhận xét chất lượng kết quả"),
        choices=QUALITY,
        required=False,
        help_text=_("Nói về kết quả công việc, khi xác nhận."),
    )
    until = day_field(_("Dự kiến tiếp tục từ ngày"), required=False, help_text=_("Khi tạm dừng; để trống nếu chưa biết."))
    clock_choice = forms.ChoiceField(
        label=_("Hạn khi tiếp tục"), choices=Clock.choices, required=False, widget=forms.RadioSelect, initial=Clock.SHIFT
    )
    due = day_field(_("Hạn mới"), required=False)
    text = _words(_("Lý do, ý kiến"), required=False, help_text=_("Bắt buộc khi trả lại và khi tạm dừng."))

    USED = {
        DecisionKind.CONFIRMED: {"quality"},
        DecisionKind.RETURNED: set(),
        DecisionKind.SUSPENDED: {"until"},
        DecisionKind.RESUMED: {"clock_choice", "due"},
    }

    def __init__(self, *args: Any, choices: list[DecisionKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(kind.value, kind.label) for kind in choices]  # type: ignore[attr-defined]
        used = set().union(*(self.USED[kind] for kind in choices))
        for name in {"quality", "until", "clock_choice", "due"} - used:
            del self.fields[name]
        if len(choices) == 1:
            self.initial.setdefault("decision", choices[0].value)

    def clean(self) -> dict[str, Any]:
        """A reason where one is owed, a day where one is chosen."""
        given = super().clean() or {}
        if given.get("decision") in (DecisionKind.RETURNED, DecisionKind.SUSPENDED) and not given.get("text"):
            self.add_error("text", _("Hãy nêu lý do."))
        if given.get("decision") == DecisionKind.RESUMED:
            _clock(self, given)
        return given


def _clock(form: forms.Form, given: dict[str, Any]) -> None:
    if not given.get("clock_choice"):
        form.add_error("clock_choice", _("Hãy chọn cách tính hạn."))
    if given.get("clock_choice") == Clock.DAY and not given.get("due") and "due" not in form.errors:
        form.add_error("due", _("Hãy chọn hạn mới."))


class ManyField(forms.TypedMultipleChoiceField):
    """Rows of a table that were ticked: their numbers, whatever the page showed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, required=False, **options)

    def valid_value(self, value: Any) -> bool:
        """A number of plain digits."""
        return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19


class ConfirmForm(forms.Form):
    """Many works confirmed at once."""

    chosen = ManyField(label=_("Việc"))
    quality = forms.ChoiceField(label=_("Nhận xét chất lượng kết quả"), choices=QUALITY, required=False)
    text = _words(_("Ý kiến"), required=False)


class SuspendForm(forms.Form):
    """Many works suspended at once."""

    chosen = ManyField(label=_("Việc"))
    until = day_field(_("Dự kiến tiếp tục từ ngày"), required=False, help_text=_("Để trống nếu chưa biết."))
    text = _words(_("Lý do tạm dừng"))


class HaltForm(forms.Form):
    """A whole task that stands still."""

    text = _words(_("Lý do tạm dừng"))
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=250, help_text=_("Số, ngày của văn bản, ví dụ: Công văn 15/SGDĐT ngày 02/12/2026.")
    )
    until = day_field(_("Dự kiến tiếp tục từ ngày"), required=False, help_text=_("Để trống nếu chưa biết."))


class GoOnForm(forms.Form):
    """A whole task that goes on."""

    clock_choice = forms.ChoiceField(label=_("Hạn khi tiếp tục"), choices=Clock.choices, widget=forms.RadioSelect, initial=Clock.SHIFT)
    due = day_field(_("Hạn mới"), required=False)
    text = _words(_("Ý kiến"), required=False)

    def clean(self) -> dict[str, Any]:
        """A day where one is chosen."""
        given = super().clean() or {}
        _clock(self, given)
        return given


class ResumeForm(GoOnForm):
    """Many works that go on."""

    chosen = ManyField(label=_("Việc"))


class ConfirmRuleForm(forms.Form):
    """Whether work reported done waits for confirmation."""

    required = forms.TypedChoiceField(
        label=_("Xác nhận hoàn thành"),
        choices=[("", _("Theo mặc định")), ("1", _("Phải có xác nhận")), ("0", _("Không cần xác nhận"))],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    task = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DaysForm(forms.Form):
    """Two days to compare."""

    tu = day_field(_("Cuối ngày"))
    den = day_field(_("So với cuối ngày"))


class DayForm(forms.Form):
    """A day to look back to."""

    ngay = day_field(_("Cuối ngày"))


class EventForm(forms.Form):
    """That what a conditional task waits for has happened."""

    happened_on = day_field(_("Ngày có sự kiện"))
    due = day_field(_("Hạn hoàn thành"))
    words = _words(_("Sự kiện"), help_text=_("Ví dụ: dịch cúm ở hai xã, theo công văn số 15."))


class EnterForm(forms.Form):
    """A unit that enters or leaves an open period."""

    act = forms.ChoiceField(choices=[("join", ""), ("leave", "")])
    unit = forms.IntegerField(min_value=1, max_value=2**62)
    due = day_field(_("Hạn riêng"), required=False, help_text=_("Để trống thì theo hạn của kỳ."))
    reason = forms.CharField(label=_("Lý do"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
