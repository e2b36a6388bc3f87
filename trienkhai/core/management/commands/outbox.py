"""The post (thư gửi đi): `trienkhai outbox send|status|tidy`."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from trienkhai.core import mailing, outbox, text
from trienkhai.core.models import OutboxMessage


class Command(BaseCommand):
    """Several senders may run at once: each takes letters that no other took."""

    help = "Thư gửi đi: gửi (send), tình trạng (status), xoá nội dung hết hạn lưu (tidy)."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and how."""
        parser.add_argument("act", choices=("send", "status", "tidy"))
        parser.add_argument("--every", type=float, help="send: lặp lại sau mỗi bấy nhiêu giây (nên 5)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Hand over to the act."""
        getattr(self, options["act"])(options)

    def send(self, options: dict[str, Any]) -> None:
        """Send what is due; with --every go on for good."""
        while True:
            accepted = mailing.send_due()
            if not options["every"]:
                self.stdout.write(f"Đã gửi {text.number(accepted)} thư.")
                return
            time.sleep(options["every"])

    def status(self, options: dict[str, Any]) -> None:  # noqa: ARG002 - the shape of the acts
        """How many letters stand where."""
        counted = dict(OutboxMessage.objects.values_list("state").annotate(n=Count("id")).order_by("state"))
        for state in OutboxMessage.State:
            self.stdout.write(f"{state.label}: {text.number(counted.get(state.value, 0))}")

    def tidy(self, options: dict[str, Any]) -> None:  # noqa: ARG002 - the shape of the acts
        """Empty the words of letters that ended long ago without being sent."""
        self.stdout.write(f"Đã xoá nội dung {text.number(outbox.tidy())} thư hết hạn lưu.")
