"""Forms of the structure's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.units import official
from trienkhai.units.choices import GroupKind, Kind
from trienkhai.units.selectors import members_listed as units_of

if TYPE_CHECKING:
    from trienkhai.units.models import UnitGroup
    from trienkhai.units.selectors import UnitAt


class GroupForm(forms.Form):
    """A named set of units: by rule or by list. `on` is the day whose members are shown; it is not saved.

    `found` are units that a search found, `chosen` those that were chosen before as a branch and as members; `is_draft` looks at what is
    typed so far, which needs no name yet.
    """

    name = forms.CharField(label=_("Tên nhóm"), max_length=160)
    rule_or_list = forms.ChoiceField(label=_("Cách lập"), choices=GroupKind.choices, widget=forms.RadioSelect, initial=GroupKind.RULE)
    kinds = forms.MultipleChoiceField(label=_("Loại đơn vị"), choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple)
    under_id = forms.TypedChoiceField(
        label=_("Trong nhánh"),
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("Tìm để thêm nhánh khác."),
    )
    levels = forms.TypedMultipleChoiceField(
        label=_("Cấp"),
        coerce=int,
        required=False,
        choices=[(1, _("cấp 1")), (2, _("cấp 2")), (3, _("cấp 3")), (4, _("cấp 4"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cấp 1 là đơn vị trực thuộc trực tiếp của nhánh; không chọn là mọi cấp."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    tag = forms.CharField(label=_("Nhãn"), max_length=60, required=False, help_text=_("Chỉ gồm đơn vị mang nhãn này."))
    member_ids = forms.TypedMultipleChoiceField(
        label=_("Đơn vị trong nhóm"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    on = forms.DateField(
        label=_("Xem thành viên theo ngày"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Hãy ghi ngày dạng 01/07/2025.")},
    )

    def __init__(
        self,
        *args: Any,
        group: UnitGroup | None,
        owner: UnitAt,
        found: list[UnitAt],
        chosen: tuple[list[UnitAt], list[UnitAt]],
        is_draft: bool = False,
        **kwargs: Any,
    ) -> None:
        self.owner = owner
        members = units_of(group) if group and group.rule_or_list == GroupKind.LIST else []
        kwargs["initial"] = {"under_id": owner.id} | (_stands(group, members) if group else {}) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not is_draft
        listed = {unit.id: unit.name for unit in [*members, *chosen[1], *found]}
        self.fields["member_ids"].choices = list(listed.items())  # type: ignore[attr-defined]
        branches = {unit.id: unit.name for unit in [owner, *chosen[0], *found]}
        self.fields["under_id"].choices = list(branches.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A rule reaches the owner's subtree unless it names a branch."""
        values = super().clean() or {}
        values["under_id"] = values.get("under_id") or self.owner.id
        return values

    def shown(self) -> dict[str, Any]:
        """The values whose members are to be shown: what is typed when it can be read, else what stands; nothing for a new group."""
        if not self.is_bound:
            return {**self.initial} if self.initial.get("rule_or_list") else {}
        readable = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        return readable if "rule_or_list" in readable else {}


def _stands(group: UnitGroup, members: list[UnitAt]) -> dict[str, Any]:
    """A group as first values of its form."""
    return {
        "name": group.name,
        "rule_or_list": group.rule_or_list,
        "kinds": group.kinds,
        "under_id": group.under_id,
        "levels": group.levels,
        "version": group.version,
        "tag": group.tag,
        "member_ids": [unit.id for unit in members],
    }


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
