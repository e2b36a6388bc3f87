"""Remove what is past its term: `trienkhai retain [--dry-run]`, once a day by a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from trienkhai.core import text
from trienkhai.privacy import services
from trienkhai.privacy.retention import term


class Command(BaseCommand):
    """May be killed anywhere; repeating it does nothing."""

    help = "Xoá hoặc làm trống dữ liệu cá nhân đã hết thời hạn lưu (hẹn giờ chạy mỗi ngày; chạy lại không sao)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` counts and changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="Chỉ đếm, không xoá")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """One line a table."""
        found = services.retain(dry=options["dry_run"])
        for swept in found:
            rule = term(swept.term)
            self.stdout.write(f"{rule.what} (quá {text.number(rule.days)} ngày), {swept.table}: {text.number(swept.count)}")
        total = text.number(sum(swept.count for swept in found))
        self.stdout.write(f"Sẽ dọn {total} dòng." if options["dry_run"] else f"Đã dọn {total} dòng.")
