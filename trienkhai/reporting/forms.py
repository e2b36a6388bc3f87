"""Shapes of input of the reporting pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.core import asked
from trienkhai.periods.choices import PeriodKind
from trienkhai.reporting import cutoffs
from trienkhai.reporting.choices import CutOff, Method
from trienkhai.reporting.terms import Terms

if TYPE_CHECKING:
    from trienkhai.reporting.selectors.regimes import NewRegime


class MakeForm(forms.Form):
    """Make a report on one period; `form_key` makes a double click one report."""

    period = forms.IntegerField(widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, earlier: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bases"] = forms.TypedMultipleChoiceField(
            label=_("Lấy lời từ các báo cáo trước (sơ kết, tổng kết nhiều năm)"),
            coerce=int,
            required=False,
            choices=list(earlier),
            widget=forms.CheckboxSelectMultiple,
        )


class VersionForm(forms.Form):
    """An act on a part, on the version its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PassageForm(VersionForm):
    """The wording of one passage."""

    text = forms.CharField(label=_("Nội dung trong báo cáo"), widget=forms.Textarea(attrs={"rows": 10}))


class NewPassageForm(VersionForm):
    """A passage of the office's own."""

    text = forms.CharField(label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 4}))


class IncludeForm(VersionForm):
    """Whether a passage stands in the document."""

    included = forms.BooleanField(required=False)


class MoveForm(VersionForm):
    """How many places up (negative) or down."""

    steps = forms.IntegerField(min_value=-10_000, max_value=10_000)


class MergeForm(VersionForm):
    """The passages to be put together, and whether their words are joined."""

    joined = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        chosen = [one for one in data.getlist("passages") if one.isascii() and one.isdigit() and len(one) < 16]
        self.fields["passages"] = forms.TypedMultipleChoiceField(coerce=int, required=False, choices=[(one, one) for one in chosen])

    def clean(self) -> dict[str, Any]:
        """What the service takes."""
        given = super().clean() or {}
        return {"version": given.get("version"), "passage_ids": given.get("passages", []), "joined": given.get("joined", False)}


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


class SubmissionForm(forms.Form):
    """What a unit writes: a field for each free section of the round, whether nothing arose, why it is late."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_nil = forms.BooleanField(
        label=_("Trong kỳ không phát sinh nội dung báo cáo"),
        required=False,
        help_text=_("Việc thường xuyên chưa báo cáo được coi là không phát sinh; việc có hạn vẫn phải báo cáo."),
    )
    late_reason = forms.CharField(label=_("Lý do nộp muộn"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, sections: list[dict[str, Any]], late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [one["key"] for one in sections]
        for one in sections:
            self.fields[one["key"]] = forms.CharField(label=one["title"], required=False, widget=forms.Textarea(attrs={"rows": 6}))
        if not late:
            del self.fields["late_reason"]

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        words = {key: given[key] for key in self.keys}
        return {"said": words, "is_nil": given["is_nil"], "late_reason": given.get("late_reason", "")}


class ActForm(forms.Form):
    """An act on a submission, on the version its page showed; some acts need words, one a day."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(required=False)
    until = forms.DateField(required=False)


_STRETCH = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\s*(?:-|–|đến)\s*(\d{1,2}/\d{1,2}/\d{4})")


