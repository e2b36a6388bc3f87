"""One small province for the house tests: a department with two schools, a department beside it, and every role in each of the four."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tests.house.cast_forms import forms
from tests.house.cast_records import conclusion_of_body, records
from trienkhai.accounts import tokens
from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.models import ApiToken, Delegation, OpenSession, Person, RoleInUnit
from trienkhai.accounts.permissions import VERBS, may
from trienkhai.accounts.services import Terms as Lent
from trienkhai.accounts.services import delegate, invite, keep_filter
from trienkhai.accounts.tests.factories import awake
from trienkhai.core import clock, outbox
from trienkhai.core.models import OutboxMessage
from trienkhai.core.outbox import Letter
from trienkhai.documents.models import Document, Proposal, Reading
from trienkhai.documents.tests import factories as papers
from trienkhai.plans.models import Addressee, Evidence, Obligation, Plan, PlanPeriod, Task
from trienkhai.plans.services import (
    Attachment,
    ask_extension,
    assign_work,
    compare_plan,
    derive_plan,
    group,
    halt_task,
    raise_difficulty,
    suspend_work,
)
from trienkhai.plans.tests import factories as plans
from trienkhai.privacy.services import ask_copy
from trienkhai.reporting import services as reports
from trienkhai.reporting.models import Edition, Passage, PassageChange, Report, Round, Submission
from trienkhai.reporting.terms import Terms
from trienkhai.units import tree
from trienkhai.units.choices import Kind
from trienkhai.units.models import PhraseBinding, Unit, UnitGroup
from trienkhai.units.permissions import path_today

PLACES = ("body", "own", "sister", "far")
"""The department that owns plans and documents; the school whose work is looked at; another school; another department."""


@dataclass
class Cast:
    """Everything an address of the office may ask for, by the word that the permission table uses."""

    body: plans.Body
    people: dict[tuple[str, str], Person]
    clients: dict[tuple[str, str], Client] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    secrets: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Everybody signs in once."""
        for who, person in self.people.items():
            self.clients[who] = Client()
            self.clients[who].force_login(person)
            if who[1] == Role.ADMIN:
                awake(self.clients[who])

    def give_keys(self) -> None:
        """A key for each, with everything the person may give."""
        for (place, role), person in self.people.items():
            unit = self.units[place]
            verbs = [verb for verb in VERBS if may(person, verb, path_today(unit.pk) or "")]
            if role == Role.ADMIN:
                self.secrets[place, role] = old_key(person, unit, verbs)
                continue
            made = tokens.issue_token(actor=person, unit_id=unit.pk, name="Thử", verbs=verbs, expires_on=dt.date(2026, 12, 31))
            self.secrets[place, role] = made[1]

    def args(self, words: str) -> list[Any]:
        """The arguments of an address: "document,proposal"; a literal stands for itself."""
        return [getattr(self.things.get(word, word), "pk", self.things.get(word, word)) for word in words.split(",") if word != "-"]


def old_key(person: Person, unit: Unit, verbs: list[str]) -> str:
    """A key that says it holds an administrator's verbs, as none is made any more."""
    secret = f"{tokens.PREFIX}{person.pk}"
    values = {"digest": tokens._digest(secret), "created_at": clock.now(), "expires_on": dt.date(2026, 12, 31)}
    ApiToken.objects.create(person=person, unit=unit, name="Cũ", verbs=verbs, **values)
    return secret


def make_cast() -> Cast:
    """The whole province, with a plan issued and reported on, a draft, a report, and a document in each stage."""
    body = plans.make_body(schools=2)
    units = {"body": body.department, "own": body.schools[0], "sister": body.schools[1], "far": body.stranger_unit}
    people = {(place, role.value): papers.make_person(f"{place}-{role}", role, unit) for place, unit in units.items() for role in Role}
    cast = Cast(body, people, units=units)
    cast.things |= _papers(body) | _plans(body) | forms(body) | records(body)
    cast.things |= {"group": body.group, "branch": tree.segment(body.schools[0].pk), "out_source": conclusion_of_body(body)}
    cast.things |= {"unit": body.schools[0], "department": body.department, "root": "goc", "docx": "docx"}
    cast.things["binding"] = PhraseBinding.objects.get(owner=body.department, key="các trường")
    cast.things["unused"] = UnitGroup.objects.create(owner=body.department, name="Chưa dùng", rule_or_list="rule", kinds=["office"])
    held = {"unit_id": body.department.pk, "verbs": ["board.see"], "expires_on": dt.date(2026, 12, 31)}
    asked = {"page": "documents:document-list", "numbers": [], "asked": {"q": ["sách"]}}
    cast.things["kept"] = keep_filter(actor=people["body", "specialist"], **asked, name="Sách", share=True)
    cast.things["token"] = tokens.issue_token(actor=body.leader, name="Của người khác", **held)[0]
    cast.things["link"] = SocialAccount.objects.create(user=body.leader, provider="oidc", uid="1")
    cast.things["session"] = OpenSession.objects.create(person=body.leader, session_key="x", started_at=clock.now(), browser="Firefox")
    held = Letter("core.mail", "thu", "a@example.vn", "Thư", "Thư", unit_id=body.schools[0].pk)
    cast.things["letter"] = outbox.put(held)
    OutboxMessage.objects.update(state="failed")
    cast.things["role"] = RoleInUnit.objects.get(person=people["own", "reporter"])
    cast.things["person"] = people["own", "reporter"]
    cast.things["closed"] = papers.make_person("da-khoa", Role.REPORTER, units["own"])
    Person.objects.filter(pk=cast.things["closed"].pk).update(is_active=False)
    cast.things["left"] = papers.make_person("da-nghi", Role.REPORTER, units["own"])
    RoleInUnit.objects.filter(person=cast.things["left"]).update(valid_to=dt.date(2026, 6, 1))
    Person.objects.filter(pk=cast.things["left"].pk).update(is_active=False, closed_at="2026-06-01T02:00:00Z")
    cast.things["copy"] = ask_copy(actor=people["own", "head"])
    invite(actor=people["own", "head"], person_id=people["own", "reporter"].pk)
    cast.things["delegation"] = _delegation(body)
    cast.give_keys()
    return cast


