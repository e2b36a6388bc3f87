"""Shapes of input about amending a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.plans.choices import AmendmentKind

if TYPE_CHECKING:
    from django.forms import BoundField

    from trienkhai.plans.selectors import AmendmentPage
    from trienkhai.plans.selectors.amending import Point


class CompareForm(forms.Form):
    """Which document changes the plan, and how."""

    document = forms.TypedChoiceField(label=_("Văn bản đã rà soát"), coerce=int)
    kind = forms.ChoiceField(
        label=_("Văn bản này"), choices=AmendmentKind.choices, initial=AmendmentKind.SUPPLEMENT, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, papers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = papers  # type: ignore[attr-defined]


class RulingForm(forms.Form):
    """What holds of each point, and what the decision rests on."""

    reason = forms.CharField(label=_("Căn cứ"), max_length=200, help_text=_("Số, ký hiệu văn bản sửa đổi hoặc ý kiến chỉ đạo."))

    def __init__(self, *args: Any, page: AmendmentPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        for point in page.points:
            self.fields[f"point-{point.row.pk}"] = forms.ChoiceField(
                label=_("Quyết định"),
                choices=point.rulings,
                widget=forms.RadioSelect,
                error_messages={"required": _("Hãy chọn quyết định cho điểm này.")},
            )

    def points(self) -> Iterator[tuple[Point, BoundField]]:
        """Each point with its field."""
        for point in self.page.points:
            yield point, self[f"point-{point.row.pk}"]

    def rulings(self) -> Mapping[int, str]:
        """What was decided on each point."""
        return {point.row.pk: self.cleaned_data[f"point-{point.row.pk}"] for point in self.page.points}
