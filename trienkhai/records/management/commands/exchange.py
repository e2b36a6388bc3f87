"""The exchange through its folder: `trienkhai exchange [--every SECONDS]`."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from trienkhai.records import services


class Command(BaseCommand):
    """Read what came in, write what goes out; run by one process, safe when there are two."""

    help = "Liên thông văn bản: đọc gói tin đến và đặt gói tin đi vào thư mục liên thông."

    def add_arguments(self, parser: CommandParser) -> None:
        """How often."""
        parser.add_argument("--every", type=float, help="lặp lại sau mỗi bấy nhiêu giây (nên 30)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Once, or for good."""
        while True:
            taken, faulty = services.take_from_folder()
            sent = services.put_in_folder()
            if taken or faulty or sent or not options["every"]:
                self.stdout.write(f"Nhận {taken} gói tin, {faulty} gói không đọc được (xem thư mục loi), gửi {sent} gói.")
            if not options["every"]:
                return
            time.sleep(options["every"])
