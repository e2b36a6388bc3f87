"""One school's own plan in the demonstration: derived from the department's, written by its head, issued, and begun."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.test.utils import override_settings

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock
from trienkhai.plans import selectors as plans
from trienkhai.plans import services as planning
from trienkhai.plans.choices import Schedule, State
from trienkhai.plans.services import OwnTask

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.plans.models import Plan, Task

EARLIER = dt.timedelta(days=2)
"""How much earlier than the department asks the school sets its own last days."""


def make_own_plan(head: Person, clerk: Person, above: Plan, began: dt.datetime) -> None:
    """The school's plan, issued some hours after the department's; its first work done, one piece of the department's work assigned."""
    home = scope_of(head).home
    if home is None:
        raise LookupError(head)
    with override_settings(CLOCK=min(clock.now(), began + dt.timedelta(hours=4)).isoformat()):
        draft = planning.derive_plan(actor=head, unit_id=home.unit_id, parent_id=above.pk)
        _write(head, clerk, draft)
        draft.refresh_from_db()
        day = clock.today()
        planning.issue_plan(actor=head, plan_id=draft.pk, version=draft.version, effective_on=day, rhythm="quarter")
    _begin(head, clerk, draft)


def _write(head: Person, clerk: Person, draft: Plan) -> None:
    title = "Kế hoạch xây dựng trường học an toàn, chuyển đổi số và phát triển văn hóa đọc của trường"
    planning.rename_own_plan(actor=head, plan_id=draft.pk, version=draft.version, title=title, number="15", symbol="KH-THPT")
    dated = [task for task in draft.tasks.all() if task.schedule == Schedule.ONCE and task.due]
    for n, task in enumerate(dated):
        due = max(clock.today(), task.due - EARLIER) if task.due else None
        _save(head, draft, task, OwnTask(task.text, Schedule.ONCE, due, person_id=None if n else clerk.pk, parent_ids=_above(task)))
    words = "Mời cựu học sinh tặng sách cho thư viện trường."
    _save(head, draft, None, OwnTask(words, Schedule.ONCE, clock.today() + dt.timedelta(days=60), product="Danh mục sách được tặng"))


def _above(task: Task) -> list[int]:
    return list(task.implements.values_list("parent_id", flat=True))


def _save(head: Person, draft: Plan, task: Task | None, said: OwnTask) -> None:
    draft.refresh_from_db()
    planning.save_own_task(actor=head, plan_id=draft.pk, version=draft.version, task_id=task.pk if task else None, said=said)


def _begin(head: Person, clerk: Person, own: Plan) -> None:
    works = plans.inbox(viewer=clerk).works
    mine = [work.row for work in works if work.row.task.plan_id == own.pk and work.row.task.key == "1"]
    theirs = [work.row for work in works if work.row.task.plan_id != own.pk and work.row.due >= clock.today()]
    if mine:
        planning.report_progress(
            actor=clerk,
            obligation_id=mine[0].pk,
            form_key=uuid.uuid4(),
            state=State.DONE,
            text="Đã kiểm tra từng khu nhà, chụp ảnh hiện trạng.",
            result="Biên bản 4 trang.",
        )
    if theirs:
        note = "Báo lại trước hạn hai ngày để kịp duyệt."
        planning.assign_work(actor=head, obligation_id=theirs[0].pk, person_id=clerk.pk, due=theirs[0].due, note=note)
