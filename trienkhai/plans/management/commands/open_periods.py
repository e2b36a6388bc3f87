"""Open the periods that have begun: `trienkhai open_periods`, once a day by a timer; a missed day catches up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from trienkhai.core import clock
from trienkhai.plans import services


class Command(BaseCommand):
    """Repeating it does nothing."""

    help = "Mở kỳ đang chạy của mỗi kế hoạch đã ban hành (hẹn giờ chạy mỗi ngày; chạy lại không sao)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Name each period that was opened."""
        opened = services.open_due_periods(day=clock.today())
        for held in opened:
            self.stdout.write(f"{held.plan}: {held.period}")
        self.stdout.write(f"Đã mở {len(opened)} kỳ.")
