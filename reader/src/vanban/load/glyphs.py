"""The text layer of a .pdf as words with places. Characters are taken by their origins, never by stream order: a font that lacks
Vietnamese letters makes programs draw those letters in a second pass, far from their words in the stream."""

from __future__ import annotations

import ctypes
import itertools
import math
import unicodedata
from functools import partial
from typing import Any

import pypdfium2.raw as raw

from vanban.late import late
from vanban.load.page import Page, Rule, Word

_VOID, _INT = ctypes.c_void_p, ctypes.c_int
# The bindings convert every argument by its type and let go of the interpreter lock at every character; plain addresses cost a third.
_origin = ctypes.PYFUNCTYPE(_INT, _VOID, _INT, _VOID, _VOID)(ctypes.cast(raw.FPDFText_GetCharOrigin, _VOID).value or 0)
_loose_box = ctypes.PYFUNCTYPE(_INT, _VOID, _INT, _VOID)(ctypes.cast(raw.FPDFText_GetLooseCharBox, _VOID).value or 0)
_angle = ctypes.PYFUNCTYPE(ctypes.c_float, _VOID, _INT)(ctypes.cast(raw.FPDFText_GetCharAngle, _VOID).value or 0)
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\u00ad": "-"})
# On a page of TCVN3 the soft hyphen is the letter ư; only pages that are plainly Unicode have it put right here.
_HARD_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})
_VIETNAMESE = late("[\u0103\u0111\u01a1\u01b0\u1ea0-\u1ef9]")
_GAP = 0.16
_PRINTED = 0.3
_OUTER = 0.08
_BLANK = frozenset("\xa0\u200b\u2003\u2002")
_THIN = 2.6
_LYING = 0.8
"""A letter that lies on its side is wider than this share of its height: the height of its line is now its width."""
_SHORT_FORMS = 4
MAX_RULES = 20_000
MAX_SEGMENTS = 400


def read_page(page: Any, number: int) -> Page:
    """Words and ruling lines of one page. The page is left open."""
    textpage = page.get_textpage()
    try:
        place = _Place(page)
        out = Page(number, place.width, place.height)
        out.words = _words(textpage.raw, place)
        out.rules = _rules(page.raw, place)
    finally:
        textpage.close()
    return out


