"""Erasing somebody: their key is destroyed, what names them gives way to a tombstone, what they did stays with its number.

Shown beforehand, refused with the reason where the law asks for keeping, one transaction; the journal tells it, and its chain stays whole.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.accounts.models import RoleInUnit
from trienkhai.core import clock, journal, outbox, personal, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.models import OutboxMessage
from trienkhai.plans.choices import State as Work
from trienkhai.plans.models import Assignment
from trienkhai.privacy.choices import Kind, State
from trienkhai.privacy.models import DataRequest
from trienkhai.privacy.permissions import person_for, units_of
from trienkhai.privacy.retention import PERSONAL, log_term
from trienkhai.privacy.rules import BLANK, DROP, RULES, rows_of
from trienkhai.privacy.services.copying import withdraw

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.privacy.services.copying import Written

STATE_WORK = f"{PERSONAL} (Điều 14 khoản 2, Điều 19 của Luật)"
"""What a state body holds for its work under the law is not erased while that work asks for it; the person is told why (Article 14.5)."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the rows of one part."""

    title: str
    count: int
    becomes: str
    """`drop`, `blank` or `keep`."""
    why: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the law, or what still runs, asks for keeping; what must happen first."""

    reason: str
    hint: str
    basis: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole effect before anything is done."""

    person: Person
    effects: list[Effect]
    obstacles: list[Obstacle]
    is_erased: bool

    def becoming(self, what: str) -> list[Effect]:
        """Those that are dropped, blanked or kept."""
        return [effect for effect in self.effects if effect.becomes == what]


def preview_erasure(*, actor: Person, person_id: int) -> Preview:
    """What erasing somebody would do, and what stands in the way. Raises Hidden and Refusal for somebody beyond the actor's reach."""
    person = person_for(actor, person_id)
    return Preview(person, _effects(person), _obstacles(actor, person), personal.is_erased(person.pk))


def _effects(person: Person) -> list[Effect]:
    """One query for each part."""
    out = []
    for label, rule in RULES.items():
        for at, part in enumerate(rule.parts):
            becomes = rule.erase if at == 0 or rule.erase == DROP else "keep"
            count = rows_of(label, part, person.pk).count()
            if count:
                out.append(Effect(str(part.title), count, becomes, str(rule.why)))
    return out


def _obstacles(actor: Person, person: Person) -> list[Obstacle]:
    today, found = clock.today(), []
    if actor == person:
        found.append(Obstacle(_("Không ai tự xoá dữ liệu của mình ở đây."), _("Hãy gửi đơn và nhờ quản trị hệ thống khác."), ""))
    if RoleInUnit.objects.filter(person=person).exclude(valid_to__lte=today).exists():
        reason = _("Người này đang giữ vai trò hoặc sẽ giữ vai trò: dữ liệu cần cho việc của cơ quan.")
        found.append(Obstacle(reason, _("Hãy cho thôi các vai trò trước, khi người ấy thôi làm việc này."), STATE_WORK))
    if person.is_active and not personal.is_erased(person.pk):
        found.append(Obstacle(_("Tài khoản đang mở."), _("Hãy khoá tài khoản trước."), STATE_WORK))
    if Assignment.objects.filter(person=person, ended_at__isnull=True).exclude(obligation__state=Work.DONE).exists():
        reason = _("Người này còn việc được phân công chưa xong.")
        found.append(Obstacle(reason, _("Hãy chuyển việc cho người khác trước."), STATE_WORK))
    keep = log_term()
    free = person.closed_at + dt.timedelta(days=keep.days) if person.closed_at else None
    if free and free > clock.now():
        reason = _("Nhật ký của tài khoản phải đọc được ít nhất %(days)s ngày sau khi khoá.") % {"days": text.number(keep.days)}
        found.append(Obstacle(reason, _("Có thể xoá từ %(day)s.") % {"day": text.moment(free)}, keep.legal_basis))
    return found


@transaction.atomic
def erase_person(*, actor: Person, person_id: int, written: Written, username: str) -> DataRequest:
    """Erase somebody's personal data on their written request; `username` is typed once more, for it cannot be undone.

    Raises Hidden and Refusal for somebody beyond the actor's reach, without a request, and while something asks for keeping; Conflict when
    it was done already. Killed in the middle nothing is done.
    """
    person = person_for(actor, person_id, lock=True)
    if personal.is_erased(person.pk):
        raise Conflict(_("Dữ liệu cá nhân của người này đã được xoá."), _("Không cần làm lại."))
    for obstacle in _obstacles(actor, person):
        raise Refusal(obstacle.reason, obstacle.hint, obstacle.basis)
    written.require()
    if username.strip() != person.username:
        raise Refusal(_("Tên đăng nhập gõ lại chưa đúng."), _("Hãy gõ lại đúng tên đăng nhập của người này; việc xoá không lấy lại được."))
    places, now = units_of(person), clock.now()
    for copy in DataRequest.objects.filter(person=person, kind=Kind.COPY).exclude(state=State.OVER):
        withdraw(copy)
    _drop_and_blank(person)
    personal.destroy(person.pk)
    number = written.number.strip()
    row = DataRequest.objects.create(
        person=person,
        asked_by=actor,
        kind=Kind.ERASE,
        number=number,
        received_on=written.received_on,
        state=State.DONE,
        progress=100,
        asked_at=now,
        done_at=now,
    )
    for unit_id in places:
        journal.record(actor, "privacy.person.erased", person, unit_id, request=row.pk, number=number)
    return row


@transaction.atomic
def refuse_erasure(*, actor: Person, person_id: int, written: Written) -> DataRequest:
    """Write down that a request could not be met, and why: the person sees it on their page and is told so.

    Raises Hidden and Refusal for somebody beyond the actor's reach, without a request, and when nothing asks for keeping.
    """
    person = person_for(actor, person_id, lock=True)
    written.require()
    obstacles = _obstacles(actor, person)
    if not obstacles:
        raise Refusal(_("Không có gì cản việc xoá."), _("Hãy xoá theo đơn."))
    number, now = written.number.strip(), clock.now()
    row = DataRequest.objects.create(
        person=person,
        asked_by=actor,
        kind=Kind.ERASE,
        number=number,
        received_on=written.received_on,
        reason=written.reason.strip(),
        answer="\n".join(f"{one.reason} {one.basis}".strip() for one in obstacles),
        state=State.REFUSED,
        asked_at=now,
        done_at=now,
    )
    values = {"reason": row.reason}
    journal.record(actor, "privacy.erasure.refused", person, request=row.pk, number=number, about=person, values=values)
    return row


def _drop_and_blank(person: Person) -> None:
    """Set statements, table by table."""
    for label, rule in RULES.items():
        if rule.erase == DROP:
            for part in rule.parts:
                rows_of(label, part, person.pk).delete()
        elif rule.erase == BLANK:
            rows_of(label, rule.parts[0], person.pk).update(**_filled(rule.blank, person.pk))
    letters = OutboxMessage.objects.filter(person=person)
    letters.filter(next_at__isnull=False).update(state=outbox.State.DROPPED, next_at=None, answer="erased", done_at=clock.now())


def _filled(blank: Any, person_id: int) -> dict[str, Any]:
    return {name: value.format(id=person_id) if isinstance(value, str) else value for name, value in blank.items()}
