"""Pages of reports: who gets them, what odd addresses give, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import vanban
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.reporting import services
from trienkhai.reporting.models import Passage, Report

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.usefixtures("at"),
    pytest.mark.filterwarnings("ignore:No directory at"),  # static files are not collected for these tests
]


def prepared(schools: int = 3) -> factories.Body:
    body = factories.make_body(schools)
    factories.make_issued(body)
    for n, (clerk, school) in enumerate(zip(body.clerks, body.schools, strict=True)):
        factories.say(clerk, Obligation.objects.get(task__key="1.b", unit=school).pk, text=f"Đã tổ chức ngày hội lần {n}.")
    return body


@pytest.fixture
def body() -> factories.Body:
    return prepared()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, report: Report, *more: object) -> str:
    return reverse(f"reporting:{name}", args=[report.pk, *more])


def make(body: factories.Body) -> Report:
    period = PlanPeriod.objects.get(period__label="Quý IV/2026")
    return services.make_report(actor=body.specialist, plan_period_id=period.pk, form_key=uuid.uuid4())


def test_a_report_is_made_once_by_two_clicks(body: factories.Body) -> None:
    client, period = signed_in(body.specialist), PlanPeriod.objects.get(period__label="Quý IV/2026")
    assert "Quý IV/2026" in client.get(reverse("reporting:report-list")).content.decode()
    form = client.get(reverse("reporting:report-new"), {"period": period.pk}).context["form"]
    given = {name: form.initial[name] for name in ("period", "form_key")}
    first, second = (client.post(reverse("reporting:report-new"), given) for _click in range(2))
    report = Report.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == address("report-detail", report)
    page = client.get(first.headers["Location"]).content.decode()
    assert "Tải báo cáo .docx" in page
    assert "Đã tổ chức ngày hội lần 0" in page


def test_the_files_are_handed_out_under_safe_names(body: factories.Body) -> None:
    report = make(body)
    client = signed_in(body.specialist)
    docx = client.get(address("report-file", report, "docx"))
    assert (docx.status_code, docx.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert docx.headers["Content-Disposition"] == f'attachment; filename="bao-cao-du-thao-{report.pk}.docx"'
    assert vanban.read(docx.getvalue(), name="x.docx").metadata.type.value == "báo cáo"
    assert client.get(address("report-file", report, "xlsx")).getvalue()[:2] == b"PK"
    assert client.get(address("report-file", report, "exe")).status_code == 404


@pytest.mark.parametrize("name", ["report-detail", "report-progress", "figure-trace", "letterhead-edit", "report-consolidation"])
def test_a_report_of_another_body_is_not_there(body: factories.Body, name: str) -> None:
    report = make(body)
    assert signed_in(body.specialist).get(address(name, report)).status_code == 200
    for person in (body.stranger, body.clerks[0]):
        assert signed_in(person).get(address(name, report)).status_code == 404
    assert Client().get(address(name, report)).status_code == 302


def test_what_does_not_fit_the_page_of_a_report_has_pages_of_its_own(body: factories.Body, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trienkhai.reporting.selectors.reports.KEPT_READY", 0)
    report = make(body)
    hidden = Passage.objects.filter(part__consolidation__report=report, part__section="result").first()
    assert hidden is not None
    Passage.objects.filter(pk=hidden.pk).update(included=False)
    client = signed_in(body.specialist)
    place = reverse("reporting:part", args=[hidden.part_id])
    page = client.get(address("report-detail", report)).content.decode()
    assert "còn 1 đoạn để ngoài" in page
    assert place in page
    assert hidden.text not in page
    assert hidden.text in client.get(place).content.decode()
    assert client.get(reverse("reporting:part", args=[10**9])).status_code == 404
    assert signed_in(body.stranger).get(place).status_code == 404


def test_a_passage_of_another_body_is_not_there(body: factories.Body) -> None:
    passage = Passage.objects.filter(part__consolidation__report=make(body)).first()
    for name in ("passage-trace", "passage-edit", "passage-group"):
        assert signed_in(body.specialist).get(reverse(f"reporting:{name}", args=[passage.pk])).status_code == 200
        assert signed_in(body.stranger).get(reverse(f"reporting:{name}", args=[passage.pk])).status_code == 404


@pytest.mark.parametrize(
    "odd", ["task=²", "task=99999999999999999999", "task=x&branch=zz", "branch=ffffff", "timeliness=x", "steady=x", "trang=²", "trang=0"]
)
def test_odd_addresses_give_a_page(body: factories.Body, odd: str) -> None:
    assert signed_in(body.specialist).get(f"{address('figure-trace', make(body))}?{odd}").status_code == 200
    assert signed_in(body.specialist).get(f"{reverse('reporting:report-new')}?period=²").status_code == 302


def test_a_stale_page_keeps_what_was_typed(body: factories.Body) -> None:
    report = make(body)
    passage = Passage.objects.filter(part__consolidation__report=report).first()
    client, place = signed_in(body.specialist), reverse("reporting:passage-edit", args=[passage.pk])
    given = {"version": passage.part.version, "text": "Lời văn mới của tôi."}
    assert client.post(place, given).status_code == 302
    stale = client.post(place, given | {"text": "Lời văn đến sau."})
    assert stale.status_code == 409
    words = stale.content.decode()
    assert "vừa được người khác sửa" in words
    assert "Lời văn đến sau." in words
    assert "<del>mới của tôi.</del>" in words
    passage.refresh_from_db()
    assert passage.text == "Lời văn mới của tôi."


def test_an_empty_passage_is_refused_on_the_form(body: factories.Body) -> None:
    report = make(body)
    part = report.consolidation.parts.get(section="opening")
    answer = signed_in(body.specialist).post(reverse("reporting:passage-add", args=[part.pk]), {"version": part.version, "text": " "})
    assert answer.status_code == 422
    assert answer.context["add_form"].errors.keys() == {"text"}
    assert 'role="alert"' in answer.content.decode()


def test_a_report_is_handed_over_from_its_page_which_then_says_where_it_stands(body: factories.Body) -> None:
    report, client = make(body), signed_in(body.specialist)
    where = reverse("records:hand-over", args=["report", report.pk])
    assert where in client.get(address("report-detail", report)).content.decode()
    made = client.post(where)
    assert made.status_code == 302
    page = client.get(address("report-detail", report)).content.decode()
    assert made.headers["Location"] in page
    assert f"…/{report.symbol}" in page
    assert where not in page


def test_the_letterhead_is_corrected_and_stands_in_the_file(body: factories.Body) -> None:
    report = make(body)
    client = signed_in(body.specialist)
    form = client.get(address("letterhead-edit", report)).context["form"]
    given = form.initial | {"signer_name": "Nguyễn Thị Minh", "recipients": "Ủy ban nhân dân tỉnh\r\n\r\nCác trường "}
    assert client.post(address("letterhead-edit", report), given).status_code == 302
    report.refresh_from_db()
    assert (report.recipients, report.signer_name) == ("Ủy ban nhân dân tỉnh\nCác trường", "Nguyễn Thị Minh")
    words = vanban.read(client.get(address("report-file", report, "docx")).getvalue(), name="x.docx").metadata
    assert words.signers[0].name.value == "Nguyễn Thị Minh"


@pytest.mark.parametrize("name", ["report-detail", "figure-trace"])
def test_a_page_asks_as_often_for_three_schools_as_for_thirty(name: str) -> None:
    counts = []
    body = prepared(3)
    client = signed_in(body.specialist)
    for _size in (3, 30):
        report = make(body)
        client.get(address(name, report))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name, report))
        counts.append(len(asked))
        if len(counts) == 1:
            grow(body, 27)
    assert counts[0] == counts[1] <= 20


def grow(body: factories.Body, more: int) -> None:
    """More schools that owe the dated task, each with its own report."""
    first = Obligation.objects.filter(task__key="1.b").first()
    for n in range(more):
        school = factories.make_unit(f"m{n}", f"Trường mới {n}", body.department)
        owed = Obligation.objects.create(
            period=first.period, task=first.task, unit=school, duty="execute", path=school.placements.get().path, due=dt.date(2026, 12, 15)
        )
        factories.say(make_person(f"c{n}", Role.REPORTER, school), owed.pk, text=f"Đã làm ở trường mới {n}.")
