"""The administrator's view of the post: what waits, what failed, what is unknown, and sending again. Nobody reads a letter here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from trienkhai.accounts.permissions import scope_of
from trienkhai.accounts.structure import managed_unit
from trienkhai.core import journal, outbox
from trienkhai.core.errors import Hidden
from trienkhai.core.models import OutboxMessage
from trienkhai.core.outbox import State
from trienkhai.core.words import verb_label
from trienkhai.units import selectors as units
from trienkhai.units import tree
from trienkhai.units.models import Placement

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

PAGE_ROWS = 50
VERB = "mail.manage"
SHOWN = (State.WAITING, State.SENDING, State.FAILED, State.UNKNOWN, State.SENT, State.DROPPED)


def answer_words(answer: str) -> str:
    """Why a letter stands where it stands, and what to do; the server's code where it said one."""
    known = {
        "": "",
        "no connection": _("Không nối được máy chủ thư; hãy xem máy chủ có chạy và cài đặt có đúng không."),
        "no server": _("Chưa khai báo máy chủ thư (MAIL_HOST)."),
        "no answer": _("Đã trao cho máy chủ thư nhưng không nhận được trả lời."),
        "broken": _("Máy chủ thư ngắt giữa chừng."),
        "erased": _("Dữ liệu của người nhận đã được xoá."),
        "535": _("Máy chủ thư không nhận tài khoản gửi; hãy xem MAIL_USER và MAIL_PASSWORD."),
        "550": _("Máy chủ thư từ chối địa chỉ người nhận (550); hãy xem lại địa chỉ của người này."),
    }
    return known.get(answer, _("Máy chủ thư từ chối, mã %(code)s.") % {"code": answer})


@dataclass(frozen=True, slots=True)
class Line:
    """A letter as the administrator sees it: for whom and why it stands where it stands, never what it says."""

    row: OutboxMessage
    unit_name: str

    @property
    def kind_label(self) -> str:
        """What sort of letter."""
        return verb_label(self.row.kind)

    @property
    def why(self) -> str:
        """The last answer in words."""
        return answer_words(self.row.answer)

    @property
    def may_send_again(self) -> bool:
        """It ended without a sure sending, and its words are kept."""
        return self.row.state in outbox.AFTERWARDS and bool(self.row.sealed)

    @property
    def mark(self) -> str:
        """The kind of its status mark."""
        return {State.SENT: "done", State.FAILED: "overdue", State.UNKNOWN: "late", State.DROPPED: "draft"}.get(
            State(self.row.state), "wait"
        )


@dataclass(frozen=True, slots=True)
class PostPage:
    """Letters in one state, and how many stand in each."""

    state: str
    counts: list[tuple[str, str, int]]
    lines: list[Line]
    page: Page[OutboxMessage]

    @property
    def can_all_be_sent_again(self) -> bool:
        """Whether the state is one from which letters are sent again."""
        return self.state in outbox.AFTERWARDS and bool(self.lines)


def _reached(viewer: Person) -> QuerySet[OutboxMessage]:
    """Letters of units in the administrator's subtree; those of no unit for whoever administers a whole body."""
    managed_unit(viewer, VERB)
    reach, whole = Q(pk__in=()), False
    for path, subtree in scope_of(viewer).paths(VERB):
        low, high = tree.subtree(path)
        reach |= Q(path__gte=low, path__lt=high) if subtree else Q(path=path)
        whole = whole or len(path) == tree.WIDTH
    own = Q(unit_id__in=Placement.objects.filter(reach, valid_to__isnull=True).values("unit_id"))
    return OutboxMessage.objects.filter(own | Q(unit_id__isnull=True) if whole else own)


def post(*, viewer: Person, state: str = State.FAILED, page: int = 1) -> PostPage:
    """The letters in one state, newest first. A constant number of queries; denied to who does not administer."""
    reached = _reached(viewer)
    counted = dict(reached.values_list("state").annotate(n=Count("id")).order_by("state"))
    chosen = state if state in SHOWN else State.FAILED
    found = Paginator(reached.filter(state=chosen).select_related("person").order_by("-id"), PAGE_ROWS).get_page(page)
    names = units.units_by_ids({row.unit_id for row in found if row.unit_id})
    lines = [Line(row, names[row.unit_id].name if row.unit_id in names else "") for row in found]
    return PostPage(chosen, [(s.value, str(s.label), counted.get(s.value, 0)) for s in SHOWN], lines, found)


@transaction.atomic
def send_again(*, actor: Person, message_id: int) -> None:
    """Let a failed or unknown letter wait once more. `Hidden` beyond the subtree; raises what `outbox.again` raises."""
    row = _reached(actor).select_for_update().filter(pk=message_id).first()
    if row is None:
        raise Hidden
    outbox.again(row)
    journal.record(actor, "accounts.mail.again", row, row.unit_id)


@transaction.atomic
def send_all_again(*, actor: Person, state: str) -> int:
    """The same for every letter in a state that can still be sent; how many."""
    if state not in outbox.AFTERWARDS:
        raise Hidden
    rows = list(_reached(actor).select_for_update().filter(state=state, sealed__isnull=False).order_by("id"))
    for row in rows:
        outbox.again(row)
    if rows:
        journal.record(actor, "accounts.mail.again", rows[0], None, n=len(rows), first=rows[0].pk, last=rows[-1].pk, state=state)
    return len(rows)
