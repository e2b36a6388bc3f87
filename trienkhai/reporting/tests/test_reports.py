"""A report: frozen rows, figures that can be opened, passages with sources, and files that read back."""

from __future__ import annotations

import io
import uuid

import pytest
import vanban
from python_calamine import CalamineWorkbook
from vanban.types import OutlineNode
from vanban.writing.model import Heading, Picture, Table

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock, files
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans import selectors as plans
from trienkhai.plans import services as planning
from trienkhai.plans.models import Difficulty, Obligation, PlanPeriod, Progress
from trienkhai.plans.tests import factories
from trienkhai.records import pdf
from trienkhai.records import services as records
from trienkhai.records.models import OutgoingDocument
from trienkhai.reporting import official, rollup, selectors, services, tracing, workbook, writing
from trienkhai.reporting.models import Part, Passage, Report, ReportRow
from trienkhai.reporting.services.reports import LETTERHEAD_FIELDS

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


def part_of(report: Report, section: str) -> Part:
    return Part.objects.get(consolidation__report=report, section=section)


def counts(figures: rollup.Figures) -> tuple[int, ...]:
    ways = (figures.done_on_time, figures.done_late, figures.open_in_time, figures.open_overdue)
    return (figures.total, *ways, figures.steady, figures.steady_done, figures.reported, figures.suspended)


def issue(body: factories.Body, report: Report, clerk: Person) -> OutgoingDocument:
    """Handed over, approved and numbered; its files as they are written then."""
    made = records.hand_over(actor=body.specialist, source_kind="report", source_id=report.pk)
    made = records.submit_document(actor=body.specialist, document_id=made.pk, version=made.version)
    made = records.approve_document(actor=body.leader, document_id=made.pk, version=made.version)
    made = records.number_document(actor=clerk, document_id=made.pk, version=made.version, issued_on=clock.today())
    made.refresh_from_db()
    return made


def fill(body: factories.Body, report: Report, **values: str) -> Report:
    given = {name: getattr(report, name) for name in LETTERHEAD_FIELDS} | {"recipients": "Ủy ban nhân dân tỉnh\nCác trường"}
    services.fill_letterhead(actor=body.specialist, report_id=report.pk, version=report.version, **(given | values))
    report.refresh_from_db()
    return report


def printed(nodes: tuple[OutlineNode, ...]) -> list[str]:
    """Labelled items as they stand in the document, dashes left out."""
    items = (line for node in nodes for line in [f"{node.label} {node.heading}", *printed(node.children)])
    return [line for line in items if not line.startswith("- ")]


def test_a_report_freezes_what_stood_when_it_was_made(body: factories.Body) -> None:
    report = make(body)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[2])
    factories.say(body.clerks[2], row.pk)
    whole = selectors.get_report(viewer=body.specialist, report_id=report.pk).content.sums.whole
    assert counts(whole) == (6, 2, 0, 0, 1, 3, 0, 2, 0)
    assert Report.objects.get(pk=report.pk).written_version == report.version


def test_every_figure_opens_to_as_many_rows_as_it_says(body: factories.Body) -> None:
    report = make(body)
    content = selectors.get_report(viewer=body.specialist, report_id=report.pk).content
    lines = [({"task": line.task.pk}, line.figures) for line in content.tasks]
    lines += [({"branch": line.branch}, line.figures) for line in content.branches] + [({}, content.sums.whole)]
    ways = [({"timeliness": way}, way) for way in ("done_on_time", "done_late", "open_in_time", "open_overdue")]
    ways += [({}, "total"), ({"steady": "all"}, "steady"), ({"steady": "done"}, "steady_done")]
    ways += [({"reported": "yes"}, "reported"), ({"reported": "no"}, "silent")]
    for where, figures in lines:
        for narrow, name in ways:
            query = selectors.FigureQuery(**where, **narrow)
            trace = selectors.trace_figure(viewer=body.specialist, report_id=report.pk, query=query, page=1)
            assert (trace.total, len(trace.rows)) == (getattr(figures, name),) * 2, (where, narrow)
        assert figures.dated == figures.done_on_time + figures.done_late + figures.open_in_time + figures.open_overdue
    assert sum(line.figures.total for line in content.branches) == content.sums.whole.total
    assert ReportRow.objects.filter(report=report, duty__in=rollup.MAIN_DUTIES).count() == content.sums.whole.total


