"""Preparing the demonstration: the province, and a plan walked through the chain by the services that people use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import vanban
from django.test.utils import override_settings

from trienkhai.accounts import selectors as accounts
from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock
from trienkhai.desk.deciding import ask_for_confirmation, decide
from trienkhai.desk.keeping import keep
from trienkhai.desk.own_plan import make_own_plan
from trienkhai.desk.sample import sample_plan
from trienkhai.desk.telling import tell
from trienkhai.documents import selectors as documents
from trienkhai.documents import services as reading
from trienkhai.documents.choices import ReadingState
from trienkhai.periods import working
from trienkhai.plans import selectors as plans
from trienkhai.plans import services as planning
from trienkhai.registers import selectors as registers
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.documents.models import Document
    from trienkhai.plans.models import Plan
    from trienkhai.units.selectors import UnitAt


def prepare(*, file: Path | None, count: int) -> Document:
    """The province, and the sample plan issued; with `file`, that document is read and waits for review instead."""
    root = make_province(count)
    specialist = _person(Role.SPECIALIST)
    if file is not None:
        return bring(specialist, root, file.name, file.read_bytes())
    standing = documents.list_documents(specialist).rows
    if standing:  # an earlier start; what people did since stays
        return reading.kept(standing[-1].id)
    began, sample = _began(), vanban.write(sample_plan(clock.today()))
    with override_settings(CLOCK=began.isoformat()):
        document = bring(specialist, root, "ke-hoach-mau.docx", sample)
        review(specialist, document)
        plan = planning.prepare_plan(actor=specialist, document_id=document.pk)
        _issue(plan)
        ask_for_confirmation(specialist=specialist, plan_id=plan.pk)
    tell(root, began + dt.timedelta(hours=1), _person(Role.REPORTER))
    decide(specialist=specialist, plan_id=plan.pk)
    make_own_plan(_person(Role.HEAD), _person(Role.REPORTER), plan, began)
    remind()
    return document


def keep_registers() -> bool:
    """Forms and registers around the sample plan, once; whether they were made now."""
    specialist, leader = _person(Role.SPECIALIST), _person(Role.LEADER)
    issued = [plan for plan in plans.list_plans(viewer=leader) if plan.issued_at and plan.document_id]
    root = units.get_unit(unit_id=scope_of(leader).holdings[0].unit_id)
    if not issued or registers.registers_page(viewer=specialist).registers:
        return False
    keep(root=root, specialist=specialist, leader=leader, clerk=_person(Role.REPORTER), plan=issued[-1], began=_began())
    return True


def remind() -> None:
    """The reminders of the latest working day, as its morning plans them."""
    now = clock.now()
    while not working.is_working(now.date()):
        now -= dt.timedelta(days=1)
    with override_settings(CLOCK=now.replace(hour=8, minute=0).isoformat()):
        planning.plan_and_tell(day=now.date())


def _began() -> dt.datetime:
    """When the sample plan was issued: three weeks ago, but within the present quarter, whose period is the one that opened."""
    now = clock.now()
    quarter = now.replace(month=(now.month - 1) // 3 * 3 + 1, day=1, hour=0, minute=0)
    return max(quarter, min(now - dt.timedelta(hours=2), (now - dt.timedelta(days=21)).replace(hour=7, minute=30)))


def bring(actor: Person, root: UnitAt, name: str, data: bytes) -> Document:
    """Bring a file in and read it now; the same bytes are found again."""
    try:
        document = reading.receive(actor=actor, unit_id=root.id, name=name, data=data)
    except reading.AlreadyHere as known:
        return reading.kept(known.document_id)
    latest = documents.reading_of(document.pk)
    if latest is not None:
        reading.run_reading(reading_id=latest.id)
    return document


def review(actor: Person, document: Document) -> None:
    """Accept every task, take every suggested binding, leave the rest open."""
    card = documents.get_document(actor, document.pk)
    reading.accept_all(actor=actor, document_id=document.pk, version=card.version)
    reading.bind_suggested(actor=actor, document_id=document.pk)
    page = documents.phrase_page(actor, documents.get_document(actor, document.pk))
    for row in page.rows:
        if row.meaning.kind == "none":
            reading.bind_phrase(actor=actor, document_id=document.pk, phrase=row.phrase, leave_open=True)
    reading.finish_review(actor=actor, document_id=document.pk)


def _issue(plan: Plan) -> None:
    leader = _person(Role.LEADER)
    effective = plan.document.issued_on if plan.document else None
    planning.issue_plan(
        actor=leader,
        plan_id=plan.pk,
        version=plan.version,
        effective_on=effective or clock.today() - dt.timedelta(days=30),
        rhythm="quarter",
    )


def _person(role: Role) -> Person:
    person = accounts.demo_person(role)
    if person is None:
        raise LookupError(role)
    return person


def stands() -> tuple[int, int]:
    """(tasks issued, obligations of the running period) of the newest issued plan, as the leader sees them; zeros when there is none."""
    leader = _person(Role.LEADER)
    issued = [plan for plan in plans.list_plans(viewer=leader) if plan.issued_at]
    if not issued:
        return 0, 0
    board = plans.board(viewer=leader, plan_id=issued[0].pk)
    return len(board.tasks), board.whole.total


def where_it_stands(base: str, document_id: int) -> str:
    """What to tell somebody who brought a document: read, failed with the reason, or still at work; and which page to open."""
    reading = documents.reading_of(document_id)
    page = f"vào vai «Chuyên viên» rồi mở {base}/van-ban/{document_id}/"
    if reading is None or reading.at_work:
        return f"Văn bản của bạn đang được đọc: {page} để xem tiến độ."
    if reading.state != ReadingState.DONE:
        return f"Chưa đọc được văn bản của bạn: {' '.join(reading.error.split())} Xem thêm: {page}"
    return f"Văn bản của bạn đã đọc xong: {page}ra-soat/"


def units_count() -> int:
    """How many units stand today."""
    return units.on_day().count()
