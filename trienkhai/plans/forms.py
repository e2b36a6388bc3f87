"""Shapes of input about plans."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.periods.choices import PeriodKind
from trienkhai.plans.choices import REPORTABLE, Duty, MailWish, State
from trienkhai.plans.reminding import Rules
from trienkhai.plans.schedule import RHYTHMS

DAY = {"type": "date"}


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, picked or typed as dd/mm/yyyy."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    errors = {"invalid": _("Ngày chưa đúng. Hãy nhập ngày/tháng/năm, ví dụ 06/02/2026.")}
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages=errors, **options)


class IssueForm(forms.Form):
    """What issuing asks."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    effective_on = day_field(_("Ngày kế hoạch có hiệu lực"))
    rhythm = forms.ChoiceField(
        label=_("Chu kỳ của việc thường xuyên"),
        choices=[(kind.value, kind.label) for kind in RHYTHMS],
        help_text=_("Mỗi kỳ, đơn vị báo cáo một lần cho mỗi việc thường xuyên."),
    )
    past = forms.MultipleChoiceField(label=_("Kỳ đã qua cần mở"), required=False, widget=forms.CheckboxSelectMultiple)
    carry = forms.TypedChoiceField(
        label=_("Nhiệm vụ đã quá thời hạn ghi trong văn bản"),
        choices=[("0", _("Không mở, coi như đã qua")), ("1", _("Mở trong kỳ hiện tại, hạn mới là ngày cuối kỳ"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
        required=False,  # not asked when no task's day has passed
        empty_value=False,  # type: ignore[arg-type]
    )

    def __init__(self, *args: Any, past: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["past"].choices = past  # type: ignore[attr-defined]

    def clean_past(self) -> list[dt.date]:
        """First days of the chosen periods."""
        return [dt.date.fromisoformat(value) for value in self.cleaned_data["past"]]


class LookForm(forms.Form):
    """Another effective day or rhythm to look at before issuing."""

    effective_on = day_field("", required=False)
    rhythm = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in PeriodKind], required=False)


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file on its own."""
        return [super(FilesField, self).clean(item, initial) for item in data or []]


class ProgressForm(forms.Form):
    """What a unit reports on its work."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("Tình trạng"), choices=[(s.value, s.label) for s in REPORTABLE], widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Nội dung đã thực hiện"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Một, hai câu: đã làm gì, khi nào, với ai."),
    )
    result = forms.CharField(
        label=_("Kết quả"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Số liệu hoặc sản phẩm, nếu có."),
    )
    difficulty = forms.CharField(
        label=_("Khó khăn, vướng mắc"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Cấp trên sẽ đọc mục này; để trống nếu không có."),
    )
    evidence = FilesField(
        label=_("Minh chứng"),
        required=False,
        help_text=_("Nhiều nhất 10 tệp .pdf, .docx, .xlsx, .pptx, .jpg, .png, .txt; mỗi tệp không quá 50 MB."),
    )

    @staticmethod
    def fresh(state: str, words: str = "") -> ProgressForm:
        """A form for a page, with a key of its own; `words` are a first wording that the person asked for."""
        start = State.IN_PROGRESS if state == State.NOT_STARTED else state
        return ProgressForm(initial={"form_key": uuid.uuid4(), "state": start, "text": words})


class NameForm(forms.Form):
    """Who an open phrase means."""

    addressee = forms.IntegerField(required=False, widget=forms.HiddenInput)
    duty = forms.ChoiceField(label=_("Vai trò"), choices=Duty.choices, initial=Duty.EXECUTE)
    group = forms.TypedChoiceField(label=_("Nhóm đơn vị"), required=False, coerce=int, empty_value=None)
    units = forms.TypedMultipleChoiceField(label=_("Hoặc chọn đơn vị"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple)
    due = day_field(_("Hạn riêng"), required=False, help_text=_("Để trống nếu theo hạn của nhiệm vụ hoặc ngày cuối kỳ."))
    reason = forms.CharField(label=_("Căn cứ, lý do"), max_length=200, help_text=_("Ví dụ số công văn giao việc."))

    def __init__(self, *args: Any, groups: list[tuple[int, str]], units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Không chọn nhóm")), *groups]  # type: ignore[attr-defined]
        self.fields["units"].choices = units  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """How a person wants reminders by mail."""

    mail = forms.ChoiceField(label=_("Thư nhắc việc"), choices=MailWish.choices, widget=forms.RadioSelect)


class DaysField(forms.CharField):
    """Numbers of days with commas between them: "7, 3, 1"."""

    def to_python(self, value: Any) -> tuple[int, ...]:  # type: ignore[override]
        """The numbers; a plain message when one is none."""
        words = [word for word in str(value or "").replace(";", ",").replace(" ", ",").split(",") if word]
        if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
            raise forms.ValidationError(_("Hãy nhập số ngày, cách nhau bằng dấu phẩy, ví dụ 7, 3, 1."))
        return tuple(int(word) for word in words)

    def prepare_value(self, value: Any) -> str:
        """As it is typed."""
        return value if isinstance(value, str) else ", ".join(str(days) for days in value or ())


HOUR = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class RulesForm(forms.Form):
    """When units are reminded."""

    before = DaysField(label=_("Nhắc trước hạn (số ngày)"), required=False, help_text=_("Ví dụ 7, 3, 1. Để trống nếu không nhắc."))
    on_due = forms.BooleanField(label=_("Nhắc đúng ngày đến hạn"), required=False)
    after = DaysField(label=_("Nhắc khi quá hạn (số ngày)"), required=False, help_text=_("Ví dụ 1, 7."))
    unseen = forms.IntegerField(
        label=_("Chưa tiếp nhận sau (ngày)"), min_value=0, max_value=365, help_text=_("Tính từ ngày mở kỳ; 0 là không nhắc.")
    )
    silent = forms.IntegerField(
        label=_("Không cập nhật trong (ngày)"), min_value=0, max_value=365, help_text=_("Với việc đã tiếp nhận; 0 là không nhắc.")
    )
    escalate = DaysField(
        label=_("Báo lên cấp trên khi quá hạn (số ngày)"),
        required=False,
        help_text=_("Mỗi số là một cấp: 7, 14 là sau 7 ngày báo cấp trên trực tiếp, sau 14 ngày báo cấp trên nữa."),
    )
    forget = forms.IntegerField(label=_("Thôi nhắc khi quá hạn hơn (ngày)"), min_value=1, max_value=365)
    opens = forms.TimeField(label=_("Gửi thư từ"), widget=HOUR)
    closes = forms.TimeField(label=_("Đến trước"), widget=HOUR)
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=250, help_text=_("Ví dụ quy chế làm việc, ý kiến chỉ đạo."))

    def rules(self) -> Rules:
        """The rules as typed."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "legal_basis"}
        return Rules(**said | {name: f"{said[name]:%H:%M}" for name in ("opens", "closes")})


class DifficultyForm(forms.Form):
    """What a unit finds hard. `seen` says that similar ones were shown."""

    text = forms.CharField(
        label=_("Khó khăn, vướng mắc"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nêu vướng ở đâu, vì sao, đề nghị cấp trên làm gì."),
    )
    seen = forms.BooleanField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """An answer, or what is proposed to leadership."""

    text = forms.CharField(label=_("Nội dung"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class ExtensionForm(forms.Form):
    """More time for what a unit owes."""

    until = day_field(_("Đề nghị gia hạn đến hết ngày"))
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nêu vì sao chưa kịp và đã làm đến đâu."),
    )


class DecisionForm(forms.Form):
    """The answer to a request for more time."""

    decision = forms.ChoiceField(
        label=_("Quyết định"), choices=[("grant", _("Đồng ý gia hạn")), ("refuse", _("Không gia hạn"))], widget=forms.RadioSelect
    )
    until = day_field(_("Gia hạn đến hết ngày"), required=False, help_text=_("Có thể sớm hơn ngày đơn vị đề nghị."))
    remark = forms.CharField(
        label=_("Ý kiến"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi không gia hạn."),
    )

    def clean(self) -> dict[str, Any]:
        """A day when it is granted, a reason when it is not."""
        given = super().clean() or {}
        if given.get("decision") == "grant" and not given.get("until") and "until" not in self.errors:
            self.add_error("until", _("Hãy chọn ngày gia hạn."))
        if given.get("decision") == "refuse" and not given.get("remark"):
            self.add_error("remark", _("Hãy nêu lý do không gia hạn."))
        return given
