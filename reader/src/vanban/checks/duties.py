"""Tasks: without time or unit, given twice, given to two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.find.units import split_phrase
from vanban.labels import LabelLine, label_lines
from vanban.late import late
from vanban.outline import label_of
from vanban.types import Finding, Task

_SHARES = (("line", 0.5), ("table", 0.8))
_ALIKE = 0.6
_LATEST = 60
_CONSOLIDATE = late(
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
        for origin, share in _SHARES:
            tasks = [task for task in context.tasks if task.origin == origin]
            timed = sum(1 for task in tasks if task.times)
            if len(tasks) >= 3 and timed >= share * len(tasks):
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
        for origin, share in _SHARES:
            tasks = [task for task in context.tasks if task.origin == origin]
            owned = sum(1 for task in tasks if task.units)
            if len(tasks) >= 3 and owned >= share * len(tasks):
                yield from (self.finding(*_first_line(task), label=task.id) for task in tasks if not task.units)


class TwoConsolidators(Rule):
    """Two units are told to consolidate the same thing for the same addressee."""

    id = "duties.two_consolidators"
    name = "Hai đơn vị cùng tổng hợp, báo cáo một nơi"
    severity = "warning"
    basis = ("nd09", "Chương II, mục 1 (nguyên tắc của chế độ báo cáo)")
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
            twin = next(
                (s for s in seen[-_LATEST:] if s[2].lower() == to.lower() and s[1].lower() != unit.lower() and _alike(s[3], words)), None
            )
            if twin is not None:
                yield self.finding(
                    task.start + match.start(), task.start + match.end("to"), unit=unit, to=to, label=twin[0].id, other=twin[1]
                )
            seen.append((task, unit, to, words))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)


class LabelEmpty(Rule):
    """A label with nothing behind it."""

    id = "duties.label_empty"
    name = "Nhãn không có nội dung"
    severity = "warning"
    basis = ("nd30", "Điều 12")
    message = "«{label}» còn để trống."
    advice = "Điền nội dung hoặc bỏ dòng này."

    def check(self, context: Context) -> Iterator[Finding]:
        """The label, when the next line begins another item."""
        text = context.text
        paragraphs = context.paragraphs
        for at, block in enumerate(paragraphs):
            if text[block.end - 1] != ":" or block.end - block.start > _LABEL_LENGTH:
                continue
            label = next(label_lines(text, block.start, block.end), None)
            if label is None or label.value_end > label.value_start or label.role == "other" or at + 1 == len(paragraphs):
                continue
            own, after = text[block.start : block.end], text[paragraphs[at + 1].start : paragraphs[at + 1].end]
            mark, following = label_of(own), label_of(after)
            if mark is None and following is None:
                ends = next(label_lines(text, paragraphs[at + 1].start, paragraphs[at + 1].end), None) is not None
            else:
                ends = mark is not None and following is not None and mark.style == following.style
            if ends:
                yield self.finding(block.start, block.end, label=own)


_LABEL_LENGTH = 60


class TwoLeads(Rule):
    """A task with two units in the lead."""

    id = "duties.two_leads"
    name = "Nhiệm vụ có hai đơn vị chủ trì"
    severity = "note"
    basis = ("nd30", "Phụ lục IV (mỗi nhiệm vụ một đơn vị chủ trì)")
    message = "Nhiệm vụ {label} có {count} đơn vị chủ trì: {names}."
    advice = "Chỉ giao một đơn vị chủ trì, các đơn vị khác phối hợp."

    def check(self, context: Context) -> Iterator[Finding]:
        """The second unit, on label lines and in tables."""
        for task in context.tasks:
            leads = [unit for unit in task.units if unit.role == "lead"]
            if len(leads) > 1 and task.origin in {"line", "table"} and not any(_SET.match(unit.text) for unit in leads):
                names = ", ".join(unit.names[0] for unit in leads)
                yield self.finding(leads[1].start, leads[1].end, label=task.id, count=len(leads), names=names)


_SET = late(r"[Cc]ác |[Nn]hững |UBND (?:các|cấp)|[Mm]ỗi |[Tt]ừng |[Đđ]ơn vị|[Cc]ơ quan|[Đđ]ịa phương")


class LeadAlsoCoordinates(Rule):
    """A unit that is to work with itself."""

    id = "duties.lead_coordinates"
    name = "Đơn vị vừa chủ trì vừa phối hợp"
    severity = "warning"
    basis = ("nd30", "Điều 12")
    message = "«{unit}» vừa chủ trì vừa phối hợp trong nhiệm vụ {label}."
    advice = "Bỏ đơn vị này khỏi danh sách phối hợp."

    def check(self, context: Context) -> Iterator[Finding]:
        """The unit where it coordinates."""
        for line in label_runs(context):
            leads = {context.text[a:b].lower() for role, a, b in line if role in {"lead", "execute"}}
            for role, a, b in line:
                if role == "coordinate" and context.text[a:b].lower() in leads:
                    yield self.finding(a, b, unit=context.text[a:b], label=_task_at(context, a))


def label_runs(context: Context) -> list[list[tuple[str, int, int]]]:
    """Units of neighbouring label lines: (role, start, end) of each unit, one list a task."""
    return context.once("label_runs", lambda context: list(_label_runs(context)))


def _label_runs(context: Context) -> Iterator[list[tuple[str, int, int]]]:
    if _PARTNER_LABEL.search(context.text) is None:
        return
    run: list[LabelLine] = []
    for block in (*context.paragraphs, None):
        lines = list(label_lines(context.text, block.start, block.end)) if block and block.end - block.start < _LINE else []
        run += [line for line in lines if line.role in {"lead", "execute", "coordinate"}]
        if lines:
            continue
        roles = {line.role for line in run}
        if "coordinate" in roles and len(roles) > 1:
            yield [
                (line.role, part.start, part.end)
                for line in run
                for part in split_phrase(context.text, line.value_start, line.value_end, "execute")
            ]
        run = []


_LINE = 600
_PARTNER_LABEL = late(r"hối hợp[^\n:]{0,40}:")


def _task_at(context: Context, at: int) -> str:
    before = [task.id for task in context.tasks if task.start <= at]
    return before[-1] if before else "này"


class VagueUnit(Rule):
    """ "Đơn vị liên quan": nobody in particular."""

    id = "duties.vague_unit"
    name = "Đơn vị thực hiện chưa rõ"
    severity = "note"
    basis = ("nd30", "Điều 12")
    message = "«{unit}» chưa rõ là đơn vị nào."
    advice = "Nêu tên đơn vị, hoặc gắn cụm từ này với các đơn vị cụ thể khi giao việc."

    def check(self, context: Context) -> Iterator[Finding]:
        """The phrase, where it is to lead or execute."""
        for task in context.tasks:
            for unit in task.units:
                if unit.role in {"lead", "execute"} and _VAGUE.fullmatch(unit.text):
                    yield self.finding(unit.start, unit.end, unit=unit.text)


_VAGUE = late(
    r"(?:[Cc]ác )?(?:cơ quan|đơn vị|tổ chức|cá nhân|[Cc]ơ quan|[Đđ]ơn vị)(?:, (?:đơn vị|tổ chức|cá nhân))* (?:có )?liên quan(?: khác)?"
)


class SameTaskTwice(Rule):
    """The same words given to two units."""

    id = "duties.same_task_twice"
    name = "Một nhiệm vụ giao hai nơi"
    severity = "note"
    basis = ("nd30", "Điều 12")
    message = "Nội dung này đã giao ở nhiệm vụ {label} cho «{other}»."
    advice = "Ghi rõ ai chủ trì, hoặc phân định phạm vi của từng đơn vị."

    def check(self, context: Context) -> Iterator[Finding]:
        """The first line of the later task."""
        seen: dict[int, Task] = {}
        long = [task for task in context.tasks if len(task.text) >= _WORDS]
        beginnings = [hash(_beginning(task)) for task in long]
        begun = Counter(beginnings)
        for task, beginning in zip(long, beginnings, strict=True):
            if begun[beginning] == 1:
                continue
            words = _bare(task)
            first = seen.setdefault(hash(words), task)
            if first is task or not first.units or not task.units or _bare(first) != words:
                continue
            if first.units[0].names[0].lower() != task.units[0].names[0].lower():
                yield self.finding(*_first_line(task), label=first.id, other=first.units[0].names[0])


_WORDS = 60
_ENOUGH = 100


def _bare(task: Task) -> str:
    return " ".join(task.text.lower().split()).strip(" .;-")


def _beginning(task: Task) -> str:
    """Enough of the task to tell it from nearly all others."""
    return " ".join(task.text[:_ENOUGH].lower().split()).strip(" .;-")[:_WORDS]


class TwoDeadlines(Rule):
    """A task with two different last days."""

    id = "duties.two_deadlines"
    name = "Nhiệm vụ có hai thời hạn khác nhau"
    severity = "note"
    basis = ("nd30", "Điều 12")
    message = "Nhiệm vụ {label} có hai thời hạn: «{one}» và «{other}»."
    advice = "Kiểm tra thời hạn nào đúng, hoặc tách thành hai nhiệm vụ."

    def check(self, context: Context) -> Iterator[Finding]:
        """The second deadline."""
        for task in context.tasks:
            once = [time for time in task.times if time.kind == "once" and time.from_ is None and time.due]
            if len(once) > 1 and once[0].due != once[1].due and task.origin == "line":
                yield self.finding(once[1].start, once[1].end, label=task.id, one=once[0].text, other=once[1].text)


class NotInRecipients(Rule):
    """A unit with work to do that the document is not sent to."""

    id = "duties.not_in_recipients"
    name = "Đơn vị được giao việc không có trong Nơi nhận"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.9.a")
    message = "«{unit}» được giao việc nhưng không có trong Nơi nhận."
    advice = "Thêm đơn vị vào Nơi nhận để thực hiện."

    def check(self, context: Context) -> Iterator[Finding]:
        """The first mention of the unit that leads or executes."""
        recipients = context.document.metadata.recipients
        if len(recipients) < 2:
            return
        listed = " ; ".join(_short(value.text) for value in recipients)
        said: set[str] = set()
        for task in context.tasks:
            for unit in task.units:
                name = unit.names[0]
                key = _short(name)
                if unit.role == "coordinate" or key in said or not _NAMED.match(name) or len(name.split()) > 9:
                    continue
                said.add(key)
                if key not in listed and not _covered(name, listed):
                    yield self.finding(unit.start, unit.end, unit=name)


_NAMED = late(r"(?:Sở|Phòng|Văn phòng|Trung tâm|Ban|Chi cục|Trường|Công an|Báo|Đài|Thanh tra|Bảo hiểm|Kho bạc|Hội|Liên đoàn) [A-ZĐÀ-Ỹ]")
_SHORTER = (
    ("ủy ban nhân dân", "ubnd"),
    ("uỷ ban nhân dân", "ubnd"),
    ("giáo dục và đào tạo", "gd&đt"),
    ("hội đồng nhân dân", "hđnd"),
    (" và ", " "),
    (",", ""),
    ("-", " "),
)


def _short(name: str) -> str:
    low = name.lower()
    for long, short in _SHORTER:
        low = low.replace(long, short)
    return " ".join(low.split())


def _covered(name: str, listed: str) -> bool:
    """Whether a collective recipient covers the unit: "các sở, ban, ngành", "như Điều 3", "các phòng Sở"."""
    head = name.split(" ", 1)[0].lower()
    collective = rf"(?:các|như|trưởng)\b[^;]*\b(?:{head}|đơn vị|cơ quan|phòng|ngành|điều|mục|trên)"
    return re.search(collective, listed) is not None or "như " in listed or "trực thuộc" in listed


class Reorganised(Rule):
    """A body that no longer existed when the document was issued."""

    id = "duties.reorganised_unit"
    name = "Cơ quan đã sắp xếp, đổi tên"
    severity = "warning"
    basis = ("nq176", "")
    message = "«{unit}» không còn từ {day}; nhiệm vụ chuyển về {successor}."
    advice = "Dùng tên cơ quan hiện nay: {successor}."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first unit of a task or recipient with the old name."""
        issued = context.date
        if issued is None:
            return
        rows = [row for row in table("reorganised")["bodies"] if row["from"] <= issued.isoformat() and context.may_have(row["name"])]
        if not rows:
            return
        places = [(unit.text, unit.start) for task in context.tasks for unit in task.units]
        places += [(value.text, value.start) for value in context.document.metadata.recipients]
        said: set[str] = set()
        for words, start in sorted(places, key=lambda place: place[1]):
            for row in rows:
                at = words.find(row["name"])
                if at >= 0 and row["name"] not in said:
                    said.add(row["name"])
                    day = "/".join(reversed(row["from"].split("-")))
                    end = start + at + len(row["name"])
                    yield self.finding(start + at, end, unit=row["name"], day=day, successor=row["successor"])
