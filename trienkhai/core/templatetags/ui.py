"""Numbers, dates and moments in templates; a number printed without a filter is a fault of the page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import template

from trienkhai.core import text

register = template.Library()


@register.filter
def number(value: float | Decimal | None) -> str:
    """1.234.567."""
    return text.number(value)


@register.filter
def vndate(value: dt.date | None) -> str:
    """06/02/2023."""
    return text.date(value)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """14:05 06/02/2023."""
    return text.moment(value)
