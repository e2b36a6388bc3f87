"""A department with schools, a reviewed document, and the plan made of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock, files
from trienkhai.documents.choices import ProposalState, ReadingState
from trienkhai.documents.models import Document, Proposal, Reading
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.plans import services
from trienkhai.plans.models import Plan, Progress
from trienkhai.units import services as units
from trienkhai.units.choices import GroupKind, Kind
from trienkhai.units.models import Unit, UnitGroup

TODAY = dt.date(2026, 11, 24)
TEXT = "Xây dựng tủ sách lớp học. Tổ chức ngày hội đọc sách. Kiểm tra an toàn trường học. Phối hợp tuyên truyền."


@dataclass
class Body:
    """A department with two divisions, schools and their people."""

    department: Unit
    division: Unit
    schools: list[Unit]
    stranger_unit: Unit
    specialist: Person
    leader: Person
    head: Person
    clerks: list[Person]
    stranger: Person
    group: UnitGroup = field(init=False)

    def __post_init__(self) -> None:
        values = {"name": "Các trường", "rule_or_list": GroupKind.RULE, "kinds": [Kind.UPPER_SCHOOL], "under_id": self.department.pk}
        self.group = units.save_group(actor=None, owner_id=self.department.pk, group_id=None, values=values)


def make_body(schools: int = 3) -> Body:
    department = make_unit("sgd", "Sở Giáo dục tỉnh An Bình")
    division = make_unit("ptx", "Phòng Thường xuyên", department, Kind.DIVISION)
    made = [make_unit(f"t{n}", f"Trường THPT số {n}", department, Kind.UPPER_SCHOOL) for n in range(1, schools + 1)]
    other = make_unit("syt", "Sở Y tế tỉnh An Bình")
    return Body(
        department=department,
        division=division,
        schools=made,
        stranger_unit=other,
        specialist=make_person("an", Role.SPECIALIST, department),
        leader=make_person("dung", Role.LEADER, department),
        head=make_person("hoa", Role.HEAD, made[0]),
        clerks=[make_person(f"clerk{n}", Role.REPORTER, school) for n, school in enumerate(made, start=1)],
        stranger=make_person("em", Role.REPORTER, other),
    )


def time(kind: str, text: str, due: str | None = None, every: str | None = None, since: str | None = None) -> dict[str, Any]:
    return {"text": text, "start": None, "end": None, "kind": kind, "from": since, "due": due, "every": every}


def mention(phrase: str, role: str = "execute") -> dict[str, Any]:
    return {"text": phrase, "start": None, "end": None, "role": role, "names": [phrase]}


TASKS: list[tuple[str, str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    ("1.a", "Xây dựng tủ sách lớp học.", [mention("các trường")], [time("continuous", "Thường xuyên")]),
    ("1.b", "Tổ chức ngày hội đọc sách.", [mention("các trường")], [time("once", "Trước 15/12/2026", due="2026-12-15")]),
    (
        "2.a",
        "Kiểm tra an toàn trường học.",
        [mention("Phòng Thường xuyên", "lead"), mention("các trường", "coordinate")],
        [time("once", "Quý I/2023", due="2023-03-31")],
    ),
    ("2.b", "Phối hợp tuyên truyền.", [mention("đơn vị liên quan")], [time("recurring", "hằng năm", every="P1Y")]),
]


def make_document(body: Body, tasks: list[Any] | None = None) -> Document:
    stored = files.store(TEXT.encode() + uuid.uuid4().bytes, "text/plain")
    now = clock.now()
    document = Document.objects.create(
        unit=body.department,
        file=stored,
        file_name="ke-hoach.txt",
        title="Kế hoạch phát triển văn hóa đọc",
        number="12",
        symbol="KH-SGD",
        issuer="Sở Giáo dục tỉnh An Bình",
        issued_on=dt.date(2023, 2, 6),
        uploaded_by=body.specialist,
        uploaded_at=now,
        reviewed_at=now,
        reviewed_by=body.specialist,
    )
    result = {"schema": "vanban/1", "text": TEXT, "metadata": {}, "outline": []}
    Reading.objects.create(document=document, state=ReadingState.DONE, result=result, queued_at=now, finished_at=now)
    for order, (key, words, mentions, times) in enumerate(tasks or TASKS, start=1):
        start = TEXT.find(words)
        Proposal.objects.create(
            document=document,
            order=order,
            key=key,
            heading="II. Nhiệm vụ",
            title=words,
            text=words,
            start=start if start >= 0 else None,
            end=start + len(words) if start >= 0 else None,
            units=mentions,
            times=times,
            state=ProposalState.ACCEPTED,
        )
    return document


def bind_all(body: Body) -> None:
    owner = body.department.pk
    units.bind_phrase(actor=body.specialist, owner_id=owner, phrase="các trường", group_id=body.group.pk)
    units.bind_phrase(actor=body.specialist, owner_id=owner, phrase="Phòng Thường xuyên", unit_ids=[body.division.pk])
    units.bind_phrase(actor=body.specialist, owner_id=owner, phrase="đơn vị liên quan", leave_open=True)


def make_draft(body: Body, tasks: list[Any] | None = None) -> Plan:
    bind_all(body)
    return services.prepare_plan(actor=body.specialist, document_id=make_document(body, tasks).pk)


def issue(body: Body, plan: Plan, **values: Any) -> Plan:
    chosen = {"effective_on": dt.date(2023, 2, 6), "rhythm": "quarter", "past": (), "carry": False} | values
    return services.issue_plan(actor=body.leader, plan_id=plan.pk, version=plan.version, **chosen)


def make_issued(body: Body, tasks: list[Any] | None = None, **values: Any) -> Plan:
    return issue(body, make_draft(body, tasks), **values)


def say(actor: Person, obligation_id: int, state: str = "done", text: str = "Đã làm xong.", **values: Any) -> Progress:
    return services.report_progress(
        actor=actor, obligation_id=obligation_id, form_key=values.pop("form_key", uuid.uuid4()), state=state, text=text, **values
    )
