"""The outbox against a real SMTP server process: refusals, kills, doubts, and what is kept of it all."""

from __future__ import annotations

import email
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as office
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import connection, transaction

from trienkhai.core import mailing, outbox, personal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.models import OutboxMessage
from trienkhai.core.outbox import Letter, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@dataclass
class PostOffice:
    folder: Path
    process: subprocess.Popen[str]
    port: int

    def taken(self) -> list[EmailMessage]:
        found = [email.message_from_bytes(path.read_bytes(), policy=default) for path in sorted(self.folder.glob("*.eml"))]
        return [letter for letter in found if isinstance(letter, EmailMessage)]


@pytest.fixture
def post(tmp_path: Path, settings: Any) -> Iterator[Callable[[str], PostOffice]]:
    opened: list[PostOffice] = []

    def start(way: str) -> PostOffice:
        folder = tmp_path / f"post{len(opened)}"
        folder.mkdir()
        line = [sys.executable, str(Path(__file__).parent / "post_office.py"), str(folder), way]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        opened.append(PostOffice(folder, process, int(process.stdout.readline())))
        settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_TLS = "127.0.0.1", opened[-1].port, "none"
        settings.MAIL_FROM = ("Sở Giáo dục và Đào tạo", "so@example.vn")
        return opened[-1]

    yield start
    for one in opened:
        one.process.kill()
        one.process.wait()


def letter(number: int = 1, **fields: Any) -> Letter:
    said = {
        "kind": "core.mail",
        "key": f"test/{number}",
        "address": f"lan{number}@example.vn",
        "subject": "Nhắc việc",
        "text": "Còn 03 việc.",
    }
    return Letter(**(said | fields))


def put(*letters: Letter) -> list[OutboxMessage]:
    with transaction.atomic():
        return [outbox.put(one) for one in letters or (letter(),)]


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("id").values_list("state", flat=True))


def read(got: EmailMessage, kind: str = "plain") -> str:
    part = got.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_vietnamese_letter_arrives_once_and_its_words_and_address_are_forgotten(post: Any) -> None:
    server = post("take")
    lan = get_user_model().objects.create(username="lan", full_name="Vũ Thị Lan")
    subject = "Sở Giáo dục và Đào tạo nhắc việc: Kế hoạch triển khai Nghị quyết số 29-NQ/TW ngày 04 tháng 11 năm 2013 về đổi mới"
    (row,) = put(
        letter(subject=subject, text="Kính gửi chị Lan,\nCòn 03 việc quá hạn.\n", html="<p>Còn <b>03</b> việc</p>", person_id=lan.pk)
    )
    assert b"lan1@example" not in bytes(row.sealed or b"")
    assert (mailing.send_due(), mailing.send_due()) == (1, 0)
    (got,) = server.taken()
    assert (got["Subject"], got["To"], got["Message-ID"]) == (subject, "lan1@example.vn", row.message_id)
    assert got["From"].addresses[0].display_name == "Sở Giáo dục và Đào tạo"
    assert read(got) == "Kính gửi chị Lan,\nCòn 03 việc quá hạn.\n"
    assert "<b>03</b>" in read(got, "html")
    row.refresh_from_db()
    assert (row.state, row.sealed, row.person_id, row.attempts) == (State.SENT, None, lan.pk, 1)


def test_a_key_is_sent_once_and_only_with_the_change_that_it_tells_of(post: Any) -> None:
    server = post("take")
    first, second = put(letter(), letter(text="Khác."))
    assert first.pk == second.pk
    with transaction.atomic():
        outbox.put(letter(2))
        transaction.set_rollback(True)
    mailing.send_due()
    put(letter())
    mailing.send_due()
    assert len(server.taken()) == 1
    assert states() == [State.SENT]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_put() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.put(letter())


