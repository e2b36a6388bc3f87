"""Telling units what the plan's owner decided on their work: returned, suspended, resumed. One letter to each of their people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from trienkhai.accounts import addressees as people
from trienkhai.core import clock, outbox, text
from trienkhai.core.outbox import Letter
from trienkhai.plans import reminding
from trienkhai.plans.choices import DecisionKind, MailWish
from trienkhai.plans.models import Decision, ReminderWish
from trienkhai.plans.services.posting import BATCH, OWN

if TYPE_CHECKING:
    from trienkhai.accounts.addressees import Addressee


def tell_decisions(*, decision_ids: Collection[int]) -> int:
    """Write the letters of decisions; how many people were looked at. Repeating it writes nothing twice."""
    rows = list(Decision.objects.filter(pk__in=decision_ids).select_related("obligation__task__plan").order_by("id"))
    by_unit: dict[int, list[Decision]] = {}
    for row in rows:
        by_unit.setdefault(row.obligation.unit_id, []).append(row)
    after, looked = 0, 0
    with translation.override(settings.LANGUAGE_CODE):
        while ids := people.people_ids(unit_ids=list(by_unit), roles=OWN, after=after, limit=BATCH):
            silent = set(ReminderWish.objects.filter(person_id__in=ids, mail=MailWish.NONE).values_list("person_id", flat=True))
            found = people.addressees(person_ids=[one for one in ids if one not in silent], roles=OWN)
            first = {(row.person_id, row.unit_id): row for row in reversed(found) if row.unit_id in by_unit}
            with transaction.atomic():
                outbox.put_many([letter for row in first.values() for letter in _letters(by_unit[row.unit_id], row)])
            after, looked = ids[-1], looked + len(ids)
    return looked


def tell_halt(*, halt_id: int, kind: str) -> int:
    """The letters of a whole task's suspension, or of its going on; how many people were looked at. Repeating it writes nothing twice."""
    ids = list(Decision.objects.filter(halt=halt_id, kind=kind).order_by("id").values_list("pk", flat=True))
    return sum(tell_decisions(decision_ids=ids[at : at + 2000]) for at in range(0, len(ids), 2000))


def _letters(decisions: list[Decision], row: Addressee) -> Iterator[Letter]:
    for decision in decisions:
        task = decision.obligation.task
        place = settings.SITE_URL + reverse("plans:obligation", args=[decision.obligation_id])
        lines = [
            _("Kính gửi ông/bà %(name)s,") % {"name": row.name},
            "",
            _said(decision),
            *((_("Lý do: %(words)s") % {"words": decision.text},) if decision.text else ()),
            "",
            _("Xem tại %(address)s") % {"address": place},
        ]
        yield Letter(
            kind="plans.decision.mail",
            key=f"plans.decision/{decision.pk}/{row.person_id}",
            address=row.address,
            subject=f"{decision.get_kind_display()}: {task.key} {task.title[:120]}",
            text="\n".join(lines) + "\n",
            person_id=row.person_id,
            unit_id=row.unit_id,
            after=reminding.mail_time([reminding.default(clock.today())[0]], clock.now()),
        )


def _said(decision: Decision) -> str:
    """The decision in one sentence."""
    what = {"key": decision.obligation.task.key, "due": text.date(decision.new_due)}
    if decision.kind == DecisionKind.RETURNED:
        return _("Nhiệm vụ %(key)s của đơn vị được trả lại để thực hiện lại. Hạn vẫn là %(due)s.") % what
    if decision.kind == DecisionKind.RESUMED:
        return _("Nhiệm vụ %(key)s của đơn vị tiếp tục thực hiện. Hạn là %(due)s.") % what
    until = _(" Dự kiến đến %(day)s.") % {"day": text.date(decision.until)} if decision.until else ""
    return _("Nhiệm vụ %(key)s của đơn vị tạm dừng, chưa tính hạn.") % what + until
