"""Taking every suggested binding at once, and sifting what the reader points at."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents import selectors, services
from trienkhai.documents.models import Document
from trienkhai.documents.tests import factories
from trienkhai.units.models import PhraseBinding, UnitGroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def world() -> factories.World:
    return factories.make_world()


@pytest.fixture
def document(world: factories.World) -> Document:
    """Its tasks name "Thư viện tỉnh", a unit, and "các trường học", a group."""
    UnitGroup.objects.create(owner=world.department, name="Các trường học", rule_or_list="list")
    return factories.make_read_document(world)


def bound() -> dict[str, tuple[str | None, list[str], bool]]:
    """What each phrase means: its group, its units, whether it was left open."""
    return {
        b.key: (b.group.name if b.group else None, [unit.code for unit in b.units.all()], b.is_open)
        for b in PhraseBinding.objects.select_related("group").order_by("key")
    }


def test_every_suggestion_is_taken_at_once_and_each_stays_changeable(world: factories.World, document: Document) -> None:
    made = services.bind_suggested(actor=world.specialist, document_id=document.pk)
    assert sorted(binding.phrase for binding in made) == ["Thư viện tỉnh", "các trường học"]
    assert bound() == {"các trường học": ("Các trường học", [], False), "thư viện tỉnh": (None, ["tv"], False)}
    said = JournalLine.objects.order_by("pk").values_list("verb", "actor_id")
    assert [line for line in said if line[0] != "documents.reading.done"] == [
        ("units.phrase.bound", world.specialist.pk),
        ("units.phrase.bound", world.specialist.pk),
        ("documents.phrases.suggested-bound", world.specialist.pk),
    ]
    services.bind_phrase(actor=world.specialist, document_id=document.pk, phrase="các trường học", leave_open=True)
    assert bound()["các trường học"] == (None, [], True)


def test_what_was_answered_already_stays(world: factories.World, document: Document) -> None:
    services.bind_phrase(actor=world.specialist, document_id=document.pk, phrase="Thư viện tỉnh", leave_open=True)
    services.bind_suggested(actor=world.specialist, document_id=document.pk)
    assert bound()["thư viện tỉnh"] == (None, [], True)
    assert services.bind_suggested(actor=world.specialist, document_id=document.pk) == []
    assert JournalLine.objects.filter(verb="documents.phrases.suggested-bound").count() == 1


def test_a_name_that_two_units_bear_is_no_suggestion(world: factories.World, document: Document) -> None:
    factories.make_unit("tv2", "Thư viện tỉnh", world.department)
    (binding,) = services.bind_suggested(actor=world.specialist, document_id=document.pk)
    assert binding.phrase == "các trường học"


def test_who_may_not_bind_takes_no_suggestion(world: factories.World, document: Document) -> None:
    with pytest.raises(Refusal):
        services.bind_suggested(actor=world.leader, document_id=document.pk)
    with pytest.raises(Hidden):
        services.bind_suggested(actor=world.stranger, document_id=document.pk)
    assert bound() == {}


def test_one_click_on_the_page_takes_them_and_says_which(world: factories.World, document: Document) -> None:
    client, phrases = Client(), reverse("documents:phrase-list", args=[document.pk])
    client.force_login(world.specialist)
    assert "Nhận mọi gợi ý (2)" in client.get(phrases).content.decode()
    answer = client.post(reverse("documents:bind-suggested", args=[document.pk]), follow=True)
    page = answer.content.decode()
    assert "Đã gắn 2 cụm từ" in page
    assert "Nhận mọi gợi ý" not in page
    again = client.post(reverse("documents:bind-suggested", args=[document.pk]), follow=True)
    assert "Không còn gợi ý nào để nhận." in again.content.decode()


FINDINGS = (
    ("numbering.duplicate", "error", "Mục trùng số.", "Đánh số lại."),
    ("language.doubled", "warning", "Từ lặp.", None),
    ("language.doubled", "warning", "Từ lặp lần nữa.", None),
    ("no.such.rule", "note", "Điều ghi chú.", None),
)


@pytest.fixture
def pointed(world: factories.World) -> Document:
    findings: list[dict[str, Any]] = [
        {"rule": rule, "severity": severity, "message": message, "suggest": suggest, "start": 10 * n, "end": 10 * n + 5}
        for n, (rule, severity, message, suggest) in enumerate(FINDINGS, start=1)
    ]
    return factories.make_read_document(world, factories.reading_result(factories.PLAN, factories.plan_tasks(), findings))


def messages(world: factories.World, document: Document, **asked: str) -> list[str]:
    return [line.finding.message for line in selectors.findings_page(world.specialist, document.pk, **asked).lines]


def test_findings_are_sifted_by_severity_and_rule(world: factories.World, pointed: Document) -> None:
    assert messages(world, pointed) == [message for _rule, _severity, message, _suggest in FINDINGS]
    assert messages(world, pointed, severity="warning") == ["Từ lặp.", "Từ lặp lần nữa."]
    assert messages(world, pointed, rule="no.such.rule") == ["Điều ghi chú."]
    assert messages(world, pointed, severity="error", rule="no.such.rule") == []
    page = selectors.findings_page(world.specialist, pointed.pk)
    assert [(value, count) for value, _label, count in page.severities] == [("error", 1), ("warning", 2), ("note", 1)]
    assert next((value, count) for value, _name, count in page.rules) == ("language.doubled", 2)
    with pytest.raises(Hidden):
        selectors.findings_page(world.stranger, pointed.pk)


def test_each_finding_says_its_ground_its_suggestion_and_leads_to_its_place(world: factories.World, pointed: Document) -> None:
    client = Client()
    client.force_login(world.specialist)
    page = client.get(reverse("documents:finding-list", args=[pointed.pk]), {"muc": "error"}).content.decode()
    assert "Mục trùng số." in page
    assert "Từ lặp." not in page
    assert "Căn cứ:" in page
    assert "Gợi ý:" in page
    assert f"{reverse('documents:document-review', args=[pointed.pk])}?phan=1#f1" in page
    nothing = client.get(reverse("documents:finding-list", args=[pointed.pk]), {"muc": "error", "quy_tac": "no.such.rule"})
    assert "Không có chỗ nào theo bộ lọc này" in nothing.content.decode()


def test_the_lists_cost_the_same_for_many_findings(world: factories.World, pointed: Document, queries: Any) -> None:
    bare = factories.make_read_document(world, content=b"bare")
    selectors.get_document(world.specialist, bare.pk)  # the scope is asked once
    few = queries(lambda: selectors.findings_page(world.specialist, bare.pk))
    assert queries(lambda: selectors.findings_page(world.specialist, pointed.pk)) == few
