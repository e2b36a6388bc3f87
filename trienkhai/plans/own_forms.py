"""Shapes of input about units' own plans and about who does what inside a unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.core.text import date as shown
from trienkhai.plans.choices import Schedule
from trienkhai.plans.forms import day_field

if TYPE_CHECKING:
    from django.forms import BoundField

    from trienkhai.plans.selectors import MatchPage, OwnTaskPage
    from trienkhai.plans.selectors.given import Given
    from trienkhai.plans.selectors.own import MatchRow

EVERY = [
    ("", _("Chọn chu kỳ")),
    ("P1M", _("Hằng tháng")),
    ("P3M", _("Hằng quý")),
    ("P6M", _("Sáu tháng")),
    ("P1Y", _("Hằng năm")),
]


def given_label(row: Given) -> str:
    """A task above as a choice, with the unit's last day for it."""
    return f"{row.label} – {_('hạn')} {shown(row.due)}" if row.due else row.label


class OwnNameForm(forms.Form):
    """What a unit's own plan is called."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    number = forms.CharField(label=_("Số"), max_length=40, required=False)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=80, required=False)


class OwnTaskForm(forms.Form):
    """One task of a unit's own plan."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Nội dung việc"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label=_("Thời gian thực hiện"),
        choices=[
            (Schedule.ONCE.value, _("Có thời hạn")),
            (Schedule.CONTINUOUS.value, _("Thường xuyên")),
            (Schedule.RECURRING.value, _("Định kỳ")),
        ],
        widget=forms.RadioSelect,
    )
    due = day_field(_("Ngày hoàn thành"), required=False, help_text=_("Khi chọn có thời hạn."))
    every = forms.ChoiceField(label=_("Chu kỳ"), choices=EVERY, required=False, help_text=_("Khi chọn định kỳ."))
    product = forms.CharField(label=_("Sản phẩm"), max_length=1000, required=False)
    units = forms.TypedMultipleChoiceField(
        label=_("Đơn vị thực hiện"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Trống là đơn vị mình."),
    )
    person = forms.TypedChoiceField(label=_("Người thực hiện trong đơn vị"), required=False, coerce=int, empty_value=None)
    parents = forms.TypedMultipleChoiceField(
        label=_("Thực hiện nhiệm vụ cấp trên"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Để trống nếu là việc riêng của đơn vị."),
    )
    late_reason = forms.CharField(
        label=_("Lý do hạn muộn hơn cấp trên giao"), max_length=250, required=False, help_text=_("Chỉ ghi khi hạn muộn hơn.")
    )

    def __init__(self, *args: Any, page: OwnTaskPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = page.units  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("Chưa chọn người")), *page.people]  # type: ignore[attr-defined]
        self.fields["parents"].choices = [(row.task.pk, given_label(row)) for row in page.given]  # type: ignore[attr-defined]

    @staticmethod
    def first(page: OwnTaskPage) -> dict[str, Any]:
        """The task as it stands."""
        task = page.task
        if task is None:
            return {"version": page.plan.version, "kind": Schedule.ONCE}
        kept = {"text": task.text, "due": task.due, "every": task.every, "product": task.product, "late_reason": page.late_reason}
        kind = task.schedule if task.schedule in {Schedule.ONCE, Schedule.RECURRING} else Schedule.CONTINUOUS
        chosen = {"units": page.chosen_units, "person": page.person_id, "parents": page.parent_ids}
        return {"version": page.plan.version, "kind": kind, **kept, **chosen}


class MatchForm(forms.Form):
    """Which tasks above the own tasks carry out: those shown beside each, and one more from the list."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: MatchPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = page.plan.version
        self.page = page
        for row in page.rows:
            key = row.task.pk
            shown_ = [(choice.given.task.pk, given_label(choice.given)) for choice in row.choices]
            said = [choice.given.task.pk for choice in row.choices if choice.is_said]
            others = [("", _("Không")), *((given.task.pk, given_label(given)) for given in row.others)]
            self.fields[f"above-{key}"] = forms.TypedMultipleChoiceField(
                label=_("Thực hiện nhiệm vụ"),
                required=False,
                coerce=int,
                choices=shown_,
                initial=said,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"other-{key}"] = forms.TypedChoiceField(
                label=_("Nhiệm vụ khác"), required=False, coerce=int, empty_value=None, choices=others
            )
            self.fields[f"reason-{key}"] = forms.CharField(
                label=_("Lý do hạn muộn hơn"), required=False, max_length=250, initial=row.late_reason
            )

    def rows(self) -> Iterator[tuple[MatchRow, BoundField, BoundField, BoundField]]:
        """Each own task with its fields."""
        for row in self.page.rows:
            yield (row, *(self[f"{name}-{row.task.pk}"] for name in ("above", "other", "reason")))  # type: ignore[misc]

    def pairs(self) -> Mapping[int, Collection[int]]:
        """The tasks above for each own task."""
        given = self.cleaned_data
        keys = [row.task.pk for row in self.page.rows]
        return {key: {*given[f"above-{key}"], *filter(None, [given[f"other-{key}"]])} for key in keys}

    def reasons(self) -> Mapping[int, str]:
        """Why an own day is later, for each own task."""
        return {row.task.pk: self.cleaned_data[f"reason-{row.task.pk}"] for row in self.page.rows}


class AssignForm(forms.Form):
    """Who does it, and by when inside the unit."""

    person = forms.TypedChoiceField(label=_("Người thực hiện"), coerce=int)
    due = day_field(_("Hạn trong đơn vị"))
    note = forms.CharField(label=_("Dặn thêm"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class HandOnForm(forms.Form):
    """To whom everything goes that one person has."""

    person = forms.TypedChoiceField(label=_("Chuyển cho"), coerce=int)
    reason = forms.CharField(label=_("Lý do"), max_length=250, help_text=_("Ví dụ chuyển công tác, nghỉ thai sản."))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why work is taken back."""

    reason = forms.CharField(label=_("Lý do thôi phân công"), max_length=250)
