"""Closing an account and opening it again. What the person did, and their name on it, stay; what lets them in ends."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trienkhai.accounts import sessions
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import AdminSession, ApiToken, Delegation, Person, RoleInUnit
from trienkhai.accounts.policy import policy
from trienkhai.accounts.services.delegating import close
from trienkhai.accounts.services.inviting import end_invitations
from trienkhai.accounts.services.reach import current_roles, person_for, require_whole
from trienkhai.accounts.services.roles import is_last_admin
from trienkhai.core import clock, journal, outbox, personal, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.outbox import Letter
from trienkhai.units import selectors as units
from trienkhai.units import tree


@transaction.atomic
def close_account(*, actor: Person, person_id: int, reason: str) -> Person:
    """Close an account: sign-ins, keys, delegations given and received and invitations end; roles keep their days, and give nothing.

    Raises Refusal for oneself, for the last administrator of a unit, without a reason, and for an account that the actor does not manage as
    a whole; Conflict when it is closed.
    """
    person = person_for(person_id)
    require_whole(actor, person)
    if actor == person:
        raise Refusal(_("Không ai tự khoá tài khoản của mình."), _("Hãy nhờ quản trị hệ thống hoặc thủ trưởng đơn vị."), status=403)
    if not person.is_active:
        raise Conflict(_("Tài khoản này đã khoá."), _("Không cần khoá lại."))
    if not reason.strip():
        raise Refusal(_("Khoá tài khoản cần có lý do."), _("Hãy ghi lý do, ví dụ: chuyển công tác."))
    if _leaves_no_admin(person):
        raise Refusal(
            _("Đây là người quản trị cuối cùng của đơn vị."), _("Hãy giao vai trò quản trị cho người khác trước, rồi khoá tài khoản này.")
        )
    _shut(actor, person, reason.strip())
    return person


@transaction.atomic
def end_sign_ins(*, actor: Person, person_id: int) -> int:
    """End every sign-in of somebody whose machine was lost or taken; how many. The account stays open, keys for programs stay.

    Raises Hidden and Refusal for an account that the actor does not manage as a whole.
    """
    person = person_for(person_id)
    require_whole(actor, person)
    ended = sessions.end_all(person)
    for unit_id in _units_of(person):
        journal.record(actor, "accounts.person.signed_out", person, unit_id, count=ended)
    return ended


@transaction.atomic
def reopen_account(*, actor: Person, person_id: int) -> Person:
    """Open a closed account again: the roles whose days last give their power again; keys and delegations do not come back.

    Raises Conflict when it is open, Refusal for an account that the actor does not manage as a whole and for one whose data was erased.
    """
    person = person_for(person_id)
    require_whole(actor, person)
    if person.is_active:
        raise Conflict(_("Tài khoản này đang mở."), _("Không cần mở lại."))
    if personal.is_erased(person.pk):
        raise Refusal(_("Dữ liệu cá nhân của tài khoản này đã được xoá."), _("Hãy lập tài khoản mới cho người ấy."))
    person.is_active, person.closed_at, person.closed_why, person.reopened_at = True, None, "", clock.now()
    person.save(update_fields=["is_active", "closed_at", "closed_why", "reopened_at"])
    for unit_id in _units_of(person):
        journal.record(actor, "accounts.person.reopened", person, unit_id)
    return person


def idle_people() -> QuerySet[Person]:
    """Open accounts in which nothing was done for as many days as the policy bears: no sign-in, no use of a key or a session."""
    days = policy().idle_days
    before = clock.now() - dt.timedelta(days=days)
    rows = Person.objects.filter(is_active=True, date_joined__lt=before)
    rows = rows.filter(Q(last_login__isnull=True) | Q(last_login__lt=before), Q(reopened_at__isnull=True) | Q(reopened_at__lt=before))
    used = ApiToken.objects.filter(used_on__gte=before.date()).values("person_id")
    return rows.exclude(pk__in=used).exclude(pk__in=sessions.people_signed_in().values("person_id")).order_by("id")


def close_idle() -> tuple[list[Person], list[Person]]:
    """Close what nobody uses, each account in its own transaction, and write to the heads of its units; the system does it.

    Gives the closed ones, and those kept because a unit would be left without an administrator. Repeating it does nothing.
    """
    closed: list[Person] = []
    kept: list[Person] = []
    for person_id in list(idle_people().values_list("pk", flat=True)):
        with transaction.atomic():
            person = Person.objects.select_for_update().get(pk=person_id)
            if not idle_people().filter(pk=person_id).exists():
                continue
            if _leaves_no_admin(person):
                kept.append(person)
                continue
            _shut(None, person, _("Không dùng trong %(days)s ngày") % {"days": policy().idle_days})
            _tell_heads(person)
            closed.append(person)
    return closed, kept


def _shut(actor: Person | None, person: Person, reason: str) -> None:
    person.is_active, person.closed_at, person.closed_why = False, clock.now(), reason
    person.save(update_fields=["is_active", "closed_at", "closed_why"])
    sessions.end_all(person)
    ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=clock.now())
    AdminSession.objects.filter(person=person, ended_at__isnull=True).update(ended_at=clock.now())
    lent = Delegation.objects.select_for_update(of=("self",)).filter(Q(held__person=person) | Q(receiver=person), ended_at__isnull=True)
    close(actor, list(lent.select_related("held", "receiver")))
    end_invitations(person)
    for unit_id in _units_of(person):
        journal.record(actor, "accounts.person.closed", person, unit_id, about=person, values={"reason": reason}, idle=actor is None)


def _units_of(person: Person) -> list[int | None]:
    """Each unit of the person once, so that the line stands on each unit's page."""
    found: list[int | None] = [*sorted({row.unit_id for row in current_roles(person)})]
    return found or [None]


