"""What was read, shown on the document: nothing of the text is lost, everything read is marked, no script runs."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import docx
import docxmaker
import pytest
import vanban
from test_contract import PLAN
from vanban.annotation import LEGEND, Mark, cuts, marks, save


class Page(HTMLParser):
    """Tags, the text of the main part, and the marks with their classes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[tuple[str, ...]] = []
        self.words: list[str] = []
        self.marked: list[tuple[str, str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "main":
            self.inside = True
        if tag == "mark":
            self.open.append(tuple((dict(attrs).get("class") or "").split()))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.inside = False
        if tag == "mark":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.append(data)
            self.marked += [(kind, data) for kind in (self.open[-1] if self.open else ())]


@pytest.fixture(scope="module")
def document() -> vanban.Document:
    return vanban.read(PLAN.encode(), name="ke-hoach <1>.txt")


@pytest.fixture(scope="module")
def page(document: vanban.Document) -> Page:
    made = Page()
    made.feed(vanban.annotate(document).decode())
    return made


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_the_whole_text_is_on_the_page(document: vanban.Document, page: Page) -> None:
    assert squeezed("".join(page.words)) == squeezed(document.text)


def test_everything_read_is_marked(document: vanban.Document, page: Page) -> None:
    for kind, texts in {
        "unit": [unit.text for task in document.tasks for unit in task.units],
        "time": [time.text for task in document.tasks for time in task.times],
        "citation": [citation.text for citation in document.citations],
        "metadata": [value.text for value in document.metadata.recipients],
    }.items():
        shown = squeezed("".join(words for of, words in page.marked if of == kind))
        assert texts, kind
        assert [text for text in texts if squeezed(text) not in shown] == []


def test_the_page_runs_no_script_and_has_its_legend(document: vanban.Document) -> None:
    html = vanban.annotate(document).decode()
    assert "<script" not in html
    assert not re.search(r"\son\w+=|javascript:|https?://", html)
    assert all(words in html for words in LEGEND.values())
    assert "ke-hoach &lt;1&gt;.txt" in html
    assert html.startswith('<!DOCTYPE html>\n<html lang="vi">')


def test_tables_stay_tables() -> None:
    made = docx.Document()
    table = made.add_table(2, 2)
    for at, words in enumerate(("Nhiệm vụ", "Đơn vị", "Mua sách", "Thư viện tỉnh")):
        table.cell(at // 2, at % 2).text = words
    data = io.BytesIO()
    made.save(data)
    html = vanban.annotate(vanban.read(data.getvalue(), name="bang.docx")).decode()
    assert [html.count(tag) for tag in ("<table>", "</table>", "<tr>", "</tr>")] == [1, 1, 2, 2]
    assert html.count("<td") == html.count("</td>") == 4


def test_a_word_file_carries_highlights_and_comments(document: vanban.Document) -> None:
    made = docx.Document(io.BytesIO(vanban.annotate(document, "docx")))
    words = squeezed("".join(paragraph.text for paragraph in made.paragraphs[1:]))
    assert words == squeezed(document.text)
    comments = [comment.text for comment in made.comments]
    assert len(comments) >= len(document.tasks) + len(document.citations)
    assert any("nhiệm vụ II.1" in words or "nhiệm vụ I.1" in words for words in comments)
    assert {run.font.highlight_color for p in made.paragraphs for run in p.runs} - {None}


def original() -> bytes:
    """A .docx whose words stand in several runs, with a table and a bold word."""
    made = docx.Document()
    for line in PLAN.split("\n"):
        paragraph = made.add_paragraph()
        for at, word in enumerate(line.split(" ")):
            paragraph.add_run(f"{' ' if at else ''}{word}").bold = word == "Thư"
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Sách", "Bàn ghế"
    made.sections[0].header.paragraphs[0].text = "Đầu trang riêng"
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def test_marks_are_put_onto_the_word_file_itself() -> None:
    data = original()
    document = vanban.read(data, name="a.docx")
    made = docx.Document(io.BytesIO(vanban.annotate(document, "docx", original=data)))
    assert [p.text for p in made.paragraphs] == [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]
    assert made.sections[0].header.paragraphs[0].text == "Đầu trang riêng"
    assert [cell.text for cell in made.tables[0].rows[0].cells] == ["Sách", "Bàn ghế"]
    comments = [comment.text for comment in made.comments]
    told = " ".join(comments)
    for words in ("nhiệm vụ I.1", "Phòng Giáo dục tiểu học: thực hiện", "một lần 2026-04-01 → 2026-06-30", "12/KH-UBND"):
        assert words in told
    lit = ["".join(run.text for run in p.runs if run.font.highlight_color is not None) for p in made.paragraphs]
    assert "Quý II năm 2026" in " ".join(lit)
    assert "Độc lập" not in " ".join(lit)


def test_a_run_is_cut_where_a_mark_begins() -> None:
    made = docx.Document()
    made.add_paragraph("Căn cứ Luật Thư viện ngày 21/11/2019 và các quy định khác.").runs[0].italic = True
    data = io.BytesIO()
    made.save(data)
    document = vanban.read(data.getvalue(), name="a.docx")
    shown = docx.Document(io.BytesIO(vanban.annotate(document, "docx", original=data.getvalue())))
    runs = [run for run in shown.paragraphs[0].runs if run.text]
    assert "".join(run.text for run in runs if run.font.highlight_color is not None) == "Luật Thư viện ngày 21/11/2019"
    assert len(runs) >= 3
    assert {run.italic for run in runs} == {True}


def test_the_ending_chooses_the_form(document: vanban.Document, tmp_path: Path) -> None:
    save(document, tmp_path / "a.html")
    save(document, tmp_path / "a.docx")
    assert (tmp_path / "a.html").read_bytes().startswith(b"<!DOCTYPE")
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")
    with pytest.raises(vanban.VanbanError, match="html hoặc docx"):
        save(document, tmp_path / "a.png")


def test_overlapping_places_are_cut_at_every_edge() -> None:
    found = [Mark(0, 6, "task", ""), Mark(2, 8, "time", ""), Mark(4, 5, "unit", "")]
    pieces = [(a, b, [m.kind for m in over]) for a, b, over in cuts(found, 0, 9)]
    assert pieces == [
        (0, 2, ["task"]),
        (2, 4, ["task", "time"]),
        (4, 5, ["task", "time", "unit"]),
        (5, 6, ["task", "time"]),
        (6, 8, ["time"]),
        (8, 9, []),
    ]


def test_marks_are_in_reading_order_and_inside_the_text(document: vanban.Document) -> None:
    found = marks(document)
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert all(0 <= m.start < m.end <= len(document.text) + 1 for m in found)


def test_a_file_whose_parts_are_not_whole_is_set_anew() -> None:
    data = docxmaker.docx(docxmaker.p("KẾ HOẠCH") + docxmaker.p("1. Sở Y tế kiểm tra trước ngày 30/6/2027."))
    read = vanban.read(data, name="a.docx")
    shown = vanban.annotate(read, "docx", original=data)
    assert "Sở Y tế kiểm tra" in "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(shown)).paragraphs)