class _Place:
    """From the coordinates of the file (bottom left, unturned) to points from the top left of the page as shown."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_cropbox()
        self.turn = page.get_rotation() % 360
        self.left, self.bottom, self.right, self.top = left, bottom, right, top
        sides = (right - left, top - bottom)
        self.width, self.height = sides if self.turn in {0, 180} else sides[::-1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file, as it lies on the page."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def _words(handle: Any, place: _Place) -> list[Word]:
    count = raw.FPDFText_CountChars(handle)
    if count <= 0:
        return []
    text = _text(handle, count)
    boxes = (ctypes.c_float * (4 * count))()
    address = ctypes.cast(handle, _VOID).value
    at_box = ctypes.addressof(boxes)
    for at in range(count):
        _loose_box(address, at, at_box + 16 * at)
    shown = _shown(boxes[:], place)
    return _placed(_join(text, shown), shown, address, place)


def _shown(boxes: list[float], place: _Place) -> list[float]:
    """The boxes (left, top, right, bottom; y upward) as they lie on the page when it is shown, from its left edge."""
    if place.turn == 0:
        if place.left:
            boxes[::2] = [x - place.left for x in boxes[::2]]
        return boxes
    out: list[float] = []
    for at in range(0, len(boxes), 4):
        x1, y1 = place.point(boxes[at], boxes[at + 1])
        x2, y2 = place.point(boxes[at + 2], boxes[at + 3])
        out.extend((min(x1, x2), -min(y1, y2), max(x1, x2), -max(y1, y2)))
    return out


def _text(handle: Any, count: int) -> str:
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
    if written == count + 1 and len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(handle, at) for at in range(count))
    return "".join(" " if 0xD800 <= code < 0xE000 else chr(code) for code in codes)


def _join(text: str, boxes: list[float]) -> list[tuple[str, int, float, float]]:
    """Characters that follow each other on one baseline without a gap, to words: (letters, first character, left, right).

    A slanted letter reaches over its neighbours; where a space is printed beside it, the word ends where the space begins.
    """
    words: list[tuple[str, int, float, float]] = []
    letters = ""
    first = 0
    left = right = floor = reach = blank = 0.0
    places = zip(
        text.translate(_HYPHENS if _VIETNAMESE.search(text) else _HARD_HYPHENS),
        boxes[::4],
        boxes[1::4],
        boxes[2::4],
        boxes[3::4],
        strict=True,
    )
    for at, (char, x, high, r, low) in enumerate(places):
        if char <= " " or char in _BLANK:
            if letters:
                words.append((letters, first, left, x if r - x > _PRINTED and -reach < right - x < 3 * reach else right))
                letters = ""
            blank = r if r - x > _PRINTED else 0.0
            continue
        if letters and -1.0 < low - floor < 1.0 and (-2.5 * reach < x - right < reach or unicodedata.combining(char)):
            letters += char
            right = r
            continue
        if letters:
            words.append((letters, first, left, right))
        reach = (high - low) * 0.9 * _GAP or 1.6
        left = blank if 0 < blank - x < 2 * reach else x
        letters, first, right, floor, blank = char, at, r, low, 0.0
    if letters:
        words.append((letters, first, left, right))
    return words


def _placed(words: list[tuple[str, int, float, float]], boxes: list[float], address: int | None, place: _Place) -> list[Word]:
    """The same words on the page as it is shown. The baseline of a word is that of its first character."""
    origin = (ctypes.c_double * 2)()
    at_x, at_y = ctypes.addressof(origin), ctypes.addressof(origin) + 8
    bases: dict[tuple[float, float], float] = {}
    out: list[Word] = []
    standing: list[tuple[int, Word]] = []
    for letters, first, left, right in words:
        high, low = boxes[4 * first + 1], boxes[4 * first + 3]
        # Letters of one font whose boxes reach from the same height to the same depth stand on one line.
        base = bases.get((high, low))
        if base is None:
            _origin(address, first, at_x, at_y)
            base = bases[high, low] = place.point(origin[0], origin[1])[1]
        word = Word(letters, left, right, base, (high - low) * 0.9 or 10.0)
        if (
            len(letters) == 1
            and boxes[4 * first + 2] - boxes[4 * first] > _LYING * (high - low)
            and _upright(_angle(address, first), place)
        ):
            standing.append((first, word))
        else:
            out.append(word)
    return [*out, *_standing(standing, place)]


def _upright(angle: float, place: _Place) -> bool:
    """Whether a letter stands on its side on the page as shown."""
    turned = (math.degrees(angle) + place.turn) % 180
    return bool(45 < turned < 135)


def _standing(letters: list[tuple[int, Word]], place: _Place) -> list[Word]:
    """Letters that run up or down the page, put together; running heads on the outer edges are left out."""
    out: list[Word] = []
    last = -2
    for at, word in letters:
        before = out[-1] if out and at - last <= 3 and abs(word.left - out[-1].left) < word.size else None
        if before is None:
            out.append(word)
        else:
            before.text += word.text if at == last + 1 else f" {word.text}"
            before.base = (before.base + word.base) / 2
        last = at
    return [word for word in out if place.width * _OUTER < (word.left + word.right) / 2 < place.width * (1 - _OUTER)]


def _rules(page: Any, place: _Place) -> list[Rule]:
    rules: list[Rule] = []
    address = ctypes.cast(page, _VOID).value
    _rules_of(_count(address), partial(_object, address), place, rules, _SAME)
    return rules


Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _fast(function: Any, *arguments: Any) -> Any:
    return ctypes.PYFUNCTYPE(*arguments)(ctypes.cast(function, _VOID).value or 0)


_count = _fast(raw.FPDFPage_CountObjects, _INT, _VOID)
_object = _fast(raw.FPDFPage_GetObject, _VOID, _VOID, _INT)
_kind = _fast(raw.FPDFPageObj_GetType, _INT, _VOID)
_bounds = _fast(raw.FPDFPageObj_GetBounds, _INT, _VOID, _VOID, _VOID, _VOID, _VOID)
_mode = _fast(raw.FPDFPath_GetDrawMode, _INT, _VOID, _VOID, _VOID)
_segments = _fast(raw.FPDFPath_CountSegments, _INT, _VOID)
_segment = _fast(raw.FPDFPath_GetPathSegment, _VOID, _VOID, _INT)
_segment_kind = _fast(raw.FPDFPathSegment_GetType, _INT, _VOID)
_segment_point = _fast(raw.FPDFPathSegment_GetPoint, _INT, _VOID, _VOID, _VOID)
_closes = _fast(raw.FPDFPathSegment_GetClose, _INT, _VOID)
_form_count = _fast(raw.FPDFFormObj_CountObjects, _INT, _VOID)
_form_object = _fast(raw.FPDFFormObj_GetObject, _VOID, _VOID, ctypes.c_ulong)


def _rules_of(count: int, get: Any, place: _Place, rules: list[Rule], outer: Matrix) -> None:
    for at in range(count):
        item = get(at)
        shape = _kind(item)
        if shape == raw.FPDF_PAGEOBJ_PATH:
            _path(item, place, rules, outer)
        elif shape == raw.FPDF_PAGEOBJ_FORM and len(rules) < MAX_RULES:
            inner = _times(_matrix(item), outer)
            _rules_of(_form_count(item), partial(_form_object, item), place, rules, inner)


def _matrix(item: Any) -> Matrix:
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(ctypes.cast(item, raw.FPDF_PAGEOBJECT), m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


_BOX = (ctypes.c_float * 4)()
_BOX_AT = ctypes.addressof(_BOX)
_MODE = (ctypes.c_int * 2)()
_MODE_AT = ctypes.addressof(_MODE)


def _path(item: Any, place: _Place, rules: list[Rule], outer: Matrix) -> None:
    """Ruling lines of a path: thin filled boxes, stroked lines and the sides of stroked boxes."""
    _bounds(item, _BOX_AT, _BOX_AT + 4, _BOX_AT + 8, _BOX_AT + 12)
    left, bottom, right, top = _BOX
    if right - left <= _THIN or top - bottom <= _THIN:
        x1, y1 = _apply(outer, left, bottom)
        x2, y2 = _apply(outer, right, top)
        _rule(place.point(x1, y1), place.point(x2, y2), rules)
        return
    segments = _segments(item)
    _mode(item, _MODE_AT, _MODE_AT + 4)
    if segments <= MAX_SEGMENTS and (_MODE[1] or (_MODE[0] and segments > _SHORT_FORMS + 2)):
        _sides(item, segments, place, rules, _times(_matrix(item), outer), filled=not _MODE[1])


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _sides(item: Any, segments: int, place: _Place, rules: list[Rule], matrix: Matrix, *, filled: bool) -> None:
    parts: list[list[tuple[float, float]]] = []
    for at in range(segments):
        segment = _segment(item, at)
        kind = _segment_kind(segment)
        if kind not in {raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_LINETO}:
            return
        _segment_point(segment, _BOX_AT, _BOX_AT + 4)
        point = place.point(*_apply(matrix, _BOX[0], _BOX[1]))
        if kind == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([point])
        else:
            parts[-1].append(point)
        if _closes(segment):
            parts[-1].append(parts[-1][0])
    for part in parts:
        if not filled:
            for start, end in itertools.pairwise(part):
                _rule(start, end, rules)
            continue
        xs, ys = [p[0] for p in part], [p[1] for p in part]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            _rule((min(xs), min(ys)), (max(xs), max(ys)), rules)


def _rule(start: tuple[float, float], end: tuple[float, float], rules: list[Rule]) -> None:
    wide, high = abs(end[0] - start[0]), abs(end[1] - start[1])
    if len(rules) >= MAX_RULES:
        return
    if wide >= high and high <= _THIN:
        rules.append(Rule(True, (start[1] + end[1]) / 2, min(start[0], end[0]), max(start[0], end[0])))  # noqa: FBT003
    elif high > wide and wide <= _THIN:
        rules.append(Rule(False, (start[0] + end[0]) / 2, min(start[1], end[1]), max(start[1], end[1])))  # noqa: FBT003
