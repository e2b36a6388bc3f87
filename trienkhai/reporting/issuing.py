"""A report handed over to be issued: its words and figures as they stand, the workbook of figures along with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from trienkhai.core import files
from trienkhai.core.errors import Conflict
from trienkhai.records import sources
from trienkhai.reporting import official, permissions, selectors
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


class Reports:
    """The consolidated report; its id is the report's. Issued once."""

    once = True

    @property
    def label(self) -> str:
        """What it is called."""
        return _("Báo cáo tổng hợp")

    def hand_over(self, actor: Person, source_id: int) -> sources.Handed:
        """The words that its files hold. Raises Conflict while they are being written."""
        report = permissions.door(actor, source_id)
        permissions.can_make(actor, units.get_unit(unit_id=report.unit_id).path).require()
        if report.written_version != report.version or report.xlsx is None:
            raise Conflict(_("Tệp báo cáo đang được lập."), _("Hãy chờ lập xong rồi trình phát hành."))
        figures = sources.Sheet(_("Số liệu báo cáo"), "so-lieu-bao-cao.xlsx", files.load(report.xlsx))
        return sources.Handed(report.unit_id, official.document(selectors.get_content(report)), (figures,))

    def address(self, source_id: int) -> str:
        """The report's page."""
        return reverse("reporting:report-detail", args=[source_id])


sources.register("report", Reports())
