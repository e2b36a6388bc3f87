"""What programs do from end to end: groups, a review up to the issued plan, evidence, a report's content, units on past days."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from trienkhai.accounts import tokens
from trienkhai.documents.models import Proposal
from trienkhai.documents.tests import factories as papers
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.units.models import Placement, UnitGroup

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@dataclass
class Program:
    """A program with a key."""

    person: Person
    unit: Unit
    verbs: tuple[str, ...]

    def __post_init__(self) -> None:
        held = {"unit_id": self.unit.pk, "name": "Phần mềm", "verbs": self.verbs, "expires_on": dt.date(2027, 11, 24)}
        self.headers = {"Authorization": f"Bearer {tokens.issue_token(actor=self.person, **held)[1]}"}

    def get(self, path: str, **query: Any) -> Any:
        """What is there."""
        answer = Client().get(f"/api/v1{path}", query, headers=self.headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, said: dict[str, Any] | None = None, *, status: int = 200) -> Any:
        """What came of it."""
        answer = Client().post(f"/api/v1{path}", said or {}, content_type="application/json", headers=self.headers)
        assert answer.status_code == status, answer.content
        return answer.json()


def test_a_group_is_looked_at_made_changed_and_kept_while_it_is_used() -> None:
    body = factories.make_body()
    program = Program(body.specialist, body.department, ("group.manage",))
    rule = {"rule_or_list": "rule", "kinds": ["upper_school"]}
    assert [unit["name"] for unit in program.post("/groups/preview", rule)["items"]] == [f"Trường THPT số {n}" for n in (1, 2, 3)]
    made = program.post("/groups", rule | {"name": "Các trường trung học"}, status=201)
    assert program.post("/groups", rule | {"name": "Các trường trung học"}, status=409)["hint"]
    changed = {
        "name": "Hai trường",
        "rule_or_list": "list",
        "member_ids": [unit.pk for unit in body.schools[:2]],
        "version": made["version"],
    }
    assert program.post(f"/groups/{made['id']}", changed)["version"] == made["version"] + 1
    assert program.post(f"/groups/{made['id']}", changed, status=409)["reason"] == "Nhóm «Hai trường» vừa được người khác sửa."
    assert program.get(f"/groups/{made['id']}")["members"]["total"] == 2
    assert program.get(f"/groups/{made['id']}", on="1990-01-01")["members"]["total"] == 0
    sizes = {line["name"]: line["size"] for line in program.get("/groups")}
    assert sizes["Hai trường"] == 2
    factories.bind_all(body)
    assert program.post(f"/groups/{body.group.pk}/remove", status=422)["reason"].startswith("Nhóm «")
    program.post(f"/groups/{made['id']}/remove")
    assert not UnitGroup.objects.filter(pk=made["id"]).exists()
    other = UnitGroup.objects.create(owner=body.stranger_unit, name="Của Sở khác", rule_or_list="rule", kinds=["office"])
    program.post(f"/groups/{other.pk}", rule | {"name": "Của tôi"}, status=404)


def test_a_document_is_reviewed_and_its_plan_issued() -> None:
    body = factories.make_body()
    world = papers.World(body.department, body.division, body.stranger_unit, *[body.specialist] * 5)
    document = papers.make_read_document(world)
    program = Program(body.specialist, body.department, ("document.review", "phrase.bind", "plan.prepare"))
    at = f"/documents/{document.pk}"
    waiting = program.get(f"{at}/proposals")
    first, second = waiting["items"]
    assert waiting["total"] == 2
    head = {"version": document.version, "title": "Kế hoạch đọc sách", "number": "12", "symbol": "KH-SGDĐT", "issued_on": "2026-02-06"}
    assert program.post(f"{at}/header", head)["title"] == "Kế hoạch đọc sách"
    assert program.post(f"{at}/header", head | {"title": "Khác"}, status=409)["hint"]
    units = [{"text": "các trường học", "role": "lead"}]
    times = [{"text": "trước 20/12", "kind": "once", "due": "2026-12-20"}]
    said = {"version": first["version"], "text": "Các trường tổ chức ngày hội đọc sách.", "units": units, "times": times}
    edited = program.post(f"{at}/proposals/{first['id']}", said)
    assert (edited["times"][0]["due"], edited["units"][0]["role"]) == ("2026-12-20", "lead")
    program.post(f"{at}/proposals/{first['id']}", said | {"times": [times[0] | {"due": "2026-02-30"}]}, status=422)
    program.post(f"{at}/proposals/{second['id']}/decisions/drop", {"version": second["version"]})
    assert program.post(f"{at}/review/finish", status=422)["reason"]
    program.post(f"{at}/proposals/{first['id']}/decisions/accept", {"version": edited["version"]})
    assert program.post(f"{at}/review/finish")["state"] == "reviewed"
    assert Proposal.objects.get(pk=second["id"]).state == "dropped"


def test_a_reviewed_document_becomes_a_plan_and_is_issued() -> None:
    body = factories.make_body()
    at = f"/documents/{factories.make_document(body).pk}"
    program = Program(body.specialist, body.department, ("document.review", "phrase.bind", "plan.prepare"))
    phrases = program.get(f"{at}/phrases")
    assert {row["meaning"] for row in phrases} == {"none"}
    for row in phrases:
        program.post(f"{at}/phrases", {"phrase": row["phrase"], "group_id": body.group.pk}, status=201)
    program.post(f"{at}/phrases", {"phrase": phrases[0]["phrase"]}, status=422)
    program.post(f"{at}/phrases", {"phrase": "không có trong văn bản", "leave_open": True}, status=404)
    draft = program.post(f"{at}/plan", status=201)
    leader = Program(body.leader, body.department, ("plan.issue",))
    look = leader.get(f"/plans/{draft['id']}/issue", rhythm="quarter")
    assert (look["unbound"], look["present"]["label"]) == ([], "Quý IV/2026")
    said = {"version": look["version"], "effective_on": "2026-11-01", "rhythm": "quarter"}
    assert leader.post(f"/plans/{draft['id']}/issue", said)["state"] == "issued"
    assert leader.post(f"/plans/{draft['id']}/issue", said, status=409)["reason"]
    assert Obligation.objects.filter(task__plan=draft["id"]).exists()


def test_work_is_reported_with_a_file_and_seen_in_detail_by_who_oversees() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    owed = Obligation.objects.filter(unit=body.schools[0]).order_by("pk").first()
    assert owed is not None
    clerk = Program(body.clerks[0], body.schools[0], ("progress.report",))
    sent = {"form_key": str(uuid.uuid4()), "state": "done", "text": "Đã làm xong.", "evidence": SimpleUploadedFile("anh.txt", b"Xong")}
    answer = Client().post(f"/api/v1/obligations/{owed.pk}/progress-with-files", sent, headers=clerk.headers)
    assert (answer.status_code, answer.json()["state"]) == (201, "done")
    (said,) = clerk.get(f"/obligations/{owed.pk}/progress")
    file = Client().get(f"/api/v1/evidence/{said['files'][0]['id']}", headers=clerk.headers)
    assert (b"".join(file.streaming_content), said["by"]) == (b"Xong", str(body.clerks[0]))  # type: ignore[attr-defined]
    bad = sent | {"form_key": str(uuid.uuid4()), "evidence": SimpleUploadedFile("x.exe", b"MZ")}
    assert Client().post(f"/api/v1/obligations/{owed.pk}/progress-with-files", bad, headers=clerk.headers).status_code == 422
    above = Program(body.specialist, body.department, ("board.see", "progress.oversee"))
    works = above.get(f"/tasks/{owed.task_id}")["works"]
    assert {work["unit_id"]: work["state"] for work in works["items"]}[body.schools[0].pk] == "done"
    assert above.get(f"/tasks/{owed.task_id}", way="not_started")["works"]["total"] == works["total"] - 1
    assert clerk.get(f"/tasks/{owed.task_id}")["works"] is None, "who sees no board sees the task alone"
    silent = above.get(f"/plans/{plan.pk}/silent-units")
    assert body.schools[1].pk in {row["unit_id"] for row in silent["items"]}
    letter = Client().get(f"/api/v1/plans/{plan.pk}/urging-letter", headers=above.headers)
    assert (letter.status_code, letter.content[:2]) == (200, b"PK")


def test_a_report_s_figures_open_to_their_rows_and_its_words_are_edited() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    for clerk, unit in zip(body.clerks, body.schools, strict=True):
        factories.say(clerk, Obligation.objects.filter(unit=unit, task__plan=plan).order_by("pk")[0].pk)
    program = Program(body.specialist, body.department, ("report.consolidate", "report.see", "report.prepare"))
    (period,) = program.get("/report-periods")
    assert period["id"] == PlanPeriod.objects.get(plan=plan, opened_at__isnull=False).pk
    made = program.post("/reports", {"plan_period_id": period["id"], "form_key": str(uuid.uuid4())}, status=201)
    content = program.get(f"/reports/{made['id']}/content")
    rows = program.get(f"/reports/{made['id']}/rows", reported="yes")
    assert rows["total"] == content["whole"]["reported"] == 3
    passage = next(row for task in content["tasks"] for row in task["passages"])
    assert program.get(f"/passages/{passage['id']}")["sources"]
    said = {"version": 1, "text": "Các trường đã tổ chức xong."}
    changed = program.post(f"/passages/{passage['id']}", said)
    assert (changed["text"], changed["composed"]) == ("Các trường đã tổ chức xong.", passage["composed"])
    assert program.post(f"/passages/{passage['id']}", said, status=409)["hint"]
    handed = {"source_kind": "report", "source_id": made["id"]}
    program.post("/outgoing/hand-over", handed, status=403)
    issuing = Program(body.specialist, body.department, ("report.consolidate", "report.see", "outgoing.prepare", "outgoing.see"))
    assert issuing.post("/outgoing/hand-over", handed, status=201)["state"] == "draft"


def test_units_are_read_as_of_a_day_and_a_closed_one_says_so() -> None:
    body = factories.make_body()
    school = body.schools[0]
    Placement.objects.filter(unit=school).update(valid_to=dt.date(2026, 6, 1))
    program = Program(body.specialist, body.department, ("board.see",))
    now, then = program.get(f"/units/{school.pk}"), program.get(f"/units/{school.pk}", on="2026-05-01")
    assert (now["stands"], now["ended"], then["stands"]) == (False, "2026-06-01", True)
    count = program.get(f"/units/{body.department.pk}/children")["total"]
    assert program.get(f"/units/{body.department.pk}/children", on="2026-05-01")["total"] == count + 1
    assert school.pk not in {unit["id"] for unit in program.get("/units", q=school.code)}
    assert [unit["id"] for unit in program.get("/units", q=school.code, on="2026-05-01")] == [school.pk]


def test_the_calendar_knows_weekends_and_holidays() -> None:
    body = factories.make_body()
    days = Program(body.specialist, body.department, ("board.see",)).get("/working-days", first="2026-09-01", count=6)["days"]
    assert [(day["day"][-2:], day["is_working"]) for day in days if not day["is_working"]] == [("02", False), ("05", False), ("06", False)]


def test_reminders_are_ruled_and_wished_for() -> None:
    body = factories.make_body()
    program = Program(body.specialist, body.department, ("plan.prepare",))
    rules = {"before": [5, 2], "after": [3], "legal_basis": "Quy chế làm việc của Sở", "opens": "08:00", "closes": "16:30"}
    assert program.post("/reminder-rules", rules)["before"] == [5, 2]
    assert program.get("/reminder-rules")["legal_basis"] == "Quy chế làm việc của Sở"
    assert program.post("/reminder-rules", rules | {"opens": "17:00"}, status=422)["hint"]
    program.post("/reminder-rules", rules | {"opens": "8h"}, status=422)
    assert program.post("/reminders/wish", {"mail": "none"})["mail"] == program.get("/reminders/wish")["mail"] == "none"


def test_a_number_that_no_column_holds_is_refused() -> None:
    """SQLite cannot even ask for it; PostgreSQL asks and finds nothing of that number."""
    body = factories.make_body()
    program = Program(body.specialist, body.department, ("board.see",))
    said = {"owner_id": 2**70, "title": "Biểu mẫu"}
    if connection.vendor == "sqlite":
        assert program.post("/forms", said, status=422)["reason"] == "Có số hoặc ngày vượt quá giới hạn."
    else:
        assert program.post("/forms", said, status=404)["reason"]
