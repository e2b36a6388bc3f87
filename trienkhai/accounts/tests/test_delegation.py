"""Delegation: no more than the giver holds, no longer, never further on; named in verdict, journal and on both persons' pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import permissions, selectors, services, tokens
from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.models import Delegation, Person, RoleInUnit
from trienkhai.accounts.tests.factories import make_person
from trienkhai.core import journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.units import services as units
from trienkhai.units.choices import Kind
from trienkhai.units.models import Unit
from trienkhai.units.permissions import path_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)
LAST = dt.date(2026, 12, 10)


def make_unit(code: str, parent: Unit | None = None) -> Unit:
    above = parent.pk if parent else None
    since = dt.date(2026, 1, 1)
    return units.open_unit(actor=None, code=code, name=f"Đơn vị {code}", kind=Kind.UPPER_SCHOOL, parent_id=above, since=since)


class Office:
    """A department with a school and a division; its leader and specialist, the school's head and clerk; another body."""

    def __init__(self) -> None:
        self.department = make_unit("sgd")
        self.school, self.division, self.other = make_unit("t1", self.department), make_unit("p1", self.department), make_unit("syt")
        self.leader, self.specialist = (make_person(n, r, self.department) for n, r in (("duc", Role.LEADER), ("ha", Role.SPECIALIST)))
        self.head, self.clerk = make_person("tuan", Role.HEAD, self.school), make_person("lan", Role.REPORTER, self.school)
        self.stranger = make_person("mai", Role.HEAD, self.other)


@pytest.fixture
def office(at: Any) -> Office:
    return Office()


def hand(giver: Person, receiver: Person, verbs: Any = (), *, unit: Unit | None = None, **said: Any) -> Delegation:
    role = RoleInUnit.objects.get(person=giver)
    values = {"first": TODAY, "last": LAST, "reason": "Đi công tác", "document_number": "12/GUQ"} | said
    kind = HandOver.VERBS if verbs else HandOver.WHOLE
    terms = services.Terms(role.pk, receiver.pk, (unit or role.unit).pk, values.pop("kind", kind), verbs=verbs, **values)
    return services.delegate(actor=giver, terms=terms)


def verdict(person: Person, verb: str, unit: Unit) -> Any:
    return permissions.may(Person.objects.get(pk=person.pk), verb, path_today(unit.pk) or "")


def test_some_verbs_are_lent_and_the_verdict_names_the_giver(office: Office) -> None:
    assert not verdict(office.specialist, "plan.issue", office.department)
    hand(office.leader, office.specialist, ["plan.issue"])
    said = verdict(office.specialist, "plan.issue", office.school)
    assert (bool(said), said.reason) == (True, "Theo uỷ quyền của Duc đến hết 10/12/2026.")
    assert not verdict(office.specialist, "plan.issue", office.other)
    assert not verdict(office.clerk, "plan.issue", office.school)
    own = verdict(office.specialist, "progress.oversee", office.school)
    assert own.reason == ""  # what one may oneself is done in one's own name


def test_the_whole_role_is_lent_in_a_part_of_its_reach_without_power_over_people(office: Office) -> None:
    hand(office.leader, office.specialist, unit=office.school)
    assert verdict(office.specialist, "plan.issue", office.school).reason == "Thay mặt Duc đến hết 10/12/2026."
    assert not verdict(office.specialist, "plan.issue", office.department)
    assert not verdict(office.specialist, "plan.issue", office.division)
    hand(office.head, office.clerk)
    assert verdict(office.clerk, "plan.issue", office.school)
    assert not verdict(office.clerk, "account.manage", office.school)


