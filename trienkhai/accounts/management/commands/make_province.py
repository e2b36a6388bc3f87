"""Make the demonstration's province: `trienkhai make_province [--units 40000]`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from trienkhai.accounts.demonstration import make_province


class Command(BaseCommand):
    """Units, groups and people of a province that does not exist."""

    help = "Tạo tỉnh trình diễn: sở, phòng, trường, trung tâm, xã và người dùng."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--units` counts all units."""
        parser.add_argument("--units", type=int, default=300, help="Số đơn vị, ít nhất 30 (mặc định 300)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Never on a real office's data."""
        if settings.MODE == "production":
            raise CommandError("Lệnh này chỉ dùng ở chế độ trình diễn (TRIENKHAI_MODE=demo).")
        if options["units"] < 30:
            raise CommandError("Cần ít nhất 30 đơn vị.")
        root = make_province(options["units"])
        self.stdout.write(f"{root.name}: {options['units']} đơn vị.")