def _delegation(body: plans.Body) -> Delegation:
    days = {"first": clock.today(), "last": clock.today(), "reason": "Đi công tác"}
    role = RoleInUnit.objects.get(person=body.leader)
    terms = Lent(role.pk, body.specialist.pk, body.department.pk, HandOver.VERBS, verbs=["plan.issue"], **days)
    return delegate(actor=body.leader, terms=terms)


def _papers(body: plans.Body) -> dict[str, Any]:
    world = papers.World(body.department, body.division, body.stranger_unit, *[body.specialist] * 5)
    document = papers.make_read_document(world)
    twin = papers.make_read_document(world, content=b"twin")
    Document.objects.filter(pk__in=[document.pk, twin.pk]).update(twin_key="12|kh", number="12", symbol="KH", issued_on=dt.date(2026, 2, 6))
    scan = papers.make_read_document(world, content=papers.pdf_bytes("BT /F1 12 Tf 72 700 Td (Ke hoach) Tj ET"))
    failed = papers.make_read_document(world, content=b"failed")
    Reading.objects.filter(document=failed).update(state="failed", error="Không đọc được.\nHãy tải lại.")
    first, last = Proposal.objects.filter(document=document).order_by("order")
    done = plans.make_document(body)
    decided = papers.make_read_document(world, content=b"decided")
    Proposal.objects.filter(document=decided).update(state="accepted")
    return {
        "document": document,
        "proposal": first,
        "next": last,
        "twin": twin,
        "scan": scan,
        "failed": failed,
        "reviewed": done,
        "decided": decided,
    }


def _difficulties(body: plans.Body, owed: Obligation) -> dict[str, Any]:
    """One of the school, one of its sister alone, and one of the sister that follows the school's."""
    theirs = Obligation.objects.get(task=owed.task, unit=body.schools[1])
    first = raise_difficulty(actor=body.clerks[0], obligation_id=owed.pk, text="Thiếu kinh phí mua sách.")
    other, member = [raise_difficulty(actor=body.clerks[1], obligation_id=theirs.pk, text=text) for text in ("Thiếu phòng.", "Thiếu tiền.")]
    group(actor=body.specialist, first_id=first.pk, other_ids=[member.pk])
    return {"difficulty": first, "other": other, "member": member}


def _decided(body: plans.Body, owed: Obligation) -> dict[str, Any]:
    """Work of the sister school: one done that waits for confirmation, one suspended."""
    Plan.objects.filter(pk=owed.task.plan_id).update(confirms=True)
    finished = Obligation.objects.get(task=owed.task, unit=body.schools[1])
    plans.say(body.clerks[1], finished.pk)
    stopped = Obligation.objects.get(task__key="1.a", unit=body.schools[1])
    suspend_work(actor=body.specialist, obligation_ids=[stopped.pk], reason="Chờ kinh phí.")
    task = Task.objects.create(plan=owed.task.plan, order=9, key="9.a", title="Xử lý dịch.", text="Xử lý dịch.", schedule="conditional")
    Addressee.objects.create(task=task, duty="execute", phrase="các trường", group=body.group)
    late = papers.make_unit("moi", "Trường THPT Mới", body.department, Kind.UPPER_SCHOOL)
    still = Task.objects.create(plan=owed.task.plan, order=10, key="9.b", title="Khảo sát.", text="Khảo sát.", schedule="continuous")
    halt_task(actor=body.specialist, task_id=still.pk, reason="Chờ quy định.", basis="Công văn 15")
    return {"finished": finished, "stopped": stopped, "conditional": task, "still": still, "late": late}


