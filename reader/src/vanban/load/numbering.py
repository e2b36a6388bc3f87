"""Word's automatic numbers: numbering.xml with style inheritance, overrides and restarts (ECMA-376 part 1, §17.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vanban.late import late

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_NUMBERS = late(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    style: str | None = None
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """All lists of a document and the counters while it is read."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    of_num: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, Level]] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    style_links: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _shapes: dict[tuple[str, int], Level] = field(default_factory=dict)
    _prints: dict[tuple[str, int], tuple[tuple[str, int, int], ...]] = field(default_factory=dict)

    def label(self, num_id: str, level: int) -> str:
        """Count one paragraph and give its printed label, empty when the list prints none."""
        key = self.of_num.get(num_id)
        if key is None:
            return ""
        counts = self.counters.setdefault(key, {})
        self._apply_start_overrides(num_id, counts)
        shape = self._level(num_id, level)
        counts[level] = counts.get(level, shape.start - 1) + 1
        if len(counts) > 1:
            for lower in [at for at in counts if at > level]:
                restart = self._level(num_id, lower).restart
                if restart is None or (restart != 0 and level < restart):
                    del counts[lower]
        return self._print(num_id, level, counts)

    def _apply_start_overrides(self, num_id: str, counts: dict[int, int]) -> None:
        if num_id in self.used:
            return
        self.used.add(num_id)
        for level, start in self.starts.get(num_id, {}).items():
            counts[level] = start - 1

    def levels(self, num_id: str) -> dict[int, Level]:
        """All levels of a list, its own ones before those of its template."""
        return {**self.abstract.get(self.of_num.get(num_id, ""), {}), **self.overrides.get(num_id, {})}

    def _level(self, num_id: str, level: int) -> Level:
        shape = self._shapes.get((num_id, level))
        if shape is None:
            own = self.overrides.get(num_id, {}).get(level)
            shape = own or self.abstract.get(self.of_num.get(num_id, ""), {}).get(level) or Level()
            self._shapes[num_id, level] = shape
        return shape

    def _print(self, num_id: str, level: int, counts: dict[int, int]) -> str:
        parts = self._prints.get((num_id, level))
        if parts is None:
            parts = self._prints[num_id, level] = tuple(self._parts(num_id, level))
        return "".join([words if at < 0 else spell(counts.get(at, start), words) for words, at, start in parts]).strip()

    def _parts(self, num_id: str, level: int) -> Iterator[tuple[str, int, int]]:
        """What a label is made of: (words, -1, 0), or (format, level, start) of a number."""
        shape = self._level(num_id, level)
        if shape.format == "bullet":
            yield shape.text if shape.text in {"-", "–", "+", "*"} else "-", -1, 0
        elif shape.format != "none":
            for at, part in enumerate(_NUMBERS.split(shape.text)):
                if at % 2:
                    upper = self._level(num_id, int(part) - 1)
                    yield "decimal" if shape.legal else upper.format, int(part) - 1, upper.start
                elif part:
                    yield part, -1, 0


def spell(number: int, shape: str) -> str:
    """A number in a list format: decimal, upperRoman, lowerLetter … (ST_NumberFormat)."""
    if shape == "decimal":
        return str(number)
    if shape in {"upperRoman", "lowerRoman"}:
        out = ""
        for value, sign in _ROMAN:
            count, number = divmod(number, value)
            out += sign * count
        return out if shape == "upperRoman" else out.lower()
    if shape in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter.upper() if shape == "upperLetter" else letter
    if shape == "decimalZero":
        return f"{number:02d}"
    return str(number)


def parse(root: Any) -> Numbering:
    """Read numbering.xml."""
    out = Numbering()
    if root is None:
        return out
    linked: dict[str, str] = {}
    for abstract in root.iterfind(f"{W}abstractNum"):
        key = abstract.get(f"{W}abstractNumId")
        out.abstract[key] = {int(lvl.get(f"{W}ilvl")): _level(lvl) for lvl in abstract.iterfind(f"{W}lvl")}
        link, own = abstract.find(f"{W}numStyleLink"), abstract.find(f"{W}styleLink")
        if link is not None:
            linked[key] = link.get(f"{W}val")
        if own is not None:
            out.style_links[own.get(f"{W}val")] = key
    for num in root.iterfind(f"{W}num"):
        _num(num, out)
    for key, style in linked.items():
        source = out.style_links.get(style)
        if source and not out.abstract[key]:
            out.abstract[key] = out.abstract[source]
    return out


def _num(num: Any, out: Numbering) -> None:
    num_id, abstract = num.get(f"{W}numId"), num.find(f"{W}abstractNumId")
    if abstract is None:
        return
    out.of_num[num_id] = abstract.get(f"{W}val")
    for override in num.iterfind(f"{W}lvlOverride"):
        level = int(override.get(f"{W}ilvl"))
        start, lvl = override.find(f"{W}startOverride"), override.find(f"{W}lvl")
        if start is not None:
            out.starts.setdefault(num_id, {})[level] = int(start.get(f"{W}val"))
        if lvl is not None:
            out.overrides.setdefault(num_id, {})[level] = _level(lvl)


def _level(lvl: Any) -> Level:
    def value(tag: str) -> str | None:
        node = lvl.find(f"{W}{tag}")
        return None if node is None else node.get(f"{W}val")

    restart = value("lvlRestart")
    return Level(
        start=int(value("start") or 1),
        format=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        restart=int(restart) if restart is not None else None,
        style=value("pStyle"),
        legal=lvl.find(f"{W}isLgl") is not None,
    )
