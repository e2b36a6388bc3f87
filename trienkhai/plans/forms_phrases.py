"""The shape of another answer to what a phrase means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.plans.selectors import PhrasePage


class PhraseForm(forms.Form):
    """A group, units, or left open; and whether issued plans follow from the next period on."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    meaning = forms.ChoiceField(
        label=_("Cụm từ chỉ ai"),
        choices=[("group", _("Một nhóm đơn vị")), ("units", _("Các đơn vị cụ thể")), ("open", _("Để ngỏ, gọi tên sau"))],
        widget=forms.RadioSelect,
    )
    group = forms.TypedChoiceField(label=_("Nhóm đơn vị"), required=False, coerce=int, empty_value=None)
    units = forms.TypedMultipleChoiceField(label=_("Các đơn vị"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple)
    issued_too = forms.BooleanField(label=_("Áp dụng cả cho kế hoạch đã ban hành, từ kỳ mở sau"), required=False)
    reason = forms.CharField(
        label=_("Căn cứ, lý do"), max_length=200, required=False, help_text=_("Cần khi đổi cho kế hoạch đã ban hành, ví dụ số công văn.")
    )

    def __init__(self, *args: Any, page: PhrasePage, **kwargs: Any) -> None:
        row = page.binding.row
        stands = {
            "version": row.version,
            "meaning": "open" if row.is_open else "group" if row.group_id else "units",
            "group": row.group_id,
            "units": list(page.binding.unit_ids),
        }
        super().__init__(*args, **kwargs)
        self.initial = stands
        self.fields["group"].choices = [("", "—"), *page.groups]  # type: ignore[attr-defined]
        self.fields["units"].choices = page.units  # type: ignore[attr-defined]
        if not (page.usage.issued and page.may_amend):
            del self.fields["issued_too"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Each meaning needs its own answer."""
        data = super().clean() or {}
        if data.get("meaning") == "group" and not data.get("group"):
            self.add_error("group", _("Hãy chọn nhóm đơn vị."))
        if data.get("meaning") == "units" and not data.get("units"):
            self.add_error("units", _("Hãy tìm và chọn ít nhất một đơn vị."))
        return data

    def meant(self) -> dict[str, Any]:
        """The group or the units chosen."""
        data = self.cleaned_data
        return {
            "group_id": data["group"] if data["meaning"] == "group" else None,
            "unit_ids": tuple(data["units"]) if data["meaning"] == "units" else (),
        }

    def answer(self) -> dict[str, Any]:
        """As `change_phrase` takes it."""
        data = self.cleaned_data
        said = {"leave_open": data["meaning"] == "open", "version": data["version"]}
        return self.meant() | said | {"issued_too": data.get("issued_too", False), "reason": data.get("reason", "")}
