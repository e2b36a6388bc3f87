"""A department with an office, schools and a commune, opened by the room's own services."""

from __future__ import annotations

import datetime as dt
import io

import xlsxwriter

from trienkhai.units import selectors, services
from trienkhai.units.choices import Kind
from trienkhai.units.models import Unit

SINCE = dt.date(2025, 7, 1)
HEAD = "mã,tên,loại,mã cấp trên,nhãn"


def make_unit(code: str, name: str, parent: Unit | None = None, kind: Kind = Kind.DEPARTMENT, since: dt.date = SINCE) -> Unit:
    return services.open_unit(actor=None, code=code, name=name, kind=kind, parent_id=parent.pk if parent else None, since=since)


def make_body() -> dict[str, Unit]:
    """sgd ├ cq └ p1 (division) ├ t1, t2 (upper schools) └ x1 (commune) └ m1 (preschool); syt stands beside."""
    sgd = make_unit("sgd", "Sở Giáo dục tỉnh An Bình")
    office = make_unit("cq", "Cơ quan Sở", sgd, Kind.OFFICE)
    commune = make_unit("x1", "Xã Hòa Lạc", sgd, Kind.COMMUNE)
    return {
        "sgd": sgd,
        "cq": office,
        "p1": make_unit("p1", "Phòng Giáo dục trung học", office, Kind.DIVISION),
        "t1": make_unit("t1", "Trường THPT Đông Hải", sgd, Kind.UPPER_SCHOOL),
        "t2": make_unit("t2", "Trường THPT Ánh Dương", sgd, Kind.UPPER_SCHOOL),
        "x1": commune,
        "m1": make_unit("m1", "Trường mầm non Hòa Lạc", commune, Kind.PRESCHOOL),
        "syt": make_unit("syt", "Sở Y tế tỉnh An Bình"),
    }


def at(unit: Unit, day: dt.date | None = None) -> selectors.UnitAt:
    return selectors.get_unit(unit_id=unit.pk, day=day)


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def workbook(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD.split(","), *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()
