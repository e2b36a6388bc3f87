"""Close accounts that nobody uses: `trienkhai idle_accounts`, once a day by a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from trienkhai.accounts import locks
from trienkhai.accounts.services import administering, closing


class Command(BaseCommand):
    """Repeating it does nothing."""

    help = (
        "Khoá tài khoản không dùng quá số ngày của chính sách, báo thủ trưởng đơn vị; ghi nhận phiên quản trị đã hết giờ (chạy mỗi ngày)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` names them and changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="Chỉ nêu tên đăng nhập, không khoá")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Names at sign-in only: the output may stand in a log."""
        if options["dry_run"]:
            for name in closing.idle_people().values_list("username", flat=True):
                self.stdout.write(name)
            return
        administering.close_over()
        locks.forget_old()
        closed, kept = closing.close_idle()
        for person in closed:
            self.stdout.write(f"{person.username}: đã khoá")
        for person in kept:
            self.stdout.write(f"{person.username}: giữ lại, là người quản trị cuối cùng của đơn vị")
        self.stdout.write(f"Đã khoá {len(closed)} tài khoản không dùng.")
