"""Ruling lines to tables: a lattice of cells, each with its row, column and spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vanban.load.page import Box, Page, Rule, Word

_SNAP = 3.0
_REACH = 6.0
_COVER = 0.6
_SHORTEST = 9.0
MAX_LINES = 400


@dataclass(slots=True)
class Cell:
    """A cell of a ruled table and the words in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A ruled table on one page. `edges` are the upright lines from left to right."""

    box: Box
    edges: list[float]
    cells: list[Cell]


def grids(page: Page) -> list[Grid]:
    """The ruled tables of a page from top to bottom, with their words; those words are taken out of `page.words`."""
    found: list[Grid] = []
    for rules in _connected(_merged(page.rules)):
        grid = _grid(rules)
        if grid is not None:
            found.append(grid)
    found.sort(key=lambda g: (g.box[1], g.box[0]))
    found = [g for g in found if not any(o is not g and _inside(g.box, o.box) for o in found)]
    for grid in found:
        page.words = _fill(grid, page.words)
    return [grid for grid in found if any(cell.words for cell in grid.cells)]


def _inside(inner: Box, outer: Box) -> bool:
    return outer[0] - 2 <= inner[0] and outer[1] - 2 <= inner[1] and inner[2] <= outer[2] + 2 and inner[3] <= outer[3] + 2


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces of one line put together; crumbs that reach nowhere are dropped."""
    out: list[Rule] = []
    for level in (True, False):
        lines: list[Rule] = []
        for rule in sorted((r for r in rules if r.level is level), key=lambda r: (r.at, r.begin)):
            if lines and rule.at - lines[-1].at <= _SNAP:
                # Same band: kept apart only until the pieces of the band are put in order below.
                lines.append(Rule(level, lines[-1].at, rule.begin, rule.end))
            else:
                lines.append(rule)
        lines.sort(key=lambda r: (r.at, r.begin))
        out.extend(_joined(lines))
    return [rule for rule in out if rule.end - rule.begin >= _SHORTEST]


def _joined(lines: Iterable[Rule]) -> list[Rule]:
    out: list[Rule] = []
    for rule in lines:
        if out and out[-1].at == rule.at and rule.begin <= out[-1].end + _SNAP:
            out[-1].end = max(out[-1].end, rule.end)
        else:
            out.append(Rule(rule.level, rule.at, rule.begin, rule.end))
    return out


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    """Lines that touch, in groups."""
    level = [r for r in rules if r.level]
    upright = [r for r in rules if not r.level]
    if not level or not upright or len(level) * len(upright) > MAX_LINES * MAX_LINES:
        return []
    root = list(range(len(level) + len(upright)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for i, h in enumerate(level):
        for j, v in enumerate(upright):
            if h.begin - _REACH <= v.at <= h.end + _REACH and v.begin - _REACH <= h.at <= v.end + _REACH:
                root[find(i)] = find(len(level) + j)
    groups: dict[int, list[Rule]] = {}
    for at, rule in enumerate([*level, *upright]):
        groups.setdefault(find(at), []).append(rule)
    return [group for group in groups.values() if len(group) > 3]


def _grid(rules: list[Rule]) -> Grid | None:
    ys = _stops(r.at for r in rules if r.level)
    xs = _stops(r.at for r in rules if not r.level)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2):
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    right_wall = [[_covered(rules, level=False, at=xs[c + 1], low=ys[r], high=ys[r + 1]) for c in range(columns)] for r in range(rows)]
    floor = [[_covered(rules, level=True, at=ys[r + 1], low=xs[c], high=xs[c + 1]) for c in range(columns)] for r in range(rows)]
    taken = [[False] * columns for _ in range(rows)]
    cells: list[Cell] = []
    for r in range(rows):
        for c in range(columns):
            if not taken[r][c]:
                cells.append(_cell(r, c, xs, ys, right_wall, floor, taken))  # noqa: PERF401  a later cell depends on the ones taken before
    return Grid((xs[0], ys[0], xs[-1], ys[-1]), xs, cells)


def _stops(places: Iterable[float]) -> list[float]:
    out: list[float] = []
    for at in sorted(places):
        if not out or at - out[-1] > _REACH:
            out.append(at)
    return out


def _covered(rules: Sequence[Rule], *, level: bool, at: float, low: float, high: float) -> bool:
    """Whether a line at this place closes most of the way from low to high."""
    reach = sum(max(0.0, min(r.end, high) - max(r.begin, low)) for r in rules if r.level is level and -_REACH <= r.at - at <= _REACH)
    return reach >= (high - low) * _COVER


def _cell(
    r: int, c: int, xs: list[float], ys: list[float], right_wall: list[list[bool]], floor: list[list[bool]], taken: list[list[bool]]
) -> Cell:
    """The cell that begins here, grown to the right and down until walls stop it."""
    last_c = c
    while last_c + 1 < len(xs) - 1 and not right_wall[r][last_c] and not taken[r][last_c + 1]:
        last_c += 1
    last_r = r
    while last_r + 1 < len(ys) - 1 and not any(floor[last_r][c : last_c + 1]) and _open_row(last_r + 1, c, last_c, right_wall, taken):
        last_r += 1
    for row in range(r, last_r + 1):
        for column in range(c, last_c + 1):
            taken[row][column] = True
    return Cell(r, c, last_r - r + 1, last_c - c + 1, (xs[c], ys[r], xs[last_c + 1], ys[last_r + 1]))


def _open_row(row: int, c: int, last_c: int, right_wall: list[list[bool]], taken: list[list[bool]]) -> bool:
    return not any(taken[row][c : last_c + 1]) and not any(right_wall[row][c:last_c]) and right_wall[row][last_c]


def _fill(grid: Grid, words: list[Word]) -> list[Word]:
    """Put words into the cells they stand in; give back the others."""
    left, top, right, bottom = grid.box
    xs = sorted({cell.box[0] for cell in grid.cells})
    ys = sorted({cell.box[1] for cell in grid.cells})
    place: dict[tuple[int, int], Cell] = {}
    for cell in grid.cells:
        for row in range(bisect_left(ys, cell.box[1]), bisect_left(ys, cell.box[3]) if cell.box[3] in ys else len(ys)):
            for column in range(bisect_left(xs, cell.box[0]), bisect_left(xs, cell.box[2]) if cell.box[2] in xs else len(xs)):
                place[row, column] = cell
    rest: list[Word] = []
    for word in words:
        x, y = (word.left + word.right) / 2, word.base - word.size * 0.3
        if not (left <= x <= right and top <= y <= bottom):
            rest.append(word)
            continue
        cell_here = place.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1))
        if cell_here is None:
            rest.append(word)
        else:
            cell_here.words.append(word)
    return rest
