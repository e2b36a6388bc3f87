"""What came in: numbers in the order of arrival, twins warned of, lines corrected and cancelled; both registers as pages."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.records import selectors, services
from trienkhai.records.models import IncomingDocument
from trienkhai.records.tests import factories

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)
LETTER = {"issuer": "UBND tỉnh An Bình", "code": "123/UBND-VX", "issued_on": dt.date(2026, 11, 20), "title": "Về việc phát triển thư viện"}


def register(clerk: Any, unit: int, **values: Any) -> IncomingDocument:
    given = {"form_key": uuid.uuid4(), "arrived_on": TODAY, **LETTER} | values
    return services.register_incoming(actor=clerk, unit_id=unit, **given)


def test_many_clerks_register_at_once_without_gap_or_double(at_once: Any) -> None:
    body, clerk = factories.make_body()
    found = at_once(*[lambda n=n: register(clerk, body.department.pk, code=f"{n}/UBND") for n in range(6)])
    assert sorted(one.number for one in found) == list(range(1, 7))


@pytest.mark.django_db
class TestRegister:
    def test_one_paper_twice_is_warned_of_and_taken_when_said_so(self) -> None:
        body, clerk = factories.make_body()
        first = register(clerk, body.department.pk)
        with pytest.raises(Conflict, match="đã đăng ký ở số đến 1"):
            register(clerk, body.department.pk, issuer="ubnd tỉnh an bình")
        again = register(clerk, body.department.pk, again=True)
        assert (again.number, again.twin_of) == (2, first)
        assert register(clerk, body.department.pk, issued_on=dt.date(2026, 11, 21)).number == 3, "another day is another paper"
        assert register(clerk, body.department.pk, code="").number == 4, "without a number nothing tells two papers apart"

    def test_the_same_page_sent_twice_writes_one_line(self) -> None:
        body, clerk = factories.make_body()
        key = uuid.uuid4()
        assert register(clerk, body.department.pk, form_key=key) == register(clerk, body.department.pk, form_key=key)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"arrived_on": dt.date(2026, 12, 1)}, "chưa tới"),
            ({"issued_on": dt.date(2026, 11, 25)}, "sau ngày đến"),
            ({"due": dt.date(2026, 11, 1)}, "trước ngày đến"),
            ({"title": ""}, "Thiếu"),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, wrong: dict[str, Any], said: str) -> None:
        body, clerk = factories.make_body()
        with pytest.raises(Refusal, match=said):
            register(clerk, body.department.pk, **wrong)
        assert not IncomingDocument.objects.exists()

    def test_a_line_is_handed_on_and_a_cancelled_one_keeps_its_number(self) -> None:
        body, clerk = factories.make_body()
        row = register(clerk, body.department.pk)
        changed = {"handler_id": body.schools[0].pk, "due": dt.date(2026, 12, 5)}
        row = services.correct_incoming(actor=clerk, incoming_id=row.pk, version=1, **changed)
        assert selectors.get_incoming(viewer=body.head, incoming_id=row.pk).handler_name == "Trường THPT số 1"
        with pytest.raises(Hidden):
            selectors.get_incoming(viewer=body.stranger, incoming_id=row.pk)
        with pytest.raises(Conflict):
            services.cancel_incoming(actor=clerk, incoming_id=row.pk, version=1, reason="Nhầm")
        services.cancel_incoming(actor=clerk, incoming_id=row.pk, version=2, reason="Nhầm sổ")
        assert register(clerk, body.department.pk).number == 2

    def test_the_page_warns_and_keeps_what_was_typed(self) -> None:
        body, clerk = factories.make_body()
        register(clerk, body.department.pk)
        client = Client()
        client.force_login(clerk)
        form = client.get(reverse("records:incoming-new")).context["form"]
        given = LETTER | {
            "unit": body.department.pk,
            "arrived_on": TODAY,
            "form_key": form.initial["form_key"],
            "handler": "Trường THPT số 1",
        }
        page = client.post(reverse("records:incoming-new"), given)
        assert page.status_code == 422
        assert "Vẫn đăng ký" in page.content.decode()
        assert "Về việc phát triển thư viện" in page.content.decode()
        assert client.post(reverse("records:incoming-new"), given | {"again": "on"}).status_code == 302
        line = IncomingDocument.objects.get(number=2)
        assert line.handler == body.schools[0]
        wrong = client.post(reverse("records:incoming", args=[line.pk]), LETTER | {"version": 1, "handler": "Trường nào đó"})
        assert "Không tìm thấy một đơn vị" in wrong.content.decode()


@pytest.mark.django_db
def test_registers_print_the_columns_of_the_decree_and_filter(queries: Any) -> None:
    body, clerk = factories.make_body()
    for title in ("Lịch kiểm tra", "Lịch họp"):
        one = factories.approved(body, title=title)
        one = services.number_document(actor=clerk, document_id=one.pk, version=one.version, issued_on=TODAY)
    services.cancel_document(actor=clerk, document_id=one.pk, version=one.version, reason="Sai mẫu")
    register(clerk, body.department.pk)
    client = Client()
    client.force_login(clerk)
    page = client.get(reverse("records:outgoing-register")).content.decode()
    assert all(head in page for head in ("Số, ký hiệu văn bản", "Nơi nhận văn bản", "Ký nhận"))
    assert "Huỷ: Sai mẫu" in page
    found = selectors.register_page(viewer=clerk, book="out", asked=selectors.Asked(words="hop"))
    assert [line.cells[0] for line in found.lines] == ["02/TB-SGD"]
    assert [line.id for line in selectors.register_page(viewer=clerk, book="out", asked=selectors.Asked(cancelled=True)).lines] == [one.pk]
    data, name = services.hand_out_register(actor=clerk, book="out", asked=selectors.Asked())
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert (name, len(rows[0]), [row[0] for row in rows[1:]]) == ("so-van-ban-di-2026.xlsx", 10, ["01/TB-SGD", "02/TB-SGD"])
    assert "Số đến" in client.get(reverse("records:incoming-register")).content.decode()
    assert client.get(reverse("records:setting")).status_code == 200
    few = queries(lambda: selectors.register_page(viewer=clerk, book="out", asked=selectors.Asked()))
    factories.approved(body)
    assert queries(lambda: selectors.register_page(viewer=clerk, book="out", asked=selectors.Asked())) == few