def test_every_second_letter_refused_arrives_after_a_pause_under_its_own_id(post: Any, at: Any) -> None:
    server = post("second")
    rows = put(*(letter(n) for n in range(1, 7)))
    assert mailing.send_due() == 3
    assert states().count(State.WAITING) == 3
    assert mailing.send_due() == 0, "not before the pause"
    waiting = OutboxMessage.objects.filter(state=State.WAITING)
    assert set(waiting.values_list("answer", "attempts")) == {("451", 1)}
    for minute in (2, 8, 24):
        at(f"2026-11-24T09:{minute:02}")
        mailing.send_due()
    assert states() == [State.SENT] * 6
    assert sorted(got["Message-ID"] for got in server.taken()) == sorted(row.message_id for row in rows)


def test_a_refusal_for_good_is_shown_and_sent_again_when_asked(post: Any) -> None:
    post("never")
    (row,) = put()
    assert mailing.send_due() == 0
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.FAILED, "550"), "the server's words name the addressee and are not kept"
    server = post("take")
    outbox.again(row)
    assert mailing.send_due() == 1
    assert [got["Message-ID"] for got in server.taken()] == [row.message_id]
    row.refresh_from_db()
    with pytest.raises(Conflict):
        outbox.again(row)


def test_pauses_grow_and_end(post: Any, at: Any) -> None:
    post("busy")
    put()
    tries, attempts = [], 0
    for hour in range(5 * 24):
        at(f"2026-11-{24 + hour // 24}T{hour % 24:02}:59")
        mailing.send_due()
        if (now := OutboxMessage.objects.get().attempts) > attempts:
            tries, attempts = [*tries, hour], now
    assert [later - earlier for earlier, later in itertools.pairwise(tries)] == [1, 1, 1, 1, 4, 12, 24, 24]
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, row.answer) == (State.FAILED, len(outbox.PAUSES) + 1, "452")


def environment(server: PostOffice) -> dict[str, str]:
    at = connection.settings_dict
    url = f"sqlite:///{at['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(server.port), "MAIL_TLS": "none", "TRIENKHAI_NOW": "2026-11-24T09:00"}
    return os.environ | mail | {"DATABASE_URL": url, "TRIENKHAI_MODE": "test"}


@pytest.mark.scale
@pytest.mark.django_db(transaction=True)
def test_killed_between_acceptance_and_commit_it_is_unknown_and_retried_under_the_same_id(post: Any, at: Any, at_once: Any) -> None:
    server = post("hang")
    rows = put(letter(1), letter(2))
    line = [sys.executable, "-m", "trienkhai.config.command", "outbox", "send"]
    sender = subprocess.Popen(line, env=environment(server), cwd=office.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not server.taken() and time.monotonic() < until:
        time.sleep(0.05)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    assert states() == [State.SENDING, State.SENDING]
    again = post("take")
    assert mailing.send_due() == 0, "the claim may still be somebody's"
    at("2026-11-24T09:11")
    outbox.recover()
    assert states() == [State.UNKNOWN, State.WAITING], "the second one was never handed over"
    assert mailing.send_due() == 1
    at("2026-11-24T09:13")
    assert mailing.send_due() == 1
    assert states() == [State.SENT, State.SENT]
    assert server.taken()[0]["Message-ID"] == rows[0].message_id
    assert sorted(got["Message-ID"] for got in again.taken()) == sorted(row.message_id for row in rows)


def test_a_server_that_hangs_up_after_the_words_leaves_doubt_until_an_acceptance(post: Any, at: Any) -> None:
    post("cut")
    rows = put(letter(1), letter(2))
    assert mailing.send_due() == 0
    row = OutboxMessage.objects.get(pk=rows[0].pk)
    assert (row.state, row.attempts, row.answer) == (State.UNKNOWN, 1, "no answer")
    post("busy")
    at("2026-11-24T09:02")
    mailing.send_due()
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.UNKNOWN, "452"), "a later refusal says nothing about the first handing over"
    server = post("take")
    at("2026-11-24T10:02")
    assert mailing.send_due() == 2
    assert {got["Message-ID"] for got in server.taken()} == {one.message_id for one in rows}


