"""A copy of what is held about somebody: asked for by themselves, or by an administrator on a written request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.accounts.models import Person
from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, jobs, journal, personal
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.privacy.choices import Kind, State
from trienkhai.privacy.models import PAUSE, STALE, DataRequest
from trienkhai.privacy.permissions import person_for
from trienkhai.privacy.writing import path_of

if TYPE_CHECKING:
    from pathlib import Path

UNDERWAY = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Written:
    """A written request as it came in: its number, its day, and why the office acts on it."""

    number: str
    received_on: dt.date
    reason: str

    def require(self) -> None:
        """Raises Refusal when something is missing, or the day is still to come."""
        if not self.number.strip() or not self.reason.strip():
            raise Refusal(_("Cần số của đơn yêu cầu và lý do."), _("Hãy ghi số đến của đơn và việc người ấy yêu cầu."))
        if self.received_on > clock.today():
            raise Refusal(_("Ngày nhận đơn chưa đến."), _("Hãy ghi ngày đơn đến cơ quan."))


@transaction.atomic
def ask_copy(*, actor: Person) -> DataRequest:
    """A copy of everything that is the actor's own; one that is being made, or was just made, is given again.

    Raises Refusal to a key for programs.
    """
    if scope_of(actor).only is not None:
        raise Refusal(_("Mã truy cập không lấy được bản trích dữ liệu cá nhân."), _("Hãy đăng nhập trên trang web."), status=403)
    return _ask(actor, Person.objects.select_for_update().get(pk=actor.pk), None)


@transaction.atomic
def ask_copy_for(*, actor: Person, person_id: int, written: Written) -> DataRequest:
    """A copy for handing to somebody who asked in writing: what is held of the account, without the words of work.

    Raises Hidden and Refusal for somebody beyond the actor's reach, for oneself, without a request, and after erasure.
    """
    person = person_for(actor, person_id, lock=True)
    if person == actor:
        raise Refusal(_("Bản trích của chính bạn lấy ở «Tài khoản của tôi»."), _("Hãy mở trang dữ liệu cá nhân của bạn."))
    written.require()
    return _ask(actor, person, written)


def _ask(actor: Person, person: Person, written: Written | None) -> DataRequest:
    if personal.is_erased(person.pk):
        raise Refusal(_("Dữ liệu cá nhân của người này đã được xoá."), _("Hãy trả lời rằng không còn dữ liệu để cung cấp."))
    now = clock.now()
    mine = DataRequest.objects.filter(person=person, asked_by=actor, kind=Kind.COPY, is_whole=written is None)
    young = mine.filter(state__in=UNDERWAY, asked_at__gt=now - STALE)
    if written is None:
        young |= mine.filter(state=State.DONE, asked_at__gt=now - PAUSE)
    found = young.order_by("-id").first()
    if found is not None:
        return found
    for old in mine.filter(state__in=(*UNDERWAY, State.DONE)):
        withdraw(old)
    row = DataRequest(person=person, asked_by=actor, kind=Kind.COPY, is_whole=written is None, asked_at=now)
    if written:
        row.number, row.received_on, row.reason = written.number.strip(), written.received_on, written.reason.strip()
    row.save()
    values = {"reason": row.reason} if row.reason else None
    journal.record(actor, "privacy.copy.asked", person, request=row.pk, number=row.number, whole=row.is_whole, about=person, values=values)
    jobs.enqueue("privacy.write_copy", request_id=row.pk)
    return row


def withdraw(row: DataRequest) -> None:
    """Take a copy's file away; the row stays. In the caller's transaction: the file goes once that is kept."""
    DataRequest.objects.filter(pk=row.pk).update(state=State.OVER, step="", size=0)
    where = path_of(row)
    transaction.on_commit(lambda: where.unlink(missing_ok=True))


@transaction.atomic
def take_copy(*, actor: Person, request_id: int) -> tuple[bytes, str]:
    """The file of a copy for whoever asked for it, and its name; written in the journal. Raises Hidden for anybody else's.

    An administrator's must still have the person in reach; Refusal when its days are over.
    """
    row = DataRequest.objects.select_related("person").filter(pk=request_id, asked_by=actor, kind=Kind.COPY).first()
    if row is None:
        raise Hidden
    if row.person != actor:
        person_for(actor, row.person_id)
    data = _opened(row, path_of(row)) if row.state == State.DONE and row.expires_at and row.expires_at > clock.now() else None
    if data is None:
        raise Refusal(_("Bản trích này không còn tải được."), _("Hãy yêu cầu lập bản trích mới."), status=410)
    journal.saw(actor, "privacy.copy.taken", row.person, request=row.pk, number=row.number)
    return data, f"du-lieu-ca-nhan-{row.pk}.zip"


def _opened(row: DataRequest, where: Path) -> bytes | None:
    return personal.unseal(row.person_id, where.read_bytes()) if where.exists() else None
