"""What units of the demonstration have reported so far: some punctual, some late, some with difficulties, some silent.

Everything goes through the services that people use, at the day and hour when people would have done it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.test.utils import override_settings

from trienkhai.accounts.demonstration import clerks_of
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.plans import selectors as plans
from trienkhai.plans import services as planning
from trienkhai.plans.choices import State
from trienkhai.units import selectors as units
from trienkhai.units.choices import Kind
from trienkhai.units.selectors import UnitAt

MOST = 140
REPORTING = (Kind.UPPER_SCHOOL, Kind.CENTRE, Kind.LOWER_SCHOOL, Kind.PRIMARY_SCHOOL, Kind.PRESCHOOL, Kind.DIVISION)
DONE, GOING = State.DONE, State.IN_PROGRESS

WAYS: Sequence[Sequence[tuple[int, State, bool]]] = (
    ((13, DONE, False), (9, DONE, False), (3, GOING, False)),
    ((4, DONE, False), (2, DONE, True)),
    ((11, DONE, False), (8, GOING, True)),
    (),
    ((12, DONE, False), (7, DONE, False), (5, DONE, False), (2, DONE, False)),
    ((1, GOING, True),),
    ((14, DONE, False), (6, DONE, False), (4, GOING, False), (1, GOING, False)),
    (),
    ((3, DONE, True), (1, GOING, False), (0, GOING, False)),
)
"""How units report, in turn: for the first tasks of their inbox, how many days ago, the state, and whether something stands in the way."""
STEADY = ((8, DONE, False), (5, DONE, False))
"""What every third unit says of its continuous work, which stands last in the inbox."""

SAID = {
    "II.1.a": ("Đã rà soát toàn bộ khuôn viên, lập danh mục hạng mục cần sửa chữa.", "{n} hạng mục, trong đó {m} hạng mục cấp thiết."),
    "II.1.b": ("Đã thống nhất với công an địa phương sơ đồ điểm đón, trả học sinh.", "{m} điểm đón, trả; có người trực giờ cao điểm."),
    "II.1.c": ("Đã mời trạm y tế hướng dẫn, chia thành {m} lớp.", "{n} giáo viên, nhân viên tham gia."),
    "II.2.a": ("Đã đối chiếu hồ sơ học sinh với cơ sở dữ liệu ngành.", "Sửa {n} trường hợp trùng mã."),
    "II.2.b": ("Đã phân công tổ bộ môn biên soạn, thẩm định.", "{n} bài giảng đã đưa vào kho dùng chung."),
    "II.2.c": ("Đã đăng các khoản thu, chi và thực đơn từng tuần.", "{m} mục công khai trên trang thông tin."),
    "II.3.a": ("Đã phát động trong lễ chào cờ, mỗi lớp lập một tủ sách.", "{n} lớp có tủ sách do học sinh quản lý."),
    "II.3.b": ("Mỗi lớp có một tiết đọc mỗi tuần tại thư viện.", "{n} lớp duy trì đều."),
    "II.3.c": ("Đã gửi thư ngỏ và danh mục sách gợi ý tới phụ huynh.", "{n} gia đình đăng ký đọc sách cùng con."),
    "III.2.-1": ("Đã ban hành kế hoạch của đơn vị, gửi về Văn phòng Sở.", "Kế hoạch gồm {m} nhóm việc."),
}
OTHERWISE = ("Đã phân công người phụ trách và triển khai theo kế hoạch của đơn vị.", "{m} việc đã xong.")
HARD = (
    "Chưa bố trí được kinh phí sửa tường rào phía sau.",
    "Thiếu nhân viên thư viện chuyên trách, giáo viên phải kiêm nhiệm.",
    "Đường truyền chậm, hay gián đoạn vào buổi sáng.",
    "Thiếu kinh phí mua sắm thiết bị.",
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report to be made: who, on which obligation, when, and what."""

    at: dt.datetime
    clerk: Person
    obligation_id: int
    state: State
    text: str
    result: str
    difficulty: str


def tell(root: UnitAt, began: dt.datetime, own: Person) -> int:
    """Let units over the whole province report between `began` and now, and the own clerk today; how many reports were made."""
    reports = sorted(_planned(root, began, own), key=lambda report: report.at)
    for report in reports:
        with override_settings(CLOCK=report.at.isoformat()):
            planning.report_progress(
                actor=report.clerk,
                obligation_id=report.obligation_id,
                form_key=uuid.uuid4(),
                state=report.state,
                text=report.text,
                result=report.result,
                difficulty=report.difficulty,
            )
    return len(reports)


def _planned(root: UnitAt, began: dt.datetime, own: Person) -> Iterator[Report]:
    now = clock.now()
    ways = [
        (own, ((0, DONE, False), (0, GOING, True)), 1),
        *((clerk, WAYS[n % len(WAYS)], 0) for n, clerk in enumerate(_clerks(root, own))),
    ]
    for n, (clerk, way, skipped) in enumerate(ways):
        works = [work for work in plans.inbox(viewer=clerk).works if not work.is_coordination][skipped:]
        acts = [*zip(way, works, strict=False), *zip(STEADY if n % 3 == 1 else (), works[: len(way) - 1 : -1], strict=False)]
        for step, ((days, state, hard), work) in enumerate(acts):
            day = now - dt.timedelta(days=days)
            at = min(now, max(began + dt.timedelta(minutes=n), day.replace(hour=8 + n % 9, minute=7 * n % 60)))
            text, result = SAID.get(work.row.task.key, OTHERWISE)
            numbers = {"n": 12 + 5 * n % 37, "m": 2 + n % 5}
            trouble = HARD[(n + step) % len(HARD)] if hard else ""
            shown = result.format(**numbers) if state == DONE else ""
            yield Report(at, clerk, work.row.pk, state, text.format(**numbers), shown, trouble)


def _clerks(root: UnitAt, own: Person) -> list[Person]:
    """Clerks of units spread over all branches: those right under the body first, then evenly; the own clerk's unit has one already."""
    standing = units.on_day().filter(path__startswith=root.path, kind__in=REPORTING).exclude(unit__roles__person=own).order_by("path")
    found = [units.as_unit(row) for row in standing]
    near = [unit for unit in found if unit.parent_id == root.id or unit.kind == Kind.DIVISION][: MOST // 3]
    rest = [unit for unit in found if unit not in near]
    return clerks_of([*near, *rest[:: max(1, -(-len(rest) // (MOST - len(near))))]])
