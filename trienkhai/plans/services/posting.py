"""One letter a day to each person whom the day's reminders concern: in batches, each put into the outbox in its own transaction.

The key of a letter is its person and day: whatever is repeated after a kill is written once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import translation

from trienkhai.accounts import addressees as people
from trienkhai.accounts.choices import Role
from trienkhai.core import clock, outbox, personal
from trienkhai.core.outbox import Letter
from trienkhai.plans import digest
from trienkhai.plans.choices import OPEN_STATES, MailWish, ReminderKind
from trienkhai.plans.digest import Below, Digest, Owed
from trienkhai.plans.models import Reminder, ReminderRun, ReminderWish

if TYPE_CHECKING:
    from trienkhai.accounts.addressees import Addressee

OWN = (Role.REPORTER, Role.SPECIALIST, Role.HEAD)
"""Who is told what a unit itself owes."""
ABOVE = (Role.SPECIALIST, Role.HEAD, Role.LEADER)
"""Who is told of units below."""
CHUNK, BATCH = 10_000, 1_000
"""People read at once, and letters written in one transaction."""


def post_reminders(*, run_id: int) -> int:
    """Write the letters of a run; how many people were looked at. Repeating it writes nothing twice."""
    run = ReminderRun.objects.filter(pk=run_id, posted_at__isnull=True).first()
    if run is None:
        return 0
    told, after, looked = Reminder.objects.filter(run=run).values("unit_id"), 0, 0
    with translation.override(settings.LANGUAGE_CODE):
        while ids := people.people_ids(unit_ids=told, roles=(*OWN, Role.LEADER), after=after, limit=CHUNK):
            _chunk(run, ids)
            after, looked = ids[-1], looked + len(ids)
    ReminderRun.objects.filter(pk=run.pk).update(posted_at=clock.now())
    return looked


def _chunk(run: ReminderRun, ids: Sequence[int]) -> None:
    silent = set(ReminderWish.objects.filter(person_id__in=ids, mail=MailWish.NONE).values_list("person_id", flat=True))
    wanted = [person_id for person_id in ids if person_id not in silent]
    personal.make_keys(wanted)
    roles: dict[int, list[Addressee]] = defaultdict(list)
    for row in people.addressees(person_ids=wanted, roles=(*OWN, Role.LEADER)):
        roles[row.person_id].append(row)
    for at in range(0, len(wanted), BATCH):
        post_batch(run, [roles[person_id] for person_id in wanted[at : at + BATCH] if roles[person_id]])


@transaction.atomic
def post_batch(run: ReminderRun, everyone: Sequence[Sequence[Addressee]]) -> None:
    """The letters of up to a thousand people, each with all their roles. Four queries."""
    units = {row.unit_id for roles in everyone for row in roles}
    owed, below = _owed(run, units), _below(run, units)
    letters = [letter for roles in everyone if (letter := _letter(run, roles, owed, below)) is not None]
    outbox.put_many(letters)


def _owed(run: ReminderRun, unit_ids: Iterable[int]) -> dict[int, list[Owed]]:
    """What the units themselves were reminded of and have not done meanwhile. One query."""
    rows = Reminder.objects.filter(run=run, unit_id__in=unit_ids, obligation__state__in=OPEN_STATES).exclude(kind=ReminderKind.ESCALATED)
    rows = rows.filter(obligation__unit__placements__valid_to__isnull=True)
    task = ("obligation__task__key", "obligation__task__title", "obligation__due")
    found: dict[int, list[Owed]] = defaultdict(list)
    for row in rows.values_list("unit_id", "obligation__unit__placements__name", "obligation_id", "kind", *task):
        found[row[0]].append(Owed(*row))
    return found


def _below(run: ReminderRun, unit_ids: Iterable[int]) -> dict[int, list[Below]]:
    """The units under these that are long overdue, with how much. One query."""
    rows = Reminder.objects.filter(run=run, unit_id__in=unit_ids, kind=ReminderKind.ESCALATED, obligation__state__in=OPEN_STATES)
    rows = rows.filter(obligation__unit__placements__valid_to__isnull=True)
    by = ("unit_id", "obligation__unit_id", "obligation__unit__placements__name")
    found: dict[int, list[Below]] = defaultdict(list)
    for told, _unit, name, n in rows.values(*by).annotate(n=Count("obligation_id", distinct=True)).values_list(*by, "n"):
        found[told].append(Below(told, name, n))
    return found


def _letter(run: ReminderRun, roles: Sequence[Addressee], owed: dict[int, list[Owed]], below: dict[int, list[Below]]) -> Letter | None:
    own = {row.unit_id for row in roles if row.role in OWN}
    above = {row.unit_id for row in roles if row.role in ABOVE}
    said = Digest(
        digest.most_urgent(line for unit_id in sorted(own) for line in owed.get(unit_id, ())),
        [line for unit_id in sorted(above) for line in below.get(unit_id, ())],
    )
    if said.is_empty:
        return None
    who, addresses = roles[0], {"inbox": reverse("plans:inbox"), "choice": reverse("plans:reminders")}
    return Letter(
        kind="plans.reminder.mail",
        key=f"plans.reminder/{who.person_id}/{run.day}",
        address=who.address,
        subject=digest.subject(said, run.day),
        text=digest.body(said, name=who.name, site=settings.SITE_URL, **addresses),
        person_id=who.person_id,
        unit_id=who.unit_id,
        after=run.mail_after,
    )
