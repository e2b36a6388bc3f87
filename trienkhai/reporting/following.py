"""Reports follow the body that made them to its heir; what stands in them stays as it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.reporting.models import Report
from trienkhai.units import following
from trienkhai.units.following import Effect, Ending

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


class Reports:
    """Reports of ended units."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How many reports go to the heir."""
        count = Report.objects.filter(unit_id__in=ending.heirs).count()
        return [Effect(count, _("báo cáo của đơn vị"), _("chuyển cho đơn vị kế thừa, nội dung giữ nguyên"))] if count else []

    def follow(self, actor: Person | None, ending: Ending) -> None:  # noqa: ARG002 - the change's own journal line says it
        """Hand them over."""
        for unit_id, heir in ending.heirs.items():
            if heir is not None:
                Report.objects.filter(unit_id=unit_id).update(unit_id=heir)


following.register("reporting", Reports())
