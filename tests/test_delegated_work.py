"""Work done with what was lent: the real services take it, and the journal names the giver; without it, and after it, they refuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import services as accounts
from trienkhai.accounts.choices import HandOver
from trienkhai.accounts.models import Delegation, Person, RoleInUnit
from trienkhai.core.models import JournalLine
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Obligation
from trienkhai.plans.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)


def lend(giver: Person, receiver: Person, *verbs: str) -> Delegation:
    role = RoleInUnit.objects.get(person=giver)
    kind = HandOver.VERBS if verbs else HandOver.WHOLE
    terms = accounts.Terms(role.pk, receiver.pk, role.unit_id, kind, TODAY, TODAY, "Đi công tác", "12/GUQ", verbs)
    return accounts.delegate(actor=giver, terms=terms)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def issue(person: Person, plan: Any) -> int:
    said = {"version": plan.version, "effective_on": "2026-11-01", "rhythm": "quarter", "carry": "0"}
    return signed_in(person).post(reverse("plans:issue", args=[plan.pk]), said).status_code


def test_a_plan_is_issued_in_the_givers_stead_and_only_while_it_lasts(at: Any) -> None:
    body = factories.make_body()
    plan = factories.make_draft(body)
    assert issue(body.specialist, plan) == 403
    lent = lend(body.leader, body.specialist, "plan.issue")
    at("2026-11-25T08:00")
    refused = signed_in(body.specialist).get(reverse("plans:issue", args=[plan.pk]))
    assert refused.status_code == 403
    assert "đã hết hiệu lực từ sau ngày 24/11/2026" in refused.content.decode()
    at("2026-11-24T09:00")
    assert issue(body.specialist, plan) == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED
    line = JournalLine.objects.get(verb="plans.plan.issued")
    assert (line.actor_id, line.data["behalf"]) == (body.specialist.pk, lent.held.person_id)
    page = signed_in(body.leader).get(reverse("plans:plan-detail", args=[plan.pk])).content.decode()
    assert f"theo uỷ quyền của {body.leader}" in page


def test_progress_is_reported_for_a_clerk_who_is_away(at: Any) -> None:
    body = factories.make_body()
    factories.make_issued(body)
    clerk, other = body.clerks[0], body.clerks[1]
    owed = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    address = reverse("plans:obligation", args=[owed.pk])
    assert signed_in(other).get(address).status_code == 404
    lend(clerk, other)
    assert signed_in(other).get(address).status_code == 200
    inbox = signed_in(other).get(reverse("plans:inbox")).content.decode()
    assert address in inbox
    factories.say(Person.objects.get(pk=other.pk), owed.pk)
    said = JournalLine.objects.filter(verb="plans.progress.reported").latest("id")
    assert (said.actor_id, said.data["behalf"]) == (other.pk, clerk.pk)
