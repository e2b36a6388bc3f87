"""Registers: who keeps them, steps with evidence and statutory clocks, figures to an indicator, tombstones, an inspection's conclusion."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core import clock
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans import selectors as plan_selectors
from trienkhai.plans.models import IndicatorValue, PlanPeriod
from trienkhai.plans.services import save_indicator
from trienkhai.plans.tests.factories import Body, make_body, make_issued
from trienkhai.registers import builtin, selectors, services
from trienkhai.registers.models import EntryStep, Register, RegisterEntry
from trienkhai.registers.shape import Shape, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
CLASS = {"c1": "Tập huấn phòng cháy", "c2": "10/11/2026", "c3": "Trực tiếp", "c4": "30", "c5": "1.500.000"}
FILE = ("biên bản.txt", "Biên bản".encode())


@pytest.fixture
def body(at: Any) -> Body:
    made = make_body(schools=3)
    make_issued(made)
    return made


def open_one(body: Body, kind: str = "training") -> Register:
    return services.open_register(actor=body.specialist, owner_id=body.department.pk, kind=kind)


def write(body: Body, row: Register, school: int = 0, typed: dict[str, str] | None = None, **values: Any) -> RegisterEntry:
    given = {"actor": body.clerks[school], "unit_id": body.schools[school].pk} | values
    return services.make_entry(register_id=row.pk, typed=typed or CLASS, **given)


def move(body: Body, entry: RegisterEntry, school: int = 0, **values: Any) -> RegisterEntry:
    entry.refresh_from_db()
    given = {"actor": body.clerks[school], "version": entry.version, "happened_at": clock.now()} | values
    return services.take_step(entry_id=entry.pk, **given)


def test_every_built_in_register_is_sound_and_has_no_place_for_persons() -> None:
    for one in builtin.DEFINITIONS:
        assert problems(Shape((one.sheet,))) == []
        assert one.sheet.column(one.day)
        assert not [c.title for c in one.columns if any(word in c.title.lower() for word in ("họ tên", "người nói", "phát biểu", "ý kiến"))]


def test_a_unit_keeps_its_own_lines(body: Body) -> None:
    row = open_one(body)
    assert open_one(body).pk == row.pk
    entry = write(body, row)
    assert (entry.day, entry.step, entry.values["c4"]) == (dt.date(2026, 11, 10), "planned", "30")
    changed = services.change_entry(actor=body.clerks[0], entry_id=entry.pk, version=1, typed=CLASS | {"c4": "45"})
    assert changed.values["c4"] == "45"
    with pytest.raises(Conflict):
        services.change_entry(actor=body.clerks[0], entry_id=entry.pk, version=1, typed=CLASS)
    page = selectors.register_page(viewer=body.clerks[0], register_id=row.pk)
    assert [line.row.pk for line in page.lines] == [entry.pk]
    assert selectors.register_page(viewer=body.clerks[1], register_id=row.pk).lines == [], "a unit does not see the others"
    assert len(selectors.register_page(viewer=body.leader, register_id=row.pk).lines) == 1


def test_who_may_not(body: Body) -> None:
    row = open_one(body)
    entry = write(body, row)
    with pytest.raises(Refusal):
        services.open_register(actor=body.clerks[0], owner_id=body.department.pk, kind="dialogue")
    with pytest.raises(Hidden):
        services.open_register(actor=body.specialist, owner_id=body.department.pk, kind="opinions")
    for actor, raised in ((body.clerks[1], Refusal), (body.stranger, Hidden), (body.leader, Refusal)):
        with pytest.raises(raised):
            write(body, row, actor=actor)
    for actor, raised in ((body.clerks[1], Hidden), (body.stranger, Hidden), (body.leader, Refusal)):
        with pytest.raises(raised):
            move(body, entry, actor=actor)
        with pytest.raises(raised):
            services.remove_entry(actor=actor, entry_id=entry.pk, version=1, reason="x")
    assert RegisterEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"c1": ""}, "Cần nhập"),
        ({"c2": "hôm qua"}, "ngày"),
        ({"c3": "Qua thư"}, "Trực tiếp"),
        ({"c4": "-1"}, "nhỏ hơn 0"),
        ({"c5": "1,234"}, "phần nghìn"),
    ],
)
def test_what_is_wrong_is_said(body: Body, typed: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        write(body, open_one(body), typed=CLASS | typed)


def test_steps_go_forward_once_with_evidence(body: Body) -> None:
    visit = write(body, open_one(body, "inspection"), typed={"c1": "An toàn bếp ăn", "c2": "t2", "c3": "12/11/2026"})
    move(body, visit)
    with pytest.raises(Refusal, match="minh chứng"):
        move(body, visit)
    with pytest.raises(Refusal, match="Thời điểm"):
        move(body, visit, happened_at=clock.now() + dt.timedelta(hours=1), file=FILE)
    with pytest.raises(Refusal, match=r"đuôi tệp|loại tệp"):
        move(body, visit, file=("a.exe", b"MZ"))
    move(body, visit, file=FILE)
    with pytest.raises(Conflict, match="bước cuối"):
        move(body, visit, file=FILE)
    assert list(EntryStep.objects.filter(entry=visit).order_by("id").values_list("step", flat=True)) == ["planned", "visited", "concluded"]
    step = EntryStep.objects.get(step="concluded")
    assert services.hand_out_step_file(actor=body.leader, step_id=step.pk)[1] == "biên bản.txt"
    assert services.hand_out_step_file(actor=body.clerks[1], step_id=step.pk), "the inspected unit gets its conclusion"
    with pytest.raises(Hidden):
        services.hand_out_step_file(actor=body.clerks[2], step_id=step.pk)


def test_findings_stand_under_a_visit_and_are_closed_by_evidence(body: Body, at: Any) -> None:
    visits, findings = open_one(body, "inspection"), open_one(body, "finding")
    visit = write(body, visits, typed={"c1": "An toàn bếp ăn", "c2": "t2", "c3": "12/11/2026"})
    asked = {"c1": "Thiếu bình chữa cháy", "c2": "Mua 4 bình", "c3": "12/11/2026", "c4": "30/11/2026"}
    with pytest.raises(Refusal, match="dưới một cuộc kiểm tra"):
        write(body, findings, typed=asked)
    finding = write(body, findings, typed=asked, parent_id=visit.pk)
    with pytest.raises(Refusal, match="Chưa kiểm tra"):
        services.draft_conclusion(actor=body.clerks[0], entry_id=visit.pk)
    move(body, visit)
    data, _name = services.draft_conclusion(actor=body.clerks[0], entry_id=visit.pk)
    letter = docx.Document(io.BytesIO(data))
    words = "\n".join(paragraph.text for paragraph in letter.paragraphs) + "".join(
        c.text for t in letter.tables for r in t.rows for c in r.cells
    )
    assert "Trường THPT số 2" in words
    assert "Mua 4 bình" in words
    assert "30/11/2026" in words
    at("2026-12-01T09:00")
    assert selectors.entry_page(viewer=body.leader, entry_id=visit.pk).children[0].is_late
    with pytest.raises(Refusal, match="minh chứng"):
        move(body, finding)
    move(body, finding, file=FILE)
    assert not selectors.entry_page(viewer=body.leader, entry_id=visit.pk).children[0].is_late


def test_an_incident_runs_against_the_statutory_clocks(body: Body, at: Any) -> None:
    row = open_one(body, "incident")
    typed = {"c1": "Cổng thông tin", "c2": "Mã độc", "c3": "Nghiêm trọng", "c4": "23/11/2026"}
    with pytest.raises(Refusal, match="chưa tới"):
        write(body, row, typed=typed, happened_at=clock.now() + dt.timedelta(hours=1))
    entry = write(body, row, typed=typed, happened_at=clock.now() - dt.timedelta(hours=20))
    first, detail = selectors.entry_page(viewer=body.clerks[0], entry_id=entry.pk).clocks
    assert (first.until - clock.now(), first.is_late, detail.until - first.until) == (dt.timedelta(hours=4), False, dt.timedelta(hours=48))
    assert "331/2026" in first.basis
    move(body, entry)
    move(body, entry)
    at("2026-11-26T15:00")
    first, detail = selectors.entry_page(viewer=body.clerks[0], entry_id=entry.pk).clocks
    assert (first.is_late, first.done_at is not None, detail.is_late) == (False, True, True)
    assert builtin.hours("incident_first", dt.date(2020, 1, 1)) is None, "a day before the rule has no clock"


def linked(body: Body, counts: str = "") -> tuple[Register, PlanPeriod]:
    period = PlanPeriod.objects.filter(opened_at__isnull=False).latest("pk")
    values: dict[str, Any] = {"title": "Số lớp tập huấn", "definition": "", "measure": "lớp", "source": "register", "rule": "sum"}
    values |= {"baseline": None, "is_less_better": False}
    indicator = save_indicator(actor=body.specialist, plan_id=period.plan_id, values=values)
    return services.link_indicator(actor=body.specialist, register_id=open_one(body).pk, indicator_id=indicator.pk, counts=counts), period


def test_a_units_figures_go_to_the_indicator_and_keep_their_source(body: Body) -> None:
    row, period = linked(body)
    kept, gone = write(body, row), write(body, row)
    write(body, row, typed=CLASS | {"c2": "10/01/2026"})
    write(body, row, school=1)
    send = {"actor": body.clerks[0], "register_id": row.pk, "unit_id": body.schools[0].pk, "plan_period_id": period.pk}
    assert services.report_figures(**send) == 2, "only lines of the period, only of the unit"
    with pytest.raises(Conflict, match="không thay đổi"):
        services.report_figures(**send)
    line = plan_selectors.plan_indicators(viewer=body.leader, plan_id=period.plan_id).lines[0]
    assert line.value == 2
    services.remove_entry(actor=body.clerks[0], entry_id=gone.pk, version=gone.version, reason="Ghi nhầm")
    gone.refresh_from_db()
    assert gone.reported is not None
    assert gone.reported.value == 2, "the figure that was sent keeps its source"
    assert plan_selectors.plan_indicators(viewer=body.leader, plan_id=period.plan_id).lines[0].value == 2
    client = Client()
    client.force_login(body.clerks[0])
    words = client.get(reverse("registers:entry", args=[gone.pk])).content.decode()
    assert "Ghi nhầm" in words
    assert "gửi lại số liệu của kỳ" in words
    with pytest.raises(Conflict, match="đã bỏ"):
        move(body, gone)
    assert services.report_figures(**send) == 1
    assert list(IndicatorValue.objects.order_by("id").values_list("value", "origin_words", "is_current")) == [
        (2, "Sổ theo dõi tập huấn, học tập: 2 dòng", False),
        (1, "Sổ theo dõi tập huấn, học tập: 1 dòng", True),
    ]
    kept.refresh_from_db()
    assert kept.reported is not None
    assert kept.reported.is_current


def test_a_column_is_added_up_and_what_cannot_be_sent(body: Body) -> None:
    row, period = linked(body, counts="c4")
    write(body, row)
    write(body, row, typed=CLASS | {"c4": "12"})
    send = {"register_id": row.pk, "unit_id": body.schools[0].pk, "plan_period_id": period.pk}
    for actor, raised in ((body.clerks[1], Refusal), (body.stranger, Hidden), (body.leader, Refusal)):
        with pytest.raises(raised):
            services.report_figures(actor=actor, **send)
    assert services.report_figures(actor=body.clerks[0], **send) == Decimal(42)
    with pytest.raises(Refusal, match="chưa gắn"):
        services.report_figures(actor=body.clerks[0], **send | {"register_id": open_one(body, "dialogue").pk})
    with pytest.raises(Refusal, match="không cộng được"):
        services.link_indicator(actor=body.specialist, register_id=row.pk, indicator_id=None, counts="c1")
    with pytest.raises(Refusal):
        services.link_indicator(actor=body.clerks[0], register_id=row.pk, indicator_id=None)
    assert JournalLine.objects.filter(verb="registers.register.reported").count() == 1


def test_pages_write_move_and_ask_a_constant_number_of_queries(body: Body, queries: Any) -> None:
    row = open_one(body)
    client = Client()
    client.force_login(body.clerks[0])
    address = reverse("registers:entry-new", args=[row.pk])
    fields = CLASS | {"unit": str(body.schools[0].pk)}
    assert client.post(address, fields | {"c4": "nhiều"}).status_code == 422
    assert client.post(address, fields).status_code == 302
    entry = RegisterEntry.objects.get()
    step = {"version": "1", "happened_at": "2026-11-23T15:00"}
    assert client.post(reverse("registers:entry-step", args=[entry.pk]), step).status_code == 302
    assert client.post(reverse("registers:entry-step", args=[entry.pk]), step).status_code == 409
    assert client.post(reverse("registers:entry", args=[entry.pk]), CLASS | {"version": "2", "c4": "31"}).status_code == 302
    for name, args in (("register-list", []), ("register", [row.pk]), ("entry", [entry.pk])):
        assert "Sổ theo dõi" in client.get(reverse(f"registers:{name}", args=args)).content.decode()
    before = queries(lambda: selectors.register_page(viewer=body.specialist, register_id=row.pk))
    for _n in range(20):
        write(body, row)
    assert queries(lambda: selectors.register_page(viewer=body.specialist, register_id=row.pk)) == before
