"""Plans (kế hoạch), their tasks, the obligations they make, and what units report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.plans.amending_models import Alteration as Alteration
from trienkhai.plans.amending_models import Amendment as Amendment
from trienkhai.plans.choices import (
    DATED,
    Confirmation,
    DifficultyState,
    Duty,
    ExtensionState,
    MailWish,
    PlanState,
    ReminderKind,
    Schedule,
    State,
    StepKind,
)
from trienkhai.plans.indicator_models import Indicator as Indicator
from trienkhai.plans.indicator_models import IndicatorTarget as IndicatorTarget
from trienkhai.plans.indicator_models import IndicatorValue as IndicatorValue
from trienkhai.plans.own_models import Assignment as Assignment
from trienkhai.plans.own_models import Implementing as Implementing


class Plan(models.Model):
    """A plan of a unit (kế hoạch), from a reviewed document or written here. `rhythm` is the period kind that "thường xuyên" takes.

    `confirms` says whether work reported done waits for the owner's confirmation; empty takes the default of the day (`plans.confirming`).
    `above` are the plans whose tasks it carries out. `inner` says that it addresses nobody outside its owner's subtree: then others
    beside the owner do not see it.
    """

    owner = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="plans")
    document = models.ForeignKey("documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    title = models.TextField()
    number = models.CharField(max_length=40, blank=True)
    symbol = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=PlanState.choices, default=PlanState.DRAFT)
    effective_on = models.DateField(null=True, blank=True)
    rhythm = models.CharField(max_length=12, blank=True)
    confirms = models.BooleanField(null=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    above = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="below")
    inner = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document"], name="plan_one_per_document")]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """A task of a plan (nhiệm vụ), with its place in the plan's text. `due` is the task's own last day where it has one.

    `more_dues` are further last days that its text names, each with its words ("năm 2030"); `confirms` overrules what the plan says of
    confirmation. An amended plan's task that was left out ends on `ended_on` and stands in no later period; `document` holds its words
    where a later document than the plan's own worded it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    order = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    heading = models.TextField(blank=True)
    title = models.TextField()
    text = models.TextField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    schedule = models.CharField(max_length=12, choices=Schedule.choices)
    schedule_text = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    every = models.CharField(max_length=12, blank=True)
    product = models.TextField(blank=True)
    confirms = models.BooleanField(null=True)
    more_dues = models.JSONField(default=list, db_default=[])
    ended_on = models.DateField(null=True)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="task_key_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_steady(self) -> bool:
        """Work without a last day of its own."""
        return self.schedule not in DATED


class Addressee(models.Model):
    """Whom a task addresses (đơn vị được giao), in the plan's own words and as bound: a group, units, or open until someone names them.

    `picked` says that a person chose the units themselves and no phrase is bound; `person` is who does it inside the one unit picked.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="addressees")
    duty = models.CharField(max_length=12, choices=Duty.choices)
    phrase = models.CharField(max_length=250)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    group = models.ForeignKey("units.UnitGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    units = models.ManyToManyField("units.Unit", blank=True, related_name="+")
    is_open = models.BooleanField(default=False)
    picked = models.BooleanField(default=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.phrase


class PlanPeriod(models.Model):
    """A period of a plan (kỳ của kế hoạch). `due` is the last day for what has no due date of its own.

    `opened_at` is empty for a period still to come that only holds tasks whose own due day falls into it. `owner_path` is where the plan's
    owner stood when the period was made: branches are told from there, also after the owner moves.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="periods")
    period = models.ForeignKey("periods.Period", on_delete=models.PROTECT, related_name="+")
    expected_set = models.ForeignKey("periods.ExpectedSet", null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    owner_path = models.CharField(max_length=96)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "period"], name="plan_period_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.period_id}"


class Obligation(models.Model):
    """What one unit owes on one task in one period in one role (việc phải làm).

    State is what people said; timeliness is computed at reading. `turn` tells works of one task in one period apart: 0 where there is one,
    else the month of a quarter that it reports on, or the event that it follows.

    Kept lean: made by one set statement, foreign keys without constraint and index where the writer guarantees them (`verify` proves it).
    `path` is the unit's placement at opening; `due` the last day; `done_on` the day it was reported done; `confirmation` says whether that
    waits for the plan's owner, or was confirmed.
    """

    period = models.ForeignKey(PlanPeriod, on_delete=models.CASCADE, related_name="obligations", db_constraint=False, db_index=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="obligations", db_constraint=False, db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    duty = models.CharField(max_length=12, choices=Duty.choices)
    turn = models.PositiveSmallIntegerField(default=0, db_default=0)
    path = models.CharField(max_length=96)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    confirmation = models.CharField(max_length=9, choices=Confirmation.choices, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "task", "unit", "duty", "turn"], name="obligation_once")]
        indexes = [
            models.Index(fields=["unit", "due"], condition=~Q(state="done"), name="obligation_open"),
            models.Index(fields=["period", "task", "done_on"], condition=Q(confirmation="awaits"), name="obligation_awaits"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}/{self.task_id}/{self.unit_id}/{self.duty}"


class Progress(models.Model):
    """What a unit reported on an obligation (tiến độ): append-only; the obligation's present state is a projection of the last one.

    `form_key` comes from the page that asked: the same page sent twice reports once.
    """

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="progress")
    state = models.CharField(max_length=12, choices=State.choices)
    text = models.TextField(blank=True)
    result = models.TextField(blank=True)
    difficulty = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_key = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.state}"


