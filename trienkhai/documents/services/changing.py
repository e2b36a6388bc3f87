"""What every change of a review shares: the door, the version check, and the correction kept beside what stood before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Hidden
from trienkhai.documents.choices import CorrectionVerb, ProposalState, ReadingState
from trienkhai.documents.models import Correction, Document, Proposal, Reading
from trienkhai.documents.permissions import can_review
from trienkhai.documents.selectors import get_document

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

FIELDS = ("title", "text", "units", "times", "product", "state", "start", "end")


def under_review(actor: Person, document_id: int) -> Document:
    """The document locked, if this person may review it and its review is open; `Hidden` when it is not theirs to see.

    The lock keeps a decision from slipping in beside the end of the review.
    """
    card = get_document(actor, document_id)
    can_review(actor, card.unit_path).require()
    document = Document.objects.select_for_update().get(pk=document_id)
    if document.reviewed_at is not None:
        raise Conflict(_("Văn bản đã rà soát xong."), _("Hãy bấm «Mở lại rà soát» rồi sửa tiếp."))
    if not Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).exists():
        raise Conflict(_("Văn bản chưa được đọc xong."), _("Hãy chờ đọc xong rồi rà soát."))
    return document


def proposal_of(document: Document, proposal_id: int) -> Proposal:
    """One proposal of the document, else `Hidden`."""
    proposal = Proposal.objects.filter(document=document, pk=proposal_id).first()
    if proposal is None:
        raise Hidden
    return proposal


def snapshot(proposal: Proposal) -> dict[str, Any]:
    """The present wording and state, as plain values."""
    return {name: getattr(proposal, name) for name in FIELDS}


def change(actor: Person, proposal: Proposal, version: int, verb: CorrectionVerb, **values: Any) -> Proposal:
    """Write `values` if nobody changed the proposal since `version`; keep the correction; journal. Three statements and a read."""
    before = snapshot(proposal)
    taken = Proposal.objects.filter(pk=proposal.pk, version=version).update(version=F("version") + 1, **values)
    if not taken:
        raise Conflict(changed_meanwhile(proposal.pk), _("Xem lại nội dung hiện tại rồi quyết định; những gì bạn đã nhập vẫn còn."))
    proposal.refresh_from_db()
    changed = {name: value for name, value in snapshot(proposal).items() if value != before[name]}
    Correction.objects.create(
        proposal=proposal,
        verb=verb,
        before={name: before[name] for name in changed},
        after=changed,
        actor=actor,
        at=clock.now(),
    )
    touch(proposal.document)
    document = proposal.document
    journal.record(actor, f"documents.proposal.{verb.value}", document, document.unit_id, key=proposal.key, fields=sorted(changed))
    return proposal


def touch(document: Document) -> None:
    """Count one change of the review."""
    Document.objects.filter(pk=document.pk).update(version=F("version") + 1)


def changed_meanwhile(proposal_id: int) -> str:
    """Who did what to this proposal last, in one sentence."""
    last = Correction.objects.filter(proposal_id=proposal_id).select_related("actor").order_by("-id").first()
    if last is None:
        return _("Nhiệm vụ này vừa được người khác thay đổi.")
    state = last.after.get("state")
    words = {"who": str(last.actor), "what": str(CorrectionVerb(last.verb).label), "when": text.moment(last.at)}
    if state:
        words["state"] = str(ProposalState(state).label).lower()
        return _("%(who)s vừa %(what)s nhiệm vụ này lúc %(when)s; hiện nhiệm vụ ở trạng thái «%(state)s».") % words
    return _("%(who)s vừa %(what)s nhiệm vụ này lúc %(when)s.") % words
