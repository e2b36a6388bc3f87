"""Deciding on proposals: accept, drop, restore, put back as read; and closing the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.documents.choices import CorrectionVerb, ProposalState
from trienkhai.documents.models import Correction, Document, Proposal
from trienkhai.documents.permissions import can_review
from trienkhai.documents.selectors import get_document, twin_of
from trienkhai.documents.selectors.wordings import product_of
from trienkhai.documents.services.changing import change, proposal_of, touch, under_review

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def accept(*, actor: Person, document_id: int, proposal_id: int, version: int) -> Proposal:
    """Confirm one task as it stands."""
    proposal = proposal_of(under_review(actor, document_id), proposal_id)
    if proposal.state == ProposalState.ACCEPTED:
        return proposal
    return change(actor, proposal, version, CorrectionVerb.ACCEPT, state=ProposalState.ACCEPTED)


@transaction.atomic
def drop(*, actor: Person, document_id: int, proposal_id: int, version: int) -> Proposal:
    """Leave one task out; it stays visible and can be restored."""
    proposal = proposal_of(under_review(actor, document_id), proposal_id)
    if proposal.state == ProposalState.DROPPED:
        return proposal
    return change(actor, proposal, version, CorrectionVerb.DROP, state=ProposalState.DROPPED)


@transaction.atomic
def restore(*, actor: Person, document_id: int, proposal_id: int, version: int) -> Proposal:
    """Bring a dropped, merged or accepted task back to be decided."""
    proposal = proposal_of(under_review(actor, document_id), proposal_id)
    if proposal.state == ProposalState.PROPOSED:
        return proposal
    return change(actor, proposal, version, CorrectionVerb.RESTORE, state=ProposalState.PROPOSED)


@transaction.atomic
def reset(*, actor: Person, document_id: int, proposal_id: int, version: int) -> Proposal:
    """Put the wording back as the reader said it; refused for a task that a person added."""
    proposal = proposal_of(under_review(actor, document_id), proposal_id)
    said = proposal.as_read
    if said is None:
        raise Refusal(_("Nhiệm vụ này do người thêm, không có bản máy đọc."), _("Hãy sửa hoặc bỏ nhiệm vụ."))
    return change(
        actor,
        proposal,
        version,
        CorrectionVerb.RESET,
        title=said.get("title") or Truncator(said.get("text") or "").words(16),
        text=said.get("text") or "",
        units=said.get("units") or [],
        times=said.get("times") or [],
        start=said.get("start"),
        end=said.get("end"),
        product=product_of(said),
    )


@transaction.atomic
def accept_all(*, actor: Person, document_id: int, version: int) -> int:
    """Confirm every task still undecided, as this person saw them: refused when the review changed since `version`. Returns how many."""
    document = under_review(actor, document_id)
    waiting = list(Proposal.objects.filter(document=document, state=ProposalState.PROPOSED))
    if not waiting:
        return 0
    if not Document.objects.filter(pk=document_id, version=version).update(version=F("version") + 1):
        raise Conflict(_("Có người vừa thay đổi kết quả rà soát này."), _("Hãy tải lại trang, xem thay đổi rồi xác nhận lại."))
    Proposal.objects.filter(pk__in=[p.pk for p in waiting]).update(state=ProposalState.ACCEPTED, version=F("version") + 1)
    at = clock.now()
    Correction.objects.bulk_create(
        Correction(
            proposal=p,
            verb=CorrectionVerb.ACCEPT,
            before={"state": ProposalState.PROPOSED},
            after={"state": ProposalState.ACCEPTED},
            actor=actor,
            at=at,
        )
        for p in waiting
    )
    journal.record(actor, "documents.proposal.accept-all", document, document.unit_id, count=len(waiting))
    return len(waiting)


@transaction.atomic
def finish_review(*, actor: Person, document_id: int) -> None:
    """Close the review: every task decided, at least one accepted, and no twin left open. A second click finds it closed."""
    card = get_document(actor, document_id)
    if card.reviewed_at is not None:
        can_review(actor, card.unit_path).require()
        return
    document = under_review(actor, document_id)
    if twin_of(actor, card) is not None:
        raise Refusal(
            _("Đã có văn bản cùng số, ký hiệu, cơ quan ban hành và ngày."), _("Hãy chọn giữ làm bản khác hoặc gỡ văn bản này trước.")
        )
    states = list(Proposal.objects.filter(document=document).values_list("state", flat=True))
    waiting = states.count(ProposalState.PROPOSED)
    if waiting:
        raise Refusal(
            ngettext("Còn %(n)s nhiệm vụ chưa quyết định.", "Còn %(n)s nhiệm vụ chưa quyết định.", waiting) % {"n": waiting},
            _("Hãy xác nhận hoặc bỏ từng nhiệm vụ còn lại, hoặc bấm «Xác nhận tất cả»."),
        )
    if ProposalState.ACCEPTED not in states:
        raise Refusal(_("Chưa có nhiệm vụ nào được xác nhận."), _("Hãy xác nhận hoặc thêm ít nhất một nhiệm vụ."))
    seen = Document.objects.filter(pk=document_id, version=document.version)
    if not seen.update(reviewed_at=clock.now(), reviewed_by=actor, version=F("version") + 1):
        raise Conflict(_("Có người vừa thay đổi kết quả rà soát này."), _("Hãy tải lại trang, xem thay đổi rồi kết thúc lại."))
    journal.record(actor, "documents.review.finished", document, document.unit_id, accepted=states.count(ProposalState.ACCEPTED))


@transaction.atomic
def reopen_review(*, actor: Person, document_id: int) -> None:
    """Open a closed review again. A plan already made from it keeps its own tasks."""
    card = get_document(actor, document_id)
    can_review(actor, card.unit_path).require()
    if card.reviewed_at is None:
        return
    document = Document.objects.get(pk=document_id)
    Document.objects.filter(pk=document_id).update(reviewed_at=None, reviewed_by=None)
    touch(document)
    journal.record(actor, "documents.review.reopened", document, document.unit_id)
