"""Indicators: who defines, who enters, what registers push, and the rules of adding up held to a plain recomputation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans import indicating, selectors, services
from trienkhai.plans.indicating import Figure
from trienkhai.plans.models import Indicator, IndicatorValue, Plan, PlanPeriod
from trienkhai.plans.services import Origin, Said
from trienkhai.plans.tests.factories import Body, make_body, make_issued

BASE: dict[str, Any] = {"title": "Số lớp", "definition": "", "measure": "lớp", "source": "entered", "rule": "sum", "baseline": Decimal(10)}
BASE |= {"is_less_better": False}

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)
FIGURES = st.lists(
    st.builds(Figure, st.integers(1, 5), st.integers(1, 4), NUMBERS, st.decimals(min_value=0, max_value=100, places=2)), max_size=12
)


def plainly(rule: str, figures: list[Figure]) -> Fraction | None:
    """The same in school arithmetic, written without a look at the code."""
    if rule == "latest":
        last: dict[int, Figure] = {}
        for one in figures:
            if one.unit_id not in last or one.order >= last[one.unit_id].order:
                last[one.unit_id] = one
        return sum((Fraction(one.value) for one in last.values()), Fraction(0)) if figures else None
    top, bottom = Fraction(0), Fraction(0)
    for one in figures:
        weight = Fraction(one.weight or 0)
        top += Fraction(one.value) * (weight if rule == "weighted" else 100 if rule == "ratio" else 1)
        bottom += {"sum": Fraction(0), "mean": Fraction(1)}.get(rule, weight)
    if rule == "sum":
        return top if figures else None
    return top / bottom if bottom else None


@given(st.sampled_from(["sum", "mean", "weighted", "latest", "ratio"]), FIGURES)
def test_adding_up_is_school_arithmetic(rule: str, figures: list[Figure]) -> None:
    found, wanted = indicating.total(rule, figures), plainly(rule, figures)
    assert (found is None) == (wanted is None)
    if found is not None and wanted is not None:
        assert abs(Fraction(found) - wanted) <= Fraction(1, 10**6)


@pytest.fixture
def body(at: Any) -> Body:
    made = make_body(schools=3)
    make_issued(made)
    return made


def plan() -> Plan:
    return Plan.objects.latest("pk")


def period() -> PlanPeriod:
    return PlanPeriod.objects.latest("pk")


def define(body: Body, **values: Any) -> Indicator:
    target = values.pop("target", None)
    return services.save_indicator(actor=body.specialist, plan_id=plan().pk, values=BASE | values, target=target)


def enter(body: Body, row: Indicator, value: int, school: int = 0, weight: int | None = None, **values: Any) -> IndicatorValue:
    said = Said(body.schools[school].pk, Decimal(value), Decimal(weight) if weight is not None else None)
    given = {"actor": body.clerks[school], "said": said, "plan_period_id": period().pk} | values
    return services.enter_value(indicator_id=row.pk, **given)


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_a_plan_measures_and_its_units_say(body: Body) -> None:
    row = define(body, target=Decimal(50))
    enter(body, row, 20)
    enter(body, row, 25, 0)
    enter(body, row, 30, 1)
    line = selectors.plan_indicators(viewer=body.leader, plan_id=plan().pk).lines[0]
    assert (line.value, line.target, line.units, line.is_reached) == (55, 50, 2, True)
    assert list(IndicatorValue.objects.order_by("id").values_list("value", "is_current")) == [(20, False), (25, True), (30, True)]
    assert JournalLine.objects.filter(verb="plans.indicator.valued").count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_who_may_not(body: Body) -> None:
    for actor, raised in ((body.clerks[0], Refusal), (body.head, Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.save_indicator(actor=actor, plan_id=plan().pk, values=BASE)
    row = define(body)
    for actor, raised in ((body.clerks[1], Refusal), (body.stranger, Hidden), (body.specialist, Refusal)):
        with pytest.raises(raised):
            enter(body, row, 5, actor=actor)
    for actor, raised in ((body.clerks[1], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.set_targets(actor=actor, indicator_id=row.pk, targets=[(None, None, Decimal(1))])
    assert not IndicatorValue.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_what_cannot_be_defined_or_entered(body: Body) -> None:
    row = define(body)
    with pytest.raises(Refusal, match="tên này"):
        define(body)
    with pytest.raises(Refusal, match="tử số và mẫu số"):
        define(body, title="Tỷ lệ", source="computed", numerator=row.pk)
    with pytest.raises(Refusal, match="không thuộc kế hoạch"):
        define(body, title="Khác", task=10**9)
    ratio = define(body, title="Tỷ lệ lớp", rule="ratio")
    with pytest.raises(Refusal, match="mẫu"):
        enter(body, ratio, 5)
    with pytest.raises(Refusal, match="sổ theo dõi"):
        enter(body, define(body, title="Từ sổ", source="register"), 5)
    with pytest.raises(Hidden):
        enter(body, row, 5, plan_period_id=10**9)
    enter(body, row, 5)
    with pytest.raises(Refusal, match="đã có số liệu"):
        services.save_indicator(actor=body.specialist, plan_id=plan().pk, values=BASE | {"rule": "mean"}, indicator_id=row.pk, version=1)
    with pytest.raises(Conflict):
        services.save_indicator(actor=body.specialist, plan_id=plan().pk, values=BASE, indicator_id=row.pk, version=9)


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_a_computed_one_is_what_its_parts_are(body: Body) -> None:
    part, whole = define(body, title="Giáo viên được tập huấn"), define(body, title="Giáo viên")
    ratio = define(
        body, title="Tỷ lệ tập huấn", source="computed", numerator=part.pk, denominator=whole.pk, measure="%", target=Decimal(80)
    )
    for school, (trained, all_of_them) in enumerate(((10, 20), (30, 30))):
        enter(body, part, trained, school)
        enter(body, whole, all_of_them, school)
    page = selectors.indicator_page(viewer=body.leader, indicator_id=ratio.pk)
    assert (page.line.value, page.line.is_reached) == (80, True)
    assert page.periods[-1].line.value == 80


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_targets_by_period_and_unit(body: Body) -> None:
    row, held, school = define(body), period().pk, body.schools[0].pk
    services.set_targets(actor=body.specialist, indicator_id=row.pk, targets=[(held, None, Decimal(90)), (held, school, Decimal(30))])
    services.set_targets(actor=body.specialist, indicator_id=row.pk, targets=[(held, school, Decimal(20)), (None, None, None)])
    enter(body, row, 25)
    page = selectors.indicator_page(viewer=body.specialist, indicator_id=row.pk)
    assert (page.periods[-1].line.target, page.units[0].line.target, page.units[0].line.is_reached) == (90, 20, True)
    for where in ((10**9, None), (held, body.stranger_unit.pk)):
        with pytest.raises(Refusal):
            services.set_targets(actor=body.specialist, indicator_id=row.pk, targets=[(*where, Decimal(1))])
    assert selectors.indicator_page(viewer=body.clerks[0], indicator_id=row.pk).units == [], "a unit does not see the others"


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_a_register_pushes_once_and_its_source_stays(body: Body) -> None:
    row, said = define(body, source="register"), Said(body.schools[0].pk, Decimal(3))
    origin = Origin("registers", 7, "Sổ tập huấn: 3 lớp")
    pushed = {"actor": body.clerks[0], "indicator_id": row.pk, "plan_period_id": period().pk}
    assert services.push_value(said=said, origin=origin, **pushed) is not None
    assert services.push_value(said=said, origin=origin, **pushed) is None
    assert (
        services.push_value(said=Said(said.unit_id, Decimal(2)), origin=Origin("registers", 7, "Sổ tập huấn: 2 lớp"), **pushed) is not None
    )
    assert [one.row.origin_words for one in selectors.indicator_page(viewer=body.leader, indicator_id=row.pk).units] == [
        "Sổ tập huấn: 2 lớp"
    ]
    with pytest.raises(Refusal):
        services.push_value(said=said, origin=origin, **pushed | {"indicator_id": define(body, title="Nhập tay").pk})


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_pages_define_enter_and_show(body: Body, queries: Any) -> None:
    client = Client()
    client.force_login(body.specialist)
    task = plan().tasks.get(key="1.a")
    fields = {"version": 0, "title": "Tủ sách", "measure": "tủ", "source": "entered", "rule": "sum", "task": task.pk, "baseline": "1,234"}
    wrong = client.post(reverse("plans:indicator-new", args=[plan().pk]), fields)
    assert (wrong.status_code, "phần nghìn" in wrong.content.decode()) == (422, True)
    assert client.post(reverse("plans:indicator-new", args=[plan().pk]), fields | {"baseline": "1.234", "target": "100"}).status_code == 302
    row = Indicator.objects.get()
    clerk = Client()
    clerk.force_login(body.clerks[0])
    sent = {"period": period().pk, "unit": body.schools[0].pk, "value": "120"}
    assert clerk.post(reverse("plans:indicator-enter", args=[row.pk]), sent | {"value": "nhiều"}).status_code == 422
    assert clerk.post(reverse("plans:indicator-enter", args=[row.pk]), sent).status_code == 302
    for address in (
        reverse("plans:plan-detail", args=[plan().pk]),
        reverse("plans:task", args=[task.pk]),
        reverse("plans:indicators", args=[plan().pk]),
    ):
        words = client.get(address).content.decode()
        assert "120 tủ" in words
        assert "100 tủ" in words
    changed = fields | {"version": 1, "title": "Tủ sách lớp", "baseline": "0", "target": "90"}
    assert client.post(reverse("plans:indicator-edit", args=[plan().pk, row.pk]), changed).status_code == 302
    moved = {"period": period().pk, "unit": "", "value": "70"}
    assert client.post(reverse("plans:indicator-target", args=[row.pk]), moved).status_code == 302
    before = queries(lambda: selectors.plan_indicators(viewer=body.specialist, plan_id=plan().pk))
    for n in range(20):
        define(body, title=f"Chỉ tiêu {n}")
    assert queries(lambda: selectors.plan_indicators(viewer=body.specialist, plan_id=plan().pk)) == before
