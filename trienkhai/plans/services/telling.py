"""Telling the units what was answered to their difficulty: one letter to each of their people, all units of the group alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from trienkhai.accounts import addressees as people
from trienkhai.core import clock, outbox
from trienkhai.core.outbox import Letter
from trienkhai.plans import reminding
from trienkhai.plans.choices import MailWish, StepKind
from trienkhai.plans.models import Difficulty, DifficultyStep, ReminderWish
from trienkhai.plans.services.posting import BATCH, OWN

if TYPE_CHECKING:
    from trienkhai.accounts.addressees import Addressee


def tell_answer(*, difficulty_id: int) -> int:
    """Write the letters of the latest answer of a group; how many people were looked at. Repeating it writes nothing twice."""
    step = DifficultyStep.objects.filter(difficulty=difficulty_id, kind=StepKind.ANSWERED).select_related("difficulty__task").last()
    if step is None:
        return 0
    rows = Difficulty.objects.filter(pk=difficulty_id) | Difficulty.objects.filter(same_as=difficulty_id)
    own = dict(rows.values_list("unit_id", "pk"))
    after, looked = 0, 0
    with translation.override(settings.LANGUAGE_CODE):
        while ids := people.people_ids(unit_ids=list(own), roles=OWN, after=after, limit=BATCH):
            silent = set(ReminderWish.objects.filter(person_id__in=ids, mail=MailWish.NONE).values_list("person_id", flat=True))
            found = people.addressees(person_ids=[one for one in ids if one not in silent], roles=OWN)
            first = {row.person_id: row for row in reversed(found) if row.unit_id in own}
            with transaction.atomic():
                outbox.put_many([_letter(step, row, own[row.unit_id]) for row in first.values()])
            after, looked = ids[-1], looked + len(ids)
    return looked


def _letter(step: DifficultyStep, row: Addressee, difficulty_id: int) -> Letter:
    task, place = step.difficulty.task, settings.SITE_URL + reverse("plans:difficulty", args=[difficulty_id])
    lines = [
        _("Kính gửi ông/bà %(name)s,") % {"name": row.name},
        "",
        _("Vướng mắc của đơn vị ở nhiệm vụ %(key)s đã có trả lời:") % {"key": task.key},
        step.text,
        "",
        _("Xem tại %(address)s") % {"address": place},
    ]
    return Letter(
        kind="plans.difficulty.mail",
        key=f"plans.difficulty/{step.pk}/{row.person_id}",
        address=row.address,
        subject=_("Trả lời vướng mắc: %(key)s %(title)s") % {"key": task.key, "title": task.title[:120]},
        text="\n".join(lines) + "\n",
        person_id=row.person_id,
        unit_id=row.unit_id,
        after=reminding.mail_time([reminding.default(clock.today())[0]], clock.now()),
    )
