"""A picture of a page in shades of grey: coloured ink taken out, ruling lines found and wiped, ready for character recognition."""

from __future__ import annotations

from dataclasses import dataclass

from vanban.late import late

DARK = 140
_LEAST = 56
_THICK = 9
_DRIFT = 3
_BLACK = bytes(1 if value < DARK else 0 for value in range(256))


@dataclass(slots=True)
class Picture:
    """Grey values row by row, white 255."""

    width: int
    height: int
    pixels: bytearray
    dots: float = 200.0

    def pgm(self) -> bytes:
        """The picture as a file that every program of the kind reads."""
        return b"P5 %d %d 255\n" % (self.width, self.height) + bytes(self.pixels)


@dataclass(slots=True)
class Stroke:
    """A long dark run, in pixels: `at` is the row (or column) of its middle; `runs` are its pieces (row, begin, end)."""

    level: bool
    at: float
    begin: int
    end: int
    runs: list[tuple[int, int, int]]


def upper(picture: Picture) -> Picture:
    """The upper half."""
    height = (picture.height + 1) // 2
    return Picture(picture.width, height, picture.pixels[: height * picture.width], picture.dots)


def grey(width: int, height: int, stride: int, data: memoryview) -> Picture:
    """A picture from BGRx rows. Stamps and signatures in colour fade: a pixel is as light as its lightest colour."""
    raw = bytes(data)
    if stride != width * 4:
        raw = b"".join(raw[row * stride : row * stride + width * 4] for row in range(height))
    blue, red = raw[0::4], raw[2::4]
    if blue == red:
        return Picture(width, height, bytearray(red))
    return Picture(width, height, bytearray(map(max, blue, red)))


def levelled(picture: Picture, slope: float) -> Picture:
    """The picture turned so that lines of this slope (fall by run) lie level: columns are moved up or down, then rows sideways."""
    width, height, pixels = picture.width, picture.height, picture.pixels
    out = bytearray(pixels)
    for column in range(width):
        out[column::width] = _moved(pixels[column::width], round(slope * (column - width / 2)))
    for row in range(height):
        begin = row * width
        out[begin : begin + width] = _moved(out[begin : begin + width], round(slope * (height / 2 - row)))
    return Picture(width, height, out, picture.dots)


def _moved(values: bytearray, by: int) -> bytearray:
    """Values moved towards the start (or, when negative, the end); white comes in behind."""
    if by >= 0:
        return values[by:] + b"\xff" * min(by, len(values))
    return bytearray(b"\xff" * min(-by, len(values))) + values[:by]


def strokes(picture: Picture, *, uneven: bool = False) -> list[Stroke]:
    """Ruling lines of the picture, level and upright, also when the page lies a little askew.

    Lines of a page that was turned are `uneven`: they are looked for with a dot to each side.
    """
    black = bytes(picture.pixels).translate(_BLACK)
    width, height = picture.width, picture.height
    tall = _widened(black, width) if uneven else black
    wide = _widened(black, 1) if uneven else black
    level = _runs([tall[row * width : (row + 1) * width] for row in range(height)])
    upright = _runs([wide[column::width] for column in range(width)])
    return [*_chained(level, level=True), *_chained(upright, level=False)]


def _widened(black: bytes, by: int) -> bytes:
    """Dark also where the dot before or behind, so many places away, is dark."""
    dots = int.from_bytes(black, "big")
    out = dots | dots << 8 * by | dots >> 8 * by
    return (out & (1 << 8 * len(black)) - 1).to_bytes(len(black), "big")


_RUN = late(rb"\x01{%d,}" % _LEAST)


def _runs(rows: list[bytes]) -> list[tuple[int, int, int]]:
    needle = b"\x01" * _LEAST
    return [(at, found.start(), found.end()) for at, row in enumerate(rows) if needle in row for found in _RUN.finditer(row)]


def _chained(runs: list[tuple[int, int, int]], *, level: bool) -> list[Stroke]:
    """Runs that touch or follow each other, within a small drift, make one stroke; thick blots are pictures, not lines."""
    groups: list[list[tuple[int, int, int]]] = []
    open_groups: list[list[tuple[int, int, int]]] = []
    for run in runs:
        open_groups = [group for group in open_groups if run[0] - group[-1][0] <= _DRIFT + 1]
        for group in open_groups:
            if any(run[1] <= end + 12 and begin <= run[2] + 12 for _, begin, end in group[-3:]):
                group.append(run)
                break
        else:
            group = [run]
            groups.append(group)
            open_groups.append(group)
    out = []
    for group in groups:
        begin, end = min(run[1] for run in group), max(run[2] for run in group)
        ink = sum(run[2] - run[1] for run in group)
        if ink / (end - begin) <= _THICK:
            at = sum(run[0] * (run[2] - run[1]) for run in group) / ink
            out.append(Stroke(level, at, begin, end, group))
    return out


def wipe(picture: Picture, lines: list[Stroke]) -> None:
    """Paint ruling lines white, so that they are not taken for letters."""
    for stroke in lines:
        for at, begin, end in stroke.runs:
            for place in (at - 1, at, at + 1):
                _paint(picture, place, begin, end, level=stroke.level)


def _paint(picture: Picture, at: int, begin: int, end: int, *, level: bool) -> None:
    width = picture.width
    if level and 0 <= at < picture.height:
        picture.pixels[at * width + begin : at * width + end] = b"\xff" * (end - begin)
    elif not level and 0 <= at < width:
        picture.pixels[begin * width + at : (end - 1) * width + at + 1 : width] = b"\xff" * (end - begin)
