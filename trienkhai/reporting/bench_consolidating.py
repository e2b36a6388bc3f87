"""Figures of consolidation for `scripts/bench reporting`: 2,000 submissions of ten sections, memory, and pages at that size."""

from __future__ import annotations

import random
import resource
import uuid
from collections.abc import Collection, Mapping
from functools import partial
from time import perf_counter

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock, measure
from trienkhai.core.measure import Bench, Figure
from trienkhai.plans import bench as plans
from trienkhai.plans.models import PlanPeriod
from trienkhai.reporting import letterhead, services, snapshot
from trienkhai.reporting.choices import FileState
from trienkhai.reporting.consolidating import filling
from trienkhai.reporting.models import Consolidation, Edition, Part, Passage, Report, Round, Submission
from trienkhai.units.selectors import UnitAt

UNITS, SECTIONS, TASKS, LINES = 2000, 10, 3, 2
SAID = (
    "Đã tổ chức tập huấn cho giáo viên toàn trường về nội dung của kế hoạch năm học",
    "Cơ sở vật chất còn thiếu phòng đọc và thiết bị dạy học tối thiểu theo quy định",
    "Phối hợp với hội cha mẹ học sinh để tuyên truyền rộng rãi tới nhân dân trên địa bàn",
    "Đề nghị cấp bổ sung kinh phí mua sách và thiết bị cho thư viện của nhà trường",
    "Nền nếp dạy và học được giữ vững, chất lượng có chuyển biến so với kỳ trước",
)
MORE = ("rất", "khá", "tương đối", "thường xuyên", "nghiêm túc", "kịp thời", "hiệu quả", "bước đầu", "đồng bộ", "cơ bản")
PAGES = {
    "report": "reporting:report-detail",
    "consolidation": "reporting:report-consolidation",
    "part": "reporting:part",
    "group": "reporting:passage-group",
    "sources": "reporting:passage-trace",
    "figure": "reporting:figure-trace",
}


def measure_all(wanted: Collection[str]) -> Mapping[str, float]:
    """Everything is made and undone in one transaction."""
    with transaction.atomic():
        root, leader = make_province(UNITS + 1), Person.objects.filter(roles__role=Role.LEADER).earliest("pk")
        period = plans.issue(plans.make_plan(root, steady=TASKS, tasks=TASKS), leader, clock.today())
        plans.say_of(period, leader)
        submissions(period, root, leader)
        out = {name: value for name, value in _measured(period, root, leader).items() if name in wanted}
        transaction.set_rollback(True)
    return out


def submissions(period: PlanPeriod, root: UnitAt, leader: Person) -> None:
    """An accepted submission of every unit, right under the owner: a tenth says the same, the others words of their own that are alike."""
    made = services.open_round(plan_period_id=period.pk)
    if made is None:
        raise LookupError("the period has no round")
    outline = [{"key": f"s{n}", "title": f"Nội dung {n}", "required": False} for n in range(1, SECTIONS + 1)]
    Round.objects.filter(pk=made.pk).update(sections=outline)
    Submission.objects.filter(round=made).update(receiver_id=root.id, state="accepted", first_sent_on=clock.today())
    ids, now = list(Submission.objects.filter(round=made).order_by("pk").values_list("pk", flat=True)), clock.now()
    chance = random.Random(7)  # noqa: S311 - words for a measurement
    rows = (
        Edition(
            submission_id=pk,
            number=1,
            said={one["key"]: "\n".join(_line(chance, pk) for _n in range(LINES)) for one in outline},
            is_nil=False,
            missing=0,
            sent_by=leader,
            sent_at=now,
        )
        for pk in ids
    )
    Edition.objects.bulk_create(rows, batch_size=500)
    if len(ids) < UNITS:
        raise LookupError(f"{len(ids)} submissions instead of {UNITS}")


def _line(chance: random.Random, pk: int) -> str:
    words = chance.choice(SAID).split()
    if pk % 10:
        for _n in range(chance.randint(0, 3)):
            words.insert(chance.randrange(len(words)), chance.choice(MORE))
    if chance.random() < 0.2:
        words.append(f"đạt {chance.randint(50, 99)} %")
    return " ".join(words)


def _measured(period: PlanPeriod, root: UnitAt, leader: Person) -> dict[str, float]:
    held = PlanPeriod.objects.select_related("plan__document", "period").get(pk=period.pk)
    report = Report.objects.create(
        unit_id=root.id, period=held, as_of=clock.now(), form_key=uuid.uuid4(), made_by=leader, **letterhead.prefill(held, root)
    )
    snapshot.take(report)
    row = Consolidation.objects.create(report=report, state=FileState.QUEUED)
    began = perf_counter()
    filling.run(row.pk)
    seconds = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    plans.analyse()
    return {"reporting.consolidate_2000_s": seconds, "reporting.consolidate_2000_mb": peak, **_pages(report, row)}


def _pages(report: Report, row: Consolidation) -> dict[str, float]:
    """Milliseconds that 95 of 100 visits stay under, and the most queries a page asks."""
    part = Part.objects.filter(consolidation=row, key="s1").get()
    head = Passage.objects.filter(part=part, merged__isnull=True).latest("source_count")
    keys = {"part": part.pk, "group": head.pk, "sources": head.pk}
    client = plans.browser(Person.objects.filter(roles__role=Role.SPECIALIST, roles__unit_id=report.unit_id).earliest("pk"))
    out, most = {}, 0
    for name, address in PAGES.items():
        visit = partial(plans.ask, client, reverse(address, args=[keys.get(name, report.pk)]))
        visit()
        with CaptureQueriesContext(connection) as asked:
            visit()
        most = max(most, len(asked))
        out[f"reporting.2000.{name}_ms"] = 1000 * measure.p95(visit, 20)
    return out | {"reporting.2000.most_queries": float(most)}


FIGURES = (
    Figure("reporting.consolidate_2000_s", "s", 10.0),
    Figure("reporting.consolidate_2000_mb", "MB", 500.0),
    *(Figure(f"reporting.2000.{name}_ms", "ms", 100.0) for name in PAGES),
    Figure("reporting.2000.most_queries", "truy vấn", 60.0),
)
BENCHES = (Bench("sqlite", FIGURES, measure_all),)
