"""From a reviewed document to a draft plan: tasks with their sources, and whom each addresses as bound today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.text import date as shown_date
from trienkhai.core.text import phrase_key
from trienkhai.documents import selectors as documents
from trienkhai.plans import permissions
from trienkhai.plans.choices import PlanState, Schedule
from trienkhai.plans.models import Addressee, Implementing, Plan, Task
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.documents.models import Proposal
    from trienkhai.units.models import PhraseBinding


@transaction.atomic
def prepare_plan(*, actor: Person, document_id: int) -> Plan:
    """Make the draft plan of a reviewed document, or bring the draft up to date with the review.

    Raises Refusal when the review is not finished or nothing was accepted, Conflict when the plan was issued already.
    """
    card = documents.get_document(actor, document_id)
    permissions.can_prepare(actor, card.unit_path).require()
    if card.reviewed_at is None:
        raise Refusal(_("Văn bản chưa rà soát xong."), _("Hãy kết thúc rà soát rồi lập kế hoạch."))
    accepted = documents.reviewed(document_id)
    if not accepted:
        raise Refusal(_("Chưa có nhiệm vụ nào được xác nhận."), _("Hãy xác nhận hoặc thêm ít nhất một nhiệm vụ khi rà soát."))
    plan, made = Plan.objects.select_for_update().get_or_create(
        document_id=document_id, defaults={"owner_id": card.unit_id, "title": card.name, "created_at": clock.now()}
    )
    if plan.state == PlanState.ISSUED:
        raise already_issued(plan)
    plan.title, plan.number, plan.symbol = card.name, card.number, card.symbol
    plan.version += 0 if made else 1
    plan.save(update_fields=["title", "number", "symbol", "version"])
    said = _links(plan)
    plan.tasks.all().delete()
    for order, proposal in enumerate(accepted, start=1):
        _take_over(plan, proposal, order)
    _keep_links(plan, said)
    refresh_addressees(plan)
    journal.record(actor, "plans.plan.prepared", plan, plan.owner_id, tasks=len(accepted), document=document_id)
    return plan


def _links(plan: Plan) -> list[Implementing]:
    return list(Implementing.objects.filter(task__plan=plan).select_related("task"))


def _keep_links(plan: Plan, said: list[Implementing]) -> None:
    """What a person said of an own task holds while its key and its words stay."""
    tasks = {(task.key, task.text): task for task in plan.tasks.all()}
    kept = [(row, task) for row in said if (task := tasks.get((row.task.key, row.task.text)))]
    for row, task in kept:
        row.pk, row.task = None, task
    Implementing.objects.bulk_create([row for row, _task in kept])


def already_issued(plan: Plan) -> Conflict:
    """What is said when a plan was issued already."""
    when = shown_date(plan.issued_at.date()) if plan.issued_at else ""
    return Conflict(
        _("Kế hoạch này đã được ban hành ngày %(day)s.") % {"day": when},
        _("Hãy mở kế hoạch để theo dõi; không có gì bị thực hiện hai lần."),
    )


def _take_over(plan: Plan, proposal: Proposal, order: int) -> None:
    task = Task.objects.create(
        plan=plan,
        order=order,
        key=proposal.key,
        heading=proposal.heading,
        title=proposal.title,
        text=proposal.text,
        start=proposal.start,
        end=proposal.end,
        product=proposal.product,
        **schedule_of(proposal.times),
    )
    Addressee.objects.bulk_create(
        Addressee(task=task, duty=named.role, phrase=named.phrase[:250], start=named.start, end=named.end)
        for named in documents.addressed(proposal.units)
    )


def schedule_of(times: list[dict[str, Any]]) -> dict[str, Any]:
    """The schedule fields of a task: from its first time that says when; a date that cannot be read stays missing.

    Further dates ("sơ kết hằng năm …, năm 2025 và năm 2030") are further last days.
    """
    said = next((t for t in times if t["kind"] != "once" or t.get("due")), times[0] if times else None)
    if said is None:
        return {"schedule": Schedule.NONE}
    due = dt.date.fromisoformat(said["due"]) if said.get("due") else None
    starts = dt.date.fromisoformat(said["from"]) if said.get("from") else None
    kind = Schedule(said["kind"])
    others = {t["due"]: t["text"][:200] for t in reversed(times) if t is not said and t["kind"] == "once" and t.get("due")}
    return {
        "schedule": Schedule.NONE if kind == Schedule.ONCE and due is None else kind,
        "schedule_text": said["text"][:200],
        "starts_on": starts,
        "due": due,
        "every": said.get("every") or "",
        "more_dues": [{"due": day, "text": text} for day, text in sorted(others.items()) if day != said.get("due")],
    }


def refresh_addressees(plan: Plan, *, task: Task | None = None) -> None:
    """Give every phrase of a draft (or of one task) what it is bound to today; units that a person picked stay.

    A constant number of queries and one per listed phrase.
    """
    found = Addressee.objects.filter(task__plan=plan, picked=False)
    rows = list(found.filter(task=task) if task else found)
    known = units.bindings_for(plan.owner_id, {row.phrase for row in rows})
    for row in rows:
        _bind(row, known.get(phrase_key(row.phrase)))
    Addressee.objects.bulk_update(rows, ["group", "is_open"], batch_size=200)


def _bind(row: Addressee, binding: PhraseBinding | None) -> None:
    row.group = binding.group if binding else None
    row.is_open = binding.is_open if binding else False
    row.units.set(binding.units.all() if binding else [])


def draft_door(actor: Person, plan_id: int) -> Plan:
    """A plan locked for a change, draft or issued; `Hidden` when it is not there for this person."""
    permissions.plan_door(actor, plan_id)
    plan = Plan.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise Hidden
    return plan