def test_equal_words_are_one_passage_with_both_sources_and_an_edit_keeps_them(body: factories.Body) -> None:
    report = make(body)
    passage = Passage.objects.get(part__consolidation__report=report, part__section="result")
    assert passage.source_count == 2
    services.edit_passage(
        actor=body.specialist, passage_id=passage.pk, version=passage.part.version, text="Hai trường đã tổ chức.", included=True
    )
    passage.refresh_from_db()
    assert (passage.composed, passage.text) == ("Đã tổ chức ngày hội đọc sách", "Hai trường đã tổ chức.")
    trace = selectors.trace_passage(viewer=body.specialist, passage_id=passage.pk)
    assert [line.unit_name for line in trace.sources] == ["Trường THPT số 1", "Trường THPT số 2"]


def test_the_same_page_sent_twice_makes_one_report(body: factories.Body) -> None:
    key = uuid.uuid4()
    assert make(body, form_key=key) == make(body, form_key=key)
    assert Report.objects.count() == 1


def test_a_stale_page_is_told_so(body: factories.Body) -> None:
    report = make(body)
    services.add_passage(actor=body.specialist, part_id=part_of(report, "opening").pk, version=2, text="Mở đầu.")
    with pytest.raises(Conflict):
        services.add_passage(actor=body.specialist, part_id=part_of(report, "opening").pk, version=2, text="Khác.")


def test_who_may_make_edit_and_hand_over(body: factories.Body) -> None:
    for person in (body.clerks[0], body.stranger):
        with pytest.raises((Hidden, Refusal)):
            make(body, actor=person)
    with pytest.raises((Hidden, Refusal)):
        make(body, actor=body.leader)
    report = make(body)
    for person in (body.leader, body.clerks[0], make_person("vt", Role.RECORDS, body.department)):
        with pytest.raises((Hidden, Refusal)):
            records.hand_over(actor=person, source_kind="report", source_id=report.pk)
    again = [records.hand_over(actor=body.specialist, source_kind="report", source_id=report.pk) for _click in range(2)]
    assert again[0] == again[1]
    with pytest.raises(Hidden):
        selectors.get_report(viewer=body.clerks[0], report_id=report.pk)


def test_the_workbook_holds_the_same_figures(body: factories.Body) -> None:
    report = make(body)
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.load(report.xlsx)))
    tasks, branches, rows = (book.get_sheet_by_index(at).to_python() for at in range(3))
    content = selectors.get_content(report)
    assert [(row[0], *row[2:]) for row in tasks[1:-1]] == [(line.task.key, *counts(line.figures)) for line in content.tasks]
    assert [tuple(row) for row in branches[1:-1]] == [(line.name, *counts(line.figures)) for line in content.branches]
    assert tuple(tasks[-1][2:]) == tuple(branches[-1][1:]) == counts(content.sums.whole) == (6, 2, 0, 0, 1, 3, 0, 2, 0)
    assert len(rows) - 1 == ReportRow.objects.filter(report=report).count()
    said = next(row for row in rows[1:] if row[5])
    assert said[:2] + said[5:] == ["1.b", "Trường THPT số 1", "Đã tổ chức ngày hội đọc sách.", "", "Thiếu kinh phí mua sách."]


def test_rows_that_do_not_fit_one_sheet_go_on_in_the_next(body: factories.Body, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)
    report = make(body)
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.load(report.xlsx)))
    first, second = (book.get_sheet_by_name(name).to_python() for name in ("Từng việc", "Từng việc (2)"))
    assert first[0] == second[0]
    assert len(first) == 5
    assert len(first) + len(second) - 2 == ReportRow.objects.filter(report=report).count()


