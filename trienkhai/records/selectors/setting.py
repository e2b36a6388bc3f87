"""How a body numbers and writes: its rule, its series of the year, its letterhead, its templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.core import clock
from trienkhai.core.verdict import Verdict
from trienkhai.records import permissions, templating
from trienkhai.records.choices import Book
from trienkhai.records.models import DocumentTemplate, Letterhead, NumberRule, NumberSeries
from trienkhai.records.selectors.outgoing import units_to
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@dataclass(frozen=True, slots=True)
class SettingPage:
    """What the page of a body's settings shows."""

    unit_id: int
    unit_name: str
    units: list[tuple[int, str]]
    letterhead: Letterhead | None
    rules: list[NumberRule]
    series: list[NumberSeries]
    templates: list[DocumentTemplate]
    may_keep: Verdict
    may_rule: Verdict
    may_number: Verdict

    @property
    def is_joint(self) -> bool:
        """Whether all types share one series today."""
        today = clock.today()
        return any(one.joint for one in self.rules if one.valid_from <= today and (one.valid_to is None or one.valid_to > today))

    @property
    def placeholders(self) -> list[tuple[str, str]]:
        """What may stand in a template, as it is typed there, with what it becomes."""
        return [(f"{{{{ {name} }}}}", str(words)) for name, words in templating.NAMES.items()]


def setting_page(*, viewer: Person, unit_id: int | None = None) -> SettingPage:
    """The settings of one body, by default the first where the viewer works. A constant number of queries."""
    choices = units_to(viewer, "outgoing.see")
    unit_id = unit_id or (choices[0][0] if choices else 0)
    path = permissions.body_door(viewer, unit_id, "outgoing.see")
    return SettingPage(
        unit_id=unit_id,
        unit_name=units.last_known(unit_id=unit_id).name,
        units=choices,
        letterhead=Letterhead.objects.filter(unit_id=unit_id).first(),
        rules=list(NumberRule.objects.filter(unit_id=unit_id).order_by("-valid_from")),
        series=list(NumberSeries.objects.filter(unit_id=unit_id, book=Book.OUT, year=clock.today().year).order_by("doc_type")),
        templates=list(DocumentTemplate.objects.filter(unit_id=unit_id, retired_at__isnull=True).order_by("name")),
        may_keep=permissions.can_write(viewer, path),
        may_rule=permissions.can_rule(viewer, path),
        may_number=permissions.can_number(viewer, path),
    )