class RegimeForm(forms.Form):
    """What a regime asks. Free sections stand one a line; a star at the end of a line says that it must be filled."""

    regime = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Tên báo cáo"), max_length=250)
    method = forms.ChoiceField(label=_("Phương thức gửi"), choices=Method.choices)
    cutoff = forms.ChoiceField(
        label=_("Chốt số liệu"),
        choices=CutOff.choices,
        help_text=_("Theo Nghị định: tháng, quý, 6 tháng, 9 tháng, năm tính từ ngày 15 của tháng trước kỳ đến ngày 14 của tháng cuối kỳ."),
    )
    stretches = forms.CharField(
        label=_("Giai đoạn số liệu (đột xuất, sơ kết, tổng kết), mỗi dòng một giai đoạn"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ví dụ 01/01/2023 - 31/12/2025. Báo cáo định kỳ để trống: giai đoạn theo lịch."),
    )
    window_days = forms.IntegerField(label=_("Mở nhập trước ngày chốt (ngày)"), min_value=0, max_value=120)
    deadline_days = forms.IntegerField(label=_("Hạn nộp của đơn vị cơ sở (ngày làm việc sau ngày chốt)"), min_value=0, max_value=120)
    level_days = forms.IntegerField(label=_("Mỗi cấp trên thêm (ngày làm việc)"), min_value=0, max_value=120)
    late_days = forms.IntegerField(label=_("Còn nhận báo cáo muộn trong (ngày làm việc)"), min_value=0, max_value=120)
    sections = forms.CharField(
        label=_("Các phần tự viết, mỗi dòng một phần"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Dấu * ở cuối dòng là phần bắt buộc. Kết quả nhiệm vụ, biểu và chỉ tiêu của kế hoạch tự có, không phải viết lại."),
    )
    legal_basis = forms.CharField(label=_("Căn cứ"), max_length=250, required=False)

    def clean_sections(self) -> list[dict[str, Any]]:
        """The sections, keyed by their place."""
        lines = [line.strip() for line in self.cleaned_data["sections"].splitlines() if line.strip(" *")]
        return [
            {"key": f"s{at}", "title": line.rstrip("* ").strip(), "required": line.endswith("*")} for at, line in enumerate(lines, start=1)
        ]

    def clean_stretches(self) -> list[tuple[dt.date, dt.date]]:
        """First and last day of each line."""
        out = []
        for line in filter(None, map(str.strip, self.cleaned_data["stretches"].splitlines())):
            found = _STRETCH.fullmatch(line)
            first, last = (asked.day(found[1]), asked.day(found[2])) if found else (None, None)
            if first is None or last is None:
                raise forms.ValidationError(
                    _("Dòng «%(line)s» chưa đúng: ghi ngày đầu - ngày cuối, ví dụ 01/01/2023 - 31/12/2025."), params={"line": line}
                )
            out.append((first, last))
        return out

    def terms(self, frequency: str) -> Terms:
        """What the service takes."""
        given = self.cleaned_data
        return Terms(frequency=frequency, **{one.name: given[one.name] for one in fields(Terms) if one.name != "frequency"})


class NewRegimeForm(RegimeForm):
    """A regime without a plan, or one of a plan over several years; `document` and `quote` say which sentence asks for it."""

    frequency = forms.ChoiceField(label=_("Tần suất"), choices=[(kind.value, kind.label) for kind in PeriodKind if kind != PeriodKind.PLAN])
    group = forms.TypedChoiceField(
        label=_("Đơn vị phải báo cáo"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Chọn một nhóm đơn vị; nhóm lập ở trang Đơn vị, mục Nhóm đơn vị."),
    )
    plan = forms.TypedChoiceField(label=_("Hoặc các đơn vị của kế hoạch (sơ kết, tổng kết)"), coerce=int, empty_value=None, required=False)
    document = forms.IntegerField(widget=forms.HiddenInput, required=False)
    quote = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "frequency", "group", "plan", "stretches", "sections", "cutoff", "deadline_days", "level_days", "late_days")

    def __init__(self, *args: Any, found: NewRegime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group, plan = self.fields["group"], self.fields["plan"]
        group.choices = [("", "–"), *((one.pk, one.name) for one in found.groups)]  # type: ignore[attr-defined]
        plan.choices = [("", "–"), *((one.pk, one.title[:120]) for one in found.plans)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either a group or a plan."""
        given = super().clean() or {}
        if bool(given.get("group")) == bool(given.get("plan")) and not {"group", "plan"} & self.errors.keys():
            self.add_error("group", _("Hãy chọn nhóm đơn vị phải báo cáo, hoặc một kế hoạch, không chọn cả hai."))
        if given.get("plan") and given.get("frequency") not in cutoffs.BY_HAND:
            self.add_error("frequency", _("Báo cáo định kỳ của kế hoạch đã có sẵn; ở đây chọn «Nhiều năm» hoặc «Đột xuất»."))
        return given


class OfflineForm(forms.Form):
    """A submission filled in elsewhere, or a file to go with one."""

    file = forms.FileField(required=True)
