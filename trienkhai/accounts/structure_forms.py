"""Forms of the structure's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.units import official


class OfficialForm(forms.Form):
    """Which province of which official list; each list is a group of the choice."""

    chosen = forms.ChoiceField(label=_("Tỉnh, thành phố"))
    confirm = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (one.title, [(f"{one.key} {entry.code}", entry.name) for entry in official.provinces(one)])
            for one in reversed(official.lists())
        ]

    def chosen_list(self) -> tuple[official.OfficialList, str]:
        """The list and the code of the province."""
        key, _space, province = self.cleaned_data["chosen"].partition(" ")
        return next(one for one in official.lists() if one.key == key), province
