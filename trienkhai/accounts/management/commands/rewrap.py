"""Renew PERSONAL_KEY: `trienkhai rewrap`, once, with the key before in PERSONAL_KEY_BEFORE."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trienkhai.accounts import second_factor
from trienkhai.core import personal


class Command(BaseCommand):
    """May be killed and run again; the system goes on meanwhile with both keys."""

    help = "Thay PERSONAL_KEY: bọc lại khoá của từng người và bí mật của bước xác thực thứ hai (khoá cũ đặt ở PERSONAL_KEY_BEFORE)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Say how much was renewed."""
        if not settings.PERSONAL_KEY_BEFORE or settings.PERSONAL_KEY_BEFORE == settings.PERSONAL_KEY:
            raise CommandError(
                "Hãy đặt khoá mới ở PERSONAL_KEY và khoá đang dùng ở PERSONAL_KEY_BEFORE, chạy lại các tiến trình, rồi chạy lệnh này."
            )
        keys, steps = personal.rewrap(), second_factor.rewrap()
        self.stdout.write(f"Đã bọc lại khoá của {keys} người, bí mật của {steps} bước xác thực. Bây giờ có thể bỏ PERSONAL_KEY_BEFORE.")
