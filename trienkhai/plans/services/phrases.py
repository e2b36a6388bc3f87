"""Another meaning for a phrase, or none: drafts follow at once, issued plans only for periods still to open, and only when asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import journal
from trienkhai.core.errors import Refusal
from trienkhai.core.text import phrase_key
from trienkhai.plans import permissions
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Addressee, Plan
from trienkhai.plans.selectors.phrases import binding_door, drafts_naming
from trienkhai.plans.services.preparing import refresh_addressees
from trienkhai.units import services as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.models import PhraseBinding


@transaction.atomic
def change_phrase(
    *,
    actor: Person,
    binding_id: int,
    version: int | None = None,
    group_id: int | None = None,
    unit_ids: Sequence[int] = (),
    leave_open: bool = False,
    issued_too: bool = False,
    reason: str = "",
) -> PhraseBinding:
    """Bind a phrase anew. Drafts that name it follow; with `issued_too`, and a reason, issued plans do for periods still to open.

    Periods that are open stay as they were frozen. Raises Refusal as `units.bind_phrase` does or when the reason is missing, Conflict when
    somebody else bound or forgot the phrase meanwhile.
    """
    known, owner = binding_door(actor, binding_id)
    if issued_too:
        permissions.can_prepare(actor, owner.path).require()
        if not reason.strip():
            raise Refusal(_("Đổi đơn vị của kế hoạch đã ban hành cần có lý do."), _("Hãy ghi căn cứ hoặc lý do, ví dụ số công văn."))
    binding = units.bind_phrase(
        actor=actor,
        owner_id=owner.id,
        phrase=known.row.phrase,
        group_id=group_id,
        unit_ids=unit_ids,
        leave_open=leave_open,
        version=version if version is not None else known.row.version,
    )
    _refresh_drafts(owner.id, binding.key)
    if issued_too:
        _amend(actor, binding, unit_ids, reason.strip()[:200])
    return binding


@transaction.atomic
def forget_phrase(*, actor: Person, binding_id: int, version: int | None = None) -> None:
    """Forget a phrase: drafts that name it wait for somebody to bind it again, issued plans stay as they are. Raises Conflict as above."""
    known, owner = binding_door(actor, binding_id)
    units.forget_phrase(actor=actor, binding_id=binding_id, version=version)
    _refresh_drafts(owner.id, known.row.key)


def _refresh_drafts(owner_id: int, key: str) -> None:
    """Drafts take up what the phrase means now; whoever looks at one of them sees that it changed."""
    for plan in drafts_naming(owner_id, key):
        refresh_addressees(plan)
        Plan.objects.filter(pk=plan.pk).update(version=F("version") + 1)


def _amend(actor: Person, binding: PhraseBinding, unit_ids: Sequence[int], reason: str) -> None:
    """Issued plans mean the same from the next period on. Their rows are held, so that no period opens in between."""
    plans = list(Plan.objects.select_for_update().filter(owner_id=binding.owner_id, state=PlanState.ISSUED).order_by("id"))
    for plan in plans:
        rows = [row for row in Addressee.objects.filter(task__plan=plan, picked=False) if phrase_key(row.phrase)[:250] == binding.key]
        for row in rows:
            row.units.set(unit_ids)
        Addressee.objects.filter(pk__in=[row.pk for row in rows]).update(group_id=binding.group_id, is_open=binding.is_open)
        if rows:
            journal.record(actor, "plans.phrase.amended", plan, plan.owner_id, phrase=binding.pk, addressees=len(rows), reason=reason)
