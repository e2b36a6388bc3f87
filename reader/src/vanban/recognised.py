"""The text of a scan as it is looked through: marks, figures and signs that recognition garbled are read by what must stand there.

What is looked through has every place where the text has it, and the reading quotes the text as it was recognised. Nothing is read
otherwise where two readings are possible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from vanban.data.tables import table
from vanban.late import late
from vanban.types import Block, Document

# Signs that official documents do not use inside numbers: § is an 8, a slash printed once may come twice.
_SIGNS = late(r"(?<=\w)§(?=[\w/])|(?<=[\dIVXl1])(?:/⁄|⁄/|⁄)(?=\d)")
_LIKE = "0-9OoQIl|"
_FIGURES = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1"})
# Places where only figures can stand: days with slashes or in words, what comes behind "số" and before a symbol, a year.
_NUMBERS = late(
    rf"(?<![^\W_])(?:[{_LIKE}]{{1,2}}\s?/\s?[{_LIKE}]{{1,2}}\s?/\s?[{_LIKE}]{{4}}"
    rf"|(?<=ngày )[{_LIKE}]{{1,2}}(?= tháng|\s?/)|(?<=tháng )[{_LIKE}]{{1,2}}(?= năm|\s?/)|(?<=năm )[12][{_LIKE}]{{3}}"
    rf"|(?<=[sS]ố )[{_LIKE}]{{1,5}}(?=\s?[/-]\s?[{_LIKE}A-ZĐ])|(?<=[sS]ố: )[{_LIKE}]{{1,5}}(?=\s?/)"
    rf"|(?<=[{_LIKE}]/)2[{_LIKE}]{{3}}(?=/[A-ZĐ]))(?![^\W_])"
)
_HEADER = 120
"""Longer lines are none of the header."""
_NUMBER_LINE = late(r"(?:^|(?<=[A-ZĐÀ-Ỹ] ))[sS][^\W\d_]\s?[:;.»,](?=\s?\S{0,8}\s?/\s?[A-ZĐ]{2})")
_DATE_LINE = late(r"(?P<before>^[^\d/]{0,30}?ng[àáâạaã]y)(?P<day>.{0,9}?)th[áaâảạ]ng(?P<month>.{0,7}?)n[ăaâ]m(?= ?(?:19|20)\d\d\b)")
_NUMBER_WORD = late(r"(?<!\w)([sS])[ôóòõọồổỗộo](?= [0-9]{1,5}\s?[/-])")
_QUARTER = late(r"(?<=[qQ]u[yýỳỷỹỵ] )(?P<n>[IVXHTYNl1|i!]{1,4})(?=\s?(?:/|,|;|\.|-|–|năm|và|đến|$))")
_QUARTER_TWICE = late(r"(?<=[qQ]u[yýỳỷỹỵ] )(?P<n>I{1,2})(?P<between>\s?[,–-]\s?|\s+và\s+)(?P=n)(?=\s?/|\s+năm)")
_STROKES = str.maketrans({**dict.fromkeys("IlTi|!", "1"), "H": "11", "N": "11", "Y": "V"})
_QUARTERS = {"1": "I", "11": "II", "111": "III", "1V": "IV"}
_WORD = late(r"[^\W\d_]+")
_LONGEST = 9

T = TypeVar("T")


def seen(text: str, blocks: Sequence[Block]) -> str:
    """The text to look through; the same object when no program recognised any of it."""
    out, at = [], 0
    for block in blocks:
        if block.confidence is None:
            continue
        own = text[block.start : block.end]
        read = _read(own)
        if read != own:
            out += [text[at : block.start], read]
            at = block.end
    return "".join([*out, text[at:]]) if out else text


def quoting(document: Document, text: str) -> Document:
    """The reading of what was looked through, quoting the text as it was recognised."""
    return replace(_quoting(document, text), text=text)


def _read(line: str) -> str:
    line = _SIGNS.sub(lambda found: "8" if found.group() == "§" else "/".rjust(len(found.group())), line)
    line = _marked(line)
    if len(line) < _HEADER:
        line = _NUMBER_LINE.sub(lambda found: "Số:".ljust(len(found.group())), line)
        line = _DATE_LINE.sub(_date, line)
    line = _NUMBER_WORD.sub(r"\1ố", line)
    line = _NUMBERS.sub(lambda found: found.group().translate(_FIGURES) if re.search(r"\d", found.group()) else found.group(), line)
    line = _QUARTER.sub(_quarter, line)
    return _QUARTER_TWICE.sub(_later_quarter, line)


def _date(found: re.Match[str]) -> str:
    """The day and the month of the header, written by hand: figures, or left blank when what was recognised is none."""
    return f"{found['before']}{_figures(found['day'], 31)}tháng{_figures(found['month'], 12)}năm"


def _figures(printed: str, most: int) -> str:
    words = printed.strip().translate(_FIGURES)
    sound = words.isdecimal() and len(words) <= len(str(most)) and 1 <= int(words) <= most
    return printed.translate(_FIGURES) if sound else " " * len(printed)


def _quarter(found: re.Match[str]) -> str:
    """ "Quý TV", "Quý IH", "Quý 1V": the numeral, or the figure where the numeral is longer than what is printed."""
    printed = found["n"]
    numeral = _QUARTERS.get(printed.translate(_STROKES), "")
    if not numeral or (len(printed) == 1 and printed.isdigit()):
        return printed
    return numeral if len(numeral) == len(printed) else str(_number(numeral)).rjust(len(printed))


def _later_quarter(found: re.Match[str]) -> str:
    """ "Quý II, II/2027": the second has lost its last stroke."""
    return f"{found['n']}{found['between']}{_number(found['n']) + 1:>{len(found['n'])}}"


def _number(numeral: str) -> int:
    return list(_QUARTERS.values()).index(numeral) + 1


def bare(words: str) -> str:
    """Letters without their marks."""
    return (
        "".join(sign for sign in unicodedata.normalize("NFD", words) if not unicodedata.combining(sign)).replace("đ", "d").replace("Đ", "D")
    )


@cache
def _known() -> dict[str, tuple[str, bool, bool]]:
    """Words of two syllables or more by their letters without marks, whether they are common and whether they are (parts of) names of
    units; those that only marks tell apart are left out."""
    units, phrases, scanned = table("units"), table("phrases"), table("scanned")
    names = [name.lower() for name in (*units["domains"], *units["heads"], *units["classes"], *units["modifiers"], *scanned["places"])]
    names += [f"{head} {name}" for head in ("sở", "tỉnh") for name in names]
    plain = [*scanned["words"], *phrases["likely"], *phrases["fixed"]]
    labels = [label for said in table("roles")["labels"].values() for label in said]
    out: dict[str, tuple[str, bool, bool]] = {}
    for words, named in [*((one, False) for one in (*plain, *labels)), *((name, True) for name in names)]:
        if _SPACED.fullmatch(words) is not None:
            key = bare(words)
            right, common, name = out.get(key, (words, False, False))
            out[key] = (right, common or not named, name or named) if _signs(right) == _signs(words) else _NONE
    return out


def _signs(words: str) -> list[str]:
    """Letters and marks in any order: where in a syllable its tone stands makes no other word."""
    return sorted(unicodedata.normalize("NFD", words))


_NONE = ("", False, False)
_SPACED = late(r"[^\W\d_]+(?: [^\W\d_]+)+")


@cache
def _right() -> frozenset[str]:
    """Words that are right as they stand although others have the same letters."""
    return frozenset([*table("scanned")["kept"], *table("phrases")["also"]])


def _marked(line: str) -> str:
    """The line with the marks that recognition lost or changed where the tables know the words: "tô chức" is "tổ chức"."""
    words = [(word.start(), word.end()) for word in _WORD.finditer(line)]
    out = list(line)
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 1, -1):
            begin, end = words[at][0], words[at + length - 1][1]
            right = _right_words(line, begin, end)
            if right:
                out[begin:end] = [new.upper() if old.isupper() else new for old, new in zip(line[begin:end], right, strict=True)]
                break
        else:
            length = 1
        at += length
    return "".join(out)


def _right_words(line: str, begin: int, end: int) -> str:
    """What stands there with its marks, in lower case; nothing when the words are not known."""
    printed = line[begin:end]
    low = printed.lower()
    right, common, name = _known().get(bare(low), _NONE)
    if len(right) != len(printed) or not ((name and printed[0].isupper()) or (common and not _in_a_name(line, begin, printed))):
        return ""
    return low if low in _right() or _signs(low) == _signs(right) else right


def _in_a_name(line: str, begin: int, printed: str) -> bool:
    """Whether words in capitals stand behind another, as those of a person's or a place's name do."""
    return printed.istitle() and line[:begin].rpartition(" ")[0].rpartition(" ")[2].istitle()


def _quoting(value: T, text: str) -> T:
    """The value with all it quotes taken from the text."""
    if isinstance(value, tuple):
        return tuple(_quoting(one, text) for one in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, (type, Block)):
        return value
    made: dict[str, Any] = {field.name: _quoting(getattr(value, field.name), text) for field in fields(value)}
    if "text" in made and "start" in made:
        made["text"] = text[made["start"] : made["end"]]
    return type(value)(**made)
