"""Figures of this room for `scripts/bench`: bringing in 40,000 units, a subtree of theirs, and the tree on screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from time import perf_counter

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from trienkhai.core import clock, measure
from trienkhai.core.measure import Bench, Figure
from trienkhai.units import importing, selectors, services
from trienkhai.units.choices import Kind

COUNT, COMMUNES = 40_000, 800
HEAD = "mã,tên,loại,mã cấp trên,nhãn,mã định danh"
ROOT = "DO"


def table(count: int = COUNT) -> bytes:
    """A province as a .csv: communes, and schools under them; every fourth row has an agency code, every fifth a tag."""
    rows = [f"x{n},Xã Hòa Lạc {n},commune,{ROOT},," for n in range(COMMUNES)]
    for n in range(count - len(rows)):
        tag, code = ("vùng cao" if n % 5 == 0 else ""), (f"Z99.{n}" if n % 4 == 0 else "")
        rows.append(f"t{n},Trường tiểu học Tân Phong số {n},primary_school,x{n % COMMUNES},{tag},{code}")
    return "\n".join([HEAD, *rows]).encode()


def _measured(wanted: Collection[str]) -> Mapping[str, float]:
    """Import into an empty body, then read what was imported; undone at the end."""
    with transaction.atomic():
        root = services.open_unit(actor=None, code=ROOT, name="Tỉnh đo", kind=Kind.COMMITTEE, parent_id=None, since=clock.today())
        began = perf_counter()
        importing.apply(actor=None, root_id=root.pk, rows=importing.read_table("a.csv", table()))
        out = {"import_40000_s": perf_counter() - began}
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        commune = selectors.unit_by_code("x7")
        out["subtree_ms"] = 1000 * measure.p95(lambda: list(selectors.subtree_of(commune)))
        out["tree_page_40000_ms"] = 1000 * max(measure.p95(_visit(address), 20) for address in _addresses(root.pk))
        transaction.set_rollback(True)
    return {name: out[name.rpartition(".")[2]] for name in wanted}


def _addresses(root_id: int) -> tuple[str, ...]:
    return (
        reverse("units:unit-list"),
        reverse("units:unit-list") + f"?mo={root_id}",
        reverse("units:unit-list") + "?q=tan+phong+so+12",
        reverse("desk:unit", args=[root_id]),
    )


def _visit(address: str) -> Callable[[], None]:
    client = Client(SERVER_NAME="127.0.0.1")
    person = get_user_model().objects.get_or_create(username="do", defaults={"full_name": "Người đo"})[0]
    client.force_login(person)

    def visit() -> None:
        if client.get(address).status_code != 200:
            raise RuntimeError(address)

    visit()
    return visit


def _figures(prefix: str) -> tuple[Figure, ...]:
    return (
        Figure(f"{prefix}import_40000_s", "s", 30),
        Figure(f"{prefix}subtree_ms", "ms", 20),
        Figure(f"{prefix}tree_page_40000_ms", "ms", 100),
    )


BENCHES = (Bench("postgresql", _figures("units."), _measured), Bench("sqlite", _figures("units.sqlite."), _measured))
