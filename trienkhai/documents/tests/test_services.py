"""The review: deciding, wording, two people at once, twins, and what may be finished."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents import selectors, services
from trienkhai.documents.choices import ProposalState
from trienkhai.documents.models import Correction, Document, Proposal
from trienkhai.documents.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_apart(tmp_path: Path, settings: object) -> None:
    settings.FILES_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def world() -> factories.World:
    return factories.make_world()


@pytest.fixture
def document(world: factories.World) -> Document:
    return factories.make_read_document(world)


def proposals(document: Document) -> list[Proposal]:
    return list(Proposal.objects.filter(document=document))


def wording(**changes: object) -> services.Wording:
    values: dict[str, object] = {"title": "Tên", "text": "Nội dung", "units": [], "times": [], "product": ""}
    return services.Wording(**{**values, **changes})  # type: ignore[arg-type]


def test_accepting_is_journalled_and_refused_to_those_who_may_not(world: factories.World, document: Document) -> None:
    first = proposals(document)[0]
    for actor, error in ((world.leader, Refusal), (world.reporter, Hidden), (world.stranger, Hidden)):
        with pytest.raises(error):
            services.accept(actor=actor, document_id=document.pk, proposal_id=first.pk, version=1)
    done = services.accept(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1)
    assert (done.state, done.version) == (ProposalState.ACCEPTED, 2)
    assert JournalLine.objects.filter(verb="documents.proposal.accept").count() == 1


def test_a_double_click_on_accept_does_nothing_twice(world: factories.World, document: Document) -> None:
    first = proposals(document)[0]
    for _ in range(2):
        services.accept(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1)
    assert Correction.objects.count() == 1


def test_a_dropped_task_can_be_restored(world: factories.World, document: Document) -> None:
    first = proposals(document)[0]
    dropped = services.drop(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1)
    restored = services.restore(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=dropped.version)
    assert restored.state == ProposalState.PROPOSED
    assert [c.verb for c in Correction.objects.order_by("id")] == ["drop", "restore"]


def test_an_edit_keeps_what_the_reader_said(world: factories.World, document: Document) -> None:
    first = proposals(document)[0]
    said = first.as_read
    meant = wording(text="Sửa lại", product="Báo cáo")
    services.edit(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1, wording=meant)
    first.refresh_from_db()
    assert (first.text, first.product) == ("Sửa lại", "Báo cáo")
    assert first.as_read == said
    card = selectors.proposal_page(world.specialist, document.pk, first.pk).proposal
    shown = {line.field: line.before for line in card.said}
    assert (shown["Nội dung"], shown["Sản phẩm"]) == (said["text"], "; ".join(product["text"] for product in said["products"]))
    back = services.reset(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=2)
    assert (back.text, back.units, back.times) == (said["text"], said["units"], said["times"])


def test_a_task_without_words_is_refused(world: factories.World, document: Document) -> None:
    first = proposals(document)[0]
    with pytest.raises(Refusal):
        services.edit(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1, wording=wording(text="  "))
    first.refresh_from_db()
    assert first.version == 1


def test_of_two_reviewers_the_second_is_told_what_the_first_did(world: factories.World, document: Document) -> None:
    first = proposals(document)[0]
    services.edit(actor=world.colleague, document_id=document.pk, proposal_id=first.pk, version=1, wording=wording(title="Của Bình"))
    with pytest.raises(Conflict) as caught:
        services.edit(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1, wording=wording(title="Của An"))
    assert "Bình" in caught.value.reason
    first.refresh_from_db()
    assert first.title == "Của Bình"
    services.edit(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=2, wording=wording(title="Của An"))
    assert Correction.objects.filter(proposal=first).count() == 2


def test_accept_all_takes_only_what_the_person_saw(world: factories.World, document: Document) -> None:
    seen = selectors.get_document(world.specialist, document.pk).version
    services.drop(actor=world.colleague, document_id=document.pk, proposal_id=proposals(document)[1].pk, version=1)
    with pytest.raises(Conflict):
        services.accept_all(actor=world.specialist, document_id=document.pk, version=seen)
    now = selectors.get_document(world.specialist, document.pk).version
    assert services.accept_all(actor=world.specialist, document_id=document.pk, version=now) == 1
    assert [p.state for p in proposals(document)] == [ProposalState.ACCEPTED, ProposalState.DROPPED]


def test_a_split_divides_words_and_places(world: factories.World, document: Document) -> None:
    first = proposals(document)[0]
    at = first.text.index("Trưng bày")
    head, tail = services.split(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1, at=at)
    assert (head.text, tail.text) == ("Tổ chức Ngày Sách tại thư viện.", "Trưng bày sách mới theo chủ đề.")
    assert [p.key for p in proposals(document)] == ["I.1.a", "I.1.a~2", "I.1.b"]
    assert factories.PLAN[tail.start : tail.end].startswith("Trưng bày")
    assert head.end == tail.start
    assert tail.units == head.units
    with pytest.raises(Refusal):
        services.split(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=head.version, at=0)


def test_a_merge_joins_words_units_and_times_once(world: factories.World, document: Document) -> None:
    first, second = proposals(document)
    merged = services.merge_with_next(
        actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1, next_version=second.version
    )
    second.refresh_from_db()
    assert second.state == ProposalState.MERGED
    assert merged.text == f"{first.text}\n{second.text}"
    assert [u["text"] for u in merged.units] == ["Thư viện tỉnh và các trường học", "các trường học"]
    assert (merged.start, merged.end) == (first.start, second.end)
    with pytest.raises(Refusal):
        services.merge_with_next(
            actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=merged.version, next_version=1
        )


def test_a_merge_is_refused_when_the_next_task_changed(world: factories.World, document: Document) -> None:
    first, second = proposals(document)
    services.drop(actor=world.colleague, document_id=document.pk, proposal_id=second.pk, version=1)
    services.restore(actor=world.colleague, document_id=document.pk, proposal_id=second.pk, version=2)
    with pytest.raises(Conflict):
        services.merge_with_next(actor=world.specialist, document_id=document.pk, proposal_id=first.pk, version=1, next_version=1)
    first.refresh_from_db()
    assert first.version == 1


def test_an_added_task_stands_where_its_words_stand(world: factories.World, document: Document) -> None:
    place = factories.span(factories.PLAN, "Xây dựng tủ sách lưu động.")
    start = place["start"] - 3
    added = services.add(actor=world.specialist, document_id=document.pk, wording=wording(text="Việc mới"), start=start, end=place["start"])
    assert added.state == ProposalState.ACCEPTED
    assert added.as_read is None
    assert [p.pk for p in proposals(document)].index(added.pk) == 1
    by_hand = services.add(actor=world.specialist, document_id=document.pk, wording=wording(text="Việc khác"), start=5, end=10**9)
    assert by_hand.start is None
    assert proposals(document)[-1].pk == by_hand.pk


def test_many_tasks_added_at_one_place_keep_their_order(world: factories.World, document: Document) -> None:
    start = proposals(document)[0].start or 0
    made = [
        services.add(actor=world.specialist, document_id=document.pk, wording=wording(text=f"Việc {n}"), start=start, end=start + 5).pk
        for n in range(12)
    ]
    assert [p.pk for p in proposals(document) if p.as_read is None] == made
    assert proposals(document)[-1].key == "I.1.b"


def test_a_review_is_finished_only_when_everything_is_decided(world: factories.World, document: Document) -> None:
    with pytest.raises(Refusal) as caught:
        services.finish_review(actor=world.specialist, document_id=document.pk)
    assert "2 nhiệm vụ" in caught.value.reason
    services.accept_all(actor=world.specialist, document_id=document.pk, version=document_version(world, document))
    for _ in range(2):
        services.finish_review(actor=world.specialist, document_id=document.pk)
    assert JournalLine.objects.filter(verb="documents.review.finished").count() == 1
    assert [p.key for p in selectors.reviewed(document.pk)] == ["I.1.a", "I.1.b"]
    with pytest.raises(Conflict):
        services.drop(actor=world.specialist, document_id=document.pk, proposal_id=proposals(document)[0].pk, version=2)
    services.reopen_review(actor=world.specialist, document_id=document.pk)
    assert services.drop(actor=world.specialist, document_id=document.pk, proposal_id=proposals(document)[0].pk, version=2)


def test_a_review_with_nothing_accepted_is_not_finished(world: factories.World, document: Document) -> None:
    for proposal in proposals(document):
        services.drop(actor=world.specialist, document_id=document.pk, proposal_id=proposal.pk, version=1)
    with pytest.raises(Refusal):
        services.finish_review(actor=world.specialist, document_id=document.pk)


def document_version(world: factories.World, document: Document) -> int:
    return selectors.get_document(world.specialist, document.pk).version


def header(**changes: object) -> services.Header:
    values: dict[str, object] = {
        "doc_type": "kế hoạch",
        "number": "12",
        "symbol": "KH-SVH",
        "issuer": "Sở Văn hóa",
        "issued_on": dt.date(2026, 2, 6),
        "title": "Phát triển văn hóa đọc",
    }
    return services.Header(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def twins(world: factories.World, document: Document) -> Document:
    """A second document that turns out to have the same number, symbol, issuer and date."""
    second = factories.make_read_document(world, content=b"another copy")
    for one in (document, second):
        services.set_header(actor=world.specialist, document_id=one.pk, version=document_version(world, one), header=header())
    return second


def test_a_twin_blocks_the_review_until_a_person_decides(world: factories.World, document: Document, twins: Document) -> None:
    services.accept_all(actor=world.specialist, document_id=twins.pk, version=document_version(world, twins))
    with pytest.raises(Refusal) as caught:
        services.finish_review(actor=world.specialist, document_id=twins.pk)
    assert "cùng số" in caught.value.reason
    assert selectors.review_page(world.specialist, twins.pk).twin.id == document.pk  # type: ignore[union-attr]
    assert selectors.review_page(world.specialist, document.pk).twin is None
    services.keep_as_version(actor=world.specialist, document_id=twins.pk)
    services.finish_review(actor=world.specialist, document_id=twins.pk)
    assert selectors.get_document(world.specialist, twins.pk).version_of_id == document.pk


def test_a_twin_may_be_removed(world: factories.World, twins: Document) -> None:
    services.remove_document(actor=world.specialist, document_id=twins.pk)
    with pytest.raises(Hidden):
        selectors.get_document(world.specialist, twins.pk)


def test_a_blank_number_has_no_twin(world: factories.World, document: Document) -> None:
    second = factories.make_read_document(world, content=b"another copy")
    for one in (document, second):
        services.set_header(actor=world.specialist, document_id=one.pk, version=document_version(world, one), header=header(number=""))
    assert selectors.review_page(world.specialist, second.pk).twin is None


def test_of_two_header_corrections_the_second_is_refused(world: factories.World, document: Document) -> None:
    seen = document_version(world, document)
    services.set_header(actor=world.colleague, document_id=document.pk, version=seen, header=header())
    with pytest.raises(Conflict):
        services.set_header(actor=world.specialist, document_id=document.pk, version=seen, header=header(number="13"))
    assert JournalLine.objects.get(verb="documents.header.corrected").data == {
        "fields": ["doc_type", "number", "symbol", "issuer", "issued_on", "title"]
    }
