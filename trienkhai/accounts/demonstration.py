"""A province that does not exist, for trying the system out: an education department with divisions, schools, communes, and people.

Written by set statements, so that 40,000 units take seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from django.db import transaction

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.core import clock
from trienkhai.units import services as units
from trienkhai.units.choices import GroupKind, Kind
from trienkhai.units.models import Placement, Unit, UnitGroup
from trienkhai.units.selectors import UnitAt, as_unit

ROOT_CODE = "SGD"
SINCE = dt.date(2025, 7, 1)
"""The day the two-level local government began (Law 72/2025/QH15); every unit of the demonstration stands since then."""

DIVISIONS = (
    "Văn phòng Sở",
    "Phòng Tổ chức cán bộ",
    "Phòng Kế hoạch - Tài chính",
    "Phòng Giáo dục mầm non",
    "Phòng Giáo dục tiểu học",
    "Phòng Giáo dục trung học",
    "Phòng Giáo dục thường xuyên và nghề nghiệp",
    "Phòng Quản lý chất lượng",
)
FIRST = ("An", "Bình", "Cẩm", "Đông", "Hòa", "Kim", "Lộc", "Minh", "Nam", "Phú", "Quang", "Sơn", "Tân", "Thanh", "Vĩnh", "Xuân")
SECOND = ("Hải", "Khê", "Lâm", "Lạc", "Lương", "Mỹ", "Ninh", "Phong", "Thịnh", "Thủy", "Trung", "Viên", "Xá", "Yên", "Giang")
COMMUNE_SCHOOLS = (
    (Kind.PRESCHOOL, "Trường mầm non"),
    (Kind.PRIMARY_SCHOOL, "Trường tiểu học"),
    (Kind.LOWER_SCHOOL, "Trường trung học cơ sở"),
    (Kind.PRIMARY_SCHOOL, "Trường tiểu học số 2"),
    (Kind.PRESCHOOL, "Trường mầm non số 2"),
    (Kind.PRIMARY_SCHOOL, "Trường tiểu học số 3"),
    (Kind.LOWER_SCHOOL, "Trường trung học cơ sở số 2"),
    (Kind.PRESCHOOL, "Trường mầm non số 3"),
)
SCHOOLS = [Kind.UPPER_SCHOOL, Kind.CENTRE, Kind.LOWER_SCHOOL, Kind.PRIMARY_SCHOOL, Kind.PRESCHOOL]
GROUPS: tuple[tuple[str, list[str]], ...] = (
    ("Các phòng Sở", [Kind.DIVISION]),
    ("Các đơn vị giáo dục", [kind.value for kind in SCHOOLS]),
    ("Các trường trung học phổ thông", [Kind.UPPER_SCHOOL]),
    ("Các trường mầm non, tiểu học, trung học cơ sở", [Kind.PRESCHOOL, Kind.PRIMARY_SCHOOL, Kind.LOWER_SCHOOL]),
    ("Các trường mầm non", [Kind.PRESCHOOL]),
    ("Các trường tiểu học", [Kind.PRIMARY_SCHOOL]),
    ("Các trường trung học cơ sở", [Kind.LOWER_SCHOOL]),
    ("Các trung tâm giáo dục", [Kind.CENTRE]),
    ("Ủy ban nhân dân các xã, phường", [Kind.COMMUNE]),
)
PEOPLE = (
    ("chuyenvien", "Nguyễn Thu Hà", Role.SPECIALIST, "root"),
    ("vanthu", "Trần Văn Bảo", Role.RECORDS, "root"),
    ("lanhdao", "Lê Minh Đức", Role.LEADER, "root"),
    ("quantri", "Phạm Quốc Khánh", Role.ADMIN, "root"),
    ("truong", "Vũ Thị Lan", Role.REPORTER, "school"),
    ("hieutruong", "Đỗ Anh Tuấn", Role.HEAD, "school"),
)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLE = ("Thị", "Văn", "Minh", "Thu", "Quốc", "Ngọc", "Thanh")
GIVEN = ("Hạnh", "Hùng", "Mai", "Dung", "Lâm", "Hương", "Sơn", "Nga", "Tùng", "Yến", "Bình", "Thảo", "Phúc")
"""Names of people who do not exist."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One unit to be made: its code, name, kind, and its place in the list of the one above (None for the root)."""

    code: str
    name: str
    kind: str
    above: int | None


