"""`trienkhai bench [--json] [PREFIX]`: measure what is promised. Each engine is measured in a process and a database of its own."""

from __future__ import annotations

import json
import sys
import traceback
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import module_has_submodule

from trienkhai.core.measure import Bench, Line, NotMeasured
from trienkhai.desk import places


class Command(BaseCommand):
    """Run benchmarks whose dotted names begin with PREFIX."""

    help = "Đo các chỉ số đã hứa và so với mức đích."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--here` is how the command calls itself inside a database made for one engine."""
        parser.add_argument("prefix", nargs="?", default="", help="Ví dụ: reader.text hoặc plans")
        parser.add_argument("--json", action="store_true", help="In một danh sách JSON, ngoài ra không in gì")
        parser.add_argument("--here", default=None, help="Chỉ đo những gì thuộc cơ sở dữ liệu này")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Measure and print; a benchmark that fails ends the command with 1."""
        prefix: str = options["prefix"]
        if options["here"] is not None:
            print(json.dumps([line for bench in benches() if bench.place == options["here"] for line in run(bench, prefix)]))
            return
        lines: list[Line] = []
        for place in places.ALL:
            lines += self.measure(place, prefix)
        if not lines:
            raise CommandError(f"Không có phép đo nào tên bắt đầu bằng «{prefix}».", returncode=2)
        print(json.dumps(lines, ensure_ascii=False)) if options["json"] else self.table(lines)

    def measure(self, place: str, prefix: str) -> list[Line]:
        """The figures of one place."""
        if place == places.READER:
            return places.reader(prefix)
        here = [bench for bench in benches() if bench.place == place and any(f.name.startswith(prefix) for f in bench.figures)]
        if not here or place == places.NONE:
            return [line for bench in here for line in run(bench, prefix)]
        try:
            with places.database(place) as environment:
                return places.inside(place, prefix, environment)
        except NotMeasured as reason:
            return [line for bench in here for line in unmeasured(bench, prefix, str(reason))]

    def table(self, lines: list[Line]) -> None:
        """One line a figure."""
        width = max(len(line["name"]) for line in lines)
        for line in lines:
            value = "chưa đo" if line["figure"] is None else f"{line['figure']:g}"
            verdict = {True: "đạt", False: "CHƯA ĐẠT", None: ""}[line["met"]]
            self.stdout.write(f"{line['name']:<{width}}  {value:>9} {line['unit']:<9} đích {line['target']:g}  {verdict}")


def benches() -> list[Bench]:
    """The benchmarks of all rooms, from the ground up."""
    rooms = [app for app in reversed(list(apps.get_app_configs())) if app.name.startswith("trienkhai.")]
    found = [import_module(f"{room.name}.bench") for room in rooms if module_has_submodule(room.module, "bench")]
    return [bench for module in found for bench in module.BENCHES]


def run(bench: Bench, prefix: str) -> list[Line]:
    """Measure what is wanted of one benchmark."""
    wanted = [figure for figure in bench.figures if figure.name.startswith(prefix)]
    if not wanted:
        return []
    try:
        found = bench.measure([figure.name for figure in wanted])
    except NotMeasured as reason:
        return unmeasured(bench, prefix, str(reason))
    except Exception:  # noqa: BLE001 - one benchmark that fails must not hide the figures of the others
        traceback.print_exc()
        return [{**figure.line(None), "met": False} for figure in wanted]
    return [figure.line(found.get(figure.name)) for figure in wanted]


def unmeasured(bench: Bench, prefix: str, reason: str) -> list[Line]:
    """The lines of a benchmark that cannot run here; the reason goes beside them."""
    wanted = [figure for figure in bench.figures if figure.name.startswith(prefix)]
    print(f"chưa đo {', '.join(figure.name for figure in wanted)}: {reason}", file=sys.stderr)
    return [figure.line(None) for figure in wanted]