def _own(body: plans.Body, plan: Plan) -> dict[str, Any]:
    """The school's own draft, what its reporter was given, and a second plan above."""
    draft = derive_plan(actor=body.head, unit_id=body.schools[0].pk, parent_id=plan.pk)
    given = Obligation.objects.get(task__key="1.a", unit=body.schools[0])
    assign_work(actor=body.head, obligation_id=given.pk, person_id=body.clerks[0].pk, due=clock.today())
    more = [("9", "Tập huấn sơ cứu.", [plans.mention("các trường")], [plans.time("once", "20/12", "2026-12-20")])]
    things = {"own": draft, "own_task": draft.tasks.order_by("order")[0], "given": given, "holder": body.clerks[0]}
    later = plans.make_document(body, [(key, words, named, [plans.time("continuous", "Thường xuyên")]) for key, words, named, _w in more])
    second = plans.make_issued(body, more)
    amended = compare_plan(actor=body.specialist, plan_id=second.pk, document_id=later.pk, kind="supplement")
    latest = plans.make_document(body, [("9", "Tập huấn sơ cứu cho giáo viên.", *more[0][2:])])
    return things | {"second": second, "amendment": amended, "point": amended.alterations.get(), "latest": latest}


def _rounds(body: plans.Body) -> dict[str, Any]:
    """The school's submissions: one to send (nil but for what it reported), one before its head, one sent."""
    more = [("8", "Kiểm kê sách.", [plans.mention("các trường")], [plans.time("continuous", "Thường xuyên")])]
    plans.make_issued(body, more)
    Round.objects.update(opens_on=dt.date(2026, 11, 1))
    Submission.objects.filter(unit=body.schools[0]).update(is_nil=True)
    first, second, third = Submission.objects.filter(unit=body.schools[0]).order_by("id")
    Submission.objects.filter(pk=second.pk).update(state="prepared")
    Submission.objects.filter(round=first.round_id, unit=body.schools[1]).update(receiver=body.schools[0], state="accepted")
    Submission.objects.filter(pk=third.pk).update(state="sent", first_sent_on=clock.today())
    kept = {"said": {}, "is_nil": True, "missing": 0, "sent_by": body.head, "sent_at": clock.now()}
    Edition.objects.create(submission=third, number=1, **kept)
    filed = reports.attach_file(actor=body.head, submission_id=first.pk, name="so.txt", data=b"So lieu")
    paper = reports.hand_out_paper(actor=body.head, submission_id=first.pk, kind="xlsx")[0]
    brought = reports.bring_back(actor=body.head, submission_id=first.pk, name="a.xlsx", data=paper)
    asked = Terms(name="Báo cáo an toàn", frequency="month", sections=[{"key": "s1", "title": "Kết quả", "required": False}])
    alone = reports.make_regime(actor=body.specialist, terms=asked, group_id=body.group.pk)
    return {
        "paper": paper,
        "brought": brought,
        "filed": filed,
        "alone": alone,
        "submission": first,
        "put": second,
        "given_in": third,
        "round": first.round,
        "regime": first.round.regime,
        "one": "1",
    }


def _passages(passage: Passage) -> dict[str, Any]:
    """The part of a passage, another one behind it, a wording under it, and a change that can be undone."""
    part, words = passage.part, {"composed": "Đã mua sách.", "text": "Đã mua sách."}
    other = Passage.objects.create(part=part, order=90, **words)
    member = Passage.objects.create(part=part, order=91, merged=passage, included=False, **words)
    PassageChange.objects.create(part=part, act="edited", version=part.version, at=clock.now())
    return {"part": part, "beside": other, "member": member}


def _plans(body: plans.Body) -> dict[str, Any]:
    plan: Plan = plans.make_issued(body)
    draft: Plan = plans.make_draft(body)
    owed = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    plans.say(body.clerks[0], owed.pk, state="in_progress", attachments=[Attachment("biên bản.txt", "Biên bản".encode())])
    report: Report = reports.make_report(actor=body.specialist, plan_period_id=PlanPeriod.objects.get(plan=plan).pk, form_key=uuid.uuid4())
    theirs = Obligation.objects.get(task__key="1.a", unit=body.schools[0])
    until = theirs.due + dt.timedelta(days=30)
    return (
        _difficulties(body, owed)
        | _decided(body, owed)
        | _own(body, plan)
        | _rounds(body)
        | {
            "extension": ask_extension(actor=body.clerks[0], obligation_id=theirs.pk, until=until, reason="Đang sửa phòng."),
            "plan": plan,
            "draft": draft,
            "period": PlanPeriod.objects.get(plan=plan),
            "task": plan.tasks.get(key="2.b"),
            "obligation": owed,
            "evidence": Evidence.objects.get(),
            "report": report,
            "passage": (passage := Passage.objects.filter(part__consolidation__report=report).order_by("pk")[0]),
            **_passages(passage),
        }
    )
