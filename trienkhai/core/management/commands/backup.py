"""Save everything into one file: `trienkhai backup FOLDER`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from trienkhai.core import backup


class Command(BaseCommand):
    """May run while people work."""

    help = "Sao lưu cơ sở dữ liệu và các tệp vào một tệp trong thư mục đã cho."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Save and say where."""
        self.stdout.write(str(backup.save(options["folder"])))
