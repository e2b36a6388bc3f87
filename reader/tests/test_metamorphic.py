"""The same document told otherwise gives the same tasks: other code points, spaces, pages, wrapping, encodings, formats.

The words are those of the golden documents; what is compared is never what the gold says, only that nothing changes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import vanban
from test_legacy import viqr
from vanban.types import Document

FOLDER = Path(__file__).parent / "golden"
sys.path.insert(0, str(FOLDER))

import render_docx  # noqa: E402
import render_text  # noqa: E402
import spec  # noqa: E402
import tcvn3  # noqa: E402
import vni  # noqa: E402

pytestmark = pytest.mark.scale

SOURCES = sorted((FOLDER / "sources").glob("*.txt"))
# Typewriters of the old encodings had neither; the marks of DĐ cannot be told apart in VIQR.
PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "²": "2"})
LINES_A_PAGE = 25

Key = list[tuple[str, str, str, tuple[object, ...], tuple[object, ...]]]


def tasks(document: Document, *, folded: bool = False) -> Key:
    """What is asked: place, origin, words, units with roles, times."""

    def words(text: str) -> str:
        return " ".join(text.lower().split()) if folded else " ".join(text.split())

    return [
        (
            task.id,
            task.origin,
            words(task.text),
            tuple((unit.role, tuple(map(words, unit.names))) for unit in task.units),
            tuple((time.kind, time.from_, time.due, time.every) for time in task.times),
        )
        for task in document.tasks
    ]


def text_of(path: Path, **settings: object) -> str:
    """A golden document as plain text, laid out as asked."""
    source = spec.load(path)
    kept = {key: value for key, value in source.settings.items() if key in {"table", "centre"}}
    source.settings = {**kept, "format": "txt", **settings}
    return render_text.as_text(source)


def read(data: bytes) -> Document:
    return vanban.read(data, name="van-ban.txt")


def unbreakable(text: str) -> str:
    """Every third space between words is one that does not break."""
    return re.sub(r"(?<=\S) (?=\S)", lambda space: "\u00a0" if space.start() % 3 == 0 else " ", text)


def paged(path: Path, end: str) -> str:
    """Wrapped at 78 signs, a page end after every 25 lines, wherever it falls."""
    lines = text_of(path, wrap=78, gaps=False).split("\n")
    out = []
    for at, line in enumerate(lines, start=1):
        out.append(line)
        if at % LINES_A_PAGE == 0:
            out.append(end.format(at // LINES_A_PAGE + 1))
    return "\n".join(out)


def fed(path: Path) -> str:
    return "\n\n".join(part + ("\n\f" if at % 5 == 4 else "") for at, part in enumerate(text_of(path).split("\n\n")))


TOLD: dict[str, Callable[[Path], str]] = {
    "decomposed letters": lambda path: unicodedata.normalize("NFD", text_of(path)),
    "spaces that do not break": lambda path: unbreakable(text_of(path)),
    "page ends between paragraphs": fed,
    "wrapped lines": lambda path: text_of(path, wrap=78),
    "wrapped lines without gaps": lambda path: text_of(path, wrap=78, gaps=False),
    "page numbers inside sentences": lambda path: paged(path, "\n" + " " * 38 + "{}\n"),
    "page numbers between dashes": lambda path: paged(path, "\n" + " " * 36 + "- {} -\n"),
    "form feeds and page numbers": lambda path: paged(path, "\f" + " " * 38 + "{}\n"),
}


GAPLESS = {"wrapped lines without gaps", "page numbers inside sentences", "page numbers between dashes", "form feeds and page numbers"}
LONG_HEADS = {"ctr-hanh-dong-dang-uy-phuong"}
"""An addressee's own line as long as a wrapped one: where no gap follows it, nothing parts it from its task, for a reader neither."""


@pytest.mark.parametrize("way", TOLD)
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_layout_of_plain_text_changes_no_task(path: Path, way: str) -> None:
    if way in GAPLESS and path.stem in LONG_HEADS:
        pytest.skip("a heading as long as a wrapped line, without a gap")
    assert tasks(read(TOLD[way](path).encode())) == tasks(read(text_of(path).encode()))


def small(text: str) -> str:
    """What TCVN3 can hold: marked capitals become small letters."""
    held = tcvn3.table()
    return "".join(char if char in held or ord(char) < 128 else char.lower() for char in text)


def written(text: str, scheme: str) -> bytes:
    """The text in an old encoding."""
    if scheme == "tcvn3":
        return tcvn3.to_tcvn3(text)
    return vni.to_vni(text).encode("cp1252") if scheme == "vni" else viqr(text).encode()


@pytest.mark.parametrize("scheme", ["tcvn3", "vni", "viqr"])
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_an_old_encoding_changes_no_task(path: Path, scheme: str) -> None:
    text = unicodedata.normalize("NFC", text_of(path)).translate(PLAIN)
    if scheme == "viqr" and re.search("[dđ]đ", text, re.IGNORECASE):
        pytest.skip("VIQR writes dđ and đd alike")
    plain = small(text) if scheme == "tcvn3" else text
    document = read(written(text, scheme))
    assert document.source.encoding == scheme
    assert tasks(document, folded=True) == tasks(read(plain.encode()), folded=True)


# What a printed page does not show, or shows otherwise than the file holds it.
APART = {
    "kh-sua-theo-doi-thay-doi": "LibreOffice prints tracked changes with what was struck out",
    "kh-huyen-tcvn3-2009": "letters of an old font are printed in whatever font stands in for it",
    "qd-vntime-phan-cong": "as above",
    "kh-bang-khong-vien": "a table without lines: cells are told by gaps",
    "kh-thpt-an-toan-truong-hoc": "Nơi nhận stands in no table of its own on the page",
    "ctr-bang-dai-nhieu-trang": "a row cut by a page end inside a number",
    "ctr-ubnd-hai-tang-tieu-de": "a time broken inside a word over three lines of a narrow cell",
    "kh-bo-nghe-thu-cong-phu-luc": "a row cut by a page end in all its cells",
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All golden documents as .docx, and as the .pdf that LibreOffice makes of them."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    home = tmp_path_factory.mktemp("printed")
    made = []
    for path in SOURCES:
        made.append(home / f"{path.stem}.docx")
        made[-1].write_bytes(render_docx.as_docx(spec.load(path)))
    command = [office, "--headless", f"-env:UserInstallation=file://{home}/profile", "--convert-to", "pdf:writer_pdf_Export"]
    subprocess.run([*command, "--outdir", str(home), *map(str, made)], check=True, capture_output=True, timeout=300)
    return home


@pytest.mark.parametrize("path", [path for path in SOURCES if path.stem not in APART], ids=lambda path: path.stem)
def test_a_docx_and_its_pdf_give_the_same_tasks(path: Path, printed: Path) -> None:
    assert tasks(vanban.read(printed / f"{path.stem}.pdf")) == tasks(vanban.read(printed / f"{path.stem}.docx"))


def test_what_is_set_apart_is_named_as_it_stands() -> None:
    assert set(APART) <= {path.stem for path in SOURCES}
