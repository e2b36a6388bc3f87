"""Shapes of input about people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.accounts.choices import Role


class RoleForm(forms.Form):
    """A new person of a unit and the role they take."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.SlugField(label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ không dấu, số và dấu gạch nối"))
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
