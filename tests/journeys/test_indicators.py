"""An indicator is defined with a plan, a clerk enters the school's figure, leadership sees it beside its target; wide and on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.test_forms import owed_by_reporter
from tests.journeys.walk import Walk
from trienkhai.plans.models import Indicator, Obligation

pytestmark = pytest.mark.once


@pytest.mark.parametrize("width", [1280, 360])
def test_an_indicator_from_its_definition_to_the_board(open_walk: Any, issued: Any, width: int) -> None:
    del issued
    walk: Walk = open_walk(width=width)
    owed = owed_by_reporter()
    define(walk, owed)
    walk.enter("reporter")
    walk.go(f"/ke-hoach/chi-tieu/{Indicator.objects.get().pk}/")
    walk.sound()
    walk.page.get_by_label("Giá trị").fill("12")
    walk.press("Ghi số liệu")
    assert walk.says("12 lớp")
    walk.sound()
    walk.enter("leader")
    walk.go(f"/ke-hoach/nhiem-vu/{owed.task_id}/")
    assert walk.says("12 lớp")
    walk.sound()
    walk.go(f"/ke-hoach/{owed.task.plan_id}/chi-tieu/")
    assert walk.says("Đạt")
    walk.sound()
    assert walk.faults == []


def define(walk: Walk, owed: Obligation) -> None:
    """By the specialist, with a target for the whole plan and one for the period."""
    walk.enter("specialist")
    walk.go(f"/ke-hoach/{owed.task.plan_id}/")
    walk.follow("Lập chỉ tiêu cho kế hoạch")
    walk.sound()
    page = walk.page
    page.get_by_label("Tên chỉ tiêu").fill("Số lớp tập huấn đã mở")
    page.get_by_label("Đơn vị tính").fill("lớp")
    page.get_by_label("Mức phấn đấu của cả kế hoạch").fill("10")
    page.get_by_label("Nhiệm vụ").select_option(str(owed.task_id))
    walk.press("Lưu chỉ tiêu")
    walk.sound()
    page.get_by_label("Mức phấn đấu").last.fill("6")
    page.get_by_label("Kỳ", exact=True).select_option(str(owed.period_id))
    walk.press("Đặt mức")
    assert walk.says("6 lớp")
