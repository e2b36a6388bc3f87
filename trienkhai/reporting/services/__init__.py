"""Writing reports: freeze a period into one, edit, number, hand out; regimes and rounds; what units submit."""

from trienkhai.reporting.services.reports import (
    add_passage,
    edit_passage,
    fill_letterhead,
    hand_out_file,
    make_report,
    number_report,
)

__all__ = ["add_passage", "edit_passage", "fill_letterhead", "hand_out_file", "make_report", "number_report"]
