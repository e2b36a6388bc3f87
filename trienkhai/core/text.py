"""Vietnamese text: search folding, sort keys, numbers and dates as offices write them."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: index for index, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def fold(text: str) -> str:
    """`text` without case, tones or shapes ("Đào tạo" → "dao tao"), runs of white space as one; for search on both engines."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def phrase_key(text: str) -> str:
    """One key for one phrase, tones kept: NFC, lower case, runs of white space as one, no edge punctuation."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split()).strip(" .,;:")


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Vietnamese order (CLDR vi): letters first (a ă â … d đ), tones only to break ties."""
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", char)
        shape = "".join(p for p in parts if p == parts[0] or p in _SHAPES)
        letter = unicodedata.normalize("NFC", shape)
        letters.append(_RANK[letter] + 0x1000 if letter in _RANK else ord(parts[0]))
        tones.append(next((_TONES[p] for p in parts if p in _TONES), 0))
    return tuple(letters), tuple(tones)


def number(value: float | Decimal | None, places: int | None = None) -> str:
    """1234567.5 → "1.234.567,5"; None → "–"."""
    if value is None:
        return "–"
    if places is None:
        exact = Decimal(str(value)).normalize()
        raw = f"{exact:,f}"
    else:
        raw = f"{value:,.{places}f}"
    return raw.replace(",", "\0").replace(".", ",").replace("\0", ".")


def date(value: dt.date | None) -> str:
    """06/02/2023; None → "–"."""
    return f"{value:%d/%m/%Y}" if value else "–"


def moment(value: dt.datetime | None) -> str:
    """14:05 06/02/2023 in the office's time zone; None → "–"."""
    from django.utils import timezone

    return f"{timezone.localtime(value, timezone.get_default_timezone()):%H:%M %d/%m/%Y}" if value else "–"


def day_words(value: dt.date) -> str:
    """ "ngày 06 tháng 02 năm 2023": days 1–9 and months 1–2 take a leading zero (Decree 30/2020, Annex I)."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def count_words(value: int) -> str:
    """Numbers below 10 take a leading zero in official text ("03 đơn vị") (Decree 30/2020, Annex I)."""
    return f"{value:02d}" if 0 < value < 10 else number(value)


def shortened(words: str, most: int) -> str:
    """The words, cut to so many letters with an ellipsis."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
