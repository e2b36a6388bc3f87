"""When units are reminded: windows, catching up, working days, rules of an owner, the ledger, the line above."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from trienkhai.core import clock
from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans import reminding, selectors, services
from trienkhai.plans.models import Obligation, PlanPeriod, Reminder, ReminderRun
from trienkhai.plans.reminding import Rules
from trienkhai.plans.tests.factories import Body, issue, make_body, make_draft, make_issued, say
from trienkhai.units import changing
from trienkhai.units.changing import Change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
TUESDAY, FRIDAY = dt.date(2026, 11, 24), dt.date(2026, 11, 27)
DUE = dt.date(2026, 12, 15)


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=2)


def remind(at: Any, day: str) -> ReminderRun | None:
    at(f"{day}T00:10")
    return services.plan_reminders(day=clock.today())


def ledger(key: str | None = None) -> list[tuple[str, int]]:
    rows = Reminder.objects.filter(obligation__task__key=key) if key else Reminder.objects.all()
    return sorted(set(rows.values_list("kind", "days")))


def spans(rules: Rules, day: dt.date) -> dict[tuple[str, int], tuple[int, int]]:
    return {(w.kind, w.days): ((w.first - day).days if w.first else -999, (w.last - day).days) for w in reminding.windows(rules, day)}


def test_windows_follow_each_other_without_gap_or_overlap() -> None:
    found = spans(Rules(), TUESDAY)
    assert found == {
        ("before", 7): (4, 7),
        ("before", 3): (2, 3),
        ("before", 1): (1, 1),
        ("on_due", 0): (0, 0),
        ("after", 1): (-6, -1),
        ("after", 7): (-180, -7),
        ("escalated", 7): (-13, -7),
        ("escalated", 14): (-180, -14),
    }
    before = spans(Rules(), FRIDAY)
    assert (before["before", 1], before["on_due", 0], before["after", 1]) == ((3, 3), (0, 2), (-6, -1)), "the weekend is told on Friday"
    assert spans(Rules(before=(5,), on_due=False, after=()), TUESDAY) == {
        ("before", 5): (0, 5),
        ("escalated", 7): (-13, -7),
        ("escalated", 14): (-180, -14),
    }


def test_letters_wait_for_the_hours_of_working_days(at: Any) -> None:
    rules = [Rules(), Rules(opens="08:00", closes="16:30")]
    for now, then in (
        ("2026-11-24T00:10", "2026-11-24T08:00"),
        ("2026-11-24T09:15", "2026-11-24T09:15"),
        ("2026-11-24T16:30", "2026-11-25T08:00"),
        ("2026-11-28T09:00", "2026-11-30T08:00"),
    ):
        at(now)
        assert reminding.mail_time(rules, clock.now()).isoformat()[:16] == then


def test_each_reason_reminds_once_and_a_missed_day_catches_up(body: Body, at: Any) -> None:
    make_issued(body)
    Obligation.objects.update(acknowledged_at=clock.now())
    assert [remind(at, day) and ledger("1.b") for day in ("2026-12-07", "2026-12-08")] == [[], [("before", 7)]]
    assert services.plan_reminders(day=dt.date(2026, 12, 8)) is None, "a day is planned once"
    count = Reminder.objects.count()
    remind(at, "2026-12-09")
    assert Reminder.objects.count() == count
    remind(at, "2026-12-14")  # the days from 10 to 13 were missed: what was three days before is told as one day before
    assert ledger("1.b") == [("before", 1), ("before", 7)]
    say(body.clerks[0], Obligation.objects.get(task__key="1.b", unit=body.schools[0]).pk)
    remind(at, "2026-12-22")
    late = Reminder.objects.filter(obligation__task__key="1.b", kind="after")
    assert list(late.values_list("unit_id", "days")) == [(body.schools[1].pk, 7)], "done work is left in peace"


def test_no_reminders_on_days_off_and_the_friday_before_tells(body: Body, at: Any) -> None:
    make_issued(body)
    Obligation.objects.filter(task__key="1.b").update(due=dt.date(2026, 11, 29), acknowledged_at=clock.now())
    assert remind(at, "2026-11-28") is None
    assert not ReminderRun.objects.exists()
    remind(at, "2026-11-27")
    assert ledger("1.b") == [("on_due", 0)]


def test_what_nobody_acknowledged_and_what_fell_silent(body: Body, at: Any) -> None:
    make_issued(body)
    owed = Obligation.objects.get(task__key="1.a", unit=body.schools[0])
    remind(at, "2026-11-26")
    assert ledger("1.a") == []
    services.acknowledge(actor=body.clerks[0], obligation_id=owed.pk)
    remind(at, "2026-11-27")
    assert list(Reminder.objects.filter(obligation__task__key="1.a").values_list("unit_id", "kind")) == [(body.schools[1].pk, "unseen")]
    remind(at, "2026-12-25")
    assert not Reminder.objects.filter(obligation=owed, kind="silent").exists()
    Obligation.objects.update(due=dt.date(2027, 3, 31))
    remind(at, "2026-12-28")
    assert list(Reminder.objects.filter(kind="silent").values_list("obligation_id", "anchor")) == [(owed.pk, dt.date(2026, 11, 26))]
    say(body.clerks[0], owed.pk, state="in_progress", text="Đang làm.")
    remind(at, "2027-01-28")
    assert Reminder.objects.filter(kind="silent", obligation=owed).count() == 2, "silence after a new report is a new reason"


def test_a_new_due_day_reminds_anew(body: Body, at: Any) -> None:
    make_issued(body)
    remind(at, "2026-12-14")
    Obligation.objects.filter(task__key="1.b").update(due=dt.date(2026, 12, 21))
    remind(at, "2026-12-18")
    rows = Reminder.objects.filter(obligation__task__key="1.b", unit=body.schools[0]).exclude(kind="unseen")
    assert list(rows.order_by("id").values_list("kind", "days", "anchor")) == [
        ("before", 1, DUE),
        ("before", 1, dt.date(2026, 12, 21)),
    ]


def test_what_is_long_overdue_goes_up_the_line_and_not_beyond_the_owner(body: Body, at: Any) -> None:
    make_issued(body)
    remind(at, "2026-12-22")
    up = Reminder.objects.filter(kind="escalated")
    assert set(up.values_list("unit_id", "days")) == {(body.department.pk, 7)}
    assert up.count() == 2
    remind(at, "2026-12-29")
    assert Reminder.objects.filter(kind="escalated", days=14).count() == 0, "nothing stands between the department and itself"
    page = selectors.reminders_page(viewer=body.specialist)
    assert {n.kind_label for n in page.notices} == {"Đơn vị cấp dưới quá hạn lâu"}


def test_coordination_is_reminded_of_and_never_escalated(body: Body, at: Any) -> None:
    tasks = [("1", "Phối hợp.", [{"text": "các trường", "start": None, "end": None, "role": "coordinate", "names": ["các trường"]}], [])]
    tasks[0][3].append({"text": "", "start": None, "end": None, "kind": "once", "from": None, "due": "2026-12-15", "every": None})
    make_issued(body, tasks)
    remind(at, "2026-12-22")
    assert ledger("1") == [("after", 7)]


def test_an_owner_sets_rules_from_today_on(body: Body, at: Any) -> None:
    make_issued(body)
    wish = {"owner_id": body.department.pk, "legal_basis": "Quy chế làm việc"}
    with pytest.raises(Refusal, match="không có quyền") as caught:
        services.set_rules(actor=body.clerks[0], rules=Rules(), **wish)
    assert caught.value.status == 403
    for rules, why in (
        (Rules(before=(0,)), "từ 1 đến"),
        (Rules(after=(1, 2, 3, 4, 5, 6)), "nhiều nhất"),
        (Rules(opens="18:00"), "Giờ bắt đầu"),
    ):
        with pytest.raises(Refusal, match=why):
            services.set_rules(actor=body.specialist, rules=rules, **wish)
    with pytest.raises(Refusal, match="căn cứ"):
        services.set_rules(actor=body.specialist, rules=Rules(), owner_id=body.department.pk, legal_basis=" ")
    with pytest.raises(Refusal, match="hôm nay trở đi"):
        services.set_rules(actor=body.specialist, rules=Rules(), valid_from=dt.date(2026, 11, 1), **wish)
    services.set_rules(actor=body.specialist, rules=Rules(before=(14,), on_due=False, after=(), unseen=0, silent=0, escalate=()), **wish)
    assert JournalLine.objects.filter(verb="plans.reminders.ruled", unit_id=body.department.pk).count() == 1
    assert selectors.rules_page(viewer=body.specialist).rules.before == (14,)
    remind(at, "2026-12-01")
    assert ledger() == [("before", 14)]
    remind(at, "2026-12-22")
    assert ledger() == [("before", 14)]


def test_rules_to_come_wait_for_their_day(body: Body, at: Any) -> None:
    make_issued(body)
    Obligation.objects.update(acknowledged_at=clock.now())
    later = {"owner_id": body.department.pk, "legal_basis": "Quy chế", "valid_from": dt.date(2026, 12, 9)}
    services.set_rules(actor=body.leader, rules=Rules(before=(), on_due=False, after=(), escalate=(), silent=0), **later)
    remind(at, "2026-12-08")
    assert ledger() == [("before", 7)]
    remind(at, "2026-12-14")
    assert ledger() == [("before", 7)]


def test_a_draft_a_released_unit_and_what_is_forgotten_are_left_out(body: Body, at: Any) -> None:
    draft = make_draft(body)
    assert remind(at, "2026-11-24")
    assert not Reminder.objects.exists()
    issue(body, draft)
    change = Change(unit_id=body.schools[1].pk, kind="close", on=dt.date(2026, 11, 24), reason="Giải thể")
    changing.carry_out(actor=None, change=change)
    remind(at, "2026-12-08")
    assert set(Reminder.objects.values_list("unit_id", flat=True)) == {body.schools[0].pk}
    remind(at, "2027-06-15")
    assert Reminder.objects.filter(obligation__task__key="1.b", kind="after").count() == 0, "182 days late"


def test_the_run_is_one_line_in_the_journal_and_few_queries(body: Body, at: Any, queries: Any, monkeypatch: Any) -> None:
    make_issued(body)
    monkeypatch.setattr("trienkhai.core.jobs.enqueue", lambda *_a, **_k: None)
    at("2026-12-08T00:10")
    assert queries(lambda: services.plan_reminders(day=dt.date(2026, 12, 8))) <= 12
    line = JournalLine.objects.get(verb="plans.reminders.planned")
    assert (line.actor, line.data["n"]) == (None, Reminder.objects.count())
    assert PlanPeriod.objects.count() == 1
