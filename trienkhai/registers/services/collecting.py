"""Asking units to fill in a form: one set statement makes a filling for each unit that owes the task in the period."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BooleanField, JSONField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, setwise
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import PlanPeriod, Task
from trienkhai.plans.permissions import plan_door
from trienkhai.registers import permissions
from trienkhai.registers.choices import FillingState
from trienkhai.registers.models import Collection, Filling
from trienkhai.registers.selectors.owing import owing
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

COLUMNS = ("unit_id", "path", "collection_id", "state", "version", "sums", "is_nil", "remark", "returned_why")


@transaction.atomic
def open_collection(*, actor: Person, form_id: int, task_id: int, plan_period_id: int, due: dt.date) -> Collection:
    """Ask the units of a task in a period to fill in the form's last published version.

    Raises Refusal when the form has none, the period is not of the task's plan or nobody owes the task; Conflict when it was asked already.
    """
    form = permissions.form_door(actor, form_id)
    task = Task.objects.select_related("plan").filter(pk=task_id).first()
    if task is None:
        raise Hidden
    plan = plan_door(actor, task.plan_id)
    permissions.can_define(actor, path_today(plan.owner_id) or "-").require()
    version = form.versions.filter(published_at__isnull=False).order_by("-number").first()
    if version is None:
        raise Refusal(_("Biểu chưa công bố nên chưa giao được."), _("Hãy công bố biểu trước."))
    period = PlanPeriod.objects.filter(pk=plan_period_id, plan=plan).first()
    if period is None or plan.state != PlanState.ISSUED:
        raise Refusal(_("Kỳ này không thuộc kế hoạch của nhiệm vụ."), _("Hãy chọn nhiệm vụ và kỳ của cùng một kế hoạch."))
    values = {"due": due, "opened_by": actor, "opened_at": clock.now()}
    made, is_new = Collection.objects.get_or_create(version=version, task=task, period=period, defaults=values)
    if not is_new:
        raise Conflict(_("Biểu này đã giao cho nhiệm vụ và kỳ này."), _("Hãy mở đợt thu đã có để theo dõi."))
    count = _fill(made)
    if not count:
        raise Refusal(
            _("Chưa có đơn vị nào phải thực hiện nhiệm vụ này trong kỳ."), _("Hãy chọn kỳ khác hoặc giao đơn vị cho nhiệm vụ trước.")
        )
    journal.record(actor, "registers.collection.opened", made, plan.owner_id, form=form.pk, version=version.number, n=count)
    return made


@transaction.atomic
def add_units(*, actor: Person, collection_id: int) -> int:
    """Ask the units that were named after the collection was opened too; how many there were."""
    row = permissions.collection_door(actor, collection_id)
    permissions.can_return(actor, row).require()
    count = _fill(row)
    if count:
        journal.record(actor, "registers.collection.extended", row, row.period.plan.owner_id, n=count)
    return count


def _fill(row: Collection) -> int:
    rows = owing(row.task_id, row.period_id).annotate(
        collection_id=Value(row.pk),
        state=Value(str(FillingState.EMPTY)),
        version=Value(1),
        sums=Cast(Value("{}"), JSONField()),
        is_nil=Value(value=False, output_field=BooleanField()),
        remark=Value(""),
        returned_why=Value(""),
    )
    return setwise.insert_from(Filling, COLUMNS, rows, skip_known=True)
