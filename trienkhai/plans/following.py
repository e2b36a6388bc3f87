"""Plans and work follow: a plan goes to its owner's heir; open work is handed to the heir by dated entries; what is done stays as it was.

In open periods the ended unit leaves the expected set and its heir enters, with reason. A handed-over obligation keeps its reports and
counts no more; its heir owes the same by the same day unless it owes it already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.core import journal
from trienkhai.periods import services as periods
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting
from trienkhai.plans.choices import UNANSWERED, UNDONE_STATES, ChangeKind, DecisionKind, PlanState, State
from trienkhai.plans.models import Addressee, Decision, Difficulty, Implementing, Obligation, Plan, PlanPeriod, Task
from trienkhai.plans.selectors.uses import group_uses
from trienkhai.plans.services.assigning import carry_on
from trienkhai.units import following
from trienkhai.units.following import Effect, Ending
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person


def _open(ending: Ending) -> QuerySet[Obligation]:
    return Obligation.objects.filter(unit_id__in=ending.heirs, state__in=UNDONE_STATES)


class Work:
    """Plans and open work of ended units."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How much work is handed on or released, and whose plans go where."""
        moving = any(heir is not None for heir in ending.heirs.values())
        plans = Plan.objects.filter(owner_id__in=ending.heirs).count()
        then = _("chuyển cho đơn vị kế thừa") if moving else _("phải chuyển cho đơn vị khác trước, bằng cách nhập đơn vị")
        goes_on = _("đơn vị kế thừa làm tiếp, giữ hạn") if moving else _("thôi, có ghi lý do")
        next_time = _("giao cho đơn vị kế thừa từ kỳ mở sau") if moving else _("bớt đơn vị này từ kỳ mở sau")
        entry = _("danh sách đã chốt giữ nguyên; phần việc chưa xong đổi bằng mục có ngày và lý do")
        hard = Difficulty.objects.filter(unit_id__in=ending.heirs, state__in=UNANSWERED).count()
        said = (
            Effect(_naming(ending), _("nhiệm vụ nêu đích danh đơn vị hoặc giao cho nhóm kê đơn vị"), next_time),
            Effect(_expecting(ending), _("kỳ đang mở tính đơn vị này"), entry),
            Effect(hard, _("vướng mắc chưa có trả lời"), _("đơn vị kế thừa nhận trả lời") if moving else _("giữ để trả lời")),
            Effect(_open(ending).count(), _("việc chưa xong"), goes_on),
            Effect(plans, _("kế hoạch của đơn vị"), then, stops=not moving),
        )
        return [effect for effect in said if effect.count]

    def follow(self, actor: Person | None, ending: Ending) -> None:
        """Plans first, so that the counts of their work know where the owner stands."""
        for unit_id, heir in ending.heirs.items():
            if heir is not None:
                Plan.objects.filter(owner_id=unit_id).update(owner_id=heir)
                Implementing.objects.filter(task__plan__owner_id=heir, unit_id=unit_id).update(unit_id=heir)
                _rebind(unit_id, heir)
                Difficulty.objects.filter(unit_id=unit_id, state__in=UNANSWERED).update(unit_id=heir)
            _hand_on(actor, unit_id, heir, ending)


def _naming(ending: Ending) -> int:
    """How many tasks name the units, or a group that lists them. One query."""
    named = Q(addressees__units__in=ending.heirs) | Q(addressees__group__members__in=ending.heirs)
    return Task.objects.filter(named).distinct().count()


def _expecting(ending: Ending) -> int:
    """How many periods that have not ended expect the units. One query."""
    running = PlanPeriod.objects.filter(expected_set__isnull=False, period__ends__gte=ending.on).values("expected_set_id")
    return ExpectedMember.objects.filter(expected_set__in=running, unit_id__in=ending.heirs, left_on__isnull=True).count()


def _rebind(unit_id: int, heir: int) -> None:
    """Addressees that list the unit list its heir, for periods still to open."""
    listed = Addressee.units.through.objects.filter(unit_id=unit_id, addressee__task__plan__state__in=PlanState.values)
    tasks = list(listed.values_list("addressee_id", flat=True))
    listed.delete()
    Addressee.units.through.objects.bulk_create(
        [Addressee.units.through(addressee_id=one, unit_id=heir) for one in tasks], ignore_conflicts=True
    )


def _hand_on(actor: Person | None, unit_id: int, heir: int | None, ending: Ending) -> None:
    rows = list(_open(Ending(ending.on, ending.reason, {unit_id: heir})).select_related("period__expected_set", "task"))
    path = path_today(heir) if heir is not None else None
    for row in rows:
        counting.move(row, state=State.RELEASED, done_on=None, kind=ChangeKind.HANDED)
        Obligation.objects.filter(pk=row.pk).update(state=State.RELEASED)
        taken = _take_up(row, heir, path) if heir is not None and path is not None else None
        carry_on(actor, row, taken, ending.reason)
        journal.record(actor, "plans.obligation.handed", row, unit_id, to=heir, on=ending.on.isoformat())
    for held in {row.period for row in rows if row.period.expected_set_id is not None}:
        _enter_and_leave(actor, held, unit_id, (heir, path), ending)


def _enter_and_leave(actor: Person | None, held: PlanPeriod, unit_id: int, heir: tuple[int | None, str | None], ending: Ending) -> None:
    """The ended unit leaves the frozen set and its heir enters, by dated entries with reason."""
    frozen, changed = held.expected_set, [unit_id]
    if frozen is None:
        return
    periods.release_member(actor=actor, expected_set=frozen, unit_id=unit_id, reason=ending.reason, on=ending.on)
    if heir[0] is not None and heir[1] is not None:
        periods.add_members(actor=actor, expected_set=frozen, members={heir[0]: heir[1]}, reason=ending.reason)
        changed.append(heir[0])
    periods.recount_waiting(expected_set_id=frozen.pk, unit_ids=changed, silent=counting.silent(held.pk))


def _take_up(row: Obligation, heir: int, path: str) -> Obligation:
    """The heir owes the same by the same day, unless it owes it already; what was suspended stays so until it is resumed."""
    made, is_new = Obligation.objects.get_or_create(
        period=row.period,
        task=row.task,
        unit_id=heir,
        duty=row.duty,
        turn=row.turn,
        defaults={"path": path, "state": State.NOT_STARTED, "due": row.due},
    )
    if is_new:
        counting.enter(made)
    elif made.state == State.RELEASED:  # the heir had been excused: what it takes over is owed again
        counting.move(made, state=State.NOT_STARTED, done_on=None, due=row.due, kind=ChangeKind.HANDED)
        Obligation.objects.filter(pk=made.pk).update(state=State.NOT_STARTED, due=row.due)
        made.state, made.due, is_new = State.NOT_STARTED, row.due, True
    if is_new and row.state == State.SUSPENDED:
        _suspend(row, made)
    return made


def _suspend(row: Obligation, made: Obligation) -> None:
    """The heir's work is suspended by the decision that suspended the ended unit's."""
    decision = Decision.objects.filter(obligation=row, kind=DecisionKind.SUSPENDED).latest("id")
    decision.pk, decision.obligation = None, made
    decision._state.adding = True
    counting.move(made, state=State.SUSPENDED, done_on=None, kind=ChangeKind.SUSPENDED)
    made.state = State.SUSPENDED
    made.save(update_fields=["state"])
    decision.save()


following.register("plans", Work())
following.register_user("plans", group_uses)
