"""Sums are recomputed from rows; coordination never enters the four-way table."""

import pytest

from trienkhai.reporting.rollup import Counted, sums

pytestmark = pytest.mark.once


def test_sums_add_up_by_task_and_branch() -> None:
    total = sums(
        [
            Counted(1, "00000a", "execute", "done_on_time", reported=True, n=3),
            Counted(1, "00000b", "lead", "open_overdue", reported=False, n=2),
            Counted(2, "00000a", "execute", "open_in_time", reported=True, n=4),
            Counted(2, "00000a", "execute", "open_in_time", reported=False, n=1),
        ]
    )
    assert (total.whole.total, total.whole.reported, total.whole.silent) == (10, 7, 3)
    assert total.by_task[1].done_on_time == 3
    assert total.by_task[1].open_overdue == 2
    assert total.by_branch["00000a"].total == 8
    assert total.by_branch["00000b"].open_overdue == 2


def test_work_without_a_last_day_stands_apart_from_the_four_ways() -> None:
    rows = [
        Counted(1, "00000a", "execute", "done_late", reported=True, n=2),
        Counted(1, "00000a", "execute", "open_overdue", reported=False, n=3),
        Counted(2, "00000a", "execute", "open_overdue", reported=False, n=4),
    ]
    whole = sums(rows, frozenset({1})).whole
    assert (whole.total, whole.steady, whole.steady_done, whole.dated, whole.open_overdue) == (9, 5, 2, 4, 4)


def test_coordination_is_kept_apart() -> None:
    total = sums(
        [Counted(1, "", "coordinate", "open_in_time", reported=False, n=5), Counted(1, "", "execute", "done_late", reported=True, n=1)]
    )
    assert total.whole.total == 1
    assert total.coordination.total == 5
    assert set(total.by_task) == {1}
