"""A copy of one's data: everything that is one's own and nothing secret, to oneself, or by an administrator without the words of work."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trienkhai.accounts.models import Person
from trienkhai.accounts.permissions import Limit, narrow
from trienkhai.core import files, personal
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans.models import Progress
from trienkhai.privacy import writing
from trienkhai.privacy.choices import State
from trienkhai.privacy.gathering import sections
from trienkhai.privacy.models import DataRequest
from trienkhai.privacy.services import Written, ask_copy, ask_copy_for, take_copy
from trienkhai.privacy.tests.factories import LOGIN, MAIL, NAME, PASSWORD, REQUEST, TODAY, World, make_world

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY_AT = "2026-11-24T02:00:00Z"


@pytest.fixture
def world(at: Any) -> World:
    return make_world()


def opened(data: bytes) -> tuple[dict[str, list[dict[str, Any]]], str, Any]:
    pack = zipfile.ZipFile(io.BytesIO(data))
    said = json.loads(pack.read("du-lieu.json"))
    book = openpyxl.load_workbook(io.BytesIO(pack.read("du-lieu.xlsx")))
    return {part["name"]: part["rows"] for part in said["sections"]}, pack.read("du-lieu.html").decode(), book


def taken(actor: Person, row: DataRequest) -> bytes:
    return take_copy(actor=actor, request_id=row.pk)[0]


def test_a_person_gets_everything_that_is_theirs_in_three_forms(world: World) -> None:
    rows, page, book = opened(taken(world.person, ask_copy(actor=world.person)))
    account = rows["accounts.Person.pk"][0]
    assert (account["username"], account["full_name"], account["email"]) == (LOGIN, NAME, MAIL)
    assert rows["accounts.RoleInUnit.person"][0]["unit"] == "Trường THPT số 1"
    assert rows["accounts.OpenSession.person"][0]["browser"] == "Firefox, Windows"
    assert rows["accounts.Delegation.held__person"][0]["reason"] == f"{NAME} nghỉ ốm"
    assert rows["core.OutboxMessage.person"][-1]["sealed"]["text"] == "Lời thư riêng"
    assert {"email": MAIL} in [row["personal"] for row in rows["core.JournalLine.about_id"]]
    assert "Đăng nhập" in [row["verb"] for row in rows["core.JournalLine.actor"]]
    assert rows["plans.Progress.actor"][0]["text"] == "Đã họp phụ huynh."
    assert rows["plans.Difficulty.raised_by"][0]["text"] == "Thiếu kinh phí mua sách."
    assert rows["plans.Evidence.progress__actor"][0]["name"] == "biên bản.txt"
    for words in (NAME, MAIL, "Đã họp phụ huynh.", "Trường THPT số 1", "Firefox, Windows"):
        assert words in page
    assert "<script" not in page
    titles = {sheet["A1"].value for sheet in book.worksheets[1:]}
    assert {"Tài khoản", "Vai trò", "Nhật ký: việc đã làm", "Tiến độ đã báo cáo"} <= titles


def test_nothing_secret_and_nothing_of_others_is_in_it(world: World) -> None:
    world.person.refresh_from_db()
    data = zipfile.ZipFile(io.BytesIO(taken(world.person, ask_copy(actor=world.person)))).read("du-lieu.json").decode()
    assert world.person.password not in data
    assert PASSWORD not in data
    for row in world.person.tokens.all():
        assert row.digest not in data
    other = world.body.clerks[1]
    assert other.username not in data
    assert '"held_back": ["password"]' in data


def test_a_copy_is_sealed_on_disk_and_gone_after_its_days(world: World, at: Any) -> None:
    row = ask_copy(actor=world.person)
    where = writing.path_of(DataRequest.objects.get(pk=row.pk))
    raw = where.read_bytes()
    assert not raw.startswith(b"PK")
    assert personal.unseal(world.person.pk, raw) is not None
    at("2026-12-02T09:00")
    with pytest.raises(Refusal, match="không còn tải được"):
        take_copy(actor=world.person, request_id=row.pk)
    at("2026-11-24T09:00")
    where.unlink()
    with pytest.raises(Refusal, match="không còn tải được"):
        take_copy(actor=world.person, request_id=row.pk)


@pytest.mark.django_db(transaction=True)
def test_a_new_copy_takes_the_old_ones_place_but_not_at_once(world: World, at: Any) -> None:
    first = DataRequest.objects.get(pk=ask_copy(actor=world.person).pk)
    assert ask_copy(actor=world.person).pk == first.pk
    client = Client()
    client.force_login(world.person)
    assert "Lập bản trích mới" not in client.get("/du-lieu-ca-nhan/").content.decode()
    at("2026-11-24T09:11")
    assert "Lập bản trích mới" in client.get("/du-lieu-ca-nhan/").content.decode()
    second = DataRequest.objects.get(pk=ask_copy(actor=world.person).pk)
    first.refresh_from_db()
    assert (first.state, writing.path_of(first).exists()) == (State.OVER, False)
    assert (second.state, writing.path_of(second).exists()) == (State.DONE, True)


def test_one_that_is_being_made_is_given_again_and_a_lost_one_is_begun_anew(world: World, at: Any) -> None:
    row = ask_copy(actor=world.person)
    DataRequest.objects.filter(pk=row.pk).update(state=State.RUNNING)
    assert ask_copy(actor=world.person).pk == row.pk
    client = Client()
    client.force_login(world.person)
    assert "hx-trigger" in client.get("/du-lieu-ca-nhan/").content.decode()
    at("2026-11-24T09:30")
    page = client.get("/du-lieu-ca-nhan/").content.decode()
    assert ("hx-trigger" in page, "Chưa lập được" in page) == (False, True)
    assert ask_copy(actor=world.person).pk != row.pk


def test_writing_twice_or_after_it_was_taken_back_changes_nothing(world: World) -> None:
    row = DataRequest.objects.get(pk=ask_copy(actor=world.person).pk)
    before = writing.path_of(row).read_bytes()
    writing.write_copy(row.pk)
    assert writing.path_of(row).read_bytes() == before
    DataRequest.objects.filter(pk=row.pk).update(state=State.OVER)
    writing.write_copy(row.pk)
    assert DataRequest.objects.get(pk=row.pk).state == State.OVER


def test_a_full_disk_is_a_failure_that_can_be_repeated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "keep_derived", lambda *_said: False)
    row = DataRequest.objects.create(person=world.person, asked_by=world.person, kind="copy", asked_at=TODAY_AT)
    with pytest.raises(Refusal, match="hết chỗ"):
        writing.write_copy(row.pk)
    row.refresh_from_db()
    assert row.state == State.FAILED


def test_nobody_takes_anothers_and_a_key_takes_none(world: World) -> None:
    row = ask_copy(actor=world.person)
    for other in (world.body.head, world.admin, world.foreign):
        with pytest.raises(Hidden):
            take_copy(actor=other, request_id=row.pk)
    narrow(world.person, Limit("000001", frozenset({"progress.report"})))
    with pytest.raises(Refusal, match="Mã truy cập"):
        ask_copy(actor=world.person)


def test_an_administrator_makes_one_on_a_written_request_without_the_words_of_work(world: World) -> None:
    row = ask_copy_for(actor=world.admin, person_id=world.person.pk, written=REQUEST)
    rows, page, _book = opened(taken(world.admin, row))
    assert rows["accounts.Person.pk"][0]["email"] == MAIL
    assert not [
        name for name in rows if name.startswith(("plans.", "documents.", "reporting.", "core.OutboxMessage")) and "Wish" not in name
    ]
    assert "Đã họp phụ huynh." not in page
    asked, seen = JournalLine.objects.filter(verb__startswith="privacy.").order_by("id")
    assert (asked.verb, asked.data["number"], asked.actor) == ("privacy.copy.asked", "12/CVĐ", world.admin)
    assert personal.decrypt(world.person.pk, bytes(asked.personal)) == {"reason": REQUEST.reason}
    assert (seen.verb, seen.outcome, seen.object_id) == ("privacy.copy.taken", "seen", world.person.pk)


@pytest.mark.parametrize("missing", [Written("", TODAY, "Xin"), Written("1", TODAY, " "), Written("1", TODAY.replace(year=2027), "Xin")])
def test_a_written_request_is_whole_or_refused(world: World, missing: Written) -> None:
    with pytest.raises(Refusal):
        ask_copy_for(actor=world.admin, person_id=world.person.pk, written=missing)
    assert not DataRequest.objects.exists()


def test_only_an_administrator_in_a_session_over_every_unit_of_the_person(world: World) -> None:
    for other in (world.body.head, world.body.leader, world.foreign, world.body.clerks[1]):
        with pytest.raises(Hidden):
            ask_copy_for(actor=other, person_id=world.person.pk, written=REQUEST)
    asleep = Person.objects.get(pk=world.admin.pk)
    with pytest.raises(Refusal, match="phiên quản trị"):
        ask_copy_for(actor=asleep, person_id=world.person.pk, written=REQUEST)
    world.person.roles.create(unit=world.body.stranger_unit, role="reporter", valid_from=TODAY)
    with pytest.raises(Refusal, match="ngoài phạm vi"):
        ask_copy_for(actor=world.admin, person_id=world.person.pk, written=REQUEST)


def test_reading_asks_no_more_for_many_rows(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            [list(section.rows()) for section in sections(world.person.pk, whole=True)]
        return len(captured)

    first, owed = asked(), Progress.objects.get()
    for n in range(30):
        owed.pk, owed.form_key = None, f"00000000-0000-0000-0000-{n:012}"
        owed.save(force_insert=True)
    assert asked() == first


def test_the_pages_make_show_and_hand_out(world: World) -> None:
    client = Client()
    client.force_login(world.person)
    assert 'href="/du-lieu-ca-nhan/"' in client.get("/dang-nhap/cua-toi/").content.decode()
    assert "Lập bản trích" in client.get("/du-lieu-ca-nhan/").content.decode()
    assert client.post("/du-lieu-ca-nhan/ban-trich/").headers["Location"] == "/du-lieu-ca-nhan/"
    row = DataRequest.objects.get()
    assert "Tải bản trích" in client.get("/du-lieu-ca-nhan/").content.decode()
    assert "Tải bản trích" in client.get(f"/du-lieu-ca-nhan/ban-trich/{row.pk}/").content.decode()
    answer = client.get(f"/du-lieu-ca-nhan/ban-trich/{row.pk}/tai-ve/")
    assert answer.content.startswith(b"PK")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="du-lieu-ca-nhan-{row.pk}.zip"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Tải bản trích dữ liệu cá nhân" in client.get("/du-lieu-ca-nhan/").content.decode()
    other = Client()
    other.force_login(world.body.head)
    assert other.get(f"/du-lieu-ca-nhan/ban-trich/{row.pk}/tai-ve/").status_code == 404


def test_the_second_step_is_asked_again_first(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    client = Client()
    client.force_login(world.person)
    answer = client.post("/du-lieu-ca-nhan/ban-trich/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/tai-khoan/2fa/")
    assert not DataRequest.objects.exists()
