"""The shape of a change of structure: only the fields its kind needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.units.changing import Change, Part
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.selectors import UnitAt

PARTS = 6
"""Rows for units that come out of a split."""


class ChangeForm(forms.Form):
    """One change of one unit. `seen` is the version of the unit that the page showed."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    on = forms.DateField(
        label=_("Ngày hiệu lực"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        help_text=_("Ví dụ: 01/07/2025; không sau hôm nay."),
        error_messages={"invalid": _("Hãy ghi ngày dạng 01/07/2025.")},
    )
    reason = forms.CharField(label=_("Căn cứ"), max_length=250, help_text=_("Số, ngày và cơ quan ban hành quyết định."))

    def __init__(self, *args: Any, kind: ChangeKind, unit: UnitAt, found: list[UnitAt], children: list[UnitAt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.unit, self.below = kind, unit, children
        add = {ChangeKind.RENAME: self._rename, ChangeKind.SPLIT: self._split}.get(kind)
        if add is not None:
            add()
        if kind in {ChangeKind.MOVE, ChangeKind.MERGE}:
            choices = [(other.id, f"{other.name} ({other.code})") for other in found if other.id != unit.id]
            self.fields["target_id"] = forms.TypedChoiceField(
                label=_("Đơn vị tiếp nhận"), coerce=int, choices=choices, widget=forms.RadioSelect, empty_value=None
            )

    def _rename(self) -> None:
        self.fields["name"] = forms.CharField(label=_("Tên mới"), max_length=250, initial=self.unit.name)
        self.fields["unit_kind"] = forms.ChoiceField(label=_("Loại"), choices=Kind.choices, initial=self.unit.kind)

    def _split(self) -> None:
        self.fields["stays"] = forms.BooleanField(label=_("Đơn vị này vẫn hoạt động sau khi tách"), required=False)
        for n in range(1, PARTS + 1):
            self.fields[f"name{n}"] = forms.CharField(label=_("Tên đơn vị tách ra thứ %(n)s") % {"n": n}, max_length=250, required=False)
            self.fields[f"code{n}"] = forms.CharField(label=_("Mã"), max_length=40, required=False)
        numbers = [("", _("theo đơn vị đầu tiên")), *((str(n), _("đơn vị thứ %(n)s") % {"n": n}) for n in range(1, PARTS + 1))]
        for child in self.below:
            self.fields[f"child{child.id}"] = forms.ChoiceField(label=child.name, choices=numbers, required=False)

    def change(self) -> Change:
        """What was asked, after `is_valid`."""
        said = self.cleaned_data
        return Change(
            kind=self.kind,
            unit_id=self.unit.id,
            on=said["on"],
            reason=said["reason"],
            name=said.get("name", ""),
            unit_kind=said.get("unit_kind", ""),
            target_id=said.get("target_id"),
            parts=self._parts(),
            stays=said.get("stays", False),
            seen=said["seen"],
        )

    def _parts(self) -> tuple[Part, ...]:
        said = self.cleaned_data
        out = []
        for n in range(1, PARTS + 1):
            if said.get(f"name{n}") or said.get(f"code{n}"):
                given = tuple(child.id for child in self.below if said.get(f"child{child.id}") == str(n))
                out.append(Part(said.get(f"code{n}", ""), said.get(f"name{n}", ""), self.unit.kind, given))
        return tuple(out)
