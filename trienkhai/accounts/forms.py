"""Shapes of input about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.accounts.choices import VERB_LABELS
from trienkhai.accounts.permissions import VERBS
from trienkhai.accounts.tokens import grantable
from trienkhai.units.choices import GroupKind, Kind
from trienkhai.units.selectors import members_listed as units_of

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.models import UnitGroup
    from trienkhai.units.selectors import UnitAt


class SignInForm(LoginForm):  # type: ignore[misc,unused-ignore]
    """Name and password, in the words of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", _("Tên đăng nhập hoặc thư điện tử")), ("password", _("Mật khẩu"))):
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class _NewPassword:
    """The library's password forms in the words of the house."""

    LABELS = {"oldpassword": _("Mật khẩu hiện tại"), "password1": _("Mật khẩu mới"), "password2": _("Nhập lại mật khẩu mới")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):  # type: ignore[misc,unused-ignore]
    """Another password for one's own account."""


class SetPasswordForm(_NewPassword, account.SetPasswordForm):  # type: ignore[misc,unused-ignore]
    """A first password."""


class ResetPasswordKeyForm(_NewPassword, account.ResetPasswordKeyForm):  # type: ignore[misc,unused-ignore]
    """A new password by the link in a mail."""


class TokenForm(forms.Form):
    """A key for a program: where, what, until when."""

    name = forms.CharField(label=_("Tên"), max_length=80, help_text=_("Phần mềm sẽ dùng mã, ví dụ: «Phần mềm quản lý trường»."))
    unit_id = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    verbs = forms.MultipleChoiceField(label=_("Quyền"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label=_("Hết hạn ngày"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        help_text=_("Ví dụ: 31/12/2026; nhiều nhất một năm."),
        error_messages={"invalid": _("Hãy ghi ngày dạng 31/12/2026.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = grantable(person)
        held = [verb for verb in VERBS if scope.paths(verb)]
        self.fields["unit_id"].choices = list({h.unit_id: h.unit_name for h in scope.holdings}.items())  # type: ignore[attr-defined]
        self.fields["verbs"].choices = [(verb, VERB_LABELS[verb]) for verb in held]  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    """A named set of units: by rule or by list."""

    name = forms.CharField(label=_("Tên nhóm"), max_length=160)
    rule_or_list = forms.ChoiceField(label=_("Cách lập"), choices=GroupKind.choices, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(label=_("Loại đơn vị"), choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple)
    levels = forms.TypedMultipleChoiceField(
        label=_("Cấp"),
        coerce=int,
        required=False,
        choices=[(1, _("cấp 1")), (2, _("cấp 2")), (3, _("cấp 3")), (4, _("cấp 4"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cấp 1 là đơn vị trực thuộc trực tiếp; không chọn là mọi cấp."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    tag = forms.CharField(label=_("Nhãn"), max_length=60, required=False, help_text=_("Chỉ gồm đơn vị mang nhãn này."))
    member_ids = forms.TypedMultipleChoiceField(
        label=_("Đơn vị trong nhóm"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, group: UnitGroup | None, owner: UnitAt, found: list[UnitAt], **kwargs: Any) -> None:
        self.owner = owner
        members = units_of(group) if group and group.rule_or_list == GroupKind.LIST else []
        if group is not None:
            stands = {
                "name": group.name,
                "rule_or_list": group.rule_or_list,
                "kinds": group.kinds,
                "levels": group.levels,
                "version": group.version,
                "tag": group.tag,
                "member_ids": [unit.id for unit in members],
            }
            kwargs["initial"] = stands | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        listed = {unit.id: unit.name for unit in [*members, *found]}
        self.fields["member_ids"].choices = list(listed.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A rule reaches the owner's subtree."""
        values = super().clean() or {}
        values["under_id"] = self.owner.id
        return values


class ImportForm(forms.Form):
    """A table of units, or the one that was previewed."""

    file = forms.FileField(label=_("Bảng đơn vị"), required=False, help_text=_("Tệp .csv (UTF-8) hoặc .xlsx."))
    name = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    confirm = forms.BooleanField(required=False, widget=forms.HiddenInput)
