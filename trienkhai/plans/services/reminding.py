"""Reminders: rules an owner sets, planning a day's reminders by set statements, and what each person wants of them.

Planning a working day writes the ledger once; letters and notices are read from it (`services.posting`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField, F, OuterRef, Q, QuerySet, SmallIntegerField, Subquery, Value
from django.db.models.functions import Coalesce, Length, TruncDate
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal, setwise
from trienkhai.core.errors import Refusal
from trienkhai.periods import working
from trienkhai.plans import permissions, reminding
from trienkhai.plans.choices import OPEN_STATES, MailWish, PlanState, ReminderKind, State
from trienkhai.plans.figures import MAIN_DUTIES
from trienkhai.plans.models import Obligation, Reminder, ReminderRules, ReminderRun, ReminderWish
from trienkhai.plans.reminding import Rules, Window
from trienkhai.units import tree
from trienkhai.units.models import Placement
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

COLUMNS = ("obligation_id", "told_id", "kind", "days", "anchor", "run_id")
STORED = ("obligation_id", "unit_id", "kind", "days", "anchor", "run_id")
MOST_DAYS, MOST_STEPS = 365, 5


@transaction.atomic
def set_rules(*, actor: Person, owner_id: int, rules: Rules, legal_basis: str, valid_from: dt.date | None = None) -> ReminderRules:
    """Set when units are reminded of the owner's plans, from today or a later day on; earlier rows stay as they were.

    Raises Refusal for numbers out of range, hours that do not follow each other, a missing basis or a day that has passed.
    """
    permissions.can_prepare(actor, path_today(owner_id) or "").require()
    since = valid_from or clock.today()
    if since < clock.today():
        raise Refusal(_("Quy tắc chỉ đổi từ hôm nay trở đi."), _("Hãy chọn ngày từ hôm nay."))
    if not legal_basis.strip():
        raise Refusal(_("Cần nêu căn cứ của quy tắc."), _("Hãy ghi căn cứ, ví dụ quy chế làm việc hoặc ý kiến chỉ đạo."))
    _check(rules)
    said = {"said": rules.as_json(), "legal_basis": legal_basis.strip()[:250], "author": actor}
    row, _made = ReminderRules.objects.update_or_create(owner_id=owner_id, valid_from=since, defaults=said)
    journal.record(actor, "plans.reminders.ruled", row, owner_id, valid_from=since.isoformat(), said=rules.as_json())
    return row


def _check(rules: Rules) -> None:
    numbers = (*rules.before, *rules.after, *rules.escalate)
    if any(not 1 <= days <= MOST_DAYS for days in numbers) or not (0 <= rules.silent <= MOST_DAYS and 0 <= rules.unseen <= MOST_DAYS):
        raise Refusal(_("Số ngày phải từ 1 đến %(most)s.") % {"most": MOST_DAYS}, _("Hãy sửa số ngày, hoặc để trống nếu không nhắc."))
    if max(len(rules.before), len(rules.after), len(rules.escalate)) > MOST_STEPS:
        raise Refusal(_("Mỗi loại nhắc nhiều nhất %(most)s mốc.") % {"most": MOST_STEPS}, _("Hãy bỏ bớt mốc."))
    if dt.time.fromisoformat(rules.opens) >= dt.time.fromisoformat(rules.closes):
        raise Refusal(_("Giờ bắt đầu gửi thư phải trước giờ kết thúc."), _("Hãy sửa giờ, ví dụ từ 07:30 đến 17:00."))


def rules_on(day: dt.date) -> dict[int, Rules]:
    """The rules that owners have set, as they hold on a day. One query."""
    rows = ReminderRules.objects.filter(valid_from__lte=day).order_by("valid_from").values_list("owner_id", "said")
    return {owner_id: reminding.from_json(said) for owner_id, said in rows}


@transaction.atomic
def plan_reminders(*, day: dt.date) -> ReminderRun | None:
    """Write the reminders of a working day into the ledger, once; None on other days or when they are written already.

    One INSERT … SELECT for the owners of each set of rules. What an earlier day missed comes today.
    """
    if not working.is_working(day):
        return None
    own = rules_on(day)
    default, _basis = reminding.default(day)
    after = reminding.mail_time([default, *own.values()], clock.now())
    run, made = ReminderRun.objects.get_or_create(day=day, defaults={"planned_at": clock.now(), "mail_after": after})
    if not made:
        return None
    run.count = sum(_write(run, rules, owners) for rules, owners in _by_rules(own, default))
    run.save(update_fields=["count"])
    journal.record(None, "plans.reminders.planned", run, day=day.isoformat(), n=run.count, owners=len(own))
    jobs.enqueue("plans.post_reminders", run_id=run.pk)
    return run


def _by_rules(own: dict[int, Rules], default: Rules) -> list[tuple[Rules, Q]]:
    """Each set of rules with the owners it holds for, those without a row last."""
    sets = {rules: [owner for owner, held in own.items() if held == rules] for rules in set(own.values())}
    listed = [(rules, Q(period__plan__owner_id__in=owners)) for rules, owners in sets.items()]
    return [*listed, (default, ~Q(period__plan__owner_id__in=list(own)))]


def _write(run: ReminderRun, rules: Rules, owners: Q) -> int:
    open_work = Obligation.objects.filter(owners, period__plan__state=PlanState.ISSUED, state__in=OPEN_STATES).exclude(state=State.DONE)
    open_work = open_work.filter(due__gte=run.day - dt.timedelta(days=rules.forget))
    selects = [_due(open_work, window) for window in reminding.windows(rules, run.day)]
    if rules.unseen:
        selects.append(_unseen(open_work, run.day, rules.unseen))
    if rules.silent:
        selects.append(_silent(open_work, run.day, rules.silent))
    rows = [_told(rows, kind, days, anchor, run) for rows, kind, days, anchor in selects]
    return setwise.insert_from(Reminder, STORED, rows, sources=COLUMNS, skip_known=True)


Selected = tuple[QuerySet[Obligation], str, int, Any]


def _due(rows: QuerySet[Obligation], window: Window) -> Selected:
    rows = rows.filter(due__lte=window.last, **({"due__gte": window.first} if window.first else {}))
    if window.step:
        above = Length("period__owner_path") + tree.WIDTH * window.step
        rows = rows.filter(duty__in=MAIN_DUTIES).alias(depth=Length("path")).filter(depth__gte=above)
        rows = rows.annotate(told_id=_above(OuterRef("unit_id"), window.step)).filter(told_id__isnull=False)
    return rows, window.kind, window.days, F("due")


def _above(unit: Any, step: int) -> Subquery:
    """The unit so many steps above another, by today's placements."""
    parent = Placement.objects.filter(unit_id=unit, valid_to__isnull=True).values("parent_id")[:1]
    for _n in range(1, step):
        parent = Placement.objects.filter(unit_id=Subquery(parent), valid_to__isnull=True).values("parent_id")[:1]
    return Subquery(parent)


