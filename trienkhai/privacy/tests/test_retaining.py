"""What is past its term goes by itself; what is not stays; a dry run changes nothing; killed in the middle it goes on."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import call_command

from trienkhai.accounts.models import AdminSession, ApiToken, Delegation, Invitation, OpenSession, Person, SignInLock
from trienkhai.core import outbox, sealing
from trienkhai.core.models import JournalLine, OutboxMessage
from trienkhai.privacy import retention, services, writing
from trienkhai.privacy.choices import State
from trienkhai.privacy.models import DataRequest
from trienkhai.privacy.services import retaining
from trienkhai.privacy.tests.factories import MAIL, NAME, World, leave, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
YEARS_LATER = "2029-06-01T09:00"


@pytest.fixture
def world(at: Any) -> World:
    made = make_world()
    now = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
    AdminSession.objects.create(person=made.admin, reason=f"Việc của {NAME}", opened_at=now, expires_at=now + dt.timedelta(minutes=30))
    row = OutboxMessage.objects.filter(key="thu/1")
    row.update(state=outbox.State.FAILED, next_at=None, done_at=now)
    return made


def counts() -> dict[str, int]:
    return {f"{one.term} {one.table}": one.count for one in services.retain(dry=True)}


def test_nothing_goes_before_its_term(world: World) -> None:
    before = JournalLine.objects.count()
    assert counts() == {}
    assert services.retain() == []
    assert JournalLine.objects.count() == before


def test_everything_past_its_term_goes_and_leaves_a_line(world: World, at: Any) -> None:
    leave(world, at, "2026-11-24T09:30")
    at(YEARS_LATER)
    told = counts()
    assert {f"{one.term} {one.table}": one.count for one in services.retain()} == told
    assert set(told) >= {
        "locks accounts.SignInLock",
        "letters core.OutboxMessage",
        "ledger core.OutboxMessage",
        "invitations accounts.Invitation",
        "tokens accounts.ApiToken",
        "contacts account.EmailAddress",
        "contacts mfa.Authenticator",
        "contacts accounts.Person",
        "reasons accounts.AdminSession",
        "reasons accounts.Delegation",
    }
    for model in (OpenSession, SignInLock, Invitation, ApiToken, EmailAddress, Authenticator):
        assert not model.objects.exists(), model
    assert set(AdminSession.objects.values_list("reason", flat=True)) | set(Delegation.objects.values_list("reason", flat=True)) == {""}
    assert OutboxMessage.objects.get(key="thu/1").sealed is None
    person = Person.objects.get(pk=world.person.pk)
    assert (person.full_name, person.email, person.has_usable_password()) == (NAME, "", False)
    line = JournalLine.objects.get(verb="privacy.data.retained", data__table="accounts.ApiToken")
    assert (line.actor, line.data["term"], line.data["count"], len(line.data["digest"])) == (None, "tokens", 1, 32)
    assert services.retain() == []
    sealing.seal()
    assert list(sealing.verify()) == []


def test_an_account_that_is_open_keeps_what_it_signs_in_with(world: World, at: Any) -> None:
    at(YEARS_LATER)
    services.retain()
    assert EmailAddress.objects.get().email == MAIL
    assert Authenticator.objects.exists()


def test_each_term_holds_to_the_day(world: World, at: Any) -> None:
    Invitation.objects.update(expires_at="2026-12-01T02:00:00Z")
    at("2027-03-01T08:00")
    assert "invitations accounts.Invitation" not in counts()
    at("2027-03-01T10:00")
    assert counts()["invitations accounts.Invitation"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_copy_past_its_days_and_files_of_nobody_go(world: World, at: Any) -> None:
    row = DataRequest.objects.get(pk=services.ask_copy(actor=world.person).pk)
    stray = writing.path_of(row).with_name("la.zip.sealed")
    stray.write_bytes(b"x")
    services.retain()
    assert (writing.path_of(row).exists(), stray.exists()) == (True, False)
    at("2026-12-02T09:00")
    services.retain()
    row.refresh_from_db()
    assert (row.state, writing.path_of(row).exists()) == (State.OVER, False)


def test_killed_between_stretches_the_next_run_goes_on(world: World, at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at(YEARS_LATER)
    Session.objects.all().delete()
    Session.objects.bulk_create(Session(session_key=f"k{n}", session_data="", expire_date="2026-12-01T00:00Z") for n in range(25))
    monkeypatch.setattr(retaining, "STRETCH", 10)
    kept, calls = retaining._note, []

    def die(*said: Any) -> None:
        calls.append(said)
        if len(calls) == 2:
            raise KeyboardInterrupt
        kept(*said)

    monkeypatch.setattr(retaining, "_note", die)
    with pytest.raises(KeyboardInterrupt):
        services.retain()
    assert Session.objects.count() == 15  # the first stretch is kept, the second was undone
    monkeypatch.setattr(retaining, "_note", kept)
    services.retain()
    assert Session.objects.count() == 0
    told = JournalLine.objects.filter(verb="privacy.data.retained", data__table="sessions.Session")
    assert sum(line.data["count"] for line in told) == 25


def test_the_command_counts_dry_and_sweeps(world: World, at: Any) -> None:
    at(YEARS_LATER)
    out = StringIO()
    call_command("retain", "--dry-run", stdout=out)
    assert "Thư mời đã dùng, đã thu hồi hoặc đã hết hạn (quá 90 ngày), accounts.Invitation: 1" in out.getvalue()
    assert Invitation.objects.exists()
    call_command("retain", stdout=out)
    assert not Invitation.objects.exists()
    call_command("retain", stdout=(last := StringIO()))
    assert last.getvalue() == "Đã dọn 0 dòng.\n"


def test_terms_are_dated_and_have_their_basis(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(row.legal_basis and row.days >= 0 for row in retention.TERMS)
    assert {sweep.term for sweep in retaining.SWEEPS} | {"copies"} == {row.name for row in retention.TERMS}
    later = retention.Term("tokens", 30, "x", "Nghị định mới", dt.date(2027, 1, 1))
    monkeypatch.setattr(retention, "TERMS", (*retention.TERMS, later))
    assert retention.term("tokens", dt.date(2026, 12, 31)).days == 365
    assert retention.term("tokens", dt.date(2027, 1, 1)).legal_basis == "Nghị định mới"
    assert retention.log_term(dt.date(2026, 12, 1)).days == 92
