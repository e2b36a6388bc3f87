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

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


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


class ImportForm(forms.Form):
    """A table of units, or the one that was previewed."""

    file = forms.FileField(label=_("Bảng đơn vị"), required=False, help_text=_("Tệp .csv (UTF-8) hoặc .xlsx."))
    name = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    confirm = forms.BooleanField(required=False, widget=forms.HiddenInput)