def test_no_server_costs_no_attempt(settings: Any, post: Any, at: Any) -> None:
    server = post("take")
    server.process.kill()
    server.process.wait()
    put()
    mailing.send_due()
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts, row.answer) == (State.WAITING, 0, "no connection")
    settings.MAIL_HOST, settings.MAIL_FOLDER = "", None
    at("2026-11-24T09:02")
    mailing.send_due()
    assert OutboxMessage.objects.get().answer == "no server"


@pytest.mark.parametrize("address", ["a@example.vn\nBcc: x@example.vn", "a@example.vn, b@example.vn", "khong-phai", "", "đ@example.vn"])
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(Refusal, match="chưa đúng") as caught, transaction.atomic():
        outbox.put(letter(address=address))
    assert "ten@donvi" in caught.value.hint
    with transaction.atomic():
        assert [one.address for one in outbox.put_many([letter(address=address), letter(2)])] == [address]
    assert OutboxMessage.objects.count() == 1


def test_a_line_break_in_a_subject_begins_no_header(post: Any) -> None:
    server = post("take")
    put(letter(subject="Nhắc\r\nBcc: x@example.vn\x00\n\nChào", text="Bcc: y@example.vn\n.\nQUIT\n"))
    assert mailing.send_due() == 1
    (got,) = server.taken()
    assert (got["Bcc"], got["Subject"]) == (None, "Nhắc Bcc: x@example.vn Chào")
    assert read(got) == "Bcc: y@example.vn\n.\nQUIT\n"


def test_the_letter_of_somebody_erased_is_dropped(post: Any) -> None:
    server = post("take")
    lan = get_user_model().objects.create(username="lan", full_name="Lan")
    put(letter(person_id=lan.pk))
    personal.destroy(lan.pk)
    assert mailing.send_due() == 0
    put(letter(2, person_id=lan.pk))
    assert states() == [State.DROPPED] * 2
    assert not OutboxMessage.objects.filter(sealed__isnull=False).exists()
    assert not server.taken()


def test_what_failed_keeps_its_words_thirty_days(post: Any, at: Any) -> None:
    post("never")
    put()
    mailing.send_due()
    at("2026-12-23T09:00")
    assert outbox.tidy() == 0
    at("2026-12-24T09:01")
    assert outbox.tidy() == 1
    with pytest.raises(Refusal, match="đã được xoá"):
        outbox.again(OutboxMessage.objects.get())


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_letter_once(post: Any, at_once: Any) -> None:
    server = post("take")
    put(*(letter(n) for n in range(50)))
    said = at_once(mailing.send_due, mailing.send_due)
    assert sum(said) == 50, said
    assert len({got["Message-ID"] for got in server.taken()}) == len(server.taken()) == 50


def test_many_letters_take_few_queries(queries: Any) -> None:
    people = [get_user_model().objects.create(username=f"p{n}", full_name=f"P{n}") for n in range(40)]
    with transaction.atomic():
        assert queries(lambda: outbox.put_many([letter(n, person_id=p.pk) for n, p in enumerate(people)])) <= 4
        assert queries(lambda: outbox.put_many([letter(n + 50, person_id=p.pk) for n, p in enumerate(people)])) <= 2


def test_the_demonstration_keeps_letters_in_a_folder(settings: Any, tmp_path: Path) -> None:
    settings.MAIL_HOST, settings.MAIL_FOLDER = "", tmp_path / "mail"
    put()
    assert mailing.send_due() == 1
    (got,) = mailing.shown()
    assert (got.to, got.subject, got.text) == ("lan1@example.vn", "Nhắc việc", "Còn 03 việc.\n")


def test_what_a_library_sends_goes_the_same_way(settings: Any, post: Any) -> None:
    server = post("take")
    settings.EMAIL_BACKEND = "trienkhai.core.mailing.OutboxBackend"
    send_mail("Đặt lại mật khẩu", "Bấm vào đường dẫn.", None, ["lan@example.vn"])
    assert states() == [State.WAITING]
    mailing.send_due()
    assert server.taken()[0]["Subject"] == "Đặt lại mật khẩu"
