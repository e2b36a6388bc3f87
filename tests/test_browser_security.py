"""Names, addresses and values that would change what a browser or a spreadsheet does; the pace of writes; who took files away."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.house.headers import header_faults
from trienkhai.accounts.choices import Role
from trienkhai.accounts.tests.factories import awake
from trienkhai.core import files, journal, pace
from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents.models import Document
from trienkhai.documents.tests import factories as papers
from trienkhai.plans.models import Evidence, Obligation, PlanPeriod
from trienkhai.plans.services import Attachment
from trienkhai.plans.tests import factories as plans
from trienkhai.reporting import services as reports
from trienkhai.reporting.models import Report

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]

ELSEWHERE = [
    "https://example.org/",
    "//example.org/",
    "/\\example.org/",
    "https:example.org",
    "javascript:alert(1)",
    "\thttps://example.org",
]
FORMULAS = ["=1+1", "+84 912", "-2+3", "@SUM(A1)", "\t=1+1", "{=1+1}", '=HYPERLINK("http://example.org")', "=cmd|' /C calc'!A0"]


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_permissions_policy_names_only_what_browsers_know() -> None:
    """A word they do not know is an error on the console of every page."""
    known = {"camera", "display-capture", "geolocation", "microphone", "payment", "usb", "serial", "hid", "midi"}
    told = Client().get("/tai-khoan/login/").headers["Permissions-Policy"].split(", ")
    assert {one.removesuffix("=()") for one in told} == known


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_sends_people_to_another_site(target: str) -> None:
    person = papers.make_person("an", Role.SPECIALIST, papers.make_unit("s", "Sở Văn hóa"))
    person.set_password("mật khẩu đủ dài 2026")
    person.save()
    for answer in (
        Client().post(f"{reverse('account_login')}?next={target}", {"login": "an", "password": "mật khẩu đủ dài 2026", "next": target}),
        Client().post(reverse("set_language"), {"language": "en", "next": target}),
        Client().post(reverse("set_language"), {"language": "en"}, headers={"Referer": target.strip()}),
    ):
        assert "example.org" not in answer.headers.get("Location", "")
        assert "javascript" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.txt\r\nSet-Cookie: x=1", "a.txtSet-Cookie: x=1"),
        ('a".txt', 'a".txt'),
        ("..\\..\\etc/passwd", "passwd"),
        ("anh\u202etxt.exe", "anhtxt.exe"),
        ("\r\n", "tep"),
        ("Kế hoạch số 5.docx", "Kế hoạch số 5.docx"),
    ],
)
def test_a_file_name_cannot_change_the_headers(name: str, shown: str) -> None:
    assert files.safe_name(name) == shown
    answer = files.attachment(files.store(b"Noi dung", "text/plain"), name)
    assert set(answer.headers) >= {"Content-Disposition", "X-Content-Type-Options"}
    assert "Set-Cookie" not in answer.headers
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename")
    assert not {"\r", "\n", "\u202e"} & set(said)
    assert 'filename="a".txt' not in said
    answer.close()


@pytest.fixture
def reported() -> tuple[plans.Body, Report]:
    body = plans.make_body(schools=1)
    plan = plans.make_issued(body)
    owed = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    for text in FORMULAS:
        plans.say(body.clerks[0], owed.pk, text=text, result=text, difficulty=text, attachments=[Attachment("anh.txt", b"Anh")])
    return body, reports.make_report(actor=body.specialist, plan_period_id=PlanPeriod.objects.get(plan=plan).pk, form_key=uuid.uuid4())


def test_nothing_typed_is_a_formula_in_a_spreadsheet(reported: tuple[plans.Body, Report]) -> None:
    _body, report = reported
    report.refresh_from_db()
    assert report.xlsx is not None
    book = openpyxl.load_workbook(io.BytesIO(files.load(report.xlsx)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert any(str(cell.value).startswith(("=", "+", "-", "@", "\t", "{=")) for cell in cells), "no dangerous value reached the table"
    assert not [cell.hyperlink for cell in cells if cell.hyperlink]


@pytest.mark.parametrize("address", ["/don-vi/?q=a%00b", "/dang-nhap/nhom/them/?q=%00", "/van-ban/?q=a%00", "/ke-hoach/?trang=1&x=%00"])
def test_a_nul_in_an_address_is_refused_and_no_fault(address: str) -> None:
    """PostgreSQL's texts hold none: the search pages ended in a fault."""
    answer = signed_in(papers.make_person("an", Role.SPECIALIST, papers.make_unit("s", "Sở Văn hóa"))).get(address)
    assert (answer.status_code, "ký tự không hợp lệ" in answer.content.decode()) == (422, True)