def test_nothing_a_unit_typed_becomes_a_formula(body: factories.Body) -> None:
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[2])
    factories.say(body.clerks[2], row.pk, text='=HYPERLINK("http://x")', difficulty="+84 912")
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.load(make(body).xlsx)))
    cells = [cell for row in book.get_sheet_by_index(2).to_python() for cell in row]
    assert {'=HYPERLINK("http://x")', "+84 912"} <= set(cells)


def test_the_written_document_reads_back_without_an_error(body: factories.Body, monkeypatch: pytest.MonkeyPatch) -> None:
    report = make(body)
    fill(body, report, authority="KT. Giám đốc", signer_role="Phó Giám đốc", signer_name="Nguyễn Thị Minh")
    report.refresh_from_db()
    monkeypatch.setattr(pdf.programs, "find", lambda _name: None)
    made = issue(body, report, make_person("vt", Role.RECORDS, body.department))
    read = vanban.read(files.load(made.docx), name="bao-cao.docx")
    head = read.metadata
    assert (head.number.value, head.symbol.value, head.date.value, head.type.value) == (
        "01",
        report.symbol,
        clock.today().isoformat(),
        "báo cáo",
    )
    assert (head.issuer.value, head.title.value) == (report.issuer.upper(), report.title)
    assert [(s.authority and s.authority.value, s.role.value, s.name.value) for s in head.signers] == [
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Thị Minh")
    ]
    assert [value.value for value in head.recipients] == ["Ủy ban nhân dân tỉnh", "Các trường"]
    written = [f"{part.label} {part.text}" for part in official.document(selectors.get_content(report)).body if isinstance(part, Heading)]
    assert printed(read.outline)[:-1] == written
    assert printed(read.outline)[-1].strip() == "Phụ lục KẾT QUẢ THEO NHÁNH ĐƠN VỊ"
    assert {"I. TÌNH HÌNH CHUNG", "1. Nhiệm vụ", "b) Tổ chức ngày hội đọc sách"} <= set(written)
    assert [found for found in read.findings if found.severity in ("error", "warning")] == []
    assert "Đã tổ chức ngày hội đọc sách" in read.text
    assert "Thiếu kinh phí mua sách" in read.text


def test_what_was_handed_over_does_not_change_behind_who_approves(body: factories.Body) -> None:
    report = make(body)
    made = records.hand_over(actor=body.specialist, source_kind="report", source_id=report.pk)
    report = fill(body, report, title="Kết quả thực hiện")
    made = records.renew_draft(actor=body.specialist, document_id=made.pk, version=made.version)
    assert made.title == "Kết quả thực hiện"
    records.submit_document(actor=body.specialist, document_id=made.pk, version=made.version)
    with pytest.raises(Conflict, match="đã trình phát hành"):
        fill(body, report, title="Khác")
    with pytest.raises(Conflict, match="đã trình phát hành"):
        services.add_passage(actor=body.specialist, part_id=part_of(report, "opening").pk, version=1, text="Thêm.")
    with pytest.raises(Conflict, match="đã trình phát hành"):
        services.consolidate_report(actor=body.specialist, report_id=report.pk)
    assert [annex.file_name for annex in made.annexes.all()] == ["so-lieu-bao-cao.xlsx"]


def test_a_line_somebody_typed_is_a_paragraph_of_its_own(body: factories.Body) -> None:
    report = make(body)
    part = part_of(report, "proposal")
    services.add_passage(actor=body.specialist, part_id=part.pk, version=part.version, text="Bổ sung kinh phí.\r\nCấp thêm sách")
    words = [part.text for part in official.document(selectors.get_content(report)).body if not isinstance(part, (Table, Picture))]
    assert words[-3:-1] == ["Bổ sung kinh phí.", "Cấp thêm sách."]
    (passage,) = selectors.get_content(report).proposals
    assert (passage.source_count, passage.composed) == (0, "")


def test_writing_twice_changes_nothing(body: factories.Body) -> None:
    report = make(body)
    before = list(Passage.objects.values_list("pk", "text", "source_count"))
    Report.objects.filter(pk=report.pk).update(written_version=0)
    writing.write_files(report.pk)
    assert list(Passage.objects.values_list("pk", "text", "source_count")) == before
    report.refresh_from_db()
    assert (report.written_version, report.state) == (report.version, "done")