def test_a_verb_of_the_own_unit_is_lent_there_alone(office: Office) -> None:
    below = make_unit("t1a", office.school)
    hand(office.head, office.clerk, ["plan.issue", "progress.report"])
    assert verdict(office.clerk, "plan.issue", office.school)
    assert not verdict(office.clerk, "plan.issue", below)
    other = make_person("hoa", Role.REPORTER, office.school)
    hand(office.head, other, ["plan.issue", "progress.report"], unit=below)
    assert verdict(other, "progress.report", below)
    assert not verdict(other, "plan.issue", below)  # the head has it in the own unit alone


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"verbs": ["outgoing.number"]}, "mà vai trò này không có"),
        ({"verbs": ["account.manage"]}, "Quản lý người dùng"),
        ({"kind": HandOver.VERBS}, "Chưa chọn việc nào"),
        ({"first": dt.date(2026, 11, 23)}, "không lùi ngày"),
        ({"first": dt.date(2026, 12, 11)}, "đứng trước ngày đầu"),
        ({"reason": "  "}, "cần có lý do"),
    ],
)
def test_what_cannot_be_lent_is_refused_and_nothing_is_kept(office: Office, said: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        hand(office.head, office.clerk, **said)
    assert not Delegation.objects.exists()


def test_only_ones_own_role_within_its_reach_and_days_to_somebody_of_the_body(office: Office) -> None:
    role = RoleInUnit.objects.get(person=office.head)
    terms = services.Terms(role.pk, office.clerk.pk, office.school.pk, HandOver.WHOLE, TODAY, LAST, "Đi công tác")
    with pytest.raises(Hidden):
        services.delegate(actor=office.leader, terms=terms)
    for receiver, words in ((office.head, "chính mình"), (office.stranger, "không giữ vai trò nào")):
        with pytest.raises(Refusal, match=words):
            hand(office.head, receiver)
    with pytest.raises(Refusal, match="không thuộc phạm vi"):
        hand(office.head, office.clerk, unit=office.division)
    RoleInUnit.objects.filter(pk=role.pk).update(valid_to=dt.date(2026, 12, 1))
    with pytest.raises(Refusal, match="kết thúc ngày 30/11/2026"):
        hand(office.head, office.clerk)
    admin = make_person("khanh", Role.ADMIN, office.department)
    with pytest.raises(Refusal, match="quản trị không uỷ quyền được"):
        hand(admin, office.clerk)


def test_what_was_lent_is_not_lent_further(office: Office) -> None:
    """The receiver holds no role of the giver's, so there is nothing to hand over; nor can the lent power give roles."""
    hand(office.head, office.clerk)
    page = selectors.delegation_page(viewer=office.clerk)
    assert [words for _id, words in page.roles] == ["Người báo cáo của đơn vị – Đơn vị t1"]
    lent = RoleInUnit.objects.get(person=office.head)
    terms = services.Terms(lent.pk, office.specialist.pk, office.school.pk, HandOver.WHOLE, TODAY, LAST, "Đi công tác")
    with pytest.raises(Hidden):
        services.delegate(actor=office.clerk, terms=terms)
    with pytest.raises(Refusal, match="không có quyền"):
        services.give_role(actor=office.clerk, person_id=office.specialist.pk, unit_id=office.school.pk, role=Role.HEAD)


def test_a_delegation_past_its_end_refuses_with_the_reason(office: Office, at: Any) -> None:
    hand(office.leader, office.specialist, ["plan.issue"])
    at("2026-12-10T23:59")
    assert verdict(office.specialist, "plan.issue", office.school)
    at("2026-12-11T00:01")
    said = verdict(office.specialist, "plan.issue", office.school)
    assert (bool(said), said.reason) == (False, "Uỷ quyền của Duc đã hết hiệu lực từ sau ngày 10/12/2026.")
    assert "Hãy liên hệ Duc" in said.hint
    at("2027-06-01T08:00")
    assert "không có quyền" in verdict(office.specialist, "plan.issue", office.school).reason


def test_it_ends_with_the_givers_role_and_the_givers_account(office: Office, at: Any) -> None:
    hand(office.leader, office.specialist, ["plan.issue"])
    RoleInUnit.objects.filter(person=office.leader).update(valid_to=dt.date(2026, 11, 30))
    at("2026-11-29T08:00")
    assert verdict(office.specialist, "plan.issue", office.school)
    at("2026-11-30T08:00")
    assert "từ sau ngày 29/11/2026" in verdict(office.specialist, "plan.issue", office.school).reason
    RoleInUnit.objects.filter(person=office.leader).update(valid_to=None)
    assert verdict(office.specialist, "plan.issue", office.school)
    Person.objects.filter(pk=office.leader.pk).update(is_active=False)
    assert not verdict(office.specialist, "plan.issue", office.school)


def test_it_begins_on_its_day_and_overlapping_ones_are_refused(office: Office, at: Any) -> None:
    hand(office.leader, office.specialist, ["plan.issue"], first=dt.date(2026, 12, 1))
    assert not verdict(office.specialist, "plan.issue", office.school)
    with pytest.raises(Conflict, match="từ 01/12/2026 đến 10/12/2026"):
        hand(office.leader, office.specialist, first=LAST, last=dt.date(2026, 12, 20))
    at("2026-12-01T00:01")
    assert verdict(office.specialist, "plan.issue", office.school)


def test_giver_receiver_and_who_manages_end_it_and_others_do_not_see_it(office: Office) -> None:
    admin = make_person("khanh", Role.ADMIN, office.department)
    for actor in (office.leader, office.specialist, admin):
        made = hand(office.leader, office.specialist, ["plan.issue"])
        for other in (office.clerk, office.head, office.stranger):
            with pytest.raises(Hidden):
                services.end_delegation(actor=other, delegation_id=made.pk)
        services.end_delegation(actor=actor, delegation_id=made.pk)
        services.end_delegation(actor=actor, delegation_id=made.pk)
        assert not verdict(office.specialist, "plan.issue", office.school)
    assert JournalLine.objects.filter(verb="accounts.delegation.ended").count() == 3


def test_the_journal_says_on_whose_behalf_and_only_then(office: Office) -> None:
    hand(office.leader, office.specialist, ["plan.issue"])
    actor = Person.objects.get(pk=office.specialist.pk)
    permissions.may(actor, "plan.issue", path_today(office.school.pk) or "").require()
    journal.record(actor, "plans.plan.issued", office.school)
    permissions.may(actor, "progress.oversee", path_today(office.school.pk) or "").require()
    journal.record(actor, "plans.plan.issued", office.school)
    own, lent = journal.lines(office.school)[:2]
    assert (lent.data, own.data) == ({"behalf": office.leader.pk}, {})
    assert ([str(line.behalf) for line in (own, lent)]) == ["None", "Duc"]  # type: ignore[attr-defined]
    client = Client()
    client.force_login(office.specialist)
    page = client.get(reverse("desk:unit", args=[office.school.pk])).content.decode()
    assert page.count("theo uỷ quyền của Duc") == 1


def test_a_key_speaks_for_what_was_lent_and_ends_with_it(office: Office, at: Any) -> None:
    hand(office.leader, office.specialist, ["plan.issue"])
    actor = Person.objects.get(pk=office.specialist.pk)
    _token, secret = tokens.issue_token(
        actor=actor, unit_id=office.department.pk, name="Máy", verbs=["plan.issue"], expires_on=dt.date(2026, 12, 31)
    )
    path = path_today(office.school.pk) or ""
    assert permissions.may(tokens.person_for(secret), "plan.issue", path)
    at("2026-12-11T08:00")
    assert not permissions.may(tokens.person_for(secret), "plan.issue", path)


def test_scope_asks_two_queries_however_much_was_lent(office: Office, queries: Any) -> None:
    for giver, unit in ((office.leader, office.department), (office.leader, office.school), (office.head, office.school)):
        hand(giver, office.specialist, unit=unit)
    person = Person.objects.get(pk=office.specialist.pk)
    assert queries(lambda: permissions.scope_of(person)) == 2
    assert len(permissions.scope_of(person).lent) == 3


def test_the_pages_of_both_show_it_and_the_form_makes_and_ends_it(office: Office) -> None:
    browsers = {}
    for person in (office.head, office.clerk):
        browsers[person.username] = Client()
        browsers[person.username].force_login(person)
    address = reverse("accounts:delegation-list")
    role = RoleInUnit.objects.get(person=office.head)
    said = {"role_id": role.pk, "receiver_id": office.clerk.pk, "kind": "verbs", "first": "24/11/2026", "last": "10/12/2026"}
    said |= {"reason": "Đi tập huấn", "document_number": "12/GUQ-THPT"}
    refused = browsers["tuan"].post(address, said)
    assert (refused.status_code, "Chưa chọn việc nào" in refused.content.decode()) == (422, True)
    assert 'value="Đi tập huấn"' in refused.content.decode()
    assert browsers["tuan"].post(address, said | {"verbs": ["plan.issue"]}).status_code == 302
    given, received = (browsers[name].get(address).content.decode() for name in ("tuan", "lan"))
    for page, other in ((given, "Lan"), (received, "Tuan")):
        assert other in page
        assert "12/GUQ-THPT" in page
        assert "Ban hành kế hoạch" in page
    assert "Theo uỷ quyền của Tuan đến hết 10/12/2026" in browsers["lan"].get(reverse("accounts:account")).content.decode()
    assert "Được uỷ quyền" in browsers["tuan"].get(reverse("accounts:person", args=[office.clerk.pk])).content.decode()
    end = reverse("accounts:delegation-end", args=[Delegation.objects.get().pk])
    assert browsers["lan"].post(end, {"next": "https://example.org/"}).headers["Location"] == address
    assert "đã hết" in browsers["lan"].get(address).content.decode()


def test_delegations_follow_a_merged_unit_for_the_days_that_are_left(office: Office) -> None:
    from trienkhai.units import changing
    from trienkhai.units.changing import Change
    from trienkhai.units.choices import ChangeKind

    heir = make_unit("t2", office.department)
    hand(office.head, office.clerk, ["progress.report", "plan.issue"])
    hand(office.leader, office.specialist, ["plan.issue"], unit=office.school)
    change = Change(ChangeKind.MERGE, office.school.pk, TODAY, "Quyết định số 5/QĐ-UBND", target_id=heir.pk)
    preview = changing.preview(change)
    assert [(e.count, e.then) for e in preview.effects if "uỷ quyền" in e.what] == [(2, "chuyển sang đơn vị kế thừa")]
    changing.carry_out(actor=None, change=change)
    for person in (office.clerk, office.specialist):
        assert verdict(person, "plan.issue", heir)
    rows = Delegation.objects.filter(ended_at__isnull=True)
    assert {(row.unit_id, row.valid_to) for row in rows} == {(heir.pk, dt.date(2026, 12, 11))}
    assert JournalLine.objects.filter(verb="accounts.delegation.followed").count() == 2


def test_delegations_end_with_a_unit_that_has_no_heir(office: Office) -> None:
    from trienkhai.units import changing
    from trienkhai.units.changing import Change
    from trienkhai.units.choices import ChangeKind

    hand(office.leader, office.specialist, ["plan.issue"], unit=office.school)
    changing.carry_out(actor=None, change=Change(ChangeKind.CLOSE, office.school.pk, TODAY, "Quyết định số 5/QĐ-UBND"))
    assert not Delegation.objects.filter(ended_at__isnull=True).exists()
