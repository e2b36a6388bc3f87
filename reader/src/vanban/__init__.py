"""Read Vietnamese administrative documents: structure, tasks, units, times, citations and findings, each with its span.

>>> import vanban
>>> document = vanban.read(b"KE HOACH", name="x.txt")
>>> document.text
'KE HOACH'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = [
    "Block",
    "Citation",
    "Document",
    "Finding",
    "Graph",
    "Heading",
    "Metadata",
    "OfficialDocument",
    "OutlineNode",
    "Paragraph",
    "SignatureBlock",
    "Signer",
    "Source",
    "Span",
    "Table",
    "Task",
    "Term",
    "Time",
    "UnitMention",
    "Value",
    "VanbanError",
    "__version__",
    "annotate",
    "check",
    "cite",
    "from_json",
    "read",
    "schema",
    "to_json",
    "write",
]
__version__ = "0.1.0"

_HOMES = {
    "vanban.annotation": ("annotate",),
    "vanban.contract": ("from_json", "schema", "to_json"),
    "vanban.errors": ("VanbanError",),
    "vanban.reading": ("read",),
    "vanban.resolve": ("Graph", "cite"),
    "vanban.types": (
        *("Block", "Citation", "Document", "Finding", "Metadata", "OutlineNode", "Signer", "Source", "Span"),
        *("Task", "Term", "Time", "UnitMention", "Value"),
    ),
    "vanban.verbs": ("check",),
    "vanban.writing": ("write",),
    "vanban.writing.model": ("Heading", "OfficialDocument", "Paragraph", "SignatureBlock", "Table"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

if TYPE_CHECKING:
    from vanban.annotation import annotate
    from vanban.contract import from_json, schema, to_json
    from vanban.errors import VanbanError
    from vanban.reading import read
    from vanban.resolve import Graph, cite
    from vanban.types import (
        Block,
        Citation,
        Document,
        Finding,
        Metadata,
        OutlineNode,
        Signer,
        Source,
        Span,
        Task,
        Term,
        Time,
        UnitMention,
        Value,
    )
    from vanban.verbs import check
    from vanban.writing import write
    from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock, Table


def __getattr__(name: str) -> Any:
    # Each name is imported when first used, so that `import vanban` costs milliseconds.
    if name not in _HOME_OF:
        raise AttributeError(f"module 'vanban' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
