"""Shapes of input of digital signatures. A key and its words pass through and are kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.records import services

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


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

    def act(self, *, actor: Person, document_id: int) -> None:
        """Do what was chosen."""
        said = self.cleaned_data
        on: dict[str, Any] = {"actor": actor, "document_id": document_id, "version": said["version"]}
        picture = said["picture"].read() if said["picture"] else b""
        if said["signed"]:
            services.take_signed(**on, data=said["signed"].read())
        elif said["key"]:
            services.sign_with_file(**on, key=said["key"].read(), passphrase=said["passphrase"], picture=picture)
        else:
            services.sign_with_token(**on, pin=said["pin"], picture=picture)


class CheckForm(forms.Form):
    """A .pdf to look at."""

    file = forms.FileField(label=_("Tệp .pdf"))
