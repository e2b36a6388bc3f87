"""The journal's keeper: `trienkhai journal seal|status|verify|export`."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trienkhai.core import clock, sealing


class Command(BaseCommand):
    """One sealer is enough; a second one finds nothing to do."""

    help = "Nhật ký: niêm phong (seal), tình trạng (status), kiểm tra (verify), xuất (export)."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and how."""
        parser.add_argument("act", choices=("seal", "status", "verify", "export"))
        parser.add_argument("--every", type=float, help="seal: lặp lại sau mỗi bấy nhiêu giây (nên 20)")
        parser.add_argument("--heads", type=Path, help="verify: đối chiếu với tệp đã xuất trước đây")
        parser.add_argument("--since", type=int, default=0, help="export: chỉ các đoạn sau số này")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Hand over to the act."""
        getattr(self, options["act"])(options)

    def seal(self, options: dict[str, Any]) -> None:
        """Seal everything that is committed; with --every go on for good."""
        while True:
            while (segment := sealing.seal()) is not None:
                if not options["every"]:
                    self.stdout.write(f"Đã niêm phong đoạn {segment.number}: {segment.head}")
            if not options["every"]:
                return
            time.sleep(options["every"])

    def status(self, options: dict[str, Any]) -> None:  # noqa: ARG002 - the shape of the acts
        """How the journal stands."""
        now = sealing.state()
        self.stdout.write(f"{now.segments} đoạn, mã sau cùng {now.head}")
        self.stdout.write(f"{now.unsealed} dòng chờ niêm phong, lâu nhất {now.age(clock.now()):.0f} giây")

    def verify(self, options: dict[str, Any]) -> None:
        """Name every fault; end with an error when there is one."""
        faults = 0
        for fault in sealing.verify(heads_in(options["heads"]) if options["heads"] else None):
            faults += 1
            self.stderr.write(f"SAI: {fault}")
        if faults:
            raise CommandError(f"Nhật ký có {faults} chỗ sai.")
        self.stdout.write("Nhật ký nguyên vẹn.")

    def export(self, options: dict[str, Any]) -> None:
        """JSON lines to standard output."""
        for line in sealing.export(options["since"]):
            self.stdout.write(line)


def heads_in(path: Path) -> dict[int, str]:
    """The heads in an exported file. Raises CommandError when it is none."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if '"segment"' in line]
        return {row["segment"]: row["head"] for row in rows if "segment" in row}
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"Không đọc được tệp {path}: hãy chọn tệp do «journal export» xuất ra.") from error
