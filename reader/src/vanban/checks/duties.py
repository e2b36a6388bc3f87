"""Tasks: without time or unit, given twice, given to two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.types import Finding, Task

_DATED_SHARE = 0.5
_ALIKE = 0.6
_CONSOLIDATE = re.compile(
    r"(?:[Tt]ổng hợp,? báo cáo|[Tt]ổng hợp)[^.;\n]{0,260}?\s(?:về|gửi(?: về)?|trình|báo cáo(?: về)?|cho)\s+"
    r"(?P<to>(?:Ủy ban|Uỷ ban|UBND|Sở|Bộ|Thủ tướng|Chính phủ|Hội đồng|HĐND|Ban|Văn phòng|Thành ủy|Tỉnh ủy|Phòng|Chủ tịch)[^.;,()\n]{0,80})"
)


def _first_line(task: Task) -> tuple[int, int]:
    stop = task.text.find("\n")
    return task.start, task.end if stop < 0 else task.start + stop


class NoTime(Rule):
    """A task without a time among tasks that have one."""

    id = "duties.no_time"
    name = "Nhiệm vụ không có thời hạn"
    severity = "warning"
    basis = ("nd30", "Phụ lục IV (đơn vị chủ trì, phối hợp, thời hạn)")
    message = "Nhiệm vụ {label} không ghi thời gian thực hiện, trong khi các nhiệm vụ khác có ghi."
    advice = "Bổ sung thời gian thực hiện; phần mềm không lấy thời hạn của mục bên cạnh."

    def check(self, context: Context) -> Iterator[Finding]:
        """The first line of the task."""
        for origin in ("line", "table"):
            tasks = [task for task in context.tasks if task.origin == origin]
            timed = sum(1 for task in tasks if task.times)
            if len(tasks) >= 3 and timed >= _DATED_SHARE * len(tasks):
                yield from (self.finding(*_first_line(task), label=task.id) for task in tasks if not task.times)


class NoUnit(Rule):
    """A task without a unit among tasks that have one."""

    id = "duties.no_unit"
    name = "Nhiệm vụ không có đơn vị thực hiện"
    severity = "warning"
    basis = ("nd30", "Phụ lục IV (đơn vị chủ trì, phối hợp, thời hạn)")
    message = "Nhiệm vụ {label} không ghi đơn vị thực hiện, trong khi các nhiệm vụ khác có ghi."
    advice = "Bổ sung đơn vị chủ trì hoặc thực hiện."

    def check(self, context: Context) -> Iterator[Finding]:
        """The first line of the task."""
        for origin in ("line", "table"):
            tasks = [task for task in context.tasks if task.origin == origin]
            owned = sum(1 for task in tasks if task.units)
            if len(tasks) >= 3 and owned >= _DATED_SHARE * len(tasks):
                yield from (self.finding(*_first_line(task), label=task.id) for task in tasks if not task.units)


class TwoConsolidators(Rule):
    """Two units are told to consolidate the same thing for the same addressee."""

    id = "duties.two_consolidators"
    name = "Hai đơn vị cùng tổng hợp, báo cáo một nơi"
    severity = "warning"
    basis = ("nd09", "Điều 5 (tránh trùng lặp trong báo cáo)")
    message = "«{unit}» được giao tổng hợp, báo cáo về «{to}» giống nhiệm vụ {label} đã giao cho «{other}»."
    advice = "Chỉ giao một đơn vị làm đầu mối tổng hợp; đơn vị khác gửi về đơn vị đó."

    def check(self, context: Context) -> Iterator[Finding]:
        """The later sentence; the message names the earlier one."""
        seen: list[tuple[Task, str, str, frozenset[str]]] = []
        for task in context.tasks:
            if "ổng hợp" not in task.text:
                continue
            match = _CONSOLIDATE.search(task.text)
            unit = next((u.names[0] for u in task.units if u.role in {"lead", "execute"}), None)
            if match is None or unit is None:
                continue
            to = match["to"].strip()
            words = frozenset(match.group().lower().split())
            twin = next((s for s in seen if s[2].lower() == to.lower() and s[1].lower() != unit.lower() and _alike(s[3], words)), None)
            if twin is not None:
                yield self.finding(
                    task.start + match.start(), task.start + match.end("to"), unit=unit, to=to, label=twin[0].id, other=twin[1]
                )
            seen.append((task, unit, to, words))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
