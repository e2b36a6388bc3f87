"""Numbers without gaps or doubles: two clerks, many clerks, a process killed before its commit, cancelled numbers, the law's order."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from typing import Any

import pytest
from django.db import connection, transaction

from trienkhai.core.errors import Conflict, Refusal
from trienkhai.records import services
from trienkhai.records.models import NumberSeries, OutgoingDocument
from trienkhai.records.services import numbering
from trienkhai.records.tests import factories

TODAY = dt.date(2026, 11, 24)
pytestmark = [pytest.mark.usefixtures("at")]


def number(clerk: Any, document: OutgoingDocument, day: dt.date = TODAY) -> OutgoingDocument:
    return services.number_document(actor=clerk, document_id=document.pk, version=document.version, issued_on=day)


def given() -> list[int | None]:
    return sorted(OutgoingDocument.objects.exclude(number=None).values_list("number", flat=True))


def test_many_clerks_at_once_get_every_number_once(at_once: Any) -> None:
    body, clerk = factories.make_body()
    waiting = [factories.approved(body) for _n in range(8)]
    found = at_once(*[lambda one=one: number(clerk, one) for one in waiting])
    assert [type(one).__name__ for one in found] == ["OutgoingDocument"] * 8
    assert given() == list(range(1, 9))
    assert NumberSeries.objects.get().last == 8


def test_two_who_number_one_document_give_it_one_number(at_once: Any) -> None:
    body, clerk = factories.make_body()
    document = factories.approved(body)
    found = at_once(*[lambda: number(clerk, document)] * 2)
    assert sorted(type(one).__name__ for one in found) == ["Conflict", "OutgoingDocument"]
    assert (given(), NumberSeries.objects.get().last) == ([1], 1)


def test_two_who_approve_at_the_same_second_approve_once(at_once: Any) -> None:
    body, _clerk = factories.make_body()
    document = factories.draft(body)
    OutgoingDocument.objects.filter(pk=document.pk).update(state="submitted")
    found = at_once(*[lambda: services.approve_document(actor=body.leader, document_id=document.pk, version=1)] * 2)
    assert sorted(type(one).__name__ for one in found) == ["Conflict", "OutgoingDocument"]


def test_a_process_killed_between_number_and_commit_has_given_none(at_once: Any, monkeypatch: Any) -> None:
    body, clerk = factories.make_body()
    first, second = factories.approved(body), factories.approved(body)
    connection.close()
    reached, told = os.pipe()
    child = os.fork()
    if child == 0:

        def stop(*_args: Any, **_kwargs: Any) -> None:
            os.write(told, b"1")
            time.sleep(60)

        monkeypatch.setattr(numbering, "take_turn", stop)
        try:
            number(clerk, first)
        finally:
            os._exit(1)
    assert os.read(reached, 1) == b"1", "the child holds a number it has not committed"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    number(clerk, second)
    number(clerk, first)
    assert given() == [1, 2]
    assert OutgoingDocument.objects.get(pk=second.pk).number == 1


@pytest.mark.django_db
class TestOrder:
    def test_each_type_runs_by_itself_until_the_head_rules_otherwise(self, at: Any) -> None:
        body, clerk = factories.make_body()
        assert number(clerk, factories.approved(body)).number == 1
        assert number(clerk, factories.approved(body, doc_type="quyết định")).number == 1
        with pytest.raises(Refusal, match="chưa đổi cách đánh số"):
            services.rule_numbering(actor=body.leader, unit_id=body.department.pk, joint=True, valid_from=TODAY)
        services.rule_numbering(actor=body.leader, unit_id=body.department.pk, joint=True, valid_from=dt.date(2027, 1, 1))
        at("2027-01-04T09:00")
        day = dt.date(2027, 1, 4)
        kinds = ["thông báo", "quyết định", "thông báo"]
        assert [number(clerk, factories.approved(body, doc_type=kind), day).number for kind in kinds] == [1, 2, 3]

    def test_no_number_ahead_and_none_before_the_last_day(self) -> None:
        body, clerk = factories.make_body()
        number(clerk, factories.approved(body))
        late = factories.approved(body)
        with pytest.raises(Refusal) as refused:
            number(clerk, late, dt.date(2026, 11, 20))
        assert "không giữ số" in refused.value.hint
        assert refused.value.basis.startswith("Điều 15")
        with pytest.raises(Refusal, match="chưa tới"):
            number(clerk, late, dt.date(2026, 12, 1))
        assert number(clerk, late).number == 2

    def test_a_cancelled_number_stays_and_is_never_given_again(self) -> None:
        body, clerk = factories.make_body()
        first = number(clerk, factories.approved(body))
        with pytest.raises(Refusal, match="lý do"):
            services.cancel_document(actor=clerk, document_id=first.pk, version=first.version, reason=" ")
        gone = services.cancel_document(actor=clerk, document_id=first.pk, version=first.version, reason="Sai thẩm quyền")
        assert (gone.state, gone.number, gone.cancelled_why) == ("cancelled", 1, "Sai thẩm quyền")
        assert number(clerk, factories.approved(body)).number == 2
        with pytest.raises(Conflict):
            services.cancel_document(actor=clerk, document_id=first.pk, version=gone.version, reason="Lần nữa")

    def test_an_office_that_begins_in_the_middle_of_a_year_goes_on_from_its_paper_register(self) -> None:
        body, clerk = factories.make_body()
        key = {"unit_id": body.department.pk, "book": "out", "doc_type": "thông báo", "year": 2026}
        services.begin_series(actor=clerk, begun_at=41, **key)
        assert number(clerk, factories.approved(body)).printed_number == "42"
        with pytest.raises(Refusal, match="đã cấp số 42"):
            services.begin_series(actor=clerk, begun_at=50, **key)

    def test_only_the_clerk_numbers_only_who_leads_approves_and_rules(self) -> None:
        body, clerk = factories.make_body()
        document = factories.approved(body)
        for other in (body.specialist, body.leader):
            with pytest.raises(Refusal, match="không có quyền"):
                number(other, document)
        with pytest.raises(Refusal, match="không có quyền"):
            services.rule_numbering(actor=clerk, unit_id=body.department.pk, joint=True, valid_from=dt.date(2027, 1, 1))
        with transaction.atomic(), pytest.raises(Refusal, match="không có quyền"):
            services.return_document(actor=clerk, document_id=document.pk, version=document.version, reason="x")
        assert number(clerk, document).number == 1
