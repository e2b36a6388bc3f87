"""`vanban read FILE [--json]` and `vanban check FILE`: thin over the library."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from vanban.contract import to_json
from vanban.errors import VanbanError
from vanban.reading import read
from vanban.types import Document, Finding, Value


def main(arguments: list[str] | None = None) -> int:
    """The command; exit status 0, 1 when a file cannot be read or a check finds an error, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="vanban", description="Đọc văn bản hành chính Việt Nam thành nhiệm vụ, đơn vị, thời hạn và viện dẫn."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    reading = verbs.add_parser("read", help="đọc một văn bản")
    reading.add_argument("file", type=Path)
    reading.add_argument("--json", action="store_true", help="in toàn bộ kết quả theo hợp đồng vanban/1")
    checking = verbs.add_parser("check", help="soát lỗi một văn bản, in như trình biên dịch")
    checking.add_argument("file", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        document = read(chosen.file)
    except (VanbanError, OSError) as error:
        print(f"vanban: {error}", file=sys.stderr)
        return 1
    if chosen.verb == "check":
        return _print_findings(document, str(chosen.file))
    if chosen.json:
        json.dump(to_json(document), sys.stdout, ensure_ascii=False)
        print()
    else:
        print(_summary(document))
    return 0


def _print_findings(document: Document, name: str) -> int:
    for finding in document.findings:
        line, column = _place(document.text, finding)
        print(f"{name}:{line}:{column}: {finding.severity}: {finding.message} [{finding.rule}]")
    return 1 if any(f.severity == "error" for f in document.findings) else 0


def _place(text: str, finding: Finding) -> tuple[int, int]:
    return text.count("\n", 0, finding.start) + 1, finding.start - (text.rfind("\n", 0, finding.start) + 1) + 1


def _summary(document: Document) -> str:
    head = document.metadata
    lines = [
        f"Loại: {_shown(head.type)}   Số: {_shown(head.number)}   Ký hiệu: {_shown(head.symbol)}   Ngày: {_shown(head.date)}",
        f"Cơ quan: {_shown(head.issuer)}",
        f"Trích yếu: {_shown(head.title)}",
        f"{len(document.tasks)} nhiệm vụ, {len(document.citations)} văn bản viện dẫn, {len(document.findings)} điểm cần xem",
    ]
    for task in document.tasks:
        units = "; ".join(f"{', '.join(unit.names)} ({unit.role})" for unit in task.units)
        times = "; ".join(time.text for time in task.times)
        lines.append(f"  {task.id:<10} {task.title[:70]} | {units or '—'} | {times or '—'}")
    return "\n".join(lines)


def _shown(value: Value | None) -> str:
    return "—" if value is None else value.value or "(để trống)"


if __name__ == "__main__":
    sys.exit(main())
