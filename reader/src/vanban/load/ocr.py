"""Character recognition by tesseract (optional): pictures of pages to the same words and ruling lines that a text layer gives."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from vanban.errors import MissingProgram
from vanban.late import late
from vanban.load import programs
from vanban.load.page import Page, Rule, Word
from vanban.load.raster import Picture, Stroke, levelled, strokes, wipe

DOTS = 200
WORKERS = 2
SECONDS_A_PAGE = 90.0
_SURE = 0.3
_SURER = 0.7
_LEADING = frozenset(["-", "–", "—", "+", "•", "/", "&"])
_LETTERS = late(r"[^\W_]")
_SIGNS = frozenset(["-", "–", "—", "+", "•", "*", "&", "/", "%", "…", "...", "./.", "(", ")", "“", "”", '"', ":", ";", "."])
_DESCENDS = late(r"[gjpqyQ,;()ạịọụẹậặệộợựỵ]")


def need() -> MissingProgram:
    """The error for a machine without tesseract or without its Vietnamese data."""
    return programs.missing(
        "Tệp là bản quét (ảnh), cần chương trình nhận dạng chữ tesseract với dữ liệu tiếng Việt để đọc.", "tesseract-ocr tesseract-ocr-vie"
    )


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether tesseract and its Vietnamese data are installed."""
    program = programs.find("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)  # noqa: S603
    return b"vie" in listed.stdout.split() or b"vie" in listed.stderr.split()


def recognise(pictures: Sequence[tuple[int, Picture]]) -> Iterator[Page]:
    """Pages from pictures as they are done, two at a time at most. Raises MissingProgram, DamagedFile."""
    if not available():
        raise need()
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(lambda numbered: _page(*numbered), pictures)


def _page(number: int, picture: Picture) -> Page:
    """A page from its picture; one that lies well askew, as a photograph may, is turned and recognised again."""
    plain = Picture(picture.width, picture.height, bytearray(picture.pixels), picture.dots)
    lines, rows = _recognised(picture)
    slope = _slope(rows)
    if _ASKEW < abs(slope) < _MOST:
        picture = levelled(plain, slope)
        lines, rows = _recognised(picture, uneven=True)
        slope = _slope(rows)
    slope = slope if abs(slope) < _LEFT else 0.0
    scale = 72.0 / picture.dots
    words = [word for row in rows for word in _words(row, slope, scale)]
    rules = [_rule(line, slope, scale) for line in lines]
    return Page(number, picture.width * scale, picture.height * scale, words, rules, scanned=True)


_ASKEW, _MOST, _LEFT = 0.03, 0.2, 0.06
"""Slopes: from which on a page is turned, that which is none of a page, and what may be left to put the words on their lines."""


def _recognised(picture: Picture, *, uneven: bool = False) -> tuple[list[Stroke], list[list[Found]]]:
    """Ruling lines, which are wiped off the picture, and words by their lines."""
    lines = strokes(picture, uneven=uneven)
    wipe(picture, lines)
    command = ["tesseract", "-", "-", "-l", "vie", "--dpi", str(round(picture.dots)), "--psm", "4", "tsv"]
    out = programs.run(command, seconds=SECONDS_A_PAGE, stdin=picture.pgm(), environment={"OMP_THREAD_LIMIT": "1"})
    return lines, _rows(out.decode("utf-8", errors="replace"))


Found = tuple[str, float, int, int, int, int]


def _rows(table: str) -> list[list[Found]]:
    """Words (text, confidence, left, top, right, bottom) by the lines that tesseract saw."""
    rows: dict[tuple[str, ...], list[Found]] = {}
    for line in table.splitlines()[1:]:
        fields = line.split("\t")
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip():
            continue
        left, top, width, height = map(int, fields[6:10])
        word = (fields[11].strip(), float(fields[10]) / 100, left, top, left + width, top + height)
        if _kept(word):
            rows.setdefault(tuple(fields[1:5]), []).append(word)
    return list(rows.values())


def _kept(word: Found) -> bool:
    """Specks and frames read as signs are left out; letters stay, with their confidence."""
    text, sure = word[0], word[1]
    if _LETTERS.search(text):
        return sure > 0.05
    return text in _SIGNS and sure > (_SURE if text in _LEADING else _SURER)


def _slope(rows: Sequence[Sequence[Found]]) -> float:
    """How much the page is turned: fall by run, from the bottoms of long lines, or of shorter ones where it is well askew."""
    for words, run in ((4, 300), (3, 150)):
        slopes = []
        for row in rows:
            flat = [w for w in row if not _DESCENDS.search(w[0]) and _LETTERS.search(w[0])]
            if len(flat) >= words and flat[-1][2] - flat[0][2] > run:
                slopes.append((flat[-1][5] - flat[0][5]) / (flat[-1][2] - flat[0][2]))
        if len(slopes) >= 3 and (words > _SHORT or abs(statistics.median(slopes)) > _LEFT):
            return statistics.median(slopes)
    return 0.0


_SHORT = 3
"""Words of a line so short that its slope counts only when it is steep."""


def _words(row: Sequence[Found], slope: float, scale: float) -> list[Word]:
    flat = [w for w in row if not _DESCENDS.search(w[0]) and _LETTERS.search(w[0])] or list(row)
    base = statistics.median(w[5] - slope * w[2] for w in flat) * scale
    high = statistics.median(w[5] - w[3] for w in flat) * scale
    size = min(max(high * 1.25, 8.0), 24.0)
    shift = slope * base
    return [Word(text, left * scale + shift, right * scale + shift, base, size, sure) for text, sure, left, _, right, _ in row]


def _rule(line: Stroke, slope: float, scale: float) -> Rule:
    middle = (line.begin + line.end) / 2
    at = line.at - slope * middle if line.level else line.at + slope * middle
    drift = slope * line.at * (1 if line.level else -1)
    return Rule(line.level, at * scale, (line.begin + drift) * scale, (line.end + drift) * scale)
