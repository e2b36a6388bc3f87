"""The same file, the same task, the same reading from several sides at one moment."""

from __future__ import annotations

from typing import Any

import pytest

from trienkhai.core.models import JournalLine, StoredFile
from trienkhai.documents import services
from trienkhai.documents.models import Correction, Document, Proposal, Reading
from trienkhai.documents.tests import factories

pytestmark = [pytest.mark.usefixtures("at")]


def sorts(found: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in found)


def test_four_uploads_of_one_file_keep_one_document_read_once(at_once: Any) -> None:
    world = factories.make_world()

    def bring() -> Document:
        return services.receive(actor=world.specialist, unit_id=world.department.pk, name="a.txt", data=factories.PLAN.encode())

    found = at_once(*[bring] * 4)
    assert sorts(found) == ["AlreadyHere"] * 3 + ["Document"]
    assert (Document.objects.count(), StoredFile.objects.count(), Reading.objects.count()) == (1, 1, 1)
    assert JournalLine.objects.filter(verb="documents.reading.done").count() == 1
    assert Proposal.objects.count() == len(Reading.objects.get().result["tasks"])


def test_of_four_reviewers_one_edits_and_three_are_told(at_once: Any) -> None:
    world = factories.make_world()
    document = factories.make_read_document(world)
    one = Proposal.objects.filter(document=document)[0]

    def edit(n: int) -> Proposal:
        wording = services.Wording(title=f"Bản {n}", text=f"Nội dung {n}.", units=[], times=[])
        who = world.specialist if n % 2 else world.colleague
        return services.edit(actor=who, document_id=document.pk, proposal_id=one.pk, version=1, wording=wording)

    found = at_once(*[lambda n=n: edit(n) for n in range(4)])
    assert sorts(found) == ["Conflict"] * 3 + ["Proposal"]
    one.refresh_from_db()
    assert (one.version, Correction.objects.count()) == (2, 1)
    assert {r.reason.split()[0] for r in found if hasattr(r, "reason")} <= {"An", "Bình"}


def test_of_four_workers_one_reads(at_once: Any) -> None:
    world = factories.make_world()
    document = factories.make_read_document(world, content=factories.PLAN.encode())
    Proposal.objects.all().delete()
    reading = Reading.objects.get()
    Reading.objects.update(state="queued", result=None)
    assert at_once(*[lambda: services.run_reading(reading_id=reading.pk)] * 4) == [None] * 4
    reading.refresh_from_db()
    assert (reading.state, reading.attempts) == ("done", 1)
    assert Proposal.objects.filter(document=document).count() == len(reading.result["tasks"])


def test_a_decision_beside_finishing_leaves_no_undecided_task_in_a_closed_review(at_once: Any) -> None:
    world = factories.make_world()
    document = factories.make_read_document(world)
    services.accept_all(actor=world.specialist, document_id=document.pk, version=Document.objects.get().version)
    one = Proposal.objects.filter(document=document)[0]
    found = at_once(
        lambda: services.finish_review(actor=world.specialist, document_id=document.pk),
        lambda: services.restore(actor=world.colleague, document_id=document.pk, proposal_id=one.pk, version=one.version),
    )
    document.refresh_from_db()
    undecided = Proposal.objects.filter(document=document, state="proposed").exists()
    assert not (document.reviewed_at and undecided), found
