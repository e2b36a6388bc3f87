"""The bench measures what it says and leaves nothing behind."""

import pytest

from trienkhai.reporting import bench
from trienkhai.reporting.models import Report
from trienkhai.units.models import Unit


@pytest.mark.scale
@pytest.mark.django_db
def test_a_report_over_300_units_is_measured_and_undone() -> None:
    known = bench.BENCHES[0]
    line = known.figures[0].line(known.measure(["reporting.docx_300_units_s"])["reporting.docx_300_units_s"])
    assert (line["name"], line["unit"], line["target"]) == ("reporting.docx_300_units_s", "s", 3.0)
    assert line["figure"] is not None
    assert line["met"] is (line["figure"] <= 3.0)
    assert Report.objects.count() == Unit.objects.count() == 0
