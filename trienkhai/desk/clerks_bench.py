"""Signed-in clerks at work over real HTTP: the server and the clerks are processes of their own, as in use."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import connections
from django.urls import reverse

from trienkhai.accounts.demonstration import clerks_of
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.core.measure import Bench, Figure, NotMeasured
from trienkhai.desk import load, places
from trienkhai.desk.management.commands.demo import free_port, wait_for
from trienkhai.plans import bench as plans
from trienkhai.plans.choices import State
from trienkhai.plans.models import Obligation
from trienkhai.reporting import services as reporting
from trienkhai.reporting.models import Round, Submission
from trienkhai.units import selectors as units

SECONDS, WARM = 60.0, 10.0
SAVES = 30
"""Saves of one report, more than fit into the time."""
SERVER = ("--preload", "-w", "3", "--threads", "4")
"""Workers and threads as in deploy/systemd/trienkhai-web.service."""


@contextmanager
def _server() -> Iterator[int]:
    """A real server over this database; its port."""
    port = free_port()
    environment = {**os.environ, "TRIENKHAI_MODE": "demo", "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings"}
    subprocess.run(  # noqa: S603 - our own command
        [*places.COMMAND, "collectstatic", "-v0", "--no-input"], env=environment, cwd=settings.BASE_DIR, check=True, stdout=sys.stderr
    )
    line = [sys.executable, "-m", "gunicorn", "trienkhai.config.wsgi", "-b", f"127.0.0.1:{port}", *SERVER]
    server = subprocess.Popen(line, env=environment, cwd=settings.BASE_DIR, stdout=sys.stderr)  # noqa: S603 - as above
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield port
    finally:
        server.terminate()
        server.wait()


def _clerks(count: int, *, writes_only: bool) -> list[load.Clerk]:
    """As many people, each signed in, with the clicks of reporting on the works of their own unit."""
    here = plans.world(plans.SMALL)
    owing = Obligation.objects.filter(period=here.present).order_by("unit_id").values_list("unit_id", flat=True).distinct()[:count]
    where = list(units.on_day().filter(unit_id__in=list(owing)))
    people = clerks_of([units.as_unit(place) for place in where])
    if len(people) < count:
        raise NotMeasured(f"chỉ có {len(people)} đơn vị có việc")
    return [_clerk(person, place.unit_id, writes_only=writes_only) for person, place in zip(people, where, strict=True)]


def _clerk(person: Person, unit_id: int, *, writes_only: bool) -> load.Clerk:
    present = plans.world(plans.SMALL).present
    works = Obligation.objects.filter(period=present, unit_id=unit_id).order_by("id").values_list("pk", flat=True)
    visits: list[load.Visit] = []
    for pk in works:
        page = reverse("plans:obligation", args=[pk])
        if not writes_only:
            visits += [{"path": path, "form": {}} for path in (reverse("desk:home"), reverse("plans:inbox"), page)]
        visits.append({"path": page, "form": {"state": str(State.DONE), "text": plans.SAID, "result": "", "difficulty": ""}})
    return {"session": plans.browser(person).cookies[settings.SESSION_COOKIE_NAME].value, "visits": visits}


def _drafting(count: int) -> list[load.Clerk]:
    """As many people, each writing on their unit's report: every save says more than the one before."""
    here, today = plans.world(plans.SMALL), clock.today()
    made = reporting.open_round(plan_period_id=here.present.pk)
    if made is None:
        raise NotMeasured("kỳ đang mở không có đợt báo cáo")
    Round.objects.filter(pk=made.pk).update(opens_on=today, locks_on=today + dt.timedelta(days=60))
    rows = {row.unit_id: row for row in Submission.objects.filter(round=made).order_by("unit_id")[:count]}
    people = clerks_of([units.as_unit(place) for place in units.on_day().filter(unit_id__in=list(rows)).order_by("unit_id")])
    if len(people) < count:
        raise NotMeasured(f"chỉ có {len(people)} đơn vị phải báo cáo")
    return [_draft(person, row) for person, row in zip(people, rows.values(), strict=True)]


def _draft(person: Person, row: Submission) -> load.Clerk:
    page = reverse("reporting:submission-save", args=[row.pk])
    words = [f"{plans.SAID} " * (n + 1) for n in range(SAVES)]
    forms = ({"version": str(row.version + n), "s1": said, "s2": "", "s3": ""} for n, said in enumerate(words))
    saves: list[load.Visit] = [{"path": page, "form": form} for form in forms]
    return {"session": plans.browser(person).cookies[settings.SESSION_COOKIE_NAME].value, "visits": saves}


def _measured(name: str, make: Callable[[], list[load.Clerk]], pause: float, wanted: Collection[str]) -> Mapping[str, float]:
    """Milliseconds that 95 of 100 answers stay under, and how many went wrong (each is named on stderr)."""
    clerks = make()
    plans.analyse()
    connections.close_all()
    with _server() as port:
        shift: load.Shift = {"port": port, "seconds": SECONDS, "warm": WARM, "pause": pause, "clerks": clerks}
        line = [sys.executable, "-m", "trienkhai.desk.load"]
        done = subprocess.run(line, input=json.dumps(shift), cwd=settings.BASE_DIR, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    found: load.Outcome = json.loads(done.stdout)
    sys.stderr.writelines(f"{error}\n" for error in found["errors"][:20])
    answers = sorted(found["answers"])
    sys.stderr.write(f"{name}: {len(answers)} answers, median {answers[len(answers) // 2]:.0f} ms\n")
    out = {f"{name}_p95_ms": answers[math.ceil(len(answers) * 0.95) - 1], f"{name}_errors": float(len(found["errors"]))}
    return {key: out[key] for key in wanted}


def _figures(name: str, most: float) -> tuple[Figure, ...]:
    return (Figure(f"{name}_p95_ms", "ms", most), Figure(f"{name}_errors", "lỗi", 0))


READING, WRITING, DRAFTING = "api.clerks_200", "api.sqlite_50_clerks", "reporting.drafts_300"
BENCHES = (
    Bench("postgresql", _figures(READING, 500), partial(_measured, READING, partial(_clerks, 200, writes_only=False), 5.0)),
    Bench("postgresql", _figures(DRAFTING, 500), partial(_measured, DRAFTING, partial(_drafting, 300), 10.0)),
    Bench("sqlite", _figures(WRITING, 200), partial(_measured, WRITING, partial(_clerks, 50, writes_only=True), 2.0)),
)
