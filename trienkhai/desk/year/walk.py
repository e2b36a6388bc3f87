"""The year walked month by month: periods open, units report, ask, are late, merge, enter and leave; the office decides."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from django.conf import settings
from django.test.utils import override_settings
from django.utils import timezone

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.desk.year import mass
from trienkhai.desk.year.stage import BEGINS, RHYTHMS, Year, make_stage, people_of
from trienkhai.periods import calendar
from trienkhai.periods.calendar import Span
from trienkhai.plans import services as plans
from trienkhai.plans.choices import OPEN_STATES, Clock, Confirmation, DifficultyState, ExtensionState, Quality, Schedule, State
from trienkhai.plans.models import Difficulty, Extension, Obligation, PlanPeriod, Task
from trienkhai.reporting import services as reporting
from trienkhai.reporting.choices import SubmissionState
from trienkhai.reporting.models import Round, Submission
from trienkhai.units import changing
from trienkhai.units import selectors as units
from trienkhai.units import services as structure
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.models import Placement

HARD = ("Thiếu kinh phí mua sách.", "Phòng đọc chật, chưa có kệ.", "Mạng yếu, chưa đọc được sách số.", "Thiếu người phụ trách thư viện.")
MERGER = dt.date(2026, 7, 10)
WRITES = 2_000
"""At least so many acts go through the services."""


def simulate(seed: int = 7, units: int = 200, tasks: int = 20, periods: int = 12, writes: int = WRITES) -> Year:
    """Walk the whole year in this database, which holds no province yet; the clock stands as before when it is over.

    About so many `writes` go through the services, the rest is said by set statements.
    """
    for year in steps(seed, units, tasks, periods, writes):
        made = year
    return made


def steps(seed: int = 7, units: int = 200, tasks: int = 20, periods: int = 12, writes: int = WRITES) -> Iterator[Year]:
    """The same, stopping at the end of each period, and once more when the last round is over."""
    with override_settings(CLOCK=_moment(BEGINS, 5).isoformat()):
        walk = _Walk(make_stage(seed, units, tasks), periods, writes)
        yield from walk.run()


def _moment(day: dt.date, hour: float) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone()) + dt.timedelta(hours=hour)


class _Walk:
    """One walk: its dice, its clock, and the acts."""

    def __init__(self, year: Year, periods: int, writes: int) -> None:
        self.year, self.dice, self.rhythm = year, Random(year.seed), RHYTHMS[periods]  # noqa: S311 - a game, not a secret
        self.spans = list(calendar.spans(self.rhythm, BEGINS, dt.date(BEGINS.year, 12, 31)))
        self.each = writes // len(self.spans)
        self.moment = _moment(BEGINS, 5)
        self.away: list[int] = []

    def run(self) -> Iterator[Year]:
        """Period after period, and the first days of the year after."""
        before = None
        for at, span in enumerate(self.spans):
            held = self._open(span)
            for days, act in self._acts(at, span, held, before):
                self._go(_moment(span.starts + dt.timedelta(days=int(days)), 7))
                act()
            yield self._stopped()
            before = held
        if before is not None:
            for after, late in ((4, self._late), (5, self._send), (6, self._receive), (13, self._send_late), (14, self._receive)):
                self._go(_moment(self.spans[-1].ends + dt.timedelta(days=after), 7))
                late(before)
        yield self._stopped()

    def _stopped(self) -> Year:
        self.year.ends = self.moment
        return self.year

    def _acts(self, at: int, span: Span, held: PlanPeriod, before: PlanPeriod | None) -> Sequence[tuple[float, Callable[[], object]]]:
        """What happens in a period, each so many days after its first: of the last round soon, of its own over its length."""
        last: list[tuple[float, Callable[[], object]]] = []
        if before is not None:
            former = before
            last = [
                (4, lambda: self._late(former)),
                (5, lambda: self._send(former)),
                (6, lambda: self._receive(former)),
                (12, lambda: self._send_late(former)),
                (13, lambda: self._receive(former)),
            ]
        merging = (MERGER - span.starts).days if span.starts <= MERGER <= span.ends else None
        own: list[tuple[float, Callable[[], object]]] = [
            (0.05, lambda: self._say(held, self.each * 3 // 10)),
            (0.22, lambda: self._enter_and_leave(at, held)),
            (0.25, lambda: self._suspend(held)),
            (0.28, lambda: self._ask(held)),
            (0.33, self._decide),
            (0.36, lambda: self._happen(at)),
            (0.46, lambda: mass.report_mass(held, self.year.specialist, tenths=2, salt=at + 3, state=State.IN_PROGRESS)),
            (0.5, lambda: mass.report_mass(held, self.year.specialist, tenths=5, salt=at)),
            (0.6, lambda: self._say(held, self.each * 3 // 10)),
            (0.66, lambda: self._confirm(held)),
            (0.7, lambda: self._resume(held)),
            (0.72, lambda: self._come_back(held)),
            (0.8, lambda: self._stand_still(at)),
            (0.75, self._answer),
            (0.9, lambda: self._say(held, self.each // 5)),
            (0.98, lambda: mass.report_mass(held, self.year.specialist, tenths=8, salt=at, units=True)),
        ]
        reform = [] if merging is None else [(merging, self._reform)]
        length = (span.ends - span.starts).days
        return sorted([*last, *((share * length, act) for share, act in own), *reform], key=lambda pair: pair[0])

    def _go(self, moment: dt.datetime) -> None:
        """The clock only goes forward, and a second with every act."""
        self.moment = max(moment, self.moment + dt.timedelta(seconds=1))
        settings.CLOCK = self.moment.isoformat()

    def do(self, service: Any, **given: Any) -> Any:
        """One act of a person through a service."""
        self._go(self.moment)
        self.year.writes[service.__name__] += 1
        return service(**given)

    def _some(self, rows: list[Any], most: int) -> list[Any]:
        return self.dice.sample(rows, min(most, len(rows)))

    # Periods and structure

    def _open(self, span: Span) -> PlanPeriod:
        self._go(_moment(span.starts, 5))
        if span == self.spans[0]:
            given = {"effective_on": BEGINS, "rhythm": self.rhythm, "version": self.year.plan.version}
            self.do(plans.issue_plan, actor=self.year.leader, plan_id=self.year.plan.pk, **given)
        else:
            plans.open_due_periods(day=span.starts)
        held = PlanPeriod.objects.select_related("period", "plan", "expected_set").get(plan=self.year.plan, period__starts=span.starts)
        self.year.period_ids.append(held.pk)
        return held

    def _reform(self) -> None:
        """Schools merge into their neighbours, one is renamed, one goes to another commune, one closes."""
        communes: dict[int, list[Placement]] = {}
        small = (Kind.PRESCHOOL, Kind.PRIMARY_SCHOOL, Kind.LOWER_SCHOOL)
        for row in Placement.objects.filter(valid_to__isnull=True, kind__in=small).order_by("path"):
            communes.setdefault(row.parent_id or 0, []).append(row)
        groups = [rows for rows in communes.values() if len(rows) > 3]
        chosen = self._some(groups, max(3, len(groups) // 4))
        for rows in chosen:
            self._change(ChangeKind.MERGE, rows[0].unit_id, target_id=rows[1].unit_id)
        first, other = chosen[0], next(rows for rows in groups if rows is not chosen[0])
        self._change(ChangeKind.RENAME, first[1].unit_id, name=f"{first[1].name} (mới)", unit_kind=first[1].kind)
        self._change(ChangeKind.MOVE, first[2].unit_id, target_id=other[-1].parent_id)
        self._change(ChangeKind.CLOSE, first[3].unit_id)
        if len(chosen) > 1:
            self._change(ChangeKind.MERGE, chosen[1][1].unit_id, target_id=chosen[1][2].unit_id)
        for people in (self.year.clerks, self.year.heads):  # what they may do is remembered with them
            people |= {unit_id: Person.objects.get(pk=person.pk) for unit_id, person in people.items()}

    def _change(self, kind: ChangeKind, unit_id: int, **more: Any) -> None:
        change = Change(kind, unit_id, self.moment.date(), "Quyết định 15/QĐ-UBND ngày 01/7/2026", **more)
        self.do(changing.carry_out, actor=self.year.specialist, change=change)

    def _enter_and_leave(self, at: int, held: PlanPeriod) -> None:
        """A school is founded and enters; two units are excused."""
        if at % 3 == 1:
            parent = Placement.objects.filter(valid_to__isnull=True, kind=Kind.COMMUNE).order_by("path").first()
            said = {"code": f"MOI{at}", "name": f"Trường tiểu học Mới {at}", "kind": Kind.PRIMARY_SCHOOL}
            new = self.do(structure.open_unit, actor=None, parent_id=parent.unit_id if parent else None, since=self.moment.date(), **said)
            place = [units.get_unit(unit_id=new.pk)]
            self.year.clerks |= people_of(place, Role.REPORTER)
            due = held.period.ends - dt.timedelta(days=2)
            given = {"plan_period_id": held.pk, "unit_id": new.pk, "reason": "Thành lập theo quyết định 20", "due": due}
            self.do(plans.take_in_unit, actor=self.year.specialist, **given)
        if at % 3 == 2:
            standing = sorted(set(self._open_units(held)))
            for unit_id in self._some(standing, 3):
                given = {"plan_period_id": held.pk, "unit_id": unit_id, "reason": "Sửa chữa trường, tạm ngừng hoạt động"}
                self.do(plans.excuse_unit, actor=self.year.leader, **given)
                self.away.append(unit_id)

    def _come_back(self, held: PlanPeriod) -> None:
        """One of those that were excused in this period comes back."""
        for unit_id in self.away[:1]:
            given = {"plan_period_id": held.pk, "unit_id": unit_id, "reason": "Sửa chữa xong sớm"}
            self.do(plans.take_in_unit, actor=self.year.specialist, **given)
        self.away.clear()

    def _open_units(self, held: PlanPeriod) -> list[int]:
        schools = units.on_day().filter(kind__in=(Kind.PRESCHOOL, Kind.PRIMARY_SCHOOL)).values("unit_id")
        rows = Obligation.objects.filter(period=held, state__in=OPEN_STATES, unit_id__in=schools)
        return list(rows.order_by("unit_id").values_list("unit_id", flat=True))

    # What units say

    def _owed(self, held: PlanPeriod, *states: str) -> list[Obligation]:
        rows = Obligation.objects.filter(period=held, state__in=states, unit_id__in=units.on_day().values("unit_id"))
        return list(rows.exclude(confirmation=Confirmation.CONFIRMED).order_by("id").only("pk", "unit_id", "state", "due", "task_id"))

    def _say(self, held: PlanPeriod, count: int) -> None:
        for row in self._some(self._owed(held, *OPEN_STATES, State.DONE), count * 2 // 3):
            self._report(row, self.dice.random())
        for row in self._some(self._owed(held, State.NOT_STARTED), count // 3):
            self.do(plans.acknowledge, actor=self._clerk(row.unit_id), obligation_id=row.pk)

    def _late(self, held: PlanPeriod) -> None:
        """After the period has ended: some report what they still owed."""
        for row in self._some(self._owed(held, *OPEN_STATES), self.each // 8):
            self._report(row, 0.0)

    def _clerk(self, unit_id: int) -> Person:
        return self.year.clerks[unit_id]

    def _report(self, row: Obligation, luck: float) -> None:
        state = State.DONE if luck < 0.6 else State.IN_PROGRESS if luck < 0.93 else State.NOT_STARTED
        hard = self.dice.choice(HARD) if luck > 0.85 or 0.5 < luck < 0.55 else ""
        key = uuid.UUID(int=self.dice.getrandbits(128), version=4)
        given = {"obligation_id": row.pk, "form_key": key, "state": state, "text": self.dice.choice(mass.SAID), "difficulty": hard}
        self.do(plans.report_progress, actor=self._clerk(row.unit_id), **given)

    def _ask(self, held: PlanPeriod) -> None:
        asked = set(Extension.objects.filter(state=ExtensionState.WAITING).values_list("obligation_id", flat=True))
        for row in self._some([row for row in self._owed(held, *OPEN_STATES) if row.pk not in asked], 8):
            until = max(row.due, self.moment.date()) + dt.timedelta(days=self.dice.randint(3, 25))
            self.do(plans.ask_extension, actor=self._clerk(row.unit_id), obligation_id=row.pk, until=until, reason="Chờ sách về.")

    # What the office decides

    def _decide(self) -> None:
        waiting = Extension.objects.filter(state=ExtensionState.WAITING, obligation__state__in=OPEN_STATES).order_by("id")
        for at, row in enumerate(self._some(list(waiting.select_related("obligation")), 7)):
            if at % 4 == 0:
                self.do(plans.refuse_extension, actor=self.year.specialist, extension_id=row.pk, remark="Chưa đủ lý do.")
            elif at % 4 == 1:
                self.do(plans.withdraw_extension, actor=self._clerk(row.obligation.unit_id), extension_id=row.pk)
            elif row.until > max(row.obligation.due, self.moment.date()):
                self.do(plans.grant_extension, actor=self.year.leader, extension_id=row.pk, until=row.until)

    def _suspend(self, held: PlanPeriod) -> None:
        rows = self._owed(held, *OPEN_STATES)
        chosen = [row.pk for row in self._some(rows, 6)]
        if chosen:
            until = self.moment.date() + dt.timedelta(days=9)
            self.do(plans.suspend_work, actor=self.year.leader, obligation_ids=chosen, reason="Chờ hướng dẫn mới.", until=until)

    def _resume(self, held: PlanPeriod) -> None:
        stopped = list(Obligation.objects.filter(period=held, state=State.SUSPENDED).order_by("id").values_list("pk", flat=True))
        for at, pk in enumerate(self._some(stopped, max(1, len(stopped) - 2))):
            choice = (Clock.KEEP, Clock.SHIFT, Clock.DAY)[at % 3]
            due = self.moment.date() + dt.timedelta(days=12) if choice == Clock.DAY else None
            self.do(plans.resume_work, actor=self.year.specialist, obligation_ids=[pk], clock_choice=choice, due=due)

    def _stand_still(self, at: int) -> None:
        """One whole task is suspended at the third of the year, and goes on when the next period is under way."""
        third = max(0, len(self.spans) // 3 - 1)
        if at == third:
            given = {"reason": "Chờ quy định mới của Bộ.", "basis": "Công văn 77/SGDĐT ngày 20/4/2026"}
            self.do(plans.halt_task, actor=self.year.leader, task_id=self.year.task_ids[1], **given)
        elif at == third + 1:
            self.do(plans.resume_task, actor=self.year.leader, task_id=self.year.task_ids[1], clock_choice=Clock.SHIFT)

    def _happen(self, at: int) -> None:
        """Two events of a conditional task in one period."""
        task = Task.objects.filter(plan=self.year.plan, schedule=Schedule.CONDITIONAL).order_by("order").first()
        if task is None or at % 2 == 0:
            return
        for days, words in ((8, "Dịch cúm ở hai xã."), (11, "Dịch sởi ở một xã.")):
            given = {"happened_on": self.moment.date(), "due": self.moment.date() + dt.timedelta(days=days), "words": words}
            self.do(plans.record_event, actor=self.year.specialist, task_id=task.pk, **given)

    def _confirm(self, held: PlanPeriod) -> None:
        waiting = Obligation.objects.filter(period=held, confirmation=Confirmation.AWAITS).order_by("id")
        pks = self._some(list(waiting.exclude(progress__actor=self.year.leader).distinct().values_list("pk", flat=True)), 20)
        if pks[:12]:
            self.do(plans.confirm_done, actor=self.year.leader, obligation_ids=pks[:12], quality=Quality.MET)
        for pk in pks[12:]:
            self.do(plans.return_work, actor=self.year.leader, obligation_id=pk, reason="Thiếu minh chứng.")

    def _answer(self) -> None:
        heads = list(Difficulty.objects.filter(state=DifficultyState.OPEN, same_as__isnull=True).order_by("task_id", "fold", "id"))
        pairs = [pair for pair in pairwise(heads) if pair[0].task_id == pair[1].task_id and pair[0].fold == pair[1].fold]
        for first, second in pairs[:3:2]:
            self.do(plans.group, actor=self.year.specialist, first_id=first.pk, other_ids=[second.pk])
        gone = {second.pk for _first, second in pairs[:3:2]}
        for at, row in enumerate(self._some([row for row in heads if row.pk not in gone], 5)):
            if at % 3 == 0:
                self.do(plans.pass_up, actor=self.year.specialist, difficulty_id=row.pk, text="Đề nghị cấp kinh phí.")
            self.do(plans.answer, actor=self.year.leader, difficulty_id=row.pk, text="Sở bố trí trong dự toán.")

    # Rounds

    def _send(self, held: PlanPeriod) -> None:
        self._send_some(held, 6)
        mass.submit_mass(Round.objects.get(held=held), self.year.specialist, tenths=6, salt=held.pk)

    def _send_late(self, held: PlanPeriod) -> None:
        self._send_some(held, 3)
        mass.submit_mass(Round.objects.get(held=held), self.year.specialist, tenths=5, salt=held.pk + 1)

    def _send_some(self, held: PlanPeriod, count: int) -> None:
        made = Round.objects.get(held=held)
        below = Submission.objects.filter(round=made).exclude(state__in=(SubmissionState.ACCEPTED, SubmissionState.RELEASED))
        rows = mass.ready(made).filter(unit_id__in=list(self.year.heads)).exclude(unit_id__in=below.values("receiver_id"))
        rows = rows.filter(unit_id__in=units.on_day().values("unit_id")).exclude(
            due__gte=self.moment.date(), round__locks_on__lt=self.moment.date()
        )
        for row in self._some(list(rows.order_by("id")), count):
            head, nil = self.year.heads[row.unit_id], self.dice.random() < 0.3
            said = {} if nil else {"s1": "Nền nếp đọc sách được giữ vững."}
            reason = "Chờ xác nhận của tổ." if row.due < self.moment.date() else ""
            given = {"said": said, "is_nil": nil, "late_reason": reason}
            row = self.do(reporting.save_submission, actor=head, submission_id=row.pk, version=row.version, **given)
            self.do(reporting.send_submission, actor=head, submission_id=row.pk, version=row.version)

    def _receive(self, held: PlanPeriod) -> None:
        made = Round.objects.get(held=held)
        sent = Submission.objects.filter(round=made, state=SubmissionState.SENT).order_by("id")
        for at, row in enumerate(self._some(list(sent), 6)):
            given = {"actor": self.year.leader, "submission_id": row.pk}
            row = self.do(reporting.receive_submission, version=row.version, **given)
            if at % 3 == 0:
                self.do(reporting.return_submission, version=row.version, words="Bổ sung số liệu.", **given)
            elif at % 3 == 1:
                self.do(reporting.accept_submission, version=row.version, **given)
        mass.accept_mass(made, self.year.leader, tenths=7, salt=held.pk)
