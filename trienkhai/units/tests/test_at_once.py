"""Two administrators at once: imports, moves and merges take turns, and the second is told what the first did."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from trienkhai.core.errors import Conflict, Refusal
from trienkhai.units import changing, importing, tree
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.models import Placement, Succession, Unit
from trienkhai.units.tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at")]
DAY = dt.date(2026, 11, 24)
GROUND = "Quyết định 45/QĐ-UBND"


def do(kind: ChangeKind, unit: Unit, **values: Any) -> Any:
    asked = Change(kind, unit.pk, DAY, GROUND, **values)
    return lambda: changing.carry_out(actor=None, change=asked)


def sound() -> bool:
    """Every unit has one open placement at most, none overlaps another, and no circle exists."""
    spans: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for row in Placement.objects.order_by("valid_from"):
        spans.setdefault(row.unit_id, []).append((row.valid_from, row.valid_to or dt.date.max))
    apart = all(one[1] <= next_one[0] for rows in spans.values() for one, next_one in pairwise(rows))
    present = {row.unit_id: row for row in Placement.objects.filter(valid_to__isnull=True)}
    rooted = all(len(set(tree.ids(row.path))) == len(tree.ids(row.path)) for row in present.values())
    linked = all(row.parent_id is None or row.path == tree.path_of(present[row.parent_id].path, row.unit_id) for row in present.values())
    return apart and rooted and linked


def test_the_same_table_imported_twice_at_once_opens_each_unit_once(at_once: Any) -> None:
    body = factories.make_body()
    rows = importing.read_table("a.csv", factories.table(*(f"n{n},Trường số {n},primary_school,x1," for n in range(40))))
    found = at_once(*[lambda: importing.apply(actor=None, root_id=body["sgd"].pk, rows=rows)] * 2)
    assert sorted(len(done.opened) for done in found) == [0, 40]
    assert Unit.objects.filter(code__startswith="n").count() == 40
    assert sound()


def test_tables_that_disagree_leave_one_after_the_other(at_once: Any) -> None:
    body = factories.make_body()
    first = importing.read_table("a.csv", factories.table("t1,Trường THPT Một,upper_school,sgd,", "t2,Trường THPT Hai,upper_school,t1,"))
    second = importing.read_table(
        "a.csv", factories.table("t2,Trường THPT Hai mới,upper_school,sgd,", "t1,Trường THPT Một,upper_school,t2,")
    )
    found = at_once(*[lambda rows=rows: importing.apply(actor=None, root_id=body["sgd"].pk, rows=rows) for rows in (first, second)])
    assert not [error for error in found if isinstance(error, Exception)]
    assert sound()


def test_two_units_moved_under_each_other_at_once_close_no_circle(at_once: Any) -> None:
    body = factories.make_body()
    deep = factories.make_unit("t3", "Trường THPT Ba", body["t2"], Kind.UPPER_SCHOOL)
    below = factories.make_unit("t4", "Trường THPT Bốn", body["t1"], Kind.UPPER_SCHOOL)
    found = at_once(do(ChangeKind.MOVE, body["t1"], target_id=deep.pk), do(ChangeKind.MOVE, body["t2"], target_id=below.pk))
    refused = [error for error in found if isinstance(error, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], Refusal)
    assert "vòng" in refused[0].reason
    assert sound()


def test_a_unit_merged_twice_at_once_has_one_heir_and_the_second_is_told(at_once: Any) -> None:
    body = factories.make_body()
    found = at_once(do(ChangeKind.MERGE, body["t1"], target_id=body["t2"].pk), do(ChangeKind.MERGE, body["t1"], target_id=body["cq"].pk))
    refused = [error for error in found if isinstance(error, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], Conflict)
    assert "không còn hoạt động" in refused[0].reason
    assert Succession.objects.count() == 1
    assert sound()


def test_two_units_merged_into_each_other_at_once_leave_one(at_once: Any) -> None:
    body = factories.make_body()
    found = at_once(do(ChangeKind.MERGE, body["t1"], target_id=body["t2"].pk), do(ChangeKind.MERGE, body["t2"], target_id=body["t1"].pk))
    assert sum(isinstance(error, Conflict) for error in found) == 1
    assert Placement.objects.filter(unit__in=[body["t1"], body["t2"]], valid_to__isnull=True).count() == 1
    assert sound()


def test_two_renames_on_one_day_do_not_overlap(at_once: Any) -> None:
    body = factories.make_body()
    seen = changing.version_of(body["t1"].pk)
    found = at_once(*[do(ChangeKind.RENAME, body["t1"], name=f"Trường THPT {n}", seen=seen) for n in range(2)])
    refused = [error for error in found if isinstance(error, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], Conflict)
    assert Placement.objects.filter(unit=body["t1"]).count() == 2
    assert sound()