def test_a_failure_is_shown_and_the_next_writing_mends_it(body: factories.Body, monkeypatch: pytest.MonkeyPatch) -> None:
    report = make(body)
    Report.objects.filter(pk=report.pk).update(written_version=0)
    with monkeypatch.context() as broken:
        broken.setattr(writing.vanban, "write", lambda _document: 1 / 0, raising=False)
        with pytest.raises(ZeroDivisionError):
            writing.write_files(report.pk)
    assert Report.objects.get(pk=report.pk).state == "failed"
    writing.write_files(report.pk)
    assert Report.objects.get(pk=report.pk).state == "done"


def test_a_period_without_work_makes_no_report(body: factories.Body) -> None:
    Difficulty.objects.all().delete()
    Progress.objects.all().delete()
    Obligation.objects.all().delete()
    with pytest.raises(Refusal, match="chưa có việc nào"):
        make(body)
    assert Report.objects.count() == 0


def test_the_report_and_the_board_say_the_same(body: factories.Body) -> None:
    report = make(body)
    board = plans.board(viewer=body.leader, plan_id=report.period.plan_id).whole
    whole = selectors.get_content(report).sums.whole
    names = ("done_on_time", "done_late", "open_in_time", "open_overdue", "steady", "steady_done", "total")
    assert [getattr(whole, name) for name in names] == [getattr(board, name) for name in names]


def test_difficulties_stand_in_the_words_of_their_group_also_when_raised_without_a_report(body: factories.Body) -> None:
    first = Difficulty.objects.order_by("id")[0]
    third = Obligation.objects.get(task__key="1.b", unit=body.schools[2])
    alone = planning.raise_difficulty(actor=body.clerks[2], obligation_id=third.pk, text="Chưa có tiền mua sách.")
    other = Obligation.objects.get(task__key="1.a", unit=body.schools[2])
    single = planning.raise_difficulty(actor=body.clerks[2], obligation_id=other.pk, text="Thiếu phòng đọc.")
    planning.group(actor=body.specialist, first_id=first.pk, other_ids=[alone.pk])
    report = make(body)
    writing.write_files(report.pk)
    parts = Part.objects.filter(consolidation__report=report, section="difficulty", passages__isnull=False).select_related("task")
    passages = {part.task.key: part.passages.get() for part in parts if part.task}
    assert {key: (p.text, p.source_count) for key, p in passages.items()} == {
        "1.a": ("Thiếu phòng đọc.", 1),
        "1.b": ("Thiếu kinh phí mua sách.", 3),
    }
    trace = selectors.trace_passage(viewer=body.specialist, passage_id=passages["1.b"].pk)
    assert sorted((line.unit_name, line.kind, line.row.difficulty_id) for line in trace.sources) == [
        ("Trường THPT số 1", "progress", None),
        ("Trường THPT số 2", "progress", None),
        ("Trường THPT số 3", "difficulty", alone.pk),
    ]
    assert list(passages["1.a"].sources.values_list("difficulty_id", flat=True)) == [single.pk]
    planning.withdraw(actor=body.clerks[2], difficulty_id=single.pk)
    again = make(body)
    writing.write_files(again.pk)
    assert not Passage.objects.filter(part__consolidation__report=again, part__section="difficulty", part__task__key="1.a").exists()


def test_suspended_work_stands_apart(body: factories.Body) -> None:
    row = Obligation.objects.filter(task__schedule="once", state="not_started").first() or Obligation.objects.filter(state="not_started")[0]
    planning.suspend_work(actor=body.leader, obligation_ids=[row.pk], reason="Chờ kinh phí.")
    report = make(body)
    whole = selectors.get_content(report).sums.whole
    assert (whole.suspended, whole.dated + whole.steady + 1) == (1, whole.total)
    behind = tracing.rows_behind(report, tracing.FigureQuery(timeliness="suspended"), 10, 1)
    assert [one.obligation_id for one in behind] == [row.pk]
    assert "đang tạm dừng: 1" in official._ways(whole)
