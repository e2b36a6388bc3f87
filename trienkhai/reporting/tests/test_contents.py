"""What a submission signs besides its words: forms, figures, files; checked before sending, kept as they were."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Hidden, Refusal
from trienkhai.plans.models import Indicator, IndicatorValue, Obligation, PlanPeriod
from trienkhai.plans.services import Said, enter_value, save_indicator
from trienkhai.plans.tests import factories
from trienkhai.registers import services as registers
from trienkhai.registers.choices import ColumnKind, Sign
from trienkhai.registers.models import Filling
from trienkhai.registers.shape import TOTAL, Column, Line, Ref, Rule, Shape, Sheet
from trienkhai.registers.tests import factories as forms
from trienkhai.reporting import selectors, services
from trienkhai.reporting.following import Reports
from trienkhai.reporting.models import Submission, SubmissionFile
from trienkhai.units.choices import Kind
from trienkhai.units.following import Ending

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at"),
    pytest.mark.filterwarnings("ignore:No directory at"),  # static files are not collected for these tests
]
COUNTS = tuple(Column(key, title, ColumnKind.NUMBER, total=True) for key, title in (("c1", "Lớp"), ("c2", "Lớp có tủ sách")))
SHAPE = Shape(
    (Sheet("b1", "Tủ sách", COUNTS, (Line("d1", "Khối 10"), Line("d2", "Khối 11")), "Khối"),),
    (Rule(Ref("b1", "c2", TOTAL), Sign.AT_MOST, (Ref("b1", "c1", TOTAL),)),),
)


@pytest.fixture
def body(at: Any) -> factories.Body:
    """A school that reported on its work, was asked for a form, and whose plan has an indicator."""
    made = factories.make_body()
    factories.make_issued(made)
    at("2026-12-16T09:00")
    for owed in Obligation.objects.filter(unit=made.schools[0], duty="execute"):
        factories.say(made.clerks[0], owed.pk)
    forms.ask(made, forms.make_form(made, SHAPE))
    values: dict[str, Any] = {"title": "Tỷ lệ lớp có tủ sách", "definition": "", "measure": "%", "source": "entered", "rule": "mean"}
    values |= {"baseline": None, "is_less_better": False}
    save_indicator(actor=made.specialist, plan_id=PlanPeriod.objects.latest("pk").plan_id, values=values)
    return made


def row(body: factories.Body) -> Submission:
    return Submission.objects.get(unit=body.schools[0])


def fill(body: factories.Body, books: str = "20") -> Filling:
    filling = Filling.objects.get(unit=body.schools[0])
    cells = {(1, "c1"): "12", (2, "c1"): "12", (1, "c2"): "10", (2, "c2"): books}
    saved = registers.save_cells(actor=body.clerks[0], filling_id=filling.pk, version=filling.version, sheet_key="b1", typed=cells)
    filling.refresh_from_db()
    assert saved.version == filling.version
    return filling


def send_form(body: factories.Body) -> None:
    filling = fill(body, "12")
    registers.send(actor=body.clerks[0], filling_id=filling.pk, version=filling.version)


def say(body: factories.Body, value: int = 90) -> IndicatorValue:
    held = PlanPeriod.objects.latest("pk")
    said = Said(body.schools[0].pk, Decimal(value))
    return enter_value(actor=body.clerks[0], indicator_id=Indicator.objects.get().pk, plan_period_id=held.pk, said=said)


def send(body: factories.Body) -> Any:
    return services.send_submission(actor=body.head, submission_id=row(body).pk, version=row(body).version)


def attach(body: factories.Body, name: str = "biên bản.txt", data: bytes = b"Bien ban") -> SubmissionFile:
    return services.attach_file(actor=body.clerks[0], submission_id=row(body).pk, name=name, data=data)


def words(body: factories.Body) -> list[str]:
    page = selectors.get_submission(viewer=body.clerks[0], submission_id=row(body).pk)
    return [one.words for one in page.problems]


def test_what_is_missing_or_does_not_add_up_is_said_before_sending(body: factories.Body) -> None:
    assert [part for part in ("Biểu", "Chỉ tiêu") if any(one.startswith(part) for one in words(body))] == ["Biểu", "Chỉ tiêu"]
    fill(body)
    assert any("30 lớn hơn 24" in one for one in words(body))
    with pytest.raises(Refusal, match=r"30 lớn hơn 24.*Chỉ tiêu .* chưa có số liệu"):
        send(body)
    send_form(body)
    with pytest.raises(Refusal, match="chưa có số liệu"):
        send(body)
    say(body)
    assert words(body) == []
    assert send(body).number == 1


def test_sums_are_checked_again_when_the_report_is_sent(body: factories.Body) -> None:
    send_form(body)
    say(body)
    Filling.objects.filter(unit=body.schools[0]).update(sums={"b1": {"c1": "24", "c2": "30"}})
    with pytest.raises(Refusal, match="30 lớn hơn 24"):
        send(body)


def test_forms_figures_and_files_are_kept_as_they_were(body: factories.Body) -> None:
    send_form(body)
    value, file = say(body), attach(body)
    edition = send(body)
    kept = edition.forms.get()
    assert (kept.sums["b1"], kept.number) == ({"c1": "24", "c2": "22"}, 1)
    assert list(edition.figures.values_list("pk", flat=True)) == [value.pk]
    assert list(edition.files.values_list("file__sha256", flat=True)) == [file.file.sha256]
    registers.reopen(actor=body.clerks[0], filling_id=kept.filling_id)
    fill(body, "1")
    page = selectors.get_edition(viewer=body.specialist, submission_id=row(body).pk, number=1)
    assert (page.forms[0].is_changed, page.forms[0].tables[0].body[1]) == (True, ["Khối 11", "12", "12"])
    say(body, 10)
    assert page.figures[0].value == 90


def test_a_nil_report_needs_no_figures_but_contradicts_a_filled_form(body: factories.Body) -> None:
    services.save_submission(actor=body.clerks[0], submission_id=row(body).pk, version=1, said={}, is_nil=True)
    page = selectors.get_submission(viewer=body.clerks[0], submission_id=row(body).pk)
    assert page.is_ready
    send_form(body)
    with pytest.raises(Refusal, match=r"nhưng biểu .* có số liệu"):
        send(body)


def test_a_figure_that_jumped_is_pointed_out_and_stops_nothing(body: factories.Body) -> None:
    send_form(body)
    now = say(body)
    held = PlanPeriod.objects.latest("pk")
    period = held.period
    period.pk, period.starts, period.ends = None, dt.date(2026, 7, 1), dt.date(2026, 9, 30)
    period.save()
    held.pk, held.period, held.expected_set = None, period, None
    held.save()
    IndicatorValue.objects.create(indicator=now.indicator, period=held, unit=body.schools[0], value=30, actor=body.clerks[0], at=now.at)
    assert any("tăng 200% so với kỳ trước" in one for one in words(body))
    assert send(body).number == 1


def test_files_are_checked_kept_once_and_stay_with_what_was_sent(body: factories.Body) -> None:
    with pytest.raises(Refusal, match="Không nhận loại tệp"):
        attach(body, "a.exe", b"MZ")
    with pytest.raises(Refusal, match="không đúng với đuôi tệp"):
        attach(body, "a.pdf", b"PK")
    assert attach(body).pk == attach(body).pk
    send_form(body)
    say(body)
    send(body)
    with pytest.raises(Refusal, match="đã gửi đi"):
        services.detach_file(actor=body.clerks[0], submission_id=row(body).pk, file_id=SubmissionFile.objects.get().pk)
    with pytest.raises(Refusal, match="đã gửi đi"):
        attach(body, "b.txt")
    services.return_submission(actor=body.specialist, submission_id=row(body).pk, version=row(body).version, words="Thiếu chữ ký.")
    services.detach_file(actor=body.clerks[0], submission_id=row(body).pk, file_id=SubmissionFile.objects.get().pk)
    assert selectors.get_submission(viewer=body.head, submission_id=row(body).pk).contents.files == []
    assert len(selectors.get_edition(viewer=body.head, submission_id=row(body).pk, number=1).files) == 1
    with pytest.raises(Hidden):
        services.hand_out_attachment(actor=body.clerks[1], submission_id=row(body).pk, file_id=SubmissionFile.objects.get().pk)


def test_files_of_a_merged_unit_go_to_its_heir(body: factories.Body) -> None:
    attach(body)
    heir = factories.make_unit("t8", "Trường THPT số 8", body.department, Kind.UPPER_SCHOOL)
    Reports().follow(body.specialist, Ending(dt.date(2026, 12, 16), "QĐ sáp nhập", {body.schools[0].pk: heir.pk}))
    assert list(SubmissionFile.objects.filter(submission__unit=heir).values_list("name", flat=True)) == ["biên bản.txt"]


def test_a_page_shows_everything_with_its_source(body: factories.Body) -> None:
    send_form(body)
    say(body)
    clerk, place = Client(), reverse("reporting:submission", args=[row(body).pk])
    clerk.force_login(body.clerks[0])
    assert clerk.post(reverse("reporting:submission-attach", args=[row(body).pk])).status_code == 422
    with clerk.session and open(__file__, "rb") as item:  # noqa: PTH123 - any text will do
        wrong = clerk.post(reverse("reporting:submission-attach", args=[row(body).pk]), {"file": item})
    assert "Không nhận loại tệp" in wrong.content.decode()
    file = attach(body)
    shown = clerk.get(place).content.decode()
    for part in ("lấy từ biểu đã gửi", "Lớp có tủ sách: <strong>22</strong>", "90 %", "lấy từ đơn vị nhập", "biên bản.txt"):
        assert part in shown
    assert clerk.get(reverse("reporting:submission-file", args=[row(body).pk, file.pk])).status_code == 200
    send(body)
    kept = clerk.get(reverse("reporting:edition", args=[row(body).pk, 1])).content.decode()
    for part in ("Khối 11", "90", "biên bản.txt", "Lớp có tủ sách: <strong>22</strong>"):
        assert part in kept
