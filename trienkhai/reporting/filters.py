"""Lists of reporting that can be narrowed."""

from django.utils.translation import gettext_lazy as _

from trienkhai.core.kept import Narrowed, register
from trienkhai.reporting.sheets import round_sheet

register(
    Narrowed("reporting:round", _("Đợt báo cáo"), ("xem", "nhanh"), round_sheet),
    Narrowed("reporting:figure-trace", _("Số liệu của báo cáo"), ("task", "branch", "timeliness", "duty", "state")),
)
