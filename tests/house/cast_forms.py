"""The forms of the house tests' province."""

from __future__ import annotations

from typing import Any

from trienkhai.core import clock
from trienkhai.plans.models import PlanPeriod
from trienkhai.plans.services import save_indicator
from trienkhai.plans.tests import factories as plans
from trienkhai.registers import services
from trienkhai.registers.models import Collection, Filling
from trienkhai.registers.tests import factories as registers

INDICATOR: dict[str, Any] = {"title": "Số lớp", "definition": "", "measure": "lớp", "source": "entered", "rule": "sum"}
ENTRY = {"c1": "Tập huấn", "c2": "10/11/2026", "c3": "Trực tiếp"}
INDICATOR |= {"baseline": None, "is_less_better": False}


def forms(body: plans.Body) -> dict[str, Any]:
    """Forms asked of the schools of a plan: one filled in, one sent, one blank, one that has a draft and was not asked."""
    collection = registers.ask(body, registers.make_form(body), period=_first_period())
    sent, blank = [_asked_of(registers.ask(body, registers.make_form(body), period=_first_period()), body) for _n in range(2)]
    services.send_nil(actor=body.clerks[0], filling_id=sent.pk, version=1)
    filled = _asked_of(collection, body)
    registers.fill_whole(body, filled)
    data = registers.reworked(
        services.hand_out_filling(actor=body.clerks[0], filling_id=filled.pk)[0], lambda book: book["2. Theo khối"].insert_rows(20)
    )
    spoilt = registers.reworked(data, lambda book: book.worksheets[0].cell(5, 3, "hôm qua"))
    filled.refresh_from_db()
    taken = services.take_in(actor=body.clerks[0], filling_id=filled.pk, version=filled.version, name="a.xlsx", data=spoilt)
    edited = registers.make_form(body)
    services.revise(actor=body.specialist, form_id=edited.pk)
    made = {"form": collection.version.form, "edited": edited, "collection": collection, "filling": filled}
    made["indicator"] = save_indicator(actor=body.specialist, plan_id=collection.period.plan_id, values=INDICATOR)
    made |= events(body, collection.period)
    return made | {"sent": sent, "blank": blank, "intake": taken, "workbook": data, "sheet": "b1", "later": "b2"}


def events(body: plans.Body, period: PlanPeriod) -> dict[str, Any]:
    """A register that feeds an indicator, a line of a school, and an inspection that was concluded."""
    fed = save_indicator(actor=body.specialist, plan_id=period.plan_id, values=INDICATOR | {"title": "Từ sổ", "source": "register"})
    row, visits = [
        services.open_register(actor=body.specialist, owner_id=body.department.pk, kind=kind) for kind in ("training", "inspection")
    ]
    services.link_indicator(actor=body.specialist, register_id=row.pk, indicator_id=fed.pk)
    own = {"actor": body.clerks[0], "unit_id": body.schools[0].pk}
    entry = services.make_entry(register_id=row.pk, typed=ENTRY, **own)
    visit = services.make_entry(register_id=visits.pk, typed={"c1": "Bếp ăn", "c2": "t2", "c3": "10/11/2026"}, **own)
    book, _name = services.hand_out_entries(actor=body.clerks[0], register_id=row.pk, unit_id=body.schools[0].pk, year=2026)
    services.make_entry(register_id=visits.pk, typed={"c1": "Các khoản thu", "c2": "t2", "c3": "10/12/2026"}, **own)
    for version, file in ((1, None), (2, ("a.txt", b"Bien ban"))):
        services.take_step(actor=body.clerks[0], entry_id=visit.pk, version=version, happened_at=clock.now(), file=file)
    return {
        "register": row,
        "register_book": book,
        "visits": visits,
        "fed": fed,
        "entry": entry,
        "visit": visit,
        "stepfile": visit.steps.latest("pk"),
    }


def _first_period() -> PlanPeriod:
    return PlanPeriod.objects.filter(plan__state="issued", opened_at__isnull=False).earliest("pk")


def _asked_of(collection: Collection, body: plans.Body) -> Filling:
    return registers.of_school(body, collection)
