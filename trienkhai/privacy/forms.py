"""Shapes of input about written requests."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.accounts.people_forms import day_field
from trienkhai.privacy.services import Written


class WrittenForm(forms.Form):
    """The request as it came in."""

    number = forms.CharField(label=_("Số của đơn yêu cầu"), max_length=80, help_text=_("Ví dụ: 12/CVĐ."))
    received_on = day_field(_("Ngày nhận đơn"), _("Ví dụ: 20/11/2026."))
    reason = forms.CharField(label=_("Nội dung yêu cầu"), max_length=250, help_text=_("Người ấy yêu cầu gì, nhân việc gì."))

    def written(self) -> Written:
        """What was said, after `is_valid`."""
        said = self.cleaned_data
        return Written(said["number"], said["received_on"], said["reason"])


class EraseForm(WrittenForm):
    """The same, and the name at sign-in typed once more."""

    username = forms.CharField(label=_("Gõ lại tên đăng nhập"), max_length=150, help_text=_("Việc xoá không lấy lại được."))
