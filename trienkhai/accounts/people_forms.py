"""Shapes of input about people, their roles, what they hand over, and administrators' sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.services.delegating import Terms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from trienkhai.accounts.selectors import DelegationPage


def day_field(label: _StrPromise, help_text: _StrPromise | str = "", *, required: bool = True) -> forms.DateField:
    """A day as offices write it."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Hãy ghi ngày dạng 31/12/2026.")},
    )


class _Days(forms.Form):
    """From a day to a day."""

    since = day_field(_("Từ ngày"), _("Bỏ trống: từ hôm nay."), required=False)
    until = day_field(_("Đến hết ngày"), _("Bỏ trống: chưa định ngày kết thúc. Ví dụ: 31/12/2026."), required=False)


class NewPersonForm(_Days):
    """A new person of a unit and the role they take."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.SlugField(label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ không dấu, số và dấu gạch nối"))
    email = forms.EmailField(label=_("Thư điện tử"), required=False, help_text=_("Có thì thư mời được gửi tới đây."))
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    field_order = ("full_name", "username", "email", "role", "since", "until")


class HolderForm(_Days):
    """A role for somebody who has an account."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=60)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    field_order = ("username", "role", "since", "until")


class AnotherRoleForm(_Days):
    """Another role of a person, in one of the units whose people one manages."""

    unit_id = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    field_order = ("unit_id", "role", "since", "until")

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]


class LastDayForm(forms.Form):
    """The last day of a role; empty ends it today."""

    last_day = day_field(_("Ngày cuối"), required=False)


class DelegationForm(forms.Form):
    """What is handed over, to whom, from when until when, why."""

    role_id = forms.TypedChoiceField(label=_("Vai trò của bạn"), coerce=int)
    receiver_id = forms.TypedChoiceField(label=_("Người nhận"), coerce=int)
    kind = forms.ChoiceField(label=_("Cách uỷ quyền"), choices=HandOver.choices, widget=forms.RadioSelect, initial=HandOver.VERBS)
    verbs = forms.MultipleChoiceField(
        label=_("Những việc uỷ quyền"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ cần khi uỷ quyền một số việc."),
    )
    unit_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first = day_field(_("Từ ngày"), _("Ví dụ: 01/12/2026."))
    last = day_field(_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=250, help_text=_("Ví dụ: đi công tác."))
    document_number = forms.CharField(label=_("Số văn bản uỷ quyền"), max_length=80, required=False, help_text=_("Ví dụ: 12/GUQ-THPT."))

    def __init__(self, *args: Any, page: DelegationPage, below: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = page.unit_of_role
        self.fields["role_id"].choices = page.roles  # type: ignore[attr-defined]
        self.fields["receiver_id"].choices = [("", _("Hãy chọn người")), *page.people]  # type: ignore[attr-defined]
        self.fields["verbs"].choices = page.verbs  # type: ignore[attr-defined]
        if below:
            choices = [("", _("cả phạm vi của vai trò")), *below]
            self.fields["unit_id"] = forms.TypedChoiceField(
                label=_("Phạm vi"), coerce=int, empty_value=None, required=False, choices=choices
            )
        self.order_fields(["role_id", "unit_id", "receiver_id", "kind", "verbs", "first", "last", "reason", "document_number"])

    def terms(self) -> Terms:
        """What was said, after `is_valid`."""
        said = dict(self.cleaned_data)
        said["unit_id"] = said["unit_id"] or self.units[said["role_id"]]
        return Terms(**said)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=250)


class AdminSessionForm(forms.Form):
    """What an administrator is going to do."""

    reason = forms.CharField(
        label=_("Việc sẽ làm"), max_length=250, help_text=_("Được ghi vào nhật ký. Ví dụ: «Nhập đơn vị theo Quyết định 15/QĐ-UBND».")
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
