"""What the department of the demonstration decided on its units' work: some confirmed, one returned, a few suspended, the rest waits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from trienkhai.core import clock
from trienkhai.plans import selectors as plans
from trienkhai.plans import services as planning

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

CONFIRMED, SUSPENDED = 4, 3
"""How many works."""
RETURNED_WHY = "Danh mục chưa phân loại theo mức độ cấp thiết; đề nghị bổ sung cột kinh phí dự kiến."
SUSPENDED_WHY = "Trường đang sửa chữa lớn theo kế hoạch đầu tư, tạm dừng đến khi bàn giao."


def ask_for_confirmation(*, specialist: Person, plan_id: int) -> None:
    """The first dated task waits for confirmation."""
    task = next(row.task for row in plans.plan_page(viewer=specialist, plan_id=plan_id).tasks if not row.task.is_steady)
    planning.rule_confirmation(actor=specialist, plan_id=plan_id, task_id=task.pk, required=True)


def decide(*, specialist: Person, plan_id: int) -> None:
    """One decision of each kind, through the services that people use."""
    waiting = [row.work.row.pk for row in plans.confirm_page(viewer=specialist, plan_id=plan_id).rows]
    if len(waiting) > CONFIRMED + 1:
        planning.confirm_done(actor=specialist, obligation_ids=waiting[:CONFIRMED], quality="met", remark="Danh mục đầy đủ, rõ mức độ.")
        planning.return_work(actor=specialist, obligation_id=waiting[CONFIRMED], reason=RETURNED_WHY)
    dated = [row.task for row in plans.plan_page(viewer=specialist, plan_id=plan_id).tasks if not row.task.is_steady]
    pages = [plans.suspend_page(viewer=specialist, plan_id=plan_id, task_id=task.pk, choosing=True) for task in reversed(dated)]
    chosen = next(([work.row.pk for work, _stop in page.rows[-SUSPENDED:]] for page in pages if len(page.rows) > SUSPENDED), [])
    if chosen:
        until = clock.today() + dt.timedelta(days=21)
        planning.suspend_work(actor=specialist, obligation_ids=chosen, reason=SUSPENDED_WHY, until=until)
