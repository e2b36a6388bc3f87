"""Word styles with their inheritance worked out once: list, level, bold, alignment, font."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vanban.load.numbering import Numbering, W

_ALIGN = {"both": "justify", "center": "center", "right": "right", "end": "right", "left": "left", "start": "left", "distribute": "justify"}
_DEPTH = 30


@dataclass(slots=True)
class Style:
    """What a style says itself; `based_on` says the rest."""

    based_on: str | None = None
    num_id: str | None = None
    level: int | None = None
    bold: bool | None = None
    align: str | None = None
    font: str | None = None
    hidden: bool | None = None


@dataclass(slots=True)
class Styles:
    """All styles of a document."""

    own: dict[str, Style] = field(default_factory=dict)
    default: str | None = None
    default_font: str | None = None
    _whole: dict[str, Style] = field(default_factory=dict)
    _levels: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def whole(self, key: str | None) -> Style:
        """A style with everything it inherits; the default paragraph style when the key is None."""
        name = key or self.default or ""
        found = self._whole.get(name)
        if found is None:
            found = self._whole[name] = self._inherit(name)
        return found

    def _inherit(self, name: str) -> Style:
        out = Style()
        key: str | None = name
        for _ in range(_DEPTH):
            style = self.own.get(key or "")
            if style is None:
                break
            for attribute in ("num_id", "level", "bold", "align", "font", "hidden"):
                if getattr(out, attribute) is None:
                    setattr(out, attribute, getattr(style, attribute))
            key = style.based_on
        out.font = out.font or self.default_font
        return out

    def level_of(self, num_id: str, key: str | None, numbering: Numbering) -> int | None:
        """The level that a list ties to a paragraph style (w:lvl/w:pStyle), also through the style it is based on."""
        name = key or self.default or ""
        known = (num_id, name)
        if known not in self._levels:
            self._levels[known] = self._find_level(num_id, name, numbering)
        return self._levels[known]

    def _find_level(self, num_id: str, name: str, numbering: Numbering) -> int | None:
        levels = numbering.levels(num_id)
        tied = {shape.style: at for at, shape in levels.items() if shape.style is not None}
        key: str | None = name
        for _ in range(_DEPTH):
            if key is None or key not in self.own:
                return None
            if key in tied:
                return tied[key]
            key = self.own[key].based_on
        return None


def align_of(value: str | None) -> str | None:
    """The alignment of a w:jc value."""
    return _ALIGN.get(value or "")


def parse(root: Any) -> Styles:
    """Read styles.xml."""
    out = Styles()
    if root is None:
        return out
    fonts = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    out.default_font = None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")
    for style in root.iterfind(f"{W}style"):
        key = style.get(f"{W}styleId")
        if key is None:
            continue
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true", "on"}:
            out.default = key
        out.own[key] = _style(style)
    return out


def _style(style: Any) -> Style:
    made = Style(based_on=_value(style, "basedOn"))
    properties, runs = style.find(f"{W}pPr"), style.find(f"{W}rPr")
    if properties is not None:
        num = properties.find(f"{W}numPr")
        if num is not None:
            made.num_id = _value(num, "numId")
            level = _value(num, "ilvl")
            made.level = int(level) if level and level.isdigit() else None
        made.align = align_of(_value(properties, "jc"))
    if runs is not None:
        made.bold, made.hidden = _switch(runs.find(f"{W}b")), _switch(runs.find(f"{W}vanish"))
        fonts = runs.find(f"{W}rFonts")
        made.font = None if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")
    return made


def _value(node: Any, tag: str) -> str | None:
    found = node.find(f"{W}{tag}")
    return None if found is None else found.get(f"{W}val")


def _switch(node: Any) -> bool | None:
    return None if node is None else node.get(f"{W}val") not in {"0", "false", "none", "off"}
