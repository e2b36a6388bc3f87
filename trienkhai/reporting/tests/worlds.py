"""A department, a commune with schools of its own, and what they submit, as if it had been sent and accepted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.reporting import services
from trienkhai.reporting.models import Edition, Part, Passage, Report, Submission
from trienkhai.units import services as units
from trienkhai.units.choices import Kind
from trienkhai.units.models import Unit

SHORT = "Thiếu sách cho thư viện của trường"
LONG = "Đã tổ chức ngày hội đọc sách cho học sinh toàn trường trong tháng"


@dataclass
class World:
    """A department, a commune with three schools, two schools of the department's own, and their people."""

    body: factories.Body
    commune: Unit
    schools: list[Unit]
    own: list[Unit]
    clerk: Person
    head: Person


def make_world() -> World:
    """The plan is issued in November; its quarter ends with the year."""
    body = factories.make_body(schools=2)
    commune = make_unit("xa", "Xã Tân An", body.department, Kind.COMMUNE)
    schools = [make_unit(f"x{n}", f"Trường Tân An {n}", commune, Kind.UPPER_SCHOOL) for n in (1, 2, 3)]
    units.bind_phrase(actor=body.specialist, owner_id=body.department.pk, phrase="Xã Tân An", unit_ids=[commune.pk])
    whom = [factories.mention("các trường"), factories.mention("Xã Tân An")]
    factories.make_issued(body, [("1", "Tổ chức ngày hội đọc sách.", whom, [factories.time("continuous", "Thường xuyên")])])
    clerk, head = make_person("xa-clerk", Role.SPECIALIST, commune), make_person("xa-head", Role.HEAD, commune)
    return World(body, commune, schools, body.schools, clerk, head)


def submission(unit: Unit) -> Submission:
    return Submission.objects.get(unit=unit)


def sent(world: World, unit: Unit, state: str = "accepted", **said: str) -> Edition:
    """An edition as if the unit had sent it, and its receiver had accepted it."""
    row = submission(unit)
    Submission.objects.filter(pk=row.pk).update(state=state, first_sent_on=clock.today(), said=said)
    number = row.editions.count() + 1
    kept = {"said": said, "is_nil": not said, "missing": 0, "sent_by": world.body.head, "sent_at": clock.now()}
    return Edition.objects.create(submission=row, number=number, **kept)


def report(world: World) -> Report:
    period = PlanPeriod.objects.get(period__label="Quý IV/2026")
    return services.make_report(actor=world.body.specialist, plan_period_id=period.pk, form_key=uuid.uuid4())


def part_of(row: Report | Submission, key: str) -> Part:
    return Part.objects.get(consolidation=row.consolidation, key=key)


def heads(part: Part) -> list[tuple[str, int, bool]]:
    rows = Passage.objects.filter(part=part, merged__isnull=True).order_by("order")
    return [(one.text, one.unit_count, one.included) for one in rows]


def consolidate(world: World) -> Submission:
    row = submission(world.commune)
    services.consolidate_submission(actor=world.clerk, submission_id=row.pk)
    row.refresh_from_db()
    return row


def factories_report(world: World) -> None:
    for owed in Obligation.objects.filter(unit=world.commune):
        factories.say(world.clerk, owed.pk)
