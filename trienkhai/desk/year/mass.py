"""What most units say, by set statements: reports of a whole period, and what they submit in its round. As the services leave it."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import connection, transaction
from django.db.models import Case, F, Func, IntegerField, JSONField, Max, OuterRef, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce, Mod

from trienkhai.accounts.models import Person
from trienkhai.core import clock, setwise
from trienkhai.periods import services as periods
from trienkhai.periods import timeliness
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting
from trienkhai.plans.choices import OPEN_STATES, ChangeKind, Confirmation, State
from trienkhai.plans.models import Obligation, PlanPeriod, Progress
from trienkhai.reporting.choices import SubmissionAct, SubmissionState
from trienkhai.reporting.models import Edition, EditionWork, Round, Submission, SubmissionStep

SAID = ("Đã tổ chức theo kế hoạch của đơn vị, có phân công và kiểm tra.", "Đã tổ chức tại tất cả các lớp.", "Đã thực hiện, có sổ theo dõi.")
TENTHS = 10


class _SqliteUuid(Func):
    template = "lower(hex(randomblob(16)))"
    output_field = UUIDField()


def _tenth(a: int, b: int, of: str) -> Mod:
    """A number from 0 to 9 that is always the same for a row."""
    return Mod(a * F("unit_id") + b * F(of), TENTHS, output_field=IntegerField())


@transaction.atomic
def report_mass(held: PlanPeriod, actor: Person, *, tenths: int, salt: int, state: str = State.DONE, units: bool = False) -> int:
    """So many tenths of what is open in a period are reported on now, or all that so many tenths of the units owe; how many works."""
    open_ones = Obligation.objects.filter(period=held, state__in=OPEN_STATES).exclude(state=state)
    rows = open_ones.alias(of=_tenth(7 + 2 * salt, 0 if units else 3, "task_id")).filter(of__lt=tenths)
    list(rows.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    third, now = Mod("unit_id", 3, output_field=IntegerField()), Value(clock.now())
    said = rows.alias(third=third).annotate(
        obligation_id=F("pk"),
        said=Value(str(state)),
        text=Case(*(When(third=n, then=Value(SAID[n])) for n in range(2)), default=Value(SAID[2])),
        result=Value(""),
        difficulty=Value(""),
        actor_id=Value(actor.pk),
        at=now,
        form_key=RandomUUID() if connection.vendor == "postgresql" else _SqliteUuid(),
    )
    columns = ("obligation_id", "text", "result", "difficulty", "actor_id", "at", "form_key")
    setwise.insert_from(Progress, (*columns, "state"), said, sources=(*columns, "said"))
    if state == State.DONE:
        rows.filter(task__in=held.plan.tasks.filter(confirms=True)).update(confirmation=Confirmation.AWAITS)
    rows.update(reported_at=clock.now(), acknowledged_at=Coalesce("acknowledged_at", now))
    done_on = clock.today() if state == State.DONE else None
    moved = counting.move_set(held, rows, state=state, kind=ChangeKind.REPORTED, done_on=done_on)
    if held.expected_set_id is not None:
        everyone = ExpectedMember.objects.filter(expected_set=held.expected_set_id).values("unit_id")
        periods.recount_waiting(expected_set_id=held.expected_set_id, unit_ids=everyone, silent=counting.silent(held.pk))
    return moved


def ready(made: Round) -> QuerySet[Submission]:
    """What is still being written and whose unit has reported on all it leads or executes."""
    rows = Submission.objects.filter(round=made, state=SubmissionState.DRAFT, first_sent_on__isnull=True)
    return rows.exclude(unit_id__in=counting.silent(made.held_id or 0).values("unit_id"))


@transaction.atomic
def submit_mass(made: Round, actor: Person, *, tenths: int, salt: int) -> int:
    """So many tenths of the units that are ready send what they submit, one in ten of them nil; how many."""
    rows = ready(made).alias(of=_tenth(7 + salt, 1, "round_id")).filter(of__lt=tenths)
    chosen = list(rows.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    if not chosen:
        return 0
    sent = Submission.objects.filter(pk__in=chosen)
    sent.filter(pk__in=chosen[::TENTHS]).update(is_nil=True)
    sent.filter(due__lt=clock.today()).update(late_reason="Chờ số liệu của các tổ chuyên môn.")
    common = {
        "submission_id": F("pk"),
        "sent_by_id": Value(actor.pk),
        "sent_at": Value(clock.now()),
        "number": Value(1),
        "missing": Value(0),
    }
    columns = (*common, "is_nil", "late_reason")
    editions = sent.annotate(**common, words=Value({}, output_field=JSONField()))
    setwise.insert_from(Edition, (*columns, "said"), editions, sources=(*columns, "words"))
    _keep_works(made, chosen)
    sent.update(state=SubmissionState.SENT, first_sent_on=clock.today(), version=F("version") + 1, saved_at=clock.now())
    step(sent, actor, SubmissionAct.SENT)
    return len(chosen)


def _keep_works(made: Round, chosen: list[int]) -> None:
    """How each work stood when it was sent."""
    edition = Edition.objects.filter(submission__round=made, submission__in=chosen, submission__unit_id=OuterRef("unit_id"))
    last = Progress.objects.filter(obligation=OuterRef("pk")).order_by().values("obligation").annotate(last=Max("id")).values("last")
    owed = Obligation.objects.filter(period=made.held_id, unit_id__in=Submission.objects.filter(pk__in=chosen).values("unit_id"))
    rows = owed.exclude(state=State.RELEASED).annotate(
        edition_id=Subquery(edition.values("pk")[:1]),
        obligation_id=F("pk"),
        timeliness=timeliness.expression(clock.today()),
        progress_id=Subquery(last),
    )
    setwise.insert_from(EditionWork, ("edition_id", "obligation_id", "state", "timeliness", "progress_id"), rows)


@transaction.atomic
def accept_mass(made: Round, actor: Person, *, tenths: int, salt: int) -> int:
    """So many tenths of what was sent are accepted; how many."""
    rows = Submission.objects.filter(round=made, state=SubmissionState.SENT).alias(of=_tenth(3 + salt, 1, "round_id")).filter(of__lt=tenths)
    chosen = Submission.objects.filter(pk__in=list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)))
    step(chosen, actor, SubmissionAct.ACCEPTED)
    return chosen.update(state=SubmissionState.ACCEPTED, version=F("version") + 1)


def step(rows: QuerySet[Submission], actor: Person, act: SubmissionAct) -> None:
    """One step of each."""
    told = rows.annotate(submission_id=F("pk"), act=Value(str(act)), text=Value(""), actor_id=Value(actor.pk), at=Value(clock.now()))
    setwise.insert_from(SubmissionStep, ("submission_id", "act", "text", "actor_id", "at"), told)
