"""The registers that come with the system: columns, steps and clocks as data; no place for persons or for what people said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from trienkhai.registers.choices import ColumnKind
from trienkhai.registers.shape import Column, Sheet


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an event; `clock` names a statutory time from its first step, `file` says that it needs evidence."""

    key: str
    title: str
    clock: str = ""
    file: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A register: what a line holds, which column is its day, its steps, and under which register its lines stand."""

    key: str
    title: str
    columns: tuple[Column, ...]
    day: str
    steps: tuple[Step, ...]
    due: str = ""
    parent: str = ""
    subject: str = ""
    """The column that names the unit which is inspected; what stands under such a line is about the same unit."""

    @property
    def sheet(self) -> Sheet:
        """The columns as a sheet."""
        return Sheet("b1", self.title, self.columns)

    def step(self, key: str) -> Step | None:
        """A step by its key."""
        return next((one for one in self.steps if one.key == key), None)

    def after(self, key: str) -> Step | None:
        """The step that follows."""
        places = [one.key for one in self.steps]
        at = places.index(key) + 1
        return self.steps[at] if at < len(self.steps) else None


def _text(key: str, title: str, *, required: bool = False) -> Column:
    return Column(key, title, ColumnKind.TEXT, required=required)


def _count(key: str, title: str, measure: str = "") -> Column:
    return Column(key, title, ColumnKind.NUMBER, minimum=Decimal(0), measure=measure, total=True)


def _money(key: str, title: str) -> Column:
    return Column(key, title, ColumnKind.MONEY, minimum=Decimal(0), measure="đồng", total=True)


def _day(key: str, title: str, *, required: bool = True) -> Column:
    return Column(key, title, ColumnKind.DATE, required=required)


def _list(key: str, title: str, *choices: str) -> Column:
    return Column(key, title, ColumnKind.LIST, required=True, choices=choices)


OTHER = "Khác"
FIELDS = (
    "Chuyên môn, chất lượng giáo dục",
    "Thi, tuyển sinh",
    "Tài chính, các khoản thu",
    "Tổ chức, cán bộ",
    "Cơ sở vật chất, thiết bị",
    "An toàn trường học, bếp ăn",
    "Tiếp công dân, khiếu nại, tố cáo",
    "Thực hiện nhiệm vụ, kế hoạch",
    OTHER,
)
"""What an inspection is about: a unit inspected twice a year in one field is shown."""

DEFINITIONS = (
    Definition(
        "training",
        "Sổ theo dõi tập huấn, học tập",
        (
            _text("c1", "Nội dung", required=True),
            _day("c2", "Ngày tổ chức"),
            _list("c3", "Hình thức", "Trực tiếp", "Trực tuyến", "Kết hợp"),
            _count("c4", "Số người dự", "người"),
            _money("c5", "Kinh phí"),
        ),
        "c2",
        (Step("planned", "Dự kiến"), Step("held", "Đã tổ chức")),
    ),
    Definition(
        "dialogue",
        "Sổ theo dõi đối thoại",
        (
            _text("c1", "Chủ đề", required=True),
            _day("c2", "Ngày đối thoại"),
            _list("c3", "Thành phần", "Cán bộ, giáo viên", "Cha mẹ học sinh", "Người dân"),
            _count("c4", "Số người dự", "người"),
            _count("c5", "Số vấn đề nêu ra"),
            _count("c6", "Số vấn đề giải đáp tại chỗ"),
        ),
        "c2",
        (Step("planned", "Dự kiến"), Step("held", "Đã tổ chức"), Step("answered", "Đã trả lời các vấn đề còn lại")),
    ),
    Definition(
        "inspection",
        "Sổ theo dõi kiểm tra",
        (
            _text("c1", "Nội dung kiểm tra", required=True),
            Column("c2", "Đơn vị được kiểm tra", ColumnKind.UNIT, required=True),
            _day("c3", "Ngày kiểm tra"),
            _text("c4", "Quyết định, kế hoạch kiểm tra số"),
            _text("c5", "Kết quả, nhận xét chung"),
            Column("c6", "Lĩnh vực", ColumnKind.LIST, choices=FIELDS),
            _text("c7", "Chủ trì đoàn kiểm tra"),
        ),
        "c3",
        (Step("planned", "Dự kiến kiểm tra"), Step("visited", "Đã kiểm tra"), Step("concluded", "Đã kết luận", file=True)),
        subject="c2",
    ),
    Definition(
        "finding",
        "Sổ theo dõi kiến nghị sau kiểm tra",
        (
            _text("c1", "Thiếu sót, kiến nghị", required=True),
            _text("c2", "Việc phải khắc phục", required=True),
            _day("c3", "Ngày kiến nghị"),
            _day("c4", "Hạn khắc phục"),
        ),
        "c3",
        (Step("asked", "Phải khắc phục"), Step("mended", "Đã khắc phục, có minh chứng", file=True), Step("closed", "Đã đóng")),
        due="c4",
        parent="inspection",
    ),
    Definition(
        "equipment",
        "Sổ theo dõi trang thiết bị",
        (
            _text("c1", "Tên thiết bị", required=True),
            _day("c2", "Ngày đề nghị"),
            _count("c3", "Số lượng", "cái"),
            _money("c4", "Kinh phí dự kiến"),
            _money("c5", "Kinh phí thực hiện"),
            _text("c6", "Nguồn kinh phí"),
        ),
        "c2",
        (Step("needed", "Có nhu cầu"), Step("approved", "Đã phê duyệt"), Step("bought", "Đã mua"), Step("used", "Đang sử dụng")),
    ),
    Definition(
        "incident",
        "Sổ theo dõi sự cố an ninh mạng",
        (
            _text("c1", "Hệ thống bị ảnh hưởng", required=True),
            _list(
                "c2",
                "Loại sự cố",
                "Mã độc",
                "Tấn công từ chối dịch vụ",
                "Xâm nhập trái phép",
                "Lộ dữ liệu",
                "Hỏng, gián đoạn hệ thống",
                "Khác",
            ),
            _list("c3", "Mức độ", "Thông thường", "Nghiêm trọng"),
            _day("c4", "Ngày phát hiện"),
            _text("c5", "Biện pháp kỹ thuật đã làm"),
        ),
        "c4",
        (
            Step("found", "Phát hiện"),
            Step("contained", "Đã ngăn chặn"),
            Step("reported", "Đã báo cáo ban đầu", clock="incident_first"),
            Step("detailed", "Đã báo cáo chi tiết", clock="incident_detail"),
            Step("closed", "Đã kết thúc"),
        ),
    ),
)
BY_KEY = {one.key: one for one in DEFINITIONS}

CLOCKS = ((dt.date(2026, 1, 1), {"incident_first": 24, "incident_detail": 72}, "Nghị định 331/2026/NĐ-CP"),)
"""(valid from, hours from detection, legal basis); the last row that holds on a day applies."""


def hours(clock: str, day: dt.date) -> tuple[int, str] | None:
    """The statutory hours of a clock for what was found on a day, and their basis; None where no row holds."""
    found = next((row for row in reversed(CLOCKS) if row[0] <= day), None)
    return (found[1][clock], found[2]) if found and clock in found[1] else None
