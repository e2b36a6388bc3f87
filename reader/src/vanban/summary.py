"""A reading in plain Vietnamese for a terminal, and its findings as a compiler prints them."""

from __future__ import annotations

from collections.abc import Iterator

from vanban.graph import label
from vanban.resolve import Graph
from vanban.types import Document, Finding, Task, Value

ROLES = {"lead": "chủ trì", "coordinate": "phối hợp", "execute": "thực hiện", "monitor": "theo dõi"}
WIDTH = 100


def summary(document: Document) -> str:
    """What a reader wants to know first: what it is, what it asks of whom and when, what it cites, what to look at."""
    return "\n".join([*_head(document), *_tasks(document), *_cited(document), *_findings(document)])


def _shown(value: Value | None) -> str:
    return "—" if value is None else value.value or "(để trống)"


def _head(document: Document) -> Iterator[str]:
    head = document.metadata
    number = f"{_shown(head.number)}" + (f"  ·  ký hiệu {head.symbol.value}" if head.symbol else "")
    yield f"{(head.type.value or '' if head.type else 'văn bản').upper()}  ·  số {number}  ·  {_shown(head.place)}, {_shown(head.date)}"
    above = f" ({head.parent_issuer.value})" if head.parent_issuer else ""
    yield f"Cơ quan ban hành: {_shown(head.issuer)}{above}"
    yield f"Trích yếu: {_shown(head.title)}"
    for signer in head.signers:
        parts = [part.value for part in (signer.authority, signer.role, signer.name) if part is not None and part.value]
        yield f"Người ký: {', '.join(parts)}"
    if head.recipients:
        yield f"Nơi nhận: {'; '.join(value.value or '' for value in head.recipients)}"
    if head.secrecy or head.urgency:
        yield f"Dấu: {', '.join(value.value or '' for value in (head.secrecy, head.urgency) if value)}"


def _tasks(document: Document) -> Iterator[str]:
    yield f"\nNHIỆM VỤ ({len(document.tasks)})"
    for task in document.tasks:
        yield from _task(task)


def _task(task: Task) -> Iterator[str]:
    title = task.title if len(task.title) <= WIDTH else f"{task.title[: WIDTH - 1]}…"
    yield f"  {task.id:<10} {title}"
    if task.units:
        yield _units(task)
    if task.times:
        yield f"{'':13}thời hạn: {'; '.join(time.text for time in task.times)}"
    if task.products:
        yield f"{'':13}sản phẩm: {'; '.join(product.text for product in task.products)}"


def _units(task: Task) -> str:
    named = [f"{', '.join(unit.names)} ({ROLES[unit.role]})" for unit in task.units]
    return f"{'':13}đơn vị: {'; '.join(named)}"


def _cited(document: Document) -> Iterator[str]:
    yield f"\nVĂN BẢN VIỆN DẪN ({len(document.citations)})"
    for cited in document.citations:
        more = ", ".join(part for part in (cited.issuer, cited.relation, f"{len(cited.mentions)} lần") if part)
        yield f"  {' '.join(cited.text.split())} — {more}"


def _findings(document: Document) -> Iterator[str]:
    counts = {name: sum(f.severity == name for f in document.findings) for name in ("error", "warning", "note")}
    yield f"\nĐIỂM CẦN XEM: {counts['error']} lỗi, {counts['warning']} cảnh báo, {counts['note']} ghi chú (xem bằng «vanban check»)"


def compiler_lines(document: Document, name: str) -> Iterator[str]:
    """`file:line:column: severity [rule] message — suggestion`, one a finding. Lines count the lines of the normalised text."""
    text, line, line_start = document.text, 1, 0
    for finding in sorted(document.findings, key=lambda f: f.start):
        line += text.count("\n", line_start, finding.start)
        line_start = max(text.rfind("\n", 0, finding.start) + 1, line_start)
        yield _compiler_line(finding, f"{name}:{line}:{finding.start - line_start + 1}")


def _compiler_line(finding: Finding, place: str) -> str:
    suggest = f" — {finding.suggest}" if finding.suggest else ""
    return f"{place}: {finding.severity} [{finding.rule}] {finding.message}{suggest}"


def graph_lines(graph: Graph) -> Iterator[str]:
    """Each document with what it cites, in order; marks what is itself in the folder."""
    nodes = {node.id: node for node in graph.nodes}
    for node in graph.nodes:
        if node.file is None:
            continue
        cited = [edge for edge in graph.edges if edge.source == node.id]
        yield f"{node.file}: {label(node)} — viện dẫn {len(cited)} văn bản"
        for edge in cited:
            target = nodes[edge.target]
            here = f"  → {target.file}" if target.file else ""
            yield f"  {edge.relation or 'viện dẫn':<20} {label(target)} ({edge.count} lần){here}"
    for unread in graph.unread:
        yield f"{unread.file}: không đọc được — {unread.reason}"
