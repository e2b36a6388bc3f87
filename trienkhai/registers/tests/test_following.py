"""A unit that ends in mid-period: what it had not sent, settled or mended goes to its heir by dated entries; what was sent stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden
from trienkhai.core.models import JournalLine
from trienkhai.plans.tests.factories import Body
from trienkhai.registers import selectors, services
from trienkhai.registers.choices import FillingState
from trienkhai.registers.following import Kept
from trienkhai.registers.models import Collection, Filling, FormRow, Handover, Register, RegisterEntry
from trienkhai.registers.tests.factories import fill_whole, make_asked, of_school, type_into
from trienkhai.registers.tests.test_events import CLASS, linked, move, open_one, write
from trienkhai.units import changing
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind
from trienkhai.units.following import Ending, followers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
ON, REASON = dt.date(2026, 11, 24), "Quyết định 12/QĐ-UBND"


@pytest.fixture
def asked(at: Any) -> tuple[Body, Collection]:
    return make_asked()


def end(body: Body, school: int, heir: int | None) -> None:
    """As the room of units does it: the structure changes, then the rooms follow."""
    ending = Ending(ON, REASON, {body.schools[school].pk: body.schools[heir].pk if heir is not None else None})
    for follower in followers():
        follower.follow(body.specialist, ending)


def test_a_form_not_sent_goes_to_the_heir_with_what_was_typed(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    fill_whole(body, row)
    of_school(body, collection, 1).delete()
    said = {effect.what: effect for effect in Kept().effects(Ending(ON, REASON, {row.unit_id: body.schools[1].pk}))}
    assert (said["biểu chưa gửi"].count, "kế thừa" in said["biểu chưa gửi"].then) == (1, True)
    end(body, 0, 1)
    row.refresh_from_db()
    taken = of_school(body, collection, 1)
    assert (row.state, taken.state, taken.sums["b1"]["c4"]) == (FillingState.RELEASED, FillingState.DRAFT, "1250")
    assert FormRow.objects.filter(filling=taken).count() == 4
    entry = Handover.objects.get(filling=row)
    assert (entry.to_unit_id, entry.on, entry.reason) == (body.schools[1].pk, ON, REASON)
    assert JournalLine.objects.filter(verb="registers.filling.handed").count() == 1
    with pytest.raises(Conflict, match="thôi phải gửi"):
        services.send(actor=body.clerks[0], filling_id=row.pk, version=row.version)
    services.send(actor=body.clerks[1], filling_id=taken.pk, version=taken.version)
    page = selectors.collection_page(viewer=body.specialist, collection_id=collection.pk)
    assert (page.asked, page.sent, page.waiting) == (2, 1, 1), "the ended unit is neither asked nor late"


def test_an_heir_that_was_asked_itself_keeps_its_own_and_sees_the_other(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row, own = of_school(body, collection), of_school(body, collection, 1)
    type_into(body, row, {(1, "c1"): "Lớp của trường cũ"})
    type_into(body, own, {(1, "c1"): "Lớp của trường mới"}, school=1)
    with pytest.raises(Hidden):
        selectors.filling_page(viewer=body.clerks[1], filling_id=row.pk)
    end(body, 0, 1)
    (mine,) = selectors.filled_for(viewer=body.clerks[1], unit_id=body.schools[1].pk, plan_period_id=collection.period_id)
    assert mine.filling_id == own.pk
    client = Client()
    client.force_login(body.clerks[1])
    words = client.get(reverse("registers:filling", args=[own.pk])).content.decode()
    assert REASON in words
    assert reverse("registers:filling", args=[row.pk]) in words
    assert "Lớp của trường cũ" in client.get(reverse("registers:filling", args=[row.pk])).content.decode()
    assert "Chuyển giao" in Client_of(body.specialist).get(reverse("registers:collection", args=[collection.pk])).content.decode()


def Client_of(person: Any) -> Client:  # noqa: N802 - reads like the class
    client = Client()
    client.force_login(person)
    return client


def test_what_was_sent_stays_and_a_closed_unit_owes_no_more(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    sent, open_one_ = of_school(body, collection), of_school(body, collection, 2)
    services.send_nil(actor=body.clerks[0], filling_id=sent.pk, version=1)
    end(body, 0, 1)
    end(body, 2, None)
    sent.refresh_from_db()
    open_one_.refresh_from_db()
    assert (sent.state, open_one_.state) == (FillingState.SENT, FillingState.RELEASED)
    assert Handover.objects.get().to_unit is None
    assert Filling.objects.filter(collection=collection).count() == 3
    page = selectors.collection_page(viewer=body.specialist, collection_id=collection.pk)
    assert (page.asked, page.sent) == (2, 1)


def test_a_school_closed_through_the_structure_in_mid_period(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    changing.carry_out(actor=None, change=Change(ChangeKind.CLOSE, body.schools[0].pk, ON, REASON))
    assert of_school(body, collection).state == FillingState.RELEASED
    (whole,) = selectors.sums_for(viewer=body.specialist, plan_period_id=collection.period_id)
    assert whole.asked == 2


def test_open_lines_and_tasks_to_mend_go_to_the_heir_and_counted_ones_stay(asked: tuple[Body, Collection]) -> None:
    body, _collection = asked
    register, period = linked(body)
    counted = write(body, register)
    move(body, counted)
    services.report_figures(actor=body.clerks[0], register_id=register.pk, unit_id=body.schools[0].pk, plan_period_id=period.pk)
    held = write(body, register, typed=CLASS | {"c2": "12/11/2026"})
    visit, finding = inspected(body)
    end(body, 0, 1)
    for row in (counted, held, visit, finding):
        row.refresh_from_db()
    assert (counted.unit_id, held.unit_id) == (body.schools[0].pk, body.schools[1].pk)
    assert (visit.subject_id, finding.subject_id) == (body.schools[0].pk, body.schools[1].pk), "a visit that is settled stays as it was"
    assert {one.entry_id for one in Handover.objects.filter(entry__isnull=False)} == {held.pk, finding.pk}
    value = services.report_figures(actor=body.clerks[1], register_id=register.pk, unit_id=body.schools[1].pk, plan_period_id=period.pk)
    assert value == 1, "what the ended unit's figure counted is not counted again"
    assert REASON in Client_of(body.clerks[1]).get(reverse("registers:entry", args=[finding.pk])).content.decode()
    move(body, finding, school=1, file=("anh.txt", b"Da mua"))


def inspected(body: Body) -> tuple[RegisterEntry, RegisterEntry]:
    """A visit of the department to the first school, concluded, with one finding."""
    visits, findings = open_one(body, "inspection"), open_one(body, "finding")
    own = {"actor": body.specialist, "unit_id": body.department.pk}
    visit = write(body, visits, typed={"c1": "Bếp ăn", "c2": "t1", "c3": "12/11/2026"}, **own)
    move(body, visit, actor=body.specialist)
    asked = {"c1": "Thiếu bình chữa cháy", "c2": "Mua 4 bình", "c3": "12/11/2026", "c4": "30/11/2026"}
    finding = write(body, findings, typed=asked, parent_id=visit.pk, **own)
    move(body, visit, actor=body.specialist, file=("kl.txt", b"Ket luan"))
    return visit, finding


def test_registers_of_a_body_that_merges_become_one(asked: tuple[Body, Collection]) -> None:
    body, _collection = asked
    old = open_one(body)
    entry = write(body, old)
    Kept().follow(body.specialist, Ending(ON, REASON, {body.department.pk: body.stranger_unit.pk}))
    old.refresh_from_db()
    assert old.owner_id == body.stranger_unit.pk
    other = Register.objects.create(owner=body.department, kind="training", opened_by=body.specialist, opened_at=entry.made_at)
    moved = RegisterEntry.objects.create(
        register=other, unit=body.schools[0], path="x", day=ON, step="planned", made_by=body.specialist, made_at=entry.made_at
    )
    Kept().follow(body.specialist, Ending(ON, REASON, {body.department.pk: body.stranger_unit.pk}))
    moved.refresh_from_db()
    assert moved.register_id == old.pk
