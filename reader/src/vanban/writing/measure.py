"""How wide printed words are, for rules under lines of text and for wrapping titles evenly. Estimates: no font file is opened."""

from __future__ import annotations

import unicodedata

MILLIMETRES_PER_POINT = 25.4 / 72
_OTHER = 500
_ADVANCES = {
    250: " .,",
    278: "il/",
    333: "-:;()fjt",
    389: "Is",
    444: "cerz",
    500: "Jagovxy",
    556: "Sbdhknpqu",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYw",
    778: "GHKOQ",
    833: "m",
    944: "M",
    1000: "W",
}
"""Advances of bold Times in thousandths of an em; a letter with marks is as wide as the letter."""
_WIDTHS = {char: advance for advance, chars in _ADVANCES.items() for char in chars} | {"đ": 556, "Đ": 722}


def width(words: str, half_points: int) -> float:
    """Millimetres that the words take on one line, in bold."""
    letters = (char for char in unicodedata.normalize("NFD", words) if not unicodedata.combining(char))
    return sum(_WIDTHS.get(char, _OTHER) for char in letters) / 1000 * half_points / 2 * MILLIMETRES_PER_POINT


def lines(words: str, half_points: int, column: float) -> list[str]:
    """The words filled into a column, as a word processor does."""
    out: list[str] = []
    for word in words.split():
        longer = f"{out[-1]} {word}" if out else word
        if out and width(longer, half_points) <= column:
            out[-1] = longer
        else:
            out.append(word)
    return out


def even(words: str, half_points: int, column: float) -> float:
    """The narrowest column that takes as many lines as `column` does, so that no single word is left on the last one."""
    count = len(lines(words, half_points, column))
    narrow = width(words, half_points) / max(count, 1)
    while narrow < column and len(lines(words, half_points, narrow)) > count:
        narrow += 1
    return min(column, narrow + 2)
