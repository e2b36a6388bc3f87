"""Open the official list of administrative units: `trienkhai import_official --as-of 2025-06-30|today [--province 31] [--under CODE]`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trienkhai.core import clock
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.units import official, selectors


class Command(BaseCommand):
    """Units that stand already are left as they are; the command can be run again."""

    help = "Lập các đơn vị hành chính theo danh mục chính thức của một ngày."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which list, which province, and where it goes."""
        parser.add_argument("--as-of", default="today", help="today hoặc một ngày YYYY-MM-DD, ví dụ 2025-06-30")
        parser.add_argument("--province", default="", help="mã tỉnh hai chữ số; để trống là cả nước")
        parser.add_argument("--under", default="", help="mã đơn vị trong hệ thống đại diện cho tỉnh đó")
        parser.add_argument("--dry-run", action="store_true", help="chỉ cho biết sẽ làm gì")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Say what was done, and on what ground."""
        if options["under"] and not options["province"]:
            raise CommandError("--under cần đi cùng --province.")
        try:
            day = clock.today() if options["as_of"] == "today" else dt.date.fromisoformat(options["as_of"])
            chosen = official.list_on(day)
            under = selectors.unit_by_code(options["under"]).id if options["under"] else None
            where = {"province": options["province"], "under_id": under}
            found = official.preview(chosen, **where) if options["dry_run"] else official.bring_in(actor=None, chosen=chosen, **where)
        except ValueError as error:
            raise CommandError(f"Không hiểu ngày «{options['as_of']}»; hãy viết today hoặc YYYY-MM-DD.") from error
        except Hidden as error:
            raise CommandError(f"Không có đơn vị mang mã «{options['under']}».") from error
        except Refusal as refusal:
            raise CommandError(f"{refusal.reason} {refusal.hint}") from refusal
        self.stdout.write(f"{chosen.title} ({chosen.legal_basis}): lập {len(found.opened)} đơn vị, {found.known} đã có.")
        for words in found.errors:
            self.stderr.write(words)
