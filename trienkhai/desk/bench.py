"""Figures that span rooms, for `scripts/bench`: every type of page at the promised scale, and a fresh clone to a page on screen."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trienkhai.accounts import selectors as accounts
from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock, files, measure
from trienkhai.core.measure import Bench, Figure, NotMeasured
from trienkhai.desk import clerks_bench, demonstration
from trienkhai.documents.models import Document
from trienkhai.plans import bench as plans
from trienkhai.plans import services as planning
from trienkhai.plans.models import Obligation, Plan
from trienkhai.reporting import services as reporting
from trienkhai.reporting.models import Passage, Report
from trienkhai.units import selectors as units
from trienkhai.units.models import PhraseBinding, UnitGroup

TARGET = 100.0
ROWS = (3, 300)
PHRASES = ("các đơn vị giáo dục", "Văn phòng Sở", "các trường trung học phổ thông")


@dataclass(frozen=True, slots=True)
class Stand:
    """What the pages look at: one object of each kind, and somebody of each role."""

    root: units.UnitAt
    issued: Plan
    draft: Plan
    reviewed: Document
    waiting: Document
    report: Report
    passage: Passage
    obligation: Obligation
    group: UnitGroup
    people: Mapping[str, Person]


Address = Callable[[Stand], str]


def at(name: str, *parts: str, query: str = "") -> Address:
    """The address of a page from the ids of the objects that it shows ("issued.pk")."""

    def address(here: Stand) -> str:
        found = []
        for part in parts:
            value: object = here
            for step in part.split("."):
                value = getattr(value, step)
            found.append(value)
        return reverse(name, args=found) + query

    return address


def task_page(name: str, query: str = "") -> Address:
    """A page of the first task of the issued plan."""
    return lambda here: reverse(name, args=[here.issued.tasks.earliest("order").pk]) + query


def yesterday() -> str:
    """A past day as an address takes it."""
    return (clock.today() - dt.timedelta(days=1)).isoformat()


PAGES: Mapping[str, tuple[str, Address]] = {
    "sign_in": ("", at("account_login")),
    "home_leader": (Role.LEADER, at("desk:home")),
    "home_specialist": (Role.SPECIALIST, at("desk:home")),
    "home_reporter": (Role.REPORTER, at("desk:home")),
    "home_head": (Role.HEAD, at("desk:home")),
    "home_records": (Role.RECORDS, at("desk:home")),
    "home_admin": (Role.ADMIN, at("desk:home")),
    "units": (Role.ADMIN, at("units:unit-list")),
    "unit_search": (Role.ADMIN, at("units:unit-list", query="?q=tan+phong")),
    "unit": (Role.ADMIN, at("desk:unit", "root.id")),
    "unit_record": (Role.LEADER, at("desk:unit", "obligation.unit_id")),
    "unit_past": (Role.LEADER, lambda here: f"{reverse('desk:unit', args=[here.obligation.unit_id])}?on={yesterday()}"),
    "people": (Role.ADMIN, at("accounts:people", "root.id")),
    "groups": (Role.SPECIALIST, at("accounts:group-list")),
    "group": (Role.SPECIALIST, at("accounts:group-edit", "group.pk")),
    "unit_import": (Role.ADMIN, at("accounts:unit-import")),
    "documents": (Role.SPECIALIST, at("documents:document-list")),
    "document_search": (Role.SPECIALIST, at("documents:document-list", query="?q=doc+sach")),
    "document_upload": (Role.SPECIALIST, at("documents:document-upload")),
    "document": (Role.SPECIALIST, at("documents:document-detail", "waiting.pk")),
    "review": (Role.SPECIALIST, at("documents:document-review", "waiting.pk")),
    "findings": (Role.SPECIALIST, at("documents:finding-list", "waiting.pk")),
    "phrases": (Role.SPECIALIST, at("documents:phrase-list", "reviewed.pk")),
    "phrase": (Role.SPECIALIST, at("documents:phrase-bind", "reviewed.pk", query="?cum-tu=các+đơn+vị+giáo+dục")),
    "phrase_units": (Role.SPECIALIST, at("documents:unit-search", "reviewed.pk", query="?tim-don-vi=tan+phong")),
    "phrase_list": (Role.SPECIALIST, at("plans:phrases")),
    "phrase_page": (Role.SPECIALIST, lambda _here: reverse("plans:phrase", args=[PhraseBinding.objects.earliest("pk").pk])),
    "plans": (Role.LEADER, at("plans:plan-list")),
    "plan": (Role.LEADER, at("plans:plan-detail", "issued.pk")),
    "issue": (Role.LEADER, at("plans:issue", "draft.pk")),
    "board": (Role.LEADER, at("plans:plan-board", "issued.pk")),
    "board_whole": (Role.LEADER, at("plans:plan-board", "issued.pk", query="?ky=tat-ca")),
    "branch": (Role.LEADER, lambda here: reverse("plans:plan-branch", args=[here.issued.pk, here.obligation.path[6:12]])),
    "unit_works": (Role.LEADER, at("plans:plan-unit", "issued.pk", "obligation.unit_id")),
    "who_has_not": (Role.SPECIALIST, at("plans:who-has-not", "issued.pk")),
    "task": (Role.SPECIALIST, task_page("plans:task")),
    "task_narrowed": (Role.SPECIALIST, task_page("plans:task", "?tinh-trang=open_in_time")),
    "task_naming": (Role.SPECIALIST, task_page("plans:task-name", "?q=tan+phong")),
    "inbox": (Role.REPORTER, at("plans:inbox")),
    "inbox_done": (Role.REPORTER, at("plans:inbox", query="?xem=xong")),
    "obligation": (Role.REPORTER, at("plans:obligation", "obligation.pk")),
    "reminders": (Role.REPORTER, at("plans:reminders")),
    "reminder_rules": (Role.SPECIALIST, at("plans:reminder-rules")),
    "difficulties": (Role.REPORTER, at("plans:difficulties")),
    "plan_difficulties": (Role.SPECIALIST, at("plans:plan-difficulties", "issued.pk")),
    "difficulty_raise": (Role.REPORTER, at("plans:difficulty-raise", "obligation.pk")),
    "reports": (Role.SPECIALIST, at("reporting:report-list")),
    "report_new": (Role.SPECIALIST, at("reporting:report-new", query="?period=1")),
    "report": (Role.SPECIALIST, at("reporting:report-detail", "report.pk")),
    "report_figure": (Role.LEADER, at("reporting:figure-trace", "report.pk", query="?timeliness=done_on_time")),
    "report_passage": (Role.LEADER, at("reporting:passage-trace", "passage.pk")),
    "report_part": (Role.SPECIALIST, at("reporting:part", "passage.part_id")),
    "report_passage_edit": (Role.SPECIALIST, at("reporting:passage-edit", "passage.pk")),
    "report_passage_group": (Role.SPECIALIST, at("reporting:passage-group", "passage.pk")),
    "report_consolidation": (Role.SPECIALIST, at("reporting:report-consolidation", "report.pk")),
    "report_letterhead": (Role.SPECIALIST, at("reporting:letterhead-edit", "report.pk")),
}
"""Every type of page a person opens: who opens it, and its address."""


def plan_text(tasks: int, title: str) -> bytes:
    """A plan in own words with so many tasks, as an office would type it."""
    today = clock.today()
    head = (
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH AN BÌNH",
        f"Số: 12/KH-SGDĐT\nAn Bình, ngày {today:%d} tháng {today:%m} năm {today:%Y}",
        f"KẾ HOẠCH\n{title}\n\nII. NHIỆM VỤ\n1. Xây dựng môi trường đọc",
    )
    body = (
        f"{n}) Tổ chức tiết đọc sách thứ {n} cho học sinh, mỗi lớp có một tủ sách do học sinh quản lý.\n"
        f"Đơn vị thực hiện: {PHRASES[(n - 1) % len(PHRASES)]}\nThời gian: {'Thường xuyên' if n % 2 else 'Quý IV năm 2027'}"
        for n in range(1, tasks + 1)
    )
    return "\n".join((*head, *body)).encode()


@cache
def stand(count: int, rows: int, plan_id: int) -> Stand:
    """One object of each kind around an issued plan."""
    root, issued = make_province(count), Plan.objects.get(pk=plan_id)
    people = {role.value: person for role in Role if (person := accounts.demo_person(role.value)) is not None}
    specialist = people[Role.SPECIALIST]
    done = demonstration.bring(specialist, root, "doc-sach.txt", plan_text(rows, "Phát triển văn hóa đọc trong trường học"))
    demonstration.review(specialist, done)
    draft = planning.prepare_plan(actor=specialist, document_id=done.pk)
    waiting = demonstration.bring(specialist, root, "doc-sach-2.txt", plan_text(rows, "Ngày hội đọc sách toàn ngành"))
    for n in range(rows):
        Document.objects.create(
            unit_id=root.id,
            file=files.store(f"Kế hoạch số {n}".encode(), "text/plain"),
            file_name=f"van-ban-{n}.txt",
            title=f"Kế hoạch số {n}",
            uploaded_by=specialist,
            uploaded_at=clock.now(),
            issued_on=clock.today() - dt.timedelta(days=n),
        )
    period = issued.periods.filter(opened_at__isnull=False).latest("period__starts")
    report = reporting.make_report(actor=specialist, plan_period_id=period.pk, form_key=uuid.uuid4())
    return Stand(
        root=root,
        issued=issued,
        draft=draft,
        reviewed=done,
        waiting=waiting,
        report=report,
        passage=Passage.objects.filter(part__consolidation__report=report).latest("source_count"),
        obligation=Obligation.objects.filter(period=period, unit__roles__person=people[Role.REPORTER]).earliest("pk"),
        group=UnitGroup.objects.earliest("pk"),
        people=people,
    )


def _visit(here: Stand, page: str) -> Callable[[], None]:
    role, address = PAGES[page]
    client = plans.browser(here.people[role]) if role else Client(SERVER_NAME="127.0.0.1")
    if role == Role.ADMIN:
        client.post(reverse("accounts:admin-session"), {"reason": "Đo thời gian trả lời"})
    return partial(plans.ask, client, address(here))


def _pages(prefix: str, count: int, wanted: Collection[str]) -> Mapping[str, float]:
    """Milliseconds that 95 of 100 visits stay under, page by page."""
    here = stand(count, plans.TASKS, plans.world(count).plan.pk)
    plans.analyse()
    out = {}
    for page in PAGES:
        if prefix + page + "_ms" in wanted:
            visit = _visit(here, page)
            visit()
            out[prefix + page + "_ms"] = 1000 * measure.p95(visit, 20)
    return out


def _queries(wanted: Collection[str]) -> Mapping[str, float]:
    """How many more queries each page asks at 300 rows than at 3: a province, a plan and a document of each size."""
    few, many = (_counted(rows) for rows in ROWS)
    return {name: float(abs(many[page] - few[page])) for page in PAGES if (name := f"pages.more_queries.{page}") in wanted}


def _counted(rows: int) -> dict[str, int]:
    with transaction.atomic():
        count = rows + 30
        root = make_province(count + 1)
        leader = Person.objects.filter(roles__role=Role.LEADER).earliest("pk")
        plan = plans.make_plan(root, steady=rows // 2, tasks=rows)
        plans.say_of(plans.issue(plan, leader, clock.today()), leader)
        here = stand.__wrapped__(count, rows, plan.pk)
        out = {}
        for page in PAGES:
            visit = _visit(here, page)
            visit()
            with CaptureQueriesContext(connection) as asked:
                visit()
            out[page] = len(asked)
        transaction.set_rollback(True)
    return out


def _fresh_clone(wanted: Collection[str]) -> Mapping[str, float]:
    """Seconds from `git clone` to the demonstration's pages answering, in a folder that has nothing."""
    if not (settings.BASE_DIR / ".git").exists():
        raise NotMeasured("thư mục này không phải bản git nên không có gì để sao chép.")
    own = ("TRIENKHAI_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    with tempfile.TemporaryDirectory(prefix="trienkhai-clone-") as folder:
        began = perf_counter()
        for line in (["git", "clone", "-q", str(settings.BASE_DIR), "copy"], ["copy/scripts/demo", "--check"]):
            done = subprocess.run(line, cwd=Path(folder), env=environment, check=False, capture_output=True, text=True)  # noqa: S603
            if done.returncode:
                raise NotMeasured(f"{line[0]} dừng với mã {done.returncode}: {done.stderr.strip()[-300:]}")
        return dict.fromkeys(wanted, perf_counter() - began)


def _figures(prefix: str) -> tuple[Figure, ...]:
    """A figure for each page; the boards of the whole province may take longer at 40,000 units (the design, chapter 4)."""
    slow = {"board": 300.0, "board_whole": 300.0, "home_leader": 300.0, "home_specialist": 300.0, "who_has_not": 200.0}
    return tuple(Figure(f"{prefix}{page}_ms", "ms", slow.get(page, TARGET) if "40000" in prefix else TARGET) for page in PAGES)


BENCHES = (
    Bench("sqlite", tuple(Figure(f"pages.more_queries.{page}", "truy vấn", 0) for page in PAGES), _queries),
    Bench("sqlite", _figures("pages.2000."), partial(_pages, "pages.2000.", plans.SMALL)),
    Bench("postgresql", _figures("pages.40000."), partial(_pages, "pages.40000.", plans.LARGE)),
    Bench("", (Figure("demo.fresh_clone_to_page_s", "s", 90),), _fresh_clone),
    *clerks_bench.BENCHES,
)
