"""Labels that character recognition garbled, read by what must stand there; the text itself stays as it was recognised.

Labels ("TV." for IV., "IH." for III., "l." for 1., "đ)" for d)) are read otherwise only when their strokes fit the one that comes next.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from vanban.late import late

_GARBLED = late(r"(?P<label>(?:[IVXHTLNYlit1|!ÍÌỈĨỊÏ]{1,5}\s?[.,)]|[áàâäãåạảÁÀÂ©¢èéêẽẹăøõð]\s?\)))\s*(?=[A-ZĐÀ-Ỹ])")
_STROKES = str.maketrans({**dict.fromkeys("IlLiTt|!", "1"), "H": "11", "N": "11", "Y": "V"})
_AUTHORITY = frozenset(["TL", "TN"])
"""Before who signs ("TL. GIÁM ĐỐC"), no numerals."""
_POINTS = "abcdđeghiklmnopqrstuvxy"
_ALIKE = {
    "a": "áàâäãåạảÁÀÂă84",
    "b": "6h8",
    "c": "eè©¢(",
    "d": "đð",
    "đ": "d4",
    "e": "cèéêẽẹ©",
    "g": "9qø8",
    "h": "bn",
    "i": "l1í",
    "l": "1Ii",
}
"""What a letter of a point may be taken for."""
_ROMANS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """An item that is open above: its style, label and heading."""

    style: str
    label: str
    heading: str


def garbled(line: str) -> tuple[str, int] | None:
    """What may be a garbled label at the start of a line, and its length with the space behind it."""
    found = _GARBLED.match(line)
    return None if found is None else (found["label"], found.end())


def reread(label: str, rest: str, path: Sequence[Seen]) -> tuple[str, str] | None:
    """(style, label) as a label has to be read under the items that are open; None when nothing certain can be said."""
    bare = label.rstrip(" .,)")
    mark = label[len(bare) :].replace(",", ".") or "."
    numeral = _roman(bare, rest, path)
    if numeral is not None:
        return "roman", f"{numeral}{mark}"
    number = _number(bare, rest, path)
    if number is not None:
        return "number", f"{number}{mark}"
    letter = _point(label, path)
    return None if letter is None else ("point", f"{letter}{mark}")


def _last(path: Sequence[Seen], style: str) -> Seen | None:
    return next((item for item in reversed(path) if item.style == style), None)


def _strokes(label: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", label) if not unicodedata.combining(sign))
    return bare.translate(_STROKES)


def _capitals(words: str) -> bool:
    letters = [sign for sign in words if sign.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) >= 0.8 * len(letters)


def _roman(bare: str, rest: str, path: Sequence[Seen]) -> str | None:
    """The next roman numeral, when these are its strokes and what follows is set like the heading before."""
    before, upper = _last(path, "roman"), _last(path, "upper")
    number = before.label.rstrip(" .)/-–") if before is not None else ""
    at = _ROMANS.index(number) + 1 if number in _ROMANS else 0
    if at >= len(_ROMANS) or bare in _AUTHORITY or not (_strokes(bare) == _strokes(_ROMANS[at]) or _lost_stroke(bare, number, _ROMANS[at])):
        return None
    if _capitals(rest) != (before is None or _capitals(before.heading)) or (upper is not None and upper.label[:1] == "G"):
        return None
    if bare.isdigit():
        # Figures are figures, unless numerals are what is counted here and no figure comes before them.
        counted = _last(path, "number")
        if before is None or (counted is not None and counted.label.rstrip(" .)/-") == str(int(bare) - 1)):
            return None
    return _ROMANS[at]


def _lost_stroke(bare: str, before: str, wanted: str) -> bool:
    """Whether a numeral that comes twice is the next one with its last stroke gone: I., II., II. for III."""
    return bare == before and wanted == f"{bare}I"


def _number(bare: str, rest: str, path: Sequence[Seen]) -> str | None:
    """A first item whose figure was read as a letter: "l." or "I." under a heading, where neither letter nor numeral can follow."""
    if bare not in {"l", "I", "|", "i"} or _capitals(rest):
        return None
    roman, point, number = _last(path, "roman"), _last(path, "point"), _last(path, "number")
    if number is not None or (bare == "l" and point is not None) or (bare == "i" and point is not None):
        return None
    if bare == "I" and (roman is None or not _capitals(roman.heading)):
        return None
    return "1"


def _point(label: str, path: Sequence[Seen]) -> str | None:
    """The letter that comes next, when a sign that is taken for it stands before a bracket: "8)" behind "7." is a)."""
    bare = label.rstrip(" .,)")
    before = _last(path, "point")
    if len(bare) != 1 or (before is not None and before.label[:1] not in _POINTS):
        return None
    wanted = _POINTS[(_POINTS.index(before.label[0]) + 1) % len(_POINTS)] if before is not None else "a"
    if bare == wanted or bare not in _ALIKE.get(wanted, ""):
        return None
    if bare.isdigit() and (not label.endswith(")") or _counts_on(bare, path)):
        return None
    return wanted


def _counts_on(bare: str, path: Sequence[Seen]) -> bool:
    """Whether a figure before a bracket may be the next of its kind."""
    number = _last(path, "number")
    return number is None or number.label.endswith(")") or int(bare) == 1
