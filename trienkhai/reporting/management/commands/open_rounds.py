"""Open the rounds that have begun: `trienkhai open_rounds`, once a day by a timer; a missed day catches up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from trienkhai.core import clock
from trienkhai.reporting import services


class Command(BaseCommand):
    """Repeating it does nothing."""

    help = "Mở đợt của các chế độ báo cáo không theo kỳ của kế hoạch (hẹn giờ chạy mỗi ngày; chạy lại không sao)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Name each round that was opened."""
        opened = services.open_due_rounds(day=clock.today())
        for made in opened:
            self.stdout.write(f"{made.regime}: {made.period}")
        self.stdout.write(f"Đã mở {len(opened)} đợt báo cáo.")
