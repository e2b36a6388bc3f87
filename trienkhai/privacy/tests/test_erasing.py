"""Erasing somebody: refused while the law asks for keeping, then nothing in any table or file names them, and the chain stays whole."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from trienkhai.accounts import services as accounts
from trienkhai.accounts.models import Person
from trienkhai.accounts.tests.factories import awake
from trienkhai.core import clock, personal, sealing
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine, OutboxMessage
from trienkhai.plans.models import Assignment, Obligation, Progress
from trienkhai.privacy import services
from trienkhai.privacy.choices import Kind, State
from trienkhai.privacy.models import DataRequest
from trienkhai.privacy.services import Written
from trienkhai.privacy.tests.factories import LOGIN, MAIL, NAME, REQUEST, World, leave, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
NAMING = (NAME, LOGIN, MAIL, "sub-77", "Lời thư riêng")


@pytest.fixture
def world(at: Any) -> World:
    """The person left half a year ago."""
    made = make_world()
    leave(made, at)
    return made


def erase(world: World, actor: Person | None = None, written: Written = REQUEST, username: str = LOGIN) -> DataRequest:
    return services.erase_person(actor=actor or world.admin, person_id=world.person.pk, written=written, username=username)


def naming_rows() -> list[str]:
    """Every cell of every table that holds something of the person, by table and column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the catalogue
            heads = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for head, cell in zip(heads, row, strict=True):
                    data = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    if any(_in(words, data) for words in NAMING):
                        found.append(f"{table}.{head}")
    return sorted(set(found))


def _in(words: str, data: bytes) -> bool:
    """As it is, or as JSON escapes it."""
    return words.encode() in data or words.encode("unicode_escape") in data


def test_nothing_in_any_table_or_file_names_the_person_and_the_chain_holds(world: World) -> None:
    services.ask_copy_for(actor=world.admin, person_id=world.person.pk, written=REQUEST)
    sealing.seal()
    before = naming_rows()
    assert {"accounts_person.full_name", "accounts_person.email", "account_emailaddress.email"} <= set(before)
    erase(world)
    assert naming_rows() == []
    for path in Path(settings.FILES_ROOT).rglob("*"):
        assert not path.is_file() or not any(words.encode() in path.read_bytes() for words in NAMING)
    sealing.seal()
    assert list(sealing.verify()) == []
    line = JournalLine.objects.filter(verb="test.about").get()
    assert personal.decrypt(world.person.pk, bytes(line.personal)) is None


def test_work_stays_with_a_tombstone_and_what_let_in_is_gone(world: World) -> None:
    erase(world)
    person = Person.objects.get(pk=world.person.pk)
    assert (str(person), person.username, person.email) == (f"Tài khoản đã xoá số {person.pk}", f"~da-xoa-{person.pk}", "")
    assert (person.is_active, person.has_usable_password(), person.last_login, person.closed_why) == (False, False, None, "")
    said = Progress.objects.get()
    assert (said.text, said.actor_id) == ("Đã họp phụ huynh.", person.pk)
    assert person.roles.exists()
    assert not person.tokens.exists()
    assert not person.invitations.exists()
    assert set(OutboxMessage.objects.filter(person=person, sealed__isnull=True).values_list("state", flat=True)) == {"dropped"}
    assert person.roles.get().delegations.get().reason == ""
    line = JournalLine.objects.get(verb="privacy.person.erased")
    assert (line.actor, line.object_id, line.data["number"]) == (world.admin, person.pk, "12/CVĐ")
    row = DataRequest.objects.get(kind=Kind.ERASE)
    assert (row.state, row.number, row.reason) == (State.DONE, "12/CVĐ", "")


def test_it_is_done_once_and_the_account_never_opens_again(world: World) -> None:
    erase(world)
    with pytest.raises(Conflict):
        erase(world)
    with pytest.raises(Refusal, match="đã được xoá"):
        accounts.reopen_account(actor=world.admin, person_id=world.person.pk)
    with pytest.raises(Refusal, match="đã được xoá"):
        services.ask_copy_for(actor=world.admin, person_id=world.person.pk, written=REQUEST)
    preview = services.preview_erasure(actor=world.admin, person_id=world.person.pk)
    assert preview.is_erased


