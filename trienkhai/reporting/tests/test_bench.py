"""The bench measures what it says and leaves nothing behind."""

import pytest

from trienkhai.reporting import bench
from trienkhai.reporting.models import Report
from trienkhai.units.models import Unit


@pytest.mark.scale
@pytest.mark.django_db
def test_a_report_over_300_units_is_measured_and_undone() -> None:
    ((name, figure, unit, target, met),) = bench.figures()
    assert (name, unit, target, met) == ("reporting.docx_300_units_s", "s", 3.0, True), figure
    assert Report.objects.count() == Unit.objects.count() == 0