def layout(count: int) -> Iterator[Plan]:
    """`count` units in an order where each stands after the one above it."""
    yield Plan(ROOT_CODE, "Sở Giáo dục và Đào tạo tỉnh An Bình", Kind.DEPARTMENT, None)
    yield Plan("CQS", "Cơ quan Sở", Kind.OFFICE, 0)
    yield Plan("CTT", "Cổng thông tin điện tử của Sở", Kind.PORTAL, 0)
    made = 3
    for n, name in enumerate(DIVISIONS, start=1):
        yield Plan(f"P{n:02d}", name, Kind.DIVISION, 1)
        made += 1
    left = max(0, count - made)
    schools, centres = left * 8 // 100, left * 2 // 100
    names = _place_names(count)
    for n in range(1, schools + 1):
        yield Plan(f"THPT{n:04d}", f"Trường THPT {next(names)}", Kind.UPPER_SCHOOL, 0)
    for n in range(1, centres + 1):
        yield Plan(f"TT{n:04d}", f"Trung tâm giáo dục nghề nghiệp - giáo dục thường xuyên {next(names)}", Kind.CENTRE, 0)
    yield from _communes(made + schools + centres, count)


def _communes(made: int, count: int) -> Iterator[Plan]:
    names = _place_names(count)
    at, number = made, 0
    while at < count:
        number += 1
        place, commune = next(names), at
        yield Plan(f"X{number:04d}", f"Xã {place}", Kind.COMMUNE, 0)
        at += 1
        for n, (kind, head) in enumerate(COMMUNE_SCHOOLS, start=1):
            if at >= count:
                return
            yield Plan(f"X{number:04d}-{n}", f"{head} {place}", kind, commune)
            at += 1


def _place_names(limit: int) -> Iterator[str]:
    pairs = [f"{first} {second}" for second, first in product(SECOND, FIRST)]
    for n in range(limit):
        turn = n // len(pairs)
        yield pairs[n % len(pairs)] + (f" {turn + 1}" if turn else "")


MAIL_DOMAIN = "anbinh.example.vn"
"""Addresses that lead nowhere (RFC 2606): the demonstration keeps its letters in a folder."""


@transaction.atomic
def make_province(count: int = 300) -> UnitAt:
    """Make the demonstration's units, groups and people; the root. Does nothing when it stands already."""
    standing = Placement.objects.select_related("unit").filter(unit__code=ROOT_CODE, valid_to__isnull=True).first()
    if standing is not None:
        return as_unit(standing)
    plans = list(layout(count))
    now = clock.now()
    made = Unit.objects.bulk_create([Unit(code=plan.code, created_at=now) for plan in plans], batch_size=2000)
    placed: list[Placement] = []
    for plan, unit in zip(plans, made, strict=True):
        above = None if plan.above is None else as_unit(placed[plan.above])
        placed.append(units.placement_for(unit, name=plan.name, kind=plan.kind, parent=above, since=SINCE))
    Placement.objects.bulk_create(placed, batch_size=2000)
    root = as_unit(placed[0])
    _groups(root)
    _people(root, next((p.unit_id for p in placed if p.kind == Kind.UPPER_SCHOOL), root.id))
    return root


def clerks_of(places: Sequence[UnitAt]) -> list[Person]:
    """One person who reports for each unit, with the unit's code for a user name; made where there is none yet."""
    made = []
    for n, place in enumerate(places):
        name = f"{FAMILY[n % len(FAMILY)]} {MIDDLE[n // 3 % len(MIDDLE)]} {GIVEN[n % len(GIVEN)]}"
        known = f"baocao-{place.code.lower()}"
        said = {"full_name": name, "password": "!", "email": f"{known}@{MAIL_DOMAIN}"}
        person, new = Person.objects.get_or_create(username=known, defaults=said)
        if new:
            RoleInUnit.objects.create(person=person, unit_id=place.id, role=Role.REPORTER, valid_from=SINCE)
        made.append(person)
    return made


def _groups(root: UnitAt) -> None:
    UnitGroup.objects.bulk_create(
        UnitGroup(owner_id=root.id, name=name, rule_or_list=GroupKind.RULE, kinds=list(kinds), under_id=root.id) for name, kinds in GROUPS
    )


def _people(root: UnitAt, school: int) -> None:
    for username, name, role, where in PEOPLE:
        person = Person(username=username, full_name=name, email=f"{username}@{MAIL_DOMAIN}")
        person.set_unusable_password()
        person.save()
        RoleInUnit.objects.create(person=person, unit_id=root.id if where == "root" else school, role=role, valid_from=SINCE)
