"""Invitations: a signed link, by mail and on paper, with which a person sets their first password once, until a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trienkhai.accounts.models import Invitation, Person
from trienkhai.accounts.policy import policy
from trienkhai.accounts.services.reach import current_roles, person_for, require_whole
from trienkhai.core import clock, journal, outbox, text
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.outbox import Letter
from trienkhai.units import selectors as units

SALT = "trienkhai.accounts.invitation"


def link_of(invitation: Invitation) -> str:
    """The address of an invitation within this site. It is made anew each time from its number, and kept nowhere."""
    return reverse("accounts:invitation", args=[Signer(salt=SALT).sign(str(invitation.pk))])


@transaction.atomic
def invite(*, actor: Person, person_id: int) -> Invitation:
    """Invite somebody to set a password; an earlier invitation that was not used ends.

    The letter goes to the person's address, when there is one. Raises Refusal for oneself, a closed account, one without a role, and an
    account that the actor does not manage as a whole.
    """
    person = person_for(person_id)
    require_whole(actor, person)
    held = current_roles(person)
    if actor == person:
        raise Refusal(_("Không ai tự mời mình."), _("Hãy đổi mật khẩu ở «Tài khoản của tôi»."), status=403)
    if not person.is_active:
        raise Refusal(_("Tài khoản này đang khoá."), _("Hãy mở lại tài khoản trước."))
    if not held:
        raise Refusal(_("Người này không giữ vai trò nào."), _("Hãy giao vai trò trước."))
    _end_open(person)
    now = clock.now()
    made = Invitation.objects.create(
        person=person, unit_id=held[0].unit_id, created_at=now, expires_at=now + dt.timedelta(days=policy().invitation_days)
    )
    if person.email:
        outbox.put(_letter(made))
    journal.record(actor, "accounts.person.invited", person, made.unit_id, invitation=made.pk, by_mail=bool(person.email))
    return made


@transaction.atomic
def revoke_invitation(*, actor: Person, person_id: int) -> None:
    """End a person's open invitation; when there is none nothing changes."""
    person = person_for(person_id)
    require_whole(actor, person)
    for unit_id in _end_open(person):
        journal.record(actor, "accounts.invitation.revoked", person, unit_id)


@transaction.atomic
def show_invitation(*, actor: Person, person_id: int) -> Invitation:
    """A person's open invitation for handing over on paper; that it was shown stands in the journal. `Hidden` when there is none."""
    person = person_for(person_id)
    require_whole(actor, person)
    found = _open(person).first()
    if found is None:
        raise Hidden
    journal.saw(actor, "accounts.invitation.shown", person, found.unit_id, invitation=found.pk)
    return found


def invitation_for(token: str) -> Invitation:
    """The invitation behind a link. Raises Refusal when it was altered, used, revoked, is over, or its account is closed. One query."""
    try:
        number = int(Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        raise _over() from None
    found = Invitation.objects.select_related("person").filter(pk=number, used_at__isnull=True, revoked_at__isnull=True).first()
    if found is None or found.expires_at <= clock.now() or not found.person.is_active:
        raise _over()
    return found


@transaction.atomic
def take_up(*, token: str, password: str) -> Person:
    """Set the password that the person chose, once. The caller has checked it against the policy."""
    found = invitation_for(token)
    now = clock.now()
    if not Invitation.objects.filter(pk=found.pk, used_at__isnull=True, revoked_at__isnull=True).update(used_at=now):
        raise _over()
    person = found.person
    person.set_password(password)
    person.save(update_fields=["password"])
    journal.record(person, "accounts.invitation.used", person, found.unit_id, invitation=found.pk)
    return person


def invited_by_address(addresses: Collection[str]) -> Person | None:
    """The one person whose invitation still waits and who has one of these addresses; None when there are several or none. One query."""
    wanted = Q(pk__in=())
    for address in addresses:
        wanted |= Q(email__iexact=address)
    waits = Invitation.objects.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())
    rows = list(Person.objects.filter(wanted, is_active=True, pk__in=waits.values("person_id"))[:2])
    return rows[0] if len(rows) == 1 else None


def take_up_by_link(person: Person) -> None:
    """An invitation is used up by signing in through the provider whose verified address it went to; in the caller's transaction."""
    for row in _open(person):
        Invitation.objects.filter(pk=row.pk).update(used_at=clock.now())
        journal.record(person, "accounts.invitation.used", person, row.unit_id, invitation=row.pk, by="oidc")


def end_invitations(person: Person) -> None:
    """End what is open, in the caller's transaction."""
    _end_open(person)


def _open(person: Person) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(person=person, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())
    return rows.select_related("person").order_by("-id")


def _end_open(person: Person) -> list[int]:
    """The units of the invitations that ended."""
    rows = list(_open(person).values_list("pk", "unit_id"))
    Invitation.objects.filter(pk__in=[pk for pk, _unit in rows]).update(revoked_at=clock.now())
    return [unit_id for _pk, unit_id in rows]


def _letter(made: Invitation) -> Letter:
    person, unit = made.person, units.get_unit(unit_id=made.unit_id)
    words = {
        "name": person.full_name,
        "unit": unit.name,
        "username": person.username,
        "link": settings.SITE_URL + link_of(made),
        "until": text.moment(made.expires_at),
    }
    body = _(
        "Kính gửi %(name)s,\n\n%(unit)s mời bạn vào hệ thống Triển Khai. Tên đăng nhập của bạn: %(username)s.\n\n"
        "Hãy mở liên kết dưới đây để đặt mật khẩu; liên kết dùng được một lần, đến %(until)s:\n\n%(link)s\n\n"
        "Nếu bạn không chờ thư này, hãy bỏ qua; không ai vào được bằng thư này ngoài người mở liên kết.\n"
    )
    return Letter(
        kind="accounts.invitation",
        key=f"accounts.invitation/{made.pk}",
        address=person.email,
        subject=_("Lời mời vào hệ thống Triển Khai – %(unit)s") % words,
        text=body % words,
        person_id=person.pk,
        unit_id=made.unit_id,
    )


def _over() -> Refusal:
    return Refusal(
        _("Thư mời này đã dùng, đã thu hồi hoặc hết hạn."),
        _("Hãy liên hệ thủ trưởng đơn vị hoặc quản trị hệ thống để được mời lại."),
        status=410,
    )
