"""A graph of citations as JSON, GraphML or SVG. The picture is drawn with presentation attributes alone: no script, no style."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from vanban.errors import UnsupportedFormat
from vanban.resolve import SCHEMA, Edge, Graph, Node

ROW, TOP, WIDTH = 30, 96, 1180
LEFT, RIGHT, BOX = 20, 760, 400
COLOURS = {
    "căn cứ": "#1f4e8c",
    "thực hiện": "#2e7d4f",
    "sửa đổi, bổ sung": "#a35a00",
    "thay thế": "#7a3e9d",
    "bãi bỏ": "#b3261e",
    "ban hành kèm theo": "#00707a",
    "viện dẫn": "#6b7280",
}
_DASHES = {"thay thế": "8 3", "bãi bỏ": "2 3", "viện dẫn": "4 3"}


def to_json(graph: Graph) -> str:
    """`vanban-graph/1`: documents, who cites whom, and what was not read."""
    return json.dumps({"schema": SCHEMA, **asdict(graph)}, ensure_ascii=False, indent=1)


def to_graphml(graph: Graph) -> str:
    """GraphML, for Gephi, yEd and the like."""
    of_node = ("type", "number", "date", "issuer", "title", "file")
    of_edge = ("relation", "count", "text")
    keys = [f'<key id="{name}" for="node" attr.name="{name}" attr.type="string"/>' for name in of_node]
    keys += [f'<key id="e-{name}" for="edge" attr.name="{name}" attr.type="{"int" if name == "count" else "string"}"/>' for name in of_edge]
    nodes = [f"<node id={quoteattr(node.id)}>{_data(node, of_node, '')}</node>" for node in graph.nodes]
    edges = [
        f'<edge id="e{at}" source={quoteattr(edge.source)} target={quoteattr(edge.target)}>{_data(edge, of_edge, "e-")}</edge>'
        for at, edge in enumerate(graph.edges)
    ]
    body = "\n".join([*keys, '<graph id="vanban" edgedefault="directed">', *nodes, *edges, "</graph>"])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n{body}\n</graphml>\n'


def _data(thing: Node | Edge, names: tuple[str, ...], prefix: str) -> str:
    shown = ((name, getattr(thing, name)) for name in names)
    return "".join(f'<data key="{prefix}{name}">{escape(_legal(str(value)))}</data>' for name, value in shown if value is not None)


def _legal(words: str) -> str:
    """Words without characters that XML refuses."""
    return "".join(c for c in words if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))


def to_svg(graph: Graph) -> str:
    """A picture: documents of the folder on the left, documents they cite on the right, one line for each relation."""
    inside = [node for node in graph.nodes if node.file is not None]
    outside = sorted((node for node in graph.nodes if node.file is None), key=lambda node: (node.type or "", node.date or "", node.id))
    rows = max(len(inside), len(outside), 1)
    height = TOP + ROW * rows + 20
    place = {node.id: (LEFT, TOP + round((at + 0.5) * ROW * rows / len(inside))) for at, node in enumerate(inside)}
    place |= {node.id: (RIGHT, TOP + round((at + 0.5) * ROW * rows / len(outside))) for at, node in enumerate(outside)}
    lines = [_line(edge, place) for edge in graph.edges]
    boxes = [_box(node, place[node.id]) for node in graph.nodes]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'font-family="Be Vietnam Pro, Noto Sans, Arial, sans-serif" font-size="12">'
        f"<title>Văn bản và các văn bản được viện dẫn</title>"
        f"<desc>{len(inside)} văn bản đọc, {len(outside)} văn bản khác được viện dẫn, {len(graph.edges)} quan hệ</desc>"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    )
    heads = ((LEFT, "Văn bản đã đọc"), (RIGHT, "Văn bản được viện dẫn"))
    titles = "".join(f'<text x="{x}" y="84" font-weight="bold">{words}</text>' for x, words in heads)
    return f"{head}{_legend()}{titles}{''.join(lines)}{''.join(boxes)}</svg>\n"


def _legend() -> str:
    out = []
    for at, (name, colour) in enumerate(COLOURS.items()):
        x, y = LEFT + (at % 4) * 280, 24 + at // 4 * 24
        out.append(f'<line x1="{x}" y1="{y - 4}" x2="{x + 32}" y2="{y - 4}" stroke="{colour}" stroke-width="2"{_dash(name)}/>')
        out.append(f'<text x="{x + 40}" y="{y}" fill="#111827">{escape(name)}</text>')
    return "".join(out)


def _dash(relation: str) -> str:
    return f' stroke-dasharray="{_DASHES[relation]}"' if relation in _DASHES else ""


def _relation(edge: Edge) -> str:
    name = edge.relation or "viện dẫn"
    return name if name in COLOURS else "sửa đổi, bổ sung"


def _line(edge: Edge, place: dict[str, tuple[int, int]]) -> str:
    (x1, y1), (x2, y2) = place[edge.source], place[edge.target]
    name = _relation(edge)
    from_x, to_x = x1 + BOX, x2 if x2 != x1 else x2 + BOX
    bend = 120
    path = f"M{from_x} {y1} C{from_x + bend} {y1} {to_x - bend if x2 != x1 else to_x + bend} {y2} {to_x} {y2}"
    width = 1 + min(edge.count, 6) * 0.4
    label = f"<title>{escape(_legal(f'{name} ({edge.count} lần)'))}</title>"
    return f'<path d="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="{width:.1f}"{_dash(name)}>{label}</path>'


def _box(node: Node, place: tuple[int, int]) -> str:
    x, y = place
    name = _legal(label(node))
    short = _fitting(name)
    fill = "#eef3fb" if node.file is not None else "#f9fafb"
    return (
        f'<g><title>{escape(name)}</title><rect x="{x}" y="{y - 11}" width="{BOX}" height="22" rx="4" fill="{fill}" stroke="#9ca3af"/>'
        f'<text x="{x + 8}" y="{y + 4}" fill="#111827">{escape(short)}</text></g>'
    )


def _fitting(name: str) -> str:
    """As much of a name as its box takes; capitals are wider."""
    room = 62.0
    for at, char in enumerate(name):
        room -= 1.4 if char.isupper() else 1
        if room < 0:
            return f"{name[:at].rstrip()}…"
    return name


def label(node: Node) -> str:
    """A document in one line: type, number, day, issuer; the name of the file when it has no number."""
    kind = (node.type or "văn bản").capitalize()
    name = f"{kind} {node.number}" if node.number else (node.title or node.file or kind)
    date = "/".join(reversed(node.date.split("-"))) if node.date else None
    return ", ".join(part for part in (name, date, node.issuer) if part)


_WRITERS: dict[str, Callable[[Graph], str]] = {".json": to_json, ".graphml": to_graphml, ".svg": to_svg}


def save(graph: Graph, path: str | Path) -> None:
    """Write the graph; the ending of the name chooses the form (.json, .graphml, .svg)."""
    writer = _WRITERS.get(Path(path).suffix.lower())
    if writer is None:
        raise UnsupportedFormat(f"Không biết dạng đồ thị «{Path(path).suffix}». Hãy đặt tên tệp kết thúc bằng .json, .graphml hoặc .svg.")
    Path(path).write_text(writer(graph), encoding="utf-8")