def test_an_office_holder_and_an_open_account_are_refused_with_the_basis(at: Any) -> None:
    world = make_world()
    with pytest.raises(Refusal, match="đang giữ vai trò") as refusal:
        erase(world)
    assert "91/2025" in refusal.value.basis
    world.person.roles.update(valid_to="2026-11-24")
    with pytest.raises(Refusal, match="đang mở"):
        erase(world)
    preview = services.preview_erasure(actor=world.admin, person_id=world.person.pk)
    assert [one.basis != "" for one in preview.obstacles] == [True]
    assert Person.objects.get(pk=world.person.pk).full_name == NAME


def test_work_that_was_given_to_them_is_handed_on_first(world: World) -> None:
    owed = Obligation.objects.get(task__key="1.b", unit=world.body.schools[0])
    given = Assignment.objects.create(obligation=owed, person=world.person, due=owed.due, given_by=world.body.head, given_at=clock.now())
    with pytest.raises(Refusal, match="chưa xong") as refusal:
        erase(world)
    assert "91/2025" in refusal.value.basis
    Assignment.objects.filter(pk=given.pk).update(ended_at=clock.now())
    assert erase(world).state == State.DONE


KEEPING = [(3, "2026-08-31", "Nhật ký"), (3, "2026-09-02", ""), (2, "2026-07-01", "Nhật ký"), (1, "2026-06-02", "")]


@pytest.mark.parametrize(("level", "day", "said"), KEEPING)
def test_logs_are_kept_as_long_as_the_level_asks(world: World, at: Any, settings: Any, level: int, day: str, said: str) -> None:
    settings.SECURITY_LEVEL = level
    at(f"{day}T09:00")
    written = Written("1", dt.date(2026, 6, 1), "Xin xoá")
    if said:
        with pytest.raises(Refusal, match=said) as refusal:
            erase(world, written=written)
        assert "331/2026" in refusal.value.basis
    else:
        assert erase(world, written=written).state == State.DONE


def test_only_an_administrator_over_the_person_with_a_request_and_the_name_typed_again(world: World) -> None:
    for other in (world.body.head, world.body.leader, world.foreign):
        with pytest.raises(Hidden):
            erase(world, other)
    with pytest.raises(Refusal, match="phiên quản trị"):
        erase(world, Person.objects.get(pk=world.admin.pk))
    with pytest.raises(Refusal, match="số của đơn"):
        erase(world, written=Written(" ", REQUEST.received_on, "x"))
    with pytest.raises(Refusal, match="gõ lại"):
        erase(world, username="nham")
    with pytest.raises(Refusal, match="của mình"):
        services.erase_person(actor=world.admin, person_id=world.admin.pk, written=REQUEST, username=world.admin.username)
    assert Person.objects.get(pk=world.person.pk).email == MAIL


def test_the_preview_says_what_goes_and_what_stays(world: World) -> None:
    preview = services.preview_erasure(actor=world.admin, person_id=world.person.pk)
    gone, kept = ({one.title: one.count for one in preview.becoming(what)} for what in ("drop", "keep"))
    assert preview.obstacles == []
    assert (gone["Mã truy cập"], gone["Thư mời"], gone["Bước xác thực thứ hai"]) == (1, 1, 1)
    assert (kept["Tiến độ đã báo cáo"], kept["Vai trò"]) == (1, 1)


