"""Whatever is written is read back with the same structure: documents drawn at random from ordinary words."""

from __future__ import annotations

import datetime as dt

import pytest
import vanban
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vanban import Heading, OfficialDocument, Paragraph, SignatureBlock, Table
from vanban.outline import walk

WORDS = [
    "thư", "viện", "trường", "học", "sách", "truyện", "phòng", "đọc", "lớp", "em", "nhỏ", "buổi",
    "tối", "cửa", "sổ", "bàn", "ghế", "xanh", "sạch", "đẹp", "vườn", "cây", "nước", "mưa",
    "con", "đường", "làng", "nhà", "văn", "hóa",
]  # fmt: skip
NAMES = ["Lê Thị Hoa", "Nguyễn Văn An", "Trần Minh Đức", "Đỗ Quang", "Vũ Thị Ngọc Ánh"]
UNITS = ["Sở Văn hóa", "Phòng Giáo dục", "Thư viện tỉnh", "Ủy ban nhân dân huyện Bình Sơn", "Trường Tiểu học Hòa An"]
KINDS = ["kế hoạch", "báo cáo", "thông báo", "hướng dẫn", "chương trình", "tờ trình"]

sentence = st.lists(st.sampled_from(WORDS), min_size=3, max_size=14).map(lambda words: " ".join(words).capitalize())
heading = st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(lambda words: " ".join(words).capitalize())
cells = st.tuples(sentence, st.sampled_from(UNITS))
table = st.lists(cells, min_size=1, max_size=3).map(lambda rows: Table(("Nội dung", "Đơn vị"), tuple(rows), (100, 60)))


@st.composite
def bodies(draw: st.DrawFn) -> tuple[Heading | Paragraph | Table, ...]:
    out: list[Heading | Paragraph | Table] = [Paragraph(draw(sentence) + ".")]
    for top in range(draw(st.integers(1, 3))):
        out.append(Heading(1, ("I.", "II.", "III.")[top], draw(heading).upper()))
        for middle in range(draw(st.integers(0, 3))):
            out.append(Heading(2, f"{middle + 1}.", draw(heading)))
            out += [Heading(3, f"{'abc'[low]})", draw(heading)) for low in range(draw(st.integers(0, 3)))]
            if draw(st.booleans()):
                out.append(Paragraph(draw(sentence) + "."))
        if draw(st.booleans()):
            out.append(draw(table))
    out.append(Paragraph(draw(sentence)))
    return tuple(out)


documents = st.builds(
    OfficialDocument,
    parent_issuer=st.none() | st.just("Ủy ban nhân dân tỉnh An Bình"),
    issuer=st.sampled_from(UNITS),
    number=st.none() | st.integers(1, 9999).map(str),
    symbol=st.sampled_from(["KH-SVH", "BC-PGD", "TB-UBND", "QĐ-TV"]),
    place=st.none() | st.sampled_from(["An Bình", "Bình Sơn", "Hòa An"]),
    date=st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    year_month=st.none(),
    type=st.sampled_from(KINDS),
    title=heading,
    body=bodies(),
    recipients=st.lists(st.sampled_from(UNITS), max_size=3, unique=True).map(tuple),
    signer=st.builds(SignatureBlock, st.none() | st.just("KT. Giám đốc"), st.just("Phó Giám đốc"), st.sampled_from(NAMES)),
)


def value(of: vanban.Value | None) -> str | None:
    return of.value if of else None


@pytest.mark.scale
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_what_is_written_is_read_back(document: OfficialDocument) -> None:
    read = vanban.read(vanban.write(document), name="a.docx")
    head = read.metadata
    assert (value(head.type), value(head.title)) == (document.type, document.title)
    assert (value(head.number), value(head.symbol)) == (document.number, document.symbol)
    assert (value(head.issuer), value(head.parent_issuer)) == (
        document.issuer.upper(),
        document.parent_issuer and document.parent_issuer.upper(),
    )
    assert (value(head.place), value(head.date)) == (document.place, str(document.date))
    assert [value(line) for line in head.recipients] == list(document.recipients)
    (signer,) = head.signers
    assert (value(signer.authority), value(signer.role), value(signer.name)) == (
        document.signer.authority and document.signer.authority.upper(),
        document.signer.role.upper(),
        document.signer.name,
    )
    items = [(node.label, node.heading) for node, _ in walk(read.outline)]
    assert items == [(part.label, part.text) for part in document.body if isinstance(part, Heading)]
    assert [f for f in read.findings if f.severity == "error"] == []


@pytest.mark.scale
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_a_reading_written_anew_reads_the_same(document: OfficialDocument) -> None:
    once = vanban.read(vanban.write(document), name="a.docx")
    twice = vanban.read(vanban.write(once), name="a.docx")
    assert [(node.id, node.heading) for node, _ in walk(twice.outline)] == [(node.id, node.heading) for node, _ in walk(once.outline)]
    for name in ("issuer", "parent_issuer", "number", "symbol", "place", "date", "type", "title"):
        assert value(getattr(twice.metadata, name)) == value(getattr(once.metadata, name)), name
    assert [value(line) for line in twice.metadata.recipients] == [value(line) for line in once.metadata.recipients]
    assert [value(s.name) for s in twice.metadata.signers] == [value(s.name) for s in once.metadata.signers]
    assert [(t.id, t.text) for t in twice.tasks] == [(t.id, t.text) for t in once.tasks]
