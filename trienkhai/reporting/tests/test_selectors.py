"""How a task is named in a report: its first sentence, whole words only."""

from __future__ import annotations

import pytest

from trienkhai.plans.models import Task
from trienkhai.reporting.rollup import Figures
from trienkhai.reporting.selectors import TaskLine, cut

LONG = "Xây dựng chuyên mục đọc sách trên trang thông tin của từng trường trong tỉnh, giới thiệu sách mới mỗi tuần và mời học sinh viết bài"


@pytest.mark.parametrize(
    ("title", "text", "short"),
    [
        ("Lập tủ sách.", "Lập tủ sách.\nThời gian thực hiện: Thường xuyên", "Lập tủ sách"),
        ("Lập tủ sách. Đọc m", "Lập tủ sách. Đọc mỗi ngày.", "Lập tủ sách"),
        ("Sửa lại tên", "Lập tủ sách. Đọc mỗi ngày.", "Sửa lại tên"),
        (LONG[:60], LONG, LONG),
        ("", "Trao giải v.v. Năm 2026", "Trao giải v.v. Năm 2026"),
        ("Theo Điều 12. Sau đó", "Theo Điều 12. Sau đó", "Theo Điều 12. Sau đó"),
    ],
)
def test_a_task_is_named_by_its_first_sentence(title: str, text: str, short: str) -> None:
    assert TaskLine(Task(title=title, text=text), "", Figures()).short == short


def test_what_is_too_long_ends_at_a_word() -> None:
    assert TaskLine(Task(text=LONG), "", Figures()).brief == (
        "Xây dựng chuyên mục đọc sách trên trang thông tin của từng trường trong tỉnh, giới thiệu…"
    )
    assert cut("ngắn", 4) == "ngắn"