def test_killed_in_the_middle_nothing_is_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(person_id: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(personal, "destroy", die)
    with pytest.raises(KeyboardInterrupt):
        erase(world)
    monkeypatch.undo()
    assert Person.objects.get(pk=world.person.pk).full_name == NAME
    assert world.person.tokens.exists()
    erase(world)
    assert naming_rows() == []


def test_the_page_shows_refuses_and_erases(world: World) -> None:
    client = Client()
    client.force_login(world.admin)
    awake(client)
    address = f"/du-lieu-ca-nhan/nguoi/{world.person.pk}/"
    page = client.get(address).content.decode()
    assert "Xoá theo đơn" in page
    assert "Tiến độ đã báo cáo: 1" in page
    said = {"erase-number": "12/CVĐ", "erase-received_on": "20/11/2026", "erase-reason": "Xin xoá"}
    wrong = client.post(f"{address}xoa/", said | {"erase-username": "nham"})
    assert (wrong.status_code, "gõ lại đúng tên" in wrong.content.decode()) == (422, True)
    assert client.post(f"{address}xoa/", said | {"erase-username": LOGIN}).headers["Location"] == address
    assert "Dữ liệu cá nhân đã được xoá" in client.get(address).content.decode()
    made = client.post(f"{address}ban-trich/", {"copy-number": "1", "copy-received_on": "20/11/2026", "copy-reason": "x"})
    assert (made.status_code, "không còn dữ liệu để cung cấp" in made.content.decode()) == (422, True)


def test_a_refusal_is_written_down_and_its_person_reads_why(at: Any) -> None:
    world = make_world()
    row = services.refuse_erasure(actor=world.admin, person_id=world.person.pk, written=REQUEST)
    assert (row.state, "đang giữ vai trò" in row.answer, "91/2025" in row.answer) == (State.REFUSED, True, True)
    line = JournalLine.objects.get(verb="privacy.erasure.refused")
    assert personal.decrypt(world.person.pk, bytes(line.personal)) == {"reason": REQUEST.reason}
    client = Client()
    client.force_login(world.person)
    page = client.get("/du-lieu-ca-nhan/").content.decode()
    for words in ("đơn số 12/CVĐ, nhận ngày 20/11/2026, hạn giải quyết 10/12/2026", "đang giữ vai trò", "trong 2 ngày làm việc"):
        assert words in page
    for other in (world.body.head, world.foreign):
        with pytest.raises(Hidden):
            services.refuse_erasure(actor=other, person_id=world.person.pk, written=REQUEST)
    leave(world, at)
    with pytest.raises(Refusal, match="Không có gì cản"):
        services.refuse_erasure(actor=world.admin, person_id=world.person.pk, written=REQUEST)


def test_the_page_writes_a_refusal_down(at: Any) -> None:
    world = make_world()
    client = Client()
    client.force_login(world.admin)
    awake(client)
    address = f"/du-lieu-ca-nhan/nguoi/{world.person.pk}/"
    said = {"refuse-number": "9/CVĐ", "refuse-received_on": "20/11/2026", "refuse-reason": "Xin xoá"}
    assert client.post(f"{address}tu-choi/", said | {"refuse-number": ""}).status_code == 422
    assert client.post(f"{address}tu-choi/", said).headers["Location"] == address
    assert "đơn số 9/CVĐ, nhận ngày 20/11/2026" in client.get(address).content.decode()


FILL = """
import django
django.setup()
from trienkhai.accounts.models import Person
from trienkhai.core import journal
from trienkhai.privacy.tests.factories import LOGIN, REQUEST, make_world, leave
from trienkhai.privacy import services
from django.conf import settings
from django.core.management import call_command
from pathlib import Path
from django.db import connection
def at(moment):
    settings.CLOCK = moment
at("2026-05-20T09:00")
world = make_world()
leave(world, at)
held = Path(settings.DATABASES["default"]["NAME"])
def raw():
    return held.read_bytes() + (Path(f"{held}-wal").read_bytes() if Path(f"{held}-wal").exists() else b"")
words = [word.encode() for word in ("Vương Thị Tuyết Nhung", "tuyetnhung88", "tuyet.nhung@thu-rieng.example")]
assert all(word in raw() for word in words)
services.erase_person(actor=world.admin, person_id=world.person.pk, written=REQUEST, username=LOGIN)
call_command("retain", verbosity=0)
print([word.decode() for word in words if word in raw()])
"""


@pytest.mark.scale
@pytest.mark.once
def test_the_bytes_of_an_sqlite_file_hold_nothing_either(tmp_path: Path, begun: Any) -> None:
    """What was deleted is overwritten in the file, and the write-ahead log is emptied by the next sweep."""
    surroundings = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "TRIENKHAI_NOW"}}
    surroundings |= {"TRIENKHAI_MODE": "demo", "TRIENKHAI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings"}
    where: dict[str, Any] = {"env": surroundings, "cwd": settings.BASE_DIR, "capture_output": True, "text": True}
    begun(tmp_path)
    done = subprocess.run([sys.executable, "-c", FILL], check=False, **where)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["[]"]), done.stderr
