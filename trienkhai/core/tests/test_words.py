"""Vietnamese text, numbers and days, the clock, odd numbers of addresses, attachments, stored files."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template

from trienkhai.core import asked, clock, files, text, uploads
from trienkhai.core.errors import Refusal
from trienkhai.core.models import StoredFile
from trienkhai.core.verdict import ALLOWED, denied

pytestmark = pytest.mark.once


def test_folding_finds_what_people_type() -> None:
    assert text.fold("Sở GIÁO DỤC  và Đào tạo") == "so giao duc va dao tao"
    assert text.fold("Hải Phòng") == text.fold("hai phong") == "hai phong"
    assert text.phrase_key("  Các đơn vị\n giáo dục;. ") == "các đơn vị giáo dục"
    assert text.phrase_key("Phường") != text.phrase_key("Phương")


def test_vietnamese_order_puts_letters_before_tones() -> None:
    names = ["Đông", "Ánh", "An", "Bình", "Ân", "Dương", "Ăn", "Ẩn", "Zét"]
    assert sorted(names, key=text.sort_key) == ["An", "Ánh", "Ăn", "Ân", "Ẩn", "Bình", "Dương", "Đông", "Zét"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (1234567, "1.234.567"), (1234.5, "1.234,5"), (Decimal("0.10"), "0,1"), (-1234, "-1.234"), (None, "–"), (1e6, "1.000.000")],
)
def test_numbers_are_grouped_by_points(value: Any, shown: str) -> None:
    assert text.number(value) == shown
    assert Template("{{ n|number }}").render(Context({"n": value})) == shown


def test_days_and_moments_as_offices_write_them() -> None:
    day = dt.date(2023, 2, 6)
    assert (text.date(day), text.date(None)) == ("06/02/2023", "–")
    assert text.day_words(day) == "ngày 06 tháng 02 năm 2023"
    assert text.day_words(dt.date(2026, 11, 24)) == "ngày 24 tháng 11 năm 2026"
    assert text.moment(dt.datetime(2026, 11, 24, 18, 5, tzinfo=dt.UTC)) == "01:05 25/11/2026"
    assert [text.count_words(n) for n in (0, 3, 12, 1500)] == ["0", "03", "12", "1.500"]


def test_the_clock_is_what_the_demonstration_says(settings: Any) -> None:
    settings.CLOCK = "2026-11-24T09:00"
    assert (clock.today(), clock.now().utcoffset()) == (dt.date(2026, 11, 24), dt.timedelta(hours=7))
    settings.CLOCK = "2026-11-24T20:00+00:00"
    assert clock.now().tzinfo is not None
    settings.CLOCK = ""
    assert abs((clock.now() - dt.datetime.now(dt.UTC)).total_seconds()) < 5  # noqa: TID251 - the real clock is what is compared


@pytest.mark.parametrize("words", ["", "²", "٣", "-1", "1.5", "9" * 16, "abc", "1 ", "0x10"])
def test_what_is_no_whole_number_is_nothing(words: str) -> None:
    assert asked.whole(words) is None
    assert asked.whole("042") == 42
    assert asked.wholes([words, "7"]) == [7]


def test_what_was_typed_until_now_stays() -> None:
    from django import forms

    class Search(forms.Form):
        """A name and some picks."""

        name = forms.CharField()
        picks = forms.MultipleChoiceField()

    assert asked.so_far(QueryDict("name=Nhóm&picks=1&picks=2&khac=x"), Search) == {"name": "Nhóm", "picks": ["1", "2"]}
    assert asked.so_far(QueryDict(""), Search) == {}


def test_a_denial_carries_its_reason_and_status() -> None:
    ALLOWED.require()
    with pytest.raises(Refusal) as caught:
        denied("Không được.", "Hãy hỏi.").require()
    assert (caught.value.reason, caught.value.hint, caught.value.status) == ("Không được.", "Hãy hỏi.", 403)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"", "rỗng"),
        ("a.exe", b"MZ", "Không nhận loại tệp"),
        ("khong-duoi", b"x", "Không nhận loại tệp"),
        ("a.pdf", b"MZ", "không đúng với đuôi tệp"),
        ("a.png", b"GIF89a", "không đúng với đuôi tệp"),
        ("a.txt", b"a\0b", "không đúng với đuôi tệp"),
    ],
)
def test_attachments_are_what_their_names_say(name: str, data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        uploads.media_type(name, data)
    assert caught.value.hint
    assert uploads.media_type("C:\\ảnh\\a.JPG", b"\xff\xd8\xff x") == "image/jpeg"


def test_an_attachment_beyond_the_cap_is_refused(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(Refusal, match="50 MB"):
        uploads.media_type("a.txt", b"x" * 11)


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_and_come_back_whole(settings: Any, at: Any) -> None:
    first, again = files.store(b"noi dung", "text/plain"), files.store(b"noi dung", "text/plain")
    assert first == again
    assert StoredFile.objects.count() == 1
    assert files.load(first) == b"noi dung"
    kept = [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]
    assert kept == [files.path_of(first.sha256)]


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["altered", "lost"])
def test_a_file_that_is_no_longer_what_came_in_is_not_handed_out(at: Any, harm: str) -> None:
    stored = files.store(b"bien ban hop", "text/plain")
    assert b"".join(files.attachment(stored, "a.txt").streaming_content) == b"bien ban hop"
    where = files.path_of(stored.sha256)
    if harm == "lost":
        where.unlink()
    else:
        where.write_bytes(b"bien ban sua")
    with pytest.raises(Refusal, match="không còn nguyên") as refusal:
        files.attachment(stored, "a.txt")
    assert (refusal.value.status, "bản sao lưu" in refusal.value.hint) == (503, True)


def test_every_verb_of_the_journal_has_a_name() -> None:
    import re

    from django.conf import settings as project

    from trienkhai.core.words import verb_label

    verbs = set()
    for path in (Path(project.BASE_DIR) / "trienkhai").rglob("*.py"):
        if "tests" not in path.parts and path.name != "bench.py":
            verbs |= set(re.findall(r'journal\.(?:record|saw)\(\s*\w+, "([a-z.-]+)"', path.read_text(encoding="utf-8")))
    assert len(verbs) > 15
    assert not [verb for verb in verbs if verb_label(verb) == verb]
