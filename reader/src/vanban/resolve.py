"""Who cites whom over several documents: each citation to the one document it means, or to none.

A citation means a document of the folder when number, date and issuer allow exactly one; with no candidate, or with several, it stays
an outside document. Outside documents are joined among themselves by the same rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vanban.errors import UnreadableFile, VanbanError
from vanban.find.citations import agree, plain
from vanban.types import Citation, Document, Metadata, Value

SCHEMA = "vanban-graph/1"


@dataclass(frozen=True, slots=True)
class Node:
    """A document. `file` is its name in the folder, None when it is only cited."""

    id: str
    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None
    file: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` cites `target` `count` times; `start` and `end` are the first mention in the text of the source."""

    source: str
    target: str
    relation: str | None
    count: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Documents and who cites whom; `unread` lists files that were left out."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(slots=True)
class _Entry:
    """A node while citations are gathered."""

    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None
    file: str | None
    id: str = ""
    key: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.key = plain(self.number) or f"{(self.title or '').lower()}|{self.date}"

    def node(self) -> Node:
        """The frozen node."""
        return Node(self.id, self.type, self.number, self.date, self.issuer, self.title, self.file)


def cite(source: str | Path | bytes, *, name: str | None = None) -> Graph:
    """Every document that a file, or each file of a folder, cites.

    Args:
        source: A file, the bytes of one, or a folder (read with its sub-folders; what cannot be read is listed, not raised).
        name: What to call the file when bytes are given.

    Raises:
        UnreadableFile: A single file that cannot be read, or a folder with no document in it.
    """
    from vanban.reading import read

    if isinstance(source, bytes) or not Path(source).is_dir():
        return resolve([read(source, name=name)])
    folder = Path(source)
    documents, unread = [], []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        shown = str(path.relative_to(folder))
        try:
            documents.append(read(path.read_bytes(), name=shown))
        except VanbanError as error:
            unread.append(Unread(shown, error.message))
    if not documents:
        raise UnreadableFile(f"Thư mục «{folder}» không có văn bản nào đọc được. Hãy kiểm tra lại đường dẫn.")
    graph = resolve(documents)
    return Graph(graph.nodes, graph.edges, tuple(unread))


def resolve(documents: Sequence[Document]) -> Graph:
    """The graph of documents that were read."""
    own = [_own(document) for document in documents]
    index: dict[str, list[_Entry]] = defaultdict(list)
    for entry in own:
        if entry.number:
            index[entry.key].append(entry)
    pairs = [(at, citation) for at, document in enumerate(documents) for citation in document.citations]
    targets: dict[tuple[int, str], _Entry] = {}
    outside: list[_Entry] = []
    for at, citation in sorted(pairs, key=lambda pair: (pair[1].date is None, pair[1].issuer is None, pair[0])):
        targets[at, citation.id] = _target(index, outside, citation)
    entries = [*own, *outside]
    _name(entries)
    edges = [_edge(own[at], targets[at, citation.id], citation) for at, citation in pairs if targets[at, citation.id] is not own[at]]
    return Graph(tuple(entry.node() for entry in entries), tuple(edges))


def _own(document: Document) -> _Entry:
    head = document.metadata
    number, symbol = _read(head.number), _read(head.symbol)
    whole = f"{number}/{symbol}" if number and symbol else None
    if whole and "/" in (symbol or "") and "/" not in (number or ""):
        whole = f"{number}-{symbol}"  # party symbols: 31-CTr/TU
    return _Entry(_read(head.type), whole, _read(head.date), _issuer(head), _read(head.title), document.source.name)


def _read(value: Value | None) -> str | None:
    return value.value if value else None


def _issuer(head: Metadata) -> str | None:
    return _read(head.issuer)


def _target(index: dict[str, list[_Entry]], outside: list[_Entry], citation: Citation) -> _Entry:
    entry = _Entry(citation.type, citation.number, citation.date, citation.issuer, citation.title, None)
    same = [known for known in index[entry.key] if _may_be(known, entry)]
    if len(same) == 1:
        for name in ("date", "issuer", "title", "type"):
            if getattr(same[0], name) is None:
                setattr(same[0], name, getattr(entry, name))
        return same[0]
    index[entry.key].append(entry)
    outside.append(entry)
    return entry


def _may_be(known: _Entry, entry: _Entry) -> bool:
    """Whether an entry can be a known one: dates do not differ (a draft has its month alone), and one issuer can have given both."""
    dates = known.date is None or entry.date is None or known.date.startswith(entry.date) or entry.date.startswith(known.date)
    return dates and agree(entry.number, known.issuer, entry.issuer)


def _name(entries: Iterable[_Entry]) -> None:
    """Ids that are readable and unique, in order."""
    from vanban.find.citations import identity

    seen: dict[str, int] = defaultdict(int)
    for entry in entries:
        made = identity(entry.type, entry.issuer, entry.number, entry.title or entry.file, entry.date)
        seen[made] += 1
        entry.id = made if seen[made] == 1 else f"{made}~{seen[made]}"


def _edge(source: _Entry, target: _Entry, citation: Citation) -> Edge:
    return Edge(source.id, target.id, citation.relation, len(citation.mentions), citation.text, citation.start, citation.end)
