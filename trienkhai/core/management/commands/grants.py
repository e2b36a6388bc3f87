"""Rights of a database role that may work but not take the journal's guard down: `trienkhai grants ROLE`, on PostgreSQL."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
APPENDED = ("core_journalline", "core_journalsegment")
"""What that role may read and add to, and nothing else."""


def statements(role: str) -> list[str]:
    """What the tables' owner runs once, and again after each migration."""
    appended = ", ".join(APPENDED)
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {appended} FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]


class Command(BaseCommand):
    """Prints and changes nothing: who owns the tables pipes it to psql."""

    help = (
        "In ra quyền (SQL) cho vai trò cơ sở dữ liệu mà web và worker dùng: không sửa, không xoá được nhật ký, không gỡ được sự bảo vệ ấy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The role's name."""
        parser.add_argument("role", help="Tên vai trò PostgreSQL, ví dụ trienkhai_app")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """One statement a line."""
        if connection.vendor != "postgresql":
            raise CommandError("Lệnh này chỉ dùng với PostgreSQL.")
        if not _NAME.fullmatch(options["role"]):
            raise CommandError("Tên vai trò chỉ gồm chữ thường không dấu, số và dấu gạch dưới.")
        for statement in statements(options["role"]):
            self.stdout.write(f"{statement};")
