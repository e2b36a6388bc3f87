"""Kinds of periods (Decree 09/2019) and what a period's row may say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PeriodKind(models.TextChoices):
    """How long a period (kỳ) is."""

    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    HALF_YEAR = "half_year", _("6 tháng")
    NINE_MONTHS = "nine_months", _("9 tháng")
    YEAR = "year", _("Năm")
    SCHOOL_YEAR = "school_year", _("Năm học")
    MULTI_YEAR = "multi_year", _("Nhiều năm")
    PLAN = "plan", _("Cả kế hoạch")
    ONCE = "once", _("Đột xuất")
