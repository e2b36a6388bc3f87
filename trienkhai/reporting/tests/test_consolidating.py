"""Consolidation, level by level: schools to their commune, communes to the department; sources, groups, counts, replacements, undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from vanban.writing.model import Table

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.reporting import official, selectors, services
from trienkhai.reporting.choices import FileState, PassageAct
from trienkhai.reporting.consolidating import filling, gathering
from trienkhai.reporting.models import Consolidation, Part, Passage, Source, Submission, Taken
from trienkhai.reporting.tests.worlds import (
    LONG,
    SHORT,
    World,
    consolidate,
    factories_report,
    heads,
    make_world,
    part_of,
    report,
    sent,
    submission,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def world(at: Any) -> World:
    """A day on which units write."""
    made = make_world()
    at("2026-12-20T09:00")
    return made


def test_children_first_every_level_counts_the_units_behind(world: World) -> None:
    for school in world.schools:
        sent(world, school, s1=f"- {SHORT}\n")
    row = consolidate(world)
    assert heads(part_of(row, "s1")) == [(SHORT, 3, True)]
    assert row.said["s1"] == f"{SHORT} (Trường Tân An 1, Trường Tân An 2 và 01 đơn vị khác)."
    Submission.objects.filter(pk=row.pk).update(is_nil=False)
    factories_report(world)
    services.send_submission(actor=world.head, submission_id=row.pk, version=row.version)
    Submission.objects.filter(pk=row.pk).update(state="accepted")
    sent(world, world.own[0], s1=SHORT)
    made = report(world)
    part = part_of(made, "s1")
    assert heads(part) == [(SHORT, 4, True)]
    lines = selectors.trace_passage(viewer=world.body.specialist, passage_id=part.passages.get().pk).sources
    assert [line.unit_name for line in lines] == ["Trường THPT số 1", *(school.placements.get().name for school in world.schools)]
    assert {line.said for line in lines} == {SHORT}
    given = set(Source.objects.filter(passage__part=part).values_list("given__submission__unit_id", flat=True))
    assert given == {world.commune.pk, world.own[0].pk}


def test_what_was_typed_before_stays_and_words_from_passages_are_not_typed_over(world: World) -> None:
    row = submission(world.commune)
    services.save_submission(actor=world.clerk, submission_id=row.pk, version=row.version, said={"s1": "Tự viết trước.", "s2": "Bài học."})
    sent(world, world.schools[0], s1=SHORT)
    row = consolidate(world)
    assert [text for text, _units, _in in heads(part_of(row, "s1"))] == ["Tự viết trước.", SHORT]
    kept = row.said["s1"]
    assert kept.startswith("Tự viết trước.")
    services.save_submission(actor=world.clerk, submission_id=row.pk, version=row.version, said={"s1": "gõ đè", "s2": "Bài học mới."})
    row.refresh_from_db()
    assert row.said["s1"] == kept
    page = selectors.get_part(viewer=world.clerk, part_id=part_of(row, "s1").pk)
    assert [line.is_own for line in page.lines] == [True, False]


def test_who_is_missing_is_said_and_the_denominator_does_not_drift_silently(world: World) -> None:
    sent(world, world.schools[0], s1=SHORT)
    sent(world, world.schools[1], state="sent", s1="Chưa được chấp nhận.")
    row = consolidate(world)
    page = selectors.get_consolidation(viewer=world.clerk, submission_id=row.pk)
    found = page.coverage
    assert (found.expected, found.then, found.taken, found.missing_count, found.has_drifted) == (3, 3, 1, 2, False)
    assert [line.unit_name for line in found.missing] == ["Trường Tân An 2", "Trường Tân An 3"]
    assert "Chưa được chấp nhận." not in str(heads(part_of(row, "s1")))
    Submission.objects.filter(unit=world.schools[2]).update(state="released")
    found = selectors.get_consolidation(viewer=world.clerk, submission_id=row.pk).coverage
    assert (found.expected, found.then, found.has_drifted) == (2, 3, True)


def test_a_replaced_edition_is_shown_with_its_difference_and_taken_in_on_demand(world: World) -> None:
    for school in world.schools[:2]:
        sent(world, school, s1=f"{SHORT}\n{LONG}")
    row = consolidate(world)
    part = part_of(row, "s1")
    edited = part.passages.get(composed=SHORT)
    services.edit_passage(actor=world.clerk, passage_id=edited.pk, version=part.version, text="[Số đơn vị] đơn vị nêu thiếu sách.")
    sent(world, world.schools[0], s1=f"{LONG}\nĐề nghị mở thêm phòng đọc.")
    page = selectors.get_consolidation(viewer=world.clerk, submission_id=row.pk)
    assert (page.coverage.waiting, page.coverage.replaced) == (1, 1)
    ((change,),) = [one.changes for one in page.replaced]
    assert [run.words for run in change.after if run.differs] == ["Đề nghị mở thêm phòng đọc."]
    assert [line.is_stale for line in selectors.get_part(viewer=world.clerk, part_id=part.pk).lines] == [True, True]
    row = consolidate(world)
    assert heads(part_of(row, "s1")) == [
        (LONG, 2, True),
        ("[Số đơn vị] đơn vị nêu thiếu sách.", 1, True),
        ("Đề nghị mở thêm phòng đọc.", 1, True),
    ]
    assert row.said["s1"].splitlines()[1] == "01 đơn vị nêu thiếu sách."
    assert not any(line.is_stale for line in selectors.get_part(viewer=world.clerk, part_id=part.pk).lines)
    sent(world, world.schools[1])
    row = consolidate(world)
    lost = selectors.get_passage(viewer=world.clerk, passage_id=edited.pk)
    assert (lost.has_lost, lost.row.included, lost.row.text) == (True, False, "[Số đơn vị] đơn vị nêu thiếu sách.")


def test_asking_twice_changes_nothing(world: World) -> None:
    sent(world, world.schools[0], s1=SHORT, s3="Cấp thêm kinh phí.")
    before = [heads(part_of(consolidate(world), key)) for key in ("s1", "s3")]
    assert [heads(part_of(consolidate(world), key)) for key in ("s1", "s3")] == before
    assert (Taken.objects.count(), Source.objects.count()) == (1, 2)


def test_a_run_killed_between_parts_goes_on_and_nothing_is_taken_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for school in world.schools:
        sent(world, school, s1=SHORT, s2=LONG, s3="Cấp thêm kinh phí.")
    whole, seen = gathering.words_of, []

    def killed(given: Any, key: str) -> Any:
        seen.append(key)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return whole(given, key)

    row = Consolidation.objects.create(submission=submission(world.commune), state=FileState.QUEUED)
    with monkeypatch.context() as broken:
        broken.setattr(gathering, "words_of", killed)
        with pytest.raises(KeyboardInterrupt):
            filling.run(row.pk)
    row.refresh_from_db()
    assert (row.state, sorted(row.parts.filter(run=1).values_list("key", flat=True))) == (FileState.RUNNING, ["s1"])
    filling.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.run, row.expected) == (FileState.DONE, 1, 3)
    assert [heads(part) for part in row.parts.order_by("order")] == [
        [(SHORT, 3, True)],
        [(LONG, 3, True)],
        [("Cấp thêm kinh phí.", 3, True)],
    ]
    filling.run(row.pk)
    assert Source.objects.count() == 9


@pytest.fixture
def part(world: World) -> Part:
    for at, school in enumerate(world.schools):
        more = f"\n{LONG} {'này' if at else 'qua'}"
        sent(world, school, s1=f"{SHORT}{more}\nRiêng {school.placements.get().name}.")
    return part_of(consolidate(world), "s1")


def texts(part: Part) -> list[str]:
    return [text for text, _units, _in in heads(part)]


def now(part: Part) -> int:
    part.refresh_from_db()
    return part.version


def test_each_act_keeps_sources_and_is_undone(world: World, part: Part) -> None:
    before, ids = heads(part), list(Passage.objects.filter(part=part, merged__isnull=True).order_by("order").values_list("pk", flat=True))
    acts = [
        lambda: services.edit_passage(actor=world.clerk, passage_id=ids[0], version=now(part), text="Lời mới."),
        lambda: services.move_passage(actor=world.clerk, passage_id=ids[0], version=now(part), steps=2),
        lambda: services.include_passage(actor=world.clerk, passage_id=ids[0], version=now(part), included=False),
        lambda: services.split_passage(actor=world.clerk, passage_id=ids[1], version=now(part), text="Một.\n\nHai.\n\n\nBa."),
        lambda: services.merge_passages(actor=world.clerk, part_id=part.pk, version=now(part), passage_ids=ids[1:], joined=True),
        lambda: services.add_passage(actor=world.clerk, part_id=part.pk, version=now(part), text="Văn phòng viết."),
    ]
    sources = Source.objects.count()
    states = [before]
    for act in acts:
        act()
        states.append(heads(part))
        assert states[-1] != states[-2]
        assert Source.objects.count() >= sources
    for state in reversed(states[:-1]):
        services.undo_passages(actor=world.clerk, part_id=part.pk, version=now(part))
        assert heads(part) == state
    with pytest.raises(Refusal, match="Không còn thay đổi"):
        services.undo_passages(actor=world.clerk, part_id=part.pk, version=now(part))
    assert Source.objects.count() == sources


def test_pieces_of_a_split_stand_on_all_sources(world: World, part: Part) -> None:
    head = part.passages.get(composed=SHORT)
    made = services.split_passage(actor=world.clerk, passage_id=head.pk, version=part.version, text="Thiếu sách.\n\nThiếu kệ.")
    assert [(one.text, one.unit_count, one.sources.count()) for one in made] == [("Thiếu sách.", 3, 3), ("Thiếu kệ.", 3, 3)]
    with pytest.raises(Refusal, match="chỗ tách"):
        services.split_passage(actor=world.clerk, passage_id=head.pk, version=now(part), text="Thiếu sách.")


def test_a_person_chooses_who_speaks_for_a_group(world: World, part: Part) -> None:
    member = part.passages.get(merged__isnull=False)
    head = member.merged
    assert head is not None
    assert (head.unit_count, member.unit_count) == (3, 1)
    group = selectors.get_group(viewer=world.clerk, passage_id=head.pk)
    assert [[run.words for run in line.against if run.differs] for line in group.lines] == [["qua"]]
    chosen = services.choose_passage(actor=world.clerk, passage_id=member.pk, version=part.version)
    head.refresh_from_db()
    assert (chosen.unit_count, chosen.merged_id, head.merged_id, head.unit_count) == (3, None, chosen.pk, 2)
    services.take_out_passage(actor=world.clerk, passage_id=head.pk, version=now(part))
    chosen.refresh_from_db()
    head.refresh_from_db()
    assert (chosen.unit_count, head.unit_count, head.merged_id) == (1, 2, None)
    for _time in range(2):
        services.undo_passages(actor=world.clerk, part_id=part.pk, version=now(part))
    head.refresh_from_db()
    assert (head.unit_count, head.merged_id, head.included) == (3, None, True)


def test_two_people_at_different_parts_do_not_meet_and_at_one_the_second_sees_both_texts(world: World, part: Part) -> None:
    other = part_of(submission(world.commune), "s3")
    version = other.version
    services.edit_passage(actor=world.head, passage_id=part.passages.get(composed=SHORT).pk, version=part.version, text="Người thứ nhất.")
    services.add_passage(actor=world.clerk, part_id=other.pk, version=version, text="Người thứ hai ở phần khác.")
    client = Client()
    client.force_login(world.clerk)
    place = reverse("reporting:passage-edit", args=[part.passages.get(composed=SHORT).pk])
    answer = client.post(place, {"version": part.version, "text": "Người thứ hai."})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "<del>nhất.</del>" in words
    assert "<ins>hai.</ins>" in words
    assert client.post(place, {"version": answer.context["form"]["version"].value(), "text": "Người thứ hai."}).status_code == 302
    with pytest.raises(Conflict):
        services.add_passage(actor=world.clerk, part_id=part.pk, version=part.version, text="Muộn.")


def test_only_who_writes_it_works_on_it_and_what_was_sent_stays(world: World, part: Part) -> None:
    head = part.passages.get(composed=SHORT)
    for person in (world.body.stranger, world.body.clerks[0]):
        with pytest.raises(Hidden):
            services.edit_passage(actor=person, passage_id=head.pk, version=part.version, text="Khác.")
    Submission.objects.filter(unit=world.commune).update(state="sent")
    with pytest.raises(Refusal, match="đã gửi đi"):
        services.edit_passage(actor=world.clerk, passage_id=head.pk, version=part.version, text="Khác.")
    with pytest.raises(Refusal, match="đã gửi đi"):
        consolidate(world)
    with pytest.raises(Refusal, match="Không có đơn vị nào nộp"):
        services.consolidate_submission(actor=world.body.head, submission_id=submission(world.own[0]).pk)


def test_words_and_choices_are_checked(world: World, part: Part) -> None:
    head = part.passages.get(composed=SHORT)
    for words, match in ((" ", "để trống"), ("a" * 40_001, "quá dài")):
        with pytest.raises(Refusal, match=match):
            services.edit_passage(actor=world.clerk, passage_id=head.pk, version=part.version, text=words)
    with pytest.raises(Refusal, match="Chưa chọn đủ"):
        services.merge_passages(actor=world.clerk, part_id=part.pk, version=now(part), passage_ids=[head.pk])
    member = part.passages.get(merged__isnull=False)
    with pytest.raises(Conflict, match="vừa được gộp"):
        services.edit_passage(actor=world.clerk, passage_id=member.pk, version=now(part), text="Khác.")
    with pytest.raises(Conflict, match="không còn ở trong nhóm"):
        services.choose_passage(actor=world.clerk, passage_id=head.pk, version=now(part))


def test_the_report_says_each_part_with_its_units_and_its_own_words_alone(world: World) -> None:
    for school in world.own:
        sent(world, school, s2="Đọc sách cùng con mỗi tối.", s3="Cấp thêm kinh phí.")
    made = report(world)
    part = part_of(made, "s3")
    services.add_passage(actor=world.body.specialist, part_id=part.pk, version=part.version, text="Sở đề nghị Bộ hướng dẫn.")
    passage = part.passages.get(composed="Cấp thêm kinh phí.")
    services.edit_passage(
        actor=world.body.specialist, passage_id=passage.pk, version=now(part), text="Có [số đơn vị] đơn vị đề nghị cấp kinh phí."
    )
    words = [one.text for one in official.document(selectors.get_content(made)).body if not isinstance(one, Table)]
    assert "- Đọc sách cùng con mỗi tối (Trường THPT số 1, Trường THPT số 2)." in words
    assert "Có 02 đơn vị đề nghị cấp kinh phí." in words[-3]
    assert words[-2] == "Sở đề nghị Bộ hướng dẫn."


def test_every_page_works_by_forms_alone_and_queries_do_not_grow(world: World, part: Part) -> None:
    client = Client()
    client.force_login(world.clerk)
    places = [
        reverse("reporting:part", args=[part.pk]),
        reverse("reporting:submission-consolidation", args=[submission(world.commune).pk]),
        reverse("reporting:passage-group", args=[part.passages.filter(members__isnull=False)[0].pk]),
        reverse("reporting:passage-trace", args=[part.passages.get(composed=SHORT).pk]),
    ]
    before = [asked(client, place) for place in places]
    many = [Passage(part=part, order=100 + n, text=f"Thêm {n}", composed=f"Thêm {n}", first_units=[world.own[0].pk]) for n in range(15)]
    Passage.objects.bulk_create(many)
    assert [asked(client, place) for place in places] == before
    ids = [one.pk for one in many]
    for name, key, given in (
        ("passages-merge", part.pk, {"passages": ids[:2]}),
        ("passages-undo", part.pk, {}),
        ("passage-include", ids[2], {}),
        ("passage-move", ids[3], {"steps": "-1"}),
        ("passage-choose", part.passages.filter(merged__isnull=False)[0].pk, {}),
        ("passage-add", part.pk, {"text": "Văn phòng."}),
        ("passage-split", ids[4], {"text": "Một.\n\nHai."}),
    ):
        answer = client.post(reverse(f"reporting:{name}", args=[key]), {"version": now(part), **given})
        assert answer.status_code == 302, name
    stale = client.post(reverse("reporting:passage-include", args=[ids[0]]), {"version": 1})
    assert stale.status_code == 409
    assert "vừa được người khác sửa" in stale.content.decode()
    assert part.changes.filter(undone=True, act=PassageAct.MERGED).count() == 1


def asked(client: Client, place: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(place).status_code == 200
    return len(queries)
