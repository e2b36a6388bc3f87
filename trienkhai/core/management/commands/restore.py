"""Put a backup back: `trienkhai restore FILE [--replace]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from trienkhai.core import backup


class Command(BaseCommand):
    """Stop the server and the worker first."""

    help = "Khôi phục từ một bản sao lưu vào hệ thống trống (hoặc thay thế với --replace)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and whether what stands here may go."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="Thay thế dữ liệu đang có")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Check, put back, bring the tables up to this version."""
        manifest = backup.load(options["file"], replace=options["replace"])
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Đã khôi phục bản sao lưu lúc {manifest['made_at']}: {len(manifest['sha256']) - 1} tệp.")
