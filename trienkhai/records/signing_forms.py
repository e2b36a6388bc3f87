"""Shapes of input of digital signatures. A key and its words pass through and are kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """One of three ways: a key file with its passphrase, the PIN of the body's token, or the file signed elsewhere."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    signed = forms.FileField(label=_("Tệp .pdf đã ký"), required=False)
    key = forms.FileField(label=_("Tệp khoá (.p12, .pfx)"), required=False)
    passphrase = forms.CharField(
        label=_("Mật khẩu của tệp khoá"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    pin = forms.CharField(
        label=_("Mã PIN thiết bị ký của cơ quan"),
        required=False,
        max_length=60,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    picture = forms.FileField(label=_("Hình chữ ký hoặc con dấu (.png nền trong, không bắt buộc)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Exactly one way."""
        said: dict[str, Any] = super().clean() or {}
        ways = [name for name in ("signed", "key", "pin") if said.get(name)]
        if len(ways) != 1:
            raise forms.ValidationError(_("Hãy chọn một cách ký: nộp tệp đã ký, dùng tệp khoá, hoặc gõ mã PIN của thiết bị."))
        return said


class CheckForm(forms.Form):
    """A .pdf to look at."""

    file = forms.FileField(label=_("Tệp .pdf"))
