"""Speed and memory of readings."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib import import_module
from typing import Any

import vanban

from bench import pdfs, texts
from bench.measure import NotMeasured, Promise, child, say, seconds

PAGES = 60
MB = 1_000_000


def seed_plan() -> float:
    """Seconds for the reference plan, once the reader is warm."""
    data = texts.seed()
    vanban.read(data, name="plan.txt")
    return seconds(lambda: vanban.read(data, name="plan.txt"), 9)


def text_speed() -> float:
    """MB of UTF-8 a second through the whole reading: the reference plan and an own one of the same size, one after the other."""
    both = [texts.seed(), texts.plan(28_000).encode()]
    for data in both:
        vanban.read(data, name="plan.txt")
    return sum(map(len, both)) / MB / seconds(lambda: [vanban.read(data, name="plan.txt") for data in both], 9)


def linear() -> float:
    """How much longer a byte takes in 10 MB than in 1 MB."""
    small, large = texts.plan(MB).encode(), texts.plan(10 * MB).encode()
    one = seconds(lambda: vanban.read(small, name="plan.txt"), 3)
    return seconds(lambda: vanban.read(large, name="plan.txt"), 1) / one * len(small) / len(large)


def _reading(expression: str) -> str:
    return f"sys.path.insert(0, '.')\nfrom bench import texts\nimport vanban\nvanban.read({expression}, name='plan.txt')"


@cache
def one_character() -> tuple[float, float]:
    """1 MB of one character repeated."""
    return child(_reading("b'a' * 1_000_000"))


@cache
def nested() -> tuple[float, float]:
    """Numbering that goes 1,000 levels down (about 2 MB of text, most of it labels)."""
    return child(_reading("texts.nested(1000)"))


def large_memory() -> float:
    """MB of memory for 10 MB of text."""
    return child(_reading("texts.plan(10_000_000).encode()"))[1]


def import_ms() -> float:
    """Milliseconds until `vanban.read` can be called, the middle of nine fresh interpreters."""
    return 1000 * sorted(child("from vanban import read")[0] for _n in range(9))[4]


def core_memory() -> float:
    """MB of a process that has read the reference plan."""
    return child(_reading("texts.seed()"))[1]


def blocks(data: bytes, name: str) -> str:
    """The text of a file's blocks, with numbers, before anything is looked for in it."""
    from vanban import clean, load

    text: str = clean.normalise(load.load(data, name=name).pieces)[0]
    return text


@cache
def _docx() -> bytes:
    return texts.docx(MB)


def docx_speed() -> float:
    """MB of text a second, .docx → blocks with every automatic number."""
    text = blocks(_docx(), "plan.docx")
    if not text.startswith("I. ") or "\n1. " not in text or "\na) " not in text:
        raise ValueError("automatic numbers are missing")
    return len(text.encode()) / MB / seconds(lambda: blocks(_docx(), "plan.docx"), 5)


def faster_than_python_docx() -> float:
    """How many times faster than python-docx, which gives no numbers."""
    import io

    docx = _peer("docx", "python-docx")
    text = len(blocks(_docx(), "plan.docx").encode())
    alone = text / MB / seconds(lambda: "\n".join(p.text for p in docx.Document(io.BytesIO(_docx())).paragraphs), 3)
    say(f"python-docx, không có số tự động: {alone:.3g} MB/s")
    return docx_speed() / alone


def _peer(module: str, name: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise NotMeasured(f"chưa cài {name}") from error


@cache
def _pdf(*, fallback: bool) -> bytes:
    return pdfs.pdf(PAGES, fallback=fallback)


def pages_speed(*, fallback: bool) -> float:
    """Pages a second, .pdf → blocks."""
    return PAGES / seconds(lambda: blocks(_pdf(fallback=fallback), "plan.pdf"), 3)


def words_kept(found: str) -> float:
    """Percent of the words of the PDF's own text that a reading has."""
    wanted = Counter(" ".join(pdfs.lines(PAGES)).split())
    return 100 * sum((wanted & Counter(found.split())).values()) / sum(wanted.values())


def words_above_pypdfium2() -> float:
    """Percentage points of words kept beyond what pypdfium2 alone keeps of the fallback-font file."""
    document = _peer("pypdfium2", "pypdfium2").PdfDocument(_pdf(fallback=True))
    alone = words_kept("\n".join(page.get_textpage().get_text_bounded() for page in document))
    say(f"pypdfium2 một mình: {alone:.3g} % số chữ")
    return words_kept(blocks(_pdf(fallback=True), "plan.pdf")) - alone


PROMISES = (
    Promise("reader.text_mb_per_s", "MB/s", 2, text_speed, at_least=True),
    Promise("reader.seed_plan_s", "s", 0.1, seed_plan),
    Promise("reader.import_ms", "ms", 60, import_ms),
    Promise("reader.core_memory_mb", "MB", 40, core_memory),
    Promise("reader.linear_10mb", "lần", 1.3, linear),
    Promise("reader.text_10mb_mb", "MB", 200, large_memory),
    Promise("reader.one_character_1mb_s", "s", 0.5, lambda: one_character()[0]),
    Promise("reader.one_character_1mb_mb", "MB", 200, lambda: one_character()[1]),
    Promise("reader.nested_1000_s", "s", 1, lambda: nested()[0]),
    Promise("reader.nested_1000_mb", "MB", 200, lambda: nested()[1]),
    Promise("reader.docx_mb_per_s", "MB/s", 10, docx_speed, at_least=True),
    Promise("reader.docx_times_python_docx", "lần", 2.3, faster_than_python_docx, at_least=True),
    Promise("reader.pdf_pages_per_s", "trang/s", 90, lambda: pages_speed(fallback=False), at_least=True),
    Promise("reader.pdf_fallback_pages_per_s", "trang/s", 90, lambda: pages_speed(fallback=True), at_least=True),
    Promise("reader.pdf_words_kept", "%", 100, lambda: words_kept(blocks(_pdf(fallback=False), "plan.pdf")), at_least=True),
    Promise("reader.pdf_fallback_words_kept", "%", 100, lambda: words_kept(blocks(_pdf(fallback=True), "plan.pdf")), at_least=True),
    Promise("reader.pdf_fallback_words_above_pypdfium2", "điểm %", 0, words_above_pypdfium2, at_least=True),
)
