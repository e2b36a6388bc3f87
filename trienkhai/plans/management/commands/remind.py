"""Remind units of what they owe: `trienkhai remind`, once a day by a timer; a missed day catches up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from trienkhai.core import clock, text
from trienkhai.plans import services


class Command(BaseCommand):
    """Repeating it on the same day does nothing."""

    help = "Nhắc việc trong ngày và viết thư tổng hợp (hẹn giờ chạy mỗi ngày; chạy lại không sao; ngày nghỉ thì thôi)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Say how much was reminded of."""
        run = services.plan_and_tell(day=clock.today())
        self.stdout.write(f"Đã nhắc {text.number(run.count)} việc." if run else "Hôm nay không có lượt nhắc mới.")