def test_the_table_to_fill_in_holds_no_formula() -> None:
    admin = papers.make_person("quan-tri", Role.ADMIN, papers.make_unit("s", "Sở Văn hóa"))
    answer = awake(signed_in(admin)).get(reverse("accounts:import-template"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_who_took_a_file_away_is_written_and_shown_to_those_who_oversee(reported: tuple[plans.Body, Report]) -> None:
    body, report = reported
    evidence = Evidence.objects.select_related("progress").order_by("pk")[0]
    owed = evidence.progress.obligation_id
    places = {
        reverse("plans:evidence", args=[evidence.pk]): reverse("plans:obligation", args=[owed]),
        reverse("reporting:report-file", args=[report.pk, "xlsx"]): reverse("reporting:report-detail", args=[report.pk]),
    }
    for file, page in places.items():
        answer = signed_in(body.specialist).get(file)
        assert (answer.status_code, header_faults(answer)) == (200, [])
        assert signed_in(body.stranger).get(file).status_code == 404
        words = signed_in(body.specialist).get(page).content.decode()
        assert "Ai đã tải về" in words
        assert str(body.specialist) in words[words.index("Ai đã tải về") :]
    assert "Ai đã tải về" not in signed_in(body.clerks[0]).get(reverse("plans:obligation", args=[owed])).content.decode()
    taken = JournalLine.objects.filter(outcome="seen").order_by("id")
    assert [(line.verb, line.actor, line.data) for line in taken] == [
        ("plans.evidence.taken", body.specialist, {"evidence": evidence.pk}),
        ("reporting.file.taken", body.specialist, {"kind": "xlsx"}),
    ]


def test_who_took_the_original_is_shown_to_reviewers_alone() -> None:
    world = papers.make_world()
    document = papers.make_read_document(world)
    page, file = (reverse(f"documents:document-{name}", args=[document.pk]) for name in ("detail", "download"))
    assert b"".join(
        signed_in(world.leader).get(file).streaming_content
    )  # read to its end: closing it by hand would end the test's transaction
    assert [line.actor for line in journal.viewers(Document(pk=document.pk))] == [world.leader]
    assert "Ai đã tải về" in signed_in(world.specialist).get(page).content.decode()
    assert "Ai đã tải về" not in signed_in(world.leader).get(page).content.decode()


def test_nobody_writes_faster_than_a_person_can(settings: Any) -> None:
    settings.WRITES_A_MINUTE = 3
    world = papers.make_world()
    client, other = signed_in(world.specialist), signed_in(world.leader)
    act = reverse("documents:document-upload")
    pace._began.clear()
    assert [client.post(act).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.post(act)
    assert (answer.headers["Retry-After"], "Có quá nhiều thao tác ghi" in answer.content.decode()) == ("60", True)
    assert client.get(act).status_code == 200
    assert other.post(act).status_code != 429
    with pytest.raises(Refusal):
        pace.take(world.specialist.pk)
    pace._began.clear()


ASK = """
import django
django.setup()
from django.test import Client
answer = Client().get("/tai-khoan/login/", secure=True, headers={"Host": "tk.example.vn"})
print(answer.status_code, answer.headers["Strict-Transport-Security"])
for cookie in answer.cookies.values():
    print(cookie.key, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"], cookie["path"], cookie["domain"] or "-")
print(Client().get("/tai-khoan/login/", headers={"Host": "tk.example.vn"}).headers["Location"])
"""


@pytest.mark.scale
@pytest.mark.once
def test_over_https_the_browser_stays_there_and_cookies_belong_to_this_host(tmp_path: Path, begun: Any) -> None:
    """The settings of production, in a process of its own."""
    surroundings = {**os.environ, "TRIENKHAI_MODE": "production", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "tk.example.vn"}
    surroundings |= {"TRIENKHAI_VAR": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings"}
    command = [sys.executable, "-m", "trienkhai.config.command"]
    begun(tmp_path)
    where: dict[str, Any] = {"env": surroundings, "cwd": settings.BASE_DIR, "capture_output": True, "text": True}
    subprocess.run([*command, "collectstatic", "-v0", "--no-input"], check=True, **where)
    done = subprocess.run([sys.executable, "-c", ASK], check=False, **where)
    assert done.returncode == 0, done.stderr
    first, *cookies, away = done.stdout.splitlines()
    assert first == "200 max-age=31536000; includeSubDomains"
    assert cookies == ["__Host-csrftoken True True Lax / -"]
    assert away == "https://tk.example.vn/tai-khoan/login/"