class Evidence(models.Model):
    """A file that shows what was done (minh chứng)."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)

    def __str__(self) -> str:
        return self.name


class BoardCount(models.Model):
    """Counts for boards (số liệu bảng theo dõi): writers append ±n rows in their own transaction, a job folds them; a figure is the sum.

    Each obligation is counted twice: in the rows of its task (all branches together, `branch` is "*") and in those of its branch (all tasks
    together, `task` is empty), so that a board of 40,000 units sums thousands of rows and not every task of every branch. `branch` is the
    path segment of the branch below the plan's owner, empty for the owner itself (`plans.counting.branch`); `steady` marks work without a
    single due day. Rows of a task keep the day on which they were written, so that the sum up to a day is the board of that day.
    """

    period = models.ForeignKey(PlanPeriod, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    task = models.ForeignKey(Task, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    branch = models.CharField(max_length=6, blank=True)
    steady = models.BooleanField()
    duty = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    due = models.DateField()
    on_time = models.BooleanField(null=True)
    day = models.DateField(null=True)
    n = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["period", "task"], condition=Q(task__isnull=False), name="board_count_tasks"),
            models.Index(fields=["period", "branch"], condition=Q(task__isnull=True), name="board_count_branches"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.n}"


class ReminderRules(models.Model):
    """When the units of a plan's owner are reminded (quy tắc nhắc việc), from a day until the day before another row begins.

    `said` holds the numbers (`plans.reminding.Rules`); without a row the defaults there apply.
    """

    owner = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    said = models.JSONField()
    legal_basis = models.CharField(max_length=250)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "valid_from"], name="reminder_rules_once")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.valid_from}"


class ReminderRun(models.Model):
    """The reminders of one working day (lượt nhắc việc): planned once; letters go out from `mail_after` on."""

    day = models.DateField(unique=True)
    planned_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    mail_after = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.day}"


class Reminder(models.Model):
    """That a unit was reminded of an obligation for one reason (nhắc việc): the ledger, so that nobody is reminded twice of the same thing.

    `unit` is who is told: whose obligation it is, or a unit above when it is escalated. `anchor` is the day the reason counts from, so that
    a new due day reminds anew. Lean like obligations: one set statement writes hundreds of thousands.
    """

    run = models.ForeignKey(ReminderRun, on_delete=models.CASCADE, related_name="reminders", db_constraint=False, db_index=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reminders", db_constraint=False, db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=12, choices=ReminderKind.choices)
    days = models.PositiveSmallIntegerField()
    anchor = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "kind", "days", "anchor"], name="reminder_once")]
        indexes = [models.Index(fields=["unit", "run"], name="reminder_unit")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.kind} {self.days}"


class ReminderWish(models.Model):
    """How a person wants to be reminded (cách nhận nhắc việc), and up to which run they have looked."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_wish")
    mail = models.CharField(max_length=8, choices=MailWish.choices, default=MailWish.DIGEST)
    seen = models.ForeignKey(ReminderRun, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.mail


class Difficulty(models.Model):
    """What a unit finds hard about a task (vướng mắc), said once: by itself or in a report. The plan's owner answers it.

    `same_as` is set by a person: the trouble is the same as that one's, and its answer is the answer here. `due` is the day by which an
    answer is to be given; `fold` serves the search for similar ones.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="difficulties")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="difficulties")
    progress = models.OneToOneField(Progress, null=True, on_delete=models.PROTECT, related_name="raised")
    text = models.TextField()
    fold = models.TextField()
    state = models.CharField(max_length=12, choices=DifficultyState.choices, default=DifficultyState.OPEN)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="others")
    due = models.DateField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["task", "state"], name="difficulty_task"),
            models.Index(fields=["unit", "state"], name="difficulty_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id}"


class DifficultyStep(models.Model):
    """What was done with a difficulty (bước xử lý vướng mắc): passed up with a proposal, answered, withdrawn. Append-only."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    text = models.TextField()
    decided = models.BooleanField(default=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.kind}"


class Extension(models.Model):
    """A unit's request for more time (đề nghị gia hạn) and what was decided on it.

    `old_due` is the last day when it was asked and is kept; `until` the day asked for, `granted_until` the day given, which may be earlier.
    """

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="extensions")
    old_due = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ExtensionState.choices, default=ExtensionState.WAITING)
    granted_until = models.DateField(null=True)
    remark = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation"], condition=Q(state="waiting"), name="extension_one_waiting"),
            models.CheckConstraint(condition=Q(until__gt=models.F("old_due")), name="extension_later"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.until}"


from trienkhai.plans.decision_models import Change, Decision, Entry, TaskEvent, TaskHalt  # noqa: E402

__all__ = ["Change", "Decision", "Entry", "TaskEvent", "TaskHalt"]
