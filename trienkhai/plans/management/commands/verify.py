"""Prove what the writers guarantee: `trienkhai verify`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trienkhai.plans import verification


class Command(BaseCommand):
    """Reads only; ends with an error when a fault is found."""

    help = "Đối chiếu việc, số đếm, danh sách đơn vị và báo cáo; nêu chỗ sai nếu có."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Say each fault."""
        found = list(verification.faults())
        for fault in found:
            self.stderr.write(f"SAI: {fault}")
        if found:
            raise CommandError(f"Có {len(found)} loại sai lệch.")
        self.stdout.write("Đúng: việc, số đếm, danh sách và báo cáo khớp nhau.")
