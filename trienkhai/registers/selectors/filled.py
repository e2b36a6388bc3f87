"""What one unit filled in for a period of a plan, and what does not add up in it: for whoever signs that period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max

from trienkhai.registers import checking
from trienkhai.registers import shape as shapes
from trienkhai.registers.checking import Fault, Sums, Values
from trienkhai.registers.choices import FillingState
from trienkhai.registers.models import Filling, FormRow


def asked_of(*, unit_id: int, plan_period_id: int) -> list[Filling]:
    """The forms that a unit was asked for in a period, in the order of the plan's tasks, each with the copy it sent last. One query.

    For who signs the period: what stops a report must not depend on what its sender may see. `filled_for` is for a viewer.
    """
    rows = Filling.objects.filter(unit_id=unit_id, collection__period=plan_period_id).exclude(state=FillingState.RELEASED)
    rows = rows.select_related("collection__version__form", "collection__task").annotate(last_sent=Max("sent_forms__id"))
    return list(rows.order_by("collection__task__order", "collection_id"))


def cross_checks(fillings: Sequence[Filling]) -> dict[int, list[Fault]]:
    """By filling: rules over its sums and fixed lines that do not hold, and jumps against what was sent before. Two queries for all."""
    if not fillings:
        return {}
    read = {row.pk: shapes.from_json(row.collection.version.shape) for row in fillings}
    fixed: dict[int, dict[str, dict[int, Values]]] = defaultdict(lambda: defaultdict(dict))
    keys = {sheet.key for shape in read.values() for sheet in shape.sheets if not sheet.is_free}
    lines = FormRow.objects.filter(filling__in=list(read), sheet__in=keys).values_list("filling_id", "sheet", "place", "values")
    for pk, sheet, place, values in lines:
        fixed[pk][sheet][place] = values
    before = _sums_before(fillings)
    return {
        row.pk: checking.rule_faults(read[row.pk], row.sums, fixed[row.pk]) + checking.jumps(read[row.pk], row.sums, before.get(row.pk, {}))
        for row in fillings
        if row.state != FillingState.EMPTY and not row.is_nil
    }


def _sums_before(fillings: Sequence[Filling]) -> dict[int, Sums]:
    """The sums of the same form that the same unit sent last before each. One query."""
    forms = {row.collection.version.form_id for row in fillings}
    sent = Filling.objects.filter(
        unit_id__in={row.unit_id for row in fillings}, state=FillingState.SENT, collection__version__form__in=forms
    )
    known = list(sent.order_by("collection__due").values_list("unit_id", "collection__version__form", "collection__due", "sums"))
    return {
        row.pk: sums
        for row in fillings
        for unit_id, form_id, due, sums in known
        if (unit_id, form_id) == (row.unit_id, row.collection.version.form_id) and due < row.collection.due
    }
