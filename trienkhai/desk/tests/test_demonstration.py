"""The demonstration looks like an office three weeks after a plan was issued."""

from __future__ import annotations

from typing import Any

import pytest

from trienkhai.accounts import selectors as accounts
from trienkhai.accounts.choices import Role
from trienkhai.core import clock
from trienkhai.core.models import JournalLine
from trienkhai.desk import demonstration
from trienkhai.plans import selectors as plans
from trienkhai.plans.models import Obligation, Plan, Progress
from trienkhai.registers import selectors as registers
from trienkhai.units.models import PhraseBinding

pytestmark = [pytest.mark.scale, pytest.mark.django_db]
UNITS = 80


@pytest.fixture
def prepared(settings: Any, at: Any) -> Any:
    settings.DEMO = True
    at("2026-11-24T09:00")
    return demonstration.prepare(file=None, count=UNITS)


def test_units_of_several_branches_have_reported_some_late_some_with_difficulties(prepared: Any) -> None:
    del prepared
    said = Progress.objects.select_related("obligation")
    branches = {row.obligation.path[:12] for row in said}
    assert len(branches) >= 8
    assert said.exclude(difficulty="").exists()
    board = plans.board(viewer=accounts.demo_person(Role.LEADER), plan_id=Plan.objects.get(document__isnull=False).pk)  # type: ignore[arg-type]
    assert min(board.whole.done_on_time, board.whole.done_late, board.whole.open_overdue, board.whole.open_in_time) > 0
    silent = Obligation.objects.filter(duty="execute").exclude(progress__isnull=False).values("unit_id").distinct().count()
    assert silent > 0


def test_what_happened_happened_in_its_order_and_nothing_tomorrow(prepared: Any) -> None:
    del prepared
    plan = Plan.objects.get(document__isnull=False)
    moments = list(Progress.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert plan.issued_at is not None
    assert plan.issued_at < moments[0] <= moments[-1] <= clock.now()
    written = list(JournalLine.objects.order_by("pk").values_list("at", flat=True))
    assert written[-1] <= clock.now()


def test_only_what_names_nobody_is_left_open(prepared: Any) -> None:
    del prepared
    assert list(PhraseBinding.objects.filter(is_open=True).values_list("key", flat=True)) == ["đơn vị liên quan"]
    schools = "Các trường mầm non, tiểu học, trung học cơ sở"
    assert PhraseBinding.objects.get(key=schools.lower()).group.name == schools  # type: ignore[union-attr]
    assert Obligation.objects.filter(task__key="II.3.b").exists()


def test_a_second_start_changes_nothing(prepared: Any) -> None:
    before = Progress.objects.count(), JournalLine.objects.count()
    assert demonstration.prepare(file=None, count=UNITS) == prepared
    assert (Progress.objects.count(), JournalLine.objects.count()) == before


def test_the_clerk_who_signs_in_has_reported_a_little_and_has_work_left(prepared: Any) -> None:
    del prepared
    clerk = accounts.demo_person(Role.REPORTER)
    assert clerk is not None
    assert Progress.objects.filter(actor=clerk).count() == 3
    assert plans.inbox(viewer=clerk).works


@pytest.mark.parametrize("moment", ["2026-10-01T00:30", "2026-10-02T09:00", "2027-01-01T15:00"])
def test_at_the_turn_of_a_quarter_the_period_that_runs_is_the_one_shown(settings: Any, at: Any, moment: str) -> None:
    settings.DEMO = True
    at(moment)
    demonstration.prepare(file=None, count=30)
    tasks, works = demonstration.stands()
    assert tasks
    assert works
    assert max(Progress.objects.values_list("at", flat=True)) <= clock.now()


def test_one_school_has_its_own_plan_and_has_begun(prepared: Any) -> None:
    del prepared
    head, clerk = accounts.demo_person(Role.HEAD), accounts.demo_person(Role.REPORTER)
    assert head is not None
    assert clerk is not None
    own = Plan.objects.get(document__isnull=True)
    view = plans.own_view(page=plans.plan_page(viewer=head, plan_id=own.pk))
    assert view is not None
    assert not view.missing
    assert [task.title for task in view.beyond] == ["Mời cựu học sinh tặng sách cho thư viện trường."]
    assert Progress.objects.filter(obligation__task__plan=own, state="done").count() == 1
    assert list(plans.given_to(viewer=clerk))


def test_forms_and_registers_are_in_use(prepared: Any) -> None:
    del prepared
    assert demonstration.keep_registers()
    assert not demonstration.keep_registers(), "an earlier start; what people did since stays"
    clerk, specialist = accounts.demo_person(Role.REPORTER), accounts.demo_person(Role.SPECIALIST)
    assert clerk is not None
    assert specialist is not None
    waiting = registers.agenda(viewer=clerk)
    assert (len(waiting.forms), len(waiting.mending), len(waiting.clocks)) == (1, 2, 1)
    ((_row, asked, sent),) = registers.open_collections(viewer=specialist)
    assert asked > sent > 0