def _leaves_no_admin(person: Person) -> bool:
    today = clock.today()
    held = [row.unit_id for row in current_roles(person) if row.role == Role.ADMIN and row.valid_from <= today]
    return any(is_last_admin(unit_id, person.pk) for unit_id in held)


def _tell_heads(person: Person) -> None:
    """A letter to the person and to the head of each unit; where there is none, to the administrators from the unit upwards."""
    places = units.units_by_ids({row.unit_id for row in current_roles(person)})
    told: dict[int, list[str]] = defaultdict(list)
    heads = _holders(places.keys(), Role.HEAD)
    for place in places.values():
        near = [head for head in heads if head.unit_id == place.id] or _holders(tree.ids(place.path), Role.ADMIN)
        for row in near:
            told[row.person_id].append(place.name)
    people = {row.pk: row for row in Person.objects.filter(pk__in=told).exclude(pk=person.pk).exclude(email="")}
    unit_id = min(places, default=None)
    letters = [_notice(person, who, told[who.pk], unit_id) for who in people.values()]
    outbox.put_many([*letters, _own_notice(person, unit_id)] if person.email else letters)


def _holders(unit_ids: Collection[int], role: Role) -> list[RoleInUnit]:
    today = clock.today()
    rows = RoleInUnit.objects.filter(unit_id__in=unit_ids, role=role, person__is_active=True, valid_from__lte=today)
    return list(rows.exclude(valid_to__lte=today))


def _notice(person: Person, to: Person, places: list[str], unit_id: int | None) -> Letter:
    words = {"name": person.full_name, "username": person.username, "days": policy().idle_days, "units": ", ".join(places)}
    body = _(
        "Tài khoản %(username)s của %(name)s (%(units)s) đã khoá vì không dùng trong %(days)s ngày.\n\n"
        "Người này còn làm việc thì hãy mở lại tài khoản ở trang «Người của đơn vị»; không còn thì hãy cho thôi vai trò.\n"
    )
    return _letter(person, to, _("Một tài khoản đã khoá vì không dùng: %(name)s") % words, body % words, unit_id)


def _own_notice(person: Person, unit_id: int | None) -> Letter:
    words = {"days": policy().idle_days}
    body = _(
        "Tài khoản của bạn trong hệ thống Triển Khai đã khoá vì không dùng trong %(days)s ngày.\n\n"
        "Nếu còn cần, hãy nhờ thủ trưởng đơn vị hoặc quản trị hệ thống mở lại.\n"
    )
    return _letter(person, person, _("Tài khoản của bạn đã khoá vì không dùng"), body % words, unit_id)


def _letter(person: Person, to: Person, subject: str, body: str, unit_id: int | None) -> Letter:
    key = f"accounts.idle/{person.pk}/{text.date(clock.today())}/{to.pk}"
    return Letter("accounts.idle", key, to.email, subject, body, person_id=to.pk, unit_id=unit_id)