def _unseen(rows: QuerySet[Obligation], day: dt.date, days: int) -> Selected:
    """Nobody of the unit has acknowledged it so many days after the period opened; what is overdue is reminded of by its day."""
    opened = clock.day_ends(day - dt.timedelta(days=days))
    rows = rows.filter(acknowledged_at__isnull=True, due__gte=day, period__opened_at__lt=opened)
    return rows, ReminderKind.UNSEEN, days, F("due")


def _silent(rows: QuerySet[Obligation], day: dt.date, days: int) -> Selected:
    """Acknowledged or begun, and nothing said for so many days."""
    said = clock.day_ends(day - dt.timedelta(days=days))
    rows = rows.alias(last=Coalesce("reported_at", "acknowledged_at")).filter(last__lt=said, due__gte=day)
    return rows, ReminderKind.SILENT, days, TruncDate(Coalesce("reported_at", "acknowledged_at"))


def _told(rows: QuerySet[Obligation], kind: str, days: int, anchor: Any, run: ReminderRun) -> QuerySet[Obligation]:
    told = {} if kind == ReminderKind.ESCALATED else {"told_id": F("unit_id")}
    return rows.annotate(
        obligation_id=F("id"),
        **told,
        kind=Value(str(kind), output_field=CharField()),
        days=Value(days, output_field=SmallIntegerField()),
        anchor=anchor,
        run_id=Value(run.pk),
    )


@transaction.atomic
def wish_mail(*, actor: Person, mail: str) -> ReminderWish:
    """Say how one wants to be reminded by mail. Raises Refusal for an unknown way."""
    if mail not in MailWish.values:
        raise Refusal(_("Cách nhận thư chưa đúng."), _("Hãy chọn một trong hai cách."))
    wish, _made = ReminderWish.objects.update_or_create(person=actor, defaults={"mail": mail})
    return wish


@transaction.atomic
def look_at(*, actor: Person, run_id: int) -> None:
    """Say that one has looked at the reminders up to a run; an earlier one changes nothing."""
    run = ReminderRun.objects.filter(pk=run_id).first()
    if run is None:
        return
    wish, _made = ReminderWish.objects.get_or_create(person=actor)
    if wish.seen_id is None or wish.seen_id < run.pk:
        wish.seen = run
        wish.save(update_fields=["seen"])


def plan_and_tell(*, day: dt.date) -> ReminderRun | None:
    """The reminders of a day when they are not planned yet; letters of earlier runs that stopped half-way go on."""
    for left in ReminderRun.objects.filter(posted_at__isnull=True, day__lte=day).order_by("day"):
        jobs.enqueue("plans.post_reminders", run_id=left.pk)
    return plan_reminders(day=day)
