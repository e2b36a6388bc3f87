"""The index of search made anew: `trienkhai search_index [--verify]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from trienkhai.core import searching

BATCH = 200


class Command(BaseCommand):
    """Each batch is one transaction: killed, it goes on where nothing has to change any more."""

    help = "Lập lại chỉ mục tìm kiếm; --verify chỉ đối chiếu, không sửa."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether only to look."""
        parser.add_argument("--verify", action="store_true", help="chỉ đối chiếu, báo lỗi khi có mục sai")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Each kind of subject in turn."""
        wrong = sum(self.walk(label, only_look=options["verify"]) for label in searching.sources())
        if options["verify"] and wrong:
            raise CommandError(f"Chỉ mục tìm kiếm có {wrong} mục chưa đúng. Hãy chạy: trienkhai search_index")
        self.stdout.write("Chỉ mục tìm kiếm đúng." if options["verify"] else f"Đã lập lại chỉ mục tìm kiếm, {wrong} mục thay đổi.")

    def walk(self, label: str, *, only_look: bool) -> int:
        """How many entries of one kind of subject were not as they should be."""
        last = wrong = 0
        while ids := searching.subjects_after(label, last, BATCH):
            with transaction.atomic():
                wrong += searching.rebuild(label, ids, only_look=only_look)
            last = ids[-1]
            if self.stdout.isatty():
                self.stdout.write(f"\r{label}: {last}", ending="")
        return wrong
