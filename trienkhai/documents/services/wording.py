"""The wording of proposals: edit, split, merge, add. Each leaves what stood before in a correction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from trienkhai.core.errors import Conflict, Refusal
from trienkhai.documents.choices import CorrectionVerb, ProposalState
from trienkhai.documents.models import Document, Proposal
from trienkhai.documents.selectors import source_text
from trienkhai.documents.services.changing import change, changed_meanwhile, proposal_of, under_review

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Wording:
    """What a task says: units and times in the shape of the contract."""

    title: str
    text: str
    units: list[dict[str, Any]]
    times: list[dict[str, Any]]
    product: str = ""

    def checked(self) -> Wording:
        """The same without edge spaces; a task without words is refused."""
        text = self.text.strip()
        if not text:
            raise Refusal(_("Nhiệm vụ phải có nội dung."), _("Hãy nhập nội dung nhiệm vụ."))
        title = " ".join(self.title.split()) or Truncator(text).words(16)
        return replace(self, title=title, text=text, product=self.product.strip())

    def fields(self) -> dict[str, Any]:
        """As columns."""
        return {"title": self.title, "text": self.text, "units": self.units, "times": self.times, "product": self.product}


@transaction.atomic
def edit(*, actor: Person, document_id: int, proposal_id: int, version: int, wording: Wording) -> Proposal:
    """Correct one task. The state stays as decided."""
    proposal = proposal_of(under_review(actor, document_id), proposal_id)
    return change(actor, proposal, version, CorrectionVerb.EDIT, **wording.checked().fields())


@transaction.atomic
def split(*, actor: Person, document_id: int, proposal_id: int, version: int, at: int) -> tuple[Proposal, Proposal]:
    """Cut one task in two before the character `at` of its text; both keep units and times and wait to be decided."""
    document = under_review(actor, document_id)
    proposal = proposal_of(document, proposal_id)
    head, tail = proposal.text[:at].strip(), proposal.text[at:].strip()
    if not head or not tail:
        raise Refusal(_("Chỗ tách phải ở giữa nội dung nhiệm vụ."), _("Hãy chọn chỗ khác để mỗi phần đều có nội dung."))
    middle = _place_of(source_text(document_id), proposal, tail)
    end = proposal.end
    first = change(
        actor,
        proposal,
        version,
        CorrectionVerb.SPLIT,
        title=Truncator(head).words(16),
        text=head,
        end=middle or proposal.end,
        state=ProposalState.PROPOSED,
    )
    second = Proposal.objects.create(
        document=document,
        order=_order_after(document, first),
        key=_free_key(document, first.key),
        heading=first.heading,
        title=Truncator(tail).words(16),
        text=tail,
        start=middle or first.start,
        end=end,
        units=first.units,
        times=first.times,
    )
    return first, change(actor, second, second.version, CorrectionVerb.SPLIT, product=first.product)


@transaction.atomic
def merge_with_next(*, actor: Person, document_id: int, proposal_id: int, version: int, next_version: int) -> Proposal:
    """Join the next living task to this one: words in a row, units and times without repetition. The next one stays as merged."""
    document = under_review(actor, document_id)
    proposal = proposal_of(document, proposal_id)
    after = (
        Proposal.objects.filter(document=document, order__gte=proposal.order, state__in=[ProposalState.PROPOSED, ProposalState.ACCEPTED])
        .exclude(pk=proposal.pk)
        .first()
    )
    if after is None:
        raise Refusal(_("Không còn nhiệm vụ nào phía sau để gộp."), _("Hãy chọn nhiệm vụ đứng trước."))
    if after.version != next_version:
        raise Conflict(changed_meanwhile(after.pk), _("Hãy tải lại trang, xem nhiệm vụ phía sau rồi gộp lại."))
    change(actor, after, next_version, CorrectionVerb.MERGE, state=ProposalState.MERGED)
    ends = [place for place in (proposal.end, after.end) if place is not None]
    return change(
        actor,
        proposal,
        version,
        CorrectionVerb.MERGE,
        text=f"{proposal.text}\n{after.text}",
        units=_union(proposal.units, after.units),
        times=_union(proposal.times, after.times),
        product="; ".join(part for part in (proposal.product, after.product) if part),
        end=max(ends) if ends else None,
        state=ProposalState.PROPOSED,
    )


@transaction.atomic
def add(*, actor: Person, document_id: int, wording: Wording, start: int | None = None, end: int | None = None) -> Proposal:
    """Add a task that the reader did not find, from a span of the text or by hand. It is accepted at once: a person wrote it."""
    document = under_review(actor, document_id)
    length = len(source_text(document_id))
    if start is None or end is None or not 0 <= start < end <= length:
        start = end = None
    before = None
    if start is not None:
        before = Proposal.objects.filter(document=document, start__lte=start).order_by("-start", "-order").first()
    last = before or Proposal.objects.filter(document=document).order_by("-order").first()
    proposal = Proposal.objects.create(
        document=document,
        order=_order_after(document, last) if last else 100,
        key=_free_key(document, _("thêm")),
        heading=before.heading if before else "",
        start=start,
        end=end,
        **wording.checked().fields(),
    )
    return change(actor, proposal, proposal.version, CorrectionVerb.ADD, state=ProposalState.ACCEPTED)


def _order_after(document: Document, proposal: Proposal) -> int:
    """A place right behind `proposal`; later ones move when there is no room left."""
    behind = Proposal.objects.filter(document=document, order__gt=proposal.order).order_by("order")
    following = behind.values_list("order", flat=True).first()
    if following is None:
        return proposal.order + 100
    if following - proposal.order > 1:
        return proposal.order + (following - proposal.order) // 2
    renumbered = list(Proposal.objects.filter(document=document).order_by("order", "id"))
    for place, row in enumerate(renumbered, start=1):
        row.order = place * 100
    Proposal.objects.bulk_update(renumbered, ["order"])
    proposal.refresh_from_db()
    return proposal.order + 50


def _free_key(document: Document, stem: str) -> str:
    taken = set(Proposal.objects.filter(document=document, key__startswith=stem).values_list("key", flat=True))
    return next(key for n in range(2, len(taken) + 3) if (key := f"{stem[:50]}~{n}") not in taken)


def _place_of(source: str, proposal: Proposal, tail: str) -> int | None:
    """Where the second half begins in the document, when its first words stand there."""
    if proposal.start is None or proposal.end is None:
        return None
    opening = tail.split("\n")[0][:60]
    found = source.find(opening, proposal.start, proposal.end)
    return found if found > proposal.start else None


def _union(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both lists; what says the same words in the same role or kind is said once."""
    seen = {(item["text"], item.get("role"), item.get("kind")) for item in first}
    return first + [item for item in second if (item["text"], item.get("role"), item.get("kind")) not in seen]
