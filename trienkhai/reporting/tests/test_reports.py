"""A report: frozen rows, figures that can be opened, passages with sources, and files that read back."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
import vanban
from python_calamine import CalamineWorkbook

from trienkhai.accounts.choices import Role
from trienkhai.core import files
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.reporting import rollup, selectors, services
from trienkhai.reporting.models import Passage, Report, ReportRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def body(at) -> factories.Body:
    made = factories.make_body()
    factories.make_issued(made)
    for clerk, school in zip(made.clerks[:2], made.schools, strict=False):
        row = Obligation.objects.get(task__key="1.b", unit=school)
        factories.say(clerk, row.pk, text="Đã tổ chức ngày hội đọc sách.", difficulty="Thiếu kinh phí mua sách.")
    at("2026-12-20T09:00")
    return made


def make(body: factories.Body, **values: object) -> Report:
    period = PlanPeriod.objects.get(period__label="Quý IV/2026")
    given = {"actor": body.specialist, "plan_period_id": period.pk, "form_key": uuid.uuid4()} | values
    return Report.objects.get(pk=services.make_report(**given).pk)


def test_a_report_freezes_what_stood_when_it_was_made(body: factories.Body) -> None:
    report = make(body)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[2])
    factories.say(body.clerks[2], row.pk)
    whole = selectors.get_report(viewer=body.specialist, report_id=report.pk).content.sums.whole
    assert (whole.total, whole.done_on_time, whole.open_overdue, whole.open_in_time, whole.reported) == (6, 2, 1, 3, 2)
    assert Report.objects.get(pk=report.pk).written_version == report.version


def test_every_figure_opens_to_as_many_rows_as_it_says(body: factories.Body) -> None:
    report = make(body)
    content = selectors.get_report(viewer=body.specialist, report_id=report.pk).content
    for line in content.tasks:
        for way in ("done_on_time", "done_late", "open_in_time", "open_overdue"):
            query = selectors.FigureQuery(task=line.task.pk, timeliness=way)
            trace = selectors.trace_figure(viewer=body.specialist, report_id=report.pk, query=query, page=1)
            assert trace.total == getattr(line.figures, way)
    assert sum(line.figures.total for line in content.branches) == content.sums.whole.total
    assert ReportRow.objects.filter(report=report, duty__in=rollup.MAIN_DUTIES).count() == content.sums.whole.total


def test_equal_words_are_one_passage_with_both_sources_and_an_edit_keeps_them(body: factories.Body) -> None:
    report = make(body)
    passage = Passage.objects.get(report=report, section="result")
    assert passage.source_count == 2
    services.edit_passage(
        actor=body.specialist,
        report_id=report.pk,
        passage_id=passage.pk,
        version=report.version,
        text="Hai trường đã tổ chức.",
        included=True,
    )
    passage.refresh_from_db()
    assert (passage.composed, passage.text) == ("Đã tổ chức ngày hội đọc sách", "Hai trường đã tổ chức.")
    trace = selectors.trace_passage(viewer=body.specialist, report_id=report.pk, passage_id=passage.pk)
    assert [name for name, _progress in trace.sources] == ["Trường THPT số 1", "Trường THPT số 2"]


def test_the_same_page_sent_twice_makes_one_report(body: factories.Body) -> None:
    key = uuid.uuid4()
    assert make(body, form_key=key) == make(body, form_key=key)
    assert Report.objects.count() == 1


def test_a_stale_page_is_told_so(body: factories.Body) -> None:
    report = make(body)
    services.add_passage(actor=body.specialist, report_id=report.pk, version=report.version, section="opening", text="Mở đầu.")
    with pytest.raises(Conflict):
        services.add_passage(actor=body.specialist, report_id=report.pk, version=report.version, section="opening", text="Khác.")


def test_who_may_make_edit_and_number(body: factories.Body) -> None:
    for person in (body.clerks[0], body.stranger):
        with pytest.raises((Hidden, Refusal)):
            make(body, actor=person)
    with pytest.raises((Hidden, Refusal)):
        make(body, actor=body.leader)
    report = make(body)
    records = make_person("vt", Role.RECORDS, body.department)
    with pytest.raises(Refusal, match="không có quyền"):
        services.number_report(
            actor=body.specialist, report_id=report.pk, version=report.version, number=5, issued_on=dt.date(2026, 12, 21)
        )
    services.number_report(actor=records, report_id=report.pk, version=report.version, number=5, issued_on=dt.date(2026, 12, 21))
    other = make(body)
    with pytest.raises(Conflict, match="đã được dùng"):
        services.number_report(actor=records, report_id=other.pk, version=other.version, number=5, issued_on=dt.date(2026, 12, 22))
    with pytest.raises(Hidden):
        selectors.get_report(viewer=body.clerks[0], report_id=report.pk)


def test_the_workbook_holds_the_same_figures(body: factories.Body) -> None:
    report = make(body)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(files.load(report.xlsx))).get_sheet_by_index(0).to_python()
    cells = [cell for row in sheet for cell in row]
    assert "1.b" in cells
    assert 6.0 in cells


def test_the_written_document_reads_back_without_an_error(body: factories.Body) -> None:
    report = make(body)
    records = make_person("vt", Role.RECORDS, body.department)
    services.number_report(actor=records, report_id=report.pk, version=report.version, number=5, issued_on=dt.date(2026, 12, 21))
    report.refresh_from_db()
    read = vanban.read(files.load(report.docx), name="bao-cao.docx")
    head = read.metadata
    assert (head.number.value, head.symbol.value, head.date.value, head.type.value) == ("05", report.symbol, "2026-12-21", "báo cáo")
    assert head.issuer.value == report.issuer.upper()
    assert [node.id for node in read.outline] == ["I", "II", "III", "IV"]
    assert [found for found in read.findings if found.severity == "error"] == []
    assert "Đã tổ chức ngày hội đọc sách" in read.text
    assert "Thiếu kinh phí mua sách" in read.text
