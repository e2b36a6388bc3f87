"""The only place that reads the clock. `TRIENKHAI_NOW` sets it in demonstration and test mode."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in the office's time zone."""
    if settings.CLOCK:
        moment = dt.datetime.fromisoformat(settings.CLOCK)
        return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
    return timezone.localtime(timezone.now(), timezone.get_default_timezone())  # noqa: TID251


def today() -> dt.date:
    """The present day in the office's time zone."""
    return now().date()


def day_ends(day: dt.date) -> dt.datetime:
    """The moment after `day` in the office's time zone: what is before it happened on that day or earlier."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), timezone.get_default_timezone())


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment in the office's time zone."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()
